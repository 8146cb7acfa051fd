/** Connections, their cards and their account targets. */
import type { Kysely, Selectable } from 'kysely'
import type { AccountTarget, Clock, Connection, ConnectionStore, Integration } from '../app/ports.ts'
import { AppError } from '../core/fault.ts'
import { forgetUnusedDocuments } from './documents.ts'
import { violatesUnique } from './faults.ts'
import type { AccountTargetTable, ConnectionTable, IntegrationTable, Tables } from './schema.ts'
import { optionalTime } from './times.ts'

export function connectionStore(database: Kysely<Tables>, clock: Clock): ConnectionStore {
  return {
    create: (connection, integrations) => createConnection(database, connection, integrations),

    connection: async (id) => {
      const row = await database.selectFrom('connection').selectAll().where('id', '=', id).executeTakeFirst()
      return row && toConnection(row)
    },

    connections: async () => {
      const rows = await database.selectFrom('connection').selectAll().orderBy('created_at').orderBy('id').execute()
      return rows.map(toConnection)
    },

    integrations: async () => {
      const rows = await database.selectFrom('integration').selectAll().orderBy('created_at').orderBy('name').execute()
      return rows.map(toIntegration)
    },

    integration: async (id) => {
      const row = await database.selectFrom('integration').selectAll().where('id', '=', id).executeTakeFirst()
      return row && toIntegration(row)
    },

    updateIntegration: async (id, change) => {
      const columns: Partial<IntegrationChange> = {
        ...(change.state === undefined ? {} : { state: change.state }),
        ...(change.reason === undefined ? {} : { reason: change.reason }),
        ...(change.lastSyncAt === undefined ? {} : { last_sync_at: change.lastSyncAt }),
        ...(change.name === undefined ? {} : { name: change.name }),
        ...(change.ownerEmail === undefined ? {} : { owner_email: change.ownerEmail }),
      }
      if (Object.keys(columns).length === 0) return
      await sayTaken(change.name, () => database.updateTable('integration').set(columns).where('id', '=', id).execute())
    },

    updateConnection: async (id, change) => {
      const columns: Partial<ConnectionChange> = {
        ...(change.endpoint === undefined ? {} : { endpoint: change.endpoint }),
        ...(change.managementAccountId === undefined ? {} : { management_account_id: change.managementAccountId }),
        ...(change.identityCenterRegion === undefined ? {} : { identity_center_region: change.identityCenterRegion }),
        ...(change.accounts === undefined ? {} : { accounts: [...change.accounts] }),
        ...(change.trustPrincipalArn === undefined ? {} : { trust_principal_arn: change.trustPrincipalArn }),
      }
      if (Object.keys(columns).length === 0) return
      await database.updateTable('connection').set(columns).where('id', '=', id).execute()
    },

    saveTarget: async (target) => {
      const { name, state, reason } = target
      const changed = { name, state, reason, probes: JSON.stringify(target.probes) }
      await database
        .insertInto('account_target')
        .values({ connection_id: target.connectionId, account_id: target.accountId, ...changed })
        .onConflict((conflict) => conflict.columns(['connection_id', 'account_id']).doUpdateSet(changed))
        .execute()
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
        const [erased] = await transaction.deleteFrom('connection').where('id', '=', id).execute()
        if (erased?.numDeletedRows === 0n) return
        await forgetUnusedDocuments(transaction)
        // What is known has changed, so who holds the last snapshot must load again.
        const published = { connection_id: id, run_id: null, published_at: clock.now() }
        await transaction.insertInto('snapshot').values(published).execute()
      })
    },
  }
}

type IntegrationChange = Pick<Selectable<IntegrationTable>, 'state' | 'reason' | 'name' | 'owner_email'> & {
  readonly last_sync_at: string | null
}
type ConnectionChange = Pick<
  Selectable<ConnectionTable>,
  'endpoint' | 'management_account_id' | 'identity_center_region' | 'accounts' | 'trust_principal_arn'
>

async function createConnection(
  database: Kysely<Tables>,
  connection: Connection,
  integrations: readonly Integration[],
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
  createdAt: row.created_at.toISOString(),
})

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
