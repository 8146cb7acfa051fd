/**
 * The context of a request: what is given, and what follows from principal, action and resource. IAM UG *AWS global
 * condition context keys* ("Availability" of each key) and *Principal key values*. What is given wins.
 */
import { splitArn } from '../arn/arn.ts'
import { type Principal, parsePrincipal, principalAccount } from '../arn/principal.ts'
import type { Catalogue } from '../catalogue.ts'
import { parseAccountId } from '../ids.ts'
import { matchesPattern, type Pattern, plainPattern } from '../policy/glob.ts'
import type { ContextValue, RequestContext } from './types.ts'

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
  readonly given?: Readonly<Record<string, string | readonly string[]>>
  /** True: keys that are not given are unknown where they can be there. False: they are absent. */
  readonly unknown: boolean
}

export function contextOf(facts: ContextFacts, catalogue: Catalogue): RequestContext {
  const known = new Map<string, ContextValue>()
  for (const [key, value] of derivedKeys(facts)) known.set(key, value)
  for (const [key, value] of Object.entries(facts.given ?? {})) {
    const values = typeof value === 'string' ? [value] : value
    known.set(key.toLowerCase(), values.length === 0 ? 'absent' : values)
  }
  let presence: ((key: string) => ContextValue) | undefined
  return {
    get(key) {
      const lower = key.toLowerCase()
      const value = known.get(lower)
      if (value !== undefined) return value
      if (!facts.unknown) return 'absent'
      presence ??= presenceOf(facts, catalogue)
      const state = presence(lower)
      known.set(lower, state)
      return state
    },
  }
}

const one = (text: string): ContextValue => [text]

/** Lower-case key and value of everything that principal and resource settle. */
function* derivedKeys(facts: ContextFacts): Iterable<readonly [string, ContextValue]> {
  const parsed = parsePrincipal(facts.principal)
  const arn = splitArn(facts.resource)
  if (parsed.ok) {
    yield* principalKeys(parsed.value, facts)
    const account = facts.resourceAccount ?? parseAccountId(arn?.account ?? '') ?? principalAccount(parsed.value)
    if (account !== undefined) yield ['aws:resourceaccount', one(account)]
  }
  const region =
    arn?.region || globalRegion(facts.action, arn?.partition ?? partitionOf(parsed.ok ? parsed.value : undefined))
  if (region !== undefined && region !== '') yield ['aws:requestedregion', one(region)]
}

const partitionOf = (principal: Principal | undefined): string =>
  principal !== undefined && 'partition' in principal ? principal.partition : 'aws'

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

function* principalKeys(principal: Principal, facts: ContextFacts): Iterable<readonly [string, ContextValue]> {
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

function presenceOf(facts: ContextFacts, catalogue: Catalogue): (key: string) => ContextValue {
  const parsed = parsePrincipal(facts.principal)
  const kind = parsed.ok ? parsed.value.kind : 'anonymous'
  const isSession = kind === 'session' || kind === 'role' || kind === 'federatedUser'
  const signed = isSession || kind === 'user' || kind === 'root'
  const listed = actionKeys(facts.action, catalogue)
  return (key) => {
    if (alwaysThere.has(key)) return 'present'
    if (ofServiceCalls.has(key)) return kind === 'service' ? 'maybe' : 'absent'
    if (ofSessions.has(key)) return kind === 'session' || kind === 'role' ? 'maybe' : 'absent'
    if (key === 'aws:username') return 'absent'
    if (key === 'aws:userid') return signed ? 'present' : 'absent'
    if (key === 'aws:multifactorauthpresent' || key === 'aws:tokenissuetime')
      return isSession ? 'present' : signed ? 'maybe' : 'absent'
    if (ofSignedCallers.has(key) || key.startsWith('aws:principaltag/')) return signed ? 'maybe' : 'absent'
    if (key.startsWith('aws:principalservicename') || key === 'aws:principalisawsservice') return 'absent'
    if (key === 'aws:tagkeys' || key.startsWith('aws:requesttag/')) return listed(key) ? 'maybe' : 'absent'
    if (key.startsWith('aws:')) return 'maybe'
    return listed(key) || bringsOwnKeys(facts.action) ? 'maybe' : 'absent'
  }
}

/** The claims of an identity provider are keys whose names AWS cannot list. */
const bringsOwnKeys = (action: string): boolean => /^sts:(?:assumerolewith|tagsession|setsourceidentity)/i.test(action)

/** Does SAR list the key for the action or one of its resources? For unknown actions: any key of the same service. */
function actionKeys(action: string, catalogue: Catalogue): (key: string) => boolean {
  const id = catalogue.actionId(action)
  if (id < 0) {
    const service = action.slice(0, action.indexOf(':') + 1).toLowerCase()
    return (key) => key.startsWith('aws:') || key.startsWith(service)
  }
  const patterns = keyPatternsOf(id, catalogue)
  return (key) => patterns.some((pattern) => matchesPattern(pattern, key))
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
