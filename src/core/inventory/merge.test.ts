import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { accountOf, arnOf } from '../../../test/fakes/fake-aws-reader.ts'
import { bucket, user } from '../../../test/fakes/inventory.ts'
import { contentKey, shortHash } from './content-key.ts'
import { cellStates } from './coverage.ts'
import { doubtOf, type KnownObject, mergeCell, objectKey } from './merge.ts'
import type { InventoryObject, ObjectOfKind } from './objects.ts'

const names = fc.uniqueArray(fc.constantFrom('ada', 'bob', 'cy', 'dot', 'eve', 'fay'), { maxLength: 6 })
const known = names.chain((list) =>
  fc.tuple(
    ...list.map((name) =>
      fc
        .constantFrom('present' as const, 'missing' as const)
        .map((status): KnownObject => ({ object: user('111111111111', name), status })),
    ),
  ),
)
const keysOf = (objects: readonly KnownObject[]) => objects.map((one) => objectKey(one.object))

describe('mergeCell', () => {
  it('accounts for every object exactly once, and removes nothing on a reading that is not whole', () => {
    fc.assert(
      fc.property(known, names, fc.constantFrom(...cellStates), (previous, readNames, outcome) => {
        const read = readNames.map((name) => user('111111111111', name))
        const merge = mergeCell(previous, read, outcome)
        const absent = keysOf(previous).filter((key) => !read.map(objectKey).includes(key))
        expect(merge.upsert.map(objectKey).sort()).toEqual(read.map(objectKey).sort())
        expect([...keysOf(merge.missing), ...keysOf(merge.deleted), ...keysOf(merge.keep)].sort()).toEqual(
          absent.sort(),
        )
        if (outcome === 'ok') expect(merge.keep).toEqual([])
        else expect([...merge.missing, ...merge.deleted]).toEqual([])
      }),
    )
  })

  it('marks a resource that a partial reading did not show, once, and a whole reading takes the mark away', () => {
    const lake = bucket('111111111111', 'lake', { state: 'none' })
    const first = mergeCell([{ object: lake, status: 'present' }], [], 'denied')
    expect(first.stale).toEqual([{ ...lake, facts: { ...lake.facts, policyStale: expect.anything() } }])
    const marked = first.stale.map((object): KnownObject => ({ object, status: 'present' }))
    expect(mergeCell(marked, [], 'throttled').stale).toEqual([])
    expect(mergeCell(marked, [lake], 'ok')).toMatchObject({ upsert: [lake], stale: [] })
  })

  it('deletes only what a second whole reading does not show either', () => {
    const ada: KnownObject = { object: user('111111111111', 'ada'), status: 'present' }
    const first = mergeCell([ada], [], 'ok')
    expect(first).toMatchObject({ missing: [ada], deleted: [] })
    const missing: KnownObject = { ...ada, status: 'missing' }
    expect(mergeCell([missing], [], 'denied')).toMatchObject({ keep: [missing], deleted: [] })
    expect(mergeCell([missing], [], 'ok')).toMatchObject({ missing: [], deleted: [missing] })
    expect(mergeCell([missing], [ada.object], 'ok').upsert).toEqual([ada.object])
  })

  it('lets stand what could not be read of a resource, and nothing else of it', () => {
    const facts = fc.dictionary(fc.constantFrom('acl', 'kmsKey', 'grants', 'urls'), fc.constantFrom('x', 'y'))
    const tags = fc.dictionary(fc.constantFrom('owner', 'team'), fc.constantFrom('a', 'b'))
    const details = fc.record({ facts, tags })
    const unreadNames = fc.subarray(['acl', 'kmsKey', 'grants', 'urls', 'tags'])
    fc.assert(
      fc.property(details, details, unreadNames, fc.constantFrom(...cellStates), (before, now, unread, outcome) => {
        const lake = bucket('111111111111', 'lake', { state: 'none' })
        const as = ({ facts, tags }: typeof before) => ({ ...lake, body: { ...lake.body, facts, tags } })
        const without = Object.fromEntries(Object.entries(now.facts).filter(([name]) => !unread.includes(name)))
        const read = { ...as({ facts: without, tags: unread.includes('tags') ? {} : now.tags }), facts: { unread } }
        const [merged] = mergeCell([{ object: as(before), status: 'present' }], [read], outcome).upsert
        const kept = Object.fromEntries(Object.entries(before.facts).filter(([name]) => unread.includes(name)))
        expect(merged?.kind === 'resource' && merged.body.facts).toEqual({ ...without, ...kept })
        expect(merged?.kind === 'resource' && merged.body.tags).toEqual(
          unread.includes('tags') ? before.tags : now.tags,
        )
      }),
    )
  })

  it('takes a role made again under an old name for another object', () => {
    const before = user('111111111111', 'ada')
    const merge = mergeCell([{ object: before, status: 'present' }], [{ ...before, nativeId: 'AIDANEW' }], 'ok')
    expect(keysOf(merge.missing)).toEqual([objectKey(before)])
  })

  it('brakes when more than a fifth and at least ten objects would vanish', () => {
    const objects = (count: number): KnownObject[] =>
      Array.from({ length: count }, (_, index) => ({ object: user('111111111111', `u${index}`), status: 'present' }))
    const dropping = (total: number, dropped: number) =>
      mergeCell(
        objects(total),
        objects(total)
          .slice(dropped)
          .map((one) => one.object),
        'ok',
      ).massDisappearance
    expect(dropping(40, 9)).toBe(false)
    expect(dropping(50, 10)).toBe(false)
    expect(dropping(49, 10)).toBe(true)
  })

  it('keeps the last known policy of a resource whose policy cannot be read now', () => {
    const before = bucket('111111111111', 'lake', { Version: '2012-10-17', Statement: [] })
    const now = bucket('111111111111', 'lake', { state: 'unread', code: 'AccessDenied', reason: 'refused' })
    const [merged] = mergeCell([{ object: before, status: 'present' }], [now], 'ok').upsert
    expect(merged).toMatchObject({
      body: { policy: { state: 'read', document: { Statement: [] } } },
      facts: { policyStale: { code: 'AccessDenied', reason: 'refused' } },
    })
    const again = merged && mergeCell([{ object: merged, status: 'present' }], [before], 'ok').upsert[0]
    expect(again?.facts).toBeUndefined()
    expect(mergeCell([], [now], 'ok').upsert).toEqual([now])
  })
})

describe('contentKey', () => {
  it('does not depend on the order of keys, and tells different values apart', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        expect(contentKey(reversed(a))).toBe(contentKey(a))
        expect(JSON.parse(contentKey(a))).toEqual(JSON.parse(JSON.stringify(a)))
        if (contentKey(a) === contentKey(b))
          expect(JSON.parse(JSON.stringify(a))).toEqual(JSON.parse(JSON.stringify(b)))
      }),
    )
  })

  it('has short hashes that spread', () => {
    const hashes = new Set(
      Array.from({ length: 20_000 }, (_, index) => shortHash(`inline arn:aws:iam::1:role/r${index}`)),
    )
    expect(hashes.size).toBe(20_000)
  })
})

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, member]) => [key, reversed(member)])
      .reverse(),
  )
}

describe('doubtOf', () => {
  const management = '111111111111'
  const instance = (id: string, ofOneAccount?: true): ObjectOfKind<'identityCenter'> => {
    const arn = arnOf(`arn:aws:sso:::instance/ssoins-${id}`)
    const ownerAccountId = accountOf(management)
    return {
      kind: 'identityCenter',
      nativeId: arn,
      arn,
      accountId: ownerAccountId,
      region: 'us-east-1',
      cell: 'identity_center',
      body: {
        instanceArn: arn,
        identityStoreId: `d-${id}`,
        region: 'us-east-1',
        ownerAccountId,
        ...(ofOneAccount && { ofOneAccount }),
      },
    }
  }
  const doubt = (
    before: readonly InventoryObject[],
    now: readonly InventoryObject[],
    codes: Partial<Parameters<typeof doubtOf>[2]> = {},
  ) => {
    const known = before.map((object): KnownObject => ({ object, status: 'present' }))
    return doubtOf(mergeCell(known, now, 'ok'), known.length, { now: null, before: null, ...codes })?.code
  }
  const gone = 'identity_center_gone'

  it('does not believe one run that the instance of the organization is gone', () => {
    const people = Array.from({ length: 40 }, (_, index) => user(management, `u${index}`))
    expect(doubt([instance('one')], [])).toBe(gone)
    expect(doubt([instance('one'), ...people], [])).toBe(gone)
    expect(doubt([instance('one'), ...people], [], { before: gone })).toBeUndefined()
    expect(doubt([instance('one')], [instance('other', true)])).toBe(gone)
  })

  it('believes that it stands elsewhere, was made anew, or was of one account', () => {
    expect(doubt([instance('one')], [], { now: 'identity_center_elsewhere' })).toBeUndefined()
    expect(doubt([instance('one')], [instance('two')])).toBeUndefined()
    expect(doubt([instance('one', true)], [])).toBeUndefined()
  })
})
