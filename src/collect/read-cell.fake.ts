/** One collector on one cell of one account, through the SDK: what it found, how the cell ended, and what it called. */
import type { AwsCredentialIdentity } from '@smithy/types'
import type { CollectSink } from '../app/ports/aws.ts'
import { defaultSettings } from '../app/ports/connections.ts'
import type { CallCount } from '../app/ports/sync.ts'
import { createAwsAccess } from '../aws/access.ts'
import { createBudget } from '../aws/budget.ts'
import type { AccountId } from '../core/ids.ts'
import type { InventoryObject } from '../core/inventory/objects.ts'
import type { Collector } from './collector.ts'
import { connectionTo } from './connection.fake.ts'
import { createRecordingSink } from './recording-sink.fake.ts'
import { runCell } from './run-cell.ts'

export interface ReadCell {
  readonly objects: readonly InventoryObject[]
  readonly cell: Parameters<CollectSink['cell']>[0]
  readonly calls: readonly CallCount[]
}

interface Aws {
  readonly url: string
  readonly credentials: AwsCredentialIdentity
  /** Of the role in each account; absent: the credentials are the account's own. */
  readonly externalId?: string
}

export async function readCell(
  { url, credentials, externalId }: Aws,
  collector: Collector,
  place: { readonly accountId: AccountId; readonly region: string; readonly pageSize?: number },
): Promise<ReadCell> {
  const { accountId, region, pageSize } = place
  const clock = { now: () => new Date().toISOString(), elapsed: () => performance.now() }
  const connection = connectionTo(url, { homeRegion: region, ...(externalId !== undefined && { externalId }) })
  const access = createAwsAccess(connection, {
    clock,
    budget: createBudget({ clock }),
    version: '0.0.0',
    env: {},
    sessionName: 'test',
    credentials: async () => credentials,
    maxAttempts: 2,
  })
  const sink = createRecordingSink()
  const key = { accountId, region, type: collector.type }
  try {
    await runCell(
      collector,
      {
        key,
        accountId,
        partition: 'aws',
        region,
        access: externalId === undefined ? access.own(accountId) : access.throughRole(accountId),
        organizationAccounts: [],
        pageSize,
        signal: new AbortController().signal,
        settings: defaultSettings,
        clock,
      },
      sink,
    )
  } finally {
    access.close()
  }
  const [cell] = sink.cells
  if (cell === undefined) throw new Error(`${collector.type} ended without a word`)
  const calls = access.ledger.drain().filter(({ operation }) => operation !== 'sts:AssumeRole')
  return { objects: sink.everything(), cell, calls }
}
