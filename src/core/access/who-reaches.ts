/**
 * The side of the resource: everybody who can do something to it, and by which kinds of action. Every action that takes resources
 * of this form is asked of everybody at once (matrix.ts), and of whom the resource's policy lets in from outside.
 */
import { splitArn } from '../arn/arn.ts'
import { type AccessLevel, accessLevels, type CatalogueAction } from '../catalogue.ts'
import { err, ok, type Result } from '../result.ts'
import type { AnswerReadings, CoverageGap, PersonRef, PrincipalType } from './answers.ts'
import type { GivenContext } from './context.ts'
import { accountsNotRead } from './coverage-gaps.ts'
import { identityOf } from './identity.ts'
import type { AbilityGroups } from './matrix.ts'
import { namedBy } from './named-by.ts'
import { outsideHolders } from './outside-holders.ts'
import { type AccessFault, questionOf, resolveQuestion } from './question.ts'
import type { ActionReach } from './reach.ts'
import { actionsTaking } from './resource-form.ts'
import { resourceName } from './resource-name.ts'
import { type Steps, sortedInSteps } from './stepwise.ts'
import { levelOf, noLevels } from './what-can.ts'
import { words } from './words.ts'
import type { World } from './world.ts'

/** Numbers of actions, by what they are for. */
export type LevelCounts = Readonly<Record<AccessLevel, number>>

export interface Reacher {
  readonly arn: string
  readonly type: PrincipalType
  readonly account: string
  readonly accountName?: string
  readonly name: string
  readonly person?: readonly PersonRef[]
  readonly allowed: LevelCounts
  /** Under a condition. */
  readonly conditional: LevelCounts
}

export interface WhoReachesQuestion {
  /** ARN or name. */
  readonly resource: string
  /** Condition key → values. */
  readonly context?: Readonly<Record<string, readonly string[]>>
}

export interface WhoReachesAnswer {
  readonly resource: string
  /** How many actions were asked about. */
  readonly actions: number
  readonly at: string
  readonly snapshot: string
  readonly complete: boolean
  readonly gaps: readonly CoverageGap[]
  readonly readings?: AnswerReadings
  readonly sentence: string
  readonly notes: readonly string[]
  /** Who can do the most dangerous things first: permissions management, write, tagging, read, list; then by account and name. */
  readonly principals: readonly Reacher[]
  /** Principals of whom something is not known. */
  readonly unknown: number
}

interface Input {
  readonly world: World
  readonly reach: (actionLowerCase: string) => ActionReach
  readonly given: GivenContext
  /** Of these actions on this resource, everybody. */
  readonly abilities: (actions: readonly string[], resource: string) => Steps<Result<AbilityGroups, AccessFault>>
}

export function* whoReaches(input: Input, named: string): Steps<Result<WhoReachesAnswer, AccessFault>> {
  const { world } = input
  const found = resourceNamed(world, named)
  if (!found.ok) return found
  const resource = found.value
  const actions = actionsTaking(world.catalogue, resource)
  if (actions.length === 0) return err({ code: 'bad_input', message: words.noActionTakes(resource), suggestions: [] })
  const asked = yield* input.abilities(
    actions.map(({ name }) => name),
    resource,
  )
  if (!asked.ok) return asked
  const inside = yield* insidersOf(world, asked.value)
  const outside = yield* outsidersOf(input, actions, resource)
  const principals = yield* sortedInSteps([...inside.reachers, ...outside], byDanger)
  const [first] = actions
  const asOne = first && questionOf(world, first, resource)
  const missing = accountsNotRead(world).map(({ account }) => account.name ?? account.id)
  const complete = inside.unknown === 0 && missing.length === 0
  return ok({
    resource,
    actions: actions.length,
    at: world.snapshot.at,
    snapshot: world.snapshot.id,
    complete,
    gaps: asked.value.gaps,
    ...(asked.value.readings && { readings: asked.value.readings }),
    sentence: words.whoReaches({
      what: resourceName(world, resource),
      all: principals.length,
      byLevel: accessLevels.map((level) => [level, principals.filter((one) => holds(one, level)).length]),
    }),
    notes: [
      ...(asOne && asOne.resourceAccount === undefined ? [words.notRead(resource)] : []),
      ...(missing.length > 0 ? [words.accountsNotRead(missing)] : []),
      ...(inside.unknown > 0 ? [words.unknownPrincipals(inside.unknown)] : []),
    ],
    principals,
    unknown: inside.unknown,
  })
}

/** A role or a user is a resource too: somebody may change it. */
function resourceNamed(world: World, named: string): Result<string, AccessFault> {
  if (named.startsWith('arn:')) return splitArn(named) ? ok(named) : refusal(words.noArn(named))
  const principals = world.resourcesByName.has(named) ? [] : namedBy(world, named)
  const [principal] = principals
  if (principals.length > 1) {
    const suggestions = principals.map((one) => one.principal.arn)
    return err({ code: 'ambiguous_principal', message: words.ambiguousPrincipal(named), suggestions })
  }
  if (principal) return ok(principal.principal.arn)
  // Asked about a bucket's policy, a name stays that of a bucket.
  const bucket = resolveQuestion(world, 's3:GetBucketPolicy', named)
  return bucket.ok ? ok(bucket.value.resource) : bucket
}

const refusal = (message: string): Result<never, AccessFault> => err({ code: 'bad_input', message, suggestions: [] })

/* ------------------------------------------------------------------ rows */

/** So many take a few milliseconds. */
const toldAtOnce = 500

function* insidersOf(
  world: World,
  { actions, groups }: AbilityGroups,
): Steps<{ reachers: readonly Reacher[]; unknown: number }> {
  const levels = actions.map((name) => levelOf(world.catalogue.action(world.catalogue.actionId(name))))
  const counted = (places: Iterable<number>): LevelCounts => {
    const counts = noLevels()
    for (const place of places) {
      const level = levels[place]
      if (level) counts[level] += 1
    }
    return counts
  }
  let unknown = 0
  const found: { readonly index: number; readonly reacher: Reacher }[] = []
  for (const { size, members, ...sets } of groups) {
    if (sets.unknown.size > 0) unknown += size
    if (sets.allowed.size === 0 && sets.conditional.size === 0) continue
    const counts = { allowed: counted(sets.allowed), conditional: counted(sets.conditional) }
    for (const one of members()) {
      found.push({ index: one.index, reacher: { ...identityOf(one), ...counts } })
      if (found.length % toldAtOnce === 0) yield
    }
  }
  const inOrder = yield* sortedInSteps(found, (a, b) => a.index - b.index)
  return { reachers: inOrder.map(({ reacher }) => reacher), unknown }
}

function* outsidersOf(
  { world, reach, given }: Input,
  actions: readonly CatalogueAction[],
  resource: string,
): Steps<readonly Reacher[]> {
  const found = new Map<string, Counted>()
  for (const info of actions) {
    yield
    const level = levelOf(info)
    if (!level) continue
    for (const { arn, type, account, accountName, name, decision } of outsideHolders({
      ...{ world, reach, given },
      question: questionOf(world, info, resource),
    })) {
      const known: Counted = found.get(arn) ?? {
        ...{ arn, type, account, name, ...(accountName !== undefined && { accountName }) },
        allowed: noLevels(),
        conditional: noLevels(),
      }
      found.set(arn, known)
      known[decision === 'Allowed' ? 'allowed' : 'conditional'][level] += 1
    }
  }
  return [...found.values()]
}

type Counted = Omit<Reacher, 'allowed' | 'conditional'> & Record<'allowed' | 'conditional', Record<AccessLevel, number>>

const byWeight: readonly AccessLevel[] = ['Permissions management', 'Write', 'Tagging', 'Read', 'List']
const holds = (one: Reacher, level: AccessLevel): boolean => one.allowed[level] + one.conditional[level] > 0

/** What is certain weighs more than what has a condition. */
function byDanger(a: Reacher, b: Reacher): number {
  for (const level of byWeight) {
    const difference = b.allowed[level] - a.allowed[level] || b.conditional[level] - a.conditional[level]
    if (difference !== 0) return difference
  }
  return 0
}
