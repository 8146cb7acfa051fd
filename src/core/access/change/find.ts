/** What changes name: users, roles, groups and policies, as people write them. */
import type { PolicyType } from '../../evaluate/types.ts'
import { shortHash } from '../../inventory/content-key.ts'
import type { PolicyDocument } from '../../inventory/objects.ts'
import { engineTypeOf, type PolicyEntry, type SnapshotGroup, type SnapshotPrincipal } from '../../inventory/snapshot.ts'
import { nearest } from '../../nearest.ts'
import { compareText } from '../../order.ts'
import { err, ok, type Result } from '../../result.ts'
import { findPrincipal } from '../find-principal.ts'
import type { AccessFault } from '../question.ts'
import { type Draft, policiesAt, principalAt, refuse } from './edit.ts'
import { say } from './words.ts'

const maxSuggestions = 8

/* ------------------------------------------------------------------ owners of policies */

export interface FoundPrincipal {
  readonly kind: 'principal'
  readonly index: number
  readonly principal: SnapshotPrincipal
}
export type Owner = FoundPrincipal | { readonly kind: 'group'; readonly group: SnapshotGroup }

export const nameOf = (owner: Owner): string => (owner.kind === 'group' ? owner.group.name : owner.principal.name)
export const accountOf = (owner: Owner) => (owner.kind === 'group' ? owner.group.account : owner.principal.account)

/** The principal as it is at this point of the changes. */
export function findPrincipalIn(draft: Draft, text: string): Result<FoundPrincipal, AccessFault> {
  const found = findPrincipal(draft.world, text)
  if (!found.ok) return found
  const { index } = found.value
  return ok({ kind: 'principal', index, principal: principalAt(draft, index) ?? found.value.principal })
}

/** `name`, `account/name` with the account's id, name or alias, or the ARN. */
export function groupsNamed({ world, rest }: Draft, text: string): readonly SnapshotGroup[] {
  const wanted = text.trim()
  if (wanted.startsWith('arn:')) return rest.groups.filter((group) => group.arn === wanted)
  const split = wanted.lastIndexOf('/')
  const owner = split < 0 ? undefined : wanted.slice(0, split)
  return rest.groups.filter((group) => {
    if (group.name !== wanted.slice(split + 1)) return false
    const account = world.accounts.get(group.account)?.account
    return owner === undefined || [group.account, account?.name, account?.alias].includes(owner)
  })
}

/** A user, role or IAM group. */
export function findOwner(draft: Draft, text: string): Result<Owner, AccessFault> {
  const groups = groupsNamed(draft, text)
  const found = findPrincipalIn(draft, text)
  const [group] = groups
  if (!group) {
    if (found.ok || found.error.code === 'ambiguous_principal') return found
    const names = draft.rest.groups.map(({ name }) => name)
    const suggestions = [...found.error.suggestions, ...nearest(text.split('/').at(-1) ?? text, names, maxSuggestions)]
    return err({ ...found.error, message: say.unknownOwner(text), suggestions: suggestions.slice(0, maxSuggestions) })
  }
  if (!found.ok && found.error.code === 'unknown_principal' && groups.length === 1) return ok({ kind: 'group', group })
  const candidates = [
    ...(found.ok ? [found.value.principal.arn] : found.error.suggestions.filter((one) => one.startsWith('arn:'))),
    ...groups.map(({ arn }) => arn),
  ]
  return err({
    code: 'ambiguous_principal',
    message: say.ambiguousOwner(text),
    suggestions: candidates.slice(0, maxSuggestions),
    fix: say.nameByArn,
  })
}

/* ------------------------------------------------------------------ policies */

/** Compiles, so that what is no policy is told with its place. */
export function checked(
  { world }: Draft,
  document: PolicyDocument,
  type: PolicyType,
): Result<PolicyDocument, AccessFault> {
  const parsed = world.engine.parse(document, type)
  if (parsed.ok) return ok(document)
  const { path, line, column, message } = parsed.error
  const place = [path, ...(line === undefined ? [] : [`line ${line}, column ${column ?? 1}`])]
    .filter(Boolean)
    .join(', ')
  return refuse(say.invalidPolicy(place, message))
}

export const isManaged = ({ kind }: PolicyEntry): boolean => kind === 'aws-managed' || kind === 'customer-managed'

export interface ManagedPolicy {
  readonly entry: PolicyEntry
  /** Brought by the change. */
  readonly isNew: boolean
}

/** A managed policy that a principal of the account can be given, by ARN or name; with `document` one that is not known. */
export function findManaged(
  draft: Draft,
  account: SnapshotPrincipal['account'],
  text: string,
  document: PolicyDocument | undefined,
): Result<ManagedPolicy, AccessFault> {
  const wanted = text.trim()
  const known = draft.rest.managedPolicies.filter(({ arn, entry }) => arn === wanted || entry.name === wanted)
  const fitting = known.filter((one) => one.account === account || one.entry.kind === 'aws-managed')
  const [policy] = fitting
  if (new Set(fitting.map(({ arn }) => arn)).size > 1) {
    return refuse(say.ambiguousPolicy(wanted), { fix: say.nameByArn, suggestions: fitting.map(({ arn }) => arn) })
  }
  if (policy && document !== undefined) return refuse(say.knownAlready(wanted), { fix: say.useEditPolicy })
  if (policy) {
    return policy.entry.document === undefined
      ? refuse(say.unreadManaged(wanted), { fix: say.giveDocument })
      : ok({ entry: policy.entry, isNew: false })
  }
  const elsewhere = known.find(({ arn }) => arn === wanted)
  if (elsewhere) return refuse(say.managedElsewhere(wanted, elsewhere.account))
  if (document !== undefined) {
    const valid = checked(draft, document, 'identity')
    return valid.ok ? ok({ entry: newManaged(account, wanted, document), isNew: true }) : valid
  }
  const names = draft.rest.managedPolicies
    .filter((one) => one.account === account || one.entry.kind === 'aws-managed')
    .map(({ arn, entry }) => (wanted.startsWith('arn:') ? arn : entry.name))
  return refuse(say.unknownManaged(wanted, account), {
    fix: say.giveDocument,
    suggestions: nearest(wanted, names, maxSuggestions),
  })
}

function newManaged(account: SnapshotPrincipal['account'], named: string, document: PolicyDocument): PolicyEntry {
  const arn = named.startsWith('arn:') ? named : `arn:aws:iam::${account}:policy/${named}`
  return {
    ref: shortHash(`managed ${account} ${arn}`),
    name: arn.split('/').at(-1) ?? arn,
    kind: arn.includes(':iam::aws:') ? 'aws-managed' : 'customer-managed',
    arn,
    account,
    document,
  }
}

/** Any policy there is. By name it must be the only one; AWS managed policies that several accounts hold are one. */
export function findPolicy(draft: Draft, text: string): Result<PolicyEntry, AccessFault> {
  const wanted = text.trim()
  const found = entriesNamed(draft, wanted)
  const distinct = [...new Map(found.map((entry) => [addressOf(entry), entry])).values()]
  const [only] = distinct
  if (only && distinct.length === 1) return ok(only)
  if (only) {
    const suggestions = distinct.map(addressOf).sort(compareText).slice(0, maxSuggestions)
    return refuse(say.ambiguousPolicy(wanted), { fix: say.nameByRef, suggestions })
  }
  const names = new Set(Array.from(entriesOf(draft), (entry) => entry.name))
  const suggestions = nearest(wanted.slice(wanted.lastIndexOf('/') + 1), names, maxSuggestions)
  return refuse(say.unknownPolicy(wanted), { fix: say.nameByRef, suggestions })
}

/** Copies of an AWS managed policy in several accounts are one policy. */
const addressOf = (entry: PolicyEntry): string => (isManaged(entry) ? (entry.arn ?? entry.ref) : entry.ref)

/** By `policyRef`; by ARN, where that of its owner counts last; by name, or account and name. */
function entriesNamed(draft: Draft, wanted: string): readonly PolicyEntry[] {
  const split = wanted.lastIndexOf('/')
  const [owner, name] = [wanted.slice(0, Math.max(0, split)), wanted.slice(split + 1)]
  const isOf = ({ account }: PolicyEntry): boolean => {
    const known = account && draft.world.accounts.get(account)?.account
    return [known?.id, known?.name, known?.alias].includes(owner)
  }
  // Most changes name a policy that stands in a short list; not everybody's policies must be gone through for it.
  for (const entry of listedEntries(draft)) {
    const isAddress = entry.ref === wanted || (entry.arn === wanted && (isManaged(entry) || isOrganizational(entry)))
    if (isAddress) return [entry]
  }
  const byArn: PolicyEntry[] = []
  const byName: PolicyEntry[] = []
  for (const entry of entriesOf(draft)) {
    if (entry.ref === wanted) return [entry]
    if (entry.arn === wanted) byArn.push(entry)
    else if (entry.name === wanted || (owner !== '' && entry.name === name && isOf(entry))) byName.push(entry)
  }
  const own = byArn.filter((entry) => isManaged(entry) || isOrganizational(entry))
  if (own.length > 0) return own
  const trust = trustNamed(draft, wanted)
  return trust.length > 0 ? trust : byArn.length > 0 ? byArn : byName
}

const isOrganizational = ({ kind }: PolicyEntry): boolean => kind === 'service-control' || kind === 'resource-control'

/** All but trust policies, which follow from their roles; one that many carry comes many times. */
function* entriesOf(draft: Draft): Iterable<PolicyEntry> {
  yield* listedEntries(draft)
  for (let index = 0; index < draft.world.principals.length; index += 1) {
    const { identity, boundary } = policiesAt(draft.world, index, draft.edited.get(index))
    yield* identity
    if (boundary) yield boundary
  }
}

function* listedEntries({ rest: { managedPolicies, groups, resources, accounts } }: Draft): Iterable<PolicyEntry> {
  for (const { entry } of managedPolicies) yield entry
  for (const { identity } of groups) yield* identity
  for (const { policyEntry } of resources) if (policyEntry) yield policyEntry
  for (const { serviceControl, resourceControl } of accounts)
    for (const level of [...serviceControl.levels, ...resourceControl.levels]) yield* level.policies
}

/** By `policyRef`, or as it is called: `trust policy of deploy`. */
function trustNamed({ world, edited }: Draft, wanted: string): readonly PolicyEntry[] {
  const name = /^trust policy of (.+)$/.exec(wanted)?.[1]
  const isRef = /^[0-9a-f]{16}$/.test(wanted)
  const roles = name === undefined ? (isRef ? world.principals : []) : (world.principalsByName.get(name) ?? [])
  return [...roles].flatMap(({ index, principal }) => {
    const trust = edited.get(index)?.trust ?? principal.trust
    return trust && (name !== undefined || trust.ref === wanted) ? [trust] : []
  })
}

export const typeOf = (entry: PolicyEntry): PolicyType => engineTypeOf[entry.kind]
