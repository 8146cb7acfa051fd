/**
 * Evaluations per second on one core (docs/algorithms/evaluate.md). A role with ten managed policies, a boundary and SCPs on
 * two levels asks: `light`, small policies; `heavy`, AWS's own with ReadOnlyAccess and SecurityAudit among them; `denied`, an
 * SCP forbids it; `unknown`, three keys are not known. Each in three ways: one question again and again (`hot`); a thousand
 * different ones from a hundred roles (`many`); the same with request and context made anew for every evaluation, as a caller
 * of `bailiwick/engine` does (`fresh`). Before anything is timed every answer is compared with the reference evaluator, which
 * interprets the JSON each time; the ratio is to its speed on the same questions.
 */
import { Bench } from 'tinybench'
import { loadCatalogue } from '../src/catalog/read.ts'
import { contextOf } from '../src/core/evaluate/context.ts'
import { createPolicyEngine } from '../src/core/evaluate/engine.ts'
import type { AccessRequest, ApplicablePolicies, Decision, PolicyId, PolicyType } from '../src/core/evaluate/types.ts'
import type { Json } from '../src/core/inventory/objects.ts'
import { matchesPattern, plainPattern } from '../src/core/policy/glob.ts'
import { type Caller, contextsOf, decisionOf, evaluate, type Policies } from '../test/reference/evaluator.ts'
import { type Ask, account, type Kind, knownKeys, madeAsks } from './made-requests.ts'
import { report } from './report.ts'

const catalogue = loadCatalogue()
const engine = createPolicyEngine(catalogue)

function compiled(document: Json, type: PolicyType): PolicyId {
  const parsed = engine.parse(document, type)
  if (!parsed.ok) throw new Error(`${parsed.error.path}: ${parsed.error.message}`)
  return parsed.value
}

const applicable = new Map<Policies, ApplicablePolicies>()
function applicableOf(policies: Policies): ApplicablePolicies {
  const known = applicable.get(policies)
  if (known !== undefined) return known
  const { identity, boundary, serviceControl = [] } = policies
  const made = {
    identity: identity.map((one) => compiled(one, 'identity')),
    permissionsBoundary: boundary === undefined ? [] : [compiled(boundary, 'permissionsBoundary')],
    serviceControl: serviceControl.map((level) => level.map((one) => compiled(one, 'serviceControl'))),
  }
  applicable.set(policies, made)
  return made
}

function requestOf({ principal, action, resource, given, unknown }: Ask): AccessRequest {
  const facts = { principal, action, resource, given, unknown: Object.keys(unknown).length > 0 }
  return { principal, action, resource, context: contextOf(facts, catalogue) }
}

function askReference(ask: Ask): Decision {
  const [, role = ''] = ask.principal.split('/')
  const caller: Caller = {
    kind: 'session',
    arn: ask.principal,
    account,
    role: `arn:aws:iam::${account}:role/${role}`,
  }
  const question = { caller, action: ask.action, resource: ask.resource, owner: account }
  const contexts = contextsOf(knownKeys(ask), new Map(Object.entries(ask.unknown)))
  return decisionOf(contexts.map((context) => evaluate(question, ask.policies, context)))
}

/** Fails unless both answer the same to everything; the reference's speed. */
function compareAnswers(name: string, asks: readonly Ask[]): number {
  const counts = new Map<Decision, number>()
  const answers = asks.map((ask) => engine.evaluate(requestOf(ask), applicableOf(ask.policies)).decision)
  const expected = asks.map(askReference)
  for (const [n, decision] of answers.entries()) {
    counts.set(decision, (counts.get(decision) ?? 0) + 1)
    if (decision !== expected[n])
      throw new Error(`${name}: ${decision}, not ${expected[n]}: ${JSON.stringify(asks[n])}`)
  }
  const told = [...counts].map(([decision, count]) => `${count} ${decision}`).join(', ')
  process.stdout.write(`       ${name}: as the reference, ${told}\n`)
  return referenceSpeed(asks)
}

/** Questions per second; asked for a second at least, so that it is warm. */
function referenceSpeed(asks: readonly Ask[]): number {
  const started = performance.now()
  let asked = 0
  while (performance.now() - started < 1_000) {
    for (const ask of asks) askReference(ask)
    asked += asks.length
  }
  return (asked * 1_000) / (performance.now() - started)
}

interface Scenario {
  readonly name: string
  readonly asks: readonly Ask[]
  readonly fresh: boolean
  readonly budget: number
}

const asksOf = new Map((['light', 'heavy', 'unknown'] as const).map((kind) => [kind, madeAsks(kind)]))
const budgets: Readonly<Record<Kind, number>> = { light: 1_000_000, heavy: 700_000, unknown: 300_000 }
/** The first question of the kind that is answered so. */
function hot(kind: Kind, wanted: Decision): readonly Ask[] {
  const found = asksOf
    .get(kind)
    ?.find((ask) => engine.evaluate(requestOf(ask), applicableOf(ask.policies)).decision === wanted)
  if (found === undefined) throw new Error(`no question of kind ${kind} is ${wanted}`)
  return [found]
}

const scenarios: Scenario[] = [
  { name: 'eval.light', asks: hot('light', 'Allowed'), fresh: false, budget: budgets.light },
  { name: 'eval.heavy', asks: hot('heavy', 'Allowed'), fresh: false, budget: budgets.heavy },
  { name: 'eval.denied', asks: hot('light', 'ExplicitlyDenied'), fresh: false, budget: budgets.light },
  { name: 'eval.unknown', asks: hot('unknown', 'Conditional'), fresh: false, budget: budgets.unknown },
  ...[...asksOf].flatMap(([kind, asks]) => [
    { name: `eval.${kind}.many`, asks, fresh: false, budget: budgets[kind] },
    { name: `eval.${kind}.fresh`, asks, fresh: true, budget: budgets[kind] },
  ]),
]

/** At least this many evaluations a sample: a single one is shorter than the clock's own cost. */
const perSample = 1_000

function task({ asks, fresh }: Scenario): () => void {
  const rounds = perSample / asks.length
  const prepared = asks.map((ask) => [requestOf(ask), applicableOf(ask.policies)] as const)
  const remade = asks.map((ask) => [ask, applicableOf(ask.policies)] as const)
  if (fresh) {
    return () => {
      for (const [ask, policies] of remade) engine.evaluate(requestOf(ask), policies)
    }
  }
  return () => {
    for (let round = 0; round < rounds; round += 1) {
      for (const [request, policies] of prepared) engine.evaluate(request, policies)
    }
  }
}

const bench = new Bench({ time: 1_000, warmupTime: 500 })
const reference = new Map<string, number>()
for (const scenario of scenarios) {
  if (!scenario.fresh) reference.set(scenario.name, compareAnswers(scenario.name, scenario.asks))
  else reference.set(scenario.name, reference.get(scenario.name.replace('.fresh', '.many')) ?? Number.NaN)
  bench.add(scenario.name, task(scenario))
}

/** Would take an engine of backtracking globs longer than the universe. */
const hostile = plainPattern(`${'*a'.repeat(1000)}*X`)
const letters = 'a'.repeat(4000)
if (matchesPattern(hostile, letters) || !matchesPattern(hostile, `${letters}X`))
  throw new Error('glob.hostile is wrong')
bench.add('glob.hostile', () => matchesPattern(hostile, letters))

await bench.run()
for (const { name, result } of bench.tasks) {
  if (!('latency' in result)) throw new Error(`${name} did not finish`)
  // Milliseconds per sample are microseconds per evaluation.
  const { p50, p99 } = result.latency
  const scenario = scenarios.find((one) => one.name === name)
  if (scenario === undefined) {
    // policy-engine figures: comparisons within ten times text plus pattern, about 20 ms.
    report({ name, value: p50, unit: 'ms', budget: 20, p50: p50 * 1000, p99: p99 * 1000 })
    continue
  }
  const value = (perSample * 1000) / p50
  report({ name, value, unit: '/s', budget: scenario.budget, ratio: value / (reference.get(name) ?? 1), p50, p99 })
}
