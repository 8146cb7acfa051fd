/** A reading of AWS in words: the same numbers as in the console. */
import type { StageReport } from '../app/ports/sync.ts'
import { type CoverageCounts, troubleIn } from '../core/inventory/coverage.ts'
import { kindWords, stageWords } from './object-words.ts'
import { count, type Output } from './output.ts'
import type { SyncRunView } from './sync-follow.ts'

const says: Readonly<Record<SyncRunView['state'], string>> = {
  queued: 'is waiting to be read',
  running: 'is being read',
  succeeded: 'was read in full',
  partial: 'was read in part',
  failed: 'could not be read',
  cancelled: 'was not read: cancelled',
}

export function printRun(out: Output, run: SyncRunView): void {
  out.line(`${run.integration} ${says[run.state]}${run.reason ? `: ${run.reason}` : '.'}`)
  out.table(
    ['stage', 'state', 'read', 'calls', 'repeated', 'throttled', 'seconds'],
    run.stages
      .filter(({ state }) => state !== 'skipped')
      .map((stage) => [
        stageWords[stage.name],
        stageText(stage),
        Object.entries(stage.counts)
          .map(([kind, n]) => count(n, ...kindWords(kind)))
          .join(', '),
        String(stage.calls),
        stage.retries === undefined ? '·' : String(stage.retries),
        String(stage.throttles),
        (stage.ms / 1000).toFixed(1),
      ]),
  )
  out.line()
  out.line(`${callsText(run.stages)} ${cellsText(run.coverage)}`)
}

/** Whether all of it could be read, and how much could not. */
export function stageText({ state, coverage, calls }: StageReport): string {
  const trouble = coverage ? troubleIn(coverage).map(([fold, cells]) => `${cells} ${fold}`) : []
  const because = trouble.length > 0 ? `: ${trouble.join(', ')}` : ''
  switch (state) {
    case 'waiting':
      return 'waiting'
    case 'running':
      return `being read${because}`
    case 'done':
      return trouble.length > 0 ? `read in part${because}` : 'read'
    case 'stopped':
      return calls === 0 && because === '' ? 'not begun' : `not finished${because}`
    case 'skipped':
      return 'left out'
  }
}

function callsText(stages: SyncRunView['stages']): string {
  const sum = (of: (stage: StageReport) => number): number => stages.reduce((total, stage) => total + of(stage), 0)
  const repeated = sum(({ retries = 0 }) => retries)
  return `${count(
    sum(({ calls }) => calls),
    'call',
  )}${repeated > 0 ? `, ${repeated} of them repeated` : ''}.`
}

function cellsText({ ok, ...others }: CoverageCounts): string {
  const gaps = Object.entries(others).filter(([, cells]) => cells > 0)
  const rest =
    gaps.length > 0 ? `; ${gaps.map(([fold, cells]) => `${cells} ${fold}`).join(', ')} (bailiwick coverage)` : ''
  return `${ok} cells read${rest}.`
}
