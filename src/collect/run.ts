/** What the stages of one collection share. */
import type { CollectSink, Connection } from '../app/ports.ts'
import type { AccountAccess, AwsAccess } from '../aws/access.ts'
import type { AccountId } from '../core/ids.ts'
import type { CellKey, CellType } from '../core/inventory/coverage.ts'
import type { CellPlace } from './cell-context.ts'
import type { Gap } from './gaps.ts'
import type { RegionPlan } from './region-plan.ts'
import { planRegions } from './region-plan.ts'
import { accountCollectors, regionCollectors } from './registry.ts'
import { reportCell } from './run-cell.ts'

export interface CollectRun {
  readonly connection: Connection
  readonly access: AwsAccess
  readonly sink: CollectSink
  readonly signal: AbortSignal
  /** Items a page; undefined: as many as AWS gives. */
  readonly pageSize: number | undefined
  /** The account of the server's own credentials. */
  readonly ownAccountId: AccountId
  /** Grows while the organization is read; in the order in which accounts were found. */
  readonly targets: Map<AccountId, Target>
  /** Given, or found in the organization stage. */
  managementAccountId: AccountId | null
}

/** One account of the run. */
export interface Target {
  readonly accountId: AccountId
  name: string | null
  /** As Organizations says, where it was read. */
  status: string
  /** Undefined until somebody tried. */
  entry?: Promise<Entry>
}

export type Entry =
  | { readonly entered: true; readonly access: AccountAccess }
  | { readonly entered: false; readonly gap: Gap }

/** More accounts at once would only wait for the request budget. */
export const accountsAtOnce = 24

export const globalKey = (accountId: AccountId, type: CellType): CellKey => ({ accountId, region: 'global', type })

export function placeOf(run: CollectRun, key: CellKey, access: AccountAccess): CellPlace {
  const { connection, signal, targets, pageSize } = run
  return {
    key,
    accountId: key.accountId,
    partition: connection.partition,
    region: key.region === 'global' ? connection.homeRegion : key.region,
    access,
    organizationAccounts: [...targets.keys()],
    pageSize,
    signal,
  }
}

/** The account is new, or more is known of it now. */
export function noteTarget(run: CollectRun, account: Pick<Target, 'accountId' | 'name' | 'status'>): Target {
  const known = run.targets.get(account.accountId)
  if (!known) {
    const target: Target = { ...account }
    run.targets.set(account.accountId, target)
    return target
  }
  known.name = account.name
  known.status = account.status
  return known
}

/** Tells the sink of accounts and how many cells each will have; told again once an account's Regions are known. */
export async function announce(
  run: CollectRun,
  targets: readonly Target[],
  regions = assumedRegions(run),
): Promise<void> {
  if (targets.length === 0) return
  const planned = regions.read.length + regions.disabled.length + regions.skipped.length
  const own = 1 + accountCollectors.length + regionCollectors.length * planned
  const owner = identityCenterOwner(run)
  await run.sink.accounts(
    targets.map(({ accountId, name }) => {
      const organization = asksForOrganization(run, accountId) ? 1 : 0
      const identityCenter = accountId === owner?.accountId ? 1 : 0
      return { accountId, name, cells: own + organization + identityCenter }
    }),
  )
}

/** The management account alone, or each account while it is not known. */
export const asksForOrganization = ({ managementAccountId }: CollectRun, accountId: AccountId): boolean =>
  managementAccountId === null || managementAccountId === accountId

/** The account in which Identity Center is read; undefined when it is not. */
export function identityCenterOwner({
  connection,
  managementAccountId,
  ownAccountId,
  targets,
}: CollectRun): Target | undefined {
  // A trial with one's own credentials sees Identity Center where it sees the organization: in the management account.
  const wanted = connection.identityCenter || (connection.method === 'direct' && managementAccountId !== null)
  return wanted ? (targets.get(managementAccountId ?? ownAccountId) ?? [...targets.values()][0]) : undefined
}

/** Before an account has said which Regions it has, and for one that cannot be asked. */
const assumedRegions = ({ connection }: CollectRun): RegionPlan =>
  planRegions(connection.regions, connection.partition, undefined)

/** Everything in an account that cannot be entered has the reason of its `role` cell. */
export async function reportUnreadable(run: CollectRun, target: Target, gap: Gap): Promise<void> {
  for (const { type } of accountCollectors) await reportCell(globalKey(target.accountId, type), gap, run.sink)
  for (const { type } of regionCollectors) {
    for (const region of assumedRegions(run).read) {
      await reportCell({ accountId: target.accountId, region, type }, gap, run.sink)
    }
  }
}
