/** Does the policy of a resource let in anybody at all, before S3 Block Public Access. */
import type { SnapshotResource } from '../inventory/snapshot.ts'
import { readDocument } from '../policy/document.ts'
import type { ResourceSummary } from './answers.ts'
import { contextOf } from './context.ts'
import { allowedNames, createPolicyFacts, type PrincipalNames } from './policy-facts.ts'
import { questionOf } from './question.ts'
import type { World } from './world.ts'

/** Conditions that whoever calls can meet are no limit. */
const chosenByAnybody = new Map([['aws:securetransport', ['true']]])

export interface Exposure {
  readonly public: ResourceSummary['public']
  /** Position of the statement that lets anybody in, or the first that does under a condition. */
  readonly statement?: number
}

const isAnybodyIn = ({ everybody, inverted }: PrincipalNames): boolean => everybody || inverted

export const exposureOf = (world: World, resource: SnapshotResource): ResourceSummary['public'] =>
  openingOf(world, resource).public

export function openingOf(world: World, resource: SnapshotResource): Exposure {
  const { policy } = resource
  if (policy.state === 'none') return { public: 'no' }
  const entry = world.withGrants(resource)
  if (!entry || policy.state !== 'read') return { public: 'unknown' }
  const { document = null } = entry
  // Nearly all name whom they let in: nothing is compiled of those. What is kept as text only the engine reads.
  if (typeof document !== 'string' && !allowedNames(document).some(isAnybodyIn)) {
    return { public: readDocument(document, 'resource').ok ? 'no' : 'unknown' }
  }
  const id = world.layer([entry], 'resource').ids[0]
  if (id === undefined) return { public: 'unknown' }
  const service = resource.type.split(':')[0] ?? ''
  let conditional: number | undefined
  // Made for this look alone: what is open under a condition is a great part of an estate.
  for (const statement of createPolicyFacts()(document).statements) {
    const { effect, principals } = statement
    if (effect !== 'Allow' || !principals || !isAnybodyIn(principals)) continue
    const named = statement.notActions ? [`${service}:*`] : statement.actions
    // Of each name one action: what a Deny takes of one leaves the others.
    const actionIds = named.flatMap((pattern) =>
      [...world.catalogue.expand(pattern === '*' ? `${service}:*` : pattern)].slice(0, 1),
    )
    const targets = statement.notResources || statement.resources.length === 0 ? [resource.arn] : statement.resources
    for (const info of new Set(actionIds.map((one) => world.catalogue.action(one)))) {
      for (const target of targets) {
        const question = questionOf(world, info, target === '*' ? resource.arn : target)
        const request = {
          principal: '*',
          action: question.action,
          resource: question.resource,
          resourceAccount: resource.account,
          context: contextOf({ kind: 'outsider', principal: '*' }, question, chosenByAnybody, world.catalogue),
        }
        const { decision } = world.engine.evaluate(request, { identity: [], resource: id })
        if (decision === 'Allowed') return { public: 'yes', statement: statement.index }
        if (decision === 'Conditional') conditional ??= statement.index
      }
    }
  }
  return conditional === undefined ? { public: 'no' } : { public: 'conditional', statement: conditional }
}
