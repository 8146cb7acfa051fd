import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AffectedPrincipal, PolicyAttachment, PolicyDetail } from '../../api/schema.ts'
import { layReach } from './picture-layout.ts'

const base: PolicyDetail = {
  ref: 'r',
  name: 'LakeWrite',
  kind: 'customer-managed',
  attachedTo: 0,
  boundaryOf: 0,
  principals: 0,
  people: 0,
  width: 'write',
  isConditional: false,
  widestActions: 2,
  actions: 3,
  services: 1,
  sentence: '',
  statements: [],
  findings: null,
  lint: [],
  attachments: [],
  moreAttachments: 0,
  affected: [],
  named: [],
  notes: [],
}

const place = (id: string, kind: PolicyAttachment['kind'], people: number, more: Partial<PolicyAttachment> = {}) => ({
  id,
  kind,
  name: id,
  as: 'policy' as const,
  principals: people,
  people,
  ...more,
})

const role = (name: string, through: readonly string[], people: readonly string[] = []): AffectedPrincipal => ({
  arn: `arn:${name}`,
  name,
  type: 'role',
  account: '111122223333',
  through: [...through],
  ...(people.length > 0 && { person: people.map((one) => ({ name: one })) }),
})

const labels = (detail: PolicyDetail, opened?: string): string[] =>
  layReach(detail, opened).nodes.map(({ column, label }) => `${column} ${label}`)

describe('who is concerned by a policy', () => {
  const people = Array.from({ length: 9 }, (_, at) => `Person ${at}`)
  const detail: PolicyDetail = {
    ...base,
    attachedTo: 2,
    attachments: [place('set', 'permission-set', 9), place('arn:etl', 'role', 0)],
    affected: [role('sso', ['set'], people), role('etl', ['arn:etl'])],
  }

  test('people stand behind their permission set, a role stands for itself', () => {
    expect(labels(detail)).toEqual(['0 LakeWrite', '1 set', '2 Person 0', '2 Person 1', '2 7 more people', '2 arn:etl'])
    expect(layReach(detail, undefined).edges.map(({ from, to }) => `${from} > ${to}`)).toContain(
      'policy > policy arn:etl',
    )
  })

  test('a bundle opens in place', () => {
    const rest = layReach(detail, undefined).nodes.find(({ opens }) => opens)
    expect(rest?.label).toBe('7 more people')
    expect(labels(detail, 'set').filter((label) => label.startsWith('2 Person'))).toHaveLength(9)
  })

  test('a trust policy reads the other way', () => {
    const trust: PolicyDetail = {
      ...base,
      kind: 'trust',
      named: ['account lab'],
      attachments: [place('arn:etl', 'role', 0)],
    }
    expect(labels(trust)).toEqual(['0 account lab', '1 LakeWrite', '2 arn:etl'])
  })

  test('never more than thirty nodes, none upon another, and every line leads from left to right', () => {
    const attachment = fc.record({
      kind: fc.constantFrom<PolicyAttachment['kind']>('group', 'permission-set', 'place', 'user', 'role'),
      as: fc.constantFrom('policy' as const, 'boundary' as const),
      people: fc.nat({ max: 400 }),
    })
    fc.assert(
      fc.property(
        fc.array(attachment, { maxLength: 60 }),
        fc.nat({ max: 60 }),
        fc.nat({ max: 900 }),
        (list, open, more) => {
          const attachments = list.map(({ kind, as, people: count }, at) => place(`p${at}`, kind, count, { as }))
          const affected = attachments.flatMap(({ id }, at) =>
            Array.from({ length: at % 7 }, (_, index) =>
              role(`r${at}-${index}`, [id], at % 2 === 0 ? [`x${at}-${index}`] : []),
            ),
          )
          const bounded = attachments.filter(({ as }) => as === 'boundary').length
          const drawing = layReach(
            {
              ...base,
              attachments,
              affected,
              attachedTo: list.length - bounded + more,
              boundaryOf: bounded,
              moreAttachments: more,
            },
            `p${open}`,
          )
          expect(drawing.nodes.length).toBeLessThanOrEqual(30)
          expect(new Set(drawing.nodes.map(({ x, y }) => `${x} ${y}`)).size).toBe(drawing.nodes.length)
          expect(new Set(drawing.nodes.map(({ id }) => id)).size).toBe(drawing.nodes.length)
          for (const { start, end } of drawing.edges) expect(start.x).toBeLessThan(end.x)
        },
      ),
    )
  })
})
