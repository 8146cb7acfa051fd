/**
 * Many actions for everybody at once: all of S3, all writes, on one resource or on every one. What the policies of a signature
 * say is a handful of sets of actions; signatures of which these are the same share one answer. Equal to asking each action of
 * each principal, which a property test holds it to (matrix.test.ts). Method: docs/algorithms/index.md.
 */
import type { AccessLevel } from '../catalogue.ts'
import { compiledPolicies } from '../evaluate/engine.ts'
import type { PolicyId } from '../evaluate/types.ts'
import type { ActionMatcher } from '../policy/action-matcher.ts'
import { coversAction } from '../policy/action-matcher.ts'
import { err, ok, type Result } from '../result.ts'
import { type ActionMask, type ActionSet, addAll, both, emptyMask, isEmpty, maskOf, setOf } from './action-set.ts'
import type { AnswerReadings, CoverageGap } from './answers.ts'
import { createSayings, type Sayings, silent } from './bearing.ts'
import type { GivenContext } from './context.ts'
import { gapsOver } from './coverage-gaps.ts'
import { keyValues, type ResourceSide, resourceSideOf } from './holders.ts'
import { shortIdentityOf } from './identity.ts'
import { lazily } from './lazily.ts'
import { createDecider, type Decider, type Said, type View } from './matrix-decider.ts'
import { type AccessFault, type Question, resolveQuestion } from './question.ts'
import type { Ranks } from './ranks.ts'
import { createAccountKeys } from './reach.ts'
import { readingsOf } from './readings.ts'
import { atOnce, type Steps } from './stepwise.ts'
import { levelOf } from './what-can.ts'
import type { CompiledPrincipal, World } from './world.ts'

export interface AbilitiesQuestion {
  /** As policies write them: `s3:*`, `sqs:SendMessage`. */
  readonly actions: string | readonly string[]
  /** Only actions of these access levels. */
  readonly levels?: readonly AccessLevel[]
  /** ARN or name of a resource; absent: every resource. */
  readonly resource?: string
  /** Condition key → values. */
  readonly context?: Readonly<Record<string, readonly string[]>>
}

/** Places are those in `AbilitiesAnswer.actions`; what is in no set is denied. */
export interface AbilitySets {
  readonly allowed: ActionSet
  readonly conditional: ActionSet
  readonly unknown: ActionSet
}

export type AbilitiesOf = AbilitySets & ReturnType<typeof shortIdentityOf>

export interface AbilitiesAnswer {
  readonly actions: readonly string[]
  /** Everybody in groups of equal answers; `size` principals each. */
  readonly groups: readonly (AbilitySets & { readonly size: number })[]
  /** Everybody, in the order of `principals()`; made when it is read. */
  readonly principals: readonly AbilitiesOf[]
  readonly gaps: readonly CoverageGap[]
  readonly readings?: AnswerReadings
  readonly at: string
  readonly snapshot: string
}

/** Principals whose answers are equal; records are made when they are read. */
export interface AbilityGroup extends AbilitySets {
  readonly size: number
  readonly members: () => readonly CompiledPrincipal[]
}

export interface AbilityGroups extends Pick<AbilitiesAnswer, 'actions' | 'gaps' | 'readings'> {
  readonly groups: readonly AbilityGroup[]
}

type Asked = Omit<AbilitiesQuestion, 'context'> & { readonly given: GivenContext }

export function abilities(world: World, ranks: Ranks, asked: Asked): Result<AbilitiesAnswer, AccessFault> {
  const found = atOnce(abilityGroups(world, ranks, asked))
  if (!found.ok) return found
  const { actions, groups, gaps, readings } = found.value
  const rows = lazily(() =>
    groups
      .flatMap(({ members, allowed, conditional, unknown }) =>
        members().map((one) => ({ index: one.index, row: { ...shortIdentityOf(one), allowed, conditional, unknown } })),
      )
      .sort((a, b) => a.index - b.index)
      .map(({ row }) => row),
  )
  return ok({
    actions,
    groups: groups.map(({ members: _, ...group }) => group),
    get principals() {
      return rows()
    },
    gaps,
    ...(readings && { readings }),
    at: world.snapshot.at,
    snapshot: world.snapshot.id,
  })
}

/** The same without a row for each, a little at a time. */
export function* abilityGroups(world: World, ranks: Ranks, asked: Asked): Steps<Result<AbilityGroups, AccessFault>> {
  const questions = questionsOf(world, asked)
  if (!questions.ok) return questions
  yield
  const scene = sceneOf(world, questions.value, asked.given)
  yield
  const groups: AbilityGroup[] = []
  for (const crowd of yield* crowdsOf(scene, ranks)) {
    for (const group of groupsOf(scene, crowd)) {
      groups.push(group)
      yield
    }
  }
  return ok({
    actions: questions.value.map(({ action }) => action),
    groups,
    gaps: gapsOver(world, scene.decider.gaps()),
    ...readingsOf(
      world,
      'everybody',
      questions.value.find(({ resource }) => resource !== '*'),
    ),
  })
}

/** One for each action, by the action's place in the catalogue. */
function questionsOf(
  world: World,
  { actions, levels, resource }: AbilitiesQuestion,
): Result<readonly Question[], AccessFault> {
  const { catalogue } = world
  const ids = new Set<number>()
  for (const pattern of typeof actions === 'string' ? [actions] : actions) {
    const found = catalogue.expand(pattern.trim().toLowerCase())
    for (const id of found) ids.add(id)
    if (found.length > 0) continue
    const named = resolveQuestion(world, pattern, undefined)
    if (!named.ok) return named
  }
  const questions: Question[] = []
  for (const id of [...ids].sort((a, b) => a - b)) {
    const info = catalogue.action(id)
    const level = levelOf(info)
    if (levels && !(level && levels.includes(level))) continue
    const question = resolveQuestion(world, info.name, resource)
    if (!question.ok) return err(question.error)
    questions.push(question.value)
  }
  return ok(questions)
}

/* ------------------------------------------------------------------ what is asked about */

interface Scene {
  readonly world: World
  readonly questions: readonly Question[]
  readonly views: readonly View[]
  readonly sayings: Sayings
  readonly decider: Decider
  /** Principals that a policy on the resource's side names. */
  readonly singles: ReadonlySet<number>
  keysOf(one: Crowd): readonly string[]
  /** From there nobody comes: across accounts the policy of the resource must allow too, and it names nobody of it. */
  isShutOut(account: string): boolean
}

function sceneOf(world: World, questions: readonly Question[], given: GivenContext): Scene {
  const places = Map.groupBy(questions.keys(), (place) => {
    const { service, resource, actionLowerCase } = questions[place] ?? {
      service: '',
      resource: '',
      actionLowerCase: '',
    }
    // AWS's examples cover this one with `arn:aws:s3:::*`, and no other that has no resource.
    return `${service} ${resource} ${actionLowerCase === 's3:listallmybuckets'}`
  })
  const views = [...places.values()].flatMap((own): View[] => {
    const question = questions[own[0] ?? -1]
    const among = new Set(own)
    return question ? [{ question, mask: maskOf(questions.length, (place) => among.has(place)) }] : []
  })
  const sayings = createSayings()
  const sides = questions.map((question) => resourceSideOf(world, question))
  const singles = new Set(sides.flatMap((side) => [...side.singles]))
  const ofResource = sides.flatMap(({ keys }) => keys)
  const policyOf = compiledPolicies(world.engine)
  const ofAccounts = questions.map(({ info, service, actionLowerCase }) =>
    createAccountKeys(policyOf, { id: info.id, service, name: actionLowerCase.slice(service.length + 1) }),
  )
  const ofAccount = rememberedBy((one: CompiledPrincipal['account']) => ofAccounts.flatMap((keysOf) => keysOf(one)))
  return {
    world,
    questions,
    views,
    sayings,
    decider: createDecider({ world, questions, views, sayings, given }),
    singles,
    isShutOut: shutOut(world, sides, singles),
    keysOf: ({ account, said }) => {
      const ofPolicies = [...said.keys()].flatMap((part) => sayings.saying(part >> 1).keys)
      return [...new Set([...ofPolicies, ...ofAccount(account), ...ofResource])].sort()
    },
  }
}

function shutOut(
  world: World,
  sides: readonly ResourceSide[],
  singles: ReadonlySet<number>,
): (account: string) => boolean {
  if (sides.some(({ accounts }) => accounts === undefined)) return () => false
  const letIn = new Set(sides.flatMap(({ accounts = [] }) => [...accounts]))
  for (const index of singles) letIn.add(world.principals.at(index)?.account.account.id ?? '')
  return (account) => !letIn.has(account)
}

function rememberedBy<K, V>(make: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>()
  return (key) => {
    const before = known.get(key)
    if (before !== undefined) return before
    const made = make(key)
    known.set(key, made)
    return made
  }
}

/* ------------------------------------------------------------------ who is alike */

/** Signatures of one rank whose policies say the same. */
interface Crowd {
  readonly rank: number
  readonly account: CompiledPrincipal['account']
  readonly said: Said
  readonly positions: number[]
  size: number
}

/** So many take a few milliseconds, once what their policies say is known. */
const crowdedAtOnce = 200

function* crowdsOf(scene: Scene, { ranks, rankOf, sizes, identity, boundary }: Ranks): Steps<readonly Crowd[]> {
  const { profileOf, saidIn } = createProfiles(scene)
  const crowds = new Map<string, Crowd>()
  for (const [position, number] of rankOf.entries()) {
    const rank = ranks[number]
    if (!rank) continue
    if (position % crowdedAtOnce === 0) yield
    const profiles = new Set<number>()
    if (!scene.isShutOut(rank.account.account.id)) {
      for (const policy of identity[position] ?? []) profiles.add(profileOf(policy, false))
      for (const policy of boundary[position] ?? []) profiles.add(profileOf(policy, true))
    }
    const own = [...profiles].sort((a, b) => a - b)
    const key = `${number}|${own.join(',')}`
    const known = crowds.get(key)
    const crowd = known ?? { rank: number, account: rank.account, said: saidIn(own), positions: [], size: 0 }
    if (!known) crowds.set(key, crowd)
    crowd.positions.push(position)
    crowd.size += sizes[position] ?? 0
  }
  return [...crowds.values()]
}

/** Policies that say the same of the same actions have one number. */
function createProfiles(scene: Scene) {
  const { world, questions, views, sayings } = scene
  const policyOf = compiledPolicies(world.engine)
  const width = questions.length
  const requested = questions.map(({ info, service, actionLowerCase }) => ({
    id: info.id,
    service,
    name: actionLowerCase.slice(service.length + 1),
  }))
  const spokenOf = rememberedBy(
    (actions: ActionMatcher): ActionMask =>
      maskOf(width, (place) => {
        const action = requested[place]
        return action !== undefined && coversAction(actions, action)
      }),
  )
  const profiles: Said[] = []
  const numbers = new Map<string, number>()

  function saidBy(policy: PolicyId, bounds: boolean): Said {
    const said = new Map<number, ActionMask>()
    for (const statement of policyOf(policy).statements) {
      const spoken = spokenOf(statement.actions)
      if (isEmpty(spoken)) continue
      for (const { question, mask } of views) {
        const saying = sayings.of([statement], question)
        if (saying === silent) continue
        const covered = both(spoken, mask)
        if (!isEmpty(covered)) put(said, saying * 2 + (bounds ? 1 : 0), covered)
      }
    }
    return said
  }

  const numberOf = (said: Said): number => {
    const key = [...said]
      .map(([part, mask]) => `${part}:${mask.join('.')}`)
      .sort()
      .join(' ')
    const known = numbers.get(key)
    if (known !== undefined) return known
    numbers.set(key, profiles.length)
    return profiles.push(said) - 1
  }
  const layers = [false, true].map((bounds) => rememberedBy((policy: PolicyId) => numberOf(saidBy(policy, bounds))))
  return {
    profileOf: (policy: PolicyId, bounds: boolean): number => layers[bounds ? 1 : 0]?.(policy) ?? 0,
    saidIn(own: readonly number[]): Said {
      const said = new Map<number, ActionMask>()
      for (const number of own) for (const [part, mask] of profiles[number] ?? []) put(said, part, mask)
      return said
    },
  }
}

function put(said: Map<number, ActionMask>, part: number, mask: ActionMask): void {
  const known = said.get(part)
  if (known) addAll(known, mask)
  else said.set(part, mask.slice())
}

/* ------------------------------------------------------------------ answers */

function* groupsOf(scene: Scene, crowd: Crowd): Iterable<AbilityGroup> {
  const { world, questions, singles, decider } = scene
  const members = lazily(() => crowd.positions.flatMap((position) => [...(world.signatures[position]?.members ?? [])]))
  if (scene.isShutOut(crowd.account.account.id)) {
    const nothing = setOf(emptyMask(questions.length))
    yield { size: crowd.size, members, allowed: nothing, conditional: nothing, unknown: nothing }
    return
  }
  const keys = scene.keysOf(crowd)
  const first = world.signatures[crowd.positions[0] ?? -1]?.members.at(0)
  if (!first) return
  const answered = (one: CompiledPrincipal, variant: string): AbilitySets => {
    const { allowed, conditional, unknown } = decider.decide({ rank: crowd.rank, said: crowd.said, one, variant })
    return { allowed: setOf(allowed), conditional: setOf(conditional), unknown: setOf(unknown) }
  }
  if (keys.length === 0 && singles.size === 0) {
    yield { size: crowd.size, members, ...answered(first, '') }
    return
  }
  const variantOf = (one: CompiledPrincipal): string =>
    singles.has(one.index) ? `single ${one.index}` : keyValues(one, keys)
  for (const [variant, own] of Map.groupBy(members(), variantOf)) {
    const [one] = own
    if (one) yield { size: own.length, members: () => own, ...answered(one, variant) }
  }
}
