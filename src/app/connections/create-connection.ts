import { AppError } from '../../core/fault.ts'
import { toConnectionId, toIntegrationId } from '../../core/ids.ts'
import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'
import { record } from '../audit/record.ts'
import type { AppDeps } from '../deps.ts'
import type { Connection, Integration } from '../ports/connections.ts'
import type { RequestSync } from '../sync/request-sync.ts'
import type { CheckedForm } from './connect-form.ts'
import { readsAsOf } from './direct-credentials.ts'
import type { ExamineDeps, FormAsSent } from './examine-form.ts'
import { examineForm, refusalOf } from './examine-form.ts'
import type { IntegrationView, ViewDeps } from './integration-view.ts'
import { viewIntegration } from './integration-view.ts'
import { freeName, identityCenterName } from './names.ts'
import { sealAgainIfRotated } from './seal-again.ts'
import { secretKeyField } from './secret-fields.ts'
import type { OurIdentity } from './trust-principal.ts'

export interface CreateConnectionInput extends FormAsSent {
  /** The draft that this form was saved as; it is done with. */
  readonly draft?: string | undefined
}

type Deps = ExamineDeps &
  ViewDeps &
  Pick<AppDeps, 'clock' | 'ids' | 'secretBox'> & { readonly requestSync: RequestSync }

/** Faults `external_id_immutable`, `bad_input`, `name_taken`, `account_taken`; for `direct` also those of AWS. */
export const createConnection =
  (deps: Deps) =>
  async (actor: Actor, { draft, ...form }: CreateConnectionInput): Promise<IntegrationView> => {
    permit(actor, 'integrate')
    const { problems, checked, identity, notes } = await examineForm(deps, actor, form)
    if (!checked || problems.length > 0) throw refusalOf(problems)
    const connection = newConnection(deps, checked, identity)
    const taken = (await deps.store.connections.integrations()).map((card) => card.name)
    const cards = newCards(deps, connection, checked, taken, identity.reason)
    const place = { owner: connection.id, field: secretKeyField }
    const secretKey = checked.accessKey?.secretAccessKey
    const secrets = secretKey === undefined ? [] : [{ ...place, sealed: await deps.secretBox.seal(secretKey, place) }]
    await deps.store.connections.create(connection, cards, secrets)
    if (secretKey !== undefined) await sealAgainIfRotated(deps, place, secretKey)
    const [card] = cards
    if (!card) throw new AppError('internal', 'A connection without a card was made.')
    await record(deps, actor, 'integration.created', card.id, {
      name: card.name,
      method: connection.method,
      accounts: connection.accounts,
      managementAccount: connection.managementAccountId,
    })
    if (draft !== undefined) await deps.store.drafts.remove(draft)
    if (connection.method === 'direct') await deps.requestSync(actor, { integration: card.id })
    return { ...(await viewIntegration(deps, actor, card.id)), notes }
  }

function newConnection(deps: Pick<AppDeps, 'ids' | 'clock'>, form: CheckedForm, identity: OurIdentity): Connection {
  const direct = form.method === 'direct'
  // What is read with the credentials at hand cannot be drafted without them.
  if (direct && identity.fault) throw identity.fault
  return {
    id: toConnectionId(deps.ids.uuid()),
    partition: identity.partition,
    method: form.method,
    externalId: direct ? '' : deps.ids.uuid(),
    roleName: form.roleName,
    rolePath: form.rolePath,
    trustPrincipalArn: direct ? null : identity.trustPrincipalArn,
    accounts: direct && identity.caller ? [identity.caller.accountId] : form.accounts,
    managementAccountId: form.managementAccountId,
    organization: form.organization,
    identityCenter: form.identityCenter,
    regions: form.regions,
    homeRegion: form.homeRegion ?? identity.homeRegion,
    identityCenterRegion: form.identityCenterRegion,
    profile: form.profile,
    endpoint: null,
    managementRoleArn: form.managementRoleArn,
    ...(direct && identity.caller && { readsAs: readsAsOf(identity.caller) }),
    accessKey: form.accessKey && { id: form.accessKey.accessKeyId, since: deps.clock.now() },
    settings: form.settings,
    createdAt: deps.clock.now(),
  }
}

function newCards(
  deps: Pick<AppDeps, 'ids'>,
  connection: Connection,
  form: CheckedForm,
  taken: readonly string[],
  reason: string | null,
): readonly Integration[] {
  const name = form.name ?? freeName('AWS', taken)
  const card = (kind: Integration['kind'], cardName: string): Integration => ({
    id: toIntegrationId(deps.ids.uuid()),
    connectionId: connection.id,
    kind,
    name: cardName,
    ownerEmail: form.owner ?? null,
    state: 'awaiting_trust',
    reason: connection.method === 'direct' ? reason : (reason ?? 'The role has not been seen yet.'),
    lastSyncAt: null,
    createdAt: connection.createdAt,
  })
  const cards = [card('aws', name)]
  // With the credentials at hand nobody knows yet whether they see Identity Center; the one card then shows what was read.
  const withIdentityCenter = connection.identityCenter && connection.method !== 'direct'
  return withIdentityCenter ? [...cards, card('aws_identity_center', identityCenterName(name))] : cards
}
