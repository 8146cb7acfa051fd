/** The line of time of the store in memory, told from the snapshots that it keeps whole. */
import type { LoadedInventory, SnapshotFigures, TimelineItem, TimelineStore } from '../../src/app/ports/inventory.ts'
import type { SnapshotId } from '../../src/core/ids.ts'
import { kindsOfUse } from '../../src/core/inventory/compare-inventories.ts'
import { cellKeyText } from '../../src/core/inventory/coverage.ts'
import { objectKey } from '../../src/core/inventory/merge.ts'
import { documentHash } from '../../src/store/documents.ts'

/** `snapshots`: newest first. */
export function timelineInMemory(snapshots: readonly LoadedInventory[]): TimelineStore {
  const kept = new Map<SnapshotId, SnapshotFigures & { readonly accounts: number }>()
  return {
    isKept: async (id) => kept.has(id),
    async keep(id, figures) {
      const known = snapshots.find(({ snapshot }) => snapshot.id === id)
      if (!known || kept.has(id)) return
      const read = [...known.cells].filter(({ state }) => state === 'ok')
      kept.set(id, { ...figures, accounts: new Set(read.map(({ accountId }) => accountId)).size })
    },
    async list({ from = '', to = '~' }, limit) {
      const within = snapshots.filter(({ snapshot: { publishedAt } }) => publishedAt >= from && publishedAt <= to)
      const oldestFirst = within.toReversed()
      const shown = evenly(oldestFirst.length, limit)
      return shown.flatMap((place, at): TimelineItem[] => {
        const one = oldestFirst[place]
        if (!one) return []
        const { id, publishedAt } = one.snapshot
        const steps = oldestFirst.slice(shown[at - 1] ?? place, place + 1)
        const none = { principals: null, resources: null, administrators: null, accounts: null }
        const changes = at === 0 ? null : changesAlong(steps)
        return [{ snapshot: id, at: publishedAt, ...none, ...kept.get(id), changes }]
      })
    },
  }
}

/** Places of at most so many of a row, the first and the last among them. */
function evenly(length: number, limit: number): readonly number[] {
  const all = Array.from({ length }, (_, place) => place)
  const share = (place: number): number => Math.floor((place * (limit - 1)) / (length - 1))
  return length <= limit ? all : all.filter((place) => place === 0 || share(place) > share(place - 1))
}

const changesAlong = (steps: readonly LoadedInventory[]): number =>
  steps.slice(1).reduce((sum, now, at) => sum + (steps[at] ? changesBetween(steps[at], now) : 0), 0)

function changesBetween(before: LoadedInventory, now: LoadedInventory): number {
  const bodies = ({ objects }: LoadedInventory) =>
    new Map(
      objects
        .filter(({ kind }) => !kindsOfUse.includes(kind))
        .map((object) => [objectKey(object), { object, hash: documentHash(object.body) }]),
    )
  const [old, current] = [bodies(before), bodies(now)]
  const looked = new Set([...before.cells].filter(({ state }) => state === 'ok').map(cellKeyText))
  const isFirstLook = ({ accountId, region, cell }: LoadedInventory['objects'][number]): boolean =>
    !looked.has(cellKeyText({ accountId, region, type: cell }))
  const came = [...current].filter(([key, { object, hash }]) => {
    const known = old.get(key)
    return known ? known.hash !== hash : !isFirstLook(object)
  })
  return came.length + [...old.keys()].filter((key) => !current.has(key)).length
}
