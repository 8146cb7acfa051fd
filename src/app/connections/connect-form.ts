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
import type { Partition } from '../ports.ts'
import { accountNumber, notAnAccountNumber, shortened } from './account-numbers.ts'
import { nameProblem } from './names.ts'

export const formMethods = ['manual', 'cloudformation', 'stackset', 'direct'] as const

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
}

export interface FormProblem {
  readonly path: keyof ConnectForm
  readonly message: string
  readonly suggestions?: readonly string[]
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
  /** What was changed without asking: `1 duplicate removed`. */
  readonly notes: readonly string[]
}

/** connection.md §2, the one constant. */
export const defaultRoleName = 'BailiwickCrossAccountTrustRole'
/** connection.md §4. */
const maxAccounts = 5_000

export function checkForm(form: ConnectForm, partition: Partition): Result<CheckedForm, readonly FormProblem[]> {
  const accounts = readAccounts(form)
  const role = readRole(form.roleName)
  const regions = readRegions('regions', form.regions, partition)
  const home = readRegions('identityCenterRegion', form.identityCenterRegion, partition)
  const name = readName(form.name)
  const owner = readOwner(form)
  const profile = readProfile(form.profile)
  const problems = [accounts, role, regions, home, name, owner, profile].flatMap((field) => field.problems)
  if (problems.length > 0) return err(problems)
  return ok({
    method: form.method,
    name: name.value,
    owner: owner.value,
    accounts: accounts.value.list,
    managementAccountId: accounts.value.management,
    organization: accounts.value.organization,
    identityCenter: form.identityCenter ?? (form.method === 'direct' || accounts.value.management !== null),
    ...role.value,
    regions: regions.value,
    identityCenterRegion: home.value[0] ?? null,
    profile: profile.value,
    notes: accounts.value.notes,
  })
}

interface Field<T> {
  readonly value: T
  readonly problems: readonly FormProblem[]
}

const good = <T>(value: T): Field<T> => ({ value, problems: [] })
const given = (text: string | undefined): string | undefined => (text?.trim() ? text.trim() : undefined)

/* ------------------------------------------------------------------ accounts */

interface Accounts {
  readonly list: readonly AccountId[]
  readonly management: AccountId | null
  readonly organization: boolean
  readonly notes: readonly string[]
}

function readAccounts(form: ConnectForm): Field<Accounts> {
  const organization = form.organization ?? form.method === 'stackset'
  if (form.method === 'direct') return good({ list: [], management: null, organization, notes: [] })
  const { list, wrong, duplicates } = accountNumbers(form.accounts ?? '')
  const { management, problem } = readManagement(form, organization)
  const problems: FormProblem[] = wrong.map((item) => ({ path: 'accounts', message: notAnAccountNumber(item) }))
  if (problem) problems.push(problem)
  if (list.length > maxAccounts) {
    problems.push({
      path: 'accounts',
      message: `At most ${maxAccounts.toLocaleString('en')} accounts; these are ${list.length}.`,
    })
  }
  const discovered = organization && management !== null
  if (list.length === 0 && wrong.length === 0 && !discovered && !problem) {
    problems.push({ path: 'accounts', message: 'Enter at least one account number.' })
  }
  if (management !== null && list.length > 0 && !list.includes(management)) {
    const message = `Account ${management} is not in Account numbers. Add it there too, because Bailiwick reads the management account through the same role.`
    problems.push({ path: 'managementAccount', message })
  }
  const notes = duplicates === 0 ? [] : [`${duplicates} duplicate${duplicates === 1 ? '' : 's'} removed`]
  const all = list.length === 0 && management !== null ? [management] : list
  return { value: { list: all, management, organization, notes }, problems }
}

function readManagement(
  form: ConnectForm,
  organization: boolean,
): { management: AccountId | null; problem?: FormProblem } {
  const text = given(form.managementAccount)
  if (text !== undefined) {
    const management = accountNumber(text)
    if (management) return { management }
    return { management: null, problem: { path: 'managementAccount', message: notAnAccountNumber(text) } }
  }
  const needs = organization
    ? 'The accounts of an organization are'
    : form.identityCenter
      ? 'Identity Center is'
      : undefined
  if (needs === undefined) return { management: null }
  const message = `${needs} found through the management account. Enter its number.`
  return { management: null, problem: { path: 'managementAccount', message } }
}

function accountNumbers(text: string) {
  const list = new Set<AccountId>()
  const wrong: string[] = []
  let duplicates = 0
  for (const item of text.split(/[\s,;]+/).filter((part) => part !== '')) {
    const account = accountNumber(item)
    if (!account) wrong.push(item)
    else if (list.has(account)) duplicates++
    else list.add(account)
  }
  return { list: [...list], wrong, duplicates }
}

/* ------------------------------------------------------------------ role, Regions, name, owner, profile */

function readRole(text: string | undefined): Field<{ roleName: string; rolePath: string }> {
  const role = given(text)
  if (role === undefined) return good({ roleName: defaultRoleName, rolePath: '/' })
  const arn = /^arn:[\w-]+:iam::\d{12}:role(\/(?:[\x21-\x7e]+\/)?)([^/]+)$/.exec(role)
  const roleName = arn?.[2] ?? role
  // IAM User Guide, "IAM and STS quotas": names of roles.
  if (/^[\w+=,.@-]{1,64}$/.test(roleName)) return good({ roleName, rolePath: arn?.[1] ?? '/' })
  const message = 'A role name has 1 to 64 letters, digits or + = , . @ - _.'
  return { value: { roleName, rolePath: '/' }, problems: [{ path: 'roleName', message }] }
}

function readRegions(path: 'regions' | 'identityCenterRegion', text: string | undefined, partition: Partition) {
  const known: readonly string[] = regionsOf[partition]
  const value = [...new Set((text ?? '').split(/[\s,;]+/).filter((part) => part !== ''))]
  const problems = value
    .filter((region) => !known.includes(region))
    .map((region): FormProblem => {
      const suggestions = nearest(region, known)
      const hint = suggestions[0] ? ` Did you mean ${suggestions[0]}?` : ''
      const message = `"${shortened(region)}" is not a Region of the ${partition} partition.${hint}`
      return { path, message, suggestions }
    })
  if (path === 'identityCenterRegion' && value.length > 1) {
    problems.push({ path, message: 'Identity Center has one Region. Enter one.' })
  }
  return { value, problems }
}

function readName(text: string | undefined): Field<string | undefined> {
  const name = given(text)
  const message = name === undefined ? undefined : nameProblem(name)
  return { value: name, problems: message === undefined ? [] : [{ path: 'name', message }] }
}

/** Nobody has to answer for a look with the credentials at hand, everybody else needs an owner. */
function readOwner(form: ConnectForm): Field<string | undefined> {
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
