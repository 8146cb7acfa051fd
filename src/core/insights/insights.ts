/** All rules over one snapshot, a little at a time: what they find, gravest first. */
import { accountsNotRead, isClosed } from '../access/coverage-gaps.ts'
import { type Steps, sortedInSteps } from '../access/stepwise.ts'
import type { World } from '../access/world.ts'
import { shortHash } from '../inventory/content-key.ts'
import { policyCellOf, troubledStates } from '../inventory/coverage.ts'
import { compareText } from '../order.ts'
import { credentialInsights, rootsPerhapsWithoutMfa } from './credentials.ts'
import { escalationInsights } from './escalation.ts'
import { exposureInsights } from './exposure.ts'
import {
  type Found,
  type Insight,
  type InsightInput,
  type InsightPass,
  type InsightRule,
  type InsightsAnswer,
  insightRules,
} from './insight.ts'
import { bySeverity } from './severity.ts'
import { stalenessInsights } from './staleness.ts'
import { trustInsights } from './trust.ts'
import { createWays } from './ways.ts'
import { words } from './words.ts'

const passes: readonly InsightPass[] = [
  escalationInsights,
  trustInsights,
  exposureInsights,
  credentialInsights,
  stalenessInsights,
]

/** Nobody reads on; how many there are is counted. */
const listed = 100

export function* insightsInSteps(input: InsightInput): Steps<InsightsAnswer> {
  const { world } = input
  const context = { ...input, ways: yield* createWays(input) }
  const found: Found[] = []
  // Of a hundred thousand, more than a call takes as arguments.
  for (const pass of passes) for (const one of yield* pass(context)) found.push(one)
  const sorted = yield* sortedInSteps(found, byGravity)
  const told = oncePerGroup(sorted)
  yield
  const notes = notesOf(world)
  return {
    at: world.snapshot.at,
    snapshot: world.snapshot.id,
    complete: notes.length === 0,
    items: diverse(told).slice(0, listed).map(withId),
    rules: ruleIds.map((rule) => ({
      rule,
      title: insightRules[rule],
      found: found.filter((one) => one.rule === rule).length,
    })),
    examined: { principals: world.principals.length, resources: world.snapshot.resources.length },
    notes,
  }
}

const isRule = (text: string): text is InsightRule => text in insightRules
const ruleIds: readonly InsightRule[] = Object.keys(insightRules).filter(isRule)

function byGravity(a: Found, b: Found): number {
  return (
    bySeverity(a.severity, b.severity) ||
    ruleIds.indexOf(a.rule) - ruleIds.indexOf(b.rule) ||
    a.rank - b.rank ||
    compareText(a.subject.arn, b.subject.arn) ||
    compareText(a.sentence, b.sentence)
  )
}

type Untold = Omit<Insight, 'id'>

const withId = (told: Untold): Insight => ({
  id: shortHash(`${told.rule} ${told.subject.arn} ${told.sentence}`),
  ...told,
})

/** An organization that makes its accounts from one mould has each mistake many times. */
function oncePerGroup(found: readonly Found[]): readonly Untold[] {
  const groups = Map.groupBy(found, ({ rule, group }) => `${rule} ${group}`)
  return [...groups.values()].flatMap((same) => {
    const [first] = same
    if (!first) return []
    const { group: _group, rank: _rank, why, ...told } = first
    const accounts = new Set(same.flatMap(({ subject }) => subject.account ?? []))
    return [
      {
        ...told,
        why: accounts.size > 1 ? `${why} ${words.alsoIn(accounts.size - 1)}` : why,
      },
    ]
  })
}

const firstThings = 3

/** Three things of one kind are one thing: the first three are of different rules, as far as there are as many. */
function diverse(told: readonly Untold[]): readonly Untold[] {
  const first: Untold[] = []
  for (const one of told) {
    if (first.length === firstThings) break
    if (!first.some(({ rule }) => rule === one.rule)) first.push(one)
  }
  return [...first, ...told.filter((one) => !first.includes(one))]
}

function notesOf(world: World): readonly string[] {
  const missing = accountsNotRead(world)
  const withoutCredentials = [...world.accounts].filter(
    ([id, { account }]) =>
      !isClosed(account) &&
      !missing.some((one) => one.account.id === id) &&
      world.coverage.reading(id, 'credentials').state !== 'read',
  )
  const withoutPolicies = new Set(
    [...world.snapshot.cells].flatMap(({ accountId, type, state }) =>
      policyCellOf(type) !== undefined && (troubledStates.has(state) || state === 'not_collected') ? accountId : [],
    ),
  )
  for (const { account } of missing) withoutPolicies.delete(account.id)
  const perhapsWithoutMfa = rootsPerhapsWithoutMfa(world)
  return [
    ...(missing.length > 0 ? [words.accountsNotRead(missing.map(({ account }) => account.name ?? account.id))] : []),
    ...(withoutCredentials.length > 0 ? [words.credentialsNotRead(withoutCredentials.length)] : []),
    ...(perhapsWithoutMfa.length > 0 ? [words.rootPasswordUnknown(perhapsWithoutMfa)] : []),
    ...(withoutPolicies.size > 0 ? [words.policiesNotRead(withoutPolicies.size)] : []),
    ...(world.organizations.size === 0 ? [words.noOrganization] : []),
  ]
}
