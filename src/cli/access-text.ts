/** What every answer about access carries beside its rows. */
import type { AnswerReadings, CanAnswer, CoverageGap } from '../core/access/answers.ts'
import { type CellType, cellName } from '../core/inventory/coverage.ts'
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

/** What an answer rests on: what could not be looked at, and when the rest was. */
export function printGrounds(out: Output, { gaps, readings }: Pick<CanAnswer, 'gaps' | 'readings'>): void {
  printGaps(out, gaps)
  if (readings) out.line()
  printReadings(out, readings)
}

export function printReadings(out: Output, readings: AnswerReadings | undefined): void {
  if (readings) out.line(out.colours.dim(readingsText(readings)))
}

function readingsText({ oldest, newest, oldestIn, orLater }: AnswerReadings): string {
  const again = orLater ? ', perhaps again after that' : ''
  if (oldest === newest) return `Read at ${oldest}${again}.`
  const { account, accountName = account, region, service } = oldestIn
  const place = region === undefined ? accountName : `${accountName} in ${region}`
  return `Read between ${oldest} and ${newest}${again}; the oldest is ${nameOf(service)} of ${place}.`
}

const nameOf = (type: CellType): string => cellName(type).replace(/^The /, 'the ')
