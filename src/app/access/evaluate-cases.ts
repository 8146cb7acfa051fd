/** `bailiwick evaluate`: a file of cases, each one question with all its policies. Format: docs/algorithms/evaluate.md. */
import { splitArn } from '../../core/arn/arn.ts'
import { parsePrincipal } from '../../core/arn/principal.ts'
import type { Catalogue } from '../../core/catalogue.ts'
import { contextOf } from '../../core/evaluate/context.ts'
import type {
  AccessRequest,
  ApplicablePolicies,
  Decision,
  Flag,
  PolicyEngine,
  PolicyError,
  PolicyId,
  PolicyType,
  Residual,
  S3BlockPublicAccess,
  StatementRef,
} from '../../core/evaluate/types.ts'
import { conditionInWords } from '../../core/evaluate/words.ts'
import { AppError } from '../../core/fault.ts'
import { type AccountId, parseAccountId } from '../../core/ids.ts'
import { type DuplicateKey, parseJson } from '../../core/json.ts'
import { limits } from '../../core/policy/limits.ts'

export type CaseErrorCode = 'InvalidCase' | 'InvalidPrincipal' | 'InvalidArn' | 'InvalidPolicy' | 'LimitExceeded'

export interface CaseReason {
  readonly effect: 'Allow' | 'Deny'
  readonly layer: PolicyType
  /** The field of the case: `identityPolicies[1]`, `serviceControlPolicies[0][1]`. */
  readonly policy: string
  readonly statement: number
  readonly sid?: string
  readonly why: string
}

export type CaseResult =
  | {
      readonly id: string
      readonly decision: Decision
      readonly condition?: Residual
      readonly conditionText?: string
      readonly reasons?: readonly CaseReason[]
      /** Kinds of policy that lacked an Allow. */
      readonly missing?: readonly PolicyType[]
      readonly flags?: readonly Flag[]
    }
  | { readonly id: string | null; readonly error: { readonly code: CaseErrorCode; readonly message: string } }

export interface CaseServices {
  readonly engine: PolicyEngine
  readonly catalogue: Catalogue
}

/** Thrown and caught in this file only: ends one case, never the run. */
class BadCase {
  readonly error: { readonly code: CaseErrorCode; readonly message: string }

  constructor(code: CaseErrorCode, message: string) {
    this.error = { code, message }
  }
}

type Members = ReadonlyMap<string, unknown>

export interface CaseReport {
  readonly results: readonly CaseResult[]
  readonly comparison: readonly Comparison[]
}

/** The text of a case file. Fault `bad_input` when it is no JSON array of objects. */
export function evaluateCaseFile(text: string, services: CaseServices): CaseReport {
  const read = parseJson(text, { maxDepth: deepestFile })
  if (!read.ok) {
    const { message, line, column } = read.error
    throw new AppError('bad_input', `The case file is no JSON: ${message}`, { places: [{ line, column, message }] })
  }
  const { value, duplicateKeys } = read.value
  if (duplicateKeys.length >= mostDuplicates) {
    const places = duplicateKeys.map(({ path, line, column }) => ({
      line,
      column,
      message: `${path.join('.')} occurs twice`,
    }))
    throw new AppError('bad_input', 'Too many keys occur twice in the case file', { places })
  }
  const results = run(value, services, duplicateKeys)
  return { results, comparison: Array.isArray(value) ? compareExpected(value, results) : [] }
}

/** Far deeper than any policy may be, so that one nested too deep is an error of its case and not of the file. */
const deepestFile = 1_000

/** The reader of JSON stops counting here, so from here on a case could hide a duplicate. */
const mostDuplicates = 100

/** Parsed cases, in order. Fault `bad_input` when they are no array of objects. */
export function evaluateCases(cases: unknown, services: CaseServices): CaseResult[] {
  return run(cases, services, [])
}

function run(cases: unknown, services: CaseServices, duplicates: readonly DuplicateKey[]): CaseResult[] {
  if (!Array.isArray(cases)) throw new AppError('bad_input', 'The case file is not an array of cases')
  const all = cases.map((one: unknown, index) => {
    const found = members(one)
    if (found === undefined) throw new AppError('bad_input', `Entry ${index} of the case file is not an object`)
    return found
  })
  const twice = new Map<unknown, DuplicateKey>()
  for (const duplicate of duplicates) if (!twice.has(duplicate.path[0])) twice.set(duplicate.path[0], duplicate)
  const seen = new Set<string>()
  return all.map((one, index) => {
    const id = one.get('id')
    try {
      if (typeof id !== 'string' || id === '') throw new BadCase('InvalidCase', 'id must be text')
      if (seen.has(id)) throw new BadCase('InvalidCase', `the id ${JSON.stringify(id)} occurs twice`)
      seen.add(id)
      refuseDuplicate(twice.get(index))
      return evaluateCase(id, one, services)
    } catch (thrown) {
      if (thrown instanceof BadCase) return { id: typeof id === 'string' ? id : null, error: thrown.error }
      throw thrown
    }
  })
}

/** Two equal keys in one object: which was meant, nobody knows. */
function refuseDuplicate(duplicate: DuplicateKey | undefined): void {
  if (duplicate === undefined) return
  const [field] = duplicate.path.slice(1)
  const inPolicy = duplicate.path.length > 2 && field !== 'context' && field !== 's3BlockPublicAccess'
  const { line, column } = duplicate
  throw new BadCase(
    inPolicy ? 'InvalidPolicy' : 'InvalidCase',
    `${String(field)}: the key ${JSON.stringify(duplicate.path.at(-1))} occurs twice (line ${line}, column ${column})`,
  )
}

function members(value: unknown): Members | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? new Map(Object.entries(value))
    : undefined
}

function evaluateCase(id: string, one: Members, { engine, catalogue }: CaseServices): CaseResult {
  const question = readQuestion(one)
  const unknown = readFlag(one, 'unknownContext') ?? false
  const given = readContext(one.get('context'))
  const policies = readPolicies(one, engine)
  const request: AccessRequest = { ...question, context: contextOf({ ...question, given, unknown }, catalogue) }
  const evaluation = engine.evaluate(request, policies)
  const reasons = evaluation.decidedBy.map((ref) => reasonOf(ref, engine.why(request, policies, ref)))
  return {
    id,
    decision: evaluation.decision,
    ...(evaluation.condition === undefined
      ? {}
      : { condition: evaluation.condition, conditionText: conditionInWords(evaluation.condition) }),
    ...(reasons.length === 0 ? {} : { reasons }),
    ...(evaluation.missing.length === 0 ? {} : { missing: evaluation.missing }),
    ...(evaluation.flags.length === 0 ? {} : { flags: evaluation.flags }),
  }
}

interface Question {
  readonly principal: string
  readonly action: string
  readonly resource: string
  readonly resourceAccount?: AccountId
}

function readText(one: Members, name: string): string {
  const value = one.get(name)
  if (typeof value !== 'string' || value === '') throw new BadCase('InvalidCase', `${name} must be text`)
  if (value.length > limits.textLength)
    throw new BadCase('LimitExceeded', `${name} has more than ${limits.textLength} characters`)
  return value
}

/** `service:Name`; a pattern is no action. */
const concreteAction = /^[a-z0-9-]+:[a-z0-9_-]+$/i

function readQuestion(one: Members): Question {
  const principal = readText(one, 'principal')
  const action = readText(one, 'action')
  const resource = readText(one, 'resource')
  if (!concreteAction.test(action))
    throw new BadCase('InvalidCase', `action must be service:Name, not ${JSON.stringify(action)}`)
  const who = parsePrincipal(principal)
  if (!who.ok) throw new BadCase('InvalidPrincipal', `principal: ${who.error}`)
  const arn = splitArn(resource)
  if (resource !== '*') {
    if (arn === undefined)
      throw new BadCase('InvalidArn', `resource: ${JSON.stringify(resource)} is neither "*" nor an ARN of six fields`)
    if (/^\d+$/.test(arn.account) && parseAccountId(arn.account) === undefined) {
      throw new BadCase('InvalidArn', `resource: the account of ${JSON.stringify(resource)} is not of twelve digits`)
    }
  }
  const owner = one.get('resourceAccount')
  // AWS writes `aws` where an ARN of its own managed policies would name the account.
  if (owner === undefined || owner === 'aws') return { principal, action, resource }
  const resourceAccount = typeof owner === 'string' ? parseAccountId(owner) : undefined
  if (resourceAccount === undefined) throw new BadCase('InvalidCase', 'resourceAccount must be twelve digits')
  return { principal, action, resource, resourceAccount }
}

function readFlag(from: Members, name: string): boolean | undefined {
  const value = from.get(name)
  if (value !== undefined && typeof value !== 'boolean')
    throw new BadCase('InvalidCase', `${name} must be true or false`)
  return value
}

function readContext(value: unknown): Record<string, readonly string[]> {
  const given: Record<string, readonly string[]> = Object.create(null)
  if (value === undefined) return given
  const keys = members(value)
  if (keys === undefined) throw new BadCase('InvalidCase', 'context must be an object')
  const seen = new Set<string>()
  for (const [key, values] of keys) {
    if (seen.has(key.toLowerCase()))
      throw new BadCase('InvalidCase', `context: ${key} occurs twice; keys are compared without case`)
    seen.add(key.toLowerCase())
    if (Array.isArray(values) && values.length > limits.contextValues)
      throw new BadCase('LimitExceeded', `context: ${key} has more than ${limits.contextValues} values`)
    given[key] = (Array.isArray(values) ? values : [values]).map((member: unknown) => contextText(key, member))
  }
  return given
}

function contextText(key: string, value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (typeof value !== 'string') throw new BadCase('InvalidCase', `context: ${key} must be text or a list of texts`)
  if (value.length > limits.textLength)
    throw new BadCase('LimitExceeded', `context: ${key} has more than ${limits.textLength} characters`)
  return value
}

function readPolicies(one: Members, engine: PolicyEngine): ApplicablePolicies {
  const policy = (document: unknown, label: string, type: PolicyType): PolicyId => {
    if (members(document) === undefined) throw new BadCase('InvalidPolicy', `${label}: a policy must be a JSON object`)
    const parsed = engine.parse(document, type)
    if (parsed.ok) return parsed.value
    throw new BadCase(parsed.error.code, policyMessage(label, parsed.error))
  }
  const list = (value: unknown, label: string, type: PolicyType): PolicyId[] => {
    if (!Array.isArray(value)) throw new BadCase('InvalidCase', `${label} must be a list of policies`)
    return value.map((document: unknown, index) => policy(document, `${label}[${index}]`, type))
  }
  const optional = (name: string, type: PolicyType) => (one.has(name) ? list(one.get(name), name, type) : undefined)
  const levels = (name: string, type: PolicyType): PolicyId[][] | undefined => {
    if (!one.has(name)) return undefined
    const value = one.get(name)
    if (!Array.isArray(value)) throw new BadCase('InvalidCase', `${name} must be a list of levels`)
    return value.map((level: unknown, index) => list(level, `${name}[${index}]`, type))
  }
  const permissionsBoundary = optional('permissionsBoundary', 'permissionsBoundary')
  const session = optional('sessionPolicies', 'session')
  const endpoint = optional('endpointPolicies', 'endpoint')
  const serviceControl = levels('serviceControlPolicies', 'serviceControl')
  const resourceControl = levels('resourceControlPolicies', 'resourceControl')
  const s3BlockPublicAccess = readBlockPublicAccess(one)
  return {
    identity: list(one.get('identityPolicies'), 'identityPolicies', 'identity'),
    ...(permissionsBoundary === undefined ? {} : { permissionsBoundary }),
    ...(session === undefined ? {} : { session }),
    ...(serviceControl === undefined ? {} : { serviceControl }),
    ...(resourceControl === undefined ? {} : { resourceControl }),
    ...(one.has('resourcePolicy') ? { resource: policy(one.get('resourcePolicy'), 'resourcePolicy', 'resource') } : {}),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(s3BlockPublicAccess === undefined ? {} : { s3BlockPublicAccess }),
  }
}

function readBlockPublicAccess(one: Members): S3BlockPublicAccess | undefined {
  if (!one.has('s3BlockPublicAccess')) return undefined
  const settings = members(one.get('s3BlockPublicAccess'))
  if (settings === undefined) throw new BadCase('InvalidCase', 's3BlockPublicAccess must be an object')
  return {
    restrictPublicBuckets: readFlag(settings, 'restrictPublicBuckets') ?? false,
    ignorePublicAcls: readFlag(settings, 'ignorePublicAcls') ?? false,
    blockPublicAcls: readFlag(settings, 'blockPublicAcls') ?? false,
    blockPublicPolicy: readFlag(settings, 'blockPublicPolicy') ?? false,
  }
}

/** `identityPolicies[0].Statement[0]: Effect must be Allow or Deny`. */
function policyMessage(label: string, { path, message }: PolicyError): string {
  const statement = /^Statement\[\d+\]/.exec(path)?.[0]
  return `${label}${statement === undefined ? '' : `.${statement}`}: ${message}`
}

const fields: Readonly<Record<PolicyType, string>> = {
  identity: 'identityPolicies',
  permissionsBoundary: 'permissionsBoundary',
  session: 'sessionPolicies',
  serviceControl: 'serviceControlPolicies',
  resourceControl: 'resourceControlPolicies',
  resource: 'resourcePolicy',
  endpoint: 'endpointPolicies',
}

function reasonOf(ref: StatementRef, why: string): CaseReason {
  const level = ref.level === undefined ? '' : `[${ref.level}]`
  return {
    effect: ref.effect,
    layer: ref.type,
    policy: ref.type === 'resource' ? fields.resource : `${fields[ref.type]}${level}[${ref.position}]`,
    statement: ref.statement,
    ...(ref.sid === undefined ? {} : { sid: ref.sid }),
    why,
  }
}

export interface Comparison {
  readonly id: string | null
  readonly expected: string
  /** The decision, or the code of the error. */
  readonly actual: string
  readonly agrees: boolean
  /** The rule is not settled; not counted. */
  readonly contested: boolean
}

/** For cases that carry `expected`. */
function compareExpected(cases: readonly unknown[], results: readonly CaseResult[]): Comparison[] {
  return results.flatMap((result, index) => {
    const one = members(cases[index])
    const expected = one?.get('expected')
    if (typeof expected !== 'string') return []
    const actual = 'error' in result ? result.error.code : result.decision
    return [{ id: result.id, expected, actual, agrees: actual === expected, contested: one?.get('contested') === true }]
  })
}
