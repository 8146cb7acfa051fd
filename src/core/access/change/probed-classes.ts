/**
 * Which actions a difference can be about, and on which resources it can show: only the actions that the differing statements
 * speak of, one of each class, only on the resources that the policies can tell apart.
 */
import { splitArn } from '../../arn/arn.ts'
import type { CatalogueAction } from '../../catalogue.ts'
import { classesAmong } from '../action-classes.ts'
import type { StatementFacts } from '../policy-facts.ts'
import type { Question } from '../question.ts'
import type { World } from '../world.ts'
import { type Difference, entriesOf, isUnread, type Pair, reads, type Worlds } from './differences.ts'
import type { Lens, Lenses } from './lens.ts'
import { type Policed, type PolicedSides, policedServicesOf } from './policed.ts'
import { intersection, probesOf } from './probes.ts'
import { writtenFor } from './variables.ts'

export interface Comparing {
  readonly worlds: Worlds
  readonly lenses: Lenses
  readonly policed: PolicedSides
  /** Only on this resource, by its ARN. */
  readonly resource: string | undefined
  readonly question: (world: World, action: CatalogueAction, resource: string) => Question
}

export interface Comparison {
  readonly pair: Pair
  readonly difference: Difference
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
  const all = new Set<StatementFacts>()
  const grants = new Set<StatementFacts>()
  for (const { world, one } of sides) {
    for (const entry of entriesOf(one)) for (const statement of world.facts(entry).statements) all.add(statement)
    for (const entry of one.identity.entries)
      for (const statement of world.facts(entry).statements) if (statement.effect === 'Allow') grants.add(statement)
  }
  return {
    all: [...all],
    grants: [...grants],
    isFree: sides.some(({ one }) => one.principal.type === 'root' || isUnread(one)),
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

export interface ProbedClass {
  /** Decided alike on each of the resources. */
  readonly actions: readonly CatalogueAction[]
  readonly texts: readonly string[]
  /** There are more. */
  readonly isCut: boolean
}

export interface Probing {
  readonly pair: Pair
  readonly difference: Difference
  readonly own: OwnStatements
  /** One resource as it is on either side; undefined: whatever the policies of the principal speak of. */
  readonly target: readonly Policed[] | undefined
}

export function* probedClasses(
  comparing: Comparing,
  { pair, difference, own, target }: Probing,
): Iterable<ProbedClass> {
  const { catalogue } = comparing.worlds.after
  const theirs = target?.flatMap((one) => one.statements) ?? []
  const all = [...new Set([...own.all, ...theirs, ...governing(comparing.worlds, target ?? [])])]
  const different = new Set([...difference.statements, ...all.filter((one) => reads(one, difference.keys))])
  const lens = lensFor(comparing.lenses, { ...difference, statements: different }, own, theirs)
  const speaking = all.filter((statement) => lens.spoken(statement))
  const places = placesOfActions(lens, own, target)
  const isWhole = difference.everything || difference.reading
  for (const members of classesAmong(catalogue, lens, places, speaking)) {
    const class_ = members.map((id) => catalogue.action(id))
    for (const actions of Map.groupBy(class_, (action) => policedServicesOf(action).join(' ')).values()) {
      const [action] = actions
      if (!action) continue
      const about = speaking.filter((statement) => lens.speaks(statement, action.id))
      const asked = { pair, different: isWhole ? undefined : different, action, about, target }
      yield { actions, ...probesFor(comparing, asked) }
    }
  }
}

/** Those that some side can allow: without an Allow, and with everything read, nothing changes. */
function placesOfActions(lens: Lens, own: OwnStatements, target: readonly Policed[] | undefined): readonly number[] {
  const places = target?.[0] ? (lens.places().get(target[0].service) ?? []) : [...lens.ids.keys()]
  if (own.isFree || target?.some((one) => one.isUnread)) return places
  const theirs = target?.flatMap((one) => one.statements.filter(({ effect }) => effect === 'Allow')) ?? []
  const grants = [...own.grants, ...theirs].flatMap((statement) => lens.spoken(statement) ?? [])
  return places.filter((at) => grants.some((mask) => mask[at] === 1))
}

/** Where a limit came or went, every action that is allowed on some side may be decided otherwise. */
function lensFor(
  lenses: Lenses,
  { statements, everything, reading }: Difference,
  own: OwnStatements,
  theirs: readonly StatementFacts[],
): Lens {
  if (!everything && !reading) return lenses.on(statements)
  if (own.isFree && !reading) return lenses.onAll()
  return lenses.on(new Set([...statements, ...own.grants, ...theirs, ...(reading ? own.all : [])]))
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

function probesFor({ resource }: Comparing, asked: Asked): Omit<ProbedClass, 'actions'> {
  const { pair, different, action, about, target } = asked
  if (action.resourceTypes.length === 0) return { texts: ['*'], isCut: false }
  const patternsOf = (statement: StatementFacts): readonly string[] => writtenFor(pair, statement)
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

/** A bucket is asked about for itself, and for the objects in it. */
function placesOf(arn: string | undefined, { resourceTypes }: CatalogueAction): readonly string[] {
  if (arn === undefined) return ['*']
  const fields = splitArn(arn)
  if (fields?.service !== 's3' || fields.resource.includes('/')) return [arn]
  const takes = (name: string): boolean => resourceTypes.some(({ type }) => type.name === name)
  return [...(takes('object') ? [`${arn}/*`] : []), ...(takes('bucket') || !takes('object') ? [arn] : [])]
}
