import type { Assumer, Escalation, PathNode } from '../../api/schema.ts'
import type { AdminAnswer, PrincipalType } from '../../api/types.ts'
import { counted } from '../../parts/verdict.tsx'
import type { lastUses, principalPowers } from '../../search.ts'

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

export const powerWords: Readonly<Record<(typeof principalPowers)[number], string>> = {
  administrator: 'Administrators',
  becomes: 'Can become administrator',
  other: 'Neither, or not known',
}

export const lastUseWords: Readonly<Record<(typeof lastUses)[number], string>> = {
  recent: 'Within 90 days',
  idle: 'Not in 90 days',
  unknown: 'No use known',
}

/** A person of Identity Center as paths name them, as an identity. */
export const identityOfPerson = ({ id }: Pick<PathNode, 'id'>): string => id.replace(/^person:/, 'idc-user:')

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

/** `1 hour`, `90 minutes`. */
export function sessionWords(seconds: number): string {
  const hours = seconds / 3_600
  if (Number.isInteger(hours)) return counted(hours, 'hour')
  return counted(Math.round(seconds / 60), 'minute')
}

/** Does it have a page of its own? */
export const isListed = ({ kind }: PathNode): boolean => kind === 'principal'

const howWords: Readonly<Record<Assumer['how'], string>> = {
  assigned: 'through Identity Center',
  signsIn: 'signs people in',
  assumes: '',
}

/** Who it is and how, behind the name: `the service`, `ci-build`, `security-audit, Dario Ricci and 3 more`. */
export function assumerWords({ who, how, people }: Assumer): string {
  const kind =
    who.kind === 'service'
      ? 'the service'
      : who.kind === 'outsider'
        ? 'outside what was read'
        : who.kind === 'provider'
          ? 'identity provider'
          : (who.accountName ?? who.account ?? '')
  const others = how === 'assigned' ? undefined : peopleWords(people)
  return [kind, howWords[how], others].filter((one) => one !== undefined && one !== '').join(', ')
}
