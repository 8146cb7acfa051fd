/** `coverage` and `calls`: what was read, what not and why, and what it took. */
import type { Command } from 'commander'
import type { CommandContext } from '../context.ts'
import { count } from '../output.ts'
import type { Run } from '../program.ts'
import { call } from '../transport.ts'

interface Cell {
  readonly integration: string
  readonly accountId: string
  readonly accountName: string | null
  readonly region: string
  readonly type: string
  readonly state: string
  readonly action?: string
  readonly reason?: string
  readonly objects: number
}

interface CallRow {
  readonly accountId: string | null
  readonly region: string
  readonly operation: string
  readonly calls: number
  readonly retries: number
  readonly throttles: number
  readonly errors: number
}

export function coverageCommands(program: Command, run: Run): void {
  program
    .command('coverage')
    .description('what could and could not be read, and why')
    .argument('[integration]')
    .action(run((context, integration?: string) => coverage(context, integration)))
  program
    .command('calls')
    .description('the ledger of API calls')
    .argument('[integration]')
    .option('--run <id>', 'sync run; default the latest')
    .action(
      run((context, integration: string | undefined, own: { run?: string }) => calls(context, integration, own.run)),
    )
}

async function coverage({ out, reach }: CommandContext, integration?: string): Promise<number> {
  const answer = await reach((transport) =>
    call<{ items: Cell[]; counts: Record<string, number> }>(transport, {
      method: 'GET',
      path: '/coverage',
      query: { integration },
    }),
  )
  out.document(answer)
  const gaps = answer.items.filter(({ state }) => state !== 'ok')
  if (gaps.length > 0) {
    out.table(
      ['account', 'Region', 'type', 'state', 'why'],
      gaps.map((cell) => [
        cell.accountName ?? cell.accountId,
        cell.region,
        cell.type,
        cell.state,
        cell.reason ?? cell.action ?? '',
      ]),
    )
    out.line()
  }
  const ok = answer.counts['ok'] ?? 0
  out.line(
    answer.items.length === 0
      ? 'Nothing has been read yet.'
      : `${ok} of ${count(answer.items.length, 'cell')} read in full${gaps.length === 0 ? '.' : `; ${gaps.length} not. Answers that rest on those say so.`}`,
  )
  return 0
}

async function calls({ out, reach }: CommandContext, integration?: string, run?: string): Promise<number> {
  const answer = await reach((transport) =>
    call<{ items: CallRow[]; totals: { calls: number; retries: number; throttles: number } }>(transport, {
      method: 'GET',
      path: '/calls',
      query: { integration, run },
    }),
  )
  out.document(answer)
  const byOperation = Map.groupBy(answer.items, ({ operation }) => operation)
  const sum = (rows: readonly CallRow[], of: (row: CallRow) => number): string =>
    String(rows.reduce((total, row) => total + of(row), 0))
  out.table(
    ['operation', 'calls', 'retries', 'throttles', 'errors'],
    [...byOperation]
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([operation, rows]) => [
        operation,
        sum(rows, (r) => r.calls),
        sum(rows, (r) => r.retries),
        sum(rows, (r) => r.throttles),
        sum(rows, (r) => r.errors),
      ]),
  )
  out.line()
  out.line(
    `${count(answer.totals.calls, 'call')}, ${count(byOperation.size, 'kind')}, ${answer.totals.throttles} throttled.`,
  )
  return 0
}
