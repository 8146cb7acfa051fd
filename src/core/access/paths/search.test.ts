/** The search against walks that nobody has tried to make fast. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { can, indexOf, wholly } from '../../../../test/fakes/access-index.ts'
import { account, allow, policy, role, trust } from '../../../../test/fakes/inventory.ts'
import type { AccessIndex } from '../build-index.ts'
import { atOnce, type Steps } from '../stepwise.ts'
import { bestWays } from './best-ways.ts'
import { edgeKey, mostCuts, smallestCut } from './cuts.ts'
import type { Edge } from './edge.ts'
import type { PathDecision } from './path-answer.ts'
import {
  allWays,
  type Effort,
  type Found,
  type Graph,
  leadingTo,
  type SearchLimits,
  stepCount,
  usualEffort,
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

const fullEffort = (): Effort => ({ left: usualEffort })

function* search(
  list: readonly Edge[],
  start: string,
  limits: SearchLimits,
  effort = fullEffort(),
  follows?: (one: Edge) => boolean,
): Steps<Found> {
  const leading = yield* leadingTo(graphOf(list), ends, limits, effort)
  return yield* allWays(leading, start, ends, limits, effort, follows)
}

const found = (list: readonly Edge[], start: string, limits: SearchLimits, effort?: Effort) =>
  atOnce(search(list, start, limits, effort))

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
    expect(found(dense, 'n6', usualLimits, { left: 20 }).whole).toBe(false)
    const bounded = found(dense, 'n6', usualLimits, { left: 200 })
    expect(bounded.whole).toBe(false)
    expect(bounded.ways.length).toBeGreaterThan(1)
    expect(bounded.ways.map(stepCount)).toEqual(all.ways.slice(0, bounded.ways.length).map(stepCount))
  })
})

describe('the best way', () => {
  it('is the first of all ways, from every start', () => {
    fc.assert(
      fc.property(edges, fc.integer({ min: 1, max: 6 }), (list, depth) => {
        const best = atOnce(bestWays(graphOf(list), ends, depth, fullEffort()))
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

describe('the best way that does not begin with what the start is', () => {
  const withRoles = edges.chain((list) =>
    fc
      .array(fc.nat(2), { minLength: list.length, maxLength: list.length })
      .map((kinds) => list.map((one, at): Edge => (kinds[at] === 0 ? { ...one, kind: 'is' } : one))),
  )

  it('is the first of all ways without it, from every start', () => {
    let counted = 0
    fc.assert(
      fc.property(withRoles, fc.integer({ min: 1, max: 6 }), (list, depth) => {
        const best = atOnce(bestWays(graphOf(list), ends, depth, fullEffort()))
        for (let n = 2; n < nodes; n += 1) {
          const way = best.becoming(`n${n}`)
          // Back through itself: the search for one start takes over.
          if (way?.some(({ to }) => to === `n${n}`)) continue
          const others = list.filter(({ kind, from }) => kind !== 'is' || from !== `n${n}`)
          const first = found(others, `n${n}`, { ...usualLimits, depth }).ways[0]
          counted += Number(way !== undefined && others.length < list.length)
          expect(way && [stepCount(way), count(way, 'Unknown'), count(way, 'Conditional')]).toEqual(
            first && [stepCount(first), count(first, 'Unknown'), count(first, 'Conditional')],
          )
        }
      }),
      parameters,
    )
    expect(counted).toBeGreaterThan(runs / 4)
  })

  it('says when it was cut short', () => {
    const chain = [edge(6, 5, 'Allowed', false), edge(5, 4, 'Allowed', false), edge(4, 0, 'Allowed', false)]
    const best = (left: number) => atOnce(bestWays(graphOf(chain), ends, 6, { left }))
    expect([best(3).whole, best(4).whole]).toEqual([false, true])
    expect([...best(2).ways.keys()]).toEqual(['n4'])
  })
})

describe('the smallest cut', () => {
  it('cuts every way, and no smaller one does', () => {
    fc.assert(
      fc.property(edges, (list) => {
        const without = (removed: (one: Edge) => boolean) =>
          search(list, 'n6', usualLimits, fullEffort(), (one) => !removed(one))
        const { ways } = atOnce(without(() => false))
        const cut = atOnce(smallestCut(ways, without))
        expect(cut.kind).toBe(ways.length === 0 ? 'none' : 'cut')
        if (cut.kind === 'none') return
        expect(cut.ways).toBe(ways.length)
        for (const one of cut.edges)
          expect(one.ways).toBe(ways.filter((way) => way.some((step) => edgeKey(step) === edgeKey(one.edge))).length)
        const isCut = (some: readonly Edge[]): boolean => atOnce(without((one) => some.includes(one))).ways.length === 0
        expect(isCut(cut.edges.map((one) => one.edge))).toBe(true)
        for (const smaller of subsets(list, cut.edges.length - 1)) expect(isCut(smaller)).toBe(false)
      }),
      { ...parameters, numRuns: Math.ceil(runs / 3) },
    )
  })
})

it('a way that comes to light when another one is cut is not counted with those at hand', () => {
  const [shown, hidden] = [edge(6, 0, 'Allowed', false), edge(6, 1, 'Allowed', false)]
  function* without(isRemoved: (one: Edge) => boolean) {
    yield
    return { ways: isRemoved(hidden) ? [] : [[hidden]], whole: true }
  }
  expect(atOnce(smallestCut([[shown]], without))).toEqual({
    kind: 'cut',
    edges: [
      { edge: shown, ways: 1, further: 0 },
      { edge: hidden, ways: 0, further: 1 },
    ],
    ways: 1,
  })
})

describe('a cut that cannot be tried to the end', () => {
  it('is not told', () => {
    const way = [edge(6, 0, 'Allowed', false)]
    const cut = (whole: boolean) => atOnce(smallestCut([way], () => nothing(whole)))
    expect(cut(true)).toEqual({ kind: 'cut', edges: [{ edge: way[0], ways: 1, further: 0 }], ways: 1 })
    expect(cut(false)).toEqual({ kind: 'none', atLeast: 1 })
  })

  it('is not tried where it takes too many edges', () => {
    const ways = Array.from({ length: 40 }, (_, n) => [edge(n + 1, 0, 'Allowed', false)])
    const tried = (): never => {
      throw new Error('searched')
    }
    expect(atOnce(smallestCut(ways, tried))).toEqual({ kind: 'none', atLeast: 40 })
    expect(atOnce(smallestCut(ways.slice(0, mostCuts), () => nothing(true)))).toMatchObject({ kind: 'cut' })
  })
})

// biome-ignore lint/correctness/useYield: a search that has nothing to do
function* nothing(whole: boolean): Steps<Pick<Found, 'ways' | 'whole'>> {
  return { ways: [], whole }
}

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
