/** The search against walks that nobody has tried to make fast. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { can, indexOf, wholly } from '../../../../test/fakes/access-index.ts'
import { account, allow, policy, role, trust } from '../../../../test/fakes/inventory.ts'
import type { AccessIndex } from '../build-index.ts'
import { edgeKey, smallestCut } from './cuts.ts'
import type { Edge } from './edge.ts'
import type { PathDecision } from './path-answer.ts'
import {
  allWays,
  bestWays,
  type Graph,
  leadingTo,
  type SearchLimits,
  stepCount,
  usualLimits,
  type Way,
} from './search.ts'

const runs = Number(process.env['FC_RUNS'] ?? 300)
const parameters = { numRuns: runs, ...(process.env['FC_SEED'] && { seed: Number(process.env['FC_SEED']) }) }

/* ------------------------------------------------------------------ made-up graphs */

const decisions: readonly PathDecision[] = ['Allowed', 'Allowed', 'Conditional', 'Unknown']

const edge = (from: number, to: number, decision: PathDecision, isFact: boolean): Edge => ({
  kind: isFact ? 'memberOf' : 'assumes',
  from: `n${from}`,
  to: `n${to}`,
  decision,
  gaps: [],
  explain: () => ({ act: '', permissions: [] }),
})

const nodes = 7
const edges = fc
  .uniqueArray(
    fc.tuple(
      fc.nat(nodes - 1),
      fc.nat(nodes - 1),
      fc.constantFrom(...decisions),
      fc.nat(4).map((n) => n === 0),
    ),
    { selector: ([from, to, , isFact]) => `${from} ${to} ${isFact}`, minLength: 8, maxLength: 22 },
  )
  .map((list) => list.filter(([from, to]) => from !== to).map((one) => edge(...one)))

const graphOf = (list: readonly Edge[]): Graph => ({
  into: (id) => list.filter((one) => one.to === id),
})

/** Every way without a node twice, by plain recursion. */
function naiveWays(list: readonly Edge[], start: string, ends: ReadonlySet<string>, depth: number): readonly Way[] {
  const walk = (id: string, way: Way, seen: ReadonlySet<string>): readonly Way[] => {
    if (ends.has(id)) return way.length > 0 && stepCount(way) <= depth ? [way] : []
    return list
      .filter((one) => one.from === id && !seen.has(one.to))
      .flatMap((one) => walk(one.to, [...way, one], new Set([...seen, one.to])))
  }
  return walk(start, [], new Set([start]))
}

/** Unknown ways count only where there is no other. */
function followed(ways: readonly Way[]): readonly Way[] {
  const certain = ways.filter((way) => way.every((one) => one.decision !== 'Unknown'))
  return certain.length > 0 ? certain : ways
}

const texts = (ways: readonly Way[]): readonly string[] => ways.map((way) => way.map(edgeKey).join(' | ')).sort()
const count = (way: Way, decision: PathDecision): number => way.filter((one) => one.decision === decision).length
const ends = new Set(['n0', 'n1'])

const found = (list: readonly Edge[], start: string, limits: SearchLimits) =>
  allWays(leadingTo(graphOf(list), ends, limits), start, ends, limits)

describe('all ways', () => {
  it('are those of a plain walk, cheapest first', () => {
    let counted = 0
    fc.assert(
      fc.property(edges, fc.integer({ min: 1, max: 6 }), (list, depth) => {
        const { ways, whole } = found(list, 'n6', { ...usualLimits, depth })
        counted += ways.length
        expect(whole).toBe(true)
        expect(texts(ways)).toEqual(texts(followed(naiveWays(list, 'n6', ends, depth))))
        for (const [at, way] of ways.entries()) {
          const next = ways[at + 1]
          if (!next) continue
          expect(stepCount(way)).toBeLessThanOrEqual(stepCount(next))
          if (stepCount(way) === stepCount(next) && count(way, 'Unknown') === count(next, 'Unknown'))
            expect(count(way, 'Conditional')).toBeLessThanOrEqual(count(next, 'Conditional'))
        }
      }),
      parameters,
    )
    expect(counted).toBeGreaterThan(runs / 2)
  })

  it('say "at least" when there are more than are counted', () => {
    const dense = Array.from({ length: 7 }, (_, from) =>
      Array.from({ length: 7 }, (_, to) => edge(from, to, 'Allowed', false)),
    )
      .flat()
      .filter(({ from, to }) => from !== to)
    const all = found(dense, 'n6', usualLimits)
    expect(all.whole).toBe(true)
    const some = found(dense, 'n6', { ...usualLimits, ways: 10 })
    expect(some).toMatchObject({ whole: false, ways: { length: 10 } })
    expect(some.ways.map(stepCount)).toEqual(all.ways.slice(0, 10).map(stepCount))
    expect(found(dense, 'n6', { ...usualLimits, trials: 20 }).whole).toBe(false)
    expect(found(dense, 'n6', { ...usualLimits, edges: 3 }).whole).toBe(false)
  })
})

describe('the best way', () => {
  it('is the first of all ways, from every start', () => {
    fc.assert(
      fc.property(edges, fc.integer({ min: 1, max: 6 }), (list, depth) => {
        const best = bestWays(graphOf(list), ends, depth)
        for (let n = 2; n < nodes; n += 1) {
          const way = best.ways.get(`n${n}`)
          const first = found(list, `n${n}`, { ...usualLimits, depth }).ways[0]
          expect(way && [stepCount(way), count(way, 'Unknown'), count(way, 'Conditional')]).toEqual(
            first && [stepCount(first), count(first, 'Unknown'), count(first, 'Conditional')],
          )
        }
      }),
      parameters,
    )
  })
})

describe('the smallest cut', () => {
  it('cuts every way, and no smaller one does', () => {
    fc.assert(
      fc.property(edges, (list) => {
        const without = (removed: (one: Edge) => boolean) =>
          allWays(leadingTo(graphOf(list), ends, usualLimits), 'n6', ends, usualLimits, (one) => !removed(one))
        const { ways } = without(() => false)
        const cut = smallestCut(ways, 24, without)?.edges
        if (ways.length === 0) {
          expect(cut).toBeUndefined()
          return
        }
        const isCut = (some: readonly Edge[]): boolean => without((one) => some.includes(one)).ways.length === 0
        expect(isCut(cut ?? [])).toBe(true)
        for (const smaller of subsets(list, (cut?.length ?? 0) - 1)) expect(isCut(smaller)).toBe(false)
      }),
      { ...parameters, numRuns: Math.ceil(runs / 3) },
    )
  })
})

describe('a cut that cannot be tried to the end', () => {
  it('is not told', () => {
    const way = [edge(6, 0, 'Allowed', false)]
    expect(smallestCut([way], 1, () => ({ ways: [], whole: true }))?.edges).toEqual(way)
    expect(smallestCut([way], 1, () => ({ ways: [], whole: false }))).toBeUndefined()
  })
})

function subsets<T>(all: readonly T[], size: number): readonly (readonly T[])[] {
  if (size <= 0) return [[]]
  return all.flatMap((one, at) => subsets(all.slice(at + 1), size - 1).map((rest) => [one, ...rest]))
}

/* ------------------------------------------------------------------ roles that assume each other */

const accounts = ['111111111111', '222222222222'] as const
const arnOf = (n: number): string => `arn:aws:iam::${accounts[n % 2]}:role/r${n}`

interface Drawn {
  /** By role: whom its trust policy names, and whom its own policy lets it assume. */
  readonly trusts: readonly (readonly number[] | 'account')[]
  readonly mayAssume: readonly (readonly number[] | 'anything')[]
}

const some = fc.uniqueArray(fc.nat(nodes - 1), { minLength: 1, maxLength: 4 })
const drawn: fc.Arbitrary<Drawn> = fc.record({
  trusts: fc.array(fc.oneof({ weight: 3, arbitrary: some }, fc.constant('account' as const)), {
    minLength: nodes,
    maxLength: nodes,
  }),
  mayAssume: fc.array(fc.oneof({ weight: 3, arbitrary: some }, fc.constant('anything' as const)), {
    minLength: nodes,
    maxLength: nodes,
  }),
})

function indexFor({ trusts, mayAssume }: Drawn): AccessIndex {
  const roles = trusts.map((trusted, n) => {
    const names = trusted === 'account' ? accounts.map((id) => `arn:aws:iam::${id}:root`) : trusted.map(arnOf)
    const may = mayAssume[n] ?? []
    const resources = may === 'anything' ? ['*'] : may.map(arnOf)
    return role(accounts[n % 2] ?? '', `r${n}`, {
      trust: names.length > 0 ? trust({ AWS: names }) : trust({ Service: 'ec2.amazonaws.com' }),
      ...(resources.length > 0 && { inline: policy(allow('sts:AssumeRole', resources)) }),
    })
  })
  return indexOf([...accounts.map((id) => account(id, id, null)), ...roles], wholly(...accounts))
}

describe('roles that assume each other', () => {
  it('lead to each other as asking canI of every pair says, every step proven', () => {
    let found = 0
    fc.assert(
      fc.property(drawn, fc.integer({ min: 1, max: 6 }), (org, maxDepth) => {
        const index = indexFor(org)
        const all = Array.from({ length: nodes }, (_, n) => n)
        const pairs = all.flatMap((from) => all.map((to) => [from, to] as const)).filter(([from, to]) => from !== to)
        const asked = pairs.filter(
          ([from, to]) => can(index, arnOf(from), 'sts:AssumeRole', arnOf(to)).decision === 'Allowed',
        )
        const list = asked.map(([from, to]) => edge(from, to, 'Allowed', false))
        const answer = index.paths({ from: arnOf(6), to: arnOf(0), maxDepth, limit: 100_000 })
        if (!answer.ok) throw new Error(answer.error.message)
        const routes = answer.value.paths.map(({ steps }) => steps.map(({ to }) => to.name).join(' '))
        found += routes.length
        const naive = naiveWays(list, 'n6', new Set(['n0']), maxDepth)
        expect([...routes].sort()).toEqual(
          naive.map((way) => way.map(({ to }) => to.replace('n', 'r')).join(' ')).sort(),
        )
        for (const { steps } of answer.value.paths.slice(0, 3))
          for (const { from, permissions } of steps)
            for (const { action, resource, decision } of permissions)
              expect(can(index, from.id, action, resource).decision).toBe(decision)
      }),
      { ...parameters, numRuns: Math.ceil(runs / 5) },
    )
    expect(found).toBeGreaterThan(runs / 10)
  })
})
