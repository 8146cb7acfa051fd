import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Json } from './objects.ts'
import { createSharedJson } from './shared-json.ts'

const json = fc.jsonValue({ maxDepth: 4 }).map((value): Json => JSON.parse(JSON.stringify(value)))

test('a value says the same when its parts are shared', () => {
  fc.assert(
    fc.property(fc.array(json), (values) => {
      const shared = createSharedJson()
      for (const value of values) {
        const before = JSON.stringify(value)
        expect(JSON.stringify(shared.share(value))).toBe(before)
      }
    }),
  )
})

const statement = () => ({ Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject'], Resource: '*' })
const role = (name: string): { [key: string]: Json } => ({
  name,
  policy: { Version: '2012-10-17', Statement: [statement()] },
})

test('equal parts are one object, the values themselves are not', () => {
  const { share } = createSharedJson()
  const [one, other] = [share(role('a')), share(role('b'))] as [ReturnType<typeof role>, ReturnType<typeof role>]
  expect(one['policy']).toBe(other['policy'])
  expect(one).toMatchObject({ name: 'a' })
  const apart = share({
    policy: { Version: '2012-10-17', Statement: [statement(), { ...statement(), Resource: 'x' }] },
  })
  const statements = (value: unknown) => (value as { policy: { Statement: { Action: Json }[] } }).policy.Statement
  expect(statements(apart)[0]).toBe(statements(one)[0])
  expect(statements(apart)[1]?.Action).toBe(statements(one)[0]?.Action)
})

test('texts that one who writes policies could take for another are told apart', () => {
  const { share } = createSharedJson()
  const values = [{ a: ['1'] }, { a: [1] }, { a: { 0: '1' } }, { a: ['1', null] }, { a: [] }, { a: {} }]
  expect(values.map((value) => JSON.stringify(share(structuredClone(value))))).toEqual(
    values.map((one) => JSON.stringify(one)),
  )
})

test('what most of the kept was in none of the last reading is not worth keeping', () => {
  const shared = createSharedJson()
  const read = (names: readonly string[]): void => {
    for (const name of names) shared.share({ tags: { name } })
  }
  const names = Array.from({ length: 10 }, (_, at) => `${at}`)
  read(names)
  expect(shared.again()).toBe(true)
  read(names.slice(0, 6))
  expect(shared.again()).toBe(true)
  read(names.slice(0, 4))
  expect(shared.again()).toBe(false)
})
