import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { accountId, arn } from '../../../test/fakes/inventory.ts'
import type { Askable, AskingInput } from './asking-order.ts'
import { whoseTurn } from './asking-order.ts'
import type { Json, ObjectOfKind } from './objects.ts'

const place = { accountId: accountId('111122223333'), region: 'global', cell: 'iam' } as const
const noPolicies = { attachedPolicies: [], inlinePolicies: [] }

function role(name: string, more: Partial<ObjectOfKind<'role'>['body']> = {}): ObjectOfKind<'role'> {
  const body = { name, path: '/', createdAt: '', trustPolicy: null, instanceProfiles: [], tags: {}, ...noPolicies }
  return {
    ...place,
    kind: 'role',
    nativeId: `AROA${name}`,
    arn: `arn:aws:iam::111122223333:role/${name}`,
    body: { ...body, ...more },
  }
}

const allowing = (Action: Json): Json => ({ Statement: { Effect: 'Allow', Action, Resource: '*' } })
const inline = (document: Json) => ({ inlinePolicies: [{ name: 'own', document }] })

const today = '2026-05-12T00:00:00.000Z'
const ask = (principals: readonly Askable[], change: Partial<AskingInput> = {}): readonly string[] =>
  whoseTurn({ principals, groups: [], policies: [], askedAt: new Map(), since: today, atMost: 10, ...change }).map(
    ({ body }) => body.name,
  )

describe('privileged ones come first', () => {
  test.each([
    ['an AWS managed policy', { attachedPolicies: [arn('arn:aws:iam::aws:policy/AdministratorAccess')] }],
    ['everything', inline(allowing('*'))],
    ['all of IAM, among others', inline(allowing(['s3:GetObject', 'iam:*']))],
    ['everything but', inline({ Statement: [{ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }] })],
  ])('by %s', (_, more) => {
    expect(ask([role('a'), role('z', more)], { atMost: 1 + 1 })).toEqual(['z', 'a'])
    expect(ask([role('a'), role('b'), role('z', more)], { atMost: 5 })[0]).toBe('z')
  })

  test('not by what is denied, or text that is no policy', () => {
    const denied = inline({ Statement: { Effect: 'Deny', Action: '*', Resource: '*' } })
    expect(ask([role('a'), role('z', denied)])).toEqual(['a', 'z'])
    expect(ask([role('a'), role('z', inline('Allow *'))])).toEqual(['a', 'z'])
  })

  test('a user through a group, anybody through a policy of the customer', () => {
    const wide: ObjectOfKind<'managedPolicy'> = {
      ...place,
      kind: 'managedPolicy',
      nativeId: 'ANPA1',
      arn: 'arn:aws:iam::111122223333:policy/wide',
      body: { name: 'wide', path: '/', awsManaged: false, defaultVersion: 'v1', document: allowing('*') },
    }
    const admins: ObjectOfKind<'group'> = {
      ...place,
      kind: 'group',
      nativeId: 'AGPA1',
      arn: 'arn:aws:iam::111122223333:group/admins',
      body: { name: 'admins', path: '/', createdAt: '', ...noPolicies, attachedPolicies: [arn(wide.arn)] },
    }
    const ann: ObjectOfKind<'user'> = {
      ...place,
      kind: 'user',
      nativeId: 'AIDA1',
      arn: 'arn:aws:iam::111122223333:user/ann',
      body: { name: 'ann', path: '/', createdAt: '', groups: ['admins'], tags: {}, ...noPolicies },
    }
    expect(ask([role('a'), ann], { groups: [admins], policies: [wide], atMost: 2 })).toEqual(['ann', 'a'])
  })
})

test('whoever waited longest comes first, and nobody twice a day', () => {
  const askedAt = new Map([
    ['AROAa', '2026-05-12T08:00:00.000Z'],
    ['AROAb', '2026-05-10T08:00:00.000Z'],
    ['AROAc', '2026-05-09T08:00:00.000Z'],
  ])
  expect(
    ask(
      ['a', 'b', 'c', 'd'].map((name) => role(name)),
      { askedAt },
    ),
  ).toEqual(['d', 'c', 'b'])
})

test('however many are privileged, the turn of everybody comes', () => {
  const names = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 40 })
  fc.assert(
    fc.property(names, fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 40 }), (all, atMost, privileged) => {
      const principals = all.map((name, at) => role(name, at < privileged ? inline(allowing('*')) : {}))
      const askedAt = new Map<string, string>()
      // A day apart, so that all are due each time.
      for (let day = 1; askedAt.size < all.length; day += 1) {
        const turn = whoseTurn({ principals, groups: [], policies: [], askedAt, since: instant(day), atMost })
        expect(turn.length).toBe(Math.min(atMost, all.length))
        for (const { nativeId } of turn) askedAt.set(nativeId, instant(day))
        expect(day).toBeLessThan(all.length * 6)
      }
    }),
    { numRuns: 60 },
  )
})

const instant = (day: number): string => new Date(Date.UTC(2026, 0, day)).toISOString()
