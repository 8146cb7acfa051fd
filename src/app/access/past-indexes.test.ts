import { expect, test } from 'vitest'
import { aRole } from '../../../test/contract/store-fixtures.ts'
import { manualClock } from '../../../test/fakes/clock-and-log.ts'
import { parseAccountId, toSnapshotId } from '../../core/ids.ts'
import { packCells } from '../../core/inventory/cell-table.ts'
import type { SnapshotRef } from '../ports/inventory.ts'
import { createPastIndexes } from './past-indexes.ts'

const account = parseAccountId('111122223333')
const role = account && aRole(account, 'app')

/** `objects`: of each snapshot. */
function started(objects = 1) {
  const clock = manualClock()
  const built: string[] = []
  let atOnce = 0
  let most = 0
  let isBroken = false
  const past = createPastIndexes<string>({
    clock,
    inventory: {
      async load(at) {
        const snapshot = { id: toSnapshotId(at ?? ''), publishedAt: at ?? '' }
        return at === 'gone' ? undefined : { snapshot, objects: new Array(objects).fill(role), cells: packCells([]) }
      },
    },
    async build({ snapshot }) {
      atOnce++
      most = Math.max(most, atOnce)
      await new Promise((resolve) => setImmediate(resolve))
      atOnce--
      if (isBroken) throw new Error('planted')
      built.push(snapshot.id)
      return `index of ${snapshot.id}`
    },
  })
  return { past, clock, built, most: () => most, breakBuilds: (broken: boolean) => (isBroken = broken) }
}

const snapshot = (id: string): SnapshotRef => ({ id: toSnapshotId(id), publishedAt: id })

test('two questions about one moment build one index, two moments one after the other', async () => {
  const { past, built, most } = started()
  const asked = ['1', '1', '2', '1'].map((id) => past.of(snapshot(id)))
  expect(await Promise.all(asked)).toEqual(['1', '1', '2', '1'].map((id) => `index of ${id}`))
  expect(built).toEqual(['1', '2'])
  expect(most()).toBe(1)
})

test('keeps the two that were asked about last', async () => {
  const { past, built } = started()
  for (const id of ['1', '2', '1', '3', '1', '2']) await past.of(snapshot(id))
  expect(built).toEqual(['1', '2', '3', '2'])
})

test('keeps one where there is much in each', async () => {
  const { past, built } = started(200_000)
  for (const id of ['1', '2', '2', '1']) await past.of(snapshot(id))
  expect(built).toEqual(['1', '2', '1'])
})

test('lets go of what nobody asked about for a while', async () => {
  const { past, built, clock } = started()
  await past.of(snapshot('1'))
  clock.advance(9 * 60_000)
  past.forgetIdle()
  await past.of(snapshot('1'))
  clock.advance(11 * 60_000)
  past.forgetIdle()
  await past.of(snapshot('1'))
  expect(built).toEqual(['1', '1'])
})

test('one that could not be built is tried again, and stands in nobody’s way', async () => {
  const { past, breakBuilds } = started()
  breakBuilds(true)
  const [first, second] = [past.of(snapshot('1')), past.of(snapshot('2'))]
  await expect(first).rejects.toThrow('planted')
  await expect(second).rejects.toThrow('planted')
  breakBuilds(false)
  expect(await past.of(snapshot('1'))).toBe('index of 1')
  await expect(past.of(snapshot('gone'))).rejects.toMatchObject({ code: 'nothing_read' })
})

test('what was built before something was erased answers nobody', async () => {
  const { past, built } = started()
  await past.of(snapshot('1'))
  past.forgetAll()
  await past.of(snapshot('1'))
  expect(built).toEqual(['1', '1'])
})
