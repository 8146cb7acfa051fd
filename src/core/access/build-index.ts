/**
 * The access index: questions over one snapshot. Immutable; a new snapshot makes a new index, and what the engine has interned
 * is shared. Method and costs: docs/algorithms/index.md.
 */
import type { Catalogue } from '../catalogue.ts'
import type { PolicyEngine } from '../evaluate/types.ts'
import type { PolicyDocument } from '../inventory/objects.ts'
import type { PolicyEntry, PolicyKind, Snapshot } from '../inventory/snapshot.ts'
import { err, ok, type Result } from '../result.ts'
import { createAdminJudge } from './administrators.ts'
import type {
  CanAnswer,
  CoverageGap,
  PrincipalSummary,
  ResourceSummary,
  WhatCanAnswer,
  WhoCanAnswer,
} from './answers.ts'
import { assess } from './assess.ts'
import type { GivenContext } from './context.ts'
import { canAnswerOf } from './explain.ts'
import { exposureOf } from './exposure.ts'
import { findPrincipal } from './find-principal.ts'
import { type AccessFault, resolveQuestion } from './question.ts'
import { createReach } from './reach.ts'
import { type Suggestion, type SuggestionKind, suggest } from './suggest.ts'
import { whatCan } from './what-can.ts'
import { shortIdentityOf, whoCan } from './who-can.ts'
import { type CompiledPrincipal, compileWorld, type World } from './world.ts'

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

export interface AccessIndex {
  readonly snapshot: { readonly id: string; readonly at: string }
  canI(question: CanQuestion): Result<CanAnswer, AccessFault>
  whoCan(question: Omit<CanQuestion, 'principal'>): Result<WhoCanAnswer, AccessFault>
  whatCan(
    question: Pick<CanQuestion, 'principal' | 'resource' | 'context'> & { readonly service?: string },
  ): Result<WhatCanAnswer, AccessFault>
  /** Sorted by account, then name. */
  principals(): readonly PrincipalSummary[]
  /** Sorted by ARN. */
  resources(): readonly ResourceSummary[]
  policy(ref: string): PolicyView | undefined
  /** The principal's ARN, for a name as people write it. */
  findPrincipal(text: string): Result<string, AccessFault>
  suggest(kind: SuggestionKind, typed: string, limit?: number): readonly Suggestion[]
  /** What was not read, over all accounts. */
  readonly incomplete: readonly CoverageGap[]
}

export function buildIndex(snapshot: Snapshot, catalogue: Catalogue, engine: PolicyEngine): AccessIndex {
  const world = compileWorld(snapshot, catalogue, engine)
  const reach = createReach(world)
  const adminOf = createAdminJudge(world)
  const policies = lazily(() => policiesByRef(snapshot))
  const principals = lazily(() => Array.from(world.principals, (one) => summaryOf(one, adminOf(one))))
  const resources = lazily(() => snapshot.resources.map((resource) => resourceSummaryOf(world, resource)))
  return {
    snapshot: { id: snapshot.id, at: snapshot.at },
    canI(asked) {
      const one = findPrincipal(world, asked.principal)
      if (!one.ok) return one
      const question = resolveQuestion(world, asked.action, asked.resource)
      if (!question.ok) return question
      const given = givenContext(asked.context)
      const assessment = assess(world, one.value, question.value, given)
      return ok(canAnswerOf({ world, one: one.value, question: question.value, assessment }))
    },
    whoCan(asked) {
      const question = resolveQuestion(world, asked.action, asked.resource)
      if (!question.ok) return question
      return ok(whoCan({ world, reach, question: question.value, given: givenContext(asked.context) }))
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
    principals,
    resources,
    policy: (ref) => policies().get(ref),
    findPrincipal(text) {
      const one = findPrincipal(world, text)
      return one.ok ? ok(one.value.principal.arn) : err(one.error)
    },
    suggest: (kind, typed, limit = 12) => suggest(world, kind, typed, limit),
    incomplete: incompleteOf(snapshot),
  }
}

const givenContext = (context: CanQuestion['context']): GivenContext =>
  new Map(Object.entries(context ?? {}).map(([key, values]) => [key.toLowerCase(), values]))

function summaryOf(one: CompiledPrincipal, verdict: ReturnType<ReturnType<typeof createAdminJudge>>): PrincipalSummary {
  const { people, lastUsed, createdAt } = one.principal
  return {
    ...shortIdentityOf(one),
    ...(people.length > 0 && { person: people }),
    admin: verdict.admin,
    ...(verdict.via !== undefined && { adminVia: verdict.via }),
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
    const { unread: _, document, ...rest } = entry
    views.set(entry.ref, { ...rest, document })
  }
  for (const { serviceControl, resourceControl } of snapshot.accounts) {
    for (const level of [...serviceControl.levels, ...resourceControl.levels]) level.policies.forEach(add)
  }
  for (const { identity, boundary, trust } of snapshot.principals) [...identity, boundary, trust].forEach(add)
  for (const { policyEntry, grants } of snapshot.resources) [policyEntry, grants?.entry].forEach(add)
  return views
}

function incompleteOf(snapshot: Snapshot): readonly CoverageGap[] {
  return snapshot.cells
    .filter((cell) => cell.state !== 'ok')
    .map(({ accountId, region, type, reason, state }) => ({
      account: accountId,
      ...(region !== 'global' && { region }),
      service: type,
      reason: reason ?? state,
    }))
}

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
