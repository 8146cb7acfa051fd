/**
 * What an administrator types to connect AWS, checked field by field; rules and sentences: connection.md §4 and §15. Everything
 * wrong is found at once. What others own (names, accounts of other connections) is checked by the use case.
 */
import { parseEmail } from '../../core/email.ts'
import type { AccountId } from '../../core/ids.ts'
import { nearest } from '../../core/nearest.ts'
import { regionsOf } from '../../core/regions.ts'
import type { Result } from '../../core/result.ts'
import { err, ok } from '../../core/result.ts'
import type { AccessKeyPair, ConnectionSettings, Partition } from '../ports/connections.ts'
import { defaultSettings } from '../ports/connections.ts'
import { readAccessKey } from './access-key-field.ts'
import { readAccounts } from './account-fields.ts'
import { shortened } from './account-numbers.ts'
import type { Field, FormProblem } from './form-field.ts'
import { given, good, itemsOf, wrong } from './form-field.ts'
import { nameProblem } from './names.ts'
import type { SettingsForm } from './settings-form.ts'
import { checkSettings } from './settings-form.ts'

export const formMethods = ['manual', 'cloudformation', 'stackset', 'legacy', 'direct'] as const

export interface ConnectForm {
  readonly method: (typeof formMethods)[number]
  readonly name?: string | undefined
  readonly owner?: string | undefined
  /** Free text: numbers separated by comma, semicolon, space or line. */
  readonly accounts?: string | undefined
  readonly managementAccount?: string | undefined
  readonly organization?: boolean | undefined
  readonly identityCenter?: boolean | undefined
  readonly roleName?: string | undefined
  readonly regions?: string | undefined
  readonly identityCenterRegion?: string | undefined
  readonly profile?: string | undefined
  /** Where nothing else tells it: what was typed of Regions does. */
  readonly partition?: Partition | undefined
  /** Home Region; absent: the first of the Regions, or the partition's own. */
  readonly homeRegion?: string | undefined
  /** Output of the stack in the management account, where the role has another name there. */
  readonly managementRoleArn?: string | undefined
  /** Method `legacy` only. */
  readonly accessKeyId?: string | undefined
  readonly secretAccessKey?: string | undefined
  readonly settings?: SettingsForm | undefined
}

export interface CheckedForm {
  readonly method: ConnectForm['method']
  /** Undefined: the next free `AWS`, `AWS 2`, … */
  readonly name: string | undefined
  readonly owner: string | undefined
  /** With the management account; empty for `direct`, where the credentials say it. */
  readonly accounts: readonly AccountId[]
  readonly managementAccountId: AccountId | null
  readonly organization: boolean
  readonly identityCenter: boolean
  readonly roleName: string
  readonly rolePath: string
  readonly regions: readonly string[]
  readonly identityCenterRegion: string | null
  readonly profile: string | null
  readonly homeRegion: string | null
  readonly managementRoleArn: string | null
  readonly accessKey: AccessKeyPair | null
  readonly settings: ConnectionSettings
  /** What was changed without asking: `1 duplicate removed`. */
  readonly notes: readonly string[]
}

/** connection.md §2, the one constant. */
export const defaultRoleName = 'BailiwickCrossAccountTrustRole'
export function checkForm(form: ConnectForm, partition: Partition): Result<CheckedForm, readonly FormProblem[]> {
  const accounts = readAccounts(form)
  const key = readAccessKey(form)
  const role = readRole(form.roleName)
  const managementRole = readManagementRole(form.managementRoleArn, accounts.value.management, partition)
  const regions = readRegions('regions', form.regions, partition)
  const home = readOneRegion('homeRegion', form.homeRegion, partition)
  const identityCenterHome = readOneRegion('identityCenterRegion', form.identityCenterRegion, partition)
  const name = readName(form.name)
  const owner = readOwner(form)
  const profile = readProfile(form.profile)
  const { organization } = accounts.value
  const settings = checkSettings(form.settings ?? {}, {
    partition,
    organization,
    before: defaultSettings,
    at: 'settings.',
  })
  const fields = [accounts, key, role, managementRole, regions, home, identityCenterHome, name, owner, profile]
  const problems = [...fields.flatMap((field) => field.problems), ...(settings.ok ? [] : settings.error)]
  if (problems.length > 0 || !settings.ok) return err(problems)
  return ok({
    method: form.method,
    name: name.value,
    owner: owner.value,
    accounts: accounts.value.list,
    managementAccountId: accounts.value.management,
    organization,
    identityCenter: form.identityCenter ?? (form.method === 'direct' || accounts.value.management !== null),
    ...role.value,
    regions: regions.value,
    identityCenterRegion: identityCenterHome.value,
    profile: profile.value,
    homeRegion: home.value,
    managementRoleArn: managementRole.value,
    accessKey: key.value,
    settings: settings.value,
    notes: accounts.value.notes,
  })
}

/* ------------------------------------------------------------------ role, Regions, name, owner, profile */

export function readRole(text: string | undefined): Field<{ roleName: string; rolePath: string }> {
  const role = given(text)
  if (role === undefined) return good({ roleName: defaultRoleName, rolePath: '/' })
  // Paths may hold more (IAM API Reference, CreateRole); a wildcard in one would stand in the trust and resource ARNs made of it.
  const arn = /^arn:[\w-]+:iam::\d{12}:role(\/(?:[\w+=,.@-]+\/)*)([^/]+)$/.exec(role)
  const roleName = arn?.[2] ?? role
  // IAM User Guide, "IAM and STS quotas": names of roles.
  if (/^[\w+=,.@-]{1,64}$/.test(roleName)) return good({ roleName, rolePath: arn?.[1] ?? '/' })
  const message = 'A role name has 1 to 64 letters, digits or + = , . @ - _.'
  return { value: { roleName, rolePath: '/' }, problems: [{ path: 'roleName', message }] }
}

export function readRegions(path: string, text: string | undefined, partition: Partition): Field<readonly string[]> {
  const known: readonly string[] = regionsOf[partition]
  const value = [...new Set(itemsOf(text ?? ''))]
  const problems = value
    .filter((region) => !known.includes(region))
    .map((region): FormProblem => {
      const suggestions = nearest(region, known)
      const hint = suggestions[0] ? ` Did you mean ${suggestions[0]}?` : ''
      const message = `"${shortened(region)}" is not a Region of the ${partition} partition.${hint}`
      return { path, message, suggestions }
    })
  return { value, problems }
}

const oneRegion = {
  homeRegion: 'There is one home Region. Enter one.',
  identityCenterRegion: 'Identity Center has one Region. Enter one.',
} as const

export function readOneRegion(
  path: keyof typeof oneRegion,
  text: string | undefined,
  partition: Partition,
): Field<string | null> {
  const { value, problems } = readRegions(path, text, partition)
  if (value.length > 1) return { value: null, problems: [...problems, { path, message: oneRegion[path] }] }
  return { value: value[0] ?? null, problems }
}

/** The account of the ARN must be the management account (connection.md §5). */
export function readManagementRole(
  text: string | undefined,
  management: AccountId | null,
  partition: Partition,
): Field<string | null> {
  const arn = given(text)
  if (arn === undefined) return good(null)
  const parts = /^arn:([\w-]+):iam::(\d{12}):role\/[\w+=,.@/-]+$/.exec(arn)
  if (parts?.[1] !== partition) {
    return wrong(
      null,
      'managementRoleArn',
      `"${shortened(arn)}" is not the ARN of a role in the ${partition} partition.`,
    )
  }
  if (parts[2] === management) return good(arn)
  const message =
    management === null
      ? 'Enter the number of the management account too.'
      : `This role belongs to account ${parts[2]}, not to the management account ${management}.`
  return wrong(null, 'managementRoleArn', message)
}

export function readName(text: string | undefined): Field<string | undefined> {
  const name = given(text)
  const message = name === undefined ? undefined : nameProblem(name)
  return { value: name, problems: message === undefined ? [] : [{ path: 'name', message }] }
}

/** Nobody has to answer for a look with the credentials at hand, everybody else needs an owner. */
export function readOwner(form: Pick<ConnectForm, 'method' | 'owner'>): Field<string | undefined> {
  const text = given(form.owner)
  const owner = text === undefined ? undefined : parseEmail(text)
  if (owner !== undefined || (text === undefined && form.method === 'direct')) return good(owner)
  return { value: undefined, problems: [{ path: 'owner', message: "Enter the owner's email address." }] }
}

function readProfile(text: string | undefined): Field<string | null> {
  const profile = given(text)
  if (profile === undefined || /^[\w.@ -]{1,64}$/.test(profile)) return good(profile ?? null)
  return {
    value: null,
    problems: [{ path: 'profile', message: 'A profile name has 1 to 64 letters, digits, spaces or . @ - _.' }],
  }
}
