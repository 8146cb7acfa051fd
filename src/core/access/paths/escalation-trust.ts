/** Who a role lets in: services as they are named by its trust policy, and anybody once that is changed. */
import type { PolicyEntry } from '../../inventory/snapshot.ts'
import type { Reason } from '../answers.ts'
import { resourceSide } from '../assess.ts'
import { contextOf, type GivenContext } from '../context.ts'
import { speaksOf } from '../policy-facts.ts'
import { questionOf } from '../question.ts'
import type { CompiledPrincipal } from '../world.ts'
import type { Asking } from './escalation-ask.ts'
import { type Proof, proven } from './escalation-proof.ts'

/**
 * `states.eu-west-1.amazonaws.com` and `ec2.amazonaws.com.cn` are names of `states.amazonaws.com` and `ec2.amazonaws.com` (IAM UG
 * "AWS service principals": services in opt-in Regions and in other partitions).
 */
export const serviceOf = (host: string): string =>
  host.replace(/\.cn$/, '').replace(/\.[a-z]{2}(?:-[a-z]+)+-\d(?=\.amazonaws\.com$)/, '')

/** Names of the given services that the trust policy may let in, as it writes them, before it is evaluated. */
export function hostsTrusted(
  { world }: Asking,
  role: CompiledPrincipal,
  hosts: ReadonlySet<string>,
): readonly string[] {
  const { trust } = role.principal
  const statements = trust ? world.facts(trust).statements : []
  const allows = statements.filter((one) => one.effect === 'Allow' && speaksOf(one, 'sts:assumerole'))
  if (allows.some(({ principals }) => principals && (principals.everybody || principals.inverted))) return [...hosts]
  const named = new Set(allows.flatMap(({ principals }) => principals?.services ?? []))
  return named.has('*') ? [...hosts] : [...named].filter((host) => hosts.has(serviceOf(host)))
}

/** The service calls for the role's own account (IAM UG "The confused deputy problem"). */
function onBehalfOf({ account: { account } }: CompiledPrincipal): GivenContext {
  return new Map([
    ['aws:sourceaccount', [account.id]],
    ...(account.organizationId === undefined ? [] : [['aws:sourceorgid', [account.organizationId]] as const]),
    ...(account.organizationPath === undefined ? [] : [['aws:sourceorgpaths', [account.organizationPath]] as const]),
  ])
}

export function trustsService({ world, question }: Asking, role: CompiledPrincipal, host: string): Proof | undefined {
  const asked = question('sts:AssumeRole', role.principal.arn)
  if (!asked) return undefined
  const policies = { identity: [], ...resourceSide(world, asked, undefined) }
  const request = {
    principal: host,
    action: asked.action,
    resource: asked.resource,
    resourceAccount: role.principal.account,
    context: contextOf({ kind: 'outsider', principal: host }, asked, onBehalfOf(role), world.catalogue),
  }
  const { decision, condition, decidedBy } = world.engine.evaluate(request, policies)
  if (decision !== 'Allowed' && decision !== 'Conditional') return undefined
  const { entry } = asked.resourcePolicy
  const reasons = (): readonly Reason[] =>
    decidedBy.flatMap((ref) => {
      if (ref.type !== 'resource' || !entry) return []
      return [
        {
          effect: ref.effect,
          layer: ref.type,
          policy: entry.name,
          policyRef: entry.ref,
          statement: ref.statement,
          ...(ref.sid !== undefined && { sid: ref.sid }),
          why: world.engine.why(request, policies, ref),
        },
      ]
    })
  return {
    decision,
    conditions: condition ? [condition] : [],
    gaps: [],
    permissions: [
      () => ({
        action: asked.action,
        resource: asked.resource,
        decision,
        ...(condition && { condition }),
        reasons: reasons(),
      }),
    ],
  }
}

/**
 * After the change: a trust policy that lets in everybody names the caller's session directly, which suffices in the same
 * account whatever its identity policies and boundary leave out; a Deny and the SCPs still bind (IAM UG "Permissions boundaries
 * for IAM entities").
 */
const changedTrust: PolicyEntry = {
  ref: 'changed-trust',
  name: 'changed trust policy',
  kind: 'trust',
  document: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: '*' }] },
}

/** Undefined when not even a trust policy of its own making lets the actor in. */
export function entersChanged(
  { world, action, ask }: Asking,
  actor: CompiledPrincipal,
  role: CompiledPrincipal,
): Proof | undefined {
  const info = action('sts:AssumeRole')
  if (!info) return undefined
  const question = questionOf(world, info, role.principal.arn)
  const proof = ask(actor, {
    ...question,
    resourcePolicy: { ...question.resourcePolicy, reading: { state: 'read' }, entry: changedTrust },
  })
  // No statement that exists proves it.
  return proof && { ...proven, decision: proof.decision, conditions: proof.conditions, gaps: proof.gaps }
}
