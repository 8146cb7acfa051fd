/** Connections, their cards and their account targets. */
import { type Kysely, type Selectable, sql, type Updateable } from 'kysely'
import type { ConnectionStore, RetiredConnection, StoredSecret } from '../app/ports/connection-store.ts'
import type { AccessKey, AccountTarget, Connection, Integration } from '../app/ports/connections.ts'
import { defaultSettings } from '../app/ports/connections.ts'
import type { Clock } from '../app/ports/host.ts'
import { AppError } from '../core/fault.ts'
import type { ConnectionId } from '../core/ids.ts'
import { forgetUnusedDocuments } from './documents.ts'
import { violatesUnique } from './faults.ts'
import { addNotice } from './notices.ts'
import { lockPublications, nextMoment } from './publish-lock.ts'
import type { AccountTargetTable, ConnectionTable, IntegrationTable, Tables } from './schema.ts'
import { secretStore } from './secrets.ts'
import { optionalTime } from './times.ts'

export function connectionStore(database: Kysely<Tables>, clock: Clock): ConnectionStore {
  return {
    create: (connection, integrations, secrets = []) => createConnection(database, connection, integrations, secrets),

    connection: async (id) => {
      const row = await database
        .selectFrom('connection')
        .selectAll()
        .where('id', '=', id)
        .where('retired_at', 'is', null)
        .executeTakeFirst()
      return row && toConnection(row)
    },

    externalIds: async () => {
      const rows = await database.selectFrom('used_external_id').select('external_id').execute()
      return rows.map(({ external_id }) => external_id)
    },

    connections: async () => {
      const rows = await database
        .selectFrom('connection')
        .selectAll()
        .where('retired_at', 'is', null)
        .orderBy('created_at')
        .orderBy('id')
        .execute()
      return rows.map(toConnection)
    },

    integrations: async () => {
      const rows = await database
        .selectFrom('integration')
        .selectAll()
        .where('state', '<>', 'deleted')
        .orderBy('created_at')
        .orderBy('name')
        .execute()
      return rows.map(toIntegration)
    },

    integration: async (id) => {
      const row = await database
        .selectFrom('integration')
        .selectAll()
        .where('id', '=', id)
        .where('state', '<>', 'deleted')
        .executeTakeFirst()
      return row && toIntegration(row)
    },

    updateIntegration: async (id, change, notice) => {
      const columns: Partial<IntegrationChange> = {
        ...(change.state === undefined ? {} : { state: change.state }),
        ...(change.reason === undefined ? {} : { reason: change.reason }),
        ...(change.lastSyncAt === undefined ? {} : { last_sync_at: change.lastSyncAt }),
        ...(change.name === undefined ? {} : { name: change.name }),
        ...(change.ownerEmail === undefined ? {} : { owner_email: change.ownerEmail }),
      }
      if (Object.keys(columns).length === 0) return
      await sayTaken(change.name, () =>
        database.transaction().execute(async (transaction) => {
          const update = transaction.updateTable('integration').set(columns).where('id', '=', id)
          const { numUpdatedRows } = await update.executeTakeFirst()
          if (notice && numUpdatedRows > 0n) await addNotice(transaction, notice)
        }),
      )
    },

    updateConnection: async (id, change) => {
      const columns = changedColumns(change)
      if (Object.keys(columns).length === 0) return
      await database.updateTable('connection').set(columns).where('id', '=', id).execute()
    },

    replaceKey: async (id, key, secret) => {
      await database.transaction().execute(async (transaction) => {
        const changed = changedColumns({ accessKey: key })
        await transaction.updateTable('connection').set(changed).where('id', '=', id).execute()
        await secretStore(transaction).put(secret)
      })
    },

    saveTargets: async (targets) => {
      if (targets.length === 0) return
      await sql`
        insert into account_target (connection_id, account_id, name, state, reason, probes)
        select connection_id, account_id, name, state, reason, probes::json from unnest(
          ${targets.map((one) => one.connectionId)}::text[], ${targets.map((one) => one.accountId)}::text[],
          ${targets.map(({ name }) => name)}::text[], ${targets.map(({ state }) => state)}::text[],
          ${targets.map(({ reason }) => reason)}::text[], ${targets.map(({ probes }) => JSON.stringify(probes))}::text[]
        ) as known (connection_id, account_id, name, state, reason, probes)
        on conflict (connection_id, account_id) do update set
          name = excluded.name, state = excluded.state, reason = excluded.reason, probes = excluded.probes`.execute(
        database,
      )
    },

    targets: async (connectionId) => {
      const rows = await database
        .selectFrom('account_target')
        .selectAll()
        .where('connection_id', '=', connectionId)
        .orderBy('account_id')
        .execute()
      return rows.map(toTarget)
    },

    erase: async (id) => {
      await database.transaction().execute(async (transaction) => {
        await lockPublications(transaction)
        const [erased] = await transaction.deleteFrom('connection').where('id', '=', id).execute()
        if (erased?.numDeletedRows === 0n) return
        await forgetUnusedDocuments(transaction)
        // What is known has changed, so who holds the last snapshot must load again.
        const published = { connection_id: id, run_id: null, published_at: await nextMoment(transaction, clock.now()) }
        await transaction.insertInto('snapshot').values(published).execute()
      })
    },

    retire: (id, at) => retireConnection(database, id, at),
    retired: () => retiredConnections(database),
  }
}

type IntegrationChange = Pick<Selectable<IntegrationTable>, 'state' | 'reason' | 'name' | 'owner_email'> & {
  readonly last_sync_at: string | null
}

/** What of a connection may change, as the columns that hold it. */
function changedColumns(change: Parameters<ConnectionStore['updateConnection']>[1]): Updateable<ConnectionTable> {
  const { accounts, regions, settings, accessKey } = change
  return {
    ...(change.roleName !== undefined && { role_name: change.roleName }),
    ...(change.rolePath !== undefined && { role_path: change.rolePath }),
    ...(change.trustPrincipalArn !== undefined && { trust_principal_arn: change.trustPrincipalArn }),
    ...(accounts !== undefined && { accounts: [...accounts] }),
    ...(change.managementAccountId !== undefined && { management_account_id: change.managementAccountId }),
    ...(change.organization !== undefined && { organization: change.organization }),
    ...(change.identityCenter !== undefined && { identity_center: change.identityCenter }),
    ...(regions !== undefined && { regions: [...regions] }),
    ...(change.homeRegion !== undefined && { home_region: change.homeRegion }),
    ...(change.identityCenterRegion !== undefined && { identity_center_region: change.identityCenterRegion }),
    ...(change.endpoint !== undefined && { endpoint: change.endpoint }),
    ...(change.managementRoleArn !== undefined && { management_role_arn: change.managementRoleArn }),
    ...(accessKey !== undefined && {
      access_key_id: accessKey?.id ?? null,
      access_key_since: accessKey?.since ?? null,
    }),
    ...(change.readsAs !== undefined && { reads_as: JSON.stringify(change.readsAs) }),
    ...(settings !== undefined && { settings: JSON.stringify(settings) }),
  }
}

/** The versions end at `at`: what is asked of an earlier moment finds them, what is asked of now does not. */
async function retireConnection(database: Kysely<Tables>, id: ConnectionId, now: string): Promise<void> {
  await database.transaction().execute(async (transaction) => {
    // Otherwise one that goes on would open versions behind the statement that ends them.
    await lockPublications(transaction)
    const at = await nextMoment(transaction, now)
    const objects = transaction.selectFrom('object').select('id').where('connection_id', '=', id)
    await transaction
      .updateTable('version')
      .set({ valid_to: at })
      .where('valid_to', 'is', null)
      .where('object_id', 'in', objects)
      .execute()
    await transaction
      .updateTable('object')
      .set({ status: 'deleted', last_seen_at: at, missing_since: at })
      .where('connection_id', '=', id)
      .where('status', '=', 'present')
      .execute()
    await transaction
      .updateTable('coverage_version')
      .set({ valid_to: at })
      .where('valid_to', 'is', null)
      .where('connection_id', '=', id)
      .execute()
    await transaction.deleteFrom('coverage_cell').where('connection_id', '=', id).execute()
    await transaction.deleteFrom('coverage_digest').where('connection_id', '=', id).execute()
    await transaction.deleteFrom('secret').where('owner_id', '=', id).execute()
    await transaction.deleteFrom('handoff').where('connection_id', '=', id).execute()
    await transaction.updateTable('integration').set({ state: 'deleted' }).where('connection_id', '=', id).execute()
    await transaction.updateTable('connection').set({ retired_at: at }).where('id', '=', id).execute()
    // What is known has changed, so who holds the last snapshot must load again.
    await transaction.insertInto('snapshot').values({ connection_id: id, run_id: null, published_at: at }).execute()
  })
}

async function retiredConnections(database: Kysely<Tables>): Promise<RetiredConnection[]> {
  const rows = await database
    .selectFrom('connection')
    .select(['id', 'method', 'created_at', 'retired_at'])
    .where('retired_at', 'is not', null)
    .orderBy('retired_at', 'desc')
    .execute()
  const cards = await database.selectFrom('integration').selectAll().where('state', '=', 'deleted').execute()
  return Promise.all(
    rows.map(async (row) => ({
      id: row.id,
      method: row.method,
      cards: cards.filter((card) => card.connection_id === row.id).map(toIntegration),
      accounts: await accountsRead(database, row.id),
      createdAt: row.created_at.toISOString(),
      retiredAt: optionalTime(row.retired_at) ?? row.created_at.toISOString(),
    })),
  )
}

/** By steps through the index: a large organization has half a million cells, and more that are past. */
async function accountsRead(database: Kysely<Tables>, id: ConnectionId): Promise<number> {
  const { rows } = await sql<{ readonly accounts: number }>`
    with recursive read (account_id) as (
      select min(account_id) from coverage_version where connection_id = ${id}
      union all
      select (select min(c.account_id) from coverage_version c where c.connection_id = ${id} and c.account_id > read.account_id)
      from read where read.account_id is not null
    )
    select count(account_id)::int as accounts from read`.execute(database)
  return rows[0]?.accounts ?? 0
}

async function createConnection(
  database: Kysely<Tables>,
  connection: Connection,
  integrations: readonly Integration[],
  secrets: readonly StoredSecret[],
): Promise<void> {
  const names = integrations.map(({ name }) => name).join('" or "')
  await sayTaken(names, () =>
    database.transaction().execute(async (transaction) => {
      await transaction.insertInto('connection').values(fromConnection(connection)).execute()
      if (connection.externalId !== '') {
        const used = { external_id: connection.externalId, connection_id: connection.id, used_at: connection.createdAt }
        await transaction.insertInto('used_external_id').values(used).execute()
      }
      if (integrations.length > 0) {
        await transaction.insertInto('integration').values(integrations.map(fromIntegration)).execute()
      }
      if (secrets.length > 0) {
        const rows = secrets.map(({ owner, field, sealed }) => ({ owner_id: owner, field, sealed }))
        await transaction.insertInto('secret').values(rows).execute()
      }
    }),
  )
}

async function sayTaken(name: string | undefined, write: () => Promise<unknown>): Promise<void> {
  try {
    await write()
  } catch (cause) {
    if (!violatesUnique(cause, 'integration_name_key')) throw cause
    throw new AppError(
      'name_taken',
      `An integration named "${name ?? ''}" exists.`,
      { fix: 'Choose another name.' },
      { cause },
    )
  }
}

function fromConnection(connection: Connection) {
  return {
    id: connection.id,
    partition: connection.partition,
    method: connection.method,
    external_id: connection.externalId,
    role_name: connection.roleName,
    role_path: connection.rolePath,
    trust_principal_arn: connection.trustPrincipalArn,
    accounts: [...connection.accounts],
    management_account_id: connection.managementAccountId,
    organization: connection.organization,
    identity_center: connection.identityCenter,
    regions: [...connection.regions],
    home_region: connection.homeRegion,
    identity_center_region: connection.identityCenterRegion,
    profile: connection.profile,
    endpoint: connection.endpoint,
    settings: JSON.stringify(connection.settings),
    management_role_arn: connection.managementRoleArn,
    access_key_id: connection.accessKey?.id ?? null,
    access_key_since: connection.accessKey?.since ?? null,
    reads_as: connection.readsAs ? JSON.stringify(connection.readsAs) : null,
    created_at: connection.createdAt,
  }
}

const toConnection = (row: Selectable<ConnectionTable>): Connection => ({
  id: row.id,
  partition: row.partition,
  method: row.method,
  externalId: row.external_id,
  roleName: row.role_name,
  rolePath: row.role_path,
  trustPrincipalArn: row.trust_principal_arn,
  accounts: row.accounts,
  managementAccountId: row.management_account_id,
  organization: row.organization,
  identityCenter: row.identity_center,
  regions: row.regions,
  homeRegion: row.home_region,
  identityCenterRegion: row.identity_center_region,
  profile: row.profile,
  endpoint: row.endpoint,
  // A setting that came later has its default in connections that are older.
  settings: { ...defaultSettings, ...JSON.parse(row.settings) },
  managementRoleArn: row.management_role_arn,
  accessKey: toAccessKey(row),
  ...(row.reads_as !== null && { readsAs: JSON.parse(row.reads_as) }),
  createdAt: row.created_at.toISOString(),
})

function toAccessKey(row: Selectable<ConnectionTable>): AccessKey | null {
  const since = optionalTime(row.access_key_since)
  return row.access_key_id !== null && since !== null ? { id: row.access_key_id, since } : null
}

const fromIntegration = (integration: Integration) => ({
  id: integration.id,
  connection_id: integration.connectionId,
  kind: integration.kind,
  name: integration.name,
  owner_email: integration.ownerEmail,
  state: integration.state,
  reason: integration.reason,
  last_sync_at: integration.lastSyncAt,
  created_at: integration.createdAt,
})

const toIntegration = (row: Selectable<IntegrationTable>): Integration => ({
  id: row.id,
  connectionId: row.connection_id,
  kind: row.kind,
  name: row.name,
  ownerEmail: row.owner_email,
  state: row.state,
  reason: row.reason,
  lastSyncAt: optionalTime(row.last_sync_at),
  createdAt: row.created_at.toISOString(),
})

const toTarget = (row: Selectable<AccountTargetTable>): AccountTarget => ({
  connectionId: row.connection_id,
  accountId: row.account_id,
  name: row.name,
  state: row.state,
  reason: row.reason,
  probes: JSON.parse(row.probes),
})
