/**
 * What the policies of each kind say about a request, before anything is decided. Policies of one kind are ORed; the
 * statements that matched are kept, so the explanation costs nothing more.
 */
import type { CompiledPolicy, Statement } from '../policy/compiled.ts'
import { listing, type Strength, strengthOf, strengths } from '../policy/principal-matcher.ts'
import { type Formula, type Formulas, isDefinite, no, yes } from './formula.ts'
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
      const truth = statementHolds(statement, from.request, from.formulas)
      if (truth === no || !denyNames(from, type, statement)) continue
      from.denies.push({ type, policy, position, level, statement, truth })
      if (truth === yes) return yes
      if (open === undefined) open = [truth]
      else open.push(truth)
    }
  }
  return either(open, from.formulas)
}

const namesPrincipals = (type: PolicyType): boolean => type === 'resource' || type === 'endpoint'

function denyNames(from: Gathering, type: PolicyType, statement: Statement): boolean {
  if (!namesPrincipals(type)) return true
  const { principals } = statement
  // Without Principal a statement of a resource policy is about nobody.
  if (principals === undefined) return false
  const { principal, principalId } = from.request
  if (!statement.notPrincipal) return allowStrength(from, statement) !== strengths.none
  if (from.hasBoundary) return true
  const found = listing(principals, principal, principalId)
  if (found === 'open') raise(from.flags, 'notPrincipalOpen')
  return found !== 'listed'
}

function allowStrength(from: Gathering, statement: Statement): Strength {
  const { principals } = statement
  if (principals === undefined) return strengths.none
  const { principal, principalId } = from.request
  const strength = strengthOf(principals, principal, principalId)
  if (statement.notPrincipal) {
    raise(from.flags, 'notPrincipalOpen')
    return strength === strengths.none ? strengths.wildcard : strengths.none
  }
  if (strength === strengths.none && 'account' in principal) {
    if (principals.uniqueIds.size > 0) raise(from.flags, 'stalePrincipal')
    if (principals.canonicalUsers) raise(from.flags, 'notCollected:canonicalUsers')
  }
  return strength
}

/** Ends at the first Allow that certainly matches; conditional ones before it no longer matter and are dropped. */
export function gatherAllows(from: Gathering, type: PolicyType, policies: Policies, level?: number): Formula {
  const start = from.allows.length
  let open: Formula[] | undefined
  for (let position = 0; position < policies.length; position += 1) {
    const policy = policies[position]
    if (policy === undefined) continue
    for (const statement of from.policyOf(policy).allows) {
      const truth = statementHolds(statement, from.request, from.formulas)
      if (truth === no) continue
      if (namesPrincipals(type) && allowStrength(from, statement) === strengths.none) continue
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
    const truth = statementHolds(statement, from.request, from.formulas)
    if (truth === no) continue
    const strength = allowStrength(from, statement)
    if (strength === strengths.none) continue
    const rank = strength === strengths.account ? 'account' : strength === strengths.entity ? 'entity' : 'direct'
    if (open[rank].includes(yes)) continue
    open[rank].push(truth)
    from.allows.push({ type: 'resource', policy, position: 0, level: undefined, statement, truth })
    if (rank === 'direct' && truth === yes) break
  }
  const one = (parts: Formula[]): Formula =>
    parts.some(isDefinite) ? yes : either(parts.length === 0 ? undefined : parts, from.formulas)
  return { account: one(open.account), entity: one(open.entity), direct: one(open.direct) }
}
