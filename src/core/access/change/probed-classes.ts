/**
 * Which actions a difference can be about, and on which resources it can show: only the actions that the differing statements
 * speak of, one of each class, only on the resources that the policies can tell apart.
 */
import { splitArn } from '../../arn/arn.ts'
import type { CatalogueAction } from '../../catalogue.ts'
import type { PolicyEntry } from '../../inventory/snapshot.ts'
import type { StatementFacts } from '../policy-facts.ts'
import type { Question } from '../question.ts'
import type { CompiledPrincipal, World } from '../world.ts'
import type { Outcome, Sides } from './compare-access.ts'
import { type Difference, entriesOf, isUnread, type Pair, reads, type Worlds } from './differences.ts'
import { type ActionClass, type Lens, type Lenses, union } from './lens.ts'
import type { Policed, PolicedSides } from './policed.ts'
import { intersection, type Probes, probesOf } from './probes.ts'
import { writtenFor } from './variables.ts'

export interface Comparing {
  readonly worlds: Worlds
  readonly lenses: Lenses
  readonly policed: PolicedSides
  /** Only on this resource, by its ARN. */
  readonly resource: string | undefined
  readonly question: (world: World, action: CatalogueAction, resource: string) => Question
  /** What may still be looked at; a change at the root of a large organization would take minutes. */
  readonly work: Work
  /** What was found out already, by everything on which it rests. */
  readonly known: Map<string, Sides>
  /** What came out already: the same object for the same actions, resources, answers and reasons. */
  readonly outcomes: Map<string, Outcome>
}

/** A resource with a policy of its own, or a question on both sides, is one piece of work: some twenty microseconds. */
export interface Work {
  left: number
}

export interface Comparison {
  readonly pair: Pair
  readonly difference: Difference
  /** All but its policies that the engine can tell it by; equal for those with whom it shares what is found out. */
  readonly standing: string
  /** Only these actions, by their places in the lens on the difference; absent: all that it can be about. */
  readonly places?: ReadonlySet<number>
  /** Resources whose policies may let the principal in: looked at one by one, as they are on either side. */
  readonly policed: readonly (readonly Policed[])[]
  /** Also every other resource. */
  readonly elsewhere: boolean
}

/* ------------------------------------------------------------------ statements that bear on the principal */

export interface OwnStatements {
  readonly all: readonly StatementFacts[]
  /** Allow statements of its identity policies. */
  readonly grants: readonly StatementFacts[]
  /** Needs no Allow that could be seen. */
  readonly isFree: boolean
}

export function ownStatements({ before, after }: Worlds, pair: Pair): OwnStatements {
  const sides = [
    ...(pair.before ? [{ world: before, one: pair.before }] : []),
    ...(pair.after ? [{ world: after, one: pair.after }] : []),
  ]
  const stated = (entriesIn: (one: CompiledPrincipal) => readonly PolicyEntry[]): readonly StatementFacts[] => [
    ...new Set(sides.flatMap(({ world, one }) => entriesIn(one).flatMap((entry) => world.facts(entry).statements))),
  ]
  return {
    all: stated(entriesOf),
    grants: stated((one) => one.identity.entries).filter(({ effect }) => effect === 'Allow'),
    isFree: sides.some(({ world, one }) => world.principals.typeAt(one.index) === 'root' || isUnread(one)),
  }
}

/** RCPs over the owner of a resource, on both sides. */
function governing({ before, after }: Worlds, target: readonly Policed[]): readonly StatementFacts[] {
  return [before, after].flatMap((world) =>
    target.flatMap(({ account }) =>
      (world.accounts.get(account)?.resourceControl ?? []).flatMap((level) =>
        level.entries.flatMap((entry) => world.facts(entry).statements),
      ),
    ),
  )
}

/* ------------------------------------------------------------------ classes of actions */

export interface ProbedClass extends Probes {
  /** Decided alike on each of the resources. */
  readonly actions: readonly CatalogueAction[]
  readonly ids: ActionClass
  readonly lens: Lens
}

export interface Probing {
  readonly pair: Pair
  readonly difference: Difference
  readonly own: OwnStatements
  readonly places: ReadonlySet<number> | undefined
  /** One resource as it is on either side; undefined: whatever the policies of the principal speak of. */
  readonly target: readonly Policed[] | undefined
}

export function* probedClasses(
  comparing: Comparing,
  { pair, difference, own, places: wanted, target }: Probing,
): Iterable<ProbedClass> {
  const { catalogue } = comparing.worlds.after
  const theirs = target?.flatMap((one) => one.statements) ?? []
  const all = [...new Set([...own.all, ...theirs, ...governing(comparing.worlds, target ?? [])])]
  const readers = new Set(all.filter((one) => reads(one, difference.keys)))
  const different = new Set([...difference.statements, ...readers])
  const lens = lensFor(comparing.lenses, difference, { own, theirs, readers })
  const speaking = all.filter((statement) => lens.spoken(statement))
  const places = placesOfActions(lens, own, target).filter((at) => wanted?.has(at) ?? true)
  const isWhole = difference.everything || difference.reading
  for (const ids of lens.classes(places, speaking)) {
    const actions = ids.map((id) => catalogue.action(id))
    const [action] = actions
    if (!action) continue
    const about = speaking.filter((statement) => lens.speaks(statement, action.id))
    const asked = { pair, different: isWhole ? undefined : different, action, about, target }
    yield { actions, ids, lens, ...probesFor(comparing, asked) }
  }
}

/** Those that some side can allow: without an Allow, and with everything read, nothing changes. */
function placesOfActions(lens: Lens, own: OwnStatements, target: readonly Policed[] | undefined): readonly number[] {
  const places = target?.[0] ? (lens.places().get(target[0].service) ?? []) : [...lens.ids.keys()]
  if (own.isFree || target?.some((one) => one.isUnread)) return places
  const theirs = target?.flatMap((one) => one.statements.filter(({ effect }) => effect === 'Allow')) ?? []
  const granted = grantedIn(lens, own)
  const besides = theirs.flatMap((statement) => lens.spoken(statement) ?? [])
  return places.filter((at) => granted[at] === 1 || besides.some((mask) => mask[at] === 1))
}

/** One pass over all actions for a principal, however many resources it is compared on. */
const grantedBy = new WeakMap<OwnStatements, { readonly lens: Lens; readonly mask: Uint8Array }>()

function grantedIn(lens: Lens, own: OwnStatements): Uint8Array {
  const known = grantedBy.get(own)
  if (known?.lens === lens) return known.mask
  const mask = union(
    lens,
    own.grants.flatMap((statement) => lens.spoken(statement) ?? []),
  )
  grantedBy.set(own, { lens, mask })
  return mask
}

/** Where a limit came or went, every action that is allowed on some side may be decided otherwise. */
function lensFor(
  lenses: Lenses,
  { statements, turns, everything, reading }: Difference,
  { own, theirs, readers }: Bearing,
): Lens {
  if (!everything && !reading) return lenses.between(turns, readers)
  if (own.isFree && !reading) return lenses.onAll()
  return lenses.on(new Set([...statements, ...readers, ...own.grants, ...theirs, ...(reading ? own.all : [])]))
}

interface Bearing {
  readonly own: OwnStatements
  readonly theirs: readonly StatementFacts[]
  /** Statements that read a key whose value is different. */
  readonly readers: ReadonlySet<StatementFacts>
}

/* ------------------------------------------------------------------ resources */

interface Asked {
  readonly pair: Pair
  /** Undefined: anything may be. */
  readonly different: ReadonlySet<StatementFacts> | undefined
  readonly action: CatalogueAction
  /** Statements that speak of the action. */
  readonly about: readonly StatementFacts[]
  readonly target: readonly Policed[] | undefined
}

function probesFor({ resource }: Comparing, asked: Asked): Probes {
  const { pair, different, action, about, target } = asked
  if (action.resourceTypes.length === 0) return { texts: ['*'], isCut: false }
  const patternsOf = (statement: StatementFacts): readonly string[] => writtenFor(pair, statement).flatMap(asArns)
  const changed = different
    ? about.flatMap((statement) => {
        if (!different.has(statement)) return []
        return statement.notResources || statement.resources.length === 0 ? ['*'] : patternsOf(statement)
      })
    : ['*']
  const places = placesOf(resource ?? target?.[0]?.arn, action)
  const starts = places.flatMap((place) => changed.flatMap((pattern) => intersection(place, pattern) ?? [place]))
  const services = new Set(action.resourceTypes.map(({ type }) => type.arnPattern.split(':')[2] ?? ''))
  const isAskable = (text: string): boolean => {
    const fields = splitArn(text)
    return text === '*' || (fields !== undefined && services.has(fields.service))
  }
  const { texts, isCut } = probesOf(starts.filter(isAskable), [...new Set(about.flatMap(patternsOf))])
  return { texts: texts.filter(isAskable), isCut }
}

/** Fields of an ARN; stars of a pattern that are tried in the place of those that it lacks. */
const fieldCount = 6
const mostStars = 8

/** A pattern of too few fields is a text whose stars may stand for colons too: where it meets ARNs it is one of these. */
function asArns(pattern: string): readonly string[] {
  if (pattern === '*' || splitArn(pattern)) return [pattern]
  const missing = fieldCount - pattern.split(':').length
  if (missing <= 0) return [pattern]
  const pieces = pattern.split('*')
  return Array.from({ length: Math.min(pieces.length - 1, mostStars) }, (_, star) => {
    const [before, after] = [pieces.slice(0, star + 1), pieces.slice(star + 1)]
    return `${before.join('*')}*${':*'.repeat(missing)}${after.join('*')}`
  })
}

/** A bucket is asked about for itself, and for the objects in it. */
function placesOf(arn: string | undefined, { resourceTypes }: CatalogueAction): readonly string[] {
  if (arn === undefined) return ['*']
  const fields = splitArn(arn)
  if (fields?.service !== 's3' || fields.resource.includes('/')) return [arn]
  const takes = (name: string): boolean => resourceTypes.some(({ type }) => type.name === name)
  return [...(takes('object') ? [`${arn}/*`] : []), ...(takes('bucket') || !takes('object') ? [arn] : [])]
}
