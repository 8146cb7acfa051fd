import type { AccountId } from '../../core/ids.ts'
import { toConnectionId, toIntegrationId } from '../../core/ids.ts'
import { homeRegionOf } from '../../core/regions.ts'
import { record } from '../audit/record.ts'
import type { AppDeps } from '../deps.ts'
import type { Connection, Integration } from '../ports/connections.ts'
import { defaultSettings } from '../ports/connections.ts'
import { defaultRoleName } from './connect-form.ts'
import { cardsOf } from './find-integration.ts'
import { freeName, identityCenterName } from './names.ts'

export interface SampleOrganization {
  /** Where the simulated AWS listens; another one after each start. */
  readonly endpoint: string
  /** As `sampleIdentity` gave it: the simulated accounts trust it already. */
  readonly externalId: string
  /** As `sampleIdentity` gave it: what it tells of its past is told from then. */
  readonly since: string
  readonly managementAccountId: AccountId
  readonly trustPrincipalArn: string
  readonly identityCenterRegion: string
  /** Where the simulated organization works; its guardrails forbid the others. */
  readonly regions: readonly string[]
}

export interface ConnectedSample {
  readonly connection: Connection
  readonly card: Integration
}

export interface SampleIdentity {
  /** The external id that the roles of the simulated accounts shall ask for. */
  readonly externalId: string
  /** When it was first connected: its past is told from then, so that every start shows the same organization. */
  readonly since: string
  /** How many were found in it when it was read last. */
  readonly accounts: number
}

/** Of the sample's connection, or of the one that `connectSample` is about to make. */
export const sampleIdentity = (deps: Pick<AppDeps, 'store' | 'ids' | 'clock'>) => async (): Promise<SampleIdentity> => {
  const known = await sampleConnection(deps)
  return {
    externalId: known?.externalId ?? deps.ids.uuid(),
    since: known?.createdAt ?? deps.clock.now(),
    accounts: known ? (await deps.store.connections.targets(known.id)).length : 0,
  }
}

export const sampleConnection = async (deps: Pick<AppDeps, 'store'>): Promise<Connection | undefined> =>
  (await deps.store.connections.connections()).find((connection) => connection.method === 'sample')

/**
 * The simulated organization as one more connection: the same tables, jobs and collectors. Made once, found again by its
 * method.
 */
export const connectSample =
  (deps: Pick<AppDeps, 'store' | 'clock' | 'ids'>) =>
  async (sample: SampleOrganization): Promise<ConnectedSample> => {
    const known = await sampleConnection(deps)
    const card = known && (await cardsOf(deps.store, known.id)).find((one) => one.kind === 'aws')
    if (known && card) {
      await deps.store.connections.updateConnection(known.id, { endpoint: sample.endpoint })
      return { connection: { ...known, endpoint: sample.endpoint }, card }
    }
    return create(deps, sample)
  }

async function create(
  deps: Pick<AppDeps, 'store' | 'clock' | 'ids'>,
  sample: SampleOrganization,
): Promise<ConnectedSample> {
  const connection: Connection = {
    id: toConnectionId(deps.ids.uuid()),
    partition: 'aws',
    method: 'sample',
    externalId: sample.externalId,
    roleName: defaultRoleName,
    rolePath: '/',
    trustPrincipalArn: sample.trustPrincipalArn,
    accounts: [sample.managementAccountId],
    managementAccountId: sample.managementAccountId,
    organization: true,
    identityCenter: true,
    regions: sample.regions,
    homeRegion: homeRegionOf.aws,
    identityCenterRegion: sample.identityCenterRegion,
    profile: null,
    endpoint: sample.endpoint,
    managementRoleArn: null,
    accessKey: null,
    settings: defaultSettings,
    createdAt: sample.since,
  }
  const cards = await deps.store.connections.integrations()
  const name = freeName(
    'AWS',
    cards.map((one) => one.name),
  )
  const common = {
    connectionId: connection.id,
    ownerEmail: null,
    state: 'awaiting_trust',
    reason: null,
    lastSyncAt: null,
    createdAt: connection.createdAt,
  } as const
  const card: Integration = { ...common, id: toIntegrationId(deps.ids.uuid()), kind: 'aws', name }
  const identityCenter: Integration = {
    ...common,
    id: toIntegrationId(deps.ids.uuid()),
    kind: 'aws_identity_center',
    name: identityCenterName(name),
  }
  await deps.store.connections.create(connection, [card, identityCenter])
  await record(deps, { kind: 'system' }, 'integration.created', card.id, { name, method: 'sample' })
  return { connection, card }
}
