/** The settings of an integration (connection.md §5) as they stand in a form: texts while somebody types. Pure, tested beside. */
import type { IntegrationSettings, SettingsForm } from '../../../api/types.ts'

export interface SettingsDraft {
  /** Null: all, those of later versions too. */
  readonly resourceTypes: readonly string[] | null
  readonly excludedUnits: string
  readonly excludedAccounts: readonly string[]
  readonly enableAudit: boolean
  readonly credentialRotationDays: string
  readonly userCleanupDays: string
  readonly customAccessDetails: string
  readonly ownerAttribute: string
  readonly ownerValues: string
  readonly tagKey: string
  readonly tagAttribute: string
  readonly portalUrl: string
  readonly profileName: string
  readonly maxCallsPerRun: string
  readonly maxCostPerDay: string
  readonly bucketArn: string
  readonly prefix: string
  readonly keyArn: string
  readonly queueArn: string
  readonly extendedReads: boolean
}

export const emptySettings: SettingsDraft = {
  resourceTypes: null,
  excludedUnits: '',
  excludedAccounts: [],
  enableAudit: false,
  credentialRotationDays: '',
  userCleanupDays: '',
  customAccessDetails: '',
  ownerAttribute: '',
  ownerValues: '',
  tagKey: '',
  tagAttribute: '',
  portalUrl: '',
  profileName: 'bailiwick',
  maxCallsPerRun: '',
  maxCostPerDay: '',
  bucketArn: '',
  prefix: '',
  keyArn: '',
  queueArn: '',
  extendedReads: false,
}

const numberText = (value: number | null): string => (value === null ? '' : String(value))

export const draftOfSettings = (settings: IntegrationSettings): SettingsDraft => ({
  resourceTypes: settings.resourceTypes,
  excludedUnits: settings.excludedUnits.join(', '),
  excludedAccounts: settings.excludedAccounts,
  enableAudit: settings.enableAudit,
  credentialRotationDays: numberText(settings.credentialRotationDays),
  userCleanupDays: numberText(settings.userCleanupDays),
  customAccessDetails: settings.customAccessDetails ?? '',
  ownerAttribute: settings.integrationOwner?.attribute ?? '',
  ownerValues: settings.integrationOwner?.values.join(', ') ?? '',
  tagKey: settings.resourceOwner?.tagKey ?? '',
  tagAttribute: settings.resourceOwner?.attribute ?? '',
  portalUrl: settings.portalUrl ?? '',
  profileName: settings.profileName,
  maxCallsPerRun: numberText(settings.maxCallsPerRun),
  maxCostPerDay: numberText(settings.maxCostPerDay),
  bucketArn: settings.cloudTrail.bucketArn ?? '',
  prefix: settings.cloudTrail.prefix ?? '',
  keyArn: settings.cloudTrail.keyArn ?? '',
  queueArn: settings.cloudTrail.queueArn ?? '',
  extendedReads: settings.extendedReads,
})

export const listOf = (typed: string): string[] => typed.split(/[\s,;]+/).filter((part) => part !== '')
/** Names of people and groups may have spaces in them. */
const namesOf = (typed: string): string[] =>
  typed
    .split(/[,;\n]+/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
const textOrNothing = (typed: string): string | null => (typed.trim() === '' ? null : typed.trim())
const numberOrNothing = (typed: string): number | null => (typed.trim() === '' ? null : Number(typed))

/** Everything, so that what was emptied is taken away. */
export function settingsForm(draft: SettingsDraft): SettingsForm {
  const ownerValues = namesOf(draft.ownerValues)
  const noOwner = draft.ownerAttribute.trim() === '' && ownerValues.length === 0
  const noTag = draft.tagKey.trim() === '' && draft.tagAttribute.trim() === ''
  return {
    resourceTypes: draft.resourceTypes === null ? null : [...draft.resourceTypes],
    excludedUnits: listOf(draft.excludedUnits),
    excludedAccounts: [...draft.excludedAccounts],
    enableAudit: draft.enableAudit,
    credentialRotationDays: numberOrNothing(draft.credentialRotationDays),
    userCleanupDays: numberOrNothing(draft.userCleanupDays),
    customAccessDetails: textOrNothing(draft.customAccessDetails),
    integrationOwner: noOwner ? null : { attribute: draft.ownerAttribute.trim(), values: ownerValues },
    resourceOwner: noTag ? null : { tagKey: draft.tagKey.trim(), attribute: draft.tagAttribute.trim() },
    portalUrl: textOrNothing(draft.portalUrl),
    profileName: textOrNothing(draft.profileName),
    maxCallsPerRun: numberOrNothing(draft.maxCallsPerRun),
    maxCostPerDay: numberOrNothing(draft.maxCostPerDay),
    cloudTrail: {
      bucketArn: textOrNothing(draft.bucketArn),
      prefix: textOrNothing(draft.prefix),
      keyArn: textOrNothing(draft.keyArn),
      queueArn: textOrNothing(draft.queueArn),
    },
    extendedReads: draft.extendedReads,
  }
}

/** The settings of `after` that differ from `before`: what a change asks for. */
export function changedSettings(before: SettingsDraft, after: SettingsDraft): SettingsForm {
  const old = settingsForm(before)
  return Object.fromEntries(
    Object.entries(settingsForm(after)).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(Reflect.get(old, name)),
    ),
  )
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })
/** Counted as people see characters: a flag or a family is one (connection.md §5). */
export const visibleLength = (typed: string): number => [...graphemes.segment(typed.trim())].length
