/** Units and accounts as they are now, for who asks before anything has been read. */
import type { CallerIdentity } from '../app/ports/aws.ts'
import type { Connection } from '../app/ports/connections.ts'
import type { Clock } from '../app/ports/host.ts'
import type { AwsAccess } from '../aws/access.ts'
import type { InventoryObject } from '../core/inventory/objects.ts'
import { openCell } from './cell-context.ts'
import { listTree } from './services/organizations.ts'

export interface TreeQuestion {
  readonly connection: Connection
  readonly access: AwsAccess
  readonly clock: Clock
  readonly caller: CallerIdentity
  readonly signal: AbortSignal
}

/** Empty where the connection has no organization to read. Throws what AWS answers when it refuses. */
export async function organizationTree(question: TreeQuestion): Promise<readonly InventoryObject[]> {
  const { connection, access, clock, caller, signal } = question
  const { homeRegion: region, settings, partition } = connection
  const isDirect = connection.method === 'direct'
  const accountId = isDirect ? caller.accountId : connection.managementAccountId
  if (accountId === null) return []
  const cell = openCell({
    key: { accountId, region, type: 'organization' },
    accountId,
    partition,
    region,
    access: isDirect ? access.own(accountId) : access.throughRole(accountId),
    organizationAccounts: [],
    pageSize: undefined,
    settings,
    clock,
    signal,
  })
  return listTree(cell)
}
