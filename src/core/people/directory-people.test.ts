import fc from 'fast-check'
import { expect, it } from 'vitest'
import { atOnce } from '../access/stepwise.ts'
import type { DirectoryUser } from '../inventory/snapshot.ts'
import { peopleOf } from './directory-people.ts'

const user = (id: string, store: string, ...ids: readonly string[]): DirectoryUser => ({
  id,
  userName: id,
  name: id,
  email: 'shared@example.com',
  enabled: true,
  store,
  externalIds: ids.map((text) => ({ issuer: 'https://idp.example', id: text })),
})
const grouped = (...users: readonly DirectoryUser[]) =>
  atOnce(peopleOf(users)).map((person) => person.users.map(({ id }) => id))

it('one person is who bears the same id at the same provider, over any number of stores', () => {
  expect(grouped(user('a', 's1', 'x'), user('b', 's2', 'y'), user('c', 's3', 'x', 'y'))).toEqual([['a', 'b', 'c']])
})

it('the same id of another provider, or of none, links nobody', () => {
  const a = user('a', 's1', 'x')
  const elsewhere = { ...user('b', 's2'), externalIds: [{ issuer: 'https://other.example', id: 'x' }] }
  const nameless = { ...user('c', 's3'), externalIds: [{ id: 'x' }] }
  expect(grouped(a, elsewhere, nameless)).toEqual([['a'], ['b'], ['c']])
})

it('two users of one store under one id are a conflict, and none is linked', () => {
  const people = atOnce(peopleOf([user('a', 's1', 'x'), user('b', 's1', 'x'), user('c', 's2', 'x')]))
  expect(people.map((person) => person.users.length)).toEqual([1, 1, 1])
  expect(people[0]?.conflicts).toEqual([
    'The identity store s1 holds a and b under one id of the identity provider, so none of them is linked.',
  ])
})

it('everybody is in exactly one person, and no person is twice in a store', () => {
  const ids = fc.array(fc.constantFrom('x', 'y', 'z', 'v', 'w'), { maxLength: 3 })
  const store = fc.constantFrom('s1', 's2', 's3', 's4')
  fc.assert(
    fc.property(fc.array(fc.tuple(store, ids), { maxLength: 10 }), (rows) => {
      const users = rows.map(([at, own], index) => user(`u${index}`, at, ...own))
      const people = atOnce(peopleOf(users))
      expect(people.flatMap((person) => person.users.map(({ id }) => id)).sort()).toEqual(
        users.map(({ id }) => id).sort(),
      )
      for (const { users: own } of people) expect(new Set(own.map((one) => one.store)).size).toBe(own.length)
    }),
  )
})
