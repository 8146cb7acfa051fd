/** Looks whose turn it is. Called every half minute by one timer in each server; the database lets one of them have a turn. */
import { isAppError } from '../../core/fault.ts'
import { traceOf } from '../../core/fault-trace.ts'
import type { AccountId } from '../../core/ids.ts'
import type { StageName } from '../../core/inventory/coverage.ts'
import { stageNames } from '../../core/inventory/coverage.ts'
import type { VerifyConnection } from '../connections/verify-connection.ts'
import type { AppDeps } from '../deps.ts'
import type { Rhythm, Turn } from '../ports/connection-store.ts'
import { rhythms } from '../ports/connection-store.ts'
import type { AccountTarget, Connection, Integration, IntegrationState } from '../ports/connections.ts'
import type { SyncScope } from '../ports/sync.ts'
import type { RequestSync } from '../sync/request-sync.ts'
import { beatOf, sinceWhen } from './next-run.ts'
import { defaultMinutes, isDue } from './turns.ts'

type Deps = Pick<AppDeps, 'store' | 'clock' | 'log' | 'sample'> & {
  readonly requestSync: RequestSync
  readonly verify: VerifyConnection
}

/** connection.md §9. */
const stagesOf: Readonly<Record<Rhythm, readonly StageName[]>> = {
  identities: ['organization', 'identity_center', 'iam'],
  resources: ['resources', 'network', 'configuration'],
  reports: ['analysis'],
}

export const tick =
  (deps: Deps) =>
  async (signal: AbortSignal): Promise<void> => {
    const now = deps.clock.now()
    const [connections, cards, turns, unfinished] = await Promise.all([
      deps.store.connections.connections(),
      deps.store.connections.integrations(),
      deps.store.schedule.turns(),
      deps.store.syncRuns.unfinished(),
    ])
    const busy = new Set(unfinished.map(({ connectionId }) => connectionId))
    const lastTurn = new Map(turns.map((turn) => [`${turn.connectionId} ${turn.rhythm}`, turn.at]))
    const due = connections.flatMap((connection): Scheduled[] => {
      const card = cards.find(({ connectionId, kind }) => connectionId === connection.id && kind === 'aws')
      if (!card || !isScheduled(deps, connection, card)) return []
      return [{ connection, card, now, lastTurn: (turn) => lastTurn.get(`${connection.id} ${turn}`) ?? null }]
    })
    await someAtOnce(due, async (one) => {
      signal.throwIfAborted()
      try {
        // What is being read now has its turn when that has ended.
        if (!busy.has(one.connection.id)) await readIfDue(deps, one)
        await checkIfDue(deps, one, signal)
      } catch (fault) {
        signal.throwIfAborted()
        deps.log.warn('a turn failed', {
          connection: one.connection.id,
          fault: isAppError(fault) ? fault.code : traceOf(fault),
        })
      }
    })
  }

/** A check may take ten minutes: of hundreds of connections the last would wait for hours behind the others. */
const connectionsAtOnce = 4

/** In order, so many at a time. Fails when one has failed, after all of them. */
async function someAtOnce<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const left = all.values()
  const hand = async (): Promise<void> => {
    for (const one of left) await work(one)
  }
  const hands = await Promise.allSettled(Array.from({ length: connectionsAtOnce }, hand))
  const failed = hands.find((one) => one.status === 'rejected')
  if (failed) throw failed.reason
}

interface Scheduled {
  readonly connection: Connection
  readonly card: Integration
  readonly now: string
  readonly lastTurn: (turn: Turn['rhythm']) => string | null
}

/** The simulated organization is read while it runs beside the server, and only then. */
const isScheduled = ({ sample }: Deps, { method }: Connection, { state }: Integration): boolean =>
  method !== 'import' && (method !== 'sample' || sample.isRunning()) && !atRest.has(state)

const atRest: ReadonlySet<IntegrationState> = new Set(['draft', 'paused', 'deleting', 'deleted'])

/* ------------------------------------------------------------------ readings */

/** Nothing is read by itself before it was read once: until then the checks wait for the role. */
const beforeReading: ReadonlySet<IntegrationState> = new Set(['awaiting_trust', 'verifying'])

async function readIfDue(deps: Deps, scheduled: Scheduled): Promise<void> {
  const { connection, card, now } = scheduled
  if (beforeReading.has(card.state)) return
  const minutes = (await deps.store.schedule.minutes(connection.id)) ?? defaultMinutes
  const taken: { readonly rhythm: Rhythm; readonly before: string }[] = []
  for (const rhythm of rhythms) {
    const every = minutes[rhythm]
    if (every === null) continue
    const before = scheduled.lastTurn(rhythm) ?? (await firstTurn(deps, scheduled, rhythm))
    if (!isDue(beatOf(connection, rhythm, every), before, now)) continue
    const turn = { connectionId: connection.id, rhythm, at: now }
    if (await deps.store.schedule.take(turn, before)) taken.push({ rhythm, before })
  }
  if (taken.length === 0) return
  // So that the next look tries again.
  const giveBack = async (): Promise<void> => {
    for (const { rhythm, before } of taken) {
      await deps.store.schedule.take({ connectionId: connection.id, rhythm, at: before }, now)
    }
  }
  const due = new Set(taken.flatMap(({ rhythm }) => stagesOf[rhythm]))
  const stages = stageNames.filter((stage) => due.has(stage))
  try {
    const run = await deps.requestSync({ kind: 'system' }, { integration: card.id, stages, sparing: true })
    // Somebody was quicker: what that run leaves out is still due.
    if (!isRead(stages, run.scope)) await giveBack()
  } catch (fault) {
    await giveBack()
    throw fault
  }
}

const isRead = (stages: readonly StageName[], { stages: read, accounts }: SyncScope): boolean =>
  accounts === null && (read === null || stages.every((stage) => read.includes(stage)))

/** The reading that somebody asked for counts as the first turn; kept, because every later reading moves the card's own time. */
async function firstTurn({ store }: Deps, { connection, card }: Scheduled, rhythm: Rhythm): Promise<string> {
  const at = sinceWhen(connection, card)
  await store.schedule.take({ connectionId: connection.id, rhythm, at }, null)
  return at
}

/* ------------------------------------------------------------------ checks */

/** connection.md §7: every hour for what fails, daily for the rest. */
const failingMinutes = 60
const soundMinutes = 24 * 60
/** How often it is looked whose hour it is: accounts are checked some at a time, not all at once. */
const looksMinutes = 10
/** A thousand accounts with forty calls each, beside a reading. */
const deadlineMs = 10 * 60_000

async function checkIfDue(
  deps: Deps,
  { connection, card, now, lastTurn }: Scheduled,
  signal: AbortSignal,
): Promise<void> {
  const before = lastTurn('checks')
  const since = before ?? connection.createdAt
  const turn = { connectionId: connection.id, rhythm: 'checks', at: now } as const
  if (!isDue({ key: `${connection.id} checks`, minutes: looksMinutes }, since, now)) return
  if (!(await deps.store.schedule.take(turn, before))) return
  const targets = await deps.store.connections.targets(connection.id)
  const due = accountsOf(connection, targets).filter(({ accountId, minutes }) =>
    isDue({ key: `check ${accountId}`, minutes }, since, now),
  )
  if (due.length === 0) return
  const accounts = due.map(({ accountId }) => accountId)
  await deps.verify({ kind: 'system' }, { integration: card.id, accounts, deadlineMs, signal })
}

function accountsOf(
  connection: Connection,
  targets: readonly AccountTarget[],
): readonly { readonly accountId: AccountId; readonly minutes: number }[] {
  const tried = new Set(targets.map(({ accountId }) => accountId))
  const named = [...connection.accounts, ...(connection.managementAccountId ? [connection.managementAccountId] : [])]
  const untried = [...new Set(named)].filter((accountId) => !tried.has(accountId))
  return [
    ...targets.map((target) => ({
      accountId: target.accountId,
      minutes: isFailing(target) ? failingMinutes : soundMinutes,
    })),
    ...untried.map((accountId) => ({ accountId, minutes: failingMinutes })),
  ]
}

/** What nothing in the account can mend may wait. */
const beyondMending: ReadonlySet<AccountTarget['state']> = new Set(['account_suspended', 'account_left', 'excluded'])

const isFailing = ({ state, probes }: AccountTarget): boolean =>
  !beyondMending.has(state) &&
  (state !== 'ready' || probes.some(({ result }) => result === 'denied' || result === 'failed'))
