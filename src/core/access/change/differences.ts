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
  /** The same, by the layer in which they stand. */
  readonly turns: readonly Turn[]
  /** Lower-case condition keys whose values are different: whatever reads one of them counts as different too. */
  readonly keys: ReadonlySet<string>
  /** A limit came or went, or something was not read on one side: any action may be decided otherwise. */
  readonly everything: boolean
  /** Something was read on one side only. */
  readonly reading: boolean
}

/** What one layer of policies says on one side only. */
export interface Turn {
  readonly gone: readonly Said[]
  readonly come: readonly Said[]
}

export interface Said {
  readonly statement: StatementFacts
  /** All but its actions: two that say the same decide alike about an action of which both speak. */
  readonly saying: string
}

export const isNone = ({ statements, keys, everything, reading }: Difference): boolean =>
  statements.size === 0 && keys.size === 0 && !everything && !reading

/** The same principal on both sides; absent where it does not exist. */
export interface Pair {
  readonly before: CompiledPrincipal | undefined
  readonly after: CompiledPrincipal | undefined
  /** All else that is known of it is the same on both sides. */
  readonly onlyPolicies?: true
}

export interface Worlds {
  readonly before: World
  readonly after: World
  /** One was edited into the other: who a principal is, its tags and its id, is the same in both. */
  readonly isEdit: boolean
  /** For keys. */
  readonly numberOf: (one: object) => number
}

/* ------------------------------------------------------------------ statements */

const keyed = new WeakMap<PolicyEntry, readonly Texts[]>()

/** Each statement as text, and all but its actions, with the Version that gives its variables their meaning. */
function textsOf(entry: PolicyEntry): readonly Texts[] {
  const known = keyed.get(entry)
  if (known) return known
  const policy = policyObject(entry.document ?? null)
  const version = contentKey(policy?.['Version'])
  const made = statementsOf(policy).map((statement): Texts => {
    const { Action: _action, NotAction: _notAction, Sid: _sid, ...saying } = statement
    return { whole: `${version} ${contentKey(statement)}`, saying: `${version} ${contentKey(saying)}` }
  })
  keyed.set(entry, made)
  return made
}

interface Texts {
  readonly whole: string
  readonly saying: string
}

function textually(world: World, entries: readonly PolicyEntry[]): ReadonlyMap<string, Said> {
  const found = new Map<string, Said>()
  for (const entry of entries) {
    const { statements } = world.facts(entry)
    for (const [at, { whole, saying }] of textsOf(entry).entries()) {
      const statement = statements[at]
      if (statement) found.set(whole, { statement, saying })
    }
  }
  return found
}

const none: readonly never[] = []

/**
 * Statements of one side that the other has not. One engine compiles both worlds and gives equal documents one id, so only
 * policies with other ids are read; what moved between two of those is no difference.
 */
function differing(worlds: Worlds, old: CompiledLayer | undefined, now: CompiledLayer | undefined): readonly Turn[] {
  const gone = entriesNotIn(old, now)
  const come = entriesNotIn(now, old)
  if (gone.length === 0 && come.length === 0) return none
  const known = differences.get(worlds) ?? new Map<string, readonly Turn[]>()
  differences.set(worlds, known)
  const key = `${gone.map(({ ref }) => ref).join(' ')}|${come.map(({ ref }) => ref).join(' ')}`
  const made = known.get(key) ?? oneSided(textually(worlds.before, gone), textually(worlds.after, come))
  known.set(key, made)
  return made
}

/** Principals share policies, so the same ones differ again and again. */
const differences = new WeakMap<Worlds, Map<string, readonly Turn[]>>()

function oneSided(was: ReadonlyMap<string, Said>, is: ReadonlyMap<string, Said>): readonly Turn[] {
  const only = (a: ReadonlyMap<string, Said>, b: ReadonlyMap<string, Said>): Said[] =>
    [...a].flatMap(([text, said]) => (b.has(text) ? [] : [said]))
  const turn = { gone: only(was, is), come: only(is, was) }
  return turn.gone.length === 0 && turn.come.length === 0 ? none : [turn]
}

const statementsIn = (turns: readonly Turn[]): ReadonlySet<StatementFacts> =>
  new Set(turns.flatMap(({ gone, come }) => [...gone, ...come].map(({ statement }) => statement)))

function entriesNotIn(layer: CompiledLayer | undefined, other: CompiledLayer | undefined): readonly PolicyEntry[] {
  if (!layer || layer === other) return none
  return layer.entries.filter((_, at) => !other?.ids.some((id) => id === layer.ids[at]))
}

/* ------------------------------------------------------------------ principals */

/** Every policy that limits or grants what the principal does on its own side. */
export function entriesOf({ identity, boundary, account }: CompiledPrincipal): readonly PolicyEntry[] {
  return [...identity.entries, ...(boundary?.entries ?? []), ...entriesOfLevels(account)]
}

const ofLevels = new WeakMap<CompiledAccount, readonly PolicyEntry[]>()

/** Asked for each principal of the account. */
function entriesOfLevels(account: CompiledAccount): readonly PolicyEntry[] {
  const known = ofLevels.get(account)
  if (known) return known
  const made = [...account.serviceControl, ...account.resourceControl].flatMap((level) => level.entries)
  ofLevels.set(account, made)
  return made
}

export function principalDifference(worlds: Worlds, old: CompiledPrincipal, now: CompiledPrincipal): Difference {
  const turns = [
    ...differing(worlds, old.identity, now.identity),
    ...differing(worlds, old.boundary, now.boundary),
    ...levelDifference(worlds, old.account.serviceControl, now.account.serviceControl),
    ...levelDifference(worlds, old.account.resourceControl, now.account.resourceControl),
  ]
  const limitCame =
    isThere(old.boundary) !== isThere(now.boundary) ||
    old.account.serviceControl.length !== now.account.serviceControl.length ||
    (!worlds.isEdit && old.principal.type !== now.principal.type)
  const keys = changedKeys(worlds, old, now)
  const reading = !isReadAlike(old, now)
  const known = shared.get(worlds) ?? new Map<string, Difference>()
  shared.set(worlds, known)
  const key = `${turns.map(worlds.numberOf).join(' ')}|${[...keys].join(' ')}|${limitCame}|${reading}`
  const made = known.get(key) ?? { statements: statementsIn(turns), turns, keys, everything: limitCame, reading }
  known.set(key, made)
  return made
}

/** The same object for principals about whom the same is different. */
const shared = new WeakMap<Worlds, Map<string, Difference>>()

const isThere = (layer: CompiledLayer | undefined): boolean => (layer?.ids.length ?? 0) > 0

export function levelDifference(
  worlds: Worlds,
  old: readonly CompiledLevel[],
  now: readonly CompiledLevel[],
): readonly Turn[] {
  if (old === now) return none
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
  const turns = [
    ...differing(worlds, layerOf(worlds.before, old.resource), layerOf(worlds.after, now.resource)),
    ...levelDifference(worlds, old.owner?.resourceControl ?? [], now.owner?.resourceControl ?? []),
  ]
  return {
    statements: statementsIn(turns),
    turns,
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
