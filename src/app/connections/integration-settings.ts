/** What may be changed of an integration after it was made, and what is said when less will be seen (connection.md §5). */
import { AppError } from '../../core/fault.ts'
import type { AccountId } from '../../core/ids.ts'
import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'
import { record } from '../audit/record.ts'
import type { AppDeps } from '../deps.ts'
import type { Connection, ConnectionSettings, Integration } from '../ports/connections.ts'
import { readAccounts } from './account-fields.ts'
import { readManagementRole, readName, readOneRegion, readOwner, readRegions, readRole } from './connect-form.ts'
import { refusalOf, refuseExternalId, takenAccounts, takenName } from './examine-form.ts'
import { findIntegration } from './find-integration.ts'
import type { Field, FormProblem } from './form-field.ts'
import { roleText } from './names.ts'
import { narrowedBy } from './narrowed.ts'
import type { SettingsForm } from './settings-form.ts'
import { checkSettings } from './settings-form.ts'
import { managementLeftOut, unknownUnits } from './unknown-units.ts'

/** The words of the table in connection.md §5; also what the file of `integrations apply` holds. */
export interface IntegrationSettings extends ConnectionSettings {
  readonly name: string
  readonly owner: string | null
  readonly accounts: readonly AccountId[]
  readonly managementAccount: AccountId | null
  readonly managementRoleArn: string | null
  readonly organization: boolean
  /** With its path, where it has one. */
  readonly roleName: string
  readonly regions: readonly string[]
  readonly homeRegion: string
  readonly identityCenterRegion: string | null
}

/** Changed fields only. */
export interface SettingsChange extends SettingsForm {
  readonly name?: string | undefined
  readonly owner?: string | undefined
  readonly accounts?: readonly string[] | undefined
  readonly managementAccount?: string | null | undefined
  readonly managementRoleArn?: string | null | undefined
  readonly organization?: boolean | undefined
  readonly roleName?: string | undefined
  readonly regions?: readonly string[] | undefined
  readonly homeRegion?: string | undefined
  readonly identityCenterRegion?: string | null | undefined
  /** Exists only to be refused with a reason. */
  readonly externalId?: unknown
}

export interface ChangedSettings {
  readonly settings: IntegrationSettings
  /** What will no longer be seen, one sentence each; what was read of it stays as it was. */
  readonly narrowed: readonly string[]
  readonly changes: readonly SettingsDifference[]
  readonly notes: readonly string[]
}

export interface SettingsDifference {
  readonly field: keyof IntegrationSettings
  readonly before: unknown
  readonly after: unknown
}

type Deps = Pick<AppDeps, 'store' | 'clock'>

export const showSettings =
  (deps: Pick<AppDeps, 'store'>) =>
  async (actor: Actor, input: { readonly integration: string }): Promise<IntegrationSettings> => {
    permit(actor, 'read')
    const { integration, connection } = await findIntegration(deps.store, input.integration)
    return settingsOf(integration, connection)
  }

/** Faults `bad_input`, `name_taken`, `account_taken`, `external_id_immutable`, `wrong_state`. */
export const changeSettings =
  (deps: Deps) =>
  async (
    actor: Actor,
    input: { readonly integration: string; readonly change: SettingsChange; readonly dryRun?: boolean | undefined },
  ): Promise<ChangedSettings> => {
    permit(actor, 'integrate')
    refuseExternalId(input.change)
    const { integration, connection } = await findIntegration(deps.store, input.integration)
    refuseUnread(connection)
    const before = settingsOf(integration, connection)
    const { after, roleName, rolePath, notes } = await checkChange(deps, input.change, before, integration, connection)
    const changes = differences(before, after)
    const answer = { settings: after, narrowed: narrowedBy(before, after), changes, notes }
    if (input.dryRun || changes.length === 0) return answer
    await write(deps, integration, connection, after, { roleName, rolePath })
    await record(deps, actor, 'integration.settings_changed', integration.id, {
      before: Object.fromEntries(changes.map(({ field, before: value }) => [field, value])),
      after: Object.fromEntries(changes.map(({ field, after: value }) => [field, value])),
    })
    return answer
  }

function refuseUnread({ method }: Connection): void {
  if (method !== 'import') return
  throw new AppError('wrong_state', 'This was read from files; there is nothing to set.', {
    fix: 'Import a newer export under the same name instead.',
  })
}

export function settingsOf(integration: Integration, connection: Connection): IntegrationSettings {
  return {
    name: integration.name,
    owner: integration.ownerEmail,
    accounts: connection.accounts,
    managementAccount: connection.managementAccountId,
    managementRoleArn: connection.managementRoleArn,
    organization: connection.organization,
    roleName: roleText(connection),
    regions: connection.regions,
    homeRegion: connection.homeRegion,
    identityCenterRegion: connection.identityCenterRegion,
    ...connection.settings,
  }
}

/* ------------------------------------------------------------------ checking */

interface CheckedChange {
  readonly after: IntegrationSettings
  readonly roleName: string
  readonly rolePath: string
  readonly notes: readonly string[]
}

async function checkChange(
  deps: Deps,
  change: SettingsChange,
  before: IntegrationSettings,
  integration: Integration,
  connection: Connection,
): Promise<CheckedChange> {
  const { partition } = connection
  const organization = change.organization ?? before.organization
  const accounts = readChangedAccounts(change, before, connection)
  const role = unlessAbsent(change.roleName, connection, (text) => readRole(roleTyped(text)))
  const fields = {
    name: unlessAbsent(change.name, before.name, (text) => orKeep(readName(text), before.name)),
    owner: unlessAbsent(change.owner, before.owner, (text) =>
      orKeep(readOwner({ method: 'manual', owner: text }), null),
    ),
    managementRoleArn: readChangedManagementRole(change, before, accounts.value.management, partition),
    regions: unlessAbsent(change.regions, before.regions, (list) => readRegions('regions', list.join(','), partition)),
    homeRegion: unlessAbsent(change.homeRegion, before.homeRegion, (text) =>
      orKeep(readOneRegion('homeRegion', text, partition), before.homeRegion),
    ),
    identityCenterRegion: unlessAbsent(change.identityCenterRegion, before.identityCenterRegion, (text) =>
      readOneRegion('identityCenterRegion', text ?? '', partition),
    ),
  }
  const known = await deps.store.inventory.organization(connection.id)
  const settings = checkSettings(change, { partition, organization, before: connection.settings })
  const wrongFields: readonly FormProblem[] = [
    ...[...Object.values(fields), accounts, role].flatMap(({ problems }) => problems),
    ...(settings.ok ? unknownUnits(known, connection.settings, settings.value) : settings.error),
  ]
  const renamed = fields.name.value.toLowerCase() !== before.name.toLowerCase() ? fields.name.value : undefined
  const added = accounts.value.list.filter((account) => !before.accounts.includes(account))
  const problems = [
    ...wrongFields.map((problem) => ({ ...problem, code: 'bad_input' as const })),
    ...(await takenName(deps.store, renamed)),
    ...(await takenAccounts(deps.store, added, connection.id)),
  ]
  if (problems.length > 0 || !settings.ok) throw refusalOf(problems)
  const { roleName, rolePath } = role.value
  const after: IntegrationSettings = {
    name: fields.name.value,
    owner: fields.owner.value,
    accounts: accounts.value.list,
    managementAccount: accounts.value.management,
    managementRoleArn: fields.managementRoleArn.value,
    organization,
    roleName: roleText(role.value),
    regions: fields.regions.value,
    homeRegion: fields.homeRegion.value,
    identityCenterRegion: fields.identityCenterRegion.value,
    ...settings.value,
  }
  const wish = {
    ...connection,
    accounts: after.accounts,
    managementAccountId: after.managementAccount,
    organization,
    settings: settings.value,
  }
  const notes = [...accounts.value.notes, ...managementLeftOut(known, wish, integration.name)]
  return { after, roleName, rolePath, notes }
}

function unlessAbsent<I, T>(typed: I | undefined, before: T, read: (typed: I) => Field<T>): Field<T> {
  return typed === undefined ? { value: before, problems: [] } : read(typed)
}

const orKeep = <T>({ value, problems }: Field<T | undefined | null>, before: T): Field<T> => ({
  value: value ?? before,
  problems,
})

/** A path may stand before the name, as `settingsOf` shows it. */
const roleTyped = (text: string): string =>
  /^[^:]+\//.test(text) ? `arn:aws:iam::000000000000:role/${text.replace(/^\//, '')}` : text

function readChangedAccounts(change: SettingsChange, before: IntegrationSettings, connection: Connection) {
  const accounts = change.accounts ?? before.accounts
  const management = change.managementAccount === undefined ? before.managementAccount : change.managementAccount
  return readAccounts({
    method: connection.method === 'direct' ? 'manual' : formMethodOf(connection),
    accounts: accounts.join(','),
    managementAccount: management ?? undefined,
    organization: change.organization ?? before.organization,
    identityCenter: connection.identityCenter && connection.method !== 'direct',
  })
}

/** A role that was named before must fit the management account that is named now; without one it goes with it. */
function readChangedManagementRole(
  { managementAccount, managementRoleArn }: SettingsChange,
  before: IntegrationSettings,
  management: AccountId | null,
  partition: Connection['partition'],
): Field<string | null> {
  if (managementRoleArn !== undefined) return readManagementRole(managementRoleArn ?? '', management, partition)
  if (management === null) return { value: null, problems: [] }
  // Who changes something else is not stopped by it.
  if (managementAccount === undefined) return { value: before.managementRoleArn, problems: [] }
  return readManagementRole(before.managementRoleArn ?? '', management, partition)
}

/** The sample is read as a stack set's roles are. */
function formMethodOf({ method }: Connection): 'cloudformation' | 'stackset' | 'manual' | 'legacy' {
  return method === 'sample' || method === 'import' || method === 'direct' ? 'stackset' : method
}

/* ------------------------------------------------------------------ writing */

function differences(before: IntegrationSettings, after: IntegrationSettings): readonly SettingsDifference[] {
  return settingNames(after)
    .filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]))
    .map((field) => ({ field, before: before[field], after: after[field] }))
}

const settingNames = (settings: IntegrationSettings): readonly (keyof IntegrationSettings)[] =>
  Object.keys(settings).filter((name): name is keyof IntegrationSettings => name in settings)

async function write(
  deps: Deps,
  integration: Integration,
  connection: Connection,
  after: IntegrationSettings,
  role: Pick<Connection, 'roleName' | 'rolePath'>,
): Promise<void> {
  const { name, owner, accounts, managementAccount, managementRoleArn, organization, roleName: _, ...rest } = after
  const { regions, homeRegion, identityCenterRegion, ...settings } = rest
  await deps.store.connections.updateConnection(connection.id, {
    ...role,
    accounts,
    managementAccountId: managementAccount,
    managementRoleArn,
    organization,
    regions,
    homeRegion,
    identityCenterRegion,
    settings,
  })
  await deps.store.connections.updateIntegration(integration.id, { name, ownerEmail: owner })
}
