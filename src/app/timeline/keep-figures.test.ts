import { expect, test } from 'vitest'
import type { AccessIndex } from '../../core/access/build-index.ts'
import { toSnapshotId } from '../../core/ids.ts'
import { keepFigures } from './keep-figures.ts'

test('while the index over the newest snapshot is being built nothing is counted over the one before', async () => {
  const kept: string[] = []
  const counted: string[] = []
  const indexAt = (id: string): AccessIndex =>
    // What is counted, and nothing else of an index.
    ({ snapshot: { id, at: '' }, principals: () => [{ admin: 'yes' }, { admin: 'no' }], resources: () => [] }) as never
  let stands = indexAt('1')
  const keep = keepFigures({
    store: {
      timeline: {
        isKept: async (id: string) => kept.includes(id),
        keep: async (id: string) => void kept.push(id),
      },
      inventory: { currentSnapshot: async () => ({ id: toSnapshotId('2'), publishedAt: '' }) },
    } as never,
    access: {
      currentIfAny: async () => stands,
      prepared: async () => {
        counted.push(stands.snapshot.id)
        return stands
      },
    },
  })
  await keep()
  expect([counted, kept]).toEqual([[], []])
  stands = indexAt('2')
  await keep()
  await keep()
  expect([counted, kept]).toEqual([['2'], ['2']])
})
