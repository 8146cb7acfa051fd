/** What a card shows. Read side: joins the connection, its targets, its newest runs and its coverage. */
import type { AccountId } from '../../core/ids.ts'
import type { CoverageCell } from '../../core/inventory/coverage.ts'
import { compareText } from '../../core/order.ts'
import type { Actor } from '../actor.ts'
import { may, permit } from '../actor.ts'
import type { AccountTarget, Connection, Integration, Store, SyncRun } from '../ports.ts'
import type { SyncRunView } from '../sync/sync-run-view.ts'
import { viewRun } from '../sync/sync-run-view.ts'
import { cardsAmong, cardsOf, connectionName, findIntegration } from './find-integration.ts'

export interface AccountReading {
  readonly accountId: AccountId
  readonly name: string | null
  readonly state: 'read' | 'partly' | 'unread'
}

export interface IntegrationView extends Omit<Integration, 'connectionId' | 'ownerEmail'> {
  readonly method: Connection['method']
  readonly owner: string | null
  /** Empty for those who may not integrate, and for methods without one. */
  readonly externalId: string
  readonly trustPrincipal: string | null
  readonly roleName: string
  readonly managementAccount: AccountId | null
  readonly organization: boolean
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
  /** The newest. */
  readonly run: SyncRunView | null
  /** Only in the answer to creating it: what was changed without asking. */
  readonly notes?: readonly string[]
}

export const listIntegrations =
  (deps: { readonly store: Store }) =>
  async (actor: Actor): Promise<readonly IntegrationView[]> => {
    permit(actor, 'read')
    const cards = await deps.store.connections.integrations()
    const connections = await deps.store.connections.connections()
    const views = await Promise.all(
      connections.map(async (connection) => {
        const facts = await factsOf(deps.store, connection)
        const own = cardsAmong(cards, connection.id)
        return own.map((card) => view(actor, card, own, facts))
      }),
    )
    return views.flat().sort((a, b) => compareText(a.createdAt, b.createdAt) || compareText(a.name, b.name))
  }

export async function viewIntegration(store: Store, actor: Actor, idOrName: string): Promise<IntegrationView> {
  const { integration, connection } = await findIntegration(store, idOrName)
  const cards = await cardsOf(store, connection.id)
  return view(actor, integration, cards, await factsOf(store, connection))
}

export const showIntegration =
  (deps: { readonly store: Store }) =>
  async (actor: Actor, input: { readonly integration: string }): Promise<IntegrationView> => {
    permit(actor, 'read')
    return viewIntegration(deps.store, actor, input.integration)
  }

interface Facts {
  readonly connection: Connection
  readonly targets: readonly AccountTarget[]
  readonly runs: readonly SyncRun[]
  readonly cells: readonly CoverageCell[]
}

/** The newest run is what goes on, the newest published one is what is known; both are among the last few. */
const recentRuns = 10

async function factsOf(store: Store, connection: Connection): Promise<Facts> {
  const [targets, runs, cells] = await Promise.all([
    store.connections.targets(connection.id),
    store.syncRuns.list(connection.id, recentRuns),
    store.inventory.cells(connection.id),
  ])
  return { connection, targets, runs, cells }
}

function view(actor: Actor, card: Integration, cards: readonly Integration[], facts: Facts): IntegrationView {
  const { connection, targets, runs, cells } = facts
  const { connectionId: _, ownerEmail, ...own } = card
  const [newest] = runs
  const names = accountNames(targets, runs)
  return {
    ...own,
    method: connection.method,
    owner: ownerEmail,
    externalId: may(actor, 'integrate') ? connection.externalId : '',
    trustPrincipal: connection.trustPrincipalArn,
    roleName: connection.roleName,
    managementAccount: connection.managementAccountId,
    organization: connection.organization,
    counts: countsOf(runs),
    accounts: accountsOf(connection, targets, names),
    strip: readings(connection.accounts, cells, names),
    run: newest ? viewRun(newest, connectionName(cards)) : null,
  }
}

export function accountNames(
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

/** What a setting or AWS itself leaves out is no hole in what was to be read. */
const asWished: ReadonlySet<CoverageCell['state']> = new Set([
  'ok',
  'region_disabled',
  'unsupported',
  'excluded',
  'skipped_by_setting',
])

const isAsWished = (cell: Pick<CoverageCell, 'state'>): boolean => asWished.has(cell.state)

/** Per account: read whole, partly, or not. The role's own cell is a means, not something read. */
function readings(
  named: readonly AccountId[],
  cells: readonly CoverageCell[],
  names: ReadonlyMap<AccountId, string | null>,
): readonly AccountReading[] {
  const byAccount = new Map<AccountId, CoverageCell[]>(named.map((accountId) => [accountId, []]))
  for (const cell of cells) {
    if (cell.type === 'role') continue
    const list = byAccount.get(cell.accountId)
    if (list) list.push(cell)
    else byAccount.set(cell.accountId, [cell])
  }
  return [...byAccount]
    .filter(([, own]) => !isLeftOut(own))
    .map(([accountId, own]): AccountReading => {
      const some = own.some((cell) => cell.completeAt !== null || cell.state === 'ok')
      const state = !some ? 'unread' : own.every(isAsWished) ? 'read' : 'partly'
      return { accountId, name: names.get(accountId) ?? null, state }
    })
    .sort((a, b) => compareText(a.accountId, b.accountId))
}

/** Suspended, or excluded by a setting: nobody tried to read it, so it is not missing either. */
const isLeftOut = (cells: readonly CoverageCell[]): boolean =>
  cells.length > 0 && cells.every((cell) => cell.state === 'excluded')

/** From the newest run that published something; while the first one goes on, from that. */
function countsOf(runs: readonly SyncRun[]): IntegrationView['counts'] {
  const run = runs.find((one) => one.endedAt !== null && one.snapshotId !== null) ?? runs[0]
  const of = (...kinds: readonly string[]): number =>
    (run?.stages ?? []).reduce(
      (sum, stage) => sum + kinds.reduce((part, kind) => part + (stage.counts[kind] ?? 0), 0),
      0,
    )
  const resources = run?.stages.find((stage) => stage.name === 'resources')?.counts ?? {}
  return {
    accounts: run?.accounts.length ?? 0,
    principals: of('user', 'role'),
    resources: Object.entries(resources).reduce((sum, [type, count]) => sum + (type.includes(':') ? count : 0), 0),
    people: of('directoryUser'),
    permissionSets: of('permissionSet'),
    assignments: of('accountAssignment'),
  }
}
