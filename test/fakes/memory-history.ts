/** The history of the store in memory, told from the snapshots that it keeps whole. */
import type {
  Forgotten,
  InventoryStore,
  LoadedInventory,
  ObjectHistory,
  ObjectVersion,
} from '../../src/app/ports/inventory.ts'
import type { ConnectionId } from '../../src/core/ids.ts'
import { packCells } from '../../src/core/inventory/cell-table.ts'
import type { Outline } from '../../src/core/inventory/compare-inventories.ts'
import { contentKey } from '../../src/core/inventory/content-key.ts'
import { objectKey, stalePolicyFact } from '../../src/core/inventory/merge.ts'
import type { InventoryObject, Json } from '../../src/core/inventory/objects.ts'

type HistorySide = Pick<InventoryStore, 'outlines' | 'bodies' | 'history' | 'lastChanges' | 'forget'>

/** `snapshots`: newest first; the fake of one connection, whose id nobody asks for. */
export function historyInMemory(snapshots: LoadedInventory[]): HistorySide {
  const bodies = new Map<string, Json>()
  const hashOf = ({ body }: InventoryObject): string => {
    const hash = contentKey(body)
    bodies.set(hash, JSON.parse(hash))
    return hash
  }
  const outline = (at: string): Outline => {
    const known = snapshots.find(({ snapshot }) => snapshot.publishedAt <= at)
    const versions = versionsIn(snapshots.filter(({ snapshot }) => snapshot.publishedAt <= at))
    const cells = [...(known?.cells ?? [])]
    return {
      cells: packCells(cells),
      objects: (known?.objects ?? []).map((object) => {
        const [version] = versions.get(objectKey(object)) ?? []
        const cell = cells.find((one) => one.type === object.cell && one.region === object.region)
        return {
          ...withoutBody(object),
          cellAccountId: object.accountId,
          cellRegion: cell?.region ?? 'global',
          hash: hashOf(object),
          validFrom: version?.validFrom ?? at,
          observedAfter: version?.observedAfter ?? null,
        }
      }),
    }
  }
  return {
    async outlines(from, to) {
      return { before: outline(from), after: outline(to) }
    },
    async bodies(hashes) {
      return new Map([...bodies].filter(([hash]) => hashes.has(hash)))
    },
    async history(arn, limits) {
      const versions = versionsIn(snapshots)
      const seen = new Map<string, InventoryObject>()
      for (const { objects } of snapshots)
        for (const object of objects)
          if (object.arn === arn && !seen.has(objectKey(object))) seen.set(objectKey(object), object)
      const now = new Set(snapshots[0]?.objects.map(objectKey))
      const objects = [...seen].map(([key, object]): ObjectHistory => {
        const own = versions.get(key) ?? []
        const isPresent = now.has(key)
        return {
          ...withoutBody(object),
          connectionId: '' as ConnectionId,
          status: isPresent ? 'present' : 'missing',
          firstSeenAt: own.at(-1)?.validFrom ?? '',
          lastSeenAt: isPresent ? null : (own[0]?.validTo ?? null),
          missingSince: isPresent ? null : (own[0]?.validTo ?? null),
          versions: own.slice(0, limits.versions),
          moreVersions: Math.max(0, own.length - limits.versions),
          facts: object.facts ?? null,
        }
      })
      return { objects: objects.slice(0, limits.objects), more: Math.max(0, objects.length - limits.objects) }
    },
    async lastChanges(arns, at) {
      const wanted = new Set(arns)
      const versions = versionsIn(snapshots.filter(({ snapshot }) => snapshot.publishedAt <= at))
      const objects = new Map(
        snapshots.flatMap((known) => known.objects.map((one) => [objectKey(one), one.arn] as const)),
      )
      return new Map(
        [...versions].flatMap(([key, own]): [string, string][] => {
          const arn = objects.get(key) ?? ''
          const changed = own.find(({ observedAfter }) => observedAfter !== null)
          return wanted.has(arn) && changed ? [[arn, changed.validFrom]] : []
        }),
      )
    },
    async forget(before) {
      const kept = snapshots.findIndex(({ snapshot }) => snapshot.publishedAt <= before)
      const gone = kept === -1 ? [] : snapshots.splice(kept + 1)
      const nothing: Forgotten = { versions: 0, coverage: 0, objects: 0, documents: 0, snapshots: 0 }
      return { ...nothing, snapshots: gone.length }
    },
  }
}

const withoutBody = ({ kind, nativeId, arn, accountId, region, cell }: InventoryObject) => ({
  kind,
  nativeId,
  arn,
  accountId,
  region,
  cell,
})

/** By object, newest first. */
function versionsIn(snapshots: readonly LoadedInventory[]): ReadonlyMap<string, readonly ObjectVersion[]> {
  const versions = new Map<string, ObjectVersion[]>()
  let before: string | null = null
  for (const { snapshot, objects } of [...snapshots].reverse()) {
    const at = snapshot.publishedAt
    const here = new Map(objects.map((object) => [objectKey(object), object]))
    for (const key of new Set([...versions.keys(), ...here.keys()])) {
      const own = versions.get(key) ?? []
      const [last] = own
      const object = here.get(key)
      const isSame = object && last && last.validTo === null && contentKey(last.body) === contentKey(object.body)
      if (isSame) continue
      if (last && last.validTo === null) own[0] = { ...last, validTo: at }
      if (object) {
        own.unshift({
          validFrom: at,
          validTo: null,
          observedAfter: before,
          policyStale: object.facts?.[stalePolicyFact] !== undefined,
          body: JSON.parse(contentKey(object.body)),
        })
      }
      versions.set(key, own)
    }
    before = at
  }
  return versions
}
