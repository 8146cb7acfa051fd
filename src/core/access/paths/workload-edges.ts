/**
 * Code that runs with a role: a function as its execution role, an instance through its instance profile, pods of a cluster as what
 * is associated with their service account. Facts of the snapshot.
 */
import type { Json } from '../../inventory/objects.ts'
import type { SnapshotResource } from '../../inventory/snapshot.ts'
import { type Steps, stepwise } from '../stepwise.ts'
import type { CompiledPrincipal, World } from '../world.ts'
import type { Edge, EdgeSource } from './edge.ts'
import { words } from './words.ts'

export function createWorkloadEdges(world: World): EdgeSource {
  const into = stepwise(function* () {
    const running = yield* rolesOfCodeInSteps(world)
    const edges = running.map(({ resource, role: { principal } }) =>
      runs(resource.arn, principal.arn, words.runsAs(principal.name)),
    )
    return Map.groupBy(edges, (edge) => edge.to)
  })
  return { into: ({ id }) => into.value().get(id) ?? [], step: into.step }
}

interface Running {
  readonly resource: SnapshotResource
  readonly role: CompiledPrincipal
}

/** So many take a few milliseconds. */
const lookedAtOnce = 1_000

/** Everything that runs as a role of the snapshot. */
export function* rolesOfCodeInSteps(world: World): Steps<readonly Running[]> {
  const roleOfProfile = new Map<string, string>()
  for (const { index, principal } of world.principals) {
    if (index % lookedAtOnce === 0) yield
    for (const profile of principal.instanceProfiles ?? []) roleOfProfile.set(profile, principal.arn)
  }
  const running: Running[] = []
  for (const [position, resource] of world.snapshot.resources.entries()) {
    if (position % lookedAtOnce === 0) yield
    for (const arn of rolesOf(resource, roleOfProfile)) {
      const role = world.principalByArn.get(arn)
      if (role) running.push({ resource, role })
    }
  }
  return running
}

function rolesOf({ facts }: SnapshotResource, roleOfProfile: ReadonlyMap<string, string>): readonly string[] {
  const { executionRole, instanceProfile } = facts
  if (typeof executionRole === 'string') return [executionRole]
  const ofProfile = typeof instanceProfile === 'string' ? roleOfProfile.get(instanceProfile) : undefined
  return ofProfile === undefined ? rolesOfPods(facts) : [ofProfile]
}

/** Each once. Pods with a target role have only that one, by way of the other. */
export function rolesOfPods({ podIdentities }: SnapshotResource['facts']): readonly string[] {
  if (!isList(podIdentities)) return []
  const roles = podIdentities.map((one) => (isObject(one) ? (one['targetRole'] ?? one['role']) : undefined))
  return [...new Set(roles.filter((role) => typeof role === 'string'))]
}

const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value)
const isObject = (value: Json): value is { readonly [field: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const runs = (from: string, to: string, act: string): Edge => ({
  kind: 'runsAs',
  from,
  to,
  decision: 'Allowed',
  gaps: [],
  explain: () => ({ act, permissions: [] }),
})
