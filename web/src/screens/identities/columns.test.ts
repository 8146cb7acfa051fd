import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ColumnPlan, connectedWith, type Graph, type Item, layColumns, mostNodes, neighbourOf } from './columns.ts'

const plans: readonly ColumnPlan[] = [
  { id: 'a', name: 'A', plural: 'as', shape: 'pill', width: 100, room: 1 },
  { id: 'b', name: 'B', plural: 'bs', shape: 'rounded', width: 100, room: 6 },
  { id: 'c', name: 'C', plural: 'cs', shape: 'end', width: 100, room: 10 },
]

const item = (column: string, at: number, weight = 1): Item => ({
  key: `${column}${at}`,
  column,
  label: `${column}${at}`,
  icon: 'role',
  weight,
})
const many = (column: string, count: number): readonly Item[] =>
  Array.from({ length: count }, (_, at) => item(column, at))

/** One start that leads to every b, each of which leads to every c. */
const full = (bs: number, cs: number): Graph => ({
  items: [item('a', 0), ...many('b', bs), ...many('c', cs)],
  links: [
    ...many('b', bs).map(({ key }) => ({ from: 'a0', to: key, look: 'plain' as const })),
    ...many('b', bs).flatMap((b) => many('c', cs).map((c) => ({ from: b.key, to: c.key, look: 'plain' as const }))),
  ],
})

const shape = fc.record({
  bs: fc.nat(40),
  cs: fc.nat(60),
  opened: fc.option(fc.constantFrom('b', 'c'), { nil: undefined }),
})

describe('a picture in columns', () => {
  it('never has more than thirty nodes, and none is lost', () => {
    fc.assert(
      fc.property(shape, ({ bs, cs, opened }) => {
        const graph = full(bs, cs)
        const { nodes } = layColumns(plans, graph, { opened })
        expect(nodes.length).toBeLessThanOrEqual(mostNodes)
        expect(nodes.flatMap(({ stands }) => stands).sort()).toEqual(graph.items.map(({ key }) => key).sort())
      }),
    )
  })

  it('has no two nodes in one place, and lines only between nodes that are drawn, from left to right', () => {
    fc.assert(
      fc.property(shape, ({ bs, cs, opened }) => {
        const drawing = layColumns(plans, full(bs, cs), { opened })
        const place = new Map(drawing.nodes.map((node) => [node.key, node]))
        for (const { from, to } of drawing.edges) {
          const [left, right] = [place.get(from), place.get(to)]
          expect(left && right && left.x + left.width < right.x).toBe(true)
        }
        for (const [at, one] of drawing.nodes.entries()) {
          expect(one.y).toBeGreaterThanOrEqual(0)
          expect(one.y + one.height).toBeLessThanOrEqual(drawing.height)
          for (const other of drawing.nodes.slice(at + 1))
            expect(one.x === other.x && Math.abs(one.y - other.y) < one.height).toBe(false)
        }
      }),
    )
  })

  it('shows the weightiest by themselves, and the bundle last', () => {
    const items = [item('a', 0), ...many('b', 8), item('b', 99, 50)]
    const drawn = layColumns(plans, { items, links: [] }).nodes.filter(({ column }) => column === 'b')
    expect(drawn.map(({ key }) => key)).toContain('b99')
    expect(drawn.at(-1)).toMatchObject({ label: '4 more', below: 'bs', bundled: 4 })
  })

  it('opens a bundle in place', () => {
    const drawing = layColumns(plans, full(3, 14), { opened: 'c' })
    expect(drawing.nodes.some(({ bundled }) => bundled > 0)).toBe(false)
  })

  it('draws one line between two nodes, the gravest', () => {
    const graph: Graph = {
      items: [item('a', 0), item('b', 0)],
      links: [
        { from: 'a0', to: 'b0', look: 'danger' },
        { from: 'a0', to: 'b0', look: 'plain' },
      ],
    }
    expect(layColumns(plans, graph).edges).toEqual([{ from: 'a0', to: 'b0', look: 'danger' }])
  })
})

describe('the ways through it', () => {
  const drawing = layColumns(plans, {
    items: [item('a', 0), item('b', 0), item('b', 1), item('c', 0), item('c', 1)],
    links: [
      { from: 'a0', to: 'b0', look: 'plain' },
      { from: 'a0', to: 'b1', look: 'plain' },
      { from: 'b0', to: 'c0', look: 'plain' },
      { from: 'b1', to: 'c1', look: 'plain' },
    ],
  })

  it('a node hangs together with what leads to it and what it leads to', () => {
    expect([...connectedWith(drawing, 'b0')].sort()).toEqual(['a0', 'b0', 'c0'])
    expect([...connectedWith(drawing, 'a0')].sort()).toEqual(['a0', 'b0', 'b1', 'c0', 'c1'])
  })

  it('arrows follow the lines, and go up and down a column', () => {
    expect(neighbourOf(drawing, 'a0', 'ArrowRight')).toBe('b0')
    expect(neighbourOf(drawing, 'c1', 'ArrowLeft')).toBe('b1')
    expect(neighbourOf(drawing, 'b0', 'ArrowDown')).toBe('b1')
    expect(neighbourOf(drawing, 'b0', 'ArrowUp')).toBeUndefined()
    expect(neighbourOf(drawing, 'b0', 'Enter')).toBeUndefined()
  })
})
