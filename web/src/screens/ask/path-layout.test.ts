import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Holder, Reason, WhoCanAnswer } from '../../api/schema.ts'
import { layPath } from './path-layout.ts'

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
    fc.assert(
      fc.property(holders, denials, fc.nat(30), fc.nat(59), (list, layers, unknown, chosen) => {
        const principals = list.map((facts, at) => holder(at, facts))
        const denied = layers.map((layer, at) => ({ ...holder(100 + at), by: reason(layer, 'Deny') }))
        const drawing = layPath(answer({ principals, denied, unknown }), principals[chosen]?.arn)
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
    const drawing = layPath(answer({ principals: [holder(2)], denied }), undefined)
    const gate = drawing.gates.find((one) => one.layer === 'serviceControl')
    expect(drawing.rows.find((row) => row.fate === 'denied')?.cutX).toBe(gate?.x)
  })

  test('denials that are bundled end at the gate of their own layer', () => {
    const layers = ['resource', 'resource', 'resource', 'serviceControl', 'resource'] as const
    const denied = layers.map((layer, at) => ({ ...holder(at), by: reason(layer, 'Deny') }))
    const drawing = layPath(answer({ denied }), undefined)
    const cuts = drawing.rows.map((row) => drawing.gates.find((gate) => gate.x === row.cutX)?.layer)
    expect(cuts).toEqual(['resource', 'resource', 'resource', 'serviceControl'])
    expect(drawing.nodes.map((node) => node.label)).toEqual(['r0', 'r1', '2 more', '1 more'])
  })

  test('what denies is named without the resource, which is named beside', () => {
    const by = { ...reason('resource', 'Deny'), policy: 'bucket policy of lake' }
    const drawing = layPath(answer({ denied: [{ ...holder(1), by }] }), undefined)
    expect(drawing.rows[0]?.label).toBe('bucket policy denies')
  })

  test('guardrails keep the order in which AWS evaluates them', () => {
    const via = [reason('resource'), reason('permissionsBoundary'), reason('resourceControl'), reason('serviceControl')]
    const drawing = layPath(answer({ principals: [holder(1, { via })] }), undefined)
    expect(drawing.gates.map((gate) => gate.name)).toEqual(['SCP', 'RCP', 'Boundary', 'Resource policy'])
    const positions = drawing.gates.map((gate) => gate.x)
    expect(positions).toEqual([...positions].sort((a, b) => a - b))
  })
})
