/** `timeline`: snapshots through time, and what was counted over each. */
import type { Command } from 'commander'
import type { TimelineItem } from '../../app/ports/inventory.ts'
import type { CommandContext } from '../context.ts'
import type { Run } from '../program.ts'
import { call } from '../transport.ts'

interface TimelineOptions {
  readonly from?: string
  readonly to?: string
  readonly limit: string
}

export function timelineCommand(program: Command, run: Run): void {
  program
    .command('timeline')
    .description('snapshots through time: what was counted over each, and how much had changed')
    .option('--from <time>', 'not before (ISO 8601)')
    .option('--to <time>', 'not after (ISO 8601)')
    .option('--limit <snapshots>', 'of more snapshots so many, chosen evenly', '50')
    .action(run((context, own: TimelineOptions) => timeline(context, own)))
}

async function timeline({ out, reach }: CommandContext, { from, to, limit }: TimelineOptions): Promise<number> {
  const answer = await reach((transport) =>
    call<{ readonly items: readonly TimelineItem[] }>(transport, {
      method: 'GET',
      path: '/access/timeline',
      query: { from, to, limit },
    }),
  )
  out.document(answer)
  if (answer.items.length === 0) {
    out.line('There is no snapshot of that time.')
    return 0
  }
  out.table(
    ['Snapshot', 'Published', 'Accounts', 'Principals', 'Administrators', 'Resources', 'Changes'],
    answer.items.map((item) => [
      item.snapshot,
      item.at,
      ...[item.accounts, item.principals, item.administrators, item.resources, item.changes].map(figure),
    ]),
  )
  return 0
}

/** What was not counted is not nought. */
const figure = (count: number | null): string => (count === null ? '·' : String(count))
