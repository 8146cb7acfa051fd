/** Every sentence about accounts, in one place. Style: look.md §6. */
import { listed, plural } from '../access/words.ts'
import type { AccountDetail } from './account.ts'
import type { Tally } from './input.ts'

export const says = {
  account: (id: string) => `account ${id}`,
}

type Told = Omit<AccountDetail, 'sentence'>

/** `prod-payments has 214 principals, nine administrators among them; 41 people and two other accounts come in.` */
export function sentenceOf(one: Told, tally: Tally): string {
  const { name = one.id, principals, administrators, reading, status } = one
  if (status !== undefined && status !== 'ACTIVE') return `${name} is ${status.toLowerCase()}; nobody acts in it.`
  if (reading !== 'read' && principals <= 1) return `What is in ${name} was not read.`
  const rulers =
    administrators === 0 ? nobodyRules(one, tally) : `${plural(administrators, 'administrator')} among them`
  const who = comers(one)
  return `${name} has ${plural(principals, 'principal')}, ${rulers}${who === '' ? '' : `; ${who} in`}.`
}

/** Whoever was not read, or cannot be judged by what was, may be an administrator. */
function nobodyRules({ reading }: Told, { conditional, unknown }: Tally): string {
  if (conditional.length > 0) return `${plural(conditional.length, 'administrator')} under a condition among them`
  return unknown.length > 0 || reading !== 'read'
    ? 'no known administrator among them'
    : 'none of them an administrator'
}

/** `41 people and two other accounts come` */
function comers({ doors, people }: Told): string {
  const count = (kind: string): number => doors.filter((door) => door.kind === kind).length
  const [anybody, others, providers] = [count('anybody'), count('account'), count('provider')]
  const from = [
    ...(anybody > 0 ? ['anybody'] : []),
    ...(people > 0 ? [plural(people, 'person', 'people')] : []),
    ...(others > 0 ? [plural(others, 'other account')] : []),
    ...(providers > 0 ? [plural(providers, 'identity provider')] : []),
  ]
  if (from.length === 0) return ''
  const isOne = anybody + people + others + providers === 1
  return `${listed(from, 'and')} ${isOne ? 'comes' : 'come'}`
}
