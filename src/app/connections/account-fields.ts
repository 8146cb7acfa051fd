/** Which accounts a connection reads, as typed (connection.md §4, §15). */
import type { AccountId } from '../../core/ids.ts'
import { accountNumber, notAnAccountNumber } from './account-numbers.ts'
import type { ConnectForm } from './connect-form.ts'
import type { Field, FormProblem } from './form-field.ts'
import { given, good, itemsOf } from './form-field.ts'

/** connection.md §4. */
const maxAccounts = 5_000

export interface Accounts {
  /** With the management account. */
  readonly list: readonly AccountId[]
  readonly management: AccountId | null
  readonly organization: boolean
  /** What was changed without asking. */
  readonly notes: readonly string[]
}

type Typed = Pick<ConnectForm, 'method' | 'accounts' | 'managementAccount' | 'organization' | 'identityCenter'>

export function readAccounts(form: Typed): Field<Accounts> {
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

function readManagement(form: Typed, organization: boolean): { management: AccountId | null; problem?: FormProblem } {
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
  for (const item of itemsOf(text)) {
    const account = accountNumber(item)
    if (!account) wrong.push(item)
    else if (list.has(account)) duplicates++
    else list.add(account)
  }
  return { list: [...list], wrong, duplicates }
}
