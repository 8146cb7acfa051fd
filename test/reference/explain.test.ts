/**
 * What an answer says would change it, held against a world in which it was changed: the statement is really gone, the Allow
 * really there, the question really asked again. And every denial says what comes nearest.
 * `FC_SEED` and `FC_RUNS` choose another run; a failure prints its seed and the smallest world.
 */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseContext } from '../../src/app/access/context.ts'
import { loadCatalogue } from '../../src/catalog/read.ts'
import type { CanAnswer, WouldChange } from '../../src/core/access/answers.ts'
import { type AccessIndex, buildIndex } from '../../src/core/access/build-index.ts'
import { createPolicyEngine } from '../../src/core/evaluate/engine.ts'
import { assemble } from '../../src/core/inventory/assemble.ts'
import type { Json } from '../../src/core/inventory/objects.ts'
import type { PolicyEntry, PolicyLevel, Snapshot } from '../../src/core/inventory/snapshot.ts'
import { can } from '../fakes/access-index.ts'
import { readAt } from '../fakes/inventory.ts'
import { cells, draft, objectsOf, principalsOf, questions, targetOf } from './draft.ts'

const seed = Number(process.env['FC_SEED'] ?? Date.now() % 2 ** 31)
const runs = Number(process.env['FC_RUNS'] ?? 60)
const catalogue = loadCatalogue()

type Context = Readonly<Record<string, readonly string[]>>

/** What the asker may have said besides: nothing, or one fact of the call. */
const contexts: readonly Context[] = [
  {},
  { 'aws:RequestedRegion': ['us-east-1'] },
  { 'aws:MultiFactorAuthPresent': ['false'], 'aws:SourceIp': ['203.0.113.7'] },
]

/* ------------------------------------------------------------------ a world in which something changed */

type Mend = (snapshot: Snapshot) => Snapshot

/** Every place where a policy bears on something. */
function mended(snapshot: Snapshot, mend: (entry: PolicyEntry) => PolicyEntry): Snapshot {
  const levels = (list: readonly PolicyLevel[]) =>
    list.map((level) => ({ ...level, policies: level.policies.map(mend) }))
  return {
    ...snapshot,
    accounts: snapshot.accounts.map((account) => ({
      ...account,
      serviceControl: { ...account.serviceControl, levels: levels(account.serviceControl.levels) },
      resourceControl: { ...account.resourceControl, levels: levels(account.resourceControl.levels) },
    })),
    principals: snapshot.principals.map((one) => ({
      ...one,
      identity: one.identity.map(mend),
      ...(one.boundary && { boundary: mend(one.boundary) }),
      ...(one.trust && { trust: mend(one.trust) }),
    })),
    resources: snapshot.resources.map((one) => ({
      ...one,
      ...(one.policyEntry && { policyEntry: mend(one.policyEntry) }),
    })),
  }
}

const statementsOf = (document: Json | undefined): readonly Json[] => {
  const list: Json | undefined = Object(document).Statement
  return Array.isArray(list) ? list : list === undefined ? [] : [list]
}

/** The change as its sentence puts it; undefined where it takes several. */
function mendFor(change: WouldChange, answer: CanAnswer): Mend | undefined {
  const { policyRef, statement, text, layer } = change
  if (/ and (?:remove|let|give|attach|detach) /.test(text)) return undefined
  const edit =
    (make: (list: readonly Json[]) => readonly Json[]): Mend =>
    (snapshot) =>
      mended(snapshot, (entry) =>
        entry.ref === policyRef
          ? { ...entry, document: { ...Object(entry.document), Statement: [...make(statementsOf(entry.document))] } }
          : entry,
      )
  if (statement !== undefined && /^(?:Remove statement \S+ of|Without statement)/.test(text)) {
    return edit((list) => list.filter((_, index) => index !== statement))
  }
  if (statement !== undefined && /^(?:Take the|Without its) condition/.test(text)) {
    return edit((list) => list.map((one, at) => (at === statement ? { ...Object(one), Condition: undefined } : one)))
  }
  if (change.kind !== 'grant') return undefined
  if (policyRef !== undefined) return edit((list) => [...list, grantFor(answer, layer === 'resource')])
  return layer === 'identity' ? (snapshot) => withPolicy(snapshot, answer) : undefined
}

/** An Allow of what was asked; a trust policy has no Resource. */
const grantFor = ({ action, resource, principal }: CanAnswer, isOfResource: boolean): Json => ({
  Effect: 'Allow',
  Action: action,
  ...(isOfResource && { Principal: { AWS: principal } }),
  ...(!(isOfResource && action === 'sts:AssumeRole') && { Resource: resource }),
})

function withPolicy(snapshot: Snapshot, answer: CanAnswer): Snapshot {
  const document = { Version: '2012-10-17', Statement: grantFor(answer, false) }
  const entry: PolicyEntry = { ref: 'given', name: 'given', kind: 'inline', document }
  return {
    ...snapshot,
    principals: snapshot.principals.map((one) =>
      one.arn === answer.principal ? { ...one, identity: [...one.identity, entry] } : one,
    ),
  }
}

const lowerCased = (context: Context): Context =>
  Object.fromEntries(Object.entries(context).map(([key, values]) => [key.toLowerCase(), values]))

const contextAfter = (context: Context, pairs: readonly string[]): Context => ({
  ...lowerCased(context),
  ...lowerCased(parseContext(pairs)),
})

/* ------------------------------------------------------------------ the property */

it('does what it says', () => {
  const engine = createPolicyEngine(catalogue)
  const counts = { answers: 0, denials: 0, context: 0, edit: 0, grant: 0, several: 0 }

  function check(index: AccessIndex, snapshot: Snapshot, answer: CanAnswer, context: Context): void {
    counts.answers += 1
    const { principal, action, resource, decision } = answer
    const isDenial = decision === 'ExplicitlyDenied' || decision === 'ImplicitlyDenied'
    if (isDenial) {
      counts.denials += 1
      expect([action, principal, answer.nearestMiss?.length]).toEqual([action, principal, expect.any(Number)])
    } else {
      expect(answer.nearestMiss).toBeUndefined()
    }
    expect(answer.wouldChange.length).toBeLessThanOrEqual(6)
    for (const change of answer.wouldChange) {
      const what = [action, principal, decision, change.text]
      expect([...what, change.decision]).not.toEqual([...what, decision])
      if (change.context) {
        counts.context += 1
        const again = can(index, principal, action, resource, contextAfter(context, change.context))
        expect([...what, again.decision]).toEqual([...what, change.decision])
        continue
      }
      const mend = mendFor(change, answer)
      if (!mend) {
        counts.several += 1
        continue
      }
      counts[change.kind] += 1
      const changed = buildIndex(mend(snapshot), catalogue, engine)
      expect([...what, can(changed, principal, action, resource, context).decision]).toEqual([...what, change.decision])
    }
  }

  const property = fc.property(draft, fc.constantFrom(...contexts), (made, context) => {
    const snapshot = assemble({ id: 'snap', at: readAt, objects: objectsOf(made), cells })
    const index = buildIndex(snapshot, catalogue, engine)
    for (const asked of questions) {
      const target = targetOf(made, asked)
      if (!target) continue
      for (const { arn } of principalsOf(made)) {
        check(index, snapshot, can(index, arn, asked.action, target.resource, context), context)
      }
    }
  })
  fc.assert(property, { seed, numRuns: runs })
  process.stderr.write(`what would change it: seed ${seed}, ${runs} worlds, ${JSON.stringify(counts)}\n`)
  expect(Math.min(counts.denials, counts.context, counts.edit, counts.grant)).toBeGreaterThan(0)
}, 600_000)
