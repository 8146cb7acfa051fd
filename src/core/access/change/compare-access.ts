/**
 * What a difference between two worlds does to one principal: only the actions that the differing statements speak of, one of
 * each class, only on the resources that the policies can tell apart (docs/algorithms/what-if.md). The engine decides on both
 * sides; nothing is concluded from a policy by itself.
 */
import type { CatalogueAction } from '../../catalogue.ts'
import type { Residual } from '../../evaluate/types.ts'
import { contentKey } from '../../inventory/content-key.ts'
import type { Answer, CoverageGap, Reason } from '../answers.ts'
import { type Assessment, assess } from '../assess.ts'
import { reasonsOf } from '../explain/reasons.ts'
import { type Question, questionOf } from '../question.ts'
import type { CompiledPrincipal, World } from '../world.ts'
import type { AccessChange } from './change.ts'
import type { Pair } from './differences.ts'
import { policedAt } from './policed.ts'
import { type Comparing, type Comparison, type OwnStatements, ownStatements, probedClasses } from './probed-classes.ts'
import { covers } from './probes.ts'

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
  /** Pairs of action and resource that were evaluated on both sides. */
  readonly examined: number
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
  const sheet = createSheet()
  const targets = new Map(policed.map((target) => [target[0]?.arn, target]))
  for (const { actions, texts, isCut } of elsewhere
    ? probedClasses(comparing, { pair, difference, own, target: undefined })
    : []) {
    sheet.cut(isCut)
    const [action] = actions
    // What has a policy of its own tells actions apart that the principal's policies do not: its turn comes below.
    const free = texts.filter((text) => {
      const met = action ? policedAt(comparing.policed, action, text) : []
      if (met[0] && !targets.has(met[0].arn)) targets.set(met[0].arn, met)
      return met.length === 0
    })
    compareAction(comparing, pair, actions, free, sheet)
  }
  if (elsewhere && difference.reading) compareTheRest(comparing, pair, own, sheet)
  for (const target of targets.values()) {
    for (const { actions, texts, isCut } of probedClasses(comparing, { pair, difference, own, target })) {
      sheet.cut(isCut)
      compareAction(comparing, pair, actions, texts, sheet)
    }
  }
  return sheet.read()
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
  if (actions.length > 0) compareAction(comparing, pair, actions, ['*'], sheet, everyService)
}

/** Stands for all services in a row. */
export const everyService = '*'

/* ------------------------------------------------------------------ both sides */

interface Sides {
  readonly before: Assessment | undefined
  readonly after: Assessment | undefined
}

function compareAction(
  { worlds, question }: Comparing,
  pair: Pair,
  alike: readonly CatalogueAction[],
  texts: readonly string[],
  sheet: Sheet,
  service = alike[0]?.service ?? '',
): void {
  const [action] = alike
  if (!action) return
  const found = new Map<string, { readonly sides: Sides; readonly texts: string[] }>()
  for (const text of texts) {
    const ask = (world: World, one: CompiledPrincipal | undefined): Assessment | undefined =>
      one && assess(world, one, question(world, action, text), new Map())
    const sides = { before: ask(worlds.before, pair.before), after: ask(worlds.after, pair.after) }
    sheet.count(alike.length)
    const change = changeOf(sides)
    if (!change || (change === 'unknown' && isOutOfSight(sides))) continue
    if (change === 'unknown') sheet.gap([...(sides.before?.gaps ?? []), ...(sides.after?.gaps ?? [])])
    const key = `${change} ${sideKey(sides.before)} ${sideKey(sides.after)}`
    const known = found.get(key)
    if (known) known.texts.push(text)
    else found.set(key, { sides, texts: [text] })
  }
  for (const { sides, texts: changed } of found.values()) {
    const change = changeOf(sides)
    if (!change) continue
    const because = becauseOf({ worlds, question }, pair, action, changed[0] ?? '*', sides)
    const condition = conditionOf(sides)
    sheet.write({
      change,
      service,
      actions: alike,
      resources: changed.filter((text) => !changed.some((other) => other !== text && covers(other, text))),
      before: answerOf(sides.before),
      after: answerOf(sides.after),
      ...(condition && { condition }),
      ...(because && { because }),
    })
  }
}

/** Whoever does not exist is allowed nothing. */
const answerOf = (side: Assessment | undefined): Answer => side?.answer ?? 'ImplicitlyDenied'

const isDenied = (answer: Answer): boolean => answer === 'ImplicitlyDenied' || answer === 'ExplicitlyDenied'

function changeOf({ before, after }: Sides): AccessChange['change'] | undefined {
  return changeBetween(answerOf(before), answerOf(after), () => {
    const [was, is] = [before?.asRead.condition, after?.asRead.condition]
    return contentKey(was) === contentKey(is)
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
  return condition ? contentKey(condition) : answerOf(side)
}

/** Of what is now, otherwise of what was. */
const conditionOf = ({ before, after }: Sides): Residual | undefined => conditionIn(after) ?? conditionIn(before)

/** What grants now or blocks now. Nothing blocks what merely lacks a grant; then it is what granted it before. */
function becauseOf(
  { worlds, question }: Pick<Comparing, 'worlds' | 'question'>,
  pair: Pair,
  action: CatalogueAction,
  resource: string,
  sides: Sides,
): Reason | undefined {
  const reasonsOn = (side: keyof Sides): readonly Reason[] => {
    const [one, assessment, world] = [pair[side], sides[side], worlds[side]]
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

/* ------------------------------------------------------------------ what comes out */

export interface Sheet {
  count(evaluated: number): void
  cut(isCut: boolean): void
  gap(gaps: readonly CoverageGap[]): void
  write(outcome: Outcome): void
  read(): Compared
}

/** Outcomes with the same key differ in their actions only. */
const rowKey = (outcome: Outcome): string => `${kindKey(outcome)}|${outcome.resources.join(' ')}`

/** Outcomes with the same key differ in their actions and resources only. */
function kindKey({ change, service, before, after, condition, because }: Outcome): string {
  const why = because ? `${because.policyRef} ${because.statement} ${because.level ?? ''}` : ''
  return `${change}|${service}|${before}|${after}|${why}|${condition ? contentKey(condition) : ''}`
}

/** One row for what was found several times: through the principal and the resource, or on `*` and on one resource too. */
export function folded(outcomes: readonly Outcome[]): readonly Outcome[] {
  if (outcomes.length < 2) return outcomes
  const sheet = createSheet()
  for (const outcome of outcomes) sheet.write(outcome)
  return [...Map.groupBy(sheet.read().outcomes, kindKey).values()].flatMap((alike) =>
    alike.flatMap((outcome): Outcome[] => {
      const wider = alike.filter((other) => other !== outcome && isWithin(outcome, other))
      const actions = outcome.actions.filter((action) => !wider.some((other) => other.actions.includes(action)))
      return actions.length === 0 ? [] : [{ ...outcome, actions }]
    }),
  )
}

const isWithin = (inner: Outcome, outer: Outcome): boolean =>
  inner.resources.every((text) => outer.resources.some((other) => other !== text && covers(other, text)))

/** Actions of other classes that come out alike stand in one row. */
export function createSheet(): Sheet {
  const rows = new Map<string, Outcome>()
  let examined = 0
  let anyCut = false
  const open = new Set<CoverageGap>()
  return {
    gap(gaps) {
      for (const gap of gaps) open.add(gap)
    },
    count(evaluated) {
      examined += evaluated
    },
    cut(isCut) {
      anyCut ||= isCut
    },
    write(outcome) {
      const key = rowKey(outcome)
      const known = rows.get(key)
      rows.set(key, known ? { ...known, actions: [...new Set([...known.actions, ...outcome.actions])] } : outcome)
    },
    read: () => ({ outcomes: [...rows.values()], examined, isCut: anyCut, gaps: [...open] }),
  }
}
