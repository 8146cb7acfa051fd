/**
 * Which condition keys are known of a call, which may have any value, and the values worth trying. IAM UG *AWS global condition
 * context keys* ("Availability"), *Principal key values*.
 */
import type { Json } from '../../src/core/inventory/objects.ts'
import { isBlock, textsOf } from './conditions.ts'
import type { Caller, Policies, Unknowns } from './evaluator.ts'

export interface CallFacts {
  readonly caller: Caller
  readonly action: string
  readonly owner: string | undefined
  readonly region: string | undefined
  readonly organizationOf: (account: string) => ReadonlyMap<string, string>
  readonly team: string | undefined
  /** What is known besides, lower-case key → values; empty for a key that is absent. */
  readonly given?: ReadonlyMap<string, readonly string[]>
}

export interface Knowledge {
  readonly known: ReadonlyMap<string, readonly string[]>
  readonly unknowns: Unknowns
}

type State = 'present' | 'maybe' | 'absent'

export function knowledgeOf(facts: CallFacts, policies: Policies): Knowledge {
  const known = new Map([...settled(facts), ...(facts.given ?? [])])
  const tested = testedKeys(policies)
  const unknowns = new Map<string, readonly (readonly string[])[]>()
  for (const [key, values] of tested) {
    if (known.has(key)) continue
    const state = stateOf(key, facts)
    if (state === 'absent') continue
    const isNobodys = key === 'aws:principalaccount' && facts.caller.kind === 'service'
    const choices = isNobodys ? [["an account of AWS's"]] : candidates(key, values)
    unknowns.set(key, state === 'maybe' ? [...choices, []] : choices)
  }
  return { known, unknowns }
}

function settled({ caller, owner, region, organizationOf, team }: CallFacts): ReadonlyMap<string, readonly string[]> {
  const entries: [string, string][] = []
  const set = (key: string, value: string | undefined): void => {
    if (value !== undefined) entries.push([key, value])
  }
  set('aws:requestedregion', region)
  set('aws:resourceaccount', owner ?? ('account' in caller ? caller.account : undefined))
  if ('account' in caller) {
    const organization = organizationOf(caller.account)
    set('aws:principalaccount', caller.account)
    set('aws:principalorgid', organization.get('id'))
    set('aws:principalorgpaths', organization.get('path'))
    set('aws:principalisawsservice', 'false')
    set('aws:principalarn', caller.kind === 'session' ? caller.role : caller.arn)
    set('aws:userid', userIdOf(caller))
    set('aws:principaltag/team', team)
    if (caller.kind === 'user') set('aws:username', caller.arn.split('/').at(-1))
  }
  if (caller.kind === 'service') set('aws:principalisawsservice', 'true')
  if (caller.kind === 'provider') set('aws:principalisawsservice', 'false')
  if (caller.kind === 'anonymous') set('aws:principalaccount', 'anonymous')
  return new Map(entries.map(([key, value]) => [key, [value]]))
}

function userIdOf(caller: Extract<Caller, { readonly account: string }>): string | undefined {
  if (caller.kind === 'root') return caller.account
  if (caller.kind === 'federated') return `${caller.account}:${caller.arn.split('/').at(-1)}`
  if (caller.kind === 'user' || caller.id === undefined) return caller.id
  return `${caller.id}:${caller.arn.split('/').at(-1)}`
}

function stateOf(key: string, { caller, action }: CallFacts): State {
  const isSession = caller.kind === 'session' || caller.kind === 'federated'
  switch (key) {
    case 'aws:securetransport':
    case 'aws:currenttime':
    case 'aws:requestedregion':
      return 'present'
    case 'aws:sourceip':
      return 'maybe'
    case 'aws:multifactorauthpresent':
      return isSession ? 'present' : 'account' in caller ? 'maybe' : 'absent'
    case 'aws:sourceaccount':
    case 'aws:sourcearn':
      return caller.kind === 'service' ? 'maybe' : 'absent'
    case 'aws:principalaccount':
      // A service calls from an account of AWS's, if from any.
      return caller.kind === 'service' || caller.kind === 'provider' ? 'maybe' : 'absent'
    case 'aws:principaltag/team':
      // A session may bring a tag that its role does not have.
      return isSession ? 'maybe' : 'absent'
    case 's3:max-keys':
    case 's3:prefix':
      return action === 's3:ListBucket' ? 'maybe' : 'absent'
    case 'sts:externalid':
      return action.startsWith('sts:AssumeRole') ? 'maybe' : 'absent'
    default:
      return 'absent'
  }
}

/** Lower-case key → the values that policies compare it with, and the operators they use. */
function testedKeys({ identity, boundary, session, endpoint, serviceControl, resourceControl, resource }: Policies) {
  const all: readonly (Json | undefined)[] = [
    ...identity,
    boundary,
    ...(session ?? []),
    ...(endpoint ?? []),
    ...(serviceControl ?? []).flat(),
    ...(resourceControl ?? []).flat(),
    resource,
  ]
  const tested = new Map<string, Set<string>>()
  const note = (key: string, values: readonly string[]): void => {
    const known = tested.get(key) ?? new Set()
    tested.set(key, known)
    for (const value of values) known.add(value)
  }
  for (const policy of all) {
    for (const statement of isBlock(policy) ? [policy['Statement']].flat().filter(isBlock) : []) {
      for (const keys of Object.values(isBlock(statement['Condition']) ? statement['Condition'] : {})) {
        for (const [key, values] of Object.entries(isBlock(keys) ? keys : {})) note(key.toLowerCase(), textsOf(values))
      }
      // A variable reads the key too; its values are the segments of the resources asked about.
      if (JSON.stringify(statement).includes('${aws:PrincipalTag/team')) note('aws:principaltag/team', ['blue', 'ada'])
    }
  }
  return tested
}

/** At least one value on either side of everything that a test can tell apart. */
function candidates(key: string, values: ReadonlySet<string>): readonly (readonly string[])[] {
  return [...new Set(textsFor(key, [...values]))].map((text) => [text])
}

/** Of the users in the tests. */
const names = ['ada', 'app', 'bob', 'cy'] as const

function textsFor(key: string, values: readonly string[]): readonly string[] {
  switch (key) {
    case 'aws:securetransport':
    case 'aws:multifactorauthpresent':
      return ['true', 'false']
    case 'aws:sourceip':
      return ['203.0.113.1', '203.0.113.200', '198.51.100.7', '8.8.8.8', '2001:db8::1']
    case 's3:max-keys':
      return ['9', '10', '11', '99', '100', '101']
    case 'aws:currenttime':
      return [
        '2025-05-31T00:00:00Z',
        '2025-06-01T00:00:00Z',
        '2025-12-31T00:00:00Z',
        '2026-01-01T00:00:00Z',
        '2027-01-01T00:00:00Z',
      ]
    case 'aws:sourcearn':
      return ['arn:aws:sns:eu-west-1:222222222222:topic', 'arn:aws:sns:eu-west-1:333333333333:topic']
    default:
      return [
        // A variable is literal text in documents of an older Version.
        ...values.flatMap((value) => [value, ...names.map((name) => value.replace('${aws:username}', name))]),
        'eu-north-9',
        'nothing-of-these',
      ].map((value) => value.replaceAll('*', 'x'))
  }
}
