/**
 * The access index: questions over one snapshot. Immutable; a new snapshot makes a new index, and what the engine has interned
 * is shared. Method and costs: docs/algorithms/index.md.
 */
import { type Accounts, accountsInSteps } from '../accounts/accounts.ts'
import type { Catalogue } from '../catalogue.ts'
import type { PolicyEngine } from '../evaluate/types.ts'
import type { InsightsAnswer } from '../insights/insight.ts'
import { insightsInSteps } from '../insights/insights.ts'
import { objectBehind } from '../inventory/assemble-resources.ts'
import type { ObjectOfKind, PolicyDocument } from '../inventory/objects.ts'
import type { PolicyEntry, PolicyKind, Snapshot } from '../inventory/snapshot.ts'
import { type People, peopleInSteps } from '../people/people.ts'
import { err, ok, type Result } from '../result.ts'
import { type AdminVerdict, createAdminAnswers, createAdminJudge } from './administrators.ts'
import type {
  AdminAnswer,
  CanAnswer,
  CoverageGap,
  PrincipalSummary,
  ResourceSummary,
  WhatCanAnswer,
  WhoCanAnswer,
} from './answers.ts'
import { assess } from './assess.ts'
import { applyChanges } from './change/apply-changes.ts'
import type { Change, DiffAnswer, DiffScope } from './change/change.ts'
import { diffAnswer, type JudgedSide } from './change/diff-answer.ts'
import type { GivenContext } from './context.ts'
import { canAnswerOf } from './explain/can-answer.ts'
import { exposureOf } from './exposure.ts'
import { findPrincipal } from './find-principal.ts'
import { shortIdentityOf } from './identity.ts'
import { lazily } from './lazily.ts'
import { type AbilitiesAnswer, type AbilitiesQuestion, abilities, abilityGroups } from './matrix.ts'
import { createEscalationSource } from './paths/escalation-edges.ts'
import { escalations } from './paths/escalations.ts'
import type { Escalating, PathsAnswer, PathsQuestion } from './paths/path-answer.ts'
import { createPaths } from './paths/paths.ts'
import { recent } from './paths/recent.ts'
import { type PolicyBook, policyBook } from './policies/policy-book.ts'
import { type BecomingAnswer, becomingOf } from './principal/becoming.ts'
import { type PrincipalDetail, principalDetail } from './principal/principal-detail.ts'
import { type AccessFault, resolveQuestion } from './question.ts'
import { type Ranks, rankSignatures, rankSignaturesInSteps } from './ranks.ts'
import { createReach, type KnownReaches, reachesAsBefore } from './reach.ts'
import { readingsInSteps } from './readings.ts'
import { type ResourceDetail, resourceDetail } from './resource-detail.ts'
import { atOnce, awaited, mappedInSteps, type Steps, type Stepwise, stepwise } from './stepwise.ts'
import { createSuggestions, type Suggestion, type SuggestionKind } from './suggest.ts'
import { whatCan } from './what-can.ts'
import { whoCan, whoCanInSteps } from './who-can.ts'
import { type WhoReachesAnswer, type WhoReachesQuestion, whoReaches } from './who-reaches.ts'
import { type CompiledPrincipal, compileWorld, compileWorldInSteps, type World, worldAt } from './world.ts'

export interface PolicyView {
  readonly ref: string
  readonly name: string
  readonly kind: PolicyKind
  readonly arn?: string
  readonly account?: string
  readonly document: PolicyDocument
}

export interface CanQuestion {
  readonly principal: string
  readonly action: string
  /** ARN or name of a resource; absent: every resource. */
  readonly resource?: string
  /** Condition key → values; wins over what the snapshot says. */
  readonly context?: Readonly<Record<string, readonly string[]>>
}

export interface WhoCanQuestion extends Omit<CanQuestion, 'principal'> {
  readonly reach?: boolean
}

export interface AccessIndex {
  readonly snapshot: { readonly id: string; readonly at: string }
  /** How many there are, told without waiting for what is said of each. */
  readonly size: { readonly principals: number; readonly resources: number }
  canI(question: CanQuestion): Result<CanAnswer, AccessFault>
  /** `reach`: also who gets there by assuming roles. */
  whoCan(question: WhoCanQuestion): Result<WhoCanAnswer, AccessFault>
  /** The same with its rows, a little at a time. */
  whoCanInSteps(question: WhoCanQuestion): Result<Stepwise<WhoCanAnswer>, AccessFault>
  whatCan(
    question: Pick<CanQuestion, 'principal' | 'resource' | 'context'> & { readonly service?: string },
  ): Result<WhatCanAnswer, AccessFault>
  /** Is it an administrator? `whatCan` tells that too, and takes a hundred times as long. */
  administrator(principal: string): Result<AdminAnswer, AccessFault>
  /** What everybody may do of a set of actions, such as all of a service or all its writes. */
  abilities(question: AbilitiesQuestion): Result<AbilitiesAnswer, AccessFault>
  /** Everybody who can do something on a resource, by kind of access. */
  whoReaches(question: WhoReachesQuestion): Result<WhoReachesAnswer, AccessFault>
  /** The same, a little at a time. */
  whoReachesInSteps(question: WhoReachesQuestion): Stepwise<Result<WhoReachesAnswer, AccessFault>>
  /** How somebody, or everybody, comes to be administrator, to act as a principal or to reach a resource. */
  paths(question: PathsQuestion): Result<PathsAnswer, AccessFault>
  /** The same, a little at a time. */
  pathsInSteps(question: PathsQuestion): Stepwise<Result<PathsAnswer, AccessFault>>
  /** What is worth knowing first, gravest first, a little at a time; worked out once. */
  insights(): Stepwise<InsightsAnswer>
  /** Sorted by account, then name. */
  principals(): readonly PrincipalSummary[]
  /** One principal from all sides, a little at a time. */
  principalInSteps(principal: string): Result<Stepwise<PrincipalDetail>, AccessFault>
  /** What one principal could become. Waits for what `principals` waits for. */
  becoming(principal: string): Result<BecomingAnswer, AccessFault>
  /** People and workloads, a little at a time. */
  people(): Stepwise<People>
  /** A little at a time, as a whole and each by itself. */
  accounts(): Stepwise<Accounts>
  /** What `principals` would wait for, a little at a time: false when nothing is left. */
  prepare(): boolean
  /** Sorted by ARN. */
  resources(): readonly ResourceSummary[]
  /** The same, a little at a time. */
  resourcesInSteps(): Stepwise<readonly ResourceSummary[]>
  /** By ARN; undefined: it was not read, and whether it exists is not known. */
  resource(arn: string): ResourceDetail | undefined
  policy(ref: string): PolicyView | undefined
  /** Every policy, with whom it concerns. */
  policies(): Stepwise<PolicyBook>
  /** The principal's ARN, for a name as people write it. */
  findPrincipal(text: string): Result<string, AccessFault>
  suggest(kind: SuggestionKind, typed: string, limit?: number): readonly Suggestion[]
  /** The same, a little at a time: the first time names are sorted. */
  suggestInSteps(kind: SuggestionKind, typed: string, limit: number): Stepwise<readonly Suggestion[]>
  /** What was not read, over all accounts. */
  readonly incomplete: readonly CoverageGap[]
  /** As it would be with these changes, in order, all or none. What they do not touch is shared with this index. */
  apply(changes: readonly Change[]): Result<AccessIndex, AccessFault>
  /** What `other`, the later one, has otherwise. */
  diff(other: AccessIndex, scope?: DiffScope): Result<DiffAnswer, AccessFault>
  /** What would be otherwise with these changes. */
  whatIf(changes: readonly Change[], scope?: DiffScope): Result<DiffAnswer, AccessFault>
}

/**
 * Compiles a snapshot into an index; questions are answered from memory. Principals and resources in questions are ARNs or
 * names as people write them; what is not found or is ambiguous is a value of kind `AccessFault` with suggestions.
 * `catalogue` must be the one that `engine` was made with.
 */
export function buildIndex(snapshot: Snapshot, catalogue: Catalogue, engine: PolicyEngine): AccessIndex {
  return indexOver(compileWorld(snapshot, catalogue, engine))
}

/** As `buildIndex`, a little at a time: for whoever serves others on the same thread. */
export function* buildIndexInSteps(
  take: () => Snapshot,
  catalogue: Catalogue,
  engine: PolicyEngine,
): Steps<AccessIndex> {
  return yield* indexInSteps(yield* compileWorldInSteps(take, catalogue, engine))
}

/** As `buildIndexInSteps`, of a later snapshot that shares its documents with the earlier one: those are not compiled again. */
export function* rebuildIndexInSteps(take: () => Snapshot, previous: AccessIndex): Steps<AccessIndex> {
  const { world, reaches } = insideOf(previous)
  return yield* indexInSteps(yield* compileWorldInSteps(take, world.catalogue, world.engine, world), reaches)
}

/** With what every question looks at, so that the first one waits no longer than the next. */
function* indexInSteps(world: World, before: KnownReaches = new Map()): Steps<AccessIndex> {
  const ranks = yield* rankSignaturesInSteps(world)
  const reaches = yield* reachesAsBefore(world, ranks, before)
  yield* readingsInSteps(world)
  return indexOver(world, { ranks: () => ranks, reaches })
}

/** As `buildIndex`, of a later snapshot: what the earlier index knows of policies that did not change is taken over. */
export function rebuildIndex(previous: AccessIndex, snapshot: Snapshot): AccessIndex {
  return atOnce(rebuildIndexInSteps(() => snapshot, previous))
}

/** Over what `index` knows, at another moment at which its cells had been read again: nothing is compiled again. */
export function* indexAtInSteps(index: AccessIndex, moment: Pick<Snapshot, 'id' | 'at' | 'cells'>): Steps<AccessIndex> {
  const { world: before, ranks, reaches } = insideOf(index)
  const world = worldAt(before, moment)
  yield* readingsInSteps(world)
  return indexOver(world, { ranks, reaches })
}

/** A resource as the snapshot of an index has it, by its ARN. */
export const resourceIn =
  (index: AccessIndex): ((arn: string) => Snapshot['resources'][number] | undefined) =>
  (arn) =>
    insideOf(index).world.resourceByArn.get(arn)

/** As `AtHand.resource` (src/app/ports/inventory.ts), of the snapshot of an index. */
export const knownResourceIn =
  (index: AccessIndex): ((arn: string, content: string) => ObjectOfKind<'resource'> | undefined) =>
  (arn, content) => {
    const known = insideOf(index).world.resourceByArn.get(arn)
    return known?.content === content ? objectBehind(known) : undefined
  }

/** Each names up to some thousand principals. */
const rememberedReachers = 4

/** What is worked out of a world for its questions: the same at every moment at which that is known. */
interface Prepared {
  readonly ranks: () => Ranks
  readonly reaches: KnownReaches
}

/** What an index was made of, for the comparison with another one and for its successor. */
type Inside = JudgedSide & Prepared
const insides = new WeakMap<AccessIndex, Inside>()

function insideOf(index: AccessIndex): Inside {
  const inside = insides.get(index)
  if (!inside) throw new TypeError('not an index that was built here')
  return inside
}

const nothingPrepared = (world: World): Prepared => ({
  ranks: lazily(() => rankSignatures(world)),
  reaches: new Map(),
})

function indexOver(world: World, { ranks, reaches } = nothingPrepared(world)): AccessIndex {
  const { snapshot } = world
  const reach = createReach(world, ranks, reaches)
  const adminAnswerOf = createAdminAnswers(world)
  const adminOf = createAdminJudge(world, adminAnswerOf)
  const graphInput = { world, reach, adminOf: adminAnswerOf }
  const catalogued = lazily(() => createEscalationSource(graphInput))
  const paths = lazily(() => createPaths({ ...graphInput, sources: [catalogued()] }))
  const escalatesTo = stepwise(() =>
    escalations({ ...graphInput, nodes: paths().nodes, sources: [catalogued(), paths().assumes] }),
  )
  const insights = stepwise(() => insightsInSteps({ world, reach, adminOf: adminAnswerOf, escalating: escalatesTo }))
  const people = lazily(() => {
    const { nodes } = paths()
    const knows = { world, nodes, adminOf: adminAnswerOf, judge: adminOf, escalatesTo: escalatesTo.value }
    return stepwise(() => peopleInSteps(knows))
  })
  const accounts = lazily(() => {
    const { nodes, assumes } = paths()
    const knows = { world, nodes, assumes, adminOf: adminAnswerOf, judge: adminOf, resources }
    return stepwise(() => accountsInSteps(knows))
  })
  const policies = lazily(() => policiesByRef(snapshot))
  const book = policyBook(world)
  const suggestions = createSuggestions(world)
  const summaries = stepwise(function* () {
    const escalating = yield* awaited(escalatesTo)
    return yield* mappedInSteps(world.principals, (one) => summaryOf(one, adminOf(one), escalating))
  })
  const principals = (): readonly PrincipalSummary[] => summaries.value()
  const resourceSummaries = stepwise(() =>
    mappedInSteps(snapshot.resources, (resource) => resourceSummaryOf(world, resource)),
  )
  const resources = (): readonly ResourceSummary[] => resourceSummaries.value()
  const incomplete = lazily(() => incompleteOf(snapshot))
  const side: Inside = { world, reach, adminOf: adminAnswerOf, ranks, reaches }
  const translated = new WeakMap<AccessIndex, JudgedSide>()
  const sideIn = (other: AccessIndex): JudgedSide => {
    const known = translated.get(other)
    if (known) return known
    const own = insideOf(other)
    const made = own.world.engine === world.engine ? own : sideOver(recompiled(own.world, world))
    translated.set(other, made)
    return made
  }
  const reachersOf = recent<Stepwise<Result<WhoReachesAnswer, AccessFault>>>(rememberedReachers)
  // A page asks again when somebody comes back to it, and the answer takes seconds where everybody is let in.
  const reachers: AccessIndex['whoReachesInSteps'] = ({ resource, context }) =>
    reachersOf(JSON.stringify([resource, context]), () => {
      const given = givenContext(context)
      const all = (actions: readonly string[], on: string) =>
        abilityGroups(world, ranks(), { actions, resource: on, given })
      return stepwise(() => whoReaches({ world, reach, given, abilities: all }, resource))
    })
  const index: AccessIndex = {
    snapshot: { id: snapshot.id, at: snapshot.at },
    size: { principals: world.principals.length, resources: snapshot.resources.length },
    canI(asked) {
      const one = findPrincipal(world, asked.principal)
      if (!one.ok) return one
      const question = resolveQuestion(world, asked.action, asked.resource)
      if (!question.ok) return question
      const given = givenContext(asked.context)
      const assessment = assess(world, one.value, question.value, given)
      return ok(canAnswerOf({ world, one: one.value, question: question.value, assessment }, given))
    },
    whoCan(asked) {
      const question = resolveQuestion(world, asked.action, asked.resource)
      if (!question.ok) return question
      const answer = whoCan({ world, reach, question: question.value, given: givenContext(asked.context) })
      return ok(asked.reach ? paths().withChains(answer) : answer)
    },
    whoCanInSteps(asked) {
      const question = resolveQuestion(world, asked.action, asked.resource)
      if (!question.ok) return question
      const given = givenContext(asked.context)
      return ok(
        stepwise(function* () {
          const answer = yield* whoCanInSteps({ world, reach, question: question.value, given })
          return asked.reach ? paths().withChains(answer) : answer
        }),
      )
    },
    whatCan({ principal, service, resource, context }) {
      const one = findPrincipal(world, principal)
      if (!one.ok) return one
      const options = {
        ...(service !== undefined && { service }),
        ...(resource !== undefined && { resource }),
        context: givenContext(context),
      }
      return whatCan(world, one.value, options, adminOf(one.value))
    },
    administrator(named) {
      const one = findPrincipal(world, named)
      return one.ok ? ok(adminAnswerOf(one.value)) : one
    },
    abilities: ({ context, ...asked }) => abilities(world, ranks(), { ...asked, given: givenContext(context) }),
    whoReaches: (asked) => reachers(asked).value(),
    whoReachesInSteps: reachers,
    paths: (question) => paths().ask(question).value(),
    pathsInSteps: (question) => paths().ask(question),
    insights: () => insights,
    principals,
    principalInSteps(named) {
      const one = findPrincipal(world, named)
      if (!one.ok) return one
      const { nodes, assumes } = paths()
      return ok(stepwise(() => principalDetail({ world, nodes, assumes }, one.value, adminOf(one.value))))
    },
    becoming(named) {
      const one = findPrincipal(world, named)
      if (!one.ok) return one
      const { arn } = one.value.principal
      const found = escalatesTo.value().get(arn)
      const answerOf = (target: string): AdminAnswer => {
        const it = world.principalByArn.get(target)
        return it ? adminAnswerOf(it) : 'unknown'
      }
      return ok({ principal: arn, ...becomingOf({ nodes: paths().nodes, adminOf: answerOf }, arn, found) })
    },
    people,
    accounts,
    prepare: () => [summaries, resourceSummaries].some((one) => one.step()),
    resources,
    resourcesInSteps: () => resourceSummaries,
    resource(arn) {
      const found = world.resourceByArn.get(arn)
      return found && resourceDetail(world, resourceSummaryOf(world, found), found)
    },
    policy: (ref) => policies().get(ref),
    policies: () => book,
    findPrincipal(text) {
      const one = findPrincipal(world, text)
      return one.ok ? ok(one.value.principal.arn) : err(one.error)
    },
    suggest: (kind, typed, limit = 12) => atOnce(suggestions.find(kind, typed, limit)),
    suggestInSteps: (kind, typed, limit) => stepwise(() => suggestions.find(kind, typed, limit)),
    get incomplete() {
      return incomplete()
    },
    apply(changes) {
      const applied = applyChanges(world, changes)
      return applied.ok ? ok(indexOver(applied.value.world)) : applied
    },
    diff(other, scope = {}) {
      const after = sideIn(other)
      return diffAnswer({ before: side, after, scope, isSupposed: false, notes: [] })
    },
    whatIf(changes, scope = {}) {
      const applied = applyChanges(world, changes)
      if (!applied.ok) return applied
      const { world: supposed, notes } = applied.value
      const after = sideOver(supposed)
      return diffAnswer({ before: side, after, scope, isSupposed: true, notes })
    },
  }
  insides.set(index, side)
  return index
}

const sideOver = (world: World): JudgedSide => ({
  world,
  reach: createReach(world),
  adminOf: createAdminAnswers(world),
})

/** Ids of policies mean something to their own engine only. */
const recompiled = (other: World, { catalogue, engine }: World): World =>
  compileWorld(other.snapshot, catalogue, engine)

const givenContext = (context: CanQuestion['context']): GivenContext =>
  new Map(Object.entries(context ?? {}).map(([key, values]) => [key.toLowerCase(), values]))

function summaryOf(
  one: CompiledPrincipal,
  verdict: AdminVerdict,
  escalating: ReadonlyMap<string, Escalating>,
): PrincipalSummary {
  const { arn, people, lastUsed, createdAt } = one.principal
  return {
    ...shortIdentityOf(one),
    ...(people.length > 0 && { person: people }),
    admin: verdict.admin,
    ...(verdict.via !== undefined && { adminVia: verdict.via }),
    ...escalating.get(arn),
    ...(lastUsed !== undefined && { lastUsed }),
    ...(createdAt !== undefined && { createdAt }),
  }
}

function resourceSummaryOf(world: World, resource: Snapshot['resources'][number]): ResourceSummary {
  const accountName = world.accounts.get(resource.account)?.account.name
  const { state } = resource.policy
  return {
    arn: resource.arn,
    name: resource.name,
    type: resource.type,
    account: resource.account,
    ...(accountName !== undefined && { accountName }),
    region: resource.region,
    hasPolicy: state === 'read' ? 'yes' : state === 'none' ? 'no' : 'unread',
    public: exposureOf(world, resource),
  }
}

function policiesByRef(snapshot: Snapshot): ReadonlyMap<string, PolicyView> {
  const views = new Map<string, PolicyView>()
  const add = (entry: PolicyEntry | undefined): void => {
    if (!entry || entry.document === undefined) return
    const { unread: _unread, otherVersions: _versions, document, ...rest } = entry
    views.set(entry.ref, { ...rest, document })
  }
  for (const { serviceControl, resourceControl } of snapshot.accounts) {
    for (const level of [...serviceControl.levels, ...resourceControl.levels]) level.policies.forEach(add)
  }
  for (const { entry } of snapshot.managedPolicies) add(entry)
  for (const { identity } of snapshot.groups) identity.forEach(add)
  for (const { identity, boundary, trust } of snapshot.principals) [...identity, boundary, trust].forEach(add)
  for (const { policyEntry, grants } of snapshot.resources) [policyEntry, grants?.entry].forEach(add)
  return views
}

function incompleteOf(snapshot: Snapshot): readonly CoverageGap[] {
  return [...snapshot.cells]
    .filter((cell) => cell.state !== 'ok')
    .map(({ accountId, region, type, reason, state }) => ({
      account: accountId,
      ...(region !== 'global' && { region }),
      service: type,
      reason: reason ?? state,
    }))
}
