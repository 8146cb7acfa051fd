/** Changes of identity policies: managed ones, inline ones, boundaries. */
import { contentKey, shortHash } from '../../inventory/content-key.ts'
import type { PolicyDocument } from '../../inventory/objects.ts'
import type { PolicyEntry, SnapshotResource } from '../../inventory/snapshot.ts'
import { compareText } from '../../order.ts'
import { ok } from '../../result.ts'
import type { ChangeOf } from './change.ts'
import {
  boundedBy,
  type Draft,
  type Edit,
  type EntryChange,
  edited,
  groupsOf,
  identityOf,
  ownPolicies,
  refuse,
  unchanged,
  withGroup,
  withIdentityEntries,
  withLevelEntries,
  withPrincipal,
  withResource,
  withRest,
} from './edit.ts'
import {
  accountOf,
  checked,
  findManaged,
  findOwner,
  findPolicy,
  type findPrincipalIn,
  isManaged,
  nameOf,
  type Owner,
  typeOf,
} from './find.ts'
import { say } from './words.ts'

/* ------------------------------------------------------------------ policies of one owner */

export function attachPolicy(draft: Draft, change: ChangeOf<'attach-policy'>): Edit {
  const owner = findOwner(draft, change.to)
  if (!owner.ok) return owner
  const barred = whyBarred(owner.value)
  if (barred !== undefined) return refuse(barred)
  const policy = findManaged(draft, accountOf(owner.value), change.policy, change.document)
  if (!policy.ok) return policy
  const { entry, isNew } = policy.value
  const own = ownedBy(draft, owner.value)
  if (own.some((one) => isSameManaged(one, entry)))
    return unchanged(draft, say.alreadyAttached(entry.name, nameOf(owner.value)))
  const known = isNew ? withManaged(draft, entry) : draft
  // Managed policies stand before inline ones (inventory/assemble.ts).
  const place = own.findLastIndex(isManaged) + 1
  return edited(withPolicies(known, owner.value, own.toSpliced(place, 0, entry)), notesOn(owner.value))
}

export function detachPolicy(draft: Draft, change: ChangeOf<'detach-policy'>): Edit {
  const owner = findOwner(draft, change.from)
  if (!owner.ok) return owner
  const wanted = change.policy.trim()
  const isMeant = (entry: PolicyEntry): boolean => isManaged(entry) && (entry.arn === wanted || entry.name === wanted)
  const own = ownedBy(draft, owner.value)
  const kept = own.filter((entry) => !isMeant(entry))
  if (kept.length < own.length) return edited(withPolicies(draft, owner.value, kept), notesOn(owner.value))
  const groups = owner.value.kind === 'principal' ? groupsOf(draft, owner.value.principal.groups ?? []) : []
  const giving = groups.filter((group) => group.identity.some(isMeant)).map(({ name }) => name)
  if (giving.length > 0) return unchanged(draft, say.attachedByGroup(wanted, nameOf(owner.value), giving))
  // Detaching what does not exist is more likely a slip of the pen than a change that does nothing.
  const policy = findManaged(draft, accountOf(owner.value), wanted, undefined)
  return policy.ok ? unchanged(draft, say.notAttached(policy.value.entry.name, nameOf(owner.value))) : policy
}

export function putInlinePolicy(draft: Draft, change: ChangeOf<'put-inline-policy'>): Edit {
  const owner = findOwner(draft, change.on)
  if (!owner.ok) return owner
  const barred = whyBarred(owner.value)
  if (barred !== undefined) return refuse(barred)
  const valid = checked(draft, change.document, 'identity')
  if (!valid.ok) return valid
  const own = ownedBy(draft, owner.value)
  const old = own.find((entry) => isInline(entry, owner.value, change.name))
  if (old && contentKey(old.document) === contentKey(change.document))
    return unchanged(draft, say.sameDocument(change.name))
  const made = inlineEntry(owner.value, change.name, change.document)
  const next = old ? own.map((entry) => (entry === old ? made : entry)) : [...own, made]
  return edited(withPolicies(draft, owner.value, next), notesOn(owner.value))
}

export function deleteInlinePolicy(draft: Draft, change: ChangeOf<'delete-inline-policy'>): Edit {
  const owner = findOwner(draft, change.on)
  if (!owner.ok) return owner
  const own = ownedBy(draft, owner.value)
  const kept = own.filter((entry) => !isInline(entry, owner.value, change.name))
  if (kept.length < own.length) return edited(withPolicies(draft, owner.value, kept), notesOn(owner.value))
  const suggestions = own.filter((entry) => !isManaged(entry)).map((entry) => entry.name)
  return refuse(say.noInline(change.name, nameOf(owner.value)), { suggestions })
}

function whyBarred(owner: Owner): string | undefined {
  if (owner.kind === 'group') return undefined
  const { type, name } = owner.principal
  if (type === 'root') return say.rootTakesNone
  return type === 'service-linked-role' ? say.ownedByAws(name) : undefined
}

const notesOn = (owner: Owner): readonly string[] =>
  owner.kind === 'principal' && owner.principal.type === 'permission-set-role'
    ? [say.fromPermissionSet(owner.principal.name)]
    : []

const ownedBy = (draft: Draft, owner: Owner): readonly PolicyEntry[] =>
  owner.kind === 'group' ? owner.group.identity : ownPolicies(draft, owner.principal)

const withPolicies = (draft: Draft, owner: Owner, own: readonly PolicyEntry[]): Draft =>
  owner.kind === 'group'
    ? withGroup(draft, owner.group, own)
    : withPrincipal(draft, owner.index, identityOf(draft, own, owner.principal.groups))

/** Copies of an AWS managed policy that several accounts hold are the same policy. */
const isSameManaged = (a: PolicyEntry, b: PolicyEntry): boolean => isManaged(a) && isManaged(b) && a.arn === b.arn

/** As `assemble` names them. */
const inlineName = (owner: Owner, name: string): string =>
  owner.kind === 'group' ? `${name} of group ${owner.group.name}` : name

const isInline = (entry: PolicyEntry, owner: Owner, name: string): boolean =>
  (entry.kind === 'inline' || entry.kind === 'group-inline') && [name, inlineName(owner, name)].includes(entry.name)

function inlineEntry(owner: Owner, name: string, document: PolicyDocument): PolicyEntry {
  const { arn, account } = owner.kind === 'group' ? owner.group : owner.principal
  return {
    ref: shortHash(`inline ${arn} ${name}`),
    name: inlineName(owner, name),
    kind: owner.kind === 'group' ? 'group-inline' : 'inline',
    arn,
    account,
    document,
  }
}

function withManaged(draft: Draft, entry: PolicyEntry): Draft {
  const { arn, account } = entry
  if (arn === undefined || account === undefined) return draft
  const managedPolicies = [...draft.rest.managedPolicies, { arn, account, entry }]
  return withRest(draft, { managedPolicies: managedPolicies.sort((a, b) => compareText(a.arn, b.arn)) })
}

/* ------------------------------------------------------------------ policies wherever they are */

export function editPolicy(draft: Draft, change: ChangeOf<'edit-policy'>): Edit {
  const found = findPolicy(draft, change.policy)
  if (!found.ok) return found
  return withDocument(draft, found.value, change.document)
}

export function withDocument(draft: Draft, entry: PolicyEntry, document: PolicyDocument): Edit {
  const valid = checked(draft, document, typeOf(entry))
  if (!valid.ok) return valid
  if (entry.document !== undefined && contentKey(entry.document) === contentKey(document))
    return unchanged(draft, say.sameDocument(entry.name))
  const notes = entry.kind === 'aws-managed' ? [say.awsManagedEdited(entry.name)] : []
  return edited(withEntry(draft, entry, rewriter(entry, document)), notes)
}

/** Every copy of the policy, each with the other document; those that carry it go on sharing it. */
function rewriter(entry: PolicyEntry, document: PolicyDocument): EntryChange {
  const made = new Map<PolicyEntry, PolicyEntry>()
  return (one) => {
    if (!isSamePolicy(one, entry)) return one
    const known = made.get(one)
    if (known) return known
    const { unread: _, ...rest } = one
    const next = { ...rest, document }
    made.set(one, next)
    return next
  }
}

const isSamePolicy = (one: PolicyEntry, entry: PolicyEntry): boolean =>
  one.ref === entry.ref || isSameManaged(one, entry)

/** Where a policy of its kind can be. */
function withEntry(draft: Draft, entry: PolicyEntry, change: EntryChange): Draft {
  switch (entry.kind) {
    case 'aws-managed':
    case 'customer-managed':
    case 'inline':
    case 'group-inline':
      return withIdentityEntries(draft, change)
    case 'trust': {
      const index = draft.world.principalByArn.get(entry.arn ?? '')?.index
      const trust = change(entry)
      return index === undefined || !trust ? draft : withPrincipal(draft, index, { trust })
    }
    case 'resource': {
      const resource = draft.rest.resources.find(({ policyEntry }) => policyEntry?.ref === entry.ref)
      return resource ? withResource(draft, resource, withResourceEntry(resource, change(entry))) : draft
    }
    case 'service-control':
    case 'resource-control':
      return withLevelEntries(draft, change)
  }
}

function withResourceEntry(resource: SnapshotResource, entry: PolicyEntry | undefined): SnapshotResource {
  const { policyEntry: _, ...rest } = resource
  return entry ? { ...rest, policyEntry: entry } : { ...rest, policy: { state: 'none' } }
}

export function deletePolicy(draft: Draft, change: ChangeOf<'delete-policy'>): Edit {
  const found = findPolicy(draft, change.policy)
  if (!found.ok) return found
  const entry = found.value
  if (entry.kind === 'trust') return refuse(say.trustStays(entry.name), { fix: say.useEditTrust })
  const owner = draft.rest.resources.find(({ policyEntry }) => policyEntry?.ref === entry.ref)
  if (owner?.type === 'kms:key') return refuse(say.keyPolicyStays(owner.name))
  const isMeant = (one: PolicyEntry): boolean => isSamePolicy(one, entry)
  const bounded = isManaged(entry) ? boundedBy(draft, isMeant) : []
  if (bounded.length > 0) {
    const names = bounded.slice(0, 5).map(({ name }) => name)
    return refuse(say.isBoundaryOf(entry.name, names), { fix: say.removeBoundaryFirst })
  }
  return edited(withEntry(draft, entry, (one) => (isMeant(one) ? undefined : one)))
}

/* ------------------------------------------------------------------ boundaries */

export function setBoundary(draft: Draft, change: ChangeOf<'set-boundary'>): Edit {
  const found = findBounded(draft, change.on)
  if (!found.ok) return found
  const { index, principal } = found.value
  const policy = findManaged(draft, principal.account, change.policy, change.document)
  if (!policy.ok) return policy
  const { entry, isNew } = policy.value
  if (principal.boundary && isSameManaged(principal.boundary, entry))
    return unchanged(draft, say.sameBoundary(entry.name, principal.name))
  const known = isNew ? withManaged(draft, entry) : draft
  return edited(withPrincipal(known, index, { boundary: entry }), notesOn(found.value))
}

export function removeBoundary(draft: Draft, change: ChangeOf<'remove-boundary'>): Edit {
  const found = findBounded(draft, change.on)
  if (!found.ok) return found
  const { index, principal } = found.value
  if (!principal.boundary) return unchanged(draft, say.noBoundary(principal.name))
  return edited(withPrincipal(draft, index, { boundary: undefined }), notesOn(found.value))
}

function findBounded(draft: Draft, text: string): ReturnType<typeof findPrincipalIn> {
  const owner = findOwner(draft, text)
  if (!owner.ok) return owner
  if (owner.value.kind === 'group') return refuse(say.groupHasNoBoundary(owner.value.group.name))
  const barred = whyBarred(owner.value)
  return barred === undefined ? ok(owner.value) : refuse(barred)
}
