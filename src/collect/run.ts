/** What the reading of one unit of work has at hand. */
import type { CollectSink, KnownObjects, UnitOrder } from '../app/ports/aws.ts'
import type { Connection } from '../app/ports/connections.ts'
import type { Clock } from '../app/ports/host.ts'
import type { AccountAccess, AwsAccess } from '../aws/access.ts'
import type { AccountId } from '../core/ids.ts'
import type { CellKey, CellType } from '../core/inventory/coverage.ts'
import type { CellPlace, Wait } from './cell-context.ts'
import type { AccountRegions } from './enabled-regions.ts'
import type { Gap } from './gaps.ts'

export interface CollectRun {
  readonly connection: Connection
  /** Counts into the ledger of the unit. */
  readonly access: AwsAccess
  readonly sink: CollectSink
  readonly signal: AbortSignal
  /** Items a page; undefined: as many as AWS gives. */
  readonly pageSize: number | undefined
  readonly clock: Clock
  /** What was published of the connection before; undefined: nobody keeps it. */
  readonly known?: KnownObjects | undefined
  /** Instead of the usual number (`CellContext.jobsPerRun`). */
  readonly jobsPerRun?: number | undefined
  /** Instead of the real one. */
  readonly wait?: Wait | undefined
  /** The account of the server's own credentials. */
  readonly ownAccountId: AccountId
  readonly organization: UnitOrder['organization']
  readonly accounts: SharedAccounts
}

/** What one unit has found out about an account, for those that come to it later in the same run and process. */
export interface SharedAccounts {
  readonly entries: Map<AccountId, Promise<Entry>>
  readonly regions: Map<AccountId, Promise<AccountRegions>>
}

/** How the first step into an account ended. */
export type Entry = { readonly entered: true } | { readonly entered: false; readonly gap: Gap }

export const globalKey = (accountId: AccountId, type: CellType): CellKey => ({ accountId, region: 'global', type })

export function placeOf(run: CollectRun, key: CellKey, access: AccountAccess): CellPlace {
  const { connection, signal, organization, pageSize, clock, known, jobsPerRun, wait } = run
  return {
    key,
    accountId: key.accountId,
    partition: connection.partition,
    region: key.region === 'global' ? connection.homeRegion : key.region,
    access,
    organizationAccounts: organization.accounts,
    managementAccountId: organization.managementAccountId,
    pageSize,
    signal,
    settings: connection.settings,
    clock,
    known,
    jobsPerRun,
    wait,
  }
}
