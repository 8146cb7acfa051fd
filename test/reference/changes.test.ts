/**
 * Changes and differences on random organizations (policy-engine.md 4.9). Changes are made twice: as `apply` makes them, and to
 * the inventory objects by code that knows nothing of it. Every answer must then be the same; every difference that is told
 * must be true, and every one that there is must be told. `FC_SEED` and `FC_RUNS` choose another run.
 */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { loadCatalogue } from '../../src/catalog/read.ts'
import type { Answer } from '../../src/core/access/answers.ts'
import { assess } from '../../src/core/access/assess.ts'
import { applyChanges } from '../../src/core/access/change/apply-changes.ts'
import type { AccessChange, Change } from '../../src/core/access/change/change.ts'
import { type ChangedAccess, changedAccess, type Side } from '../../src/core/access/change/changed-access.ts'
import { changeBetween, type Outcome } from '../../src/core/access/change/compare-access.ts'
import { rowsOf } from '../../src/core/access/change/diff-answer.ts'
import { covers } from '../../src/core/access/change/probes.ts'
import { outsideHolders } from '../../src/core/access/outside-holders.ts'
import { resolveQuestion } from '../../src/core/access/question.ts'
import { createReach } from '../../src/core/access/reach.ts'
import { compileWorld, type World } from '../../src/core/access/world.ts'
import { createPolicyEngine } from '../../src/core/evaluate/engine.ts'
import { assemble } from '../../src/core/inventory/assemble.ts'
import { contentKey } from '../../src/core/inventory/content-key.ts'
import type { InventoryObject } from '../../src/core/inventory/objects.ts'
import { readAt } from '../fakes/inventory.ts'
import { changeDraft, changed } from './changes.ts'
import { type Asked, cells, draft, objectsOf, questions, targetOf } from './draft.ts'

const seed = Number(process.env['FC_SEED'] ?? Date.now() % 2 ** 31)
const runs = Number(process.env['FC_RUNS'] ?? 500)

const catalogue = loadCatalogue()
const engine = createPolicyEngine(catalogue)

const snapshotOf = (objects: readonly InventoryObject[]) => assemble({ id: 'snap', at: readAt, objects, cells })
const worldOf = (objects: readonly InventoryObject[]): World => compileWorld(snapshotOf(objects), catalogue, engine)
const sideOf = (world: World): Side => ({ world, reach: createReach(world) })

const trial = fc.record({
  world: draft,
  changes: fc.array(changeDraft, { minLength: 1, maxLength: 4 }),
  // Comparing all 22,000 actions takes its time; the questions are about these.
  service: fc.constantFrom('s3', 's3', 's3', 's3', 'sqs', 'kms', 'sts', 'iam', 'ec2'),
})
type Trial = typeof trial extends fc.Arbitrary<infer T> ? T : never

/** The objects before and after, and the changes as people write them. */
function madeOf({ world, changes }: Trial) {
  const before = objectsOf(world)
  let after = before
  const list: Change[] = []
  for (const one of changes) {
    const made = changed(after, one)
    if (!made) continue
    after = made.objects
    list.push(made.change)
  }
  return { before, after, list }
}

/* ------------------------------------------------------------------ what is said of one principal */

interface Said {
  readonly answer: Answer
  readonly condition?: unknown
}

/** As `canI` decides. */
function said(world: World, principal: string, action: string, resource: string): Said {
  const one = world.principalByArn.get(principal)
  const question = resolveQuestion(world, action, resource)
  if (!one || !question.ok) throw new Error(`${principal} ${action} ${resource}`)
  const { answer, asRead } = assess(world, one, question.value, new Map())
  return { answer, ...(answer === 'Conditional' && { condition: asRead.condition }) }
}

const changeIn = (was: Said, is: Said): AccessChange['change'] | undefined =>
  changeBetween(was.answer, is.answer, () => contentKey(was.condition) === contentKey(is.condition))

const isOutside = ({ type }: AccessChange['principal']): boolean =>
  type === 'anonymous' || type === 'external' || type === 'service'

const tally = { worlds: 0, rows: 0, answers: 0, differences: new Map<string, number>(), ops: new Map<string, number>() }
const count = (map: Map<string, number>, key: string): void => void map.set(key, (map.get(key) ?? 0) + 1)

/* ------------------------------------------------------------------ nothing is left out */

type Told = ReadonlyMap<string, readonly Outcome[]>

const isTold = (told: Told, arn: string, action: string, resource: string): boolean =>
  (told.get(arn) ?? []).some(
    ({ actions, resources }) =>
      actions.some(({ name }) => name === action) && resources.some((text) => covers(text, resource)),
  )

interface Worlds {
  readonly before: World
  readonly applied: World
  readonly rebuilt: World
  /** Made of the objects after the changes, with what the world before them knows. */
  readonly takenOver: World
}

function checkAnswers(
  { before, applied, rebuilt, takenOver }: Worlds,
  { action }: Asked,
  resource: string,
  told: Told,
): void {
  for (const { arn } of before.snapshot.principals) {
    const what = [arn, action, resource]
    const [was, is] = [said(before, arn, action, resource), said(applied, arn, action, resource)]
    tally.answers += 1
    const expected = said(rebuilt, arn, action, resource)
    expect([...what, is]).toEqual([...what, expected])
    expect([...what, said(takenOver, arn, action, resource)]).toEqual([...what, expected])
    const change = changeIn(was, is)
    if (!change) continue
    count(tally.differences, change)
    expect([...what, change, isTold(told, arn, action, resource)]).toEqual([...what, change, true])
  }
  const outside = (world: World) => {
    const question = resolveQuestion(world, action, resource)
    if (!question.ok) throw new Error(question.error.message)
    const holders = outsideHolders({ ...sideOf(world), question: question.value, given: new Map() })
    return new Map(holders.map(({ arn, decision: answer, condition }) => [arn, { answer, condition }] as const))
  }
  const [old, now] = [outside(before), outside(applied)]
  expect(now).toEqual(outside(rebuilt))
  for (const arn of new Set([...old.keys(), ...now.keys()])) {
    const none: Said = { answer: 'ImplicitlyDenied' }
    const change = changeIn(old.get(arn) ?? none, now.get(arn) ?? none)
    if (!change) continue
    count(tally.differences, `${change} outside`)
    const what = [arn, action, resource, change]
    expect([...what, isTold(told, arn, action, resource)]).toEqual([...what, true])
  }
}

/* ------------------------------------------------------------------ what is told is true */

function checkRows({ principals }: ChangedAccess, before: World, after: World): void {
  for (const { principal, outcomes } of principals) {
    if (isOutside(principal)) continue
    for (const { actions, resources, ...told } of outcomes) {
      tally.rows += 1
      const some = new Set([actions[0], actions.at(-1), actions[Math.floor(actions.length / 2)]])
      for (const action of some) {
        for (const resource of resources) {
          const name = action?.name ?? ''
          const [was, is] = [said(before, principal.arn, name, resource), said(after, principal.arn, name, resource)]
          const what = [principal.arn, name, resource]
          expect([...what, was.answer, is.answer, changeIn(was, is), is.condition ?? was.condition]).toEqual([
            ...what,
            told.before,
            told.after,
            told.change,
            told.condition,
          ])
        }
      }
    }
  }
}

/* ------------------------------------------------------------------ the other way round */

const opposite = {
  gained: 'lost',
  lost: 'gained',
  widened: 'narrowed',
  narrowed: 'widened',
  changed: 'changed',
  unknown: 'unknown',
} as const

/** Each action on each resource, for rows are made by reasons, and these are those of the later side. */
function asSeen({ principals }: ChangedAccess, from: 'before' | 'after'): readonly string[] {
  const seen = principals.flatMap(({ principal: { arn }, outcomes }) =>
    outcomes.flatMap(({ change, actions, resources, before, after, condition }) => {
      const sides = from === 'before' ? [before, after] : [after, before]
      const told = [
        from === 'before' ? change : opposite[change],
        ...sides,
        change === 'changed' ? '' : contentKey(condition),
      ]
      return actions.flatMap(({ name }) => resources.map((resource) => [arn, name, resource, ...told].join(' ')))
    }),
  )
  return [...new Set(seen)].sort()
}

it('what is told of a change is true, and nothing is left out', () => {
  const check = (made: Trial): void => {
    const { before: objects, after, list } = madeOf(made)
    const before = worldOf(objects)
    const applied = applyChanges(before, list)
    if (!applied.ok) throw new Error(`${JSON.stringify(list)}: ${applied.error.message}`)
    const worlds = {
      before,
      applied: applied.value.world,
      rebuilt: worldOf(after),
      takenOver: compileWorld(snapshotOf(after), before.catalogue, before.engine, before),
    }
    tally.worlds += 1
    for (const { op } of list) count(tally.ops, op)
    const range = catalogue.actionRange(made.service)
    if (!range) throw new Error(made.service)
    const between = (old: World, now: World): ChangedAccess =>
      changedAccess({ before: sideOf(old), after: sideOf(now) }, { range })
    const found = between(before, worlds.rebuilt)
    const rows = rowsOf(found)
    expect(rowsOf(between(before, worlds.applied))).toEqual(rows)
    expect(asSeen(between(worlds.rebuilt, before), 'after')).toEqual(asSeen(found, 'before'))
    expect(between(before, worldOf(objects)).principals).toEqual([])
    expect(rowsOf(between(before, worlds.takenOver))).toEqual(rows)
    const told = new Map(found.principals.map(({ principal, outcomes }) => [principal.arn, outcomes]))
    for (const asked of questions) {
      const target = targetOf(made.world, asked)
      if (target && asked.action.startsWith(`${made.service}:`)) checkAnswers(worlds, asked, target.resource, told)
    }
    checkRows(found, before, worlds.applied)
  }
  fc.assert(fc.property(trial, check), { seed, numRuns: runs, endOnFailure: process.env['FC_SHRINK'] === undefined })
  const told = (counts: ReadonlyMap<string, number>): string => JSON.stringify(Object.fromEntries([...counts].sort()))
  process.stderr.write(
    `changes: seed ${seed}, ${tally.worlds} worlds, ${tally.answers} answers, ${tally.rows} rows, differences ${told(tally.differences)}, changes ${told(tally.ops)}\n`,
  )
  // The rarer kinds need some thousands of worlds.
  const kinds = [
    'gained',
    'lost',
    ...(runs < 3_000 ? [] : ['changed', 'gained outside', 'lost outside', 'narrowed', 'widened']),
  ]
  expect([...tally.differences.keys()]).toEqual(expect.arrayContaining(kinds))
}, 600_000)
