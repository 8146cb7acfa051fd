import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createFaults, type FaultSubject } from './faults.ts'

const subject: FaultSubject = {
  service: 'iam',
  operation: 'ListRoles',
  accountIds: ['111122223333', '444455556666'],
  region: 'us-east-1',
}

test('nth fails once, every fails each nth, first fails until then', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 40 }), (n, calls) => {
      const failures = (when: { nth: number } | { every: number } | { first: number }) => {
        const faults = createFaults([{ match: {}, when, effect: { kind: 'throttle' } }])
        return Array.from({ length: calls }, () => faults.next(subject)).filter(Boolean).length
      }
      expect(failures({ nth: n })).toBe(calls >= n ? 1 : 0)
      expect(failures({ every: n })).toBe(Math.floor(calls / n))
      expect(failures({ first: n })).toBe(Math.min(n, calls))
    }),
  )
})

test('a rule counts the calls that an earlier rule took', () => {
  const faults = createFaults([
    { match: { operation: 'ListRoles' }, when: { nth: 1 }, effect: { kind: 'throttle' } },
    { match: { service: 'iam' }, when: { nth: 2 }, effect: { kind: 'reset' } },
  ])
  expect([1, 2, 3].map(() => faults.next(subject)?.kind)).toEqual(['throttle', 'reset', undefined])
})

test('each field of a match must fit', () => {
  const fits = [
    { service: 'iam' },
    { operation: 'ListRoles' },
    { accountId: '444455556666' },
    { region: 'us-east-1' },
    {},
  ]
  const misses = [
    { service: 's3' },
    { operation: 'ListUsers' },
    { accountId: '999999999999' },
    { region: 'eu-west-1' },
    { service: 'iam', region: 'eu-west-1' },
  ]
  for (const match of fits)
    expect(createFaults([{ match, effect: { kind: 'reset' } }]).next(subject)).toEqual({ kind: 'reset' })
  for (const match of misses) expect(createFaults([{ match, effect: { kind: 'reset' } }]).next(subject)).toBeUndefined()
})
