/**
 * Every call is decided by the product's own engine, over the policies of the world. What the sandbox adds is the request's
 * context and AWS's wording of a refusal.
 */
import type { Catalogue } from '../core/catalogue.ts'
import { memo } from '../core/evaluate/memo.ts'
import type {
  AccessRequest,
  ApplicablePolicies,
  ContextValue,
  Evaluation,
  PolicyEngine,
  PolicyId,
  PolicyType,
} from '../core/evaluate/types.ts'
import type { AccountId } from '../core/ids.ts'
import { callerPolicies, isServiceLinked, organizationLevels, pathOf } from './principal-policies.ts'
import type { Call, ContextKeys, Target } from './service.ts'
import type { PolicyJson, World } from './world/model.ts'

export interface Demand {
  /** `iam:ListUsers` */
  readonly action: string
  readonly target: Target
  readonly context: ContextKeys
}

export type Verdict = { readonly allowed: true } | { readonly allowed: false; readonly message: string }

export interface Authorizer {
  decide(call: Call, demand: Demand): Verdict
  /** Why a document is not a policy of this type; undefined when it is. */
  problemOf(document: PolicyJson, type: PolicyType): string | undefined
  /** Whether AWS lists the action (`iam:ListUsers`) as one that only lists or reads. */
  onlyReads(action: string): boolean
}

export function createAuthorizer(engine: PolicyEngine, catalogue: Catalogue): Authorizer {
  const compile = compiler(engine)
  return {
    decide(call, demand) {
      const request = accessRequest(call, demand)
      const evaluation = engine.evaluate(request, applicablePolicies(call, demand, catalogue, compile))
      if (evaluation.decision === 'Allowed') return { allowed: true }
      return { allowed: false, message: refusal(call.caller.arn, demand, evaluation) }
    },
    problemOf(document, type) {
      const parsed = engine.parse(document, type)
      return parsed.ok ? undefined : parsed.error.message
    },
    onlyReads: memo((action) => {
      const id = catalogue.actionId(action)
      return id !== -1 && catalogue.action(id).levels.every((level) => level === 'List' || level === 'Read')
    }),
  }
}

type Compile = (document: PolicyJson, type: PolicyType) => PolicyId

/** Documents are told apart by identity first; the engine interns equal ones. Text that is no policy matches nothing. */
function compiler(engine: PolicyEngine): Compile {
  const known = new Map<PolicyType, WeakMap<object, PolicyId>>()
  return (document, type) => {
    const ofType = known.get(type) ?? new WeakMap<object, PolicyId>()
    known.set(type, ofType)
    const isObject = typeof document === 'object' && document !== null
    const cached = isObject ? ofType.get(document) : undefined
    if (cached !== undefined) return cached
    const parsed = engine.parse(document, type)
    if (!parsed.ok) throw new Error(`the world holds a policy that does not parse: ${parsed.error.message}`)
    if (isObject) ofType.set(document, parsed.value)
    return parsed.value
  }
}

function applicablePolicies(
  call: Call,
  { target }: Demand,
  catalogue: Catalogue,
  compile: Compile,
): ApplicablePolicies {
  const { caller, account, world } = call
  const own = callerPolicies(account, caller)
  const all = (documents: readonly PolicyJson[], type: PolicyType) => documents.map((each) => compile(each, type))
  const exempt = caller.kind === 'role' && isServiceLinked(account.iam.roles.get(caller.roleName))
  const control = exempt ? undefined : organizationLevels(world, caller.accountId, 'SERVICE_CONTROL_POLICY')
  const owner = target.accountId ?? caller.accountId
  const hasControls = catalogue.rcpSupportedServices.has(call.service.iamPrefix)
  const resourceControl = hasControls ? organizationLevels(world, owner, 'RESOURCE_CONTROL_POLICY') : undefined
  return {
    identity: all(own.identity, 'identity'),
    ...(own.permissionsBoundary && { permissionsBoundary: all(own.permissionsBoundary, 'permissionsBoundary') }),
    ...(own.session && { session: all(own.session, 'session') }),
    ...(control && { serviceControl: control.map((level) => all(level, 'serviceControl')) }),
    ...(resourceControl && { resourceControl: resourceControl.map((level) => all(level, 'resourceControl')) }),
    ...(target.policy !== undefined && { resource: compile(target.policy, 'resource') }),
    ...(target.s3BlockPublicAccess && { s3BlockPublicAccess: target.s3BlockPublicAccess }),
  }
}

/* ------------------------------------------------------------------ request */

function accessRequest(call: Call, { action, target, context }: Demand): AccessRequest {
  const { caller } = call
  const keys = requestKeys(call, target)
  for (const [key, value] of Object.entries({ ...context, ...target.context })) put(keys, key, value)
  const owner = target.accountId ?? caller.accountId
  return {
    principal: caller.arn,
    ...(caller.kind !== 'root' && { principalId: caller.userId.split(':')[0] ?? caller.userId }),
    action,
    resource: target.arn,
    ...(target.arn !== '*' && { resourceAccount: owner }),
    context: { get: (key): ContextValue => keys.get(key.toLowerCase()) ?? 'absent' },
  }
}

function put(keys: Map<string, readonly string[]>, key: string, value: string | readonly string[] | undefined): void {
  if (value === undefined) return
  keys.set(key.toLowerCase(), typeof value === 'string' ? [value] : value)
}

/** IAM User Guide, "AWS global condition context keys": each key's availability. */
function requestKeys(call: Call, target: Target): Map<string, readonly string[]> {
  const { caller, world, account } = call
  const keys = new Map<string, readonly string[]>()
  const owner = target.accountId ?? caller.accountId
  const principal = caller.kind === 'role' ? account.iam.roles.get(caller.roleName) : undefined
  const tags = caller.kind === 'user' ? account.iam.users.get(caller.userName)?.tags : principal?.tags
  const at = new Date(call.now)
  put(keys, 'aws:PrincipalArn', principal?.arn ?? caller.arn)
  put(keys, 'aws:PrincipalAccount', caller.accountId)
  put(keys, 'aws:PrincipalType', { root: 'Account', user: 'User', role: 'AssumedRole' }[caller.kind])
  put(keys, 'aws:PrincipalIsAWSService', 'false')
  put(keys, 'aws:userid', caller.userId)
  if (caller.kind === 'user') put(keys, 'aws:username', caller.userName)
  for (const [key, value] of Object.entries(tags ?? {})) put(keys, `aws:PrincipalTag/${key}`, value)
  putOrganization(keys, 'Principal', world, caller.accountId)
  put(keys, 'aws:ResourceAccount', owner)
  putOrganization(keys, 'Resource', world, owner)
  for (const [key, value] of Object.entries(target.tags ?? {})) put(keys, `aws:ResourceTag/${key}`, value)
  put(keys, 'aws:RequestedRegion', call.region)
  put(keys, 'aws:CurrentTime', at.toISOString())
  put(keys, 'aws:EpochTime', String(Math.floor(call.now / 1000)))
  put(keys, 'aws:SourceIp', '127.0.0.1')
  // The wire is plain HTTP on loopback; the policies are those of people who reach AWS over TLS.
  put(keys, 'aws:SecureTransport', 'true')
  put(keys, 'aws:ViaAWSService', 'false')
  putSession(keys, call)
  return keys
}

function putOrganization(
  keys: Map<string, readonly string[]>,
  side: 'Principal' | 'Resource',
  world: World,
  accountId: AccountId,
): void {
  const { organization } = world
  if (!organization.members.has(accountId)) return
  put(keys, `aws:${side}OrgID`, organization.id)
  const above = pathOf(world, accountId).slice(0, -1)
  put(keys, `aws:${side}OrgPaths`, [`${organization.id}/${above.join('/')}/`])
}

function putSession(keys: Map<string, readonly string[]>, { caller }: Call): void {
  const session = caller.kind === 'root' ? undefined : caller.session
  if (session === undefined) return
  put(keys, 'aws:TokenIssueTime', new Date(session.issuedAt).toISOString())
  put(keys, 'aws:MultiFactorAuthPresent', String(session.mfa))
  put(keys, 'aws:SourceIdentity', session.sourceIdentity)
  // Session tags replace those of the role.
  for (const [key, value] of Object.entries(session.tags)) put(keys, `aws:PrincipalTag/${key}`, value)
}

/* ------------------------------------------------------------------ wording */

/** IAM User Guide, "Troubleshoot access denied error messages": the form of the text for each kind of policy. */
const policyWords: Readonly<Record<PolicyType, string>> = {
  identity: 'identity-based policy',
  permissionsBoundary: 'permissions boundary',
  session: 'session policy',
  serviceControl: 'service control policy',
  resourceControl: 'resource control policy',
  resource: 'resource-based policy',
  endpoint: 'VPC endpoint policy',
}

const article = (words: string) => (/^[aeiou]/.test(words) ? `an ${words}` : `a ${words}`)

function refusal(principal: string, { action, target }: Demand, evaluation: Evaluation): string {
  const head = refusalHead(principal, action, target.arn)
  if (evaluation.decision === 'ExplicitlyDenied') {
    const type = evaluation.decidedBy.find(({ effect }) => effect === 'Deny')?.type ?? 'identity'
    return `${head} with an explicit deny in ${article(policyWords[type])}`
  }
  // STS says no more than this, whether the role is missing, trusts somebody else, or wants another external id.
  if (action === 'sts:AssumeRole') return head
  const missing = evaluation.missing[0] ?? 'identity'
  return `${head} because no ${policyWords[missing]} allows the ${action} action`
}

export const refusalHead = (principal: string, action: string, resource: string): string =>
  `User: ${principal} is not authorized to perform: ${action} on resource: ${resource}`
