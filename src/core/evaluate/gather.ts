/**
 * What the policies of each kind say about a request, before anything is decided. Policies of one kind are ORed; the
 * statements that matched are kept, so the explanation costs nothing more.
 */

import { roleKey } from '../arn/principal.ts'
import type { CompiledPolicy, Statement } from '../policy/compiled.ts'
import { listing, type PrincipalMatcher, type Strength, strengthOf, strengths } from '../policy/principal-matcher.ts'
import { testHolds } from './condition.ts'
import { both, type Formula, type Formulas, isDefinite, no, not, yes } from './formula.ts'
import { statementHolds } from './match.ts'
import type { PreparedRequest } from './request.ts'
import type { Flag, PolicyId, PolicyType } from './types.ts'

export interface Hit {
  readonly type: PolicyType
  readonly policy: PolicyId
  readonly position: number
  readonly level: number | undefined
  readonly statement: Statement
  readonly truth: Formula
}

export interface Gathering {
  readonly request: PreparedRequest
  readonly formulas: Formulas
  readonly policyOf: (id: PolicyId) => CompiledPolicy
  /** Deny with NotPrincipal always catches a principal with a boundary. */
  readonly hasBoundary: boolean
  readonly denies: Hit[]
  readonly allows: Hit[]
  readonly flags: Flag[]
}

export function raise(flags: Flag[], flag: Flag): void {
  if (!flags.includes(flag)) flags.push(flag)
}

type Policies = readonly PolicyId[]

/** OR of parts that are not definite; most requests have none. */
function either(parts: Formula[] | undefined, formulas: Formulas): Formula {
  if (parts === undefined) return no
  return parts.length === 1 ? (parts[0] ?? no) : formulas.or(parts)
}

/** Ends at the first Deny that certainly matches. */
export function gatherDenies(from: Gathering, type: PolicyType, policies: Policies, level?: number): Formula {
  let open: Formula[] | undefined
  for (let position = 0; position < policies.length; position += 1) {
    const policy = policies[position]
    if (policy === undefined) continue
    for (const statement of from.policyOf(policy).denies) {
      const matched = statementHolds(statement, from.request, from.formulas)
      const truth = matched === no ? no : both(from.formulas, matched, denyNames(from, type, statement))
      if (truth === no) continue
      from.denies.push({ type, policy, position, level, statement, truth })
      if (truth === yes) return yes
      if (open === undefined) open = [truth]
      else open.push(truth)
    }
  }
  return either(open, from.formulas)
}

const namesPrincipals = (type: PolicyType): boolean => type === 'resource' || type === 'endpoint'

/** Whether a Deny is about the caller. */
function denyNames(from: Gathering, type: PolicyType, statement: Statement): Formula {
  if (!namesPrincipals(type)) return yes
  const { principals } = statement
  if (principals === undefined) return unnamedCallers(type)
  if (!statement.notPrincipal) {
    return strengthIn(from, principals) === strengths.none ? sessionNamed(from, principals) : yes
  }
  if (from.hasBoundary) return yes
  const found = listing(principals, from.request.principal, principalId(from, principals))
  if (found === 'open') raise(from.flags, 'notPrincipalOpen')
  if (found === 'unlisted' && listsAccount(from, principals)) return not(sessionNamed(from, principals))
  return found === 'listed' ? no : yes
}

/** Without Principal a statement of a resource policy is about nobody, one of an endpoint about all who pass through it. */
const unnamedCallers = (type: PolicyType): Formula => (type === 'endpoint' ? yes : no)

const listsAccount = ({ request: { principal } }: Gathering, principals: PrincipalMatcher): boolean =>
  'account' in principal && principals.accounts.has(principal.account)

/** How an Allow names the caller; `direct`: under which condition it does so even more strongly. */
interface Naming {
  readonly strength: Strength
  readonly direct: Formula
}

const unnamed: Naming = { strength: strengths.none, direct: no }

function allowNames(from: Gathering, statement: Statement): Naming {
  const { principals } = statement
  if (principals === undefined) return unnamed
  const strength = strengthIn(from, principals)
  if (!statement.notPrincipal) {
    return { strength, direct: strength < strengths.direct ? sessionNamed(from, principals) : no }
  }
  raise(from.flags, 'notPrincipalOpen')
  if (strength !== strengths.none) return unnamed
  const listed = sessionNamed(from, principals)
  return listed === no
    ? { strength: strengths.wildcard, direct: no }
    : { strength: strengths.none, direct: not(listed) }
}

function strengthIn(from: Gathering, principals: PrincipalMatcher): Strength {
  const { principal } = from.request
  const strength = strengthOf(principals, principal, principalId(from, principals))
  if (strength === strengths.none && 'account' in principal) {
    if (principals.uniqueIds.size > 0) raise(from.flags, 'stalePrincipal')
    if (principals.canonicalUsers) raise(from.flags, 'notCollected:canonicalUsers')
  }
  return strength
}

/** `aws:userid` holds the unique id of a user, and that of the role before a session's name. */
function principalId({ request }: Gathering, principals: PrincipalMatcher): string | undefined {
  if (principals.uniqueIds.size === 0) return undefined
  const userId = request.context.get('aws:userid')
  return request.principalId ?? (typeof userId === 'string' ? undefined : userId[0])
}

/** A role stands for some session of it; whether that is a session which the entries name depends on the session's name. */
function sessionNamed({ request, formulas }: Gathering, principals: PrincipalMatcher): Formula {
  if (principals.sessionTests.size === 0 || request.principal.kind !== 'role') return no
  const test = principals.sessionTests.get(roleKey(request.principal))
  return test === undefined ? no : testHolds(test, request.context, formulas)
}

function named(from: Gathering, type: PolicyType, statement: Statement): Formula {
  if (statement.principals === undefined) return unnamedCallers(type)
  const { strength, direct } = allowNames(from, statement)
  return strength === strengths.none ? direct : yes
}

/** Ends at the first Allow that certainly matches; conditional ones before it no longer matter and are dropped. */
export function gatherAllows(from: Gathering, type: PolicyType, policies: Policies, level?: number): Formula {
  const start = from.allows.length
  const action = from.request.action.id
  let open: Formula[] | undefined
  for (let position = 0; position < policies.length; position += 1) {
    const policy = policies[position]
    if (policy === undefined) continue
    const { allows, firstAllowed, lastAllowed } = from.policyOf(policy)
    // Most policies are about other services.
    if (action >= 0 && (action < firstAllowed || action > lastAllowed)) continue
    for (const statement of allows) {
      const matched = statementHolds(statement, from.request, from.formulas)
      if (matched === no) continue
      const truth = namesPrincipals(type) ? both(from.formulas, matched, named(from, type, statement)) : matched
      if (truth === no) continue
      if (truth === yes) {
        from.allows.length = start
        from.allows.push({ type, policy, position, level, statement, truth })
        return yes
      }
      from.allows.push({ type, policy, position, level, statement, truth })
      if (open === undefined) open = [truth]
      else open.push(truth)
    }
  }
  return either(open, from.formulas)
}

/** Allows of a resource policy by how they name the caller. */
export interface ByStrength {
  /** The account: delegates, grants nothing by itself in the same account. */
  readonly account: Formula
  /** The role behind a session. */
  readonly entity: Formula
  /** The caller itself, or everybody. */
  readonly direct: Formula
}

const silent: ByStrength = { account: no, entity: no, direct: no }

export function gatherResourceAllows(from: Gathering, policy: PolicyId | undefined): ByStrength {
  if (policy === undefined) return silent
  const open: Record<'account' | 'entity' | 'direct', Formula[]> = { account: [], entity: [], direct: [] }
  for (const statement of from.policyOf(policy).allows) {
    const matched = statementHolds(statement, from.request, from.formulas)
    if (matched === no) continue
    const { strength, direct } = allowNames(from, statement)
    const rank = strength === strengths.account ? 'account' : strength === strengths.entity ? 'entity' : 'direct'
    const truth = strength === strengths.none ? both(from.formulas, matched, direct) : matched
    const asSession = rank === 'direct' ? no : both(from.formulas, matched, direct)
    // A statement that adds nothing as it names the caller may still add something for the session that it names.
    if (truth === no || (asSession === no && open[rank].includes(yes))) continue
    open[rank].push(truth)
    if (asSession !== no) open.direct.push(asSession)
    from.allows.push({ type: 'resource', policy, position: 0, level: undefined, statement, truth })
    if (rank === 'direct' && truth === yes) break
  }
  const one = (parts: Formula[]): Formula =>
    parts.some(isDefinite) ? yes : either(parts.length === 0 ? undefined : parts, from.formulas)
  return { account: one(open.account), entity: one(open.entity), direct: one(open.direct) }
}
