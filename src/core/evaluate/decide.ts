/**
 * The decision: what the layers said, combined by AWS's rules. IAM UG *Policy evaluation logic*, *Cross-account policy
 * evaluation logic*; ORG UG *SCP evaluation*, *Resource control policies*; KMS DG *Key policies*.
 */
import { resourcePartStart } from '../arn/arn.ts'
import type { Catalogue } from '../catalogue.ts'
import { isPublicPolicy } from '../policy/public.ts'
import { both, type Formula, type Formulas, no, not, yes } from './formula.ts'
import { type ByStrength, type Gathering, gatherAllows, gatherDenies, gatherResourceAllows, raise } from './gather.ts'
import type { PreparedRequest } from './request.ts'
import type { ApplicablePolicies, PolicyId, PolicyType } from './types.ts'

export interface Judgement {
  readonly deny: Formula
  readonly allowed: Formula
  /** Kinds of policy that lacked an Allow, outermost first. */
  readonly missing: readonly PolicyType[]
}

export function judge(from: Gathering, policies: ApplicablePolicies, catalogue: Catalogue): Judgement {
  if (noPolicyBearsOn(from.request)) return unconditional
  const layers = bindingLayers(from.request, policies, catalogue)
  const deny = denied(from, layers)
  if (deny === yes) return denial

  const { formulas } = from
  const missing: PolicyType[] = []
  let allowed = not(deny)
  for (let level = 0; level < layers.serviceControl.length; level += 1) {
    const outcome = gatherAllows(from, 'serviceControl', layers.serviceControl[level] ?? [], level)
    allowed = both(formulas, allowed, need(missing, 'serviceControl', outcome))
  }
  if (layers.endpoint !== undefined) {
    allowed = both(formulas, allowed, need(missing, 'endpoint', gatherAllows(from, 'endpoint', layers.endpoint)))
  }
  const granted = forbidden(from) ? no : grant(from, layers, missing)
  return { deny, allowed: both(formulas, allowed, granted), missing }
}

/** Neither needs a permission nor can be denied (STS API *GetCallerIdentity*, *GetSessionToken*), but both take signed calls. */
const noPolicyBearsOn = ({ action, principal }: PreparedRequest): boolean =>
  (action.lower === 'sts:getcalleridentity' && principal.kind !== 'anonymous') ||
  (action.lower === 'sts:getsessiontoken' && (principal.kind === 'user' || principal.kind === 'root'))

const unconditional: Judgement = { deny: no, allowed: yes, missing: [] }
const denial: Judgement = { deny: yes, allowed: no, missing: [] }

/** Notes which kind of policy lacks an Allow. */
function need(missing: PolicyType[], type: PolicyType, outcome: Formula): Formula {
  if (outcome === no && !missing.includes(type)) missing.push(type)
  return outcome
}

const either = (formulas: Formulas, a: Formula, b: Formula): Formula => not(both(formulas, not(a), not(b)))

type Policies = readonly PolicyId[]

/** Only the layers that bind this request. */
interface Layers {
  readonly identity: Policies
  readonly boundary: Policies | undefined
  readonly session: Policies | undefined
  readonly serviceControl: readonly Policies[]
  readonly resourceControl: readonly Policies[]
  readonly resource: PolicyId | undefined
  readonly endpoint: Policies | undefined
  readonly restrictPublicBuckets: boolean
}

const none: readonly Policies[] = []
const nobody: Policies = []

function bindingLayers(request: PreparedRequest, policies: ApplicablePolicies, catalogue: Catalogue): Layers {
  const { principal, action } = request
  const inAccount = 'account' in principal
  // Neither SCPs nor RCPs bind service-linked roles; SCPs bind nobody who is not of an account.
  const governed = policies.serviceControl !== undefined || policies.resourceControl !== undefined
  const exempt = governed && isServiceLinked(request)
  const rcps =
    policies.resourceControl !== undefined &&
    !exempt &&
    action.lower !== 'kms:retiregrant' &&
    catalogue.rcpSupportedServices.has(action.service)
  return {
    identity: inAccount ? policies.identity : nobody,
    boundary: inAccount ? given(policies.permissionsBoundary) : undefined,
    session: inAccount ? given(policies.session) : undefined,
    serviceControl: inAccount && !exempt ? (policies.serviceControl ?? none) : none,
    resourceControl: rcps ? (policies.resourceControl ?? none) : none,
    resource: policies.resource,
    endpoint: given(policies.endpoint),
    restrictPublicBuckets: policies.s3BlockPublicAccess?.restrictPublicBuckets === true,
  }
}

/** A session's own ARN does not show the path of its role; `aws:PrincipalArn` may. */
function isServiceLinked({ principal, context }: PreparedRequest): boolean {
  if (principal.kind === 'role') return principal.serviceLinked
  if (principal.kind !== 'session') return false
  const roleArn = context.get('aws:principalarn')
  return typeof roleArn !== 'string' && (roleArn[0]?.includes(':role/aws-service-role/') ?? false)
}

const given = (list: Policies | undefined): Policies | undefined => (list?.length === 0 ? undefined : list)

/** A Deny anywhere; ends at the first that is certain. */
function denied(from: Gathering, layers: Layers): Formula {
  const { formulas } = from
  let deny: Formula = no
  for (let level = 0; deny !== yes && level < layers.serviceControl.length; level += 1) {
    deny = either(formulas, deny, gatherDenies(from, 'serviceControl', layers.serviceControl[level] ?? nobody, level))
  }
  for (let level = 0; deny !== yes && level < layers.resourceControl.length; level += 1) {
    deny = either(formulas, deny, gatherDenies(from, 'resourceControl', layers.resourceControl[level] ?? nobody, level))
  }
  if (deny !== yes && layers.endpoint !== undefined)
    deny = either(formulas, deny, gatherDenies(from, 'endpoint', layers.endpoint))
  if (deny !== yes && layers.restrictPublicBuckets && blockedAsPublic(from, layers.resource)) deny = yes
  if (deny !== yes && layers.resource !== undefined && !ownerKeepsBucketPolicy(from.request)) {
    deny = either(formulas, deny, gatherDenies(from, 'resource', [layers.resource]))
  }
  if (deny !== yes) deny = either(formulas, deny, gatherDenies(from, 'identity', layers.identity))
  if (deny !== yes && layers.boundary !== undefined)
    deny = either(formulas, deny, gatherDenies(from, 'permissionsBoundary', layers.boundary))
  if (deny !== yes && layers.session !== undefined)
    deny = either(formulas, deny, gatherDenies(from, 'session', layers.session))
  return deny
}

/**
 * RestrictPublicBuckets: a public policy lets in only services and the owner's account (S3 UG *Blocking public access to
 * your Amazon S3 storage*).
 */
function blockedAsPublic(from: Gathering, resource: PolicyId | undefined): boolean {
  const { request } = from
  if (resource === undefined || request.action.service !== 's3') return false
  if (request.sameAccount || request.principal.kind === 'service') return false
  if (!isPublicPolicy(from.policyOf(resource))) return false
  raise(from.flags, 's3BlockPublicAccess')
  return true
}

const bucketPolicyActions: ReadonlySet<string> = new Set([
  's3:getbucketpolicy',
  's3:putbucketpolicy',
  's3:deletebucketpolicy',
])

/** The bucket owner's root user can always get, put and delete the policy, whatever that policy denies (S3 UG). */
const ownerKeepsBucketPolicy = (request: PreparedRequest): boolean =>
  request.principal.kind === 'root' && request.sameAccount && bucketPolicyActions.has(request.action.lower)

/** Requests that no policy can allow. */
function forbidden(from: Gathering): boolean {
  const { request, flags } = from
  if (request.principal.kind === 'root' && request.action.lower === 'sts:assumerole') {
    raise(flags, 'rootCannotAssumeRole')
    return true
  }
  if (request.action.lower === 'sts:getsessiontoken') {
    raise(flags, 'longTermCredentialsOnly')
    return true
  }
  if (request.action.lower === 'sts:assumeroot') raise(flags, 'notModelled:sts:AssumeRoot')
  if (request.principal.kind === 'external' && !isTrustAction(request)) return true
  if (!ownedByAws(request)) return false
  raise(flags, 'awsOwned')
  return true
}

const serviceLinkedExceptions: ReadonlySet<string> = new Set([
  'iam:createservicelinkedrole',
  'iam:deleteservicelinkedrole',
  'iam:passrole',
  'iam:updaterole',
  'iam:updateroledescription',
])

/** IAM UG *Managed policies*, *Service-linked roles*; IAM Identity Center UG *Permission sets*; KMS DG *Aliases*. */
function ownedByAws(request: PreparedRequest): boolean {
  const { principal, action, resource } = request
  if (!action.writes || (action.service !== 'iam' && action.service !== 'kms')) return false
  if (isServiceLinked(request) || principal.kind === 'service') return false
  const start = resourcePartStart(resource)
  const rest = start < 0 ? '' : resource.slice(start)
  if (action.service === 'iam') {
    if (rest.startsWith('policy/') && resource.slice(0, start).endsWith(':aws:')) return true
    if (rest.startsWith('role/aws-reserved/')) return true
    return rest.startsWith('role/aws-service-role/') && !serviceLinkedExceptions.has(action.lower)
  }
  return rest.startsWith('alias/aws/') && /^kms:(?:create|update|delete)alias$/.test(action.lower)
}

const trustActions: ReadonlySet<string> = new Set([
  'sts:assumerole',
  'sts:assumerolewithsaml',
  'sts:assumerolewithwebidentity',
  'sts:tagsession',
  'sts:setsourceidentity',
  'sts:setcontext',
])

const isTrustAction = ({ action }: PreparedRequest): boolean =>
  action.service === 'sts' && trustActions.has(action.lower)

/** Role trust policies and key policies must allow even in the same account; identity policies need to be let in by them. */
function needsOwnPolicy(request: PreparedRequest): boolean {
  const { action, resource } = request
  const type = action.service === 'kms' ? 'key/' : isTrustAction(request) ? 'role/' : undefined
  if (type === undefined) return false
  const start = resourcePartStart(resource)
  return start >= 0 && resource.startsWith(type, start)
}

function grant(from: Gathering, layers: Layers, missing: PolicyType[]): Formula {
  const { request, formulas } = from
  const { principal } = request
  const named = gatherResourceAllows(from, layers.resource)
  const ownPolicy = needsOwnPolicy(request)
  if (ownPolicy && request.action.service === 'kms') raise(from.flags, 'notCollected:kmsGrants')
  if (!('account' in principal)) return need(missing, 'resource', anyName(formulas, named))
  if (request.sameAccount && named.direct === yes) return yes

  if (!request.sameAccount || ownPolicy) need(missing, 'resource', anyName(formulas, named))
  // The root user has every permission in its own account.
  const identity = principal.kind === 'root' ? yes : gatherAllows(from, 'identity', layers.identity)
  need(missing, 'identity', request.sameAccount ? either(formulas, identity, named.entity) : identity)
  const limited = limits(from, layers, missing)
  if (!request.sameAccount) return formulas.and([identity, limited, anyName(formulas, named)])
  if (!ownPolicy)
    return either(formulas, named.direct, both(formulas, either(formulas, identity, named.entity), limited))
  return formulas.or([
    named.direct,
    formulas.and([named.entity, limited]),
    formulas.and([identity, anyName(formulas, named), limited]),
  ])
}

const anyName = (formulas: Formulas, named: ByStrength): Formula =>
  either(formulas, named.direct, either(formulas, named.entity, named.account))

/** Permissions boundary and session policy. */
function limits(from: Gathering, layers: Layers, missing: PolicyType[]): Formula {
  const { boundary, session } = layers
  // Without a session policy a federated user session has nothing of its caller's permissions (STS API *GetFederationToken*).
  if (from.request.principal.kind === 'federatedUser' && session === undefined) return need(missing, 'session', no)
  const byBoundary =
    boundary === undefined
      ? yes
      : need(missing, 'permissionsBoundary', gatherAllows(from, 'permissionsBoundary', boundary))
  const bySession = session === undefined ? yes : need(missing, 'session', gatherAllows(from, 'session', session))
  return both(from.formulas, byBoundary, bySession)
}
