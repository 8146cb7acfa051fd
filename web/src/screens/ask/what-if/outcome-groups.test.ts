import { describe, expect, test } from 'vitest'
import type { AccessChange, DiffAnswer } from '../../../api/schema.ts'
import { outcomeCsv, outcomeGroups } from './outcome-groups.ts'

const change = (name: string, kind: AccessChange['change'], action = 's3:GetObject'): AccessChange => ({
  principal: {
    arn: `arn:aws:iam::111111111111:role/${name}`,
    name,
    type: 'role',
    account: '111111111111',
    accountName: 'lake',
  },
  change: kind,
  service: action.split(':')[0] ?? '',
  actions: [action],
  actionCount: 1,
  levels: ['Read'],
  resources: ['*'],
  before: 'Allowed',
  after: 'ImplicitlyDenied',
})
const answer = (...changes: AccessChange[]): DiffAnswer => ({
  from: { snapshot: '1', at: '2026-05-12T10:26:00Z' },
  to: { snapshot: 'what-if', at: '2026-05-12T10:26:00Z' },
  changes,
  principals: { gained: 0, lost: 0, changed: 0 },
  added: [],
  removed: [],
  admins: [],
  people: [],
  more: 0,
  examined: 1,
  complete: true,
  gaps: [],
  sentence: '',
  notes: [],
})

describe('outcomeGroups', () => {
  test('losses first, then gains, then the rest; each principal once in a group', () => {
    const groups = outcomeGroups(
      answer(
        change('a', 'gained'),
        change('a', 'lost', 'kms:Decrypt'),
        change('b', 'narrowed'),
        change('a', 'lost', 's3:PutObject'),
        change('c', 'widened'),
        change('d', 'unknown'),
      ),
      '',
    )
    const shown = groups.map(({ direction, principals }) => [
      direction,
      ...principals.map((one) => `${one.principal.name} ${one.changes.length}`),
    ])
    expect(shown).toEqual([
      ['lost', 'a 2', 'b 1'],
      ['gained', 'a 1', 'c 1'],
      ['changed', 'd 1'],
    ])
  })

  test('the filter looks at names, places, actions and resources', () => {
    const all = answer(change('a', 'lost', 'kms:Decrypt'), change('b', 'lost'))
    expect(outcomeGroups(all, 'DECRYPT').flatMap((group) => group.principals.map((one) => one.principal.name))).toEqual(
      ['a'],
    )
    expect(outcomeGroups(all, 'lake')[0]?.principals).toHaveLength(2)
    expect(outcomeGroups(all, 'nobody')).toEqual([])
  })
})

test('the CSV has a row per change, and runs no formula', () => {
  const [head, ...rows] = outcomeCsv(answer(change('=cmd', 'lost'), change('b', 'gained')))
    .trimEnd()
    .split('\r\n')
  expect(head).toMatch(/^change,principal,name,/)
  expect(rows).toHaveLength(2)
  expect(rows[0]).toContain(",'=cmd,")
})
