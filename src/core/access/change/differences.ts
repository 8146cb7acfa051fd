/**
 * What is different between two worlds, before anything is evaluated: of each principal the statements that bear on it on one
 * side only, and of each resource those on its own side. Policies are compared by what they say, so a statement that moved
 * from one policy to another is no difference.
 */
import { contentKey, isSameContent } from '../../inventory/content-key.ts'
import type { Tags } from '../../inventory/objects.ts'
import type { PolicyEntry, SnapshotAccount } from '../../inventory/snapshot.ts'
import { policyObject, type StatementFacts, statementsOf } from '../policy-facts.ts'
import type { CompiledAccount, CompiledLayer, CompiledLevel, CompiledPrincipal, World } from '../world.ts'
import type { Policed } from './policed.ts'

export interface Difference {
  /** That bear on one side only. */
  readonly statements: ReadonlySet<StatementFacts>
  /** Lower-case condition keys whose values are different: whatever reads one of them counts as different too. */
  readonly keys: ReadonlySet<string>
  /** A limit came or went, or something was not read on one side: any action may be decided otherwise. */
  readonly everything: boolean
  /** Something was read on one side only. */
  readonly reading: boolean
}

export const isNone = ({ statements, keys, everything, reading }: Difference): boolean =>
  statements.size === 0 && keys.size === 0 && !everything && !reading

/** The same principal on both sides; absent where it does not exist. */
export interface Pair {
  readonly before: CompiledPrincipal | undefined
  readonly after: CompiledPrincipal | undefined
}

export interface Worlds {
  readonly before: World
  readonly after: World
  /** One was edited into the other: who a principal is, its tags and its id, is the same in both. */
  readonly isEdit: boolean
}

/* ------------------------------------------------------------------ statements */

const keyed = new WeakMap<PolicyEntry, readonly string[]>()

/** Each statement as text, with the Version that gives its variables their meaning. */
function textsOf(entry: PolicyEntry): readonly string[] {
  const known = keyed.get(entry)
  if (known) return known
  const policy = policyObject(entry.document ?? null)
  const version = contentKey(policy?.['Version'])
  const made = statementsOf(policy).map((statement) => `${version} ${contentKey(statement)}`)
  keyed.set(entry, made)
  return made
}

function textually(world: World, entries: readonly PolicyEntry[]): ReadonlyMap<string, StatementFacts> {
  const found = new Map<string, StatementFacts>()
  for (const entry of entries) {
    const { statements } = world.facts(entry)
    for (const [at, text] of textsOf(entry).entries()) {
      const facts = statements[at]
      if (facts) found.set(text, facts)
    }
  }
  return found
}

const none: readonly never[] = []

/**
 * Statements of one side that the other has not. One engine compiles both worlds and gives equal documents one id, so only
 * policies with other ids are read; what moved between two of those is no difference.
 */
function differing(
  worlds: Worlds,
  old: CompiledLayer | undefined,
  now: CompiledLayer | undefined,
): readonly StatementFacts[] {
  const gone = entriesNotIn(old, now)
  const come = entriesNotIn(now, old)
  if (gone.length === 0 && come.length === 0) return none
  const known = differences.get(worlds) ?? new Map<string, readonly StatementFacts[]>()
  differences.set(worlds, known)
  const key = [...gone, undefined, ...come].map((entry) => entry?.ref ?? '|').join(' ')
  const made = known.get(key) ?? oneSided(textually(worlds.before, gone), textually(worlds.after, come))
  known.set(key, made)
  return made
}

/** Principals share policies, so the same ones differ again and again. */
const differences = new WeakMap<Worlds, Map<string, readonly StatementFacts[]>>()

function oneSided(
  was: ReadonlyMap<string, StatementFacts>,
  is: ReadonlyMap<string, StatementFacts>,
): readonly StatementFacts[] {
  const only = (a: ReadonlyMap<string, StatementFacts>, b: ReadonlyMap<string, StatementFacts>): StatementFacts[] =>
    [...a].flatMap(([text, facts]) => (b.has(text) ? [] : [facts]))
  return [...only(was, is), ...only(is, was)]
}

function entriesNotIn(layer: CompiledLayer | undefined, other: CompiledLayer | undefined): readonly PolicyEntry[] {
  if (!layer || layer === other) return none
  return layer.entries.filter((_, at) => !other?.ids.some((id) => id === layer.ids[at]))
}

/* ------------------------------------------------------------------ principals */

/** Every policy that limits or grants what the principal does on its own side. */
export function entriesOf({ identity, boundary, account }: CompiledPrincipal): readonly PolicyEntry[] {
  return [...identity.entries, ...(boundary?.entries ?? []), ...entriesOfLevels(account)]
}

const entriesOfLevels = ({ serviceControl, resourceControl }: CompiledAccount): readonly PolicyEntry[] =>
  [...serviceControl, ...resourceControl].flatMap((level) => level.entries)

export function principalDifference(worlds: Worlds, old: CompiledPrincipal, now: CompiledPrincipal): Difference {
  const statements = new Set([
    ...differing(worlds, old.identity, now.identity),
    ...differing(worlds, old.boundary, now.boundary),
    ...levelDifference(worlds, old.account.serviceControl, now.account.serviceControl),
    ...levelDifference(worlds, old.account.resourceControl, now.account.resourceControl),
  ])
  const limitCame =
    isThere(old.boundary) !== isThere(now.boundary) ||
    old.account.serviceControl.length !== now.account.serviceControl.length ||
    (!worlds.isEdit && old.principal.type !== now.principal.type)
  return {
    statements,
    keys: changedKeys(worlds, old, now),
    everything: limitCame,
    reading: !isReadAlike(old, now),
  }
}

const isThere = (layer: CompiledLayer | undefined): boolean => (layer?.ids.length ?? 0) > 0

export function levelDifference(
  worlds: Worlds,
  old: readonly CompiledLevel[],
  now: readonly CompiledLevel[],
): readonly StatementFacts[] {
  const height = Math.max(old.length, now.length)
  return Array.from({ length: height }, (_, at) => differing(worlds, old[at], now[at])).flat()
}

/** Whether the same was not read on both sides, as far as it turns answers. */
const isReadAlike = (old: CompiledPrincipal, now: CompiledPrincipal): boolean =>
  isSameContent(old.holes, now.holes) &&
  (old.account === now.account || isSameContent(accountReading(old.account), accountReading(now.account)))

function accountReading({ account, ...levels }: CompiledAccount): readonly unknown[] {
  const { iam, serviceControl, resourceControl } = account
  const holes = [...levels.serviceControl, ...levels.resourceControl].flatMap((level) => level.holes)
  return [holes, iam.state, iam.suspect, serviceControl.reading.state, resourceControl.reading.state]
}

export const isUnread = ({ holes, account }: CompiledPrincipal): boolean => {
  const { iam, serviceControl } = account.account
  const levels = account.serviceControl.flatMap((level) => level.holes)
  return (
    holes.length + levels.length > 0 ||
    iam.state !== 'read' ||
    iam.suspect !== undefined ||
    serviceControl.reading.state === 'unread'
  )
}

/** Lower-case keys about the principal whose values are not the same; a tag is one key each. */
function changedKeys({ isEdit }: Worlds, old: CompiledPrincipal, now: CompiledPrincipal): ReadonlySet<string> {
  const keys = new Set<string>()
  for (const key of changedPlace(old.account.account, now.account.account))
    keys.add(`aws:principal${key}`).add(`aws:resource${key}`)
  if (isEdit) return keys
  for (const tag of changedTags(old.principal.tags, now.principal.tags)) keys.add(`aws:principaltag/${tag}`)
  if (old.principal.uniqueId !== now.principal.uniqueId) keys.add('aws:userid')
  return keys
}

/** Names in lower case, as conditions compare them. */
function changedTags(old: Tags, now: Tags): readonly string[] {
  if (old === now) return []
  const [was, is] = [old, now].map(
    (tags) => new Map(Object.entries(tags).map(([tag, value]) => [tag.toLowerCase(), value])),
  )
  return [...new Set([...(was?.keys() ?? []), ...(is?.keys() ?? [])])].filter((tag) => was?.get(tag) !== is?.get(tag))
}

function changedPlace(old: SnapshotAccount, now: SnapshotAccount): readonly string[] {
  return [
    ...(old.organizationId === now.organizationId ? [] : ['orgid']),
    ...(old.organizationPath === now.organizationPath ? [] : ['orgpaths']),
  ]
}

export const reads = ({ keys }: StatementFacts, changed: ReadonlySet<string>): boolean =>
  changed.size > 0 && [...keys].some((key) => changed.has(key))

/* ------------------------------------------------------------------ resources */

export interface Owned {
  readonly resource: Policed
  readonly owner: CompiledAccount | undefined
}

/** Of one resource as it is on both sides. */
export function resourceDifference(worlds: Worlds, old: Owned, now: Owned): Difference {
  const layerOf = (world: World, { entry }: Policed): CompiledLayer | undefined =>
    entry && world.layer([entry], 'resource')
  return {
    statements: new Set([
      ...differing(worlds, layerOf(worlds.before, old.resource), layerOf(worlds.after, now.resource)),
      ...levelDifference(worlds, old.owner?.resourceControl ?? [], now.owner?.resourceControl ?? []),
    ]),
    keys: new Set([
      ...changedTags(old.resource.tags, now.resource.tags).flatMap((tag) => [
        `aws:resourcetag/${tag}`,
        `${now.resource.service}:resourcetag/${tag}`,
      ]),
      ...(old.owner && now.owner
        ? changedPlace(old.owner.account, now.owner.account).map((key) => `aws:resource${key}`)
        : []),
      ...(old.resource.region === now.resource.region ? [] : ['aws:requestedregion']),
    ]),
    everything: old.resource.account !== now.resource.account || old.resource.rules !== now.resource.rules,
    reading: old.resource.isUnread !== now.resource.isUnread,
  }
}
