/**
 * Edits of a snapshot, drawn up over a compiled world. Only what an edit touches is made anew: a record for each principal that
 * becomes another one, a list for what else of the snapshot changes. Everything else is taken over as it is.
 */
import type {
  PolicyEntry,
  Snapshot,
  SnapshotAccount,
  SnapshotGroup,
  SnapshotPrincipal,
  SnapshotResource,
} from '../../inventory/snapshot.ts'
import { err, ok, type Result } from '../../result.ts'
import type { AccessFault } from '../question.ts'
import type { World } from '../world.ts'

/** A snapshot on its way through a list of changes. */
export interface Draft {
  /** Where names are looked up. Its principals are those of the draft but for the edited ones. */
  readonly world: World
  /** By position in `World.principals`. */
  readonly edited: ReadonlyMap<number, PrincipalEdit>
  readonly rest: SnapshotRest
}

/** What a change can make of a principal; absent: as it was. */
export interface PrincipalEdit extends Partial<Pick<SnapshotPrincipal, 'identity' | 'trust' | 'groups' | 'people'>> {
  /** Undefined where it is removed. */
  readonly boundary?: PolicyEntry | undefined
}

/** Reading the principals of a snapshot makes a record of each; a draft asks for those that it needs. */
export type SnapshotRest = Omit<Snapshot, 'principals'>

export const draftOver = (world: World): Draft => {
  const { id, at, accounts, resources, groups, credentials, managedPolicies, providers, directory, cells } =
    world.snapshot
  const rest = { id, at, accounts, resources, groups, credentials, managedPolicies, providers, directory, cells }
  return { world, edited: new Map(), rest }
}

export interface Edited {
  readonly draft: Draft
  /** What was assumed, and what changes nothing; each a sentence. */
  readonly notes: readonly string[]
}

export type Edit = Result<Edited, AccessFault>

export const edited = (draft: Draft, notes: readonly string[] = []): Edit => ok({ draft, notes })

/** A change that does nothing is told, never passed over. */
export const unchanged = (draft: Draft, note: string): Edit => ok({ draft, notes: [note] })

export const refuse = (
  message: string,
  more: { readonly fix?: string; readonly suggestions?: readonly string[] } = {},
): Result<never, AccessFault> =>
  err({
    code: 'bad_input',
    message,
    suggestions: more.suggestions ?? [],
    ...(more.fix !== undefined && { fix: more.fix }),
  })

/** The same list where no member became another one; `undefined` leaves a member out. */
export function mapShared<T>(list: readonly T[], change: (member: T, index: number) => T | undefined): readonly T[] {
  let made: T[] | undefined
  let index = 0
  for (const member of list) {
    const next = change(member, index)
    if (next !== member) made ??= list.slice(0, index)
    if (next !== undefined) made?.push(next)
    index += 1
  }
  return made ?? list
}

/* ------------------------------------------------------------------ principals */

export function principalAt({ world, edited }: Draft, index: number): SnapshotPrincipal | undefined {
  const one = world.principals.at(index)?.principal
  const edit = edited.get(index)
  return one && edit ? editedPrincipal(one, edit) : one
}

export function editedPrincipal(one: SnapshotPrincipal, edit: PrincipalEdit): SnapshotPrincipal {
  const { boundary: old, ...rest } = one
  const { boundary: now, ...others } = edit
  const boundary = 'boundary' in edit ? now : old
  return { ...rest, ...others, ...(boundary && { boundary }) }
}

/** Over what earlier changes made of it. */
export const withPrincipal = (draft: Draft, index: number, edit: PrincipalEdit): Draft => ({
  ...draft,
  edited: new Map(draft.edited).set(index, { ...draft.edited.get(index), ...edit }),
})

type Policies = Pick<SnapshotPrincipal, 'identity'> & { readonly boundary: PolicyEntry | undefined }

/**
 * Of the principal at this position of a world. Without a record, unless something was not read: what was read is all there is
 * to the compiled policies.
 */
export function policiesAt({ principals }: World, index: number, edit: PrincipalEdit | undefined): Policies {
  const shared = principals.sharedAt(index)
  const whole = shared?.holes.length === 0 ? shared : undefined
  const record = whole ? undefined : principals.at(index)?.principal
  return {
    identity: edit?.identity ?? whole?.identity.entries ?? record?.identity ?? [],
    boundary: edit && 'boundary' in edit ? edit.boundary : whole ? whole.boundary?.entries[0] : record?.boundary,
  }
}

/* ------------------------------------------------------------------ the rest */

export const withRest = (draft: Draft, rest: Partial<SnapshotRest>): Draft => ({
  ...draft,
  rest: { ...draft.rest, ...rest },
})

/** The policy of a registry changes for every repository in it. */
export const withResource = (draft: Draft, old: SnapshotResource, next: SnapshotResource): Draft =>
  withRest(draft, {
    resources: mapShared(draft.rest.resources, (one) => {
      if (one === old) return next
      return next.type === 'ecr:registry' && isInRegistry(one, next) ? besideRegistry(one, next) : one
    }),
  })

const isInRegistry = (one: SnapshotResource, registry: SnapshotResource): boolean =>
  one.type === 'ecr:repository' && one.account === registry.account && one.region === registry.region

function besideRegistry(
  { beside: _, ...repository }: SnapshotResource,
  { policyEntry }: SnapshotResource,
): SnapshotResource {
  if (!policyEntry) return repository
  const { policy } = repository
  return { ...repository, policy: policy.state === 'none' ? { state: 'read' } : policy, beside: [policyEntry] }
}

export const withAccounts = (draft: Draft, change: (one: SnapshotAccount) => SnapshotAccount): Draft =>
  withRest(draft, { accounts: mapShared(draft.rest.accounts, change) })

/* ------------------------------------------------------------------ groups */

/** `identity` of a user holds its own policies, then those of its groups in the order of `groups` (inventory/assemble.ts). */
export function ownPolicies(draft: Draft, principal: SnapshotPrincipal): readonly PolicyEntry[] {
  const joined = groupsOf(draft, principal.groups ?? []).reduce((sum, group) => sum + group.identity.length, 0)
  return joined === 0 ? principal.identity : principal.identity.slice(0, principal.identity.length - joined)
}

export function groupsOf({ rest }: Draft, arns: readonly string[]): readonly SnapshotGroup[] {
  return arns.flatMap((arn) => rest.groups.find((group) => group.arn === arn) ?? [])
}

/** These policies of its own, and those of these groups behind them. */
export const identityOf = (
  draft: Draft,
  own: readonly PolicyEntry[],
  groups: readonly string[] = [],
): PrincipalEdit => ({
  identity: [...own, ...groupsOf(draft, groups).flatMap((group) => group.identity)],
})

/** A group with other policies, which its members get with it. */
export function withGroup(draft: Draft, old: SnapshotGroup, identity: readonly PolicyEntry[]): Draft {
  const groups = mapShared(draft.rest.groups, (group) => (group === old ? { ...old, identity } : group))
  const next = withRest(draft, { groups })
  const edited = new Map(draft.edited)
  for (const { index, account } of draft.world.principals) {
    if (account.account.id !== old.account) continue
    const one = principalAt(draft, index)
    if (one?.groups?.includes(old.arn))
      edited.set(index, { ...edited.get(index), ...identityOf(next, ownPolicies(draft, one), one.groups) })
  }
  return { ...next, edited }
}

/* ------------------------------------------------------------------ policies, wherever they are */

/** An entry as it becomes; undefined where it is taken away. */
export type EntryChange = (entry: PolicyEntry) => PolicyEntry | undefined

/** In every identity policy and boundary. */
export function withIdentityEntries(draft: Draft, change: EntryChange): Draft {
  const list = (entries: readonly PolicyEntry[]): readonly PolicyEntry[] => mapShared(entries, change)
  const { groups, managedPolicies } = draft.rest
  const edited = new Map(draft.edited)
  for (let index = 0; index < draft.world.principals.length; index += 1) {
    const edit = draft.edited.get(index)
    const { identity, boundary } = policiesAt(draft.world, index, edit)
    const next = { identity: list(identity), boundary: boundary && change(boundary) }
    if (next.identity !== identity || next.boundary !== boundary) edited.set(index, { ...edit, ...next })
  }
  return {
    ...withRest(draft, {
      groups: mapShared(groups, (group) => replaced(group, 'identity', list(group.identity))),
      managedPolicies: mapShared(managedPolicies, (policy) => {
        const entry = change(policy.entry)
        return entry && replaced(policy, 'entry', entry)
      }),
    }),
    edited,
  }
}

/** In every level of SCPs and RCPs. */
export function withLevelEntries(draft: Draft, change: EntryChange): Draft {
  const layer = (policies: SnapshotAccount['serviceControl']): SnapshotAccount['serviceControl'] =>
    replaced(
      policies,
      'levels',
      mapShared(policies.levels, (level) => replaced(level, 'policies', mapShared(level.policies, change))),
    )
  return withAccounts(draft, (account) =>
    replaced(
      replaced(account, 'serviceControl', layer(account.serviceControl)),
      'resourceControl',
      layer(account.resourceControl),
    ),
  )
}

function replaced<T, K extends keyof T>(whole: T, key: K, value: T[K]): T {
  return whole[key] === value ? whole : { ...whole, [key]: value }
}

/** Who carries a managed policy as a boundary. */
export function boundedBy(draft: Draft, isMeant: (entry: PolicyEntry) => boolean): readonly SnapshotPrincipal[] {
  const { world, edited } = draft
  return Array.from({ length: world.principals.length }, (_, index) => index).flatMap((index) => {
    const { boundary } = policiesAt(world, index, edited.get(index))
    const one = boundary && isMeant(boundary) ? world.principals.at(index) : undefined
    return one ? [one.principal] : []
  })
}
