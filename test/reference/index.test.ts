/**
 * The index against the reference evaluator (policy-engine.md 4.9): random organizations, every principal, every question.
 * Decisions are equal, and a residual condition holds in exactly the contexts in which the reference allows.
 * `FC_SEED` and `FC_RUNS` choose another run; a failure prints its seed and the smallest world.
 */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Answer, WhoCanAnswer } from '../../src/core/access/answers.ts'
import type { AccessIndex } from '../../src/core/access/build-index.ts'
import type { Residual } from '../../src/core/evaluate/types.ts'
import { can, indexOf, who } from '../fakes/access-index.ts'
import { openKeys, stranger } from './alphabet.ts'
import type { Context } from './conditions.ts'
import {
  type Asked,
  cells,
  type Draft,
  draft,
  type Known,
  objectsOf,
  organizationFacts,
  outsiders,
  policiesFor,
  principalsOf,
  questions,
  type Target,
  targetOf,
} from './draft.ts'
import { contextsOf, decisionOf, evaluate, type Verdict } from './evaluator.ts'
import { knowledgeOf } from './knowledge.ts'
import { isOpaque, residualHolds } from './residual.ts'

const seed = Number(process.env['FC_SEED'] ?? Date.now() % 2 ** 31)
const runs = Number(process.env['FC_RUNS'] ?? 200)

interface Trial {
  readonly context: Context
  readonly verdict: Verdict
}

/** What the reference says in every context that the principal may be in. */
function trialsOf(made: Draft, asked: Asked, target: Target, known: Known): readonly Trial[] {
  const policies = policiesFor(made, known, target)
  return known.callers.flatMap((caller) => {
    const facts = {
      caller,
      action: asked.action,
      owner: target.owner,
      region: regionOf(asked, target),
      organizationOf: (id: string) => organizationFacts(made, id),
      team: known.team,
    }
    const { known: settled, unknowns } = knowledgeOf(facts, policies)
    const question = { caller, action: asked.action, resource: target.resource, owner: target.owner ?? known.account }
    return contextsOf(settled, unknowns).map((context) => ({ context, verdict: evaluate(question, policies, context) }))
  })
}

/** IAM has one endpoint; a bucket lies in the Region where it was found. */
function regionOf({ action }: Asked, { resource }: Target): string | undefined {
  if (action.startsWith('iam:')) return 'us-east-1'
  if (resource.startsWith('arn:aws:s3:::')) return 'eu-central-1'
  return resource.split(':')[3] || undefined
}

function compare(
  what: readonly string[],
  trials: readonly Trial[],
  answer: Answer,
  condition: Residual | undefined,
): void {
  const decision = decisionOf(trials.map(({ verdict }) => verdict))
  const isConditional = answer === 'Conditional' && condition !== undefined
  // A text with an open variable in it is one test to the engine, whatever else tests the same key; that errs to "if".
  if (!(isConditional && isOpaque(condition))) expect([...what, answer]).toEqual([...what, decision])
  if (!isConditional || isOpaque(condition)) return
  for (const { context, verdict } of trials) {
    const where = JSON.stringify([...context].filter(([key]) => openKeys.some((open) => open === key)))
    const held = [...what, where, JSON.stringify(condition)]
    expect([...held, residualHolds(condition, context)]).toEqual([...held, verdict.allowed])
  }
}

/** Outsiders are listed by the names that the policy has for them, so each is looked for under all of those. */
function compareOutsiders(made: Draft, asked: Asked, target: Target, listed: WhoCanAnswer): void {
  if (target.policy === undefined) return
  for (const known of outsiders) {
    const trials = trialsOf(made, asked, target, known)
    const decision = decisionOf(trials.map(({ verdict }) => verdict))
    const isElsewhere = known.arn.startsWith('arn:')
    const names = isElsewhere
      ? [known.arn, `arn:aws:iam::${stranger}:root`, 'arn:aws:iam::*:root', '*']
      : [known.arn, '*.amazonaws.com', '*']
    const found = listed.principals.filter((holder) => names.includes(holder.arn))
    const what = [asked.action, known.arn]
    if (decision === 'Allowed' || decision === 'Conditional') {
      expect([...what, found.length > 0]).toEqual([...what, true])
    } else {
      const [own] = found.filter((holder) => holder.arn === known.arn)
      expect([...what, own?.decision]).toEqual([...what, undefined])
    }
    const [own] = found.filter((holder) => holder.arn === known.arn && !isElsewhere)
    if (own) compare(what, trials, own.decision, own.condition)
  }
}

/** What asking about all actions of the service at once says of this one. */
function amongAll(index: AccessIndex, action: string, resource: string): ReadonlyMap<string, string> {
  const [service] = action.split(':')
  const answer = index.abilities({ actions: `${service}:*`, resource })
  if (!answer.ok) throw new Error(answer.error.message)
  const place = answer.value.actions.findIndex((name) => name.toLowerCase() === action.toLowerCase())
  return new Map(
    answer.value.principals.map(({ arn, allowed, conditional, unknown }) => [
      arn,
      allowed.has(place)
        ? 'Allowed'
        : conditional.has(place)
          ? 'Conditional'
          : unknown.has(place)
            ? 'Unknown'
            : 'denied',
    ]),
  )
}

it('the index answers as the reference evaluator does', () => {
  const decisions = new Map<Answer, number>()
  const check = (made: Draft): void => {
    const index = indexOf(objectsOf(made), cells)
    for (const asked of questions) {
      const target = targetOf(made, asked)
      if (!target) continue
      const { resource } = target
      const listed = who(index, asked.action, resource)
      expect(listed).toMatchObject({ complete: true, unknown: 0 })
      compareOutsiders(made, asked, target, listed)
      const holders = new Map(listed.principals.map((holder) => [holder.arn, holder]))
      const denied = new Set(listed.denied.map((one) => one.arn))
      const among = amongAll(index, asked.action, resource)
      for (const known of principalsOf(made)) {
        const { arn } = known
        const trials = trialsOf(made, asked, target, known)
        const { decision, condition } = can(index, arn, asked.action, resource)
        decisions.set(decision, (decisions.get(decision) ?? 0) + 1)
        compare([asked.action, arn], trials, decision, condition)
        const holder = holders.get(arn)
        const holds = decision === 'Allowed' || decision === 'Conditional'
        expect([asked.action, arn, holder?.decision, holder?.condition]).toEqual([
          asked.action,
          arn,
          holds ? decision : undefined,
          holds ? condition : undefined,
        ])
        if (denied.has(arn)) expect(decision).toBe('ExplicitlyDenied')
        expect([asked.action, arn, among.get(arn)]).toEqual([asked.action, arn, holds ? decision : 'denied'])
      }
    }
  }
  fc.assert(fc.property(draft, check), { seed, numRuns: runs })
  const total = [...decisions.values()].reduce((sum, count) => sum + count, 0)
  process.stderr.write(
    `index against reference: seed ${seed}, ${runs} worlds, ${total} answers ${JSON.stringify([...decisions])}\n`,
  )
  expect([...decisions.keys()].sort()).toEqual(['Allowed', 'Conditional', 'ExplicitlyDenied', 'ImplicitlyDenied'])
}, 600_000)
