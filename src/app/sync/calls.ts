import { AppError } from '../../core/fault.ts'
import { type CostClass, costClassOf, costOf, costText, pricesAsOf } from '../../core/inventory/prices.ts'
import { compareText } from '../../core/order.ts'
import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'
import { findIntegration } from '../connections/find-integration.ts'
import type { AppDeps } from '../deps.ts'
import type { Store } from '../ports/store.ts'
import type { CallCount } from '../ports/sync.ts'
import { findRun } from './find-run.ts'

export interface PricedCall extends CallCount {
  readonly costClass: CostClass
  /** US dollars; null: not priced. */
  readonly usd: number | null
}

export interface Calls {
  /** A page: most calls first. */
  readonly items: readonly PricedCall[]
  /** Of all, not of the page. */
  readonly totals: {
    readonly calls: number
    readonly pages: number
    readonly retries: number
    readonly throttles: number
    readonly bytes: number
    readonly ms: number
    /** US dollars of the calls that have a price. */
    readonly usd: number
    /** Calls of which no price is known. */
    readonly unpriced: number
    /** `about $0.02`, in words. */
    readonly cost: string
    /** The day of which the prices are. */
    readonly pricesAsOf: string
  }
  /** Of the next page; null on the last. */
  readonly nextCursor: string | null
}

export interface CallsInput {
  readonly integration?: string | undefined
  readonly run?: string | undefined
  /** What the checks of yesterday and today have called, instead of a run. */
  readonly checks?: boolean | undefined
  readonly limit?: number | undefined
  readonly cursor?: string | undefined
}

/** A page without a limit: the ledger of a large organization has a hundred thousand rows. */
const mostRows = 10_000

/** The ledger of one run: the one named, or the newest of the integration, or the newest of all. */
export const showCalls =
  (deps: Pick<AppDeps, 'store' | 'clock'>) =>
  async (actor: Actor, input: CallsInput): Promise<Calls> => {
    permit(actor, 'read')
    const rows = input.checks ? await callsOfChecks(deps, input) : await callsOf(deps.store, input)
    const from = placeOf(input.cursor)
    const next = from + (input.limit ?? mostRows)
    const sum = (key: 'calls' | 'pages' | 'retries' | 'throttles' | 'bytes' | 'ms'): number =>
      rows.reduce((total, row) => total + row[key], 0)
    const cost = costOf(rows)
    return {
      items: rows
        .toSorted(byCalls)
        .slice(from, next)
        .map((row) => ({ ...row, costClass: costClassOf(row.operation), usd: usdOf(row) })),
      totals: {
        calls: sum('calls'),
        pages: sum('pages'),
        retries: sum('retries'),
        throttles: sum('throttles'),
        bytes: sum('bytes'),
        ms: Math.round(sum('ms')),
        ...cost,
        cost: costText(cost),
        pricesAsOf,
      },
      nextCursor: next < rows.length ? String(next) : null,
    }
  }

/** Whole, so that a page begins where the one before has ended. */
const byCalls = (a: CallCount, b: CallCount): number =>
  b.calls - a.calls ||
  compareText(a.operation, b.operation) ||
  compareText(a.accountId ?? '', b.accountId ?? '') ||
  compareText(a.region, b.region)

function placeOf(cursor: string | undefined): number {
  if (cursor === undefined) return 0
  if (/^[1-9]\d{0,8}$/.test(cursor)) return Number(cursor)
  throw new AppError('bad_input', 'The cursor is none that an earlier page gave.', {
    fix: 'Ask for the first page again.',
  })
}

function usdOf(row: CallCount): number | null {
  const { usd, unpriced } = costOf([row])
  return unpriced > 0 ? null : usd
}

const dayMs = 86_400_000

async function callsOfChecks(
  { store, clock }: Pick<AppDeps, 'store' | 'clock'>,
  { integration }: CallsInput,
): Promise<readonly CallCount[]> {
  const connections = integration
    ? [(await findIntegration(store, integration)).connection]
    : await store.connections.connections()
  const since = new Date(Date.parse(clock.now()) - dayMs).toISOString()
  return (await Promise.all(connections.map(({ id }) => store.checks.calls(id, since)))).flat()
}

async function callsOf(store: Store, input: CallsInput): Promise<readonly CallCount[]> {
  const connection = input.integration ? (await findIntegration(store, input.integration)).connection : undefined
  if (input.run) {
    const run = await findRun(store, input.run)
    if (connection && run.connectionId !== connection.id) {
      throw new AppError('not_found', `Run "${input.run}" is none of "${input.integration}".`)
    }
    return store.syncRuns.calls(run.id)
  }
  const [newest] = await store.syncRuns.list(connection?.id, 1)
  return newest ? store.syncRuns.calls(newest.id) : []
}
