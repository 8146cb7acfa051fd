/**
 * A second, deliberately slow evaluator of AWS's rules, to hold the engine and the index against. Written from the documents
 * (IAM UG *Policy evaluation logic*, *Policy elements*; ORG UG *SCP evaluation*, *Resource control policies*; KMS DG *Key
 * policies*; S3 UG *The meaning of "public"*), it shares with the product nothing but types. It interprets the JSON of every
 * policy again for every question, in one context where each key is known; what is not known is tried out value by value.
 */
import type { Decision } from '../../src/core/evaluate/types.ts'
import type { Json } from '../../src/core/inventory/objects.ts'
import {
  anything,
  type Context,
  conditionHolds,
  fill,
  isBlock,
  like,
  plain,
  type Reach,
  textsOf,
} from './conditions.ts'

export type Caller =
  | { readonly kind: 'root' | 'user'; readonly arn: string; readonly account: string; readonly id?: string }
  /** `role` is the ARN of the role behind it, `id` the role's. */
  | {
      readonly kind: 'session'
      readonly arn: string
      readonly account: string
      readonly role: string
      readonly id?: string
    }
  /** Session of `GetFederationToken`. */
  | { readonly kind: 'federated'; readonly arn: string; readonly account: string }
  | { readonly kind: 'service'; readonly host: string }
  | { readonly kind: 'provider'; readonly arn: string }
  | { readonly kind: 'anonymous' }

export interface Question {
  readonly caller: Caller
  readonly action: string
  /** `*` for an action without resources, and for "every resource". */
  readonly resource: string
  /** Undefined: whoever calls. */
  readonly owner: string | undefined
}

/** Only what applies: levels of SCPs of the caller's account, levels of RCPs of the owner's. */
export interface Policies {
  readonly identity: readonly Json[]
  readonly boundary?: Json
  readonly session?: readonly Json[]
  readonly endpoint?: readonly Json[]
  readonly serviceControl?: readonly (readonly Json[])[]
  readonly resourceControl?: readonly (readonly Json[])[]
  readonly resource?: Json
  readonly restrictPublicBuckets?: boolean
}

export interface Verdict {
  readonly allowed: boolean
  readonly denied: boolean
}

const supportsRcps: ReadonlySet<string> = new Set(['s3', 'sts', 'kms', 'sqs', 'secretsmanager'])
const withoutResources: ReadonlySet<string> = new Set(['s3:listallmybuckets', 'ec2:describeinstances', 'iam:listusers'])
const trustActions: ReadonlySet<string> = new Set([
  'sts:assumerole',
  'sts:assumerolewithsaml',
  'sts:assumerolewithwebidentity',
  'sts:tagsession',
  'sts:setsourceidentity',
])

/* ------------------------------------------------------------------ the decision */

export function evaluate(question: Question, policies: Policies, context: Context): Verdict {
  const { caller } = question
  const action = question.action.toLowerCase()
  const [service = ''] = action.split(':')
  // Signed calls only.
  if (action === 'sts:getcalleridentity' && caller.kind !== 'anonymous') return { allowed: true, denied: false }

  const account = 'account' in caller ? caller.account : undefined
  const owner = withoutResources.has(action) ? account : (question.owner ?? account)
  const isSame = account !== undefined && account === owner
  const isServiceLinked = caller.kind === 'session' && caller.role.includes(':role/aws-service-role/')
  const asked: Asked = {
    ...question,
    action,
    context,
    hasBoundary: policies.boundary !== undefined && caller.kind !== 'root',
  }

  const identity = account === undefined ? [] : policies.identity.map(completed)
  const boundary = account !== undefined && caller.kind !== 'root' ? list(policies.boundary).map(completed) : []
  const session = account === undefined ? [] : (policies.session ?? []).map(completed)
  const scps = account === undefined || isServiceLinked ? [] : (policies.serviceControl ?? [])
  const bindsRcps = !isServiceLinked && supportsRcps.has(service) && action !== 'kms:retiregrant'
  const rcps = bindsRcps ? (policies.resourceControl ?? []) : []
  const endpoint = (policies.endpoint ?? []).map(forEverybody)
  const resource = list(policies.resource)

  const ownersRoot = caller.kind === 'root' && isSame
  const keepsPolicy = ownersRoot && /^s3:(get|put|delete)bucketpolicy$/.test(action)
  const denied =
    [...identity, ...boundary, ...session, ...scps.flat(), ...rcps.flat()].some((one) => says(one, 'Deny', asked)) ||
    endpoint.some((one) => saysTo(one, 'Deny', asked)) ||
    (!keepsPolicy && resource.some((one) => saysTo(one, 'Deny', asked))) ||
    isBlockedAsPublic(asked, policies, isSame)
  const guarded =
    scps.every((level) => level.some((one) => says(one, 'Allow', asked))) &&
    (endpoint.length === 0 || endpoint.some((one) => saysTo(one, 'Allow', asked)))
  const granted =
    (boundary.length === 0 || boundary.some((one) => says(one, 'Allow', asked))) &&
    (session.length === 0 ? caller.kind !== 'federated' : session.some((one) => says(one, 'Allow', asked)))
  const strengths = resource.flatMap((one) => allowStrengths(one, asked))
  const allows = caller.kind === 'root' || identity.some((one) => says(one, 'Allow', asked))
  const grant = grants({ asked, strengths, allows, limits: granted, isSame, inAccount: account !== undefined })
  return { denied, allowed: !denied && guarded && grant }
}

const list = (policy: Json | undefined): readonly Json[] => (policy === undefined ? [] : [policy])

function grants(of: {
  readonly asked: Asked
  readonly strengths: readonly Strength[]
  readonly allows: boolean
  readonly limits: boolean
  readonly isSame: boolean
  readonly inAccount: boolean
}): boolean {
  const { asked, strengths, allows, limits, isSame, inAccount } = of
  const { caller, action, resource } = asked
  if (caller.kind === 'root' && action === 'sts:assumerole') return false
  if (caller.kind === 'provider' && !trustActions.has(action)) return false
  const named = strengths.length > 0
  if (!inAccount) return named
  if (!isSame) return allows && limits && named
  const direct = strengths.includes('direct') || strengths.includes('wildcard')
  const entity = strengths.includes('entity')
  const needsOwnPolicy =
    (trustActions.has(action) && resource.includes(':role/')) ||
    (action.startsWith('kms:') && resource.includes(':key/'))
  if (needsOwnPolicy) return direct || (entity && limits) || (allows && named && limits)
  return direct || ((allows || entity) && limits)
}

/* ------------------------------------------------------------------ statements */

interface Asked extends Question {
  readonly context: Context
  readonly hasBoundary: boolean
}

type Statement = { readonly [element: string]: Json }
interface Read {
  readonly statement: Statement
  readonly hasVariables: boolean
}

function statementsOf(policy: Json, effect: 'Allow' | 'Deny'): readonly Read[] {
  if (!isBlock(policy)) return []
  const { Statement: found } = policy
  const statements = Array.isArray(found) ? found : [found]
  const hasVariables = policy['Version'] === '2012-10-17'
  return statements
    .filter(isBlock)
    .flatMap((statement) => (statement['Effect'] === effect ? [{ statement, hasVariables }] : []))
}

/** The same policy with its statements changed. */
const withStatements = (policy: Json, change: (statement: Statement) => Statement): Json =>
  isBlock(policy) ? { ...policy, Statement: [policy['Statement']].flat().filter(isBlock).map(change) } : policy

/** In identity-based policies each field that an ARN lacks is `*` (IAM UG *IAM ARNs*). */
const completed = (policy: Json): Json =>
  withStatements(policy, (statement) => {
    const element = statement['NotResource'] === undefined ? 'Resource' : 'NotResource'
    const texts = textsOf(statement[element]).map((text) => {
      const fields = text.split(':')
      const [, , service = '*'] = fields
      return fields.length > 5 || service.includes('*') ? text : [...fields, '*', '*', '*'].slice(0, 6).join(':')
    })
    return texts.length === 0 ? statement : { ...statement, [element]: texts }
  })

/** A statement of an endpoint policy that names nobody is about all who pass through. */
const forEverybody = (policy: Json): Json =>
  withStatements(policy, (statement) =>
    statement['Principal'] === undefined && statement['NotPrincipal'] === undefined
      ? { ...statement, Principal: '*' }
      : statement,
  )

/** A policy without principals: identity, boundary, session, SCP. An RCP's principal is always everybody. */
const says = (policy: Json, effect: 'Allow' | 'Deny', asked: Asked): boolean =>
  statementsOf(policy, effect).some((read) => covers(read, asked))

/** A policy with principals. */
const saysTo = (policy: Json, effect: 'Allow' | 'Deny', asked: Asked): boolean =>
  effect === 'Allow'
    ? allowStrengths(policy, asked).length > 0
    : statementsOf(policy, 'Deny').some((read) => covers(read, asked) && deniesCaller(read.statement, asked))

function covers({ statement, hasVariables }: Read, asked: Asked): boolean {
  return (
    coversAction(statement, asked.action) &&
    coversResource(statement, hasVariables, asked) &&
    conditionHolds(statement['Condition'], asked.context, hasVariables)
  )
}

function coversAction(statement: Statement, action: string): boolean {
  const matches = (pattern: string): boolean =>
    pattern === '*' || pattern === '*:*' || like(plain(pattern.toLowerCase()), action, () => anything)
  if (statement['NotAction'] !== undefined) return !textsOf(statement['NotAction']).some(matches)
  return textsOf(statement['Action']).some(matches)
}

function coversResource(statement: Statement, hasVariables: boolean, asked: Asked): boolean {
  const matches = (pattern: string): boolean => matchesResource(pattern, hasVariables, asked)
  if (statement['NotResource'] !== undefined) return !textsOf(statement['NotResource']).some(matches)
  // Trust policies have none: they are about the role itself.
  return statement['Resource'] === undefined || textsOf(statement['Resource']).some(matches)
}

function matchesResource(pattern: string, hasVariables: boolean, { action, resource, context }: Asked): boolean {
  if (pattern === '*') return true
  if (withoutResources.has(action) || resource === '*')
    return action === 's3:listallmybuckets' && pattern === 'arn:aws:s3:::*'
  // Not valid outside of identity-based policies, which are completed by now.
  if (pattern.split(':').length < 6) return like(plain(pattern), resource, () => anything)
  const tailAt = pattern.split(':', 5).join(':').length + 1
  const head = pattern.slice(0, tailAt)
  if (head.split(':')[2]?.includes('*')) return false
  const tail = fill(pattern.slice(tailAt), context, hasVariables)
  if (tail === undefined) return false
  // In the first five fields a wildcard stays in its field; a `*` that ends its field may run on.
  const reach: Reach = (at) =>
    at >= head.length || (head[at] === '*' && head[at + 1] === ':') ? anything : (char) => char !== ':'
  return like([...plain(head), ...tail], resource, reach)
}

/* ------------------------------------------------------------------ principals */

type Strength = 'wildcard' | 'direct' | 'entity' | 'account'

function allowStrengths(policy: Json, asked: Asked): readonly Strength[] {
  return statementsOf(policy, 'Allow').flatMap((read) => {
    if (!covers(read, asked)) return []
    const { Principal: named, NotPrincipal: excluded } = read.statement
    if (excluded !== undefined) return strengthsIn(excluded, asked.caller).length === 0 ? ['wildcard' as const] : []
    return named === undefined ? [] : strengthsIn(named, asked.caller)
  })
}

function deniesCaller({ Principal: named, NotPrincipal: excluded }: Statement, asked: Asked): boolean {
  if (excluded === undefined) return named !== undefined && strengthsIn(named, asked.caller).length > 0
  if (asked.hasBoundary) return true
  const found = strengthsIn(excluded, asked.caller)
  if (found.includes('wildcard')) return false
  const isItself = found.includes('direct') || found.includes('entity')
  const { caller } = asked
  if (!('account' in caller)) return !isItself
  return !(isItself && namesAccount(textsOf(isBlock(excluded) ? excluded['AWS'] : excluded), caller.account))
}

const namesAccount = (names: readonly string[], account: string): boolean =>
  names.includes(account) || names.includes(`arn:aws:iam::${account}:root`)

function strengthsIn(principal: Json, caller: Caller): readonly Strength[] {
  if (principal === '*') return ['wildcard']
  if (!isBlock(principal)) return []
  const aws = textsOf(principal['AWS'])
  if (aws.includes('*')) return ['wildcard']
  switch (caller.kind) {
    case 'anonymous':
      return []
    case 'service':
      return namesOne(textsOf(principal['Service']), caller.host)
    case 'provider':
      return namesOne(textsOf(principal['Federated']), caller.arn)
    case 'root':
      return namesAccount(aws, caller.account) ? ['direct'] : []
    case 'user':
      return [...strengthIf('direct', isNamed(aws, caller.arn, caller.id)), ...accountIn(aws, caller.account)]
    case 'federated': {
      const user = `arn:aws:iam::${caller.account}:user/${caller.arn.split('/').at(-1)}`
      return [
        ...strengthIf('direct', aws.includes(caller.arn)),
        ...strengthIf('entity', aws.includes(user)),
        ...accountIn(aws, caller.account),
      ]
    }
    case 'session':
      return [
        ...strengthIf('direct', aws.includes(caller.arn)),
        ...strengthIf('entity', isNamed(aws, caller.role, caller.id)),
        ...accountIn(aws, caller.account),
      ]
  }
}

const strengthIf = (strength: Strength, holds: boolean): readonly Strength[] => (holds ? [strength] : [])
const namesOne = (names: readonly string[], name: string): readonly Strength[] =>
  strengthIf('direct', names.includes(name) || names.includes('*'))
const accountIn = (names: readonly string[], account: string): readonly Strength[] =>
  strengthIf('account', namesAccount(names, account))
const isNamed = (names: readonly string[], arn: string, id: string | undefined): boolean =>
  names.includes(arn) || (id !== undefined && names.includes(id))

/* ------------------------------------------------------------------ S3 Block Public Access */

function isBlockedAsPublic(asked: Asked, policies: Policies, isSame: boolean): boolean {
  if (policies.restrictPublicBuckets !== true || policies.resource === undefined) return false
  if (!asked.action.startsWith('s3:') || isSame || asked.caller.kind === 'service') return false
  return statementsOf(policies.resource, 'Allow').some(({ statement }) => {
    const { Principal: named, NotPrincipal: excluded, Condition: condition } = statement
    const forAll = excluded !== undefined || named === '*' || (isBlock(named) && textsOf(named['AWS']).includes('*'))
    return forAll && !isTied(condition)
  })
}

const tyingKeys: ReadonlySet<string> = new Set([
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:principalaccount',
  'aws:principalarn',
  'aws:sourceip',
  'aws:sourceaccount',
  'aws:sourcearn',
  'aws:userid',
])
const tyingOperators: ReadonlySet<string> = new Set([
  'StringEquals',
  'StringLike',
  'ForAnyValue:StringLike',
  'ArnLike',
  'ArnEquals',
  'IpAddress',
])
/** Below a fixed organization every path is fixed enough. */
const isFixed = (value: string): boolean => value.startsWith('o-') || (!value.includes('*') && !value.includes('${'))

/** Some test ties the statement to fixed values. */
function isTied(condition: Json | undefined): boolean {
  if (!isBlock(condition)) return false
  return Object.entries(condition).some(([operator, keys]) => {
    if (!tyingOperators.has(operator) || !isBlock(keys)) return false
    return Object.entries(keys).some(
      ([key, values]) => tyingKeys.has(key.toLowerCase()) && textsOf(values).every(isFixed),
    )
  })
}

/* ------------------------------------------------------------------ what is not known */

/** Keys that are not known, with everything that tells their values apart; an empty list stands for "absent". */
export type Unknowns = ReadonlyMap<string, readonly (readonly string[])[]>

/** Every context in which the unknown keys have one of their values each. */
export function contextsOf(known: Context, unknowns: Unknowns): readonly Context[] {
  let contexts: readonly Context[] = [known]
  for (const [key, choices] of unknowns) {
    contexts = contexts.flatMap((context) => choices.map((values) => new Map([...context, [key, values]])))
  }
  return contexts
}

export function decisionOf(verdicts: readonly Verdict[]): Decision {
  if (verdicts.every(({ allowed }) => allowed)) return 'Allowed'
  if (verdicts.some(({ allowed }) => allowed)) return 'Conditional'
  return verdicts.every(({ denied }) => denied) ? 'ExplicitlyDenied' : 'ImplicitlyDenied'
}
