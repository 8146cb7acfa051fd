import { describe, expect, test } from 'vitest'
import { runCommand } from '../../test/fakes/command-line.ts'
import type { StageReport } from '../app/ports/sync.ts'
import type { CoverageCounts } from '../core/inventory/coverage.ts'
import { stageText } from './run-text.ts'

const cells = (change: Partial<CoverageCounts> = {}): CoverageCounts => ({
  ok: 0,
  denied: 0,
  throttled: 0,
  unsupported: 0,
  skipped: 0,
  failed: 0,
  suspect: 0,
  ...change,
})

const stage = (change: Partial<StageReport> = {}): StageReport => ({
  name: 'iam',
  state: 'done',
  counts: {},
  coverage: cells({ ok: 4 }),
  calls: 9,
  retries: 0,
  throttles: 0,
  ms: 1_500,
  ...change,
})

describe('the state of a stage', () => {
  test.each<[Partial<StageReport>, string]>([
    [{}, 'read'],
    [{ coverage: cells({ ok: 4, skipped: 3, unsupported: 2 }) }, 'read'],
    [{ coverage: cells({ ok: 4, denied: 2, throttled: 1 }) }, 'read in part: 2 denied, 1 throttled'],
    [{ state: 'running', coverage: cells({ ok: 1, failed: 1 }) }, 'being read: 1 failed'],
    [{ state: 'stopped', coverage: cells({ ok: 1 }) }, 'not finished'],
    [{ state: 'stopped', coverage: cells(), calls: 0 }, 'not begun'],
    [{ state: 'waiting', coverage: cells(), calls: 0 }, 'waiting'],
  ])('%j is told as "%s"', (change, words) => expect(stageText(stage(change))).toBe(words))
})

test('a run tells its stages, its calls with those that were repeated, and its cells', async () => {
  const run = {
    id: 'r',
    integration: 'AWS',
    scope: { stages: null, accounts: null },
    state: 'partial',
    reason: 'One account was not read.',
    stages: [
      stage({ name: 'organization', calls: 5, retries: 2 }),
      stage({ coverage: cells({ ok: 3, denied: 1 }), calls: 7, throttles: 1 }),
      stage({ name: 'network', state: 'skipped', coverage: cells(), calls: 0 }),
    ],
    progress: { cellsDone: 8, cellsTotal: 8 },
    coverage: cells({ ok: 7, denied: 1, skipped: 4 }),
    snapshot: '3',
  }
  const { stdout } = await runCommand(['sync', 'AWS'], () => run)
  expect(stdout).toContain('AWS was read in part: One account was not read.')
  expect(stdout).toMatch(/Organization +read +5 +2 +0 +1\.5/)
  expect(stdout).toMatch(/Identities and policies +read in part: 1 denied +7 +0 +1 +1\.5/)
  expect(stdout).not.toContain('Network')
  expect(stdout).toContain('12 calls, 2 of them repeated. 7 cells read; 1 denied, 4 skipped (bailiwick coverage).')
})
