/** Resources by ARN and by name, as positions in arrays: maps of four hundred thousand took a tenth of what the whole index does. */
import { surroundingTypes } from '../inventory/objects.ts'
import type { SnapshotResource } from '../inventory/snapshot.ts'
import { textLookupInSteps } from '../inventory/text-table.ts'
import { atOnce, type Steps } from './stepwise.ts'

export interface ResourcesBy<V> {
  get(text: string): V | undefined
  has(text: string): boolean
  /** One that several have may come several times. */
  keys(): Iterable<string>
}

export interface ResourceLookup {
  /** What one account shares is seen in others under the same ARN; the owner's own sight of it says more. */
  readonly resourceByArn: ResourcesBy<SnapshotResource>
  /** Those that may be asked about by their name. */
  readonly resourcesByName: ResourcesBy<readonly SnapshotResource[]>
}

export const lookUpResources = (resources: readonly SnapshotResource[]): ResourceLookup =>
  atOnce(lookUpResourcesInSteps(resources))

export function* lookUpResourcesInSteps(resources: readonly SnapshotResource[]): Steps<ResourceLookup> {
  const arnAt = (position: number): string | undefined => resources[position]?.arn
  const nameAt = (position: number): string | undefined => {
    const resource = resources[position]
    return resource && !surroundingTypes.has(resource.type) ? resource.name : undefined
  }
  const byArn = yield* textLookupInSteps(resources.length, arnAt, (at, arn) => arnAt(at) === arn)
  const byName = yield* textLookupInSteps(resources.length, nameAt, (at, name) => nameAt(at) === name)
  const withArn = (arn: string): SnapshotResource | undefined => {
    const found = byArn.positions(arn).flatMap((at) => resources[at] ?? [])
    return found.findLast(({ account }) => arn.split(':')[4] === account) ?? found[0]
  }
  const named = (name: string): readonly SnapshotResource[] | undefined => {
    const found = byName.positions(name).flatMap((at) => resources[at] ?? [])
    return found.length > 0 ? found : undefined
  }
  return {
    resourceByArn: {
      get: withArn,
      has: (arn) => byArn.positions(arn).length > 0,
      *keys() {
        for (const { arn } of resources) yield arn
      },
    },
    resourcesByName: {
      get: named,
      has: (name) => byName.positions(name).length > 0,
      *keys() {
        for (const { name, type } of resources) if (!surroundingTypes.has(type)) yield name
      },
    },
  }
}
