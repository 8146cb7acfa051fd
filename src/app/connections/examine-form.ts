/** Everything that can be said of a form before anything is made: what is wrong, what was changed, and whom the roles will trust. */
import type { FaultCode } from '../../core/fault.ts'
import { AppError } from '../../core/fault.ts'
import type { AccountId } from '../../core/ids.ts'
import type { Actor } from '../actor.ts'
import type { AppDeps } from '../deps.ts'
import type { Connection } from '../ports/connections.ts'
import type { Store } from '../ports/store.ts'
import { readKeyPair } from './access-key-field.ts'
import type { CheckedForm, ConnectForm } from './connect-form.ts'
import { checkForm } from './connect-form.ts'
import { cardsAmong } from './find-integration.ts'
import type { FormProblem } from './form-field.ts'
import { itemsOf } from './form-field.ts'
import type { OurIdentity } from './trust-principal.ts'
import { keyIdentity, ourIdentity, partitionOf } from './trust-principal.ts'

/** The form as it arrives; `externalId` exists only to be refused with a reason. */
export interface FormAsSent extends ConnectForm {
  readonly externalId?: unknown
}

export type ExamineDeps = Pick<AppDeps, 'store' | 'aws' | 'facts'>

type RefusalCode = Extract<FaultCode, 'bad_input' | 'name_taken' | 'account_taken'>
type CodedProblem = FormProblem & { readonly code: RefusalCode }

export interface Examined {
  readonly problems: readonly CodedProblem[]
  /** Undefined when a field alone is wrong. */
  readonly checked: CheckedForm | undefined
  readonly notes: readonly string[]
  readonly identity: OurIdentity
}

/** Fault `external_id_immutable`. */
export async function examineForm(deps: ExamineDeps, actor: Actor, sent: FormAsSent): Promise<Examined> {
  refuseExternalId(sent)
  const form: ConnectForm = { ...sent, owner: sent.owner || emailOf(actor) }
  const identity = await identityFor(deps, form)
  const checked = checkForm(form, identity.partition)
  const problems: CodedProblem[] = [
    ...wrongPartition(form, identity),
    ...wrongIdentity(form, identity, checked.ok),
    ...(checked.ok ? [] : checked.error.map(coded('bad_input'))),
    ...(await takenName(deps.store, form.name)),
  ]
  if (!checked.ok) return { problems, checked: undefined, notes: [], identity }
  const accounts = accountsReadBy(checked.value, identity)
  problems.push(...(await takenAccounts(deps.store, accounts)))
  const notes = [...checked.value.notes, ...(await unknownOwner(deps.store, checked.value))]
  return { problems, checked: checked.value, notes, identity }
}

const coded =
  (code: RefusalCode) =>
  (problem: FormProblem): CodedProblem => ({ ...problem, code })

/** An administrator who names nobody answers himself. */
const emailOf = (actor: Actor): string | undefined => (actor.kind === 'user' ? actor.user.email : undefined)

export function refuseExternalId(sent: { readonly externalId?: unknown }): void {
  if (sent.externalId === undefined) return
  throw new AppError(
    'external_id_immutable',
    'The external id of a connection is drawn at random; it cannot be chosen.',
    {
      fix: 'Leave externalId out and use the one in the answer.',
      places: [{ path: 'externalId', message: 'Leave it out.' }],
    },
  )
}

/** One fault for all of them, by the first kind of trouble. */
export function refusalOf(problems: readonly CodedProblem[]): AppError {
  const [first] = problems
  if (!first) throw new AppError('internal', 'A form without a problem was refused.')
  const told = problems.filter(({ code }) => code === first.code)
  const suggestions = told.flatMap((problem) => problem.suggestions ?? [])
  return new AppError(first.code, told.map((problem) => problem.message).join(' '), {
    places: told.map(({ path, message }) => ({ path, message })),
    ...(suggestions.length > 0 && { suggestions }),
    ...(first.code === 'account_taken' && {
      fix: 'Pause or delete the integration that reads it, or leave the account out.',
    }),
  })
}

/* ------------------------------------------------------------------ whose credentials */

async function identityFor(deps: ExamineDeps, form: ConnectForm): Promise<OurIdentity> {
  const regions = [form.homeRegion, form.regions, form.identityCenterRegion].flatMap((text) => itemsOf(text ?? ''))
  const partition = form.partition ?? partitionOf(regions)
  if (form.method !== 'legacy') {
    return ourIdentity(deps, { partition, regions, profile: form.profile?.trim() || null })
  }
  return keyIdentity(deps, { partition, regions, key: readKeyPair(form).value })
}

/** A deployment reads another partition with a key of that partition only (connection.md §8.6). */
function wrongPartition(form: ConnectForm, identity: OurIdentity): readonly CodedProblem[] {
  if (identity.asked === identity.partition) return []
  const message =
    form.method === 'legacy'
      ? `This key belongs to the ${identity.partition} partition, not to ${identity.asked}.`
      : `Bailiwick's own identity belongs to the ${identity.partition} partition. An integration of ${identity.asked} needs an access key of that partition: choose Legacy integration.`
  return [{ code: 'bad_input', path: form.method === 'legacy' ? 'accessKeyId' : 'method', message }]
}

/** What AWS says of the key, once the fields are right: a connection without an identity cannot be made of it. */
function wrongIdentity(form: ConnectForm, identity: OurIdentity, isWhole: boolean): readonly CodedProblem[] {
  if (form.method !== 'legacy' || !isWhole || identity.trustPrincipalArn !== null) return []
  return [{ code: 'bad_input', path: 'accessKeyId', message: identity.reason ?? 'This key belongs to nobody.' }]
}

/* ------------------------------------------------------------------ what others own */

export async function takenName(store: Store, typed: string | undefined): Promise<readonly CodedProblem[]> {
  const name = typed?.trim().toLowerCase()
  const cards = name ? await store.connections.integrations() : []
  const taken = cards.find((card) => card.name.toLowerCase() === name)
  if (!taken) return []
  return [{ code: 'name_taken', path: 'name', message: `An integration named "${taken.name}" exists.` }]
}

/** Direct connections name no account: it is that of the credentials. */
const accountsReadBy = ({ method, accounts }: CheckedForm, { caller }: OurIdentity): readonly AccountId[] =>
  method === 'direct' && caller ? [caller.accountId] : accounts

export async function takenAccounts(
  store: Store,
  accounts: readonly AccountId[],
  except?: string,
): Promise<readonly CodedProblem[]> {
  const owners = await accountOwners(store, except)
  return accounts.flatMap((account): CodedProblem[] => {
    const owner = owners.get(account)
    if (owner === undefined) return []
    const message = `Account ${account} already belongs to "${owner}". An account is read through one connection only.`
    return [{ code: 'account_taken', path: 'accounts', message }]
  })
}

/** Those it names, and those that were found: one that has left the organization or is excluded may be connected by itself. */
export async function heldAccounts(store: Store, { id, accounts }: Connection): Promise<ReadonlySet<AccountId>> {
  const targets = await store.connections.targets(id)
  const found = targets.filter(({ state }) => state !== 'excluded' && state !== 'account_left')
  return new Set([...accounts, ...found.map(({ accountId }) => accountId)])
}

/** Which card reads an account now. A paused connection gives its accounts free, an import reads none. */
async function accountOwners(store: Store, except: string | undefined): Promise<ReadonlyMap<AccountId, string>> {
  const owners = new Map<AccountId, string>()
  const cards = await store.connections.integrations()
  for (const connection of await store.connections.connections()) {
    const card = cardsAmong(cards, connection.id).find((one) => one.kind === 'aws')
    if (!card || card.state === 'paused' || connection.method === 'import' || connection.id === except) continue
    for (const account of await heldAccounts(store, connection)) owners.set(account, card.name)
  }
  return owners
}

async function unknownOwner(store: Store, { owner }: Pick<CheckedForm, 'owner'>): Promise<readonly string[]> {
  if (owner === undefined || (await store.users.byEmail(owner)) !== undefined) return []
  return ['No Bailiwick user has this address yet; incidents will wait for the first sign-in.']
}
