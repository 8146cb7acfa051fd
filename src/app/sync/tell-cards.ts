import type { ConnectionId } from '../../core/ids.ts'
import { cardsOf } from '../connections/find-integration.ts'
import { next } from '../connections/integration-states.ts'
import { moveCard } from '../connections/move-cards.ts'
import { whatIsLacking } from '../connections/what-is-lacking.ts'
import type { AppDeps } from '../deps.ts'
import { noticeOf, type WaitingCard } from '../notices/integration-notices.ts'
import type { AccountTarget, Connection, Integration } from '../ports/connections.ts'
import type { Store } from '../ports/store.ts'
import type { SyncRun, SyncScope } from '../ports/sync.ts'
import type { CardOutcome, RunOutcome } from './run-outcome.ts'
import { awsCardOutcome, identityCenterCardOutcome, targetsAfter, targetsThatLeft } from './run-outcome.ts'
import type { WhatWasRead } from './run-reason.ts'

export const nothingRead: WhatWasRead = {
  roles: [],
  identityCenter: [],
  troubles: [],
  parts: 0,
  isAnyCellWhole: false,
  isAnythingRead: false,
  accounts: [],
  isDirect: false,
}

/** Of what the run has published: a cell that the brake held counts as what it is. */
export async function whatWasRead(store: Reads, run: SyncRun): Promise<WhatWasRead> {
  return digestOf(store, run, run.startedAt ?? run.createdAt)
}

type Reads = Pick<Store, 'coverage' | 'connections'>

async function digestOf(store: Reads, run: SyncRun, since: string): Promise<WhatWasRead> {
  const digest = await store.coverage.digest(run.connectionId, since)
  const connection = await store.connections.connection(run.connectionId)
  return {
    ...digest,
    isAnythingRead: digest.isAnyCellWhole || hasFoundObjects(run),
    accounts: run.accounts,
    isDirect: connection?.method === 'direct',
  }
}

/** The account itself is known by its role. */
const hasFoundObjects = ({ stages }: SyncRun): boolean =>
  stages.some(({ counts }) => Object.entries(counts).some(([kind, objects]) => kind !== 'account' && objects > 0))

/** What a card tells after a run of a part: of everything that is known, whenever it was read. */
export async function whatIsKnown(store: Reads, run: SyncRun): Promise<WhatWasRead> {
  const isWhole = run.scope.stages === null && run.scope.accounts === null
  if (isWhole) return whatWasRead(store, run)
  return digestOf(store, run, new Date(0).toISOString())
}

/** To the cards that the run reads for: Identity Center's only when that is in its scope. */
export async function tellThatItIsRead(
  store: Store,
  connection: Pick<Connection, 'id' | 'managementAccountId'>,
  scope: SyncScope,
): Promise<void> {
  const { managementAccountId: management } = connection
  const isAsked = scope.stages?.includes('identity_center') ?? true
  const isReached = scope.accounts === null || (management !== null && scope.accounts.includes(management))
  for (const card of await cardsOf(store, connection.id)) {
    if (card.kind !== 'aws_identity_center' || (isAsked && isReached)) await moveCard(store, card, 'reading', null)
  }
}

/** How a run has ended, to the cards and targets of its connection. Telling it twice changes nothing. */
export async function tellCards(
  deps: Pick<AppDeps, 'store' | 'clock'>,
  connectionId: ConnectionId,
  outcome: RunOutcome,
  read: WhatWasRead,
): Promise<void> {
  const { connections, coverage } = deps.store
  const before = await connections.targets(connectionId)
  const known = new Map(before.map((target) => [target.accountId, JSON.stringify(target)]))
  const left = targetsThatLeft(await coverage.left(connectionId), before)
  const after = new Map(
    [...targetsAfter(read, before), ...left].map((one) => [one.accountId, { connectionId, ...one }]),
  )
  // A quiet sync of a thousand accounts writes none of them.
  await connections.saveTargets(
    [...after.values()].filter((target) => known.get(target.accountId) !== JSON.stringify(target)),
  )
  const tried = before.map((target) => after.get(target.accountId) ?? target)
  const cards = await cardsOf(deps.store, connectionId)
  // connection.md §3, E: what was read stands until somebody signs in again.
  const isOver = outcome.isSessionOver && (await connections.connection(connectionId))?.method === 'direct'
  const waiting: WaitingCard[] = []
  // The notice of the AWS card says where the other one waits.
  for (const card of [...cards.filter(({ kind }) => kind !== 'aws'), ...cards.filter(({ kind }) => kind === 'aws')]) {
    // A pause keeps its own reason. Where a check goes on beside the reading, its end is the reading.
    const state = card.state === 'verifying' ? next(card.state, 'reading') : card.state
    if (state !== 'fetching') continue
    const wasReadBefore = card.lastSyncAt !== null
    const told =
      card.kind === 'aws'
        ? awsCardOutcome(outcome, wasReadBefore)
        : identityCenterCardOutcome(outcome, read, wasReadBefore)
    const { event, reason, isRead } = unlessLacking(card, isOver && wasReadBefore ? standing(outcome) : told, tried)
    if (event === 'refused') waiting.push({ name: card.name, reason })
    const at = deps.clock.now()
    await moveCard(deps.store, { ...card, state }, event, reason, {
      lastSyncAt: isRead ? at : undefined,
      notice: (to) => noticeOf({ card, to, reason, read, targets: tried, waiting, at }),
    })
  }
}

const standing = ({ reason }: RunOutcome): CardOutcome => ({ event: 'read_partly', reason, isRead: false })

/** Read whole is not all: the last check may have found what a reading does not meet. */
function unlessLacking(
  { kind, lastSyncAt }: Integration,
  told: CardOutcome,
  targets: readonly AccountTarget[],
): CardOutcome {
  const reason = told.event === 'read_whole' ? whatIsLacking(kind, targets) : null
  if (reason === null) return told
  // connection.md §4: refused from the start, Identity Center waits, whatever of it could be read.
  if (kind === 'aws_identity_center' && lastSyncAt === null) return { event: 'refused', reason, isRead: false }
  return { ...told, event: 'read_partly', reason }
}
