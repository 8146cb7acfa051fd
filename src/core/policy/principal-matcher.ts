/** `Principal` and `NotPrincipal` entries, and how strongly they name a caller. IAM UG *Policy elements: Principal*. */
import { splitArn } from '../arn/arn.ts'
import { type Principal, parsePrincipal, roleKey } from '../arn/principal.ts'
import { parseAccountId } from '../ids.ts'
import type { Test } from './compiled.ts'
import type { PrincipalSource } from './document.ts'
import type { Operator } from './operators.ts'
import { compileValue } from './values.ts'

/** In rising order; the number is the rank. */
export const strengths = { none: 0, account: 1, entity: 2, direct: 3, wildcard: 4 } as const
export type Strength = (typeof strengths)[keyof typeof strengths]

export interface PrincipalMatcher {
  readonly source: PrincipalSource
  readonly everybody: boolean
  readonly everyService: boolean
  readonly everyProvider: boolean
  readonly accounts: ReadonlySet<string>
  readonly users: ReadonlySet<string>
  readonly roles: ReadonlySet<string>
  /** The same roles by account and name: session ARNs have no path. */
  readonly roleKeys: ReadonlySet<string>
  /** Sessions of roles and of federated users. */
  readonly sessions: ReadonlySet<string>
  /** By role: whether a session of that role, of which only the role is known, is one of those listed. */
  readonly sessionTests: ReadonlyMap<string, Test>
  readonly services: ReadonlySet<string>
  readonly providers: ReadonlySet<string>
  /** `AIDA…`, `AROA…`: what IAM leaves of an ARN whose principal is gone. */
  readonly uniqueIds: ReadonlySet<string>
  readonly canonicalUsers: boolean
}

const sessionOperator: Operator = {
  family: 'stringLike',
  comparison: 'equal',
  positive: 'StringLike',
  negated: false,
  quantifier: undefined,
  ifExists: false,
}

/** Ids of users, roles, instance profiles and groups (IAM UG *IAM identifiers*, "Unique identifiers"). */
export const uniqueId = /^A(?:IDA|ROA|IPA|GPA)[A-Z0-9]{6,}$/

/** Most lists hold one entry; the memory of the other sets would be larger than the policy. */
const nobody: ReadonlySet<string> = new Set()
const noTests: PrincipalMatcher['sessionTests'] = new Map()
const orEmpty = (names: ReadonlySet<string>): ReadonlySet<string> => (names.size === 0 ? nobody : names)

export function compilePrincipals(source: PrincipalSource): PrincipalMatcher {
  const sets = {
    accounts: new Set<string>(),
    users: new Set<string>(),
    roles: new Set<string>(),
    roleKeys: new Set<string>(),
    sessions: new Set<string>(),
    uniqueIds: new Set<string>(),
  }
  const sessionNames = new Map<string, string[]>()
  for (const entry of source.aws) addAwsEntry(entry, sets, sessionNames)
  return {
    source,
    everybody: source.aws.includes('*'),
    everyService: source.service.includes('*'),
    everyProvider: source.federated.includes('*'),
    accounts: orEmpty(sets.accounts),
    users: orEmpty(sets.users),
    roles: orEmpty(sets.roles),
    roleKeys: orEmpty(sets.roleKeys),
    sessions: orEmpty(sets.sessions),
    uniqueIds: orEmpty(sets.uniqueIds),
    sessionTests:
      sessionNames.size === 0 ? noTests : new Map([...sessionNames].map(([role, names]) => [role, sessionTest(names)])),
    services: source.service.length === 0 ? nobody : new Set(source.service),
    providers: source.federated.length === 0 ? nobody : new Set(source.federated),
    canonicalUsers: source.canonicalUser.length > 0,
  }
}

type EntrySets = Record<'accounts' | 'users' | 'roles' | 'roleKeys' | 'sessions' | 'uniqueIds', Set<string>>

/** Entries with a wildcard inside, group ARNs and other text name nobody. */
function addAwsEntry(entry: string, sets: EntrySets, sessionNames: Map<string, string[]>): void {
  if (parseAccountId(entry) !== undefined) sets.accounts.add(entry)
  else if (uniqueId.test(entry)) sets.uniqueIds.add(entry)
  else if (splitArn(entry) !== undefined) {
    const parsed = parsePrincipal(entry)
    if (parsed.ok) addNamed(parsed.value, sets, sessionNames)
  }
}

function addNamed(principal: Principal, sets: EntrySets, sessionNames: Map<string, string[]>): void {
  switch (principal.kind) {
    case 'root':
      sets.accounts.add(principal.account)
      return
    case 'user':
      sets.users.add(principal.arn)
      return
    case 'role':
      sets.roles.add(principal.arn)
      sets.roleKeys.add(roleKey(principal))
      return
    case 'federatedUser':
      sets.sessions.add(principal.arn)
      return
    case 'session': {
      sets.sessions.add(principal.arn)
      const known = sessionNames.get(roleKey(principal))
      if (known === undefined) sessionNames.set(roleKey(principal), [principal.session])
      else known.push(principal.session)
      return
    }
    case 'external':
    case 'service':
    case 'anonymous':
  }
}

/** `aws:userid` of a role session is the role's id, a colon and the session name (IAM UG *Principal key values*). */
function sessionTest(names: readonly string[]): Test {
  const texts = names.map((name) => `*:${name}`)
  return {
    name: 'StringLike',
    operator: sessionOperator,
    key: 'aws:userid',
    lowerKey: 'aws:userid',
    texts,
    values: texts.map((text) => compileValue(text, sessionOperator, false)),
    variables: false,
    mode: 'some',
    inverted: false,
    multivalued: false,
  }
}

/** The strongest way in which the entries name the caller. `principalId` is its unique id where that is known. */
export function strengthOf(matcher: PrincipalMatcher, principal: Principal, principalId: string | undefined): Strength {
  if (matcher.everybody) return strengths.wildcard
  switch (principal.kind) {
    case 'anonymous':
      return strengths.none
    case 'service':
      return matcher.everyService || matcher.services.has(principal.host) ? strengths.direct : strengths.none
    case 'external':
      return matcher.everyProvider || matcher.providers.has(principal.provider) ? strengths.direct : strengths.none
    case 'root':
      return matcher.accounts.has(principal.account) ? strengths.direct : strengths.none
    default: {
      const named = namedStrength(matcher, principal, principalId)
      return named === strengths.none && matcher.accounts.has(principal.account) ? strengths.account : named
    }
  }
}

type Named = Extract<Principal, { kind: 'user' | 'role' | 'session' | 'federatedUser' }>

function namedStrength(matcher: PrincipalMatcher, principal: Named, principalId: string | undefined): Strength {
  // A session's id is the role's, a colon and the session name.
  const known = principalId !== undefined && matcher.uniqueIds.has(principalId.split(':', 1)[0] ?? '')
  switch (principal.kind) {
    case 'user':
      return known || matcher.users.has(principal.arn) ? strengths.direct : strengths.none
    case 'role':
      return known || matcher.roles.has(principal.arn) ? strengths.entity : strengths.none
    case 'session':
      if (matcher.sessions.has(principal.arn)) return strengths.direct
      return known || matcher.roleKeys.has(roleKey(principal)) ? strengths.entity : strengths.none
    case 'federatedUser':
      if (matcher.sessions.has(principal.arn)) return strengths.direct
      // Whose credentials it was made with the ARN does not tell; by custom the session bears the user's name.
      return matcher.users.has(`arn:${principal.partition}:iam::${principal.account}:user/${principal.name}`)
        ? strengths.entity
        : strengths.none
  }
}

/**
 * Is the caller in a `NotPrincipal` list? `open`: the caller itself is, its account is not; AWS says that the outcome then
 * depends on the service.
 */
export function listing(
  matcher: PrincipalMatcher,
  principal: Principal,
  principalId: string | undefined,
): 'listed' | 'open' | 'unlisted' {
  const strength = strengthOf(matcher, principal, principalId)
  if (strength < strengths.entity) return 'unlisted'
  if (strength === strengths.wildcard || !('account' in principal) || matcher.accounts.has(principal.account))
    return 'listed'
  return 'open'
}
