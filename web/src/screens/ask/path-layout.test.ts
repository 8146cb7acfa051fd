import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Holder, Reason, WhoCanAnswer } from '../../api/schema.ts'
import { focusOrder, layPath, pathNeighbour, resourceId, resourceWords } from './path-layout.ts'

const reason = (layer: Reason['layer'], effect: Reason['effect'] = 'Allow'): Reason => ({
  effect,
  layer,
  policy: 'P',
  policyRef: 'p',
  statement: 0,
  why: '',
})
const holder = (at: number, facts: Partial<Holder> = {}): Holder => ({
  arn: `arn:aws:iam::777788889999:role/r${at}`,
  type: 'role',
  account: '777788889999',
  accountName: 'data-lake',
  name: `r${at}`,
  decision: 'Allowed',
  via: [reason('identity'), reason('serviceControl')],
  reach: 'direct',
  ...facts,
})
const countsOf = ({ principals = [], denied = [] }: Partial<WhoCanAnswer>): WhoCanAnswer['counts'] => {
  const allowed = principals.filter(({ decision }) => decision === 'Allowed').length
  const deniedBy = Object.fromEntries(
    [...Map.groupBy(denied, ({ by }) => by.layer)].map(([layer, same]) => [layer, same.length]),
  )
  return { allowed, conditional: principals.length - allowed, denied: denied.length, deniedBy }
}
const answer = (facts: Partial<WhoCanAnswer>): WhoCanAnswer => ({
  action: 's3:GetObject',
  resource: 'arn:aws:s3:::lake/*',
  at: '2026-05-12T10:26:00Z',
  snapshot: 's',
  complete: true,
  notes: [],
  gaps: [],
  sentence: '',
  principals: [],
  denied: [],
  unknown: 0,
  examined: 10,
  counts: countsOf(facts),
  ...facts,
})

describe('layPath', () => {
  test('never more than 30 nodes, none on top of another, and everybody is drawn or bundled', () => {
    const people = fc.array(fc.record({ name: fc.string({ minLength: 1, maxLength: 12 }) }), { maxLength: 9 })
    const holders = fc.array(
      fc.record({ decision: fc.constantFrom('Allowed' as const, 'Conditional' as const), person: people }),
      { maxLength: 60 },
    )
    const denials = fc.array(
      fc.constantFrom(
        'serviceControl' as const,
        'resourceControl' as const,
        'permissionsBoundary' as const,
        'resource' as const,
        'identity' as const,
      ),
      { maxLength: 20 },
    )
    const bundles = fc.constantFrom(
      undefined,
      'bundle:allowed:',
      'bundle:conditional:',
      'bundle:denied:serviceControl',
      `${holder(0).arn}#2`,
    )
    fc.assert(
      fc.property(holders, denials, fc.nat(30), fc.nat(59), bundles, (list, layers, unknown, chosen, opened) => {
        const principals = list.map((facts, at) => holder(at, facts))
        const denied = layers.map((layer, at) => ({ ...holder(100 + at), by: reason(layer, 'Deny') }))
        const drawing = layPath(answer({ principals, denied, unknown }), { chosen: principals[chosen]?.arn, opened })
        expect(drawing.nodes.length).toBeLessThanOrEqual(30)
        for (const [at, a] of drawing.nodes.entries()) {
          for (const b of drawing.nodes.slice(at + 1)) {
            const apart = a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y
            expect(apart, `${a.label} and ${b.label}`).toBe(true)
          }
        }
        const drawn = new Set(drawing.rows.flatMap((row) => row.arn ?? []))
        expect(drawn.size + drawing.bundled).toBe(principals.length + denied.length)
        const own = principals[chosen]
        if (own) expect(drawn.has(own.arn)).toBe(true)
      }),
    )
  })

  test('a denial ends at the gate of the layer that denies', () => {
    const denied = [{ ...holder(1), by: reason('serviceControl', 'Deny') }]
    const drawing = layPath(answer({ principals: [holder(2)], denied }), {})
    const gate = drawing.gates.find((one) => one.layer === 'serviceControl')
    expect(drawing.rows.find((row) => row.fate === 'denied')?.cutX).toBe(gate?.x)
  })

  test('the mark of a condition stands at the gate that asks, or at the principal when its own policy does', () => {
    const asked: Partial<Holder> = { decision: 'Conditional', limitedBy: 'resourceControl' }
    const drawing = layPath(
      answer({
        principals: [
          holder(1, asked),
          holder(2, { decision: 'Conditional', via: [reason('permissionsBoundary'), reason('identity')] }),
        ],
      }),
      {},
    )
    const [byRcp, byOwnPolicy] = drawing.rows
    expect(byRcp?.askX).toBe(drawing.gates.find(({ layer }) => layer === 'resourceControl')?.x)
    expect(byOwnPolicy?.askX).toBeLessThan(drawing.gates[0]?.x ?? 0)
  })

  test('denials that are bundled end at the gate of their own layer', () => {
    const layers = ['resource', 'resource', 'resource', 'serviceControl', 'resource'] as const
    const denied = layers.map((layer, at) => ({ ...holder(at), by: reason(layer, 'Deny') }))
    const drawing = layPath(answer({ denied }), {})
    const cuts = drawing.rows.map((row) => drawing.gates.find((gate) => gate.x === row.cutX)?.layer)
    expect(cuts).toEqual(['resource', 'resource', 'resource', 'serviceControl'])
    expect(drawing.nodes.map((node) => node.label)).toEqual(['r0', 'r1', '2 more', '1 more'])
  })

  test('what denies is named without the resource, which is named beside', () => {
    const by = { ...reason('resource', 'Deny'), policy: 'bucket policy of lake' }
    const drawing = layPath(answer({ denied: [{ ...holder(1), by }] }), {})
    expect(drawing.rows[0]?.label).toBe('bucket policy denies')
  })

  test('guardrails keep the order in which AWS evaluates them', () => {
    const via = [reason('resource'), reason('permissionsBoundary'), reason('resourceControl'), reason('serviceControl')]
    const drawing = layPath(answer({ principals: [holder(1, { via })] }), {})
    expect(drawing.gates.map((gate) => gate.name)).toEqual(['SCP', 'RCP', 'Boundary', 'Resource policy'])
    const positions = drawing.gates.map((gate) => gate.x)
    expect(positions).toEqual([...positions].sort((a, b) => a - b))
  })

  test('the gate of a bucket is called a bucket policy, and the bucket is named without its pattern', () => {
    const via = [{ ...reason('resource'), policy: 'bucket policy of lake' }]
    const drawing = layPath(answer({ principals: [holder(1, { via })] }), {})
    expect(drawing.gates.map((gate) => gate.name)).toEqual(['Bucket policy'])
    expect(resourceWords({ resource: 'arn:aws:s3:::lake/*' })).toEqual({ label: 'lake', below: 'every object' })
    expect(resourceWords({ resource: 'arn:aws:s3:::lake/a/*' })).toEqual({ label: 'lake/a', below: 'every object' })
    expect(resourceWords({ resource: '*' })).toEqual({ label: '*' })
    const key = 'arn:aws:kms:eu-west-1:111111111111:key/11111111-2222-3333-4444-555555555555'
    expect(resourceWords({ resource: key, resourceName: 'alias/lake' })).toEqual({ label: 'alias/lake' })
  })

  test('a bundle opens in place, as far as the picture has room, and the rest is in the table', () => {
    const some = answer({ principals: Array.from({ length: 12 }, (_, at) => holder(at)) })
    expect(layPath(some, {}).nodes.map((node) => node.label)).toContain('7 more')
    const whole = layPath(some, { opened: 'bundle:allowed:' })
    expect(whole.nodes.map((node) => node.label)).toEqual(some.principals.map(({ name }) => name))
    const many = answer({ principals: Array.from({ length: 100 }, (_, at) => holder(at)) })
    const full = layPath(many, { opened: 'bundle:allowed:' })
    // With the resource, thirty.
    expect(full.nodes).toHaveLength(29)
    expect(full.nodes.at(-1)).toMatchObject({ label: '72 more', below: 'in the table', opens: 'table' })
  })

  test('people behind one role come out of their bundle one by one', () => {
    const person = ['Ines', 'Wei', 'Farah', 'Jonas'].map((name) => ({ name }))
    const one = answer({ principals: [holder(1, { person })] })
    const labels = (opened?: string) => layPath(one, { opened }).nodes.map((node) => node.label)
    expect(labels()).toEqual(['Ines', '3 more people', 'r1'])
    expect(labels(`${holder(1).arn}#2`)).toEqual(['Ines', 'Wei', 'Farah', 'Jonas', 'r1'])
  })

  test('the focus goes along the chosen row first; arrows follow the lines and stop at a cut', () => {
    const denied = [{ ...holder(3), by: reason('serviceControl', 'Deny') }]
    const principals = [holder(1), holder(2, { person: [{ name: 'Ines' }] })]
    const drawing = layPath(answer({ principals, denied }), { chosen: holder(2).arn })
    const row = drawing.rows.find((one) => one.arn === holder(2).arn)?.row
    expect(focusOrder(drawing, row).map((node) => node.label)).toEqual(['Ines', 'r2', 'r1', 'r3'])
    const from = (id: string, key: string) => pathNeighbour(drawing, id, key, row)
    expect(from(`${holder(2).arn}#1`, 'ArrowRight')).toBe(holder(2).arn)
    expect(from(holder(2).arn, 'ArrowRight')).toBe(resourceId)
    expect(from(resourceId, 'ArrowLeft')).toBe(holder(2).arn)
    expect(from(holder(2).arn, 'ArrowUp')).toBe(holder(1).arn)
    expect(from(holder(3).arn, 'ArrowRight')).toBeUndefined()
  })
})
