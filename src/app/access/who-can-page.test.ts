import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Holder, Reason, WhoCanAnswer } from '../../core/access/answers.ts'
import { whoCanPart, wholeAnswer } from './who-can-page.ts'

const reason = (layer: Reason['layer']): Reason => ({
  policy: 'p',
  policyRef: 'r',
  layer,
  effect: 'Deny',
  statement: 0,
  why: '',
})

const holders = fc.array(
  fc.record({
    decision: fc.constantFrom('Allowed' as const, 'Conditional' as const),
    type: fc.constantFrom('role' as const, 'user' as const, 'external' as const, 'anonymous' as const),
  }),
  { maxLength: 40 },
)
const denials = fc.array(fc.constantFrom('serviceControl' as const, 'identity' as const), { maxLength: 40 })

const answers = fc.tuple(holders, denials).map(
  ([some, layers]): WhoCanAnswer => ({
    action: 's3:GetObject',
    resource: '*',
    at: '2026-03-01T10:00:00.000Z',
    snapshot: '1',
    complete: true,
    gaps: [],
    sentence: '',
    notes: [],
    principals: some.map(
      (facts, at): Holder => ({ arn: `h${at}`, account: '1', name: `h${at}`, via: [], reach: 'direct', ...facts }),
    ),
    denied: layers.map((layer, at) => ({
      arn: `d${at}`,
      type: 'role',
      account: '1',
      name: `d${at}`,
      by: reason(layer),
    })),
    unknown: 0,
    examined: 80,
  }),
)

const arnsOf = (rows: readonly { readonly arn: string }[]): readonly string[] => rows.map(({ arn }) => arn)

describe('who can', () => {
  it('is whole and in its order where nobody asked for a part', () => {
    fc.assert(
      fc.property(answers, (answer) => {
        const { counts, ...rest } = whoCanPart(wholeAnswer(answer), {})
        expect(rest).toEqual(answer)
        expect(counts.allowed + counts.conditional).toBe(answer.principals.length)
        expect(counts.denied).toBe(answer.denied.length)
        expect(Object.values(counts.deniedBy).reduce((sum, count) => sum + count, 0)).toBe(counts.denied)
      }),
    )
  })

  it('is in its parts what it is as a whole: everybody once, and nobody in a part that is too large', () => {
    fc.assert(
      fc.property(answers, fc.integer({ min: 1, max: 15 }), (answer, limit) => {
        const seen: WhoCanAnswer[] = []
        for (let offset: number | undefined = 0; offset !== undefined; ) {
          const part = whoCanPart(wholeAnswer(answer), { limit, offset })
          seen.push(part)
          expect(part.counts).toEqual(whoCanPart(wholeAnswer(answer), {}).counts)
          for (const decision of ['Allowed', 'Conditional'])
            expect(part.principals.filter((one) => one.decision === decision).length).toBeLessThanOrEqual(limit)
          expect(part.denied.length).toBeLessThanOrEqual(limit)
          offset = part.next
        }
        expect(arnsOf(seen.flatMap(({ principals }) => principals)).toSorted()).toEqual(
          arnsOf(answer.principals).toSorted(),
        )
        expect(seen.flatMap(({ denied }) => arnsOf(denied))).toEqual(arnsOf(answer.denied))
      }),
    )
  })

  it('has those from outside in its first part', () => {
    fc.assert(
      fc.property(answers, (answer) => {
        const [first] = whoCanPart(wholeAnswer(answer), { limit: 1 }).principals
        const anybody = answer.principals.some((one) => one.type === 'anonymous' && one.decision === 'Allowed')
        if (anybody) expect(first?.type).toBe('anonymous')
      }),
    )
  })
})
