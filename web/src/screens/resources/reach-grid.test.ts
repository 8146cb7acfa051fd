import { expect, test } from 'vitest'
import type { Reacher } from '../../api/schema.ts'
import { reachRows } from './reach-grid.ts'

const none = { List: 0, Read: 0, Write: 0, Tagging: 0, 'Permissions management': 0 }
const one = (type: Reacher['type'], more: Partial<Reacher> = {}): Reacher => ({
  ...{ arn: '', name: '', account: '', type, allowed: none, conditional: none },
  ...more,
})

test('who is farthest away comes first; kinds that nobody is of are left out', () => {
  const rows = reachRows([one('role'), one('anonymous'), one('user')], ['Read'])
  expect(rows.map(({ name }) => name)).toEqual(['Anybody', 'IAM users', 'Roles'])
})

test('a principal counts once: for sure, or else under a condition', () => {
  const sure = one('role', { allowed: { ...none, Read: 2 }, conditional: { ...none, Read: 5 } })
  const open = one('role', { conditional: { ...none, Read: 1 } })
  const [row] = reachRows([sure, open, one('role')], ['Read', 'Write'])
  expect(row?.cells[0]).toMatchObject({
    strong: '1',
    text: '+1',
    says: '1 principal and 1 principal under a condition',
  })
  expect(row?.cells[1]).toMatchObject({ fill: 'none', says: 'nobody' })
  expect(row?.last).toBe('3')
})
