/** What a card shows. Read side: joins the connection, its targets, its newest runs and its coverage. */

import type { AccessIndex } from '../../core/access/build-index.ts'
import type { AccountId } from '../../core/ids.ts'
import type { InventoryFigures } from '../../core/inventory/figures.ts'
import type { AppEvidence } from '../../core/inventory/recommended-apps.ts'
import { compareText } from '../../core/order.ts'
import type { AccessService } from '../access/access-service.ts'
import type { Actor } from '../actor.ts'
import { may, permit } from '../actor.ts'
import type { AccountTarget, Connection, Integration } from '../ports/connections.ts'
import type { Clock } from '../ports/host.ts'
import type { AccountCoverage } from '../ports/inventory.ts'
import type { Store } from '../ports/store.ts'
import type { SyncRun } from '../ports/sync.ts'
import type { ScheduleFacts } from '../schedule/next-run.ts'
import { nextRunAt, scheduleFacts } from '../schedule/next-run.ts'
import type { SyncRunView } from '../sync/sync-run-view.ts'
import { viewRunInList } from '../sync/sync-run-view.ts'
import type { AccessKeyView } from './access-key-view.ts'
import { viewAccessKey } from './access-key-view.ts'
import { type ReadsAsView, viewReadsAs } from './direct-credentials.ts'
import { cardsAmong, cardsOf, connectionName, findIntegration } from './find-integration.ts'
import { roleText } from './names.ts'

export interface AccountReading {
  readonly accountId: AccountId
  readonly name: string | null
  readonly state: 'read' | 'partly' | 'unread'
}

export interface IntegrationView extends Omit<Integration, 'connectionId' | 'ownerEmail' | 'kind'> {
  /** `discovered`: an app that was added from the recommendations; it has no connection. */
  readonly kind: Integration['kind'] | 'discovered'
  readonly method: Connection['method'] | 'discovered'
  readonly owner: string | null
  /** Empty for those who may not integrate, and for methods without one. */
  readonly externalId: string
  readonly trustPrincipal: string | null
  /** With its path, where it has one, as in the settings. */
  readonly roleName: string
  readonly partition: Connection['partition']
  /** Only of method `legacy`. */
  readonly accessKey: AccessKeyView | null
  /** Only of method `direct`, once its credentials were seen. */
  readonly readsAs: ReadsAsView | null
  readonly managementAccount: AccountId | null
  /** Where the role of the management account has another name or path than the others. */
  readonly managementRoleArn: string | null
  readonly organization: boolean
  /** Is IAM Identity Center read through this connection? */
  readonly identityCenter: boolean
  readonly counts: {
    readonly accounts: number
    readonly principals: number
    readonly resources: number
    readonly people: number
    readonly permissionSets: number
    readonly assignments: number
  }
  readonly accounts: readonly Omit<AccountTarget, 'connectionId'>[]
  readonly strip: readonly AccountReading[]
  /** Known, and not in the strip because nothing is to be read in them: closed, or excluded by a setting. */
  readonly leftOut: readonly AccountId[]
  /** The newest. */
  readonly run: SyncRunView | null
  /** Names of the other cards of its connection: they are read, paused and deleted together. */
  readonly sharedWith: readonly string[]
  /** When it is read by itself again; null when it is not. */
  readonly nextRunAt: string | null
  /** Only of a discovered app. */
  readonly discovered?: DiscoveredFacts
  /** Only in the answer to creating it: what was changed without asking. */
  readonly notes?: readonly string[]
}

export interface DiscoveredFacts {
  readonly vendor: string | null
  readonly evidence: readonly AppEvidence[]
  /** Those that trust it. */
  readonly roles: readonly { readonly accountId: AccountId; readonly arn: string }[]
}

export type ViewDeps = {
  readonly store: Store
  readonly clock: Pick<Clock, 'now'>
  readonly access: Pick<AccessService<AccessIndex>, 'standing'>
}

export const listIntegrations =
  (deps: ViewDeps) =>
  async (actor: Actor): Promise<readonly IntegrationView[]> => {
    permit(actor, 'read')
    const cards = await deps.store.connections.integrations()
    const connections = await deps.store.connections.connections()
    const views = await Promise.all(
      connections.map(async (connection) => {
        const facts = await factsOf(deps, connection)
        const own = cardsAmong(cards, connection.id)
        return own.map((card) => withTroubleOnly(view(actor, card, own, facts, deps.clock.now())))
      }),
    )
    return views.flat().sort((a, b) => compareText(a.createdAt, b.createdAt) || compareText(a.name, b.name))
  }

/** Of a thousand accounts all probes together are megabytes, and a list is asked for again and again. */
function withTroubleOnly(card: IntegrationView): IntegrationView {
  const accounts = card.accounts.map((account) => ({
    ...account,
    probes: account.probes.filter(({ result }) => result === 'denied' || result === 'failed'),
  }))
  return { ...card, accounts }
}

export async function viewIntegration(deps: ViewDeps, actor: Actor, idOrName: string): Promise<IntegrationView> {
  const { integration, connection } = await findIntegration(deps.store, idOrName)
  const cards = await cardsOf(deps.store, connection.id)
  return view(actor, integration, cards, await factsOf(deps, connection), deps.clock.now())
}

export const showIntegration =
  (deps: ViewDeps) =>
  async (actor: Actor, input: { readonly integration: string }): Promise<IntegrationView> => {
    permit(actor, 'read')
    return viewIntegration(deps, actor, input.integration)
  }

interface Facts {
  readonly connection: Connection
  readonly targets: readonly AccountTarget[]
  readonly runs: readonly SyncRun[]
  readonly coverage: readonly AccountCoverage[]
  readonly figures: InventoryFigures
  readonly schedule: ScheduleFacts
  /** Undefined where nobody needs it, or none stands. */
  readonly index: AccessIndex | undefined
}

/** The newest run is what goes on, the newest published one is what is known; both are among the last few. */
const recentRuns = 10

async function factsOf({ store, access }: Pick<ViewDeps, 'store' | 'access'>, connection: Connection): Promise<Facts> {
  const [targets, runs, coverage, figures, schedule] = await Promise.all([
    store.connections.targets(connection.id),
    store.syncRuns.list(connection.id, recentRuns),
    store.coverage.accounts(connection.id),
    store.inventory.figures(connection.id),
    scheduleFacts(store.schedule, connection),
  ])
  // A card is looked at again and again: it neither waits for the index nor fails with it.
  const index = connection.readsAs && access.standing()
  return { connection, targets, runs, coverage, figures, schedule, index }
}

function view(
  actor: Actor,
  card: Integration,
  cards: readonly Integration[],
  facts: Facts,
  now: string,
): IntegrationView {
  const { connection, targets, runs, coverage, figures } = facts
  const { connectionId: _, ownerEmail, ...own } = card
  const [newest] = runs
  const names = accountNames(targets, runs)
  const strip = readings(connection.accounts, coverage, names)
  const inStrip = new Set(strip.map(({ accountId }) => accountId))
  return {
    ...own,
    method: connection.method,
    owner: ownerEmail,
    externalId: may(actor, 'integrate') ? connection.externalId : '',
    trustPrincipal: connection.trustPrincipalArn,
    roleName: roleText(connection),
    partition: connection.partition,
    accessKey: connection.accessKey && viewAccessKey(connection.accessKey, now),
    readsAs: viewReadsAs(connection, facts.index, now),
    managementAccount: connection.managementAccountId,
    managementRoleArn: connection.managementRoleArn,
    organization: connection.organization,
    identityCenter: connection.identityCenter,
    counts: { ...figures, accounts: figures.accounts.length },
    accounts: shownTo(actor, accountsOf(connection, targets, names)),
    strip,
    leftOut: figures.accounts.filter((accountId) => !inStrip.has(accountId)),
    run: newest ? viewRunInList(newest, connectionName(cards)) : null,
    sharedWith: cards.filter(({ id }) => id !== card.id).map(({ name }) => name),
    nextRunAt: nextRunAt(connection, card, facts.schedule, now),
  }
}

function accountNames(
  targets: readonly AccountTarget[],
  runs: readonly SyncRun[],
): ReadonlyMap<AccountId, string | null> {
  const names = new Map<AccountId, string | null>()
  for (const { accountId, name } of [...[...runs].reverse().flatMap((run) => run.accounts), ...targets]) {
    if (name !== null || !names.has(accountId)) names.set(accountId, name)
  }
  return names
}

function accountsOf(
  connection: Connection,
  targets: readonly AccountTarget[],
  names: ReadonlyMap<AccountId, string | null>,
): IntegrationView['accounts'] {
  const tried = new Set(targets.map((target) => target.accountId))
  const waiting = connection.accounts.filter((accountId) => !tried.has(accountId))
  return [
    ...targets.map(({ connectionId: _, ...target }) => ({ ...target, name: names.get(target.accountId) ?? null })),
    ...waiting.map((accountId) => ({
      accountId,
      name: names.get(accountId) ?? null,
      state: 'pending' as const,
      reason: null,
      probes: [],
    })),
  ].sort((a, b) => compareText(a.accountId, b.accountId))
}

/** What mends a refusal names the external id, which is shown only to those who integrate (connection.md §2). */
const shownTo = (actor: Actor, accounts: IntegrationView['accounts']): IntegrationView['accounts'] =>
  may(actor, 'integrate')
    ? accounts
    : accounts.map((account) => ({ ...account, probes: account.probes.map(({ fix: _, ...probe }) => probe) }))

/** Per account: read whole, partly, or not. The role's own cell is a means, not something read. */
function readings(
  named: readonly AccountId[],
  coverage: readonly AccountCoverage[],
  names: ReadonlyMap<AccountId, string | null>,
): readonly AccountReading[] {
  const unread = { cells: 0, known: 0, asWished: 0, excluded: 0 }
  const byAccount = new Map<AccountId, typeof unread>([
    ...named.map((accountId) => [accountId, unread] as const),
    ...coverage.map((account) => [account.accountId, account] as const),
  ])
  return [...byAccount]
    .filter(([, { cells, excluded }]) => cells === 0 || excluded < cells)
    .map(([accountId, { cells, known, asWished }]): AccountReading => {
      const state = known === 0 ? 'unread' : asWished === cells ? 'read' : 'partly'
      return { accountId, name: names.get(accountId) ?? null, state }
    })
    .sort((a, b) => compareText(a.accountId, b.accountId))
}
