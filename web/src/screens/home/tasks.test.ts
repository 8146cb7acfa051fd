import { expect, it } from 'vitest'
import type { Integration, Status } from '../../api/schema.ts'
import { tasksOf } from './tasks.ts'

const status = (more: Partial<Status>): Status => ({
  version: '0',
  sample: false,
  snapshot: { id: '1', publishedAt: '2026-05-02T12:00:00Z' },
  accounts: [],
  leftOut: 0,
  mail: false,
  principals: 0,
  resources: 0,
  integrations: 0,
  ...more,
})
const says = (more: Partial<Status>, cards: readonly Integration[] = []): readonly string[] =>
  tasksOf(status(more), cards).map(({ what }) => what)
const account = (name: string, state: Status['accounts'][number]['state']) => ({ accountId: name, name, state })

it('nothing waits where everything was answered', () => {
  expect(says({ accounts: [account('lake', 'read')] })).toEqual([])
})

it('accounts that could not be read are named, and the answers about them are unknown', () => {
  const accounts = ['a', 'b', 'c', 'd'].map((name) => account(name, 'unread'))
  const [task] = tasksOf(status({ accounts }), [])
  expect(task?.what).toBe('4 accounts could not be read.')
  expect(task?.why).toBe('a, b and 2 more: answers about them are unknown, not “no”.')
  expect(says({ accounts, snapshot: null })).toEqual([])
})

it('an account that was read in part waits, too', () => {
  expect(says({ accounts: [account('a', 'partly')] })).toEqual(['1 account was read in part.'])
})
