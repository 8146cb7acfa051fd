/**
 * One principal, one question: the engine's decision over what was read, and what the parts that were not read do to it
 * (policy-engine.md 4.6, "Gaps"):
 *
 * - an explicit denial stands whatever was not read;
 * - an implicit denial is unknown if it would be none, were everything that was not read to allow;
 * - what is allowed is unknown if a layer that binds the principal was looked for and not read. A layer that was never in
 *   scope leaves it standing and is named.
 */
import type { AccessRequest, ApplicablePolicies, Evaluation, PolicyId, PolicyType } from '../evaluate/types.ts'
import type { OrganizationPolicies } from '../inventory/snapshot.ts'
import type { Answer, CoverageGap } from './answers.ts'
import { contextOf, type GivenContext } from './context.ts'
import { grantedTo } from './joined-policy.ts'
import { principalNamed } from './named-by.ts'
import type { Question } from './question.ts'
import { words } from './words.ts'
import type { CompiledAccount, CompiledLevel, CompiledPrincipal, World } from './world.ts'

export interface Assessment {
  readonly answer: Answer
  readonly asRead: Evaluation
  /** What makes the answer unknown, or what it does not take into account. */
  readonly gaps: readonly CoverageGap[]
  readonly request: AccessRequest
  readonly policies: ApplicablePolicies
  readonly layers: readonly LayerGap[]
}

export interface LayerGap {
  readonly layer: PolicyType
  readonly state: 'unread' | 'out_of_scope'
  readonly gap: CoverageGap
  /** It could only add: what is allowed without it stays allowed. */
  readonly onlyAdds?: true
  /** It could only take away: what is denied without it stays denied. */
  readonly onlyNarrows?: true
}

export function assess(world: World, one: CompiledPrincipal, question: Question, given: GivenContext): Assessment {
  const request = requestOf(world, one, question, given)
  const policies = policiesFor(world, one, question)
  const asRead = world.engine.evaluate(request, policies)
  const layers = layerGaps(world, one, question)
  const base = { asRead, request, policies, layers }
  const gapsOf = (kept: readonly LayerGap[]): readonly CoverageGap[] => kept.map((layer) => layer.gap)

  switch (asRead.decision) {
    case 'ExplicitlyDenied':
      return { ...base, answer: asRead.decision, gaps: [] }
    case 'ImplicitlyDenied': {
      const granting = layers.filter((layer) => mayGrant(layer, asRead))
      if (granting.length === 0) return { ...base, answer: asRead.decision, gaps: [] }
      const hoped = world.engine.evaluate(request, hopeful(world, policies, granting, question))
      if (isDenial(hoped)) return { ...base, answer: asRead.decision, gaps: [] }
      return { ...base, answer: 'Unknown', gaps: gapsOf(granting) }
    }
    case 'Allowed':
    case 'Conditional': {
      const unread = layers.filter((layer) => layer.state === 'unread' && !layer.onlyAdds)
      if (unread.length > 0) return { ...base, answer: 'Unknown', gaps: gapsOf(unread) }
      return { ...base, answer: asRead.decision, gaps: gapsOf(layers.filter((layer) => !layer.onlyAdds)) }
    }
  }
}

/** SCPs and RCPs never grant, so they can turn a denial only where an SCP is what is missing. */
function mayGrant({ layer, onlyNarrows }: LayerGap, asRead: Evaluation): boolean {
  if (layer === 'resourceControl' || onlyNarrows) return false
  return layer !== 'serviceControl' || asRead.missing.includes('serviceControl')
}

export const isDenial = (evaluation: Evaluation): boolean =>
  evaluation.decision === 'ImplicitlyDenied' || evaluation.decision === 'ExplicitlyDenied'

function requestOf(world: World, one: CompiledPrincipal, question: Question, given: GivenContext): AccessRequest {
  const { principal, account } = one
  return {
    principal: principal.arn,
    ...(principal.uniqueId !== undefined && { principalId: principal.uniqueId }),
    action: question.action,
    resource: question.resource,
    ...(question.resourceAccount !== undefined && { resourceAccount: question.resourceAccount }),
    context: contextOf({ kind: 'principal', principal, account: account.account }, question, given, world.catalogue),
  }
}

function policiesFor(world: World, one: CompiledPrincipal, question: Question): ApplicablePolicies {
  const serviceControl = bindsScps(one) ? idsOf(one.account.serviceControl) : []
  return {
    identity: [...one.identity.ids, ...grantedElsewhere(world, one, question)],
    // A boundary that was not read is a gap; as far as what was read goes, there is none.
    ...(one.boundary && one.boundary.ids.length > 0 && { permissionsBoundary: one.boundary.ids }),
    ...(serviceControl.length > 0 && { serviceControl }),
    ...resourceSide(world, question, one.account),
  }
}

/**
 * A grant is enough by itself, also for a principal of another account, where a key policy would need an identity policy beside it
 * (Amazon EC2 Auto Scaling UG "Required KMS key policy for use with encrypted volumes", example 2).
 */
function grantedElsewhere(world: World, one: CompiledPrincipal, question: Question): readonly PolicyId[] {
  const { grants } = question.resourcePolicy
  if (question.service !== 'kms' || !grants?.entry || question.resourceAccount === one.principal.account) return []
  const granted = grantedTo(grants, (name) => principalNamed(world, name)?.index === one.index)
  const parsed = granted === undefined ? undefined : world.engine.parse(granted, 'identity')
  return parsed?.ok ? [parsed.value] : []
}

/** The policies on the side of the resource, the same for every caller of one account. */
export function resourceSide(
  world: World,
  question: Question,
  caller: CompiledAccount | undefined,
): Pick<ApplicablePolicies, 'resourceControl' | 'resource' | 's3BlockPublicAccess'> {
  const owner = ownerOf(world, question, caller)
  const resourceControl = owner && !question.exemptFromRcps ? idsOf(owner.resourceControl) : []
  const { entry } = question.resourcePolicy
  const resource = entry && world.layer([entry], 'resource').ids[0]
  return {
    ...(resourceControl.length > 0 && { resourceControl }),
    ...(resource !== undefined && { resource }),
    ...(question.s3BlockPublicAccess && { s3BlockPublicAccess: question.s3BlockPublicAccess }),
  }
}

/** What has no owner of its own is the caller's affair (policy-engine.md 2.8). */
export const ownerOf = (
  world: World,
  question: Question,
  caller: CompiledAccount | undefined,
): CompiledAccount | undefined =>
  question.resourceAccount === undefined ? caller : world.accounts.get(question.resourceAccount)

const idsOf = (levels: readonly CompiledLevel[]): readonly (readonly PolicyId[])[] => levels.map((level) => level.ids)

/** Organizations UG: SCPs bind all principals of member accounts but service-linked roles. */
export const bindsScps = (one: CompiledPrincipal): boolean => one.principal.type !== 'service-linked-role'

/* ------------------------------------------------------------------ what was not read */

function layerGaps(world: World, one: CompiledPrincipal, question: Question): readonly LayerGap[] {
  const owner = ownerOf(world, question, one.account)
  const rcpsApply =
    bindsScps(one) && !question.exemptFromRcps && world.catalogue.rcpSupportedServices.has(question.service)
  return [
    ...identityGaps(one),
    ...(bindsScps(one) ? organizationGaps('serviceControl', one.account) : []),
    ...(owner && rcpsApply ? organizationGaps('resourceControl', owner) : []),
    ...resourceGaps(question),
    ...grantGaps(one, question),
    ...bucketGaps(question),
  ]
}

function identityGaps(one: CompiledPrincipal): readonly LayerGap[] {
  // The root user has no identity policies, so none can be missing.
  if (one.principal.type === 'root') return []
  const { id, iam } = one.account.account
  const at = (state: LayerGap['state'], reason: string): LayerGap => ({
    layer: 'identity',
    state,
    gap: { account: id, service: 'iam', reason },
  })
  const holes = one.holes.map((hole) => at('unread', hole))
  if (iam.state === 'unread' || iam.state === 'out_of_scope')
    return [...holes, at(iam.state, words.identityNotRead(iam.reason))]
  // An account that may hold more than was read (`suspect`) holds no more of this one: what its entry names and is missing is a hole.
  return holes
}

function organizationGaps(layer: 'serviceControl' | 'resourceControl', owner: CompiledAccount): readonly LayerGap[] {
  const { reading }: OrganizationPolicies = owner.account[layer]
  const at = (state: LayerGap['state'], reason: string): LayerGap => ({
    layer,
    state,
    gap: { account: owner.account.id, service: 'organizations', reason },
  })
  const holes = owner[layer].flatMap((level) => level.holes).map((hole) => at('unread', hole))
  if (reading.state === 'read' || reading.state === 'none') return holes
  const say = layer === 'serviceControl' ? words.scpsNotRead : words.rcpsNotRead
  return [...holes, at(reading.state, say(reading.reason))]
}

function resourceGaps(question: Question): readonly LayerGap[] {
  const { reading, account, service, region } = question.resourcePolicy
  if (reading.state === 'read' || reading.state === 'none') return []
  const gap = { account, service, reason: reading.reason, ...(region !== undefined && { region }) }
  return [{ layer: 'resource', state: reading.state, gap }]
}

function grantGaps(one: CompiledPrincipal, { resourcePolicy }: Question): readonly LayerGap[] {
  const { grants, account, service, region } = resourcePolicy
  const reading = grants?.reading
  if (!reading || reading.state === 'read' || reading.state === 'none') return []
  // What AWS RAM shares of a catalog is for other accounts.
  if (service === 'glue' && one.account.account.id === account) return []
  const gap = { account, service, reason: reading.reason, ...(region !== undefined && { region }) }
  return [{ layer: 'resource', state: 'unread', onlyAdds: true, gap }]
}

/** S3 UG "Configuring IAM policies for using access points": the bucket must allow as well what its access point allows. */
function bucketGaps({ behind, resourcePolicy: { account } }: Question): readonly LayerGap[] {
  if (behind === undefined) return []
  const gap = { account, service: 's3', reason: words.bucketBehind(behind) }
  return [{ layer: 'resource', state: 'out_of_scope', onlyNarrows: true, gap }]
}

/* ------------------------------------------------------------------ as if the rest allowed */

/** The same policies, with a policy that allows everything wherever something was not read. */
function hopeful(
  world: World,
  policies: ApplicablePolicies,
  layers: readonly LayerGap[],
  question: Question,
): ApplicablePolicies {
  const missing = new Set(layers.map((layer) => layer.layer))
  const { identity, permissionsBoundary, serviceControl, ...rest } = policies
  const opened = missing.has('resource') ? withOpenResource(world, rest, question) : rest
  return {
    ...opened,
    identity: missing.has('identity') ? [...identity, ...world.open.identity] : identity,
    ...(permissionsBoundary && { permissionsBoundary }),
    ...(serviceControl && !missing.has('serviceControl') && { serviceControl }),
  }
}

/** Block Public Access goes with the policy: one that was not read may name the caller alone, and then it blocks nothing. */
export function withOpenResource<P extends Pick<ApplicablePolicies, 'resource' | 's3BlockPublicAccess'>>(
  world: World,
  { resource: _resource, s3BlockPublicAccess: _block, ...rest }: P,
  { service }: Question,
): Omit<P, 'resource' | 's3BlockPublicAccess'> & Pick<ApplicablePolicies, 'resource'> {
  const resource = service === 'sts' ? world.open.trust : world.open.resource
  return { ...rest, ...(resource !== undefined && { resource }) }
}
