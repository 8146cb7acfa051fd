import type { ConnectionId } from '../../core/ids.ts'
import { cardsOf } from '../connections/find-integration.ts'
import { moveCard } from '../connections/move-cards.ts'
import type { AppDeps } from '../deps.ts'
import type { SyncRun } from '../ports.ts'
import type { RunOutcome } from './run-outcome.ts'
import { awsCardOutcome, identityCenterCardOutcome, targetsAfter } from './run-outcome.ts'
import type { EndedCell } from './run-progress.ts'

export interface WhatWasRead {
  readonly cells: readonly EndedCell[]
  readonly accounts: SyncRun['accounts']
}

export const nothingRead: WhatWasRead = { cells: [], accounts: [] }

/** How a run has ended, to the cards and targets of its connection. Telling it twice changes nothing. */
export async function tellCards(
  deps: Pick<AppDeps, 'store' | 'clock'>,
  connectionId: ConnectionId,
  outcome: RunOutcome,
  { cells, accounts }: WhatWasRead,
): Promise<void> {
  const { connections } = deps.store
  for (const target of targetsAfter(cells, accounts, await connections.targets(connectionId))) {
    await connections.saveTarget({ ...target, connectionId })
  }
  for (const card of await cardsOf(deps.store, connectionId)) {
    // A pause keeps its own reason, and a card that waits for something else is not being read.
    if (card.state !== 'fetching') continue
    const wasReadBefore = card.lastSyncAt !== null
    const { event, reason, isRead } =
      card.kind === 'aws'
        ? awsCardOutcome(outcome, wasReadBefore)
        : identityCenterCardOutcome(outcome, cells, wasReadBefore)
    await moveCard(deps.store, card, event, reason, isRead ? deps.clock.now() : undefined)
  }
}
