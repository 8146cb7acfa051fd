/**
 * The condition keys of a question to the index: what follows from the principal, the resource and the snapshot is known,
 * everything else is `present`, `maybe` or `absent` as AWS documents it. What the asker gives wins.
 *
 * IAM UG "AWS global condition context keys" (each key's Availability) and "Principal key values".
 */
import type { ContextValue, RequestContext } from '../evaluate/types.ts'
import type { SnapshotAccount, SnapshotPrincipal } from '../inventory/snapshot.ts'
import type { Question } from './question.ts'

/** Lower-case key → values. */
export type GivenContext = ReadonlyMap<string, readonly string[]>

/** Who asks, as far as keys depend on it. `external`: named in a policy, outside the snapshot. */
export type Caller =
  | { readonly kind: 'principal'; readonly principal: SnapshotPrincipal; readonly account: SnapshotAccount }
  | { readonly kind: 'service'; readonly host: string }
  | { readonly kind: 'external'; readonly arn: string }
  | { readonly kind: 'anonymous' }

export function contextOf(caller: Caller, question: Question, given: GivenContext): RequestContext {
  return {
    get(key) {
      const name = key.toLowerCase()
      return (
        given.get(name) ??
        principalKey(caller, name) ??
        resourceKey(question, name) ??
        requestKey(caller, question, name)
      )
    },
  }
}

const principalTypes = {
  root: 'Account',
  user: 'User',
  role: 'AssumedRole',
  'permission-set-role': 'AssumedRole',
  'service-linked-role': 'AssumedRole',
} as const

/** Keys that can differ between principals of one signature. Everything else follows from account and type. */
export const isSinglePrincipalKey = (key: string): boolean =>
  key === 'aws:principalarn' || key === 'aws:username' || key.startsWith('aws:principaltag/')

/** Undefined: not a key about the principal. */
function principalKey(caller: Caller, name: string): ContextValue | undefined {
  if (!name.startsWith('aws:principal') && name !== 'aws:username' && name !== 'aws:userid') return undefined
  switch (caller.kind) {
    case 'principal':
      return knownPrincipalKey(caller.principal, caller.account, name)
    case 'service':
      return servicePrincipalKey(caller.host, name)
    case 'anonymous':
      if (name === 'aws:principalaccount') return ['anonymous']
      return name === 'aws:principaltype' ? ['Anonymous'] : 'absent'
    case 'external':
      return externalPrincipalKey(caller.arn, name)
  }
}

function knownPrincipalKey(principal: SnapshotPrincipal, account: SnapshotAccount, name: string): ContextValue {
  switch (name) {
    case 'aws:principalaccount':
      return [principal.account]
    case 'aws:principalarn':
      return [principal.arn]
    case 'aws:principaltype':
      return [principalTypes[principal.type]]
    case 'aws:username':
      return principal.type === 'user' ? [principal.name] : 'absent'
    case 'aws:userid':
      return 'present'
    case 'aws:principalisawsservice':
      return ['false']
    case 'aws:principalorgid':
      return organizationKey(account, account.organizationId)
    case 'aws:principalorgpaths':
      return organizationKey(account, account.organizationPath)
    case 'aws:principalservicename':
    case 'aws:principalservicenameslist':
      return 'absent'
  }
  const tag = suffixOf(name, 'aws:principaltag/')
  if (tag === undefined) return 'absent'
  const value = tagValue(principal.tags, tag)
  if (value !== undefined) return [value]
  // A session may bring tags of its own; users and root users have no session tags.
  return principal.type === 'user' || principal.type === 'root' ? 'absent' : 'maybe'
}

function servicePrincipalKey(host: string, name: string): ContextValue {
  if (name === 'aws:principalisawsservice') return ['true']
  if (name === 'aws:principalservicename') return [host]
  if (name === 'aws:principalservicenameslist') return 'present'
  return 'absent'
}

function externalPrincipalKey(arn: string, name: string): ContextValue {
  if (name === 'aws:principalaccount') return [arn.split(':')[4] ?? '']
  if (name === 'aws:principalarn') return arn.endsWith(':root') || arn.includes(':sts:') ? 'present' : [arn]
  if (name === 'aws:principalisawsservice') return ['false']
  return name === 'aws:userid' || name === 'aws:principaltype' ? 'present' : 'maybe'
}

/** Absent only where it is known that the account is in no organization. */
function organizationKey(account: SnapshotAccount, value: string | undefined): ContextValue {
  if (value !== undefined) return [value]
  return account.serviceControl.reading.state === 'none' ? 'absent' : 'maybe'
}

function resourceKey(question: Question, name: string): ContextValue | undefined {
  const { owner } = question
  switch (name) {
    case 'aws:resourceaccount':
      return question.resourceAccount === undefined ? 'present' : [question.resourceAccount]
    case 'aws:resourceorgid':
      return owner ? organizationKey(owner, owner.organizationId) : 'maybe'
    case 'aws:resourceorgpaths':
      return owner ? organizationKey(owner, owner.organizationPath) : 'maybe'
    case 'aws:requestedregion':
      return question.region === undefined ? 'present' : [question.region]
  }
  const tag = suffixOf(name, 'aws:resourcetag/') ?? suffixOf(name, `${question.service}:resourcetag/`)
  if (tag === undefined) return undefined
  if (question.tags === undefined) return 'maybe'
  const value = tagValue(question.tags, tag)
  return value === undefined ? 'absent' : [value]
}

const alwaysPresent: ReadonlySet<string> = new Set([
  'aws:currenttime',
  'aws:epochtime',
  'aws:securetransport',
  'aws:useragent',
  'aws:viaawsservice',
])

const maybeFromAnybody: ReadonlySet<string> = new Set([
  'aws:sourceip',
  'aws:sourcevpc',
  'aws:sourcevpcarn',
  'aws:sourcevpce',
  'aws:vpcsourceip',
  'aws:vpceaccount',
  'aws:vpceorgid',
  'aws:vpceorgpaths',
  'aws:calledvia',
  'aws:calledviafirst',
  'aws:calledvialast',
  'aws:referer',
  'aws:federatedprovider',
  'aws:sourceidentity',
  'sts:rolesessionname',
  'aws:multifactorauthage',
])

/** Only calls that a service makes for somebody carry them. */
const fromServices: ReadonlySet<string> = new Set([
  'aws:sourcearn',
  'aws:sourceaccount',
  'aws:sourceorgid',
  'aws:sourceorgpaths',
])

function requestKey(caller: Caller, question: Question, name: string): ContextValue {
  if (alwaysPresent.has(name)) return 'present'
  if (fromServices.has(name)) return caller.kind === 'service' ? 'maybe' : 'absent'
  if (name === 'aws:multifactorauthpresent' || name === 'aws:tokenissuetime') return sessionKey(caller)
  if (name.startsWith('aws:ec2instancesource')) return isRole(caller) ? 'maybe' : 'absent'
  if (maybeFromAnybody.has(name)) return 'maybe'
  return question.listsKey(name) ? 'maybe' : 'absent'
}

/** Sessions have them; a user may sign in or use long-term keys; services and anonymous callers have neither. */
function sessionKey(caller: Caller): ContextValue {
  if (isRole(caller)) return 'present'
  return caller.kind === 'principal' || caller.kind === 'external' ? 'maybe' : 'absent'
}

const isRole = (caller: Caller): boolean =>
  caller.kind === 'principal' && principalTypes[caller.principal.type] === 'AssumedRole'

const suffixOf = (name: string, prefix: string): string | undefined =>
  name.startsWith(prefix) ? name.slice(prefix.length) : undefined

/** Tag keys inside condition keys are compared without case. */
function tagValue(tags: Readonly<Record<string, string>>, wanted: string): string | undefined {
  for (const [key, value] of Object.entries(tags)) if (key.toLowerCase() === wanted) return value
  return undefined
}
