import { expect, it } from 'vitest'
import type { Holder, WhoCanAnswer } from '../../api/schema.ts'
import { joined } from './use-who-can.ts'

const holder = (arn: string, facts: Partial<Holder> = {}): Holder => ({
  arn,
  type: 'role',
  account: '1',
  name: arn,
  decision: 'Allowed',
  via: [],
  reach: 'direct',
  ...facts,
})
const part = (principals: readonly Holder[], next?: number): WhoCanAnswer => ({
  action: 'logs:PutLogEvents',
  resource: '*',
  at: '2026-05-12T10:26:00Z',
  snapshot: '7',
  complete: true,
  notes: [],
  gaps: [],
  sentence: '',
  principals: [...principals],
  denied: [],
  unknown: 0,
  examined: 10,
  counts: { allowed: 3, conditional: 1, denied: 0, deniedBy: {} },
  ...(next !== undefined && { next }),
})

it('parts are one answer: by decision, and more to load as long as the last part says so', () => {
  const first = part([holder('a'), holder('b'), holder('c', { decision: 'Conditional' })], 2)
  expect(joined([first])?.next).toBe(2)
  const whole = joined([first, part([holder('d')])])
  expect(whole?.principals.map(({ arn }) => arn)).toEqual(['a', 'b', 'd', 'c'])
  expect(whole).not.toHaveProperty('next')
  expect(whole?.counts.allowed).toBe(3)
  expect(joined([])).toBeUndefined()
})
