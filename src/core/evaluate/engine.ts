/**
 * The policy engine: parse → compile → gather what matches → decide. One engine holds every policy it has compiled; equal
 * documents are compiled once, so a managed policy that thousands of roles carry exists once.
 *
 * `whoCan` over 50,000 principals is built on three things here. (1) `policy(id)` tells without evaluating whether a policy
 * can allow or deny an action at all, for an inverted index from actions to policies. (2) `says(id, request)` evaluates one
 * identity policy, boundary or SCP on its own; the outcome depends on the principal only through the context keys that
 * `policy(id).keys` lists, so it is computed once per distinct policy (and once per distinct value of those keys) and then
 * combined per group of principals that carry the same policies. (3) Principals that a resource policy names, and those
 * whose group cannot be settled that way, are evaluated singly with `evaluate`.
 */
import type { Catalogue } from '../catalogue.ts'
import { parseJson } from '../json.ts'
import { coversAction } from '../policy/action-matcher.ts'
import { createCompiler } from '../policy/compile.ts'
import type { CompiledPolicy, Statement } from '../policy/compiled.ts'
import { readDocument } from '../policy/document.ts'
import { hashDocument, hashStatement, isPolicy } from '../policy/equal.ts'
import { createInternTable } from '../policy/intern.ts'
import { limits } from '../policy/limits.ts'
import { jsonPathOf, pathText } from '../policy/locate.ts'
import { err, ok, type Result } from '../result.ts'
import { type Judgement, judge } from './decide.ts'
import { createFormulas, type Formula, isDefinite, no, yes } from './formula.ts'
import { type Gathering, gatherAllows, gatherDenies, type Hit } from './gather.ts'
import { createRequestReader, type PreparedRequest } from './request.ts'
import { createResidualReader } from './residual.ts'
import { settle } from './theory.ts'
import type {
  AccessRequest,
  ApplicablePolicies,
  Evaluation,
  Flag,
  PolicyEngine,
  PolicyError,
  PolicyId,
  PolicyType,
  PolicyView,
  Residual,
  StatementRef,
} from './types.ts'
import { whyStatement } from './why.ts'

/**
 * A resource's policy is asked about with that resource alone, and an estate has hundreds of thousands: compiled they take several times
 * what their documents do. So many stay compiled, the others are compiled again when they are asked about.
 */
const keptOfResources = 10_000

/**
 * An engine over one catalogue. It keeps what it compiles, so make one and share it; it belongs to one thread. Faults:
 * a principal that is none (`bad_input`); a `PolicyId` of another engine (`RangeError`). Rules: docs/algorithms/evaluate.md.
 */
export function createPolicyEngine(catalogue: Catalogue): PolicyEngine {
  const compile = createCompiler(catalogue)
  const readRequest = createRequestReader(catalogue)
  const formulas = createFormulas()
  const settledOpen = formulas.memo((formula) => settle(formula, formulas, catalogue))
  const settled = (formula: Formula): Formula => (isDefinite(formula) ? formula : settledOpen(formula))
  const residual = createResidualReader(formulas)
  const policies: (CompiledPolicy | undefined)[] = []
  const resourcePolicies = new Map<PolicyId, unknown>()
  let compiledOfResources: PolicyId[] = []
  const ids = createInternTable<PolicyId>()
  const views = new Map<PolicyId, PolicyView>()

  const policyOf = (id: PolicyId): CompiledPolicy => {
    const policy = policies[id] ?? compiledAgain(id)
    if (policy === undefined) throw new RangeError(`policy ${id} was not compiled by this engine`)
    return policy
  }

  function keep(id: PolicyId, policy: CompiledPolicy): CompiledPolicy {
    policies[id] = policy
    if (policy.type !== 'resource') return policy
    if (compiledOfResources.length >= keptOfResources) {
      for (const other of compiledOfResources) policies[other] = undefined
      compiledOfResources = []
    }
    compiledOfResources.push(id)
    return policy
  }

  function compiledAgain(id: PolicyId): CompiledPolicy | undefined {
    if (!resourcePolicies.has(id)) return undefined
    const read = readDocument(resourcePolicies.get(id), 'resource')
    return read.ok ? keep(id, compile(read.value, 'resource', read.value.statements.map(hashStatement))) : undefined
  }

  function parse(document: unknown, type: PolicyType): Result<PolicyId, PolicyError> {
    return typeof document === 'string' ? parseText(document, type) : parseValue(document, type)
  }

  function parseValue(document: unknown, type: PolicyType): Result<PolicyId, PolicyError> {
    const read = readDocument(document, type)
    if (!read.ok) return read
    const hashes = read.value.statements.map(hashStatement)
    const hash = hashDocument(read.value, type, hashes)
    const known = ids.find(hash, (id) => isPolicy(policyOf(id), read.value, type))
    if (known !== undefined) return ok(known)
    const id = policies.length as PolicyId
    if (type === 'resource') resourcePolicies.set(id, document)
    keep(id, compile(read.value, type, hashes))
    ids.add(hash, id)
    return ok(id)
  }

  function parseText(text: string, type: PolicyType): Result<PolicyId, PolicyError> {
    if (text.length > limits.documentSize) {
      return err({
        code: 'LimitExceeded',
        message: `The document has more than ${limits.documentSize} characters`,
        path: '',
      })
    }
    const read = parseJson(text)
    if (!read.ok) return err({ code: 'InvalidPolicy', path: '', ...read.error })
    const [duplicate] = read.value.duplicateKeys
    if (duplicate !== undefined) {
      const { line, column } = duplicate
      return err({
        code: 'InvalidPolicy',
        message: `${JSON.stringify(duplicate.path.at(-1))} occurs twice`,
        path: pathText(duplicate.path),
        line,
        column,
      })
    }
    const parsed = parseValue(ownCopy(text), type)
    if (parsed.ok) return parsed
    const place = read.value.locate(jsonPathOf(parsed.error.path, read.value.value))
    return err({ ...parsed.error, ...place })
  }

  function begin(request: PreparedRequest, applicable: ApplicablePolicies | undefined): Gathering {
    return {
      request,
      formulas,
      policyOf,
      hasBoundary:
        (applicable?.permissionsBoundary?.length ?? 0) > 0 &&
        'account' in request.principal &&
        request.principal.kind !== 'root',
      denies: [],
      allows: [],
      flags: requestFlags(request),
    }
  }

  function conclude(judgement: Judgement, from: Pick<Gathering, 'denies' | 'allows' | 'flags'>): Evaluation {
    const allowed = settled(judgement.allowed)
    const flags = allowed === yes ? withoutGrants(from.flags) : from.flags
    if (allowed === yes) {
      return { decision: 'Allowed', decidedBy: deciding(from.allows).map(refOf), missing: [], flags }
    }
    if (allowed === no) {
      if (settled(judgement.deny) === yes) {
        const certain = from.denies.filter(isCertain)
        return {
          decision: 'ExplicitlyDenied',
          decidedBy: (certain.length > 0 ? certain : from.denies).map(refOf),
          missing: [],
          flags,
        }
      }
      const { missing } = judgement
      return {
        decision: 'ImplicitlyDenied',
        decidedBy: missing.length > 0 ? [] : [...from.denies, ...from.allows].map(refOf),
        missing,
        flags,
      }
    }
    const { residual: condition, truncated } = residual(allowed)
    return {
      decision: 'Conditional',
      condition,
      decidedBy: [...from.denies, ...from.allows].map(refOf),
      missing: [],
      flags: truncated ? [...flags, 'truncated'] : flags,
    }
  }

  function evaluate(request: AccessRequest, applicable: ApplicablePolicies): Evaluation {
    formulas.begin()
    const from = begin(readRequest(request), applicable)
    return conclude(judge(from, applicable, catalogue), from)
  }

  function evaluateAll(parts: readonly AccessRequest[], applicable: ApplicablePolicies): Evaluation {
    const judged = parts.map((part) => evaluate(part, applicable))
    // The first part that nothing can save explains the denial; an explicit one before any other.
    const blocker =
      judged.find(({ decision }) => decision === 'ExplicitlyDenied') ??
      judged.find(({ decision }) => decision === 'ImplicitlyDenied')
    if (blocker !== undefined) return blocker
    const together = {
      decidedBy: judged.flatMap(({ decidedBy }) => decidedBy),
      missing: [],
      flags: [...new Set(judged.flatMap(({ flags }) => flags))],
    }
    const conditions = judged.flatMap(({ condition }) => (condition === undefined ? [] : [condition]))
    const condition = allOf(conditions)
    return condition === undefined
      ? { decision: 'Allowed', ...together }
      : { decision: 'Conditional', condition, ...together }
  }

  function view(id: PolicyId): PolicyView {
    const known = views.get(id)
    if (known !== undefined) return known
    const made = viewOf(policyOf(id), readRequest)
    views.set(id, made)
    return made
  }

  function says(id: PolicyId, request: AccessRequest): { deny: Residual | boolean; allow: Residual | boolean } {
    formulas.begin()
    const from = begin(readRequest(request), undefined)
    const { type } = policyOf(id)
    const outcome = (formula: number): Residual | boolean => {
      const left = settled(formula)
      return isDefinite(left) ? left === yes : residual(left).residual
    }
    return { deny: outcome(gatherDenies(from, type, [id])), allow: outcome(gatherAllows(from, type, [id])) }
  }

  const engine: PolicyEngine = {
    parse,
    evaluate,
    evaluateAll,
    policy: view,
    says,
    why(request, _applicable, ref) {
      const statement = policyOf(ref.policy).statements[ref.statement]
      if (statement === undefined) throw new RangeError(`policy ${ref.policy} has no statement ${ref.statement}`)
      formulas.begin()
      return whyStatement(statement, readRequest(request), request.action, formulas)
    },
  }
  compiledBy.set(engine, policyOf)
  return engine
}

const compiledBy = new WeakMap<PolicyEngine, (id: PolicyId) => CompiledPolicy>()

/** What an engine has compiled, for the index over it: reading a hundred thousand documents again would take seconds. */
export function compiledPolicies(engine: PolicyEngine): (id: PolicyId) => CompiledPolicy {
  const policyOf = compiledBy.get(engine)
  if (!policyOf) throw new TypeError('not an engine that was made here')
  return policyOf
}

/**
 * The texts of `parseJson` are pieces of the document and would keep the whole of it in memory; those of `JSON.parse` are
 * copies. It reads the same, but takes no byte order mark.
 */
function ownCopy(text: string): unknown {
  return JSON.parse(text.startsWith('\u{feff}') ? text.slice(1) : text)
}

/**
 * Each part has a resource of its own, and with it keys of its own: an image tagged one way and a subnet tagged another are
 * no contradiction. So the conditions of different parts are listed, not simplified against each other.
 */
function allOf(conditions: readonly Residual[]): Residual | undefined {
  const distinct = new Map(conditions.map((condition) => [JSON.stringify(condition), condition]))
  const all = [...distinct.values()]
  return all.length > 1 ? { all } : all[0]
}

/** Who is allowed needs no grant of the key. */
const withoutGrants = (flags: readonly Flag[]): readonly Flag[] =>
  flags.length === 0 ? flags : flags.filter((flag) => flag !== 'notCollected:kmsGrants')

/** Per layer the Allow that is certain; where only several together are, all of them. */
function deciding(hits: readonly Hit[]): readonly Hit[] {
  if (hits.every(isCertain)) return hits
  const settled = new Set(hits.filter(isCertain).map(({ type, level }) => `${type} ${level}`))
  return hits.filter((hit) => isCertain(hit) || !settled.has(`${hit.type} ${hit.level}`))
}

const isCertain = (hit: Hit): boolean => hit.truth === yes

type Writable<T> = { -readonly [K in keyof T]: T[K] }

/** Filled in step by step: this runs for every evaluation, and object spreads cost more than the evaluation itself. */
function refOf({ type, policy, position, level, statement, truth }: Hit): StatementRef {
  const ref: Writable<StatementRef> = {
    type,
    policy,
    position,
    statement: statement.index,
    effect: statement.deny ? 'Deny' : 'Allow',
    conditional: truth !== yes,
  }
  if (level !== undefined) ref.level = level
  // An empty Sid names nothing: the number of the statement does.
  if (statement.sid) ref.sid = statement.sid
  return ref
}

function requestFlags(request: PreparedRequest): Flag[] {
  if (request.action.id < 0) return ['unknownAction']
  return request.resourceIgnored ? ['wildcardOnlyAction'] : []
}

function viewOf(policy: CompiledPolicy, readRequest: (request: AccessRequest) => PreparedRequest): PolicyView {
  const keys = new Set<string>()
  for (const statement of policy.statements) for (const key of statementKeys(statement)) keys.add(key)
  const mentions = (statements: readonly Statement[], action: PreparedRequest['action']): boolean =>
    statements.some((statement) => coversAction(statement.actions, action))
  const actionOf = (name: string) =>
    readRequest({ principal: '*', action: name, resource: '*', context: { get: () => 'absent' } }).action
  return {
    type: policy.type,
    keys: [...keys].sort(),
    mayAllow: (action) => mentions(policy.allows, actionOf(action)),
    mayDeny: (action) => mentions(policy.denies, actionOf(action)),
  }
}

/** Lower-case condition keys that a statement tests or has as variables. */
export function* statementKeys(statement: Statement): Iterable<string> {
  for (const test of statement.tests) {
    yield test.lowerKey
    for (const value of test.values) {
      if (value.kind === 'template') for (const part of value.parts) if (part.kind === 'variable') yield part.lowerKey
    }
  }
  for (const template of statement.resources?.templates ?? []) {
    for (const part of template.tail) if (part.kind === 'variable') yield part.lowerKey
  }
}
