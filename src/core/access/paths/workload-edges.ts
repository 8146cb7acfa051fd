/** Code that runs with a role: a function as its execution role, an instance through its instance profile. Facts of the snapshot. */
import type { SnapshotResource } from '../../inventory/snapshot.ts'
import type { World } from '../world.ts'
import type { Edge, EdgeSource } from './edge.ts'
import { words } from './words.ts'

export function createWorkloadEdges(world: World): EdgeSource {
  const roleOfProfile = new Map(
    Array.from(world.principals).flatMap(({ principal }) =>
      (principal.instanceProfiles ?? []).map((profile) => [profile, principal.arn] as const),
    ),
  )
  const edges = world.snapshot.resources.flatMap((resource) => {
    const role = roleOf(resource, roleOfProfile)
    const one = role === undefined ? undefined : world.principalByArn.get(role)
    return one ? [runs(resource.arn, one.principal.arn, words.runsAs(one.principal.name))] : []
  })
  const into = Map.groupBy(edges, (edge) => edge.to)
  return { into: ({ id }) => into.get(id) ?? [] }
}

function roleOf({ facts }: SnapshotResource, roleOfProfile: ReadonlyMap<string, string>): string | undefined {
  const { executionRole, instanceProfile } = facts
  if (typeof executionRole === 'string') return executionRole
  return typeof instanceProfile === 'string' ? roleOfProfile.get(instanceProfile) : undefined
}

const runs = (from: string, to: string, act: string): Edge => ({
  kind: 'runsAs',
  from,
  to,
  decision: 'Allowed',
  gaps: [],
  explain: () => ({ act, permissions: [] }),
})
