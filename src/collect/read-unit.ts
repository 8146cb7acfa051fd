/** Reads the units of one run, each with a ledger of its own, so that every call belongs to the stage and account that made it. */
import type { AwsReading, CollectSink, UnitOrder } from '../app/ports/aws.ts'
import type { CallCount } from '../app/ports/sync.ts'
import { createLedger } from '../aws/ledger.ts'
import { AppError } from '../core/fault.ts'
import { readAccount } from './account-stage.ts'
import { readIdentityCenter } from './identity-center-stage.ts'
import { readOrganization } from './organization-stage.ts'
import type { CollectRun } from './run.ts'

/** What all units of the run have in common. `access` counts what is nobody's: the opening of sessions. */
type Shared = Omit<CollectRun, 'sink' | 'signal' | 'organization' | 'accounts'>

/** How often the ledger of a unit is handed on: often enough for a live card, seldom enough for a database. */
const ledgerEveryMs = 1_000

export function createReading(shared: Shared): AwsReading {
  const accounts = { entries: new Map(), regions: new Map() }

  return {
    ownAccountId: shared.ownAccountId,
    async read(order, sink, signal) {
      const ledger = createLedger()
      const handOn = createHandOn(sink, () => [
        ...ledger.drain(),
        ...shared.access.ledger.drain(order.accountId ?? undefined),
      ])
      const access = shared.access.counting(ledger)
      try {
        await readStage({ ...shared, access, sink, signal, organization: order.organization, accounts }, order)
      } catch (error) {
        if (signal.aborted) throw new AppError('cancelled', 'Reading AWS was cancelled.', {}, { cause: error })
        throw error
      } finally {
        await handOn.stop()
      }
    },
    close: () => shared.access.close(),
  }
}

/** `calls`: made to come so far; they are the first unit's, wherever that is read. */
export function countedFrom(calls: readonly CallCount[], reading: AwsReading): AwsReading {
  let untold = calls
  return {
    ...reading,
    async read(order, sink, signal) {
      const told = untold
      untold = []
      if (told.length > 0) await sink.calls(told)
      await reading.read(order, sink, signal)
    },
  }
}

function readStage(run: CollectRun, order: UnitOrder): Promise<void> {
  const { stage, accountId } = order
  if (stage === 'organization') return readOrganization(run, order)
  if (accountId === null) throw new AppError('internal', `A unit of the stage ${stage} names no account.`)
  return stage === 'identity_center'
    ? readIdentityCenter(run, accountId, order.knownRegions)
    : readAccount(run, order, accountId)
}

function createHandOn(sink: CollectSink, drain: () => readonly CallCount[]): { stop(): Promise<void> } {
  let handingOn = Promise.resolve()
  // One after the other; after a fault of the sink every later one tells it.
  const handOn = (): Promise<void> => {
    handingOn = handingOn.then(async () => {
      const rows = drain()
      if (rows.length > 0) await sink.calls(rows)
    })
    return handingOn
  }
  const timer = setInterval(() => void handOn().catch(() => undefined), ledgerEveryMs)
  return {
    stop() {
      clearInterval(timer)
      return handOn()
    },
  }
}
