/**
 * The condition keys of a question to the index. What the asker gives wins; then what the snapshot knows about principal,
 * resource and organization; then what follows from the request alone, and for the rest whether AWS sends the key at all
 * (core/evaluate/context.ts).
 */
import type { Catalogue } from '../catalogue.ts'
import { contextOf as contextOfRequest } from '../evaluate/context.ts'
import type { ContextValue, RequestContext } from '../evaluate/types.ts'
import type { SnapshotAccount, SnapshotPrincipal } from '../inventory/snapshot.ts'
import type { Question } from './question.ts'

/** Lower-case key → values. */
export type GivenContext = ReadonlyMap<string, readonly string[]>

/**
 * What is so of the calls that somebody makes who means to get somewhere: over TLS, at the time of the snapshot, with a session
 * that has just begun. So conditions on dates are decidable: a Deny for sessions that began before a day long past stops nobody,
 * an Allow that has run out helps nobody.
 */
export function impliedAt(at: string): GivenContext {
  const seconds = Math.floor(Date.parse(at) / 1000)
  return new Map([
    ['aws:securetransport', ['true']],
    ['aws:currenttime', [at]],
    ['aws:tokenissuetime', [at]],
    ['aws:epochtime', [String(seconds)]],
  ])
}

/**
 * Who asks, as far as keys depend on it. `outsider`: a service, a provider, anybody, a principal outside the snapshot;
 * `somebodyOf`: whoever the principal's account has; `somebody`: whoever some account has; `someService`: any of them.
 */
export type Caller =
  | { readonly kind: 'principal'; readonly principal: SnapshotPrincipal; readonly account: SnapshotAccount }
  | { readonly kind: 'outsider' | 'somebodyOf' | 'somebody' | 'someService'; readonly principal: string }

export function contextOf(
  caller: Caller,
  question: Question,
  given: GivenContext,
  catalogue: Catalogue,
): RequestContext {
  let base: RequestContext | undefined
  return {
    get(key) {
      const name = key.toLowerCase()
      const known = given.get(name) ?? callerKey(caller, name) ?? resourceKey(question, name)
      if (known !== undefined) return known
      base ??= contextOfRequest(requestFacts(caller, question), catalogue)
      return base.get(name)
    },
  }
}

function requestFacts(caller: Caller, { action, resource, resourceAccount }: Question) {
  const known = caller.kind === 'principal' ? caller.principal : undefined
  return {
    principal: caller.kind === 'principal' ? caller.principal.arn : caller.principal,
    ...(known?.uniqueId !== undefined && { principalId: known.uniqueId }),
    action,
    resource,
    ...(resourceAccount !== undefined && { resourceAccount }),
    unknown: true,
  }
}

/** Keys that can differ between principals of one signature. Everything else follows from account and type. */
export const isSinglePrincipalKey = (key: string): boolean =>
  key === 'aws:principalarn' || key === 'aws:username' || key === 'aws:userid' || key.startsWith('aws:principaltag/')

/** What differs between the principals of an account; nobody knows which of them calls. */
const ofSomebody: ReadonlyMap<string, ContextValue> = new Map([
  ['aws:principalarn', 'present'],
  ['aws:principaltype', 'present'],
  ['aws:userid', 'present'],
  ['aws:username', 'maybe'],
  ['aws:multifactorauthpresent', 'maybe'],
  ['aws:tokenissuetime', 'maybe'],
])

/** Undefined: the snapshot has nothing to say about the key. */
function callerKey(caller: Caller, name: string): ContextValue | undefined {
  if (caller.kind !== 'principal') {
    if (caller.kind === 'outsider') return undefined
    if (caller.kind === 'someService') return name.startsWith('aws:principalservicename') ? 'present' : undefined
    if (caller.kind === 'somebody' && name === 'aws:principalaccount') return 'present'
    return ofSomebody.get(name)
  }
  if (!name.startsWith('aws:principal')) return undefined
  const { principal, account } = caller
  if (name === 'aws:principalorgid') return organizationKey(account, account.organizationId)
  if (name === 'aws:principalorgpaths') return organizationKey(account, account.organizationPath)
  const tag = suffixOf(name, 'aws:principaltag/')
  if (tag === undefined) return undefined
  const value = tagValue(principal.tags, tag)
  if (value !== undefined) return [value]
  // A role's session may bring tags of its own; users and root users have no session tags.
  return principal.type === 'user' || principal.type === 'root' ? 'absent' : 'maybe'
}

/** Absent only where it is known that the account is in no organization. */
function organizationKey(account: SnapshotAccount, value: string | undefined): ContextValue {
  if (value !== undefined) return [value]
  return account.serviceControl.reading.state === 'none' ? 'absent' : 'maybe'
}

function resourceKey(question: Question, name: string): ContextValue | undefined {
  const { owner } = question
  switch (name) {
    case 'aws:resourceorgid':
      return owner && organizationKey(owner, owner.organizationId)
    case 'aws:resourceorgpaths':
      return owner && organizationKey(owner, owner.organizationPath)
    case 'aws:requestedregion':
      return question.region === undefined ? undefined : [question.region]
  }
  const tag = suffixOf(name, 'aws:resourcetag/') ?? suffixOf(name, `${question.service}:resourcetag/`)
  if (tag === undefined || question.tags === undefined) return undefined
  const value = tagValue(question.tags, tag)
  return value === undefined ? 'absent' : [value]
}

const suffixOf = (name: string, prefix: string): string | undefined =>
  name.startsWith(prefix) ? name.slice(prefix.length) : undefined

/** Tag keys inside condition keys are compared without case. */
function tagValue(tags: Readonly<Record<string, string>>, wanted: string): string | undefined {
  for (const [key, value] of Object.entries(tags)) if (key.toLowerCase() === wanted) return value
  return undefined
}
