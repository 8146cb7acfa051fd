/** What a connection would read and what that would cost, before anything is read (connection.md §4, step 8). */
import { isAppError } from '../../core/fault.ts'
import type { AccountId } from '../../core/ids.ts'
import { accountsToRead, knownOrganization } from '../../core/inventory/accounts-to-read.ts'
import type { CellType, StageName } from '../../core/inventory/coverage.ts'
import { cellTypes, isCellWanted, stageOfCell } from '../../core/inventory/coverage.ts'
import type { Directory, EstimatedWorld } from '../../core/inventory/estimate.ts'
import { estimateReading } from '../../core/inventory/estimate.ts'
import type { InventoryObject } from '../../core/inventory/objects.ts'
import { costText } from '../../core/inventory/prices.ts'
import { compareText } from '../../core/order.ts'
import type { Actor } from '../actor.ts'
import { may, permit } from '../actor.ts'
import type { AppDeps } from '../deps.ts'
import type { AccountTarget, Connection, Probe } from '../ports/connections.ts'
import type { Store } from '../ports/store.ts'
import type { SyncRun } from '../ports/sync.ts'
import { takenAccounts } from './examine-form.ts'
import { findIntegration } from './find-integration.ts'
import { refuseImport } from './refuse-import.ts'
import { refuseUnknownAccounts } from './unknown-accounts.ts'

export interface Preview {
  readonly organization: { readonly id: string; readonly managementAccountId: AccountId } | null
  /** The root too, with `parentId` null. */
  readonly units: readonly { readonly id: string; readonly name: string; readonly parentId: string | null }[]
  readonly accounts: readonly PreviewedAccount[]
  readonly estimate: {
    readonly calls: number
    readonly minutes: number
    readonly cost: string
    readonly lines: readonly { readonly stage: StageName; readonly calls: number; readonly note: string }[]
  }
  /** What will be left out although it was asked for, as far as the last check tells. */
  readonly warnings: readonly string[]
  /** Why the organization is not in it; null when it is, or when there is none to read. */
  readonly trouble: string | null
}

export interface PreviewedAccount {
  readonly accountId: AccountId
  readonly name: string | null
  readonly unitId: string | null
  /** As Organizations says. */
  readonly status: string
  readonly state: AccountTarget['state']
  /** By a setting of the integration. */
  readonly excluded: boolean
}

type Deps = Pick<AppDeps, 'store' | 'aws'>

/** The tree of an organization of some thousand accounts takes seconds; a person waits. */
const deadlineMs = 60_000

/** The stages that are asked for; all of them when it is absent. */
export const previewConnection =
  (deps: Deps) =>
  async (
    actor: Actor,
    input: {
      readonly integration: string
      /** The estimate is for these; absent: for all. */
      readonly stages?: readonly StageName[] | undefined
      readonly accounts?: readonly AccountId[] | undefined
    },
  ): Promise<Preview> => {
    permit(actor, 'read')
    const { connection } = await findIntegration(deps.store, input.integration)
    refuseImport(connection, 'preview')
    if (input.accounts) await refuseUnknownAccounts(deps.store, connection, input.accounts)
    // Whoever only looks makes no calls with our credentials.
    const { tree, trouble } = may(actor, 'integrate')
      ? await treeOf(deps, connection)
      : { tree: await knownTree(deps, connection), trouble: null }
    const targets = await deps.store.connections.targets(connection.id)
    const accounts = accountsOf(connection, tree, targets)
    const read = accounts.filter(({ state, excluded }) => !excluded && !notRead.has(state))
    const asked = read.filter(({ accountId }) => input.accounts?.includes(accountId) ?? true)
    const { readings } = deps.aws
    const wanted = readings.filter(
      ({ type }) =>
        isCellWanted(type, connection.settings.resourceTypes) && (input.stages?.includes(stageOfCell(type)) ?? true),
    )
    const world = partOf(await worldOf(deps.store, connection, read.length), asked.length)
    const { cost, calls, minutes, lines } = estimateReading(wanted, world)
    return {
      organization: organizationIn(tree),
      units: tree.filter((object) => object.kind === 'organizationalUnit').map(({ body }) => body),
      accounts,
      estimate: {
        calls,
        minutes,
        cost: costText(cost),
        lines: lines.map(({ stage, calls, note }) => ({ stage, calls, note })),
      },
      warnings: [
        ...(await sharedWarnings(deps.store, connection, read)),
        ...regionWarnings(connection, targets, new Set(read.map(({ accountId }) => accountId))),
      ],
      trouble,
    }
  }

interface Tree {
  readonly tree: readonly InventoryObject[]
  readonly trouble: string | null
}

/** As it is now; where that cannot be told, as it was read last. */
async function treeOf({ aws, store }: Deps, connection: Connection): Promise<Tree> {
  const { managementAccountId: accountId, method } = connection
  if (accountId === null && method !== 'direct') return { tree: [], trouble: null }
  try {
    return { tree: await aws.organizationTree(connection, AbortSignal.timeout(deadlineMs)), trouble: null }
  } catch (fault) {
    if (!isAppError(fault)) throw fault
    return { tree: await knownTree({ store }, connection), trouble: fault.message }
  }
}

async function knownTree({ store }: Pick<Deps, 'store'>, connection: Connection): Promise<Tree['tree']> {
  const accountId = connection.managementAccountId ?? connection.accounts[0]
  if (accountId === undefined) return []
  const kinds = ['organization', 'organizationalUnit', 'account'] as const
  return store.inventory.objectsOf(connection.id, { accountId, region: 'global', type: 'organization' }, kinds)
}

function organizationIn(tree: readonly InventoryObject[]): Preview['organization'] {
  const found = tree.find((object) => object.kind === 'organization')
  return found ? { id: found.body.id, managementAccountId: found.body.managementAccountId } : null
}

/* ------------------------------------------------------------------ accounts */

/** In these an account is not read, whatever the settings say. */
const notRead: ReadonlySet<AccountTarget['state']> = new Set(['account_suspended', 'account_left', 'excluded'])

function accountsOf(
  connection: Connection,
  tree: readonly InventoryObject[],
  targets: readonly AccountTarget[],
): readonly PreviewedAccount[] {
  const bodies = new Map(tree.flatMap((object) => (object.kind === 'account' ? [[object.body.id, object.body]] : [])))
  const states = new Map(targets.map((target) => [target.accountId, target]))
  const own = connection.accounts[0] ?? connection.managementAccountId
  const accounts = own ? accountsToRead(connection, knownOrganization(tree), own) : []
  return accounts
    .map(({ accountId, name, closed }): PreviewedAccount => {
      const body = bodies.get(accountId)
      const target = states.get(accountId)
      const suspended = closed?.code === 'account_suspended'
      return {
        accountId,
        name: name ?? target?.name ?? null,
        unitId: body?.parentId ?? null,
        status: body?.status ?? 'ACTIVE',
        state: suspended ? 'account_suspended' : (target?.state ?? 'pending'),
        excluded: closed !== undefined && !suspended,
      }
    })
    .sort((a, b) => compareText(a.name ?? a.accountId, b.name ?? b.accountId) || compareText(a.accountId, b.accountId))
}

const mostShared = 5

/** Only accounts that a form names are refused there; whom an organization brings along is known here first. */
async function sharedWarnings(
  store: Store,
  connection: Connection,
  read: readonly PreviewedAccount[],
): Promise<readonly string[]> {
  const accounts = read.map(({ accountId }) => accountId)
  const taken = await takenAccounts(store, accounts, connection.id)
  const more = taken.length - mostShared
  return [
    ...taken.slice(0, mostShared).map(({ message }) => `${message} Exclude it here, or delete the other one.`),
    ...(more > 0 ? [`${more} more ${more === 1 ? 'account belongs' : 'accounts belong'} to other integrations.`] : []),
  ]
}

/** connection.md §4: a Region that was typed, and is not on everywhere. */
function regionWarnings(
  { regions }: Connection,
  targets: readonly AccountTarget[],
  read: ReadonlySet<AccountId>,
): readonly string[] {
  const offIn = (region: string): number =>
    targets.filter(({ accountId, probes }) => read.has(accountId) && probes.some(isOff(region))).length
  const off = regions.map((region) => [region, offIn(region)] as const).filter(([, accounts]) => accounts > 0)
  const of = `${read.size} ${read.size === 1 ? 'account' : 'accounts'}`
  return off.map(([region, accounts]) => `${region} is not enabled in ${accounts} of ${of}; it will be skipped there.`)
}

const isOff =
  (region: string) =>
  ({ regionsOff = [] }: Probe): boolean =>
    regionsOff.includes(region)

/* ------------------------------------------------------------------ what is known of its size */

async function worldOf(store: Store, connection: Connection, accounts: number): Promise<EstimatedWorld> {
  const runs = await store.syncRuns.list(connection.id, recentRuns)
  const whole = runs.find(({ scope, snapshotId }) => scope.accounts === null && snapshotId !== null)
  return {
    accounts: Math.max(1, accounts),
    // Cells of Regions that the settings leave out stand beside those that were read.
    regions: connection.regions.length || (await regionsRead(store, connection)) || enabledByDefault,
    directory: await directoryOf(store, connection),
    objects: whole ? objectsIn(whole) : new Map(),
  }
}

/** So many of its accounts: each is taken to hold as much as another. */
function partOf(world: EstimatedWorld, accounts: number): EstimatedWorld {
  if (accounts >= world.accounts) return world
  const share = accounts / world.accounts
  const objects = new Map([...world.objects].map(([type, count]) => [type, Math.ceil(count * share)]))
  return { ...world, accounts: Math.max(1, accounts), objects }
}

/** One of the last few has read everything. */
const recentRuns = 10
/** Regions that need no opt-in, in the partition `aws` (connection.md §9 counts with them). */
const enabledByDefault = 17

/** `s3:bucket` was read by the cell `s3`. */
function objectsIn({ stages }: SyncRun): ReadonlyMap<CellType, number> {
  const objects = new Map<CellType, number>()
  for (const [type, count] of stages.flatMap(({ counts }) => Object.entries(counts))) {
    const cell = cellTypes.find((one) => type.startsWith(`${one}:`))
    if (cell !== undefined) objects.set(cell, (objects.get(cell) ?? 0) + count)
  }
  return objects
}

/** Of the account that was read in most. One type stands for all: KMS is in every Region. */
async function regionsRead(store: Store, { id }: Connection): Promise<number> {
  const perAccount = new Map<AccountId, number>()
  for (const { accountId, state } of await store.coverage.cells({ connectionId: id, type: 'kms' }, mostCells)) {
    if (state !== 'region_disabled') perAccount.set(accountId, (perAccount.get(accountId) ?? 0) + 1)
  }
  return Math.max(0, ...perAccount.values())
}

const mostCells = 2_000

async function directoryOf(store: Store, { id }: Connection): Promise<Directory | null> {
  const cells = await store.coverage.cells({ connectionId: id, type: 'identity_center' }, mostCells)
  const cell = cells.find(({ completeAt }) => completeAt !== null)
  if (!cell) return null
  const kinds = ['permissionSet', 'directoryGroup', 'directoryUser', 'accountAssignment'] as const
  const objects = await store.inventory.objectsOf(id, cell, kinds)
  const count = (kind: (typeof kinds)[number]): number => objects.filter((object) => object.kind === kind).length
  const pairs = new Set(
    objects.flatMap((object) =>
      object.kind === 'accountAssignment' ? [`${object.body.permissionSetArn} ${object.body.accountId}`] : [],
    ),
  )
  return {
    permissionSets: count('permissionSet'),
    groups: count('directoryGroup'),
    users: count('directoryUser'),
    pairs: pairs.size,
  }
}
