/** Every sentence about people and workloads, in one place. Style: look.md §6. */
import { capital, figure, listed, plural } from '../access/words.ts'
import type { ExternalId } from '../inventory/objects.ts'
import type { IdentityDetail } from './identity.ts'

/** Names that stand in a sentence before the rest is counted. */
const namedRoles = 3

const some = (names: readonly string[]): string => {
  const rest = names.length - namedRoles
  return rest > 0 ? `${names.slice(0, namedRoles).join(', ')} and ${figure(rest)} more` : listed(names, 'and')
}

export const says = {
  personOfDirectory: 'It is a user of Identity Center, which is for people.',
  factorUnread: 'AWS does not tell which factors a person of Identity Center signs in with.',
  useByRole: 'When a role was last used is known; which of the people who hold it used it is not.',
  directoryNotWhole: 'Identity Center was not read whole, so there may be assignments that are not told here.',
  userDisabled: 'The user is disabled.',
  externalId: (issuer: string | undefined, id: string) =>
    issuer === undefined ? `Its external id is ${id}.` : `${issuer} knows it as ${id}.`,
  sameExternalId: ({ issuer, id }: ExternalId, other: string) =>
    `${issuer ?? 'The identity provider'} knows it and ${other} under the same id, ${id}.`,
  rootIsNobody: 'A root user belongs to the account and to nobody in particular; its owner is named by hand.',
  runsAs: (what: string, role: string) => `The ${what} runs as the role ${role}.`,
  roleShared: 'Others run as the same role, so its last use does not tell whose it was.',
  issuerOfSoftware: (issuer: string) => `${issuer} signs for builds, pods or jobs, not for people.`,
  issuerOfAnybody: (issuer: string) => `${issuer} may sign for people and for software.`,
  namedByTrust: (roles: readonly string[]) => `The trust policy of ${some([...new Set(roles)])} names it.`,
  providerMissing: 'The account has no such identity provider, so nobody can come in this way.',
  providerUnread: 'The account was not read whole, so whether it has the identity provider is not known.',
  trustAsWritten: 'As the trust policies name it; what else they ask of a token stands in the path to each role.',
  serviceLinked: 'AWS keeps these roles for the service, and nobody else may take them on.',
}

/* ------------------------------------------------------------------ the sentence of the page */

type Told = Omit<IdentityDetail, 'sentence' | 'at' | 'snapshot'>

/** `Hana Sato reaches five accounts through three groups and is administrator in prod-payments.` */
export function sentenceOf(one: Told): string {
  if (one.disabled && one.appearsAs.includes('idc-user')) return disabledPerson(one)
  if (one.kind === 'root') return rootUser(one)
  const power = powerOf(one)
  const also = power === '' ? '' : one.appearsAs.includes('iam-user') ? `; it ${power}` : ` and ${power}`
  return `${subjectOf(one)} ${verbOf(one)}${also}.`
}

function rootUser(one: Told): string {
  const place = one.accountName ?? one.account ?? one.name
  return `The root user of ${place} ${factorsOf(one)}${one.admin === 'yes' ? '; it may do everything there' : ''}.`
}

const asFarAsRead = ({ notes }: Told): string => (notes.includes(says.directoryNotWhole) ? ' that was read' : '')

function disabledPerson(one: Told): string {
  const { name, access } = one
  if (access.length === 0)
    return `${name} is disabled in Identity Center and has no account assignment${asFarAsRead(one)}.`
  return `${name} is disabled in Identity Center; ${plural(access.length, 'assignment')} would work again with the user.`
}

function subjectOf({ kind, what, name, account, accountName }: Told): string {
  if (what === 'AWS service') return name
  if (what === 'IAM user') return `The IAM user ${name} in ${accountName ?? account}`
  return kind === 'workload' && account !== undefined ? `The ${what} ${name}` : capital(name)
}

function verbOf(one: Told): string {
  const { access, reaches, account, accountName, appearsAs } = one
  const place = accountName ?? account ?? ''
  if (appearsAs.includes('idc-user')) {
    if (reaches === 0) return `has no account assignment${asFarAsRead(one)}`
    const groups = new Set(
      access.flatMap(({ through }) => through.flatMap((by) => (by.kind === 'group' ? by.name : []))),
    )
    const own = access.filter(({ through }) => through.some(({ kind }) => kind === 'assignment')).length
    const by = [
      ...(groups.size > 0 ? [plural(groups.size, 'group')] : []),
      ...(own > 0 ? [plural(own, 'assignment of its own', 'assignments of its own')] : []),
    ]
    return `reaches ${plural(reaches, 'account')} through ${listed(by, 'and')}`
  }
  if (appearsAs.includes('iam-user')) return signsInWith(one)
  if (appearsAs.includes('oidc-subject')) {
    const roles = new Set(access.map(({ arn }) => arn)).size
    return `may take on ${plural(roles, 'role')} in ${plural(reaches, 'account')}`
  }
  if (account === undefined) return `keeps ${plural(access.length, 'role')} in ${plural(reaches, 'account')}`
  return `runs as ${access[0]?.name ?? 'a role'} in ${place}`
}

function factorsOf({ credentials }: Told): string {
  const [one] = credentials
  if (!one) return 'has credentials that were not read'
  const keys = one.keys.filter(({ active }) => active).length
  const factor = { yes: 'has MFA', no: 'has no MFA', unknown: 'may have MFA' }[one.mfa]
  return `${factor} and ${keys === 0 ? 'no access key' : 'an access key'}`
}

function signsInWith({ credentials }: Told): string {
  const [one] = credentials
  if (!one) return 'may have a password and keys, which were not read'
  const keys = one.keys.filter(({ active }) => active).length
  if (one.password === 'unknown')
    return keys === 0 ? 'may have a password' : `has ${plural(keys, 'access key')} and may have a password`
  const has = [
    ...(one.password === 'yes' ? [one.mfa === 'no' ? 'a password without MFA' : 'a password'] : []),
    ...(keys > 0 ? [plural(keys, 'access key')] : []),
  ]
  return has.length === 0 ? 'has nothing to sign in with' : `has ${listed(has, 'and')}`
}

/** Accounts that are named before they are counted. */
const namedAccounts = 2

function powerOf(one: Told): string {
  const { admin, administers, access, becomes } = one
  if (administers > 0) {
    const names = [...new Set(access.flatMap((row) => (row.admin === 'yes' ? [row.accountName ?? row.account] : [])))]
    if (one.appearsAs.includes('iam-user')) return 'is administrator there'
    if (names.length <= namedAccounts) return `is administrator in ${listed(names, 'and')}`
    return `is administrator in ${names.length === one.reaches ? 'all' : figure(names.length)} of them`
  }
  if (admin === 'conditional') return 'is administrator under a condition'
  if (becomes.some(({ decision }) => decision === 'Allowed')) return 'could become administrator'
  return ''
}
