/** What every answer about access carries beside its rows. */
import type { CoverageGap } from '../core/access/answers.ts'
import type { Output } from './output.ts'

export function printNotes(out: Output, notes: readonly string[]): void {
  for (const note of notes) out.line(out.colours.dim(note))
}

export function printGaps(out: Output, gaps: readonly CoverageGap[]): void {
  if (gaps.length === 0) return
  out.line()
  out.line('Could not look:')
  for (const gap of gaps)
    out.line(`  ${gap.account}${gap.region ? ` ${gap.region}` : ''} ${gap.service}: ${gap.reason}`)
}
