/** How far a stage of a sync run has come, and how much of it could not be read. Pure, tested beside. */
import type { StageReport } from '../api/schema.ts'
import type { StateShape, StateTone } from './marks.tsx'

export interface StageStanding {
  readonly tone: StateTone
  readonly shape: StateShape
  readonly word: string
  /** Cells that should have been read and were not, in words; undefined: none. */
  readonly missing: string | undefined
}

type Counted = Pick<StageReport, 'state' | 'coverage' | 'calls'>

export function stageStanding({ state, coverage, calls }: Counted): StageStanding {
  const trouble = coverage ? troubleOf(coverage) : []
  const missing = trouble.length > 0 ? trouble.map(([cells, word]) => `${cells} ${word}`).join(', ') : undefined
  const like = (tone: StateTone, shape: StateShape, word: string): StageStanding => ({ tone, shape, word, missing })
  switch (state) {
    case 'waiting':
      return like('idle', 'ring', 'Waiting')
    case 'running':
      return like('busy', 'half', 'Reading')
    case 'stopped':
      return calls === 0 && missing === undefined
        ? like('idle', 'ring', 'Not begun')
        : like('warn', 'half', 'Not finished')
    case 'skipped':
      return like('idle', 'bars', 'Left out')
    case 'done':
      // Runs from before it was counted do not say whether anything is missing.
      if (coverage === undefined) return like('idle', 'dot', 'Tried')
      if (missing === undefined) return like('ok', 'dot', 'Read')
      return coverage.ok > 0 ? like('warn', 'triangle', 'Read in part') : like('bad', 'cross', 'Not read')
  }
}

const troubleOf = ({ denied, throttled, failed, suspect }: NonNullable<StageReport['coverage']>) =>
  (
    [
      [denied, 'refused'],
      [throttled, 'throttled'],
      [failed, 'failed'],
      [suspect, 'doubtful'],
    ] as const
  ).filter(([cells]) => cells > 0)
