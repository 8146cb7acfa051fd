/** From a card's settings to a form and to a file, and from what somebody changed in the form to what is sent. Pure, tested beside. */
import type { Integration, SettingsChange } from '../../api/schema.ts'
import type { IntegrationSettings } from '../../api/types.ts'
import { isOrganization, withIdentityCenter } from './integrate/form.ts'
import {
  changedSettings,
  draftOfSettings,
  emptySettings,
  listOf,
  type SettingsDraft,
} from './integrate/settings-draft.ts'

export interface ConnectionDraft {
  readonly name: string
  readonly owner: string
  readonly accounts: string
  readonly managementAccount: string
  readonly managementRoleArn: string
  readonly roleName: string
  readonly regions: string
  readonly homeRegion: string
  readonly identityCenterRegion: string
}

export const connectionDraftOf = (settings: IntegrationSettings): ConnectionDraft => ({
  name: settings.name,
  owner: settings.owner ?? '',
  accounts: settings.accounts.join(', '),
  managementAccount: settings.managementAccount ?? '',
  managementRoleArn: settings.managementRoleArn ?? '',
  roleName: settings.roleName,
  regions: settings.regions.join(', '),
  homeRegion: settings.homeRegion,
  identityCenterRegion: settings.identityCenterRegion ?? '',
})

interface Both {
  readonly connection: ConnectionDraft
  readonly settings: SettingsDraft
}

const orNothing = (typed: string): string | null => (typed.trim() === '' ? null : typed.trim())

const connectionForm = (draft: ConnectionDraft) => ({
  name: draft.name.trim(),
  owner: draft.owner.trim(),
  accounts: listOf(draft.accounts),
  managementAccount: orNothing(draft.managementAccount),
  managementRoleArn: orNothing(draft.managementRoleArn),
  roleName: draft.roleName.trim(),
  regions: listOf(draft.regions),
  homeRegion: draft.homeRegion.trim(),
  identityCenterRegion: orNothing(draft.identityCenterRegion),
})

/** Changed fields only. */
export function changeOf(before: Both, after: Both): SettingsChange {
  const old = connectionForm(before.connection)
  const changed = Object.entries(connectionForm(after.connection)).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(Reflect.get(old, name)),
  )
  return { ...Object.fromEntries(changed), ...changedSettings(before.settings, after.settings) }
}

/** What `bailiwick integrations apply -f` takes; what is as by default is left out. */
export function fileOfSettings(
  of: Pick<Integration, 'method' | 'partition' | 'identityCenter'>,
  settings: IntegrationSettings,
) {
  const file = connectionForm(connectionDraftOf(settings))
  const given = Object.entries(file).filter(([, value]) => value !== null && value !== '' && String(value) !== '')
  return {
    ...Object.fromEntries(given),
    method: of.method,
    ...(of.partition !== 'aws' && { partition: of.partition }),
    ...(settings.organization !== isOrganization(of.method) && { organization: settings.organization }),
    ...(of.identityCenter !== withIdentityCenter(settings) && { identityCenter: of.identityCenter }),
    ...changedSettings(emptySettings, draftOfSettings(settings)),
  }
}
