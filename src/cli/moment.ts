/** `--at`: every question can be asked about the past. */
import type { Command } from 'commander'
import type { Output } from './output.ts'

export interface AskedAt {
  readonly at?: string
}

export const atOption = (command: Command): Command =>
  command.option('--at <time>', 'ask the past: a time (ISO 8601), or the id of a snapshot')

/** Which state of things answered, when somebody asked for another than the newest. */
export function printMoment(
  out: Output,
  asked: AskedAt,
  { at, snapshot }: { readonly at: string; readonly snapshot: string },
): void {
  if (asked.at !== undefined) out.line(out.colours.dim(`As known from ${at}, snapshot ${snapshot}.`))
}
