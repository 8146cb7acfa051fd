/**
 * The context of a request: what is given, and what follows from principal, action and resource. IAM UG *AWS global
 * condition context keys* ("Availability" of each key) and *Principal key values*. What is given wins.
 */
import { splitArn } from '../arn/arn.ts'
import { type Principal, principalAccount } from '../arn/principal.ts'
import type { Catalogue } from '../catalogue.ts'
import { matchesPattern, type Pattern, plainPattern } from '../policy/glob.ts'
import { memo } from './memo.ts'
import { accountIn, readPrincipal } from './request.ts'
import type { ContextValue, RequestContext } from './types.ts'

/** Numbers and booleans are read as their text. */
type Scalar = string | number | boolean

export interface ContextFacts {
  readonly principal: string
  /** The principal's unique id (`AIDA…`, `AROA…`). */
  readonly principalId?: string
  /** ARN of the role behind a session, where its path is known. */
  readonly roleArn?: string
  readonly action: string
  readonly resource: string
  readonly resourceAccount?: string
  /** Keys whose values are known; an empty list says that the key is absent. */
  readonly given?: Readonly<Record<string, Scalar | readonly Scalar[]>>
  /** True: keys that are not given are unknown where they can be there. False: they are absent. */
  readonly unknown: boolean
}

/**
 * The context keys of a request: those given, those that follow from principal, action and resource (`aws:PrincipalArn`,
 * `aws:RequestedRegion`, …), and the state of the rest: unknown where the action can have them, or absent. Keys are read without
 * regard to case. Never fails; what cannot be derived is not there.
 */
export function contextOf(facts: ContextFacts, catalogue: Catalogue): RequestContext {
  // Nothing is worked out before it is asked for: most requests are decided by a few keys or none.
  let given: ((lowerKey: string) => ContextValue | undefined) | undefined
  let ofPrincipal: ReadonlyMap<string, ContextValue> | undefined
  let others: Map<string, ContextValue> | undefined
  function known(lowerKey: string): ContextValue | undefined {
    given ??= givenKeys(facts.given ?? {})
    ofPrincipal ??= principalKeysOf(facts)
    return given(lowerKey) ?? ofPrincipal.get(lowerKey) ?? others?.get(lowerKey)
  }
  return {
    get(key) {
      // The engine asks in lower case.
      const found = known(key)
      if (found !== undefined) return found
      const lower = key.toLowerCase()
      const value = known(lower) ?? requestKey(lower, facts) ?? unsaid(lower, facts, catalogue)
      others ??= new Map()
      others.set(lower, value)
      return value
    },
  }
}

const lowerOf = memo((key) => key.toLowerCase())

/** Up to so many keys a search from the end is as fast as a map, and need not be built. */
const fewKeys = 16

/** Of several spellings of a key the last counts. */
function givenKeys(given: NonNullable<ContextFacts['given']>): (lowerKey: string) => ContextValue | undefined {
  const keys = Object.keys(given)
  const lowerKeys = keys.map(lowerOf)
  const places = keys.length > fewKeys ? new Map(lowerKeys.map((key, at) => [key, at])) : undefined
  return (lowerKey) => {
    const at = places === undefined ? lastPlace(lowerKeys, lowerKey) : places.get(lowerKey)
    const key = at === undefined ? undefined : keys[at]
    const value = key === undefined ? undefined : given[key]
    return value === undefined ? undefined : valuesOf(value)
  }
}

function valuesOf(given: Scalar | readonly Scalar[]): ContextValue {
  if (typeof given !== 'object') return one(String(given))
  if (given.length === 0) return 'absent'
  return given.every(isText) ? given : given.map(String)
}

function lastPlace(keys: readonly string[], key: string): number | undefined {
  for (let at = keys.length - 1; at >= 0; at -= 1) if (keys[at] === key) return at
  return undefined
}

const one = (text: string): ContextValue => [text]
const isText = (value: Scalar): value is string => typeof value === 'string'

/** The two keys that the resource settles. */
function requestKey(lowerKey: string, facts: ContextFacts): ContextValue | undefined {
  if (lowerKey === 'aws:resourceaccount') {
    const parsed = readPrincipal(facts.principal)
    if (!parsed.ok) return undefined
    const account = facts.resourceAccount ?? accountIn(facts.resource, principalAccount(parsed.value))
    return account === undefined ? undefined : one(account)
  }
  if (lowerKey !== 'aws:requestedregion') return undefined
  const arn = splitArn(facts.resource)
  const region = arn?.region || globalRegion(facts.action, arn?.partition ?? partitionOf(facts.principal))
  // A pattern stands for resources of several Regions.
  return region === undefined || region === '' || /[*?]/.test(region) ? undefined : one(region)
}

/** Lower-case key and value of everything that the principal settles. */
function principalKeysOf(facts: ContextFacts): ReadonlyMap<string, ContextValue> {
  const { principal, principalId, roleArn } = facts
  if (principalId === undefined && roleArn === undefined) return keysOfPrincipal(principal)
  const parsed = readPrincipal(principal)
  return new Map(parsed.ok ? principalKeys(parsed.value, facts) : [])
}

const keysOfPrincipal = memo((principal): ReadonlyMap<string, ContextValue> => {
  const parsed = readPrincipal(principal)
  return new Map(parsed.ok ? principalKeys(parsed.value, {}) : [])
})

function partitionOf(principal: string): string {
  const parsed = readPrincipal(principal)
  return parsed.ok && 'partition' in parsed.value ? parsed.value.partition : 'aws'
}
/** Services with one endpoint for the whole partition (IAM UG, `aws:RequestedRegion`). */
const globalServices: ReadonlySet<string> = new Set([
  'account',
  'artifact',
  'billing',
  'budgets',
  'ce',
  'cloudfront',
  'cur',
  'health',
  'iam',
  'importexport',
  'organizations',
  'route53',
  'route53domains',
  'shield',
  'support',
  'trustedadvisor',
  'waf',
])

const homeRegions: ReadonlyMap<string, string> = new Map([
  ['aws', 'us-east-1'],
  ['aws-cn', 'cn-north-1'],
  ['aws-us-gov', 'us-gov-west-1'],
])

function globalRegion(action: string, partition: string): string | undefined {
  return globalServices.has(action.slice(0, Math.max(0, action.indexOf(':'))).toLowerCase())
    ? homeRegions.get(partition)
    : undefined
}

function* principalKeys(
  principal: Principal,
  facts: Pick<ContextFacts, 'principalId' | 'roleArn'>,
): Iterable<readonly [string, ContextValue]> {
  const account = principalAccount(principal)
  if (account !== undefined) {
    yield ['aws:principalaccount', one(account)]
    yield ['aws:principalisawsservice', one('false')]
  }
  switch (principal.kind) {
    case 'anonymous':
      yield ['aws:principalaccount', one('anonymous')]
      yield ['aws:principaltype', one('Anonymous')]
      yield ['aws:userid', one('anonymous')]
      return
    case 'service':
      yield ['aws:principalisawsservice', one('true')]
      yield ['aws:principalservicename', one(principal.host)]
      yield ['aws:principalservicenameslist', one(principal.host)]
      return
    case 'external':
      yield ['aws:principalisawsservice', one('false')]
      return
    case 'root':
      yield ['aws:principaltype', one('Account')]
      yield ['aws:principalarn', one(principal.arn)]
      yield ['aws:userid', one(principal.account)]
      return
    case 'user':
      yield ['aws:principaltype', one('User')]
      yield ['aws:principalarn', one(principal.arn)]
      yield ['aws:username', one(principal.name)]
      if (facts.principalId !== undefined) yield ['aws:userid', one(facts.principalId)]
      return
    case 'role':
      yield ['aws:principaltype', one('AssumedRole')]
      yield ['aws:principalarn', one(principal.arn)]
      return
    case 'session':
      yield ['aws:principaltype', one('AssumedRole')]
      yield [
        'aws:principalarn',
        one(facts.roleArn ?? `arn:${principal.partition}:iam::${principal.account}:role/${principal.name}`),
      ]
      if (facts.principalId !== undefined)
        yield ['aws:userid', one(`${facts.principalId.split(':', 1)[0]}:${principal.session}`)]
      return
    case 'federatedUser':
      yield ['aws:principaltype', one('FederatedUser')]
      yield ['aws:principalarn', one(principal.arn)]
      yield ['aws:userid', one(`${principal.account}:${principal.name}`)]
      return
  }
}

const alwaysThere: ReadonlySet<string> = new Set([
  'aws:currenttime',
  'aws:epochtime',
  'aws:requestedregion',
  'aws:securetransport',
  'aws:useragent',
  'aws:viaawsservice',
])
/** Only a service that calls on somebody's behalf brings these. */
const ofServiceCalls: ReadonlySet<string> = new Set([
  'aws:sourceaccount',
  'aws:sourcearn',
  'aws:sourceorgid',
  'aws:sourceorgpaths',
  'aws:sourceowner',
])
/** What a role session remembers of where it came from. */
const ofSessions: ReadonlySet<string> = new Set([
  'aws:ec2instancesourcevpc',
  'aws:ec2instancesourceprivateipv4',
  'ec2:roledelivery',
  'ec2:sourceinstancearn',
  'glue:credentialissuingservice',
  'glue:roleassumedby',
  'lambda:sourcefunctionarn',
  'ssm:sourceinstancearn',
])
const ofSignedCallers: ReadonlySet<string> = new Set([
  'aws:federatedprovider',
  'aws:multifactorauthage',
  'aws:multifactorauthpresent',
  'aws:principalarn',
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:principaltype',
  'aws:sourceidentity',
  'aws:tokenissuetime',
  'aws:userid',
  'aws:username',
])

/** Whether a key that nobody gave can be there. */
function unsaid(key: string, { principal, action, unknown }: ContextFacts, catalogue: Catalogue): ContextValue {
  if (!unknown) return 'absent'
  const parsed = readPrincipal(principal)
  const kind = parsed.ok ? parsed.value.kind : 'anonymous'
  const isSession = kind === 'session' || kind === 'role' || kind === 'federatedUser'
  const signed = isSession || kind === 'user' || kind === 'root'
  if (alwaysThere.has(key)) return 'present'
  if (ofServiceCalls.has(key)) return kind === 'service' ? 'maybe' : 'absent'
  if (ofSessions.has(key)) return kind === 'session' || kind === 'role' ? 'maybe' : 'absent'
  if (key === 'aws:username') return 'absent'
  if (key === 'aws:userid') return signed ? 'present' : 'absent'
  if (key === 'aws:multifactorauthpresent' || key === 'aws:tokenissuetime')
    return isSession ? 'present' : signed ? 'maybe' : 'absent'
  if (ofSignedCallers.has(key) || key.startsWith('aws:principaltag/')) return signed ? 'maybe' : 'absent'
  if (key.startsWith('aws:principalservicename') || key === 'aws:principalisawsservice') return 'absent'
  if (key === 'aws:tagkeys' || key.startsWith('aws:requesttag/'))
    return isListed(key, action, catalogue) ? 'maybe' : 'absent'
  if (key.startsWith('aws:')) return 'maybe'
  return isListed(key, action, catalogue) || bringsOwnKeys(action) ? 'maybe' : 'absent'
}

/** The claims of an identity provider are keys whose names AWS cannot list. */
const bringsOwnKeys = (action: string): boolean => /^sts:(?:assumerolewith|tagsession|setsourceidentity)/i.test(action)

/** Does SAR list the key for the action or one of its resources? For unknown actions: any key of the same service. */
function isListed(key: string, action: string, catalogue: Catalogue): boolean {
  const id = catalogue.actionId(action)
  if (id >= 0) return keyPatternsOf(id, catalogue).some((pattern) => matchesPattern(pattern, key))
  return key.startsWith('aws:') || key.startsWith(action.slice(0, action.indexOf(':') + 1).toLowerCase())
}

/** Never change, and a question about an organization asks for the same ones thousands of times. */
const keyPatterns = new WeakMap<Catalogue, Map<number, readonly Pattern[]>>()

function keyPatternsOf(id: number, catalogue: Catalogue): readonly Pattern[] {
  const byAction = keyPatterns.get(catalogue) ?? new Map<number, readonly Pattern[]>()
  keyPatterns.set(catalogue, byAction)
  const known = byAction.get(id)
  if (known !== undefined) return known
  const { conditionKeys, resourceTypes } = catalogue.action(id)
  const names = [...conditionKeys, ...resourceTypes.flatMap(({ type }) => type.conditionKeys)]
  const made = names.map((name) => plainPattern(keyPattern(name.toLowerCase())))
  byAction.set(id, made)
  return made
}

/** `aws:RequestTag/${TagKey}` and `s3:ExistingObjectTag/<key>` stand for any name. */
const keyPattern = (name: string): string => name.replace(/\$\{[^}]*\}|<[^>]*>/g, '*')
