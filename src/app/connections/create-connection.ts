import { AppError } from '../../core/fault.ts'
import type { AccountId } from '../../core/ids.ts'
import { toConnectionId, toIntegrationId } from '../../core/ids.ts'
import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'
import { record } from '../audit/record.ts'
import type { AppDeps } from '../deps.ts'
import type { Connection, Integration, Store } from '../ports.ts'
import type { RequestSync } from '../sync/request-sync.ts'
import type { CheckedForm, ConnectForm, FormProblem } from './connect-form.ts'
import { checkForm } from './connect-form.ts'
import { cardsAmong } from './find-integration.ts'
import type { IntegrationView } from './integration-view.ts'
import { viewIntegration } from './integration-view.ts'
import { freeName, identityCenterName } from './names.ts'
import type { OurIdentity } from './trust-principal.ts'
import { ourIdentity } from './trust-principal.ts'

/** The form as it arrives; the last three fields exist only to be refused with a reason. */
export interface CreateConnectionInput extends ConnectForm {
  readonly externalId?: unknown
  readonly accessKeyId?: unknown
  readonly secretAccessKey?: unknown
}

type Deps = Pick<AppDeps, 'store' | 'aws' | 'clock' | 'ids' | 'facts'> & { readonly requestSync: RequestSync }

/** Faults `external_id_immutable`, `bad_input`, `name_taken`, `account_taken`; for `direct` also those of AWS. */
export const createConnection =
  (deps: Deps) =>
  async (actor: Actor, input: CreateConnectionInput): Promise<IntegrationView> => {
    permit(actor, 'integrate')
    refuseWhatCannotBeGiven(input)
    const typed = [input.regions ?? '', input.identityCenterRegion ?? ''].flatMap((text) => text.split(/[\s,;]+/))
    const identity = await ourIdentity(deps, { regions: typed, profile: input.profile?.trim() || null })
    const checked = checkForm({ ...input, owner: input.owner || emailOf(actor) }, identity.partition)
    if (!checked.ok) throw refused('bad_input', checked.error)
    await refuseTakenName(deps.store, checked.value.name)
    const connection = newConnection(deps, checked.value, identity)
    await refuseTakenAccounts(deps.store, accountsReadBy(connection, identity))
    const cards = newCards(deps, connection, checked.value, await namesTaken(deps.store), identity.reason)
    await deps.store.connections.create(connection, cards)
    const [card] = cards
    if (!card) throw new AppError('internal', 'A connection without a card was made.')
    await record(deps, actor, 'integration.created', card.id, {
      name: card.name,
      method: connection.method,
      accounts: connection.accounts,
      managementAccount: connection.managementAccountId,
    })
    if (connection.method === 'direct') await deps.requestSync(actor, { integration: card.id })
    return { ...(await viewIntegration(deps.store, actor, card.id)), notes: checked.value.notes }
  }

/** An administrator who names nobody answers himself. */
const emailOf = (actor: Actor): string | undefined => (actor.kind === 'user' ? actor.user.email : undefined)

function refuseWhatCannotBeGiven(input: CreateConnectionInput): void {
  if (input.externalId !== undefined) {
    throw new AppError(
      'external_id_immutable',
      'The external id of a connection is drawn at random; it cannot be chosen.',
      {
        fix: 'Leave externalId out and use the one in the answer.',
        places: [{ path: 'externalId', message: 'Leave it out.' }],
      },
    )
  }
  if (input.accessKeyId !== undefined || input.secretAccessKey !== undefined) {
    const message = 'Access keys belong to the legacy method, which this version does not offer. Remove them.'
    throw new AppError('bad_input', message, { places: [{ path: 'accessKeyId', message }] })
  }
}

function refused(
  code: 'bad_input' | 'name_taken' | 'account_taken',
  problems: readonly FormProblem[],
  fix?: string,
): AppError {
  const suggestions = problems.flatMap((problem) => problem.suggestions ?? [])
  return new AppError(code, problems.map((problem) => problem.message).join(' '), {
    places: problems.map(({ path, message }) => ({ path, message })),
    ...(suggestions.length > 0 && { suggestions }),
    ...(fix !== undefined && { fix }),
  })
}

async function namesTaken(store: Store): Promise<readonly string[]> {
  return (await store.connections.integrations()).map((card) => card.name)
}

async function refuseTakenName(store: Store, name: string | undefined): Promise<void> {
  const taken = (await namesTaken(store)).find((other) => other.toLowerCase() === name?.toLowerCase())
  if (taken !== undefined)
    throw refused('name_taken', [{ path: 'name', message: `An integration named "${taken}" exists.` }])
}

/** Direct connections name no account: it is that of the credentials. */
const accountsReadBy = ({ method, accounts }: Connection, { caller }: OurIdentity): readonly AccountId[] =>
  method === 'direct' && caller ? [caller.accountId] : accounts

async function refuseTakenAccounts(store: Store, accounts: readonly AccountId[]): Promise<void> {
  const owners = await accountOwners(store)
  const problems = accounts.flatMap((account): FormProblem[] => {
    const owner = owners.get(account)
    if (owner === undefined) return []
    const message = `Account ${account} already belongs to "${owner}". An account is read through one connection only.`
    return [{ path: 'accounts', message }]
  })
  const fix = 'Pause or delete the integration that reads it, or leave the account out.'
  if (problems.length > 0) throw refused('account_taken', problems, fix)
}

/** Which card reads an account now. A paused connection gives its accounts free, an import reads none. */
async function accountOwners(store: Store): Promise<ReadonlyMap<AccountId, string>> {
  const owners = new Map<AccountId, string>()
  const cards = await store.connections.integrations()
  for (const connection of await store.connections.connections()) {
    const card = cardsAmong(cards, connection.id).find((one) => one.kind === 'aws')
    if (!card || card.state === 'paused' || connection.method === 'import') continue
    const targets = await store.connections.targets(connection.id)
    for (const account of [...connection.accounts, ...targets.map((target) => target.accountId)]) {
      owners.set(account, card.name)
    }
  }
  return owners
}

function newConnection(deps: Pick<AppDeps, 'ids' | 'clock'>, form: CheckedForm, identity: OurIdentity): Connection {
  const direct = form.method === 'direct'
  if (direct && !identity.caller) {
    throw new AppError('aws_no_credentials', identity.reason ?? 'No AWS credentials were found.', {
      fix: 'Give the server credentials (environment, profile, single sign-on or instance role), or install the role instead.',
    })
  }
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
    homeRegion: identity.homeRegion,
    identityCenterRegion: form.identityCenterRegion,
    profile: form.profile,
    endpoint: null,
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
