/** Does the policy of a resource let in anybody at all, before S3 Block Public Access. */
import type { SnapshotResource } from '../inventory/snapshot.ts'
import type { ResourceSummary } from './answers.ts'
import { contextOf } from './context.ts'
import { questionOf } from './question.ts'
import type { World } from './world.ts'

/** Conditions that whoever calls can meet are no limit. */
const chosenByAnybody = new Map([['aws:securetransport', ['true']]])

export function exposureOf(world: World, resource: SnapshotResource): ResourceSummary['public'] {
  const { policy } = resource
  if (policy.state === 'none') return 'no'
  const entry = world.withGrants(resource)
  if (!entry || policy.state !== 'read') return 'unknown'
  const id = world.layer([entry], 'resource').ids[0]
  if (id === undefined) return 'unknown'
  const service = resource.type.split(':')[0] ?? ''
  let conditional = false
  for (const statement of world.facts(entry).statements) {
    const { effect, principals } = statement
    if (effect !== 'Allow' || !principals || !(principals.everybody || principals.inverted)) continue
    const named = statement.notActions ? [`${service}:*`] : statement.actions
    const actionId = named.flatMap((pattern) => [
      ...world.catalogue.expand(pattern === '*' ? `${service}:*` : pattern),
    ])[0]
    if (actionId === undefined) continue
    const info = world.catalogue.action(actionId)
    for (const target of statement.notResources || statement.resources.length === 0
      ? [resource.arn]
      : statement.resources) {
      const question = questionOf(world, info, target === '*' ? resource.arn : target)
      const request = {
        principal: '*',
        action: question.action,
        resource: question.resource,
        resourceAccount: resource.account,
        context: contextOf({ kind: 'outsider', principal: '*' }, question, chosenByAnybody, world.catalogue),
      }
      const { decision } = world.engine.evaluate(request, { identity: [], resource: id })
      if (decision === 'Allowed') return 'yes'
      if (decision === 'Conditional') conditional = true
    }
  }
  return conditional ? 'conditional' : 'no'
}
