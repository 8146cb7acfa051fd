import type { ConnectionId } from '../../core/ids.ts'
import { cardsOf } from '../connections/find-integration.ts'
import { next } from '../connections/integration-states.ts'
import { moveCard } from '../connections/move-cards.ts'
import type { AppDeps } from '../deps.ts'
import type { RunOutcome } from './run-outcome.ts'
import { awsCardOutcome, identityCenterCardOutcome, targetsAfter, targetsThatLeft } from './run-outcome.ts'
import type { WhatWasRead } from './run-reason.ts'

export const nothingRead: WhatWasRead = { cells: [], accounts: [] }

/** How a run has ended, to the cards and targets of its connection. Telling it twice changes nothing. */
export async function tellCards(
  deps: Pick<AppDeps, 'store' | 'clock'>,
  connectionId: ConnectionId,
  outcome: RunOutcome,
  whatWasRead: WhatWasRead,
): Promise<void> {
  const { connections, inventory } = deps.store
  const before = await connections.targets(connectionId)
  const left = targetsThatLeft(await inventory.cells(connectionId), before)
  for (const target of [...targetsAfter(whatWasRead, before), ...left]) {
    await connections.saveTarget({ ...target, connectionId })
  }
  for (const card of await cardsOf(deps.store, connectionId)) {
    // A pause keeps its own reason. Where a check goes on beside the reading, its end is the reading.
    const state = card.state === 'verifying' ? next(card.state, 'reading') : card.state
    if (state !== 'fetching') continue
    const wasReadBefore = card.lastSyncAt !== null
    const { event, reason, isRead } =
      card.kind === 'aws'
        ? awsCardOutcome(outcome, wasReadBefore)
        : identityCenterCardOutcome(outcome, whatWasRead, wasReadBefore)
    await moveCard(deps.store, { ...card, state }, event, reason, isRead ? deps.clock.now() : undefined)
  }
}
