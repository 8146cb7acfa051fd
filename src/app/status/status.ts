import type { AccessIndex } from '../../core/access/build-index.ts'
import type { AccountId } from '../../core/ids.ts'
import type { AccessService } from '../access/access-service.ts'
import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'
import type { AccountReading } from '../connections/integration-view.ts'
import { listIntegrations } from '../connections/integration-view.ts'
import type { AppDeps } from '../deps.ts'
import type { SnapshotRef } from '../ports.ts'

export interface StatusView {
  readonly version: string
  readonly sample: boolean
  readonly snapshot: SnapshotRef | null
  readonly accounts: readonly AccountReading[]
  readonly principals: number
  readonly resources: number
  /** Cards. */
  readonly integrations: number
}

type Deps = Pick<AppDeps, 'store' | 'facts' | 'clock'> & { readonly access: AccessService<AccessIndex> }

export const showStatus =
  (deps: Deps) =>
  async (actor: Actor): Promise<StatusView> => {
    permit(actor, 'read')
    const [cards, snapshot, index] = await Promise.all([
      listIntegrations(deps)(actor),
      deps.store.inventory.currentSnapshot(),
      deps.access.currentIfAny(),
    ])
    return {
      version: deps.facts.version,
      sample: deps.facts.sample,
      snapshot: snapshot ?? null,
      accounts: bestReadings(cards.flatMap((card) => card.strip)),
      principals: index?.principals().length ?? 0,
      resources: index?.resources().length ?? 0,
      integrations: cards.length,
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
