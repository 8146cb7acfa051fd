/** The settings of an integration, checked field by field; rules and sentences: connection.md §5. Everything wrong is found at once. */
import type { AccountId } from '../../core/ids.ts'
import type { CellType } from '../../core/inventory/coverage.ts'
import { cellTypes, stageOfCell } from '../../core/inventory/coverage.ts'
import { nearest } from '../../core/nearest.ts'
import type { Result } from '../../core/result.ts'
import { err, ok } from '../../core/result.ts'
import type { ConnectionSettings, Partition } from '../ports/connections.ts'
import { accountNumber, notAnAccountNumber, shortened } from './account-numbers.ts'
import type { Field, FormProblem } from './form-field.ts'
import { given, good, itemsOf, wrong } from './form-field.ts'

/** Null or empty takes a setting away; what is absent stays as it is. */
export interface SettingsForm {
  readonly resourceTypes?: readonly string[] | null | undefined
  readonly excludedUnits?: readonly string[] | null | undefined
  readonly excludedAccounts?: readonly string[] | null | undefined
  readonly enableAudit?: boolean | undefined
  readonly credentialRotationDays?: number | null | undefined
  readonly userCleanupDays?: number | null | undefined
  readonly customAccessDetails?: string | null | undefined
  readonly integrationOwner?: { readonly attribute: string; readonly values: readonly string[] } | null | undefined
  readonly resourceOwner?: { readonly tagKey: string; readonly attribute: string } | null | undefined
  readonly portalUrl?: string | null | undefined
  readonly profileName?: string | null | undefined
  readonly maxCallsPerRun?: number | null | undefined
  readonly maxCostPerDay?: number | null | undefined
  readonly cloudTrail?: Partial<Record<keyof ConnectionSettings['cloudTrail'], string | null | undefined>> | undefined
  readonly extendedReads?: boolean | undefined
}

export interface SettingsFacts {
  readonly partition: Partition
  readonly organization: boolean
  readonly before: ConnectionSettings
  /** What stands before the names of the fields in problems. */
  readonly at?: string
}

/** Types that a setting may leave out: IAM, Identity Center and the organization are always read (connection.md §5). */
export const switchableTypes: readonly CellType[] = cellTypes.filter(
  (type) => !['organization', 'identity_center', 'iam'].includes(stageOfCell(type)),
)

export function checkSettings(
  form: SettingsForm,
  facts: SettingsFacts,
): Result<ConnectionSettings, readonly FormProblem[]> {
  const { before } = facts
  const fields: { readonly [K in keyof ConnectionSettings]: Field<ConnectionSettings[K]> } = {
    resourceTypes: changed(form.resourceTypes, before.resourceTypes, readTypes),
    excludedUnits: changed(form.excludedUnits, before.excludedUnits, (units) => readUnits(units ?? [], facts)),
    excludedAccounts: changed(form.excludedAccounts, before.excludedAccounts, (list) => readExcluded(list ?? [])),
    enableAudit: good(form.enableAudit ?? before.enableAudit),
    credentialRotationDays: changed(form.credentialRotationDays, before.credentialRotationDays, (days) =>
      readNumber('credentialRotationDays', days, 1, 365, 'days'),
    ),
    userCleanupDays: changed(form.userCleanupDays, before.userCleanupDays, (days) =>
      readNumber('userCleanupDays', days, 0, 365, 'days'),
    ),
    customAccessDetails: changed(form.customAccessDetails, before.customAccessDetails, readDetails),
    integrationOwner: changed(form.integrationOwner, before.integrationOwner, readIntegrationOwner),
    resourceOwner: readResourceOwner(form, before),
    portalUrl: changed(form.portalUrl, before.portalUrl, readPortal),
    profileName: changed(form.profileName, before.profileName, readProfileName),
    maxCallsPerRun: changed(form.maxCallsPerRun, before.maxCallsPerRun, (calls) =>
      readNumber('maxCallsPerRun', calls, 1, 1_000_000_000, 'calls'),
    ),
    maxCostPerDay: changed(form.maxCostPerDay, before.maxCostPerDay, readCost),
    cloudTrail: readCloudTrail(form.cloudTrail, facts),
    extendedReads: good(form.extendedReads ?? before.extendedReads),
  }
  const problems = Object.values(fields).flatMap((field) => field.problems)
  if (problems.length > 0) {
    return err(problems.map((problem) => ({ ...problem, path: `${facts.at ?? ''}${problem.path}` })))
  }
  return ok({
    resourceTypes: fields.resourceTypes.value,
    excludedUnits: fields.excludedUnits.value,
    excludedAccounts: fields.excludedAccounts.value,
    enableAudit: fields.enableAudit.value,
    credentialRotationDays: fields.credentialRotationDays.value,
    userCleanupDays: fields.userCleanupDays.value,
    customAccessDetails: fields.customAccessDetails.value,
    integrationOwner: fields.integrationOwner.value,
    resourceOwner: fields.resourceOwner.value,
    portalUrl: fields.portalUrl.value,
    profileName: fields.profileName.value,
    maxCallsPerRun: fields.maxCallsPerRun.value,
    maxCostPerDay: fields.maxCostPerDay.value,
    cloudTrail: fields.cloudTrail.value,
    extendedReads: fields.extendedReads.value,
  })
}

function changed<I, T>(typed: I | undefined, before: T, read: (typed: I) => Field<T>): Field<T> {
  return typed === undefined ? good(before) : read(typed)
}

/* ------------------------------------------------------------------ what is read */

function readTypes(names: readonly string[] | null): Field<readonly CellType[] | null> {
  if (names === null) return good(null)
  const wanted = new Set(names.flatMap(itemsOf))
  const problems = [...wanted]
    .filter((name) => !cellTypes.some((type) => type === name))
    .map((name): FormProblem => {
      const suggestions = nearest(name, switchableTypes)
      const hint = suggestions[0] ? ` Did you mean ${suggestions[0]}?` : ''
      const message = `"${shortened(name)}" is not a resource type that Bailiwick reads.${hint}`
      return { path: 'resourceTypes', message, suggestions }
    })
  const value = switchableTypes.filter((type) => wanted.has(type))
  if (problems.length === 0 && value.length === 0) {
    return wrong(null, 'resourceTypes', 'Choose at least one resource type.')
  }
  // All of them means those of later versions too.
  return { value: value.length === switchableTypes.length ? null : value, problems }
}

/** AWS Organizations API Reference, `OrganizationalUnit.Id`. */
const unitId = /^ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}$/

function readUnits(typed: readonly string[], { organization }: SettingsFacts): Field<readonly string[]> {
  const units = [...new Set(typed.flatMap(itemsOf))]
  const problems = units
    .filter((unit) => !unitId.test(unit))
    .map((unit): FormProblem => {
      const message = `"${shortened(unit)}" is not the id of an organizational unit. They look like ou-a1b2-c3d4e5f6.`
      return { path: 'excludedUnits', message }
    })
  if (units.length > 0 && !organization) {
    const message = 'Organizational units are left out where a whole organization is read. Remove accounts instead.'
    return wrong([], 'excludedUnits', message)
  }
  return { value: units, problems }
}

function readExcluded(typed: readonly string[]): Field<readonly AccountId[]> {
  const problems: FormProblem[] = []
  const accounts = new Set<AccountId>()
  for (const item of typed.flatMap(itemsOf)) {
    const account = accountNumber(item)
    if (account) accounts.add(account)
    else problems.push({ path: 'excludedAccounts', message: notAnAccountNumber(item) })
  }
  return { value: [...accounts], problems }
}

function readNumber(path: string, value: number | null, least: number, most: number, of: string) {
  if (value === null || (Number.isInteger(value) && value >= least && value <= most)) return good(value)
  const message = `Enter a number of ${of} from ${least} to ${most.toLocaleString('en')}.`
  return wrong(value, path, message)
}

/** Calls of which no price is known do not count: the ledger shows them by themselves. */
function readCost(usd: number | null): Field<number | null> {
  if (usd === null || (Number.isFinite(usd) && usd >= 0 && usd <= mostUsd)) return good(usd)
  const message = `Enter US dollars from 0 to ${mostUsd.toLocaleString('en')}. With 0 only what is free is read.`
  return wrong(usd, 'maxCostPerDay', message)
}

const mostUsd = 1_000_000

/* ------------------------------------------------------------------ owners, portal, texts */

/** connection.md §5. */
const maxDetails = 400
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Counted as the user sees them: a flag or a family is one character. */
export const visibleLength = (text: string): number => [...graphemes.segment(text)].length

function readDetails(typed: string | null): Field<string | null> {
  const text = given(typed) ?? null
  const length = text === null ? 0 : visibleLength(text)
  if (length <= maxDetails) return good(text)
  const message = `${length} of ${maxDetails} characters. Shorten it by ${length - maxDetails}.`
  return wrong(text, 'customAccessDetails', message)
}

function readIntegrationOwner(
  typed: ConnectionSettings['integrationOwner'],
): Field<ConnectionSettings['integrationOwner']> {
  if (typed === null) return good(null)
  const attribute = typed.attribute.trim()
  const values = [...new Set(typed.values.map((value) => value.trim()).filter((value) => value !== ''))]
  if (attribute !== '' && values.length > 0) return good({ attribute, values })
  return wrong(null, 'integrationOwner', 'Choose an attribute of the directory and at least one value of it.')
}

function readResourceOwner(form: SettingsForm, before: ConnectionSettings): Field<ConnectionSettings['resourceOwner']> {
  const typed = form.resourceOwner === undefined ? before.resourceOwner : form.resourceOwner
  const tagKey = typed?.tagKey.trim() ?? ''
  const attribute = typed?.attribute.trim() ?? ''
  if (typed === null || (tagKey === '' && attribute === '')) return good(null)
  // Tag Editor User Guide, "Tag naming limits": 1 to 128 characters.
  if (tagKey === '' || tagKey.length > 128 || attribute === '') {
    return wrong(
      null,
      'resourceOwner',
      'Enter a tag key of 1 to 128 characters and the attribute that its values name.',
    )
  }
  const owner = form.integrationOwner === undefined ? before.integrationOwner : form.integrationOwner
  if (owner !== null) return good({ tagKey, attribute })
  const message = `Choose an integration owner first: it answers when a resource carries no "${tagKey}" tag.`
  return wrong(null, 'resourceOwner', message)
}

function readPortal(typed: string | null): Field<string | null> {
  const text = given(typed)
  if (text === undefined) return good(null)
  // People copy the address out of the browser, where the portal has gone on to one of its pages.
  const bare = text.replace(/#.*$/, '').replace(/\/+$/, '')
  const url = URL.parse(bare)
  if (url?.protocol === 'https:' && url.username === '' && url.password === '') return good(bare)
  const message = 'Enter the address of the AWS access portal, for example https://example.awsapps.com/start.'
  return wrong(null, 'portalUrl', message)
}

function readProfileName(typed: string | null): Field<string> {
  const name = given(typed) ?? 'bailiwick'
  if (/^[\w.@-]{1,64}$/.test(name)) return good(name)
  return wrong(name, 'profileName', 'A profile name has 1 to 64 letters, digits or . @ - _.')
}

/* ------------------------------------------------------------------ CloudTrail */

type CloudTrail = ConnectionSettings['cloudTrail']

/** Names and ARNs: Amazon S3, KMS and SQS User Guides. */
const deliveryForms = (partition: Partition) => ({
  bucketArn: { form: new RegExp(`^arn:${partition}:s3:::[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$`), is: 'ARN of a bucket' },
  prefix: { form: /^[\w!.*'()-]+(\/[\w!.*'()-]+)*$/, is: 'prefix (without slashes around it)' },
  keyArn: { form: new RegExp(`^arn:${partition}:kms:[a-z0-9-]+:\\d{12}:key/[\\w-]+$`), is: 'ARN of a KMS key' },
  queueArn: {
    form: new RegExp(`^arn:${partition}:sqs:[a-z0-9-]+:\\d{12}:[\\w-]{1,80}(\\.fifo)?$`),
    is: 'ARN of an SQS queue',
  },
})

function readCloudTrail(typed: SettingsForm['cloudTrail'], { before, partition }: SettingsFacts): Field<CloudTrail> {
  const forms = deliveryForms(partition)
  const problems: FormProblem[] = []
  const read = (name: keyof CloudTrail): string | null => {
    if (typed?.[name] === undefined) return before.cloudTrail[name]
    const text = given(typed[name]) ?? null
    if (text !== null && (text.length > 200 || !forms[name].form.test(text))) {
      const message = `"${shortened(text)}" is not the ${forms[name].is} in the ${partition} partition.`
      problems.push({ path: `cloudTrail.${name}`, message })
    }
    return text
  }
  const value = {
    bucketArn: read('bucketArn'),
    prefix: read('prefix'),
    keyArn: read('keyArn'),
    queueArn: read('queueArn'),
  }
  if (problems.length === 0 && value.bucketArn === null && (value.prefix ?? value.keyArn) !== null) {
    problems.push({ path: 'cloudTrail.bucketArn', message: 'Enter the ARN of the bucket that CloudTrail delivers to.' })
  }
  return { value, problems }
}
