import { describe, expect, test } from 'vitest'
import type { AccountProgress, SyncRun } from '../api/schema.ts'
import { readingOf } from './reading.ts'

const account = (accountId: string, state: AccountProgress['state']): AccountProgress => ({
  accountId,
  name: null,
  state,
  cellsDone: 0,
  cellsTotal: 9,
  objects: 0,
})
const run = (id: string, state: SyncRun['state'], accounts: AccountProgress[]): SyncRun => ({
  id,
  integration: 'AWS',
  state,
  scope: { stages: null, accounts: null },
  stages: [],
  progress: {
    accounts: accounts.length,
    accountsDone: accounts.filter((one) => one.state === 'done').length,
    accountsFailed: accounts.filter((one) => one.state === 'failed').length,
    accountsSkipped: 0,
    cellsDone: 0,
    cellsTotal: 9 * accounts.length,
    objects: 0,
  },
  accounts,
  coverage: { ok: 0, denied: 0, throttled: 0, unsupported: 0, skipped: 0, failed: 0, suspect: 0 },
  snapshot: null,
  createdAt: '2026-05-12T10:26:00Z',
  startedAt: null,
  endedAt: null,
  reason: null,
})
const accounts = [account('1', 'done'), account('2', 'failed'), account('3', 'running'), account('4', 'waiting')]
const aws = { kind: 'aws', state: 'fetching', lastSyncAt: null } as const

describe('readingOf', () => {
  test('two cards of one connection share a run, which counts once', () => {
    const same = run('r', 'running', accounts)
    expect(
      readingOf([
        { ...aws, run: same },
        { ...aws, kind: 'aws_identity_center', run: same },
      ]),
    ).toEqual({
      first: true,
      accountsDone: 2,
      accounts: 4,
    })
  })

  test('a card that was read before is read again, not for the first time', () => {
    const again = { ...aws, lastSyncAt: '2026-05-12T10:26:00Z', run: run('r', 'queued', accounts) }
    expect(readingOf([again])?.first).toBe(false)
    expect(readingOf([again, { ...aws, run: run('s', 'running', accounts) }])).toEqual({
      first: true,
      accountsDone: 4,
      accounts: 8,
    })
  })

  test('a fetching card whose run has not begun is being read already', () => {
    expect(readingOf([{ ...aws, run: null }])).toEqual({ first: true, accountsDone: 0, accounts: 0 })
  })

  test('nothing is read when every run has ended', () => {
    expect(readingOf([{ ...aws, state: 'active', run: run('r', 'partial', accounts) }])).toBeUndefined()
    expect(readingOf([])).toBeUndefined()
  })
})
