import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AccessPath, PathCut, PathNode, PathStep } from '../../../api/schema.ts'
import type { Box } from '../picture-parts.tsx'
import { type DrawnEdge, layPaths, type PathsDrawing } from './layout.ts'

const accounts = ['111111111111', '222222222222', '333333333333'] as const

const role = (name: string, account: string = accounts[0]): PathNode => ({
  id: `arn:aws:iam::${account}:role/${name}`,
  kind: 'principal',
  type: 'role',
  name,
  account,
  accountName: `account ${account[0]}`,
})
const administrator = (account: string = accounts[0]): PathNode => ({
  id: `administrator:${account}`,
  kind: 'administrator',
  name: `administrator of account ${account[0]}`,
  account,
  accountName: `account ${account[0]}`,
})
const step = (from: PathNode, to: PathNode, facts: Partial<PathStep> = {}): PathStep => ({
  kind: to.kind === 'administrator' ? 'is' : 'assumes',
  from,
  to,
  decision: 'Allowed',
  text: `${from.name} to ${to.name}`,
  permissions: [],
  gaps: [],
  ...facts,
})
const path = (...nodes: readonly PathNode[]): AccessPath => {
  const [from = role('none')] = nodes
  const to = nodes.at(-1) ?? from
  const steps = nodes.slice(1).map((node, at) => step(nodes[at] ?? node, node))
  return { from, to, decision: 'Allowed', steps, sentence: '' }
}

/** Paths over few names, so that they meet often. */
const anyPaths = fc.array(
  fc
    .record({
      names: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'), { minLength: 1, maxLength: 6 }),
      places: fc.array(fc.constantFrom(...accounts), { minLength: 6, maxLength: 6 }),
      end: fc.constantFrom(...accounts),
    })
    .map(({ names, places, end }) =>
      path(...names.map((name, at) => role(name, places[at] ?? accounts[0])), administrator(end)),
    ),
  { minLength: 1, maxLength: 40 },
)

const overlap = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height

/** The points of a line: moves, horizontals and curves, the curves by many points between. */
function pointsOf(line: string): readonly { readonly x: number; readonly y: number }[] {
  const points: { x: number; y: number }[] = []
  for (const [, command = '', rest = ''] of line.matchAll(/([MHC])([^MHC]*)/g)) {
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = rest
      .trim()
      .split(/[\s,]+/)
      .map(Number)
    const last = points.at(-1) ?? { x: a, y: b }
    const steps = 24
    for (let at = 1; at <= steps; at += 1) {
      const t = at / steps
      const cubic = (p0: number, p1: number, p2: number, p3: number) =>
        (1 - t) ** 3 * p0 + 3 * (1 - t) ** 2 * t * p1 + 3 * (1 - t) * t ** 2 * p2 + t ** 3 * p3
      if (command === 'M') points.push({ x: a, y: b })
      else if (command === 'H') points.push({ x: last.x + (a - last.x) * t, y: last.y })
      else points.push({ x: cubic(last.x, a, c, e), y: cubic(last.y, b, d, f) })
    }
  }
  return points
}

const inside = (box: Box, point: { readonly x: number; readonly y: number }): boolean =>
  point.x > box.x + 1 && point.x < box.x + box.width - 1 && point.y > box.y + 1 && point.y < box.y + box.height - 1

const shownPaths = (drawing: PathsDrawing): ReadonlySet<number> =>
  new Set(drawing.nodes.filter((node) => node.bundled === 0).flatMap((node) => node.paths))

const hiddenPaths = (drawing: PathsDrawing): readonly number[] =>
  drawing.nodes.filter((node) => node.bundled > 0).flatMap((node) => node.paths)

const edgeFrom = (drawing: PathsDrawing, name: string): DrawnEdge | undefined =>
  drawing.edges.find((edge) => edge.step?.from.name === name)

describe('layPaths', () => {
  test('at most 30 nodes, none on top of another; every path is drawn or in one bundle, the chosen one drawn', () => {
    fc.assert(
      fc.property(anyPaths, fc.nat(), (paths, number) => {
        const chosen = number % paths.length
        const drawing = layPaths(paths, [], { chosen })
        expect(drawing.nodes.length).toBeLessThanOrEqual(30)
        for (const [at, a] of drawing.nodes.entries())
          for (const b of drawing.nodes.slice(at + 1)) expect(overlap(a, b), `${a.key} and ${b.key}`).toBe(false)
        const shown = shownPaths(drawing)
        const hidden = hiddenPaths(drawing)
        expect(shown.has(chosen)).toBe(true)
        expect(hidden.filter((index) => shown.has(index))).toEqual([])
        expect(new Set(hidden).size).toBe(hidden.length)
        expect(shown.size + hidden.length).toBe(paths.length)
      }),
    )
  })

  test('lines run from left to right and cross no node', () => {
    fc.assert(
      fc.property(anyPaths, (paths) => {
        const drawing = layPaths(paths, [], {})
        for (const edge of drawing.edges) {
          const from = drawing.nodes.find((node) => node.key === edge.from)
          const to = drawing.nodes.find((node) => node.key === edge.to)
          expect(from?.column).toBeLessThan(to?.column ?? 0)
          const points = pointsOf(edge.line)
          expect(drawing.nodes.filter((node) => points.some((point) => inside(node, point)))).toEqual([])
        }
      }),
    )
  })

  test('a band holds its account and nothing else, and no two overlap', () => {
    fc.assert(
      fc.property(anyPaths, (paths) => {
        const { bands, nodes } = layPaths(paths, [], {})
        for (const [at, a] of bands.entries())
          for (const b of bands.slice(at + 1)) expect(overlap(a, b), `${a.name} and ${b.name}`).toBe(false)
        for (const { node, ...box } of nodes) {
          const around = bands.filter((band) => overlap(band, box))
          if (node !== undefined) expect(around.map((band) => band.account)).toEqual([node.account])
        }
      }),
    )
  })

  test('paths that end alike share their end', () => {
    const drawing = layPaths(
      [path(role('a'), role('deployer'), administrator()), path(role('b'), role('deployer'), administrator())],
      [],
      {},
    )
    expect(drawing.nodes.map((node) => node.label).sort()).toEqual(['Administrator', 'a', 'b', 'deployer'])
    expect(drawing.nodes.find((node) => node.label === 'deployer')?.paths).toEqual([0, 1])
    expect(drawing.bands).toHaveLength(1)
  })

  test('one beginning is drawn once, before all its lines', () => {
    const app = role('app')
    const drawing = layPaths([path(app, administrator()), path(app, role('deployer'), administrator())], [], {})
    expect(drawing.nodes.filter((node) => node.label === 'app')).toHaveLength(1)
    expect(drawing.nodes.find((node) => node.label === 'app')?.column).toBe(0)
    const start = drawing.nodes.find((node) => node.label === 'app')?.key
    expect(drawing.edges.filter((edge) => edge.from === start)).toHaveLength(2)
  })

  test('several ways of one step are one line, with the words of the chosen path', () => {
    const app = role('app')
    const end = administrator()
    const ways = ['iam-005', 'iam-009', 'iam-016'].map(
      (id): AccessPath => ({ ...path(app, end), steps: [step(app, end, { kind: 'escalates', path: id })] }),
    )
    const [edge, ...more] = layPaths(ways, [], { chosen: 1 }).edges
    expect(more).toEqual([])
    expect(edge?.label.below).toBe('iam-009 + 2 ways')
    expect(edge?.paths).toEqual([0, 1, 2])
  })

  test('many alike are drawn as some and a bundle, but a bundle never stands for one', () => {
    const alike = (count: number) =>
      layPaths(
        Array.from({ length: count }, (_, at) => path(role(`r${at}`), administrator())),
        [],
        {},
      ).nodes.map((node) => node.label)
    expect(alike(9)).toEqual(['Administrator', 'r0', 'r1', 'r2', 'r3', '5 more'])
    expect(alike(5)).toEqual(['Administrator', 'r0', 'r1', 'r2', 'r3', 'r4'])
  })

  test('places to cut are numbered at the steps that they cut, and only there', () => {
    const [a, b, deployer, end] = [role('a'), role('b'), role('deployer'), administrator()]
    const cuts: PathCut[] = [
      { from: deployer, to: end, paths: 2, further: 0, text: '' },
      { from: a, to: deployer, paths: 1, further: 0, text: '' },
    ]
    const drawing = layPaths([path(a, deployer, end), path(b, deployer, end)], cuts, {})
    expect(edgeFrom(drawing, 'deployer')?.pins).toEqual([1])
    expect(edgeFrom(drawing, 'a')?.pins).toEqual([2])
    expect(edgeFrom(drawing, 'b')?.pins).toEqual([])
  })

  test('another account begins left of the band it comes into', () => {
    const far = role('far', accounts[1])
    const drawing = layPaths(
      [path(role('a'), role('b'), role('deployer'), administrator()), path(far, role('deployer'), administrator())],
      [],
      {},
    )
    const column = (name: string) => drawing.nodes.find((node) => node.label === name)?.column
    expect(column('far')).toBe(0)
    expect(column('a')).toBe(1)
    expect(column('deployer')).toBe(3)
  })

  test('an opened bundle shows its paths', () => {
    const paths = Array.from({ length: 60 }, (_, at) => path(role(`r${at}`), role('deployer'), administrator()))
    const closed = layPaths(paths, [], {})
    const bundle = closed.nodes.find((node) => node.bundled > 0)
    const inBundle = bundle?.paths ?? []
    const opened = layPaths(paths, [], { opened: bundle?.key })
    const shown = shownPaths(opened)
    expect(inBundle.length).toBeGreaterThan(25)
    expect(inBundle.filter((index) => shown.has(index)).length).toBeGreaterThan(20)
    expect(opened.nodes.length).toBeLessThanOrEqual(30)
  })
})
