/**
 * What a difference between two worlds does to one principal: only the actions that the differing statements speak of, one of
 * each class, only on the resources that the policies can tell apart (docs/algorithms/what-if.md). The engine decides on both
 * sides; nothing is concluded from a policy by itself.
 */
import type { CatalogueAction } from '../../catalogue.ts'
import type { Residual } from '../../evaluate/types.ts'
import type { Answer, CoverageGap, Reason } from '../answers.ts'
import { type Assessment, assess } from '../assess.ts'
import { reasonsOf } from '../explain/reasons.ts'
import { type Question, questionOf } from '../question.ts'
import type { CompiledPrincipal, World } from '../world.ts'
import type { AccessChange } from './change.ts'
import type { Pair } from './differences.ts'
import { bearing } from './likeness.ts'
import { policedAt } from './policed.ts'
import {
  type Comparing,
  type Comparison,
  type OwnStatements,
  ownStatements,
  type ProbedClass,
  probedClasses,
} from './probed-classes.ts'
import { covers } from './probes.ts'
import { conditionKey, createSheet, rowKey, type Sheet } from './sheet.ts'

/** Actions that changed alike: the same answers on the same resources for the same reason. */
export interface Outcome {
  readonly change: AccessChange['change']
  readonly service: string
  readonly actions: readonly CatalogueAction[]
  readonly resources: readonly string[]
  readonly before: Answer
  readonly after: Answer
  readonly condition?: Residual
  readonly because?: Reason
}

export interface Compared {
  readonly outcomes: readonly Outcome[]
  /** Not every resource that the policies tell apart was tried. */
  readonly isCut: boolean
  /** What makes answers unknown. */
  readonly gaps: readonly CoverageGap[]
}

/** The same questions come again for each principal. */
export function createQuestions(): Comparing['question'] {
  const worlds = new Map<World, Map<string, Question>>()
  return (world, action, resource) => {
    const asked = worlds.get(world) ?? new Map<string, Question>()
    worlds.set(world, asked)
    const key = `${action.id} ${resource}`
    const known = asked.get(key) ?? questionOf(world, action, resource)
    asked.set(key, known)
    return known
  }
}

export function compareAccess(comparing: Comparing, comparison: Comparison): Compared {
  const { pair, difference, policed, elsewhere } = comparison
  const own = ownStatements(comparing.worlds, pair)
  const probing = { pair, difference, own, places: comparison.places }
  const sheet = createSheet()
  const targets = new Map(policed.map((target) => [target[0]?.arn, target]))
  for (const probed of elsewhere ? probedClasses(comparing, { ...probing, target: undefined }) : []) {
    if (isSpent(comparing.work)) break
    const [action] = probed.actions
    // What has a policy of its own tells actions apart that the principal's policies do not: its turn comes below.
    const texts = probed.texts.filter((text) => {
      const met = action ? policedAt(comparing.policed, action, text) : []
      if (met[0] && !targets.has(met[0].arn)) targets.set(met[0].arn, met)
      return met.length === 0
    })
    compareClass(comparing, comparison, { ...probed, texts }, sheet)
  }
  if (elsewhere && difference.reading) compareTheRest(comparing, pair, own, sheet)
  for (const target of targets.values()) {
    if (isSpent(comparing.work)) break
    comparing.work.left -= 1
    for (const probed of probedClasses(comparing, { ...probing, target }))
      compareClass(comparing, comparison, probed, sheet)
  }
  return sheet.read()
}

export const isSpent = ({ left }: Comparing['work']): boolean => left <= 0

/** Each resource once for all about whom the policies that bear on it are the same. */
function compareClass(comparing: Comparing, { pair, standing }: Comparison, probed: ProbedClass, sheet: Sheet): void {
  const { worlds, question, known, outcomes } = comparing
  const { ids, lens, actions, texts, isCut } = probed
  sheet.cut(isCut)
  const [action] = actions
  if (!action) return
  const ask = (text: string): Sides => {
    comparing.work.left -= 1
    const { resource, wildcardOnly } = question(worlds.after, action, text)
    const own = bearing(worlds, lens, pair, action.id, wildcardOnly ? undefined : resource)
    const key = `${standing}|${worlds.numberOf(ids)}|${own}|${text}`
    const before = known.get(key)
    if (before) return before
    const made = bothSides(comparing, pair, action, text)
    known.set(key, made)
    return made
  }
  const asked = { service: action.service, actions, texts, ask }
  for (const outcome of compareAction(comparing, asked, sheet)) {
    const key = `${worlds.numberOf(ids)}|${rowKey(outcome)}`
    const same = outcomes.get(key) ?? outcome
    outcomes.set(key, same)
    sheet.write(same)
  }
}

/** Allowed or not whatever policies say (core/evaluate/decide.ts), so they stand for no other action. */
const everybodys: ReadonlySet<string> = new Set(['sts:GetCallerIdentity', 'sts:GetSessionToken'])

/**
 * Where something was read on one side only, actions of which no policy speaks may be unknown on the other: one of them stands for
 * all, in one row.
 */
function compareTheRest(comparing: Comparing, pair: Pair, own: OwnStatements, sheet: Sheet): void {
  const { catalogue } = comparing.worlds.after
  const lens = comparing.lenses.onAll()
  const masks = own.all.flatMap((statement) => lens.spoken(statement) ?? [])
  const actions = [...lens.ids.entries()].flatMap(([at, id]) => {
    const action = catalogue.action(id)
    return masks.some((mask) => mask[at] === 1) || everybodys.has(action.name) ? [] : [action]
  })
  const [action] = actions
  if (!action) return
  const ask = (text: string): Sides => bothSides(comparing, pair, action, text)
  const asked = { service: everyService, actions, texts: ['*'], ask }
  for (const outcome of compareAction(comparing, asked, sheet)) sheet.write(outcome)
}

/** Stands for all services in a row. */
export const everyService = '*'

/* ------------------------------------------------------------------ both sides */

export interface Sides {
  /** Who was asked about; stands for all who are like it. */
  readonly pair: Pair
  readonly before: Assessment | undefined
  readonly after: Assessment | undefined
}

function bothSides({ worlds, question }: Comparing, pair: Pair, action: CatalogueAction, text: string): Sides {
  const ask = (world: World, one: CompiledPrincipal | undefined): Assessment | undefined =>
    one && assess(world, one, question(world, action, text), new Map())
  return { pair, before: ask(worlds.before, pair.before), after: ask(worlds.after, pair.after) }
}

interface AskedAction {
  readonly service: string
  readonly actions: readonly CatalogueAction[]
  readonly texts: readonly string[]
  /** About the first action. */
  readonly ask: (text: string) => Sides
}

/** The gaps that are met are noted on the sheet. */
function compareAction(
  comparing: Comparing,
  { service, actions, texts, ask }: AskedAction,
  sheet: Sheet,
): readonly Outcome[] {
  const [action] = actions
  if (!action) return []
  const found = new Map<string, { readonly sides: Sides; readonly texts: string[] }>()
  for (const text of texts) {
    const sides = ask(text)
    const change = changeOf(sides)
    if (!change || (change === 'unknown' && isOutOfSight(sides))) continue
    if (change === 'unknown') sheet.gap([...(sides.before?.gaps ?? []), ...(sides.after?.gaps ?? [])])
    const key = `${change} ${sideKey(sides.before)} ${sideKey(sides.after)}`
    const known = found.get(key)
    if (known) known.texts.push(text)
    else found.set(key, { sides, texts: [text] })
  }
  return [...found.values()].flatMap(({ sides, texts: changed }): Outcome[] => {
    const change = changeOf(sides)
    if (!change) return []
    const because = becauseOf(comparing, action, changed[0] ?? '*', sides)
    const condition = conditionOf(sides)
    const outcome: Outcome = {
      change,
      service,
      actions,
      resources: changed.filter((text) => !changed.some((other) => other !== text && covers(other, text))),
      before: answerOf(sides.before),
      after: answerOf(sides.after),
      ...(condition && { condition }),
      ...(because && { because }),
    }
    return [outcome]
  })
}

/** Whoever does not exist is allowed nothing. */
const answerOf = (side: Assessment | undefined): Answer => side?.answer ?? 'ImplicitlyDenied'

const isDenied = (answer: Answer): boolean => answer === 'ImplicitlyDenied' || answer === 'ExplicitlyDenied'

function changeOf({ before, after }: Sides): AccessChange['change'] | undefined {
  return changeBetween(answerOf(before), answerOf(after), () => {
    const [was, is] = [before?.asRead.condition, after?.asRead.condition]
    return conditionKey(was) === conditionKey(is)
  })
}

/** Undefined: no change of access. Two kinds of denial are none. */
export function changeBetween(
  was: Answer,
  is: Answer,
  sameCondition: () => boolean,
): AccessChange['change'] | undefined {
  if (was === is) return was === 'Conditional' && !sameCondition() ? 'changed' : undefined
  if (was === 'Unknown' || is === 'Unknown') return 'unknown'
  if (isDenied(was)) return isDenied(is) ? undefined : 'gained'
  if (isDenied(is)) return 'lost'
  return is === 'Conditional' ? 'narrowed' : 'widened'
}

const conditionIn = (side: Assessment | undefined): Residual | undefined =>
  answerOf(side) === 'Conditional' ? side?.asRead.condition : undefined

/**
 * A resource that nobody looked for may have a policy that allows; that it is denied now, where it was in the dark before, is no
 * change of what is known of it.
 */
const isOutOfSight = ({ before, after }: Sides): boolean =>
  [before, after].every(
    (side) =>
      side !== undefined &&
      isDenied(side.asRead.decision) &&
      side.layers.every(({ layer, state }) => layer !== 'resource' || state === 'out_of_scope'),
  ) && [before, after].some((side) => side?.layers.some(({ layer }) => layer === 'resource'))

function sideKey(side: Assessment | undefined): string {
  const condition = conditionIn(side)
  return condition ? conditionKey(condition) : answerOf(side)
}

/** Of what is now, otherwise of what was. */
const conditionOf = ({ before, after }: Sides): Residual | undefined => conditionIn(after) ?? conditionIn(before)

/** What grants now or blocks now. Nothing blocks what merely lacks a grant; then it is what granted it before. */
function becauseOf(
  { worlds, question }: Pick<Comparing, 'worlds' | 'question'>,
  action: CatalogueAction,
  resource: string,
  sides: Sides,
): Reason | undefined {
  const reasonsOn = (side: 'before' | 'after'): readonly Reason[] => {
    const [one, assessment, world] = [sides.pair[side], sides[side], worlds[side]]
    if (!one || !assessment) return []
    return reasonsOf(
      { world, one, question: question(world, action, resource), assessment },
      assessment.asRead.decidedBy,
    )
  }
  const grants = ({ effect, layer }: Reason): boolean =>
    effect === 'Allow' && (layer === 'identity' || layer === 'resource')
  const blocks = ({ effect }: Reason): boolean => effect === 'Deny'
  const now = reasonsOn('after')
  switch (answerOf(sides.after)) {
    case 'Allowed':
      return now.find(grants) ?? now[0]
    case 'ExplicitlyDenied':
      return now.find(blocks)
    case 'Conditional':
      return (answerOf(sides.before) === 'Allowed' ? now.find(blocks) : undefined) ?? now.find(grants) ?? now[0]
    case 'ImplicitlyDenied':
    case 'Unknown':
      return undefined
  }
}
