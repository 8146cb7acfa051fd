import { expect, test } from 'vitest'
import { createHarness } from '../../../test/fakes/app-harness.ts'
import { accountOf } from '../../../test/fakes/fake-aws-reader.ts'
import { toConnectionId } from '../../core/ids.ts'
import type { SyncRun } from '../ports/sync.ts'
import { everything } from '../ports/sync.ts'
import { idleCells } from './idle-cells.ts'

const lake = accountOf('111122223333')
const cell = { accountId: lake, region: 'eu-west-1', type: 'sqs' } as const
const connectionId = toConnectionId('c')
const run: Pick<SyncRun, 'connectionId' | 'createdAt' | 'scope'> = {
  connectionId,
  createdAt: '2026-05-03T18:00:00.000Z',
  scope: { ...everything, sparing: true },
}

async function asked(minutes: number | null | undefined, change: Partial<typeof run> = {}) {
  const { store } = createHarness()
  const questions: unknown[] = []
  store.coverage.idle = async (_connection, _account, since) => {
    questions.push(since)
    return [cell]
  }
  if (minutes !== undefined)
    await store.schedule.setMinutes(connectionId, { identities: 60, resources: minutes, reports: null })
  return { cells: await idleCells({ store }, { ...run, ...change })(lake), questions }
}

test('empty in three readings, and looked at within a day less half an interval', async () => {
  expect(await asked(undefined)).toEqual({
    cells: [cell],
    questions: [{ emptySince: '2026-05-03T00:00:00.000Z', lookedSince: '2026-05-02T21:00:00.000Z' }],
  })
  expect((await asked(120)).questions).toEqual([
    { emptySince: '2026-05-03T12:00:00.000Z', lookedSince: '2026-05-02T19:00:00.000Z' },
  ])
})

test('what is read daily anyhow, or what a person asked for, is read whole', async () => {
  expect(await asked(24 * 60)).toEqual({ cells: [], questions: [] })
  expect(await asked(null)).toEqual({ cells: [], questions: [] })
  expect(await asked(undefined, { scope: everything })).toEqual({ cells: [], questions: [] })
})
