import { AppError } from '../../core/fault.ts'
import { toConnectionId, toIntegrationId } from '../../core/ids.ts'
import { homeRegionOf } from '../../core/regions.ts'
import { nameProblem } from '../connections/names.ts'
import type { AppDeps } from '../deps.ts'
import type { Connection, Integration } from '../ports/connections.ts'
import { defaultSettings } from '../ports/connections.ts'
import type { ImportedInventory } from './gather.ts'

export interface ImportConnection {
  readonly connection: Connection
  readonly card: Integration
  readonly isNew: boolean
}

/** The import of that name, made when there is none. Faults `name_taken`, `bad_input`. */
export async function importConnection(
  deps: Pick<AppDeps, 'store' | 'clock' | 'ids'>,
  inventory: ImportedInventory,
  asked: string | undefined,
): Promise<ImportConnection> {
  const name = asked?.trim() || `Import ${inventory.account}`
  const problem = nameProblem(name)
  if (problem !== undefined) throw new AppError('bad_input', problem, { places: [{ path: 'name', message: problem }] })
  const cards = await deps.store.connections.integrations()
  const card = cards.find((one) => one.name.toLowerCase() === name.toLowerCase())
  const connection = card && (await deps.store.connections.connection(card.connectionId))
  if (card && connection?.method === 'import') return { connection, card, isNew: false }
  if (card) {
    const message = `An integration named "${card.name}" exists, and it is not an import.`
    throw new AppError('name_taken', message, { places: [{ path: 'name', message }] })
  }
  return create(deps, inventory, name)
}

async function create(
  deps: Pick<AppDeps, 'store' | 'clock' | 'ids'>,
  inventory: ImportedInventory,
  name: string,
): Promise<ImportConnection> {
  const { partition } = inventory
  const connection: Connection = {
    id: toConnectionId(deps.ids.uuid()),
    partition,
    method: 'import',
    externalId: '',
    roleName: '',
    rolePath: '/',
    trustPrincipalArn: null,
    accounts: inventory.accounts.map(({ accountId }) => accountId),
    managementAccountId: null,
    organization: false,
    identityCenter: false,
    regions: [],
    homeRegion: homeRegionOf[partition],
    identityCenterRegion: null,
    profile: null,
    endpoint: null,
    managementRoleArn: null,
    accessKey: null,
    settings: defaultSettings,
    createdAt: deps.clock.now(),
  }
  const card: Integration = {
    id: toIntegrationId(deps.ids.uuid()),
    connectionId: connection.id,
    kind: 'aws',
    name,
    ownerEmail: null,
    state: 'fetching',
    reason: null,
    lastSyncAt: null,
    createdAt: connection.createdAt,
  }
  await deps.store.connections.create(connection, [card])
  return { connection, card, isNew: true }
}
