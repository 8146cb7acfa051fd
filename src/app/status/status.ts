import type { AccessIndex } from '../../core/access/build-index.ts'
import type { AccountId } from '../../core/ids.ts'
import type { AccessService } from '../access/access-service.ts'
import type { AskedAt } from '../access/questions.ts'
import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'
import type { AccountReading } from '../connections/integration-view.ts'
import { listIntegrations } from '../connections/integration-view.ts'
import type { AppDeps } from '../deps.ts'
import type { SnapshotRef } from '../ports/inventory.ts'
import { snapshotAt } from '../snapshot-at.ts'

export interface StatusView {
  readonly version: string
  /** The simulated organization runs beside this server. */
  readonly sample: boolean
  readonly snapshot: Pick<SnapshotRef, 'id' | 'publishedAt'> | null
  /** How much of each could be read, of now also when the past is asked. */
  readonly accounts: readonly AccountReading[]
  /** Accounts that are known beside those: nothing is to be read in them, because they are closed or a setting excludes them. */
  readonly leftOut: number
  readonly principals: number
  readonly resources: number
  /** Cards. */
  readonly integrations: number
  /** Contacts are written to; false: notices stand in the console only. */
  readonly mail: boolean
}

type Deps = Pick<AppDeps, 'store' | 'facts' | 'clock' | 'sample' | 'mailer'> & {
  readonly access: AccessService<AccessIndex>
}

export const showStatus =
  (deps: Deps) =>
  async (actor: Actor, { at }: AskedAt = {}): Promise<StatusView> => {
    permit(actor, 'read')
    const { inventory } = deps.store
    const [cards, snapshot, index] = await Promise.all([
      listIntegrations(deps)(actor),
      at === undefined ? inventory.currentSnapshot() : snapshotAt({ inventory, clock: deps.clock }, at, 'at'),
      at === undefined ? deps.access.currentIfAny() : deps.access.at(at),
    ])
    const accounts = bestReadings(cards.flatMap((card) => card.strip))
    const read = new Set(accounts.map(({ accountId }) => accountId))
    const leftOut = new Set(cards.flatMap((card) => card.leftOut).filter((accountId) => !read.has(accountId)))
    return {
      version: deps.facts.version,
      sample: deps.sample.isRunning(),
      snapshot: snapshot ? { id: snapshot.id, publishedAt: snapshot.publishedAt } : null,
      accounts,
      leftOut: leftOut.size,
      principals: index?.size.principals ?? 0,
      resources: index?.size.resources ?? 0,
      integrations: cards.length,
      mail: deps.mailer !== null,
    }
  }

const order = { read: 2, partly: 1, unread: 0 } as const

/** Two connections may know the same account, a dump and a role; the better reading counts. */
function bestReadings(readings: readonly AccountReading[]): readonly AccountReading[] {
  const best = new Map<AccountId, AccountReading>()
  for (const reading of readings) {
    const known = best.get(reading.accountId)
    if (!known || order[reading.state] > order[known.state]) best.set(reading.accountId, reading)
  }
  return [...best.values()].sort((a, b) => (a.accountId < b.accountId ? -1 : 1))
}
