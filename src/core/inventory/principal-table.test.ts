import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseAccountId } from '../ids.ts'
import { shortHash } from './content-key.ts'
import type { PolicyDocument } from './objects.ts'
import { packPrincipals, trustKey, trustPolicyOf } from './principal-table.ts'
import type { PolicyEntry, SnapshotPrincipal } from './snapshot.ts'

const trustEntry = (owner: Parameters<typeof trustPolicyOf>[0], document: PolicyDocument): PolicyEntry => ({
  ref: shortHash(trustKey(owner.arn)),
  ...trustPolicyOf(owner, document),
})
const entries: readonly PolicyEntry[] = ['a', 'b', 'c'].map((name) => ({
  ref: name,
  name,
  kind: 'inline',
  document: {},
}))
const accounts = ['111111111111', '222222222222'].flatMap((text) => parseAccountId(text) ?? [])

const time = fc.oneof(
  fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true }).map((date) => date.toISOString()),
  fc
    .date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true })
    .map((date) => date.toISOString().replace(/\.\d{3}Z/, 'Z')),
  fc.constantFrom('2026-05-03T12:00:00+00:00', 'yesterday', ''),
)
const name = fc.oneof(
  fc.constantFrom('app', 'AWSReservedSSO_Audit_0123456789abcdef', 'ünï', '\ud800', 'a/b', ''),
  fc.string({ maxLength: 20 }),
)
const made = fc
  .record({
    account: fc.constantFrom(...accounts),
    type: fc.constantFrom('user', 'role', 'permission-set-role', 'root', 'service-linked-role'),
    own: name,
    shown: name,
    isPlain: fc.boolean(),
    uniqueId: fc.option(fc.constantFrom('AROA1', 'AROA2', 'AIDA'), { nil: undefined }),
    tags: fc.constantFrom({}, { team: 'blue' }, { team: 'red' }),
    createdAt: fc.option(time, { nil: undefined }),
    lastUsed: fc.option(time, { nil: undefined }),
    identity: fc.subarray([...entries]),
    boundary: fc.option(fc.constantFrom(...entries), { nil: undefined }),
    trust: fc.constantFrom('none', 'own', 'odd', 'unread'),
    holes: fc.constantFrom([], ['The group g was not read']),
  })
  .map(({ own, shown, isPlain, trust, uniqueId, createdAt, lastUsed, boundary, ...rest }): SnapshotPrincipal => {
    const arn = `arn:aws:iam::${rest.account}:${isPlain ? `role/${own}` : own}`
    const base = { ...rest, arn, name: isPlain ? own : shown, people: [] }
    return {
      ...base,
      ...(uniqueId !== undefined && { uniqueId }),
      ...(createdAt !== undefined && { createdAt }),
      ...(lastUsed !== undefined && { lastUsed }),
      ...(boundary && { boundary }),
      ...(trust === 'own' && { trust: trustEntry(base, { Statement: [] }) }),
      ...(trust === 'odd' && { trust: { ref: 'x', name: 'x', kind: 'trust' as const, document: null } }),
      ...(trust === 'unread' && { trust: { ref: 'x', name: 'x', kind: 'trust' as const, unread: 'Refused' } }),
    }
  })

it('gives back what was put in, and finds it', () => {
  fc.assert(
    fc.property(fc.array(made, { maxLength: 12 }), (principals) => {
      const table = packPrincipals(principals)
      expect([...table]).toEqual(principals)
      expect(table.length).toBe(principals.length)
      expect(table.at(-1)).toBeUndefined()
      expect(table.at(principals.length)).toBeUndefined()
      const last = (fits: (one: SnapshotPrincipal) => boolean) => {
        const found = principals.findLastIndex(fits)
        return found < 0 ? undefined : found
      }
      for (const { arn, uniqueId } of principals) {
        expect(table.withArn(arn)).toBe(last((one) => one.arn === arn))
        if (uniqueId !== undefined) expect(table.withId(uniqueId)).toBe(last((one) => one.uniqueId === uniqueId))
        const own = arn.slice(Math.max(arn.lastIndexOf('/'), arn.lastIndexOf(':')) + 1)
        expect(table.withOwnName(own)).toEqual(
          principals
            .flatMap((one, position) => (one.arn.endsWith(`/${own}`) || one.arn.endsWith(`:${own}`) ? [position] : []))
            .filter((position) => {
              const other = principals[position]?.arn ?? ''
              return other.slice(Math.max(other.lastIndexOf('/'), other.lastIndexOf(':')) + 1) === own
            }),
        )
      }
      expect(table.withArn('arn:aws:iam::333333333333:role/nobody')).toBeUndefined()
    }),
    { numRuns: 500 },
  )
})

it('keeps what principals share once', () => {
  const [account] = accounts
  if (account === undefined) throw new Error('no account')
  const principals = Array.from({ length: 1_000 }, (_, n): SnapshotPrincipal => {
    const owner = { arn: `arn:aws:iam::${account}:role/app-${n}`, name: `app-${n}`, account }
    return {
      ...owner,
      type: 'role',
      tags: { team: n % 2 === 0 ? 'blue' : 'red' },
      people: [],
      identity: [...entries],
      trust: trustEntry(owner, { Statement: [] }),
      holes: [],
    }
  })
  const table = packPrincipals(principals)
  expect(table.profiles).toHaveLength(2)
  expect(table.at(0)?.trust?.document).toBe(table.at(999)?.trust?.document)
})
