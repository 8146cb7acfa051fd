import { expect, test } from 'vitest'
import { createHarness } from '../../../test/fakes/app-harness.ts'
import type { Forgotten } from '../ports/inventory.ts'

const nothing: Forgotten = { versions: 0, coverage: 0, objects: 0, documents: 0, snapshots: 0 }

function harnessWith(historyDays: number | null, batches: readonly Partial<Forgotten>[]) {
  const harness = createHarness({ facts: { historyDays } })
  const left = [...batches]
  const asked: string[] = []
  harness.store.inventory.forget = async (before) => {
    asked.push(before)
    return { ...nothing, ...left.shift() }
  }
  return { ...harness, asked }
}

test('keeps everything unless days are set', async () => {
  const { app, asked } = harnessWith(null, [{ versions: 1 }])
  expect(await app.history.forgetOld()).toBeUndefined()
  expect(asked).toEqual([])
})

test('goes on until a batch finds nothing, and remembers when', async () => {
  const { app, asked, clock, store } = harnessWith(30, [{ snapshots: 2 }, { versions: 3, documents: 1 }])
  const days = 30 * 24 * 60 * 60_000
  const before = new Date(Date.parse(clock.now()) - days).toISOString()
  expect(await app.history.forgetOld()).toEqual({ ...nothing, snapshots: 2, versions: 3, documents: 1 })
  expect(asked).toEqual([before, before, before])
  expect(store.stored.settings.get('history.forgotten')).toBe(clock.now())
})

test('stops between batches, and does not say that it is done', async () => {
  const { app, store } = harnessWith(30, [{ versions: 3 }])
  expect(await app.history.forgetOld(AbortSignal.abort())).toEqual(nothing)
  expect(store.stored.settings.get('history.forgotten')).toBeUndefined()
})
