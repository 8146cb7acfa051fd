import type { Escalation } from '../../api/schema.ts'
import type { AdminAnswer, PrincipalType } from '../../api/types.ts'

export const typeWords: Readonly<Record<PrincipalType, string>> = {
  root: 'account root',
  user: 'IAM user',
  role: 'IAM role',
  'permission-set-role': 'permission set',
  'service-linked-role': 'service-linked role',
  service: 'AWS service',
  external: 'outside the organization',
  anonymous: 'anybody',
}

export const adminWords: Readonly<Record<AdminAnswer, string>> = {
  yes: 'administrator',
  no: 'no',
  conditional: 'under a condition',
  unknown: 'unknown',
}

/** The people behind an Identity Center role, in a few words. */
export function peopleWords(people: readonly { readonly name: string }[] | undefined, most = 3): string | undefined {
  if (people === undefined || people.length === 0) return undefined
  const names = people.slice(0, most).map((person) => person.name)
  const rest = people.length - names.length
  return rest > 0 ? `${names.join(', ')} and ${rest} more` : names.join(', ')
}

const becomeWords: Readonly<Record<Escalation['decision'], string>> = {
  Allowed: 'can become administrator',
  Conditional: 'can become administrator under a condition',
  Unknown: 'may become administrator',
}
export const canBecomeWords = (way: Escalation): string => becomeWords[way.decision]
