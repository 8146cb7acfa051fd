/** `coverage` and `calls`: what was read, what not and why, and what it took. */
import type { Command } from 'commander'
import type { CommandContext } from '../context.ts'
import { type Cell, cellHead, cellRows, gapsOf, groupHead, groupRows, isWhole } from '../coverage-text.ts'
import { count } from '../output.ts'
import type { Run } from '../program.ts'
import { callForAll, type Page } from '../transport.ts'

interface CallRow {
  readonly accountId: string | null
  readonly region: string
  readonly operation: string
  readonly calls: number
  readonly pages: number
  readonly retries: number
  readonly throttles: number
  readonly errors: number
  readonly bytes: number
  readonly ms: number
  /** US dollars; null: not priced. */
  readonly usd: number | null
}

export function coverageCommands(program: Command, run: Run): void {
  program
    .command('coverage')
    .description('what could and could not be read, and why')
    .argument('[integration]')
    .option('--all', 'every cell by itself, instead of those that say the same as one')
    .action(
      run((context, integration: string | undefined, own: CoverageOptions) => coverage(context, integration, own)),
    )
  program
    .command('calls')
    .description('the ledger of API calls')
    .argument('[integration]')
    .option('--run <id>', 'sync run; default the latest')
    .option('--checks', 'what the checks of yesterday and today have called, instead of a run')
    .action(run((context, integration: string | undefined, own: CallsOptions) => calls(context, integration, own)))
}

interface CoverageOptions {
  readonly all?: boolean
}

async function coverage(
  { out, reach }: CommandContext,
  integration: string | undefined,
  { all = false }: CoverageOptions,
): Promise<number> {
  const answer = await reach((transport) =>
    callForAll<{ items: readonly Cell[] } & Page>(transport, {
      method: 'GET',
      path: '/coverage',
      query: { integration },
    }),
  )
  out.document(answer)
  const gaps = gapsOf(answer.items)
  if (gaps.length > 0) {
    out.table(all ? cellHead : groupHead, all ? cellRows(gaps) : groupRows(gaps))
    out.line()
  }
  const whole = answer.items.filter(isWhole).length
  const rest = all ? 'Answers that rest on those say so.' : 'Answers that rest on those say so; --all lists each.'
  out.line(
    answer.items.length === 0
      ? 'Nothing has been read yet.'
      : `${whole.toLocaleString('en-US')} of ${count(answer.items.length, 'cell')} read in full${gaps.length === 0 ? '.' : `; ${gaps.length.toLocaleString('en-US')} not. ${rest}`}`,
  )
  return 0
}

interface CallsOptions {
  readonly run?: string
  readonly checks?: boolean
}

interface CallsAnswer extends Page {
  readonly items: readonly CallRow[]
  readonly totals: {
    readonly calls: number
    readonly retries: number
    readonly throttles: number
    readonly bytes: number
    readonly cost: string
    readonly pricesAsOf: string
  }
}

async function calls(
  { out, reach }: CommandContext,
  integration: string | undefined,
  own: CallsOptions,
): Promise<number> {
  const answer = await reach((transport) =>
    callForAll<CallsAnswer>(transport, { method: 'GET', path: '/calls', query: { integration, ...own } }),
  )
  out.document(answer)
  const byOperation = Map.groupBy(answer.items, ({ operation }) => operation)
  const sum = (rows: readonly CallRow[], of: (row: CallRow) => number): string =>
    String(rows.reduce((total, row) => total + of(row), 0))
  out.table(
    ['operation', 'calls', 'pages', 'retries', 'throttles', 'errors', 'KB', 'ms', 'cost'],
    [...byOperation]
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([operation, rows]) => [
        operation,
        sum(rows, (r) => r.calls),
        sum(rows, (r) => r.pages),
        sum(rows, (r) => r.retries),
        sum(rows, (r) => r.throttles),
        sum(rows, (r) => r.errors),
        kilobytes(rows.reduce((total, { bytes }) => total + bytes, 0)),
        String(Math.round(rows.reduce((total, { ms }) => total + ms, 0))),
        costText(rows),
      ]),
  )
  out.line()
  const { calls: made, throttles, bytes, cost, pricesAsOf } = answer.totals
  out.line(
    `${count(made, 'call')}, ${count(byOperation.size, 'kind')}, ${throttles} throttled, ${kilobytes(bytes)} KB, ${cost}.`,
  )
  out.line(`Prices of us-east-1 as of ${pricesAsOf}, unverified; free tiers are not taken off.`)
  return 0
}

const kilobytes = (bytes: number): string => Math.ceil(bytes / 1_000).toLocaleString('en-US')

/** Fractions of a cent matter here: they are what tells one operation from another. */
function costText(rows: readonly CallRow[]): string {
  if (rows.some(({ usd }) => usd === null)) return 'not priced'
  const usd = rows.reduce((total, row) => total + (row.usd ?? 0), 0)
  return usd === 0 ? 'free' : `$${usd.toFixed(6)}`
}
