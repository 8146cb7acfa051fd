/** Connections and inventory for the store's tests. */
import type { Connection, Integration } from '../../src/app/ports/connections.ts'
import { defaultSettings } from '../../src/app/ports/connections.ts'
import type { SyncRun } from '../../src/app/ports/sync.ts'
import { type AccountId, parseAccountId, toConnectionId, toIntegrationId, toSyncRunId } from '../../src/core/ids.ts'
import type { CellKey, CellState, CellType } from '../../src/core/inventory/coverage.ts'
import type { InventoryObject, ObjectOfKind, PolicyReading } from '../../src/core/inventory/objects.ts'
import type { OpenedStore } from '../../src/store/open.ts'

let drawn = 0
/** Another account for each call, so that tests on one database do not meet. */
export function anAccount(): AccountId {
  drawn += 1
  const account = parseAccountId(String(100_000_000_000 + drawn))
  if (account === undefined) throw new Error('accounts are used up')
  return account
}

export function aConnection(changes: Partial<Connection> = {}): Connection {
  return {
    id: toConnectionId(crypto.randomUUID()),
    partition: 'aws',
    method: 'cloudformation',
    externalId: crypto.randomUUID(),
    roleName: 'BailiwickCrossAccountTrustRole',
    rolePath: '/',
    trustPrincipalArn: 'arn:aws:iam::444455556666:role/bailiwick',
    accounts: [],
    managementAccountId: null,
    organization: false,
    identityCenter: false,
    regions: ['eu-west-1', 'us-east-1'],
    homeRegion: 'us-east-1',
    identityCenterRegion: null,
    profile: null,
    endpoint: null,
    managementRoleArn: null,
    accessKey: null,
    settings: defaultSettings,
    createdAt: '2026-05-03T09:00:00.000Z',
    ...changes,
  }
}

export function aCard(connection: Connection, changes: Partial<Integration> = {}): Integration {
  return {
    id: toIntegrationId(crypto.randomUUID()),
    connectionId: connection.id,
    kind: 'aws',
    name: `AWS ${connection.id}`,
    ownerEmail: 'ada@example.com',
    state: 'draft',
    reason: null,
    lastSyncAt: null,
    createdAt: connection.createdAt,
    ...changes,
  }
}

export const iamCell = (accountId: AccountId): CellKey => ({ accountId, region: 'global', type: 'iam' })

const policy = (action: string) => ({
  Version: '2012-10-17',
  // In AWS's own order of keys, which no sorting would give.
  Statement: [{ Sid: 'a', Effect: 'Allow', Action: action, Resource: '*' }],
})

export function aRole(accountId: AccountId, name: string, action = 's3:GetObject'): ObjectOfKind<'role'> {
  return {
    kind: 'role',
    nativeId: `AROA${name.toUpperCase()}`,
    arn: `arn:aws:iam::${accountId}:role/${name}`,
    accountId,
    region: 'global',
    cell: 'iam',
    body: {
      name,
      path: '/',
      createdAt: '2025-01-01T00:00:00Z',
      trustPolicy: policy('sts:AssumeRole'),
      attachedPolicies: [],
      inlinePolicies: [{ name: 'inline', document: policy(action) }],
      instanceProfiles: [],
      tags: { owner: 'platform' },
    },
  }
}

export function aBucket(accountId: AccountId, name: string, reading: PolicyReading): ObjectOfKind<'resource'> {
  const arn = `arn:aws:s3:::${name}`
  return {
    kind: 'resource',
    nativeId: arn,
    arn,
    accountId,
    region: 'eu-west-1',
    cell: 's3',
    body: { type: 's3:bucket', name, policy: reading, tags: {}, facts: {} },
  }
}

/** An account as the organization that is read lists it. */
export const aMember = (accountId: AccountId): ObjectOfKind<'account'> => ({
  kind: 'account',
  nativeId: accountId,
  arn: `arn:aws:organizations::${accountId}:account/o-1/${accountId}`,
  accountId,
  region: 'global',
  cell: 'organization',
  body: { id: accountId, name: 'member', status: 'ACTIVE', parentId: 'r-1' },
})

/** `readThrough`: the delegated administrator that told of it. */
export const anOrganization = (
  id: string,
  management: AccountId,
  readThrough?: AccountId,
): ObjectOfKind<'organization'> => ({
  kind: 'organization',
  nativeId: id,
  arn: `arn:aws:organizations::${management}:organization/${id}`,
  accountId: management,
  region: 'global',
  cell: 'organization',
  body: {
    id,
    rootId: 'r-1',
    managementAccountId: management,
    featureSet: 'ALL',
    policyTypes: [],
    ...(readThrough !== undefined && { readThrough }),
  },
})

export interface StagedCellFixture {
  readonly cell: CellKey
  readonly objects: readonly InventoryObject[]
  readonly state?: CellState
}

export async function newConnection(store: OpenedStore, changes: Partial<Connection> = {}): Promise<Connection> {
  const connection = aConnection(changes)
  await store.connections.create(connection, [aCard(connection)])
  return connection
}

/** A whole run: opened, staged, published, ended. */
export async function syncOnce(
  store: OpenedStore,
  connection: Connection,
  at: string,
  cells: readonly StagedCellFixture[],
): Promise<SyncRun> {
  const run = await store.syncRuns.open(connection.id, toSyncRunId(crypto.randomUUID()), at)
  await stage(store, run, at, cells)
  const { id } = await store.inventory.publish(run.id, connection.id, at)
  const ended: SyncRun = { ...run, state: 'succeeded', startedAt: at, endedAt: at, snapshotId: id }
  await store.syncRuns.save(ended)
  return ended
}

export async function stage(
  store: OpenedStore,
  run: SyncRun,
  at: string,
  cells: readonly StagedCellFixture[],
): Promise<void> {
  for (const { cell, objects, state = 'ok' } of cells) {
    if (objects.length > 0) await store.inventory.stageObjects(run.id, cell, objects)
    await store.inventory.stageCell(run.id, { ...cell, state, checkedAt: at })
  }
}

/** As they were staged: what stands for a body is the store's own. */
export async function loadedOf(store: OpenedStore, accountId: AccountId): Promise<readonly InventoryObject[]> {
  const loaded = await store.inventory.load()
  const own = loaded?.objects.filter((object) => object.accountId === accountId) ?? []
  return own.map(({ content: _, ...object }) => object as InventoryObject)
}

export const names = (objects: readonly InventoryObject[]): readonly string[] =>
  objects.map(({ arn }) => arn.slice(arn.lastIndexOf('/') + 1)).sort()

export const cellOf = (accountId: AccountId, type: CellType, region = 'global'): CellKey => ({
  accountId,
  region,
  type,
})
