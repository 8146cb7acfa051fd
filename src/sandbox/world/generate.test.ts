import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { usualStart, world } from './generate.ts'
import { accessKeyId, accountIdFrom, accountOfAccessKey, isSandboxKey, uniqueId, uuid } from './ids.ts'
import type { World } from './model.ts'
import { stream } from './random.ts'

/** Maps, sets and dates in a form that two worlds can be compared by. */
const plain = (value: unknown): unknown =>
  JSON.stringify(value, (_, each) => {
    if (each instanceof Map) return [...each]
    if (each instanceof Set) return [...each]
    return each
  })

function hashOf(made: World): string {
  const hash = createHash('sha256')
  for (const id of made.accounts.ids()) hash.update(String(plain(made.accounts.get(id))))
  for (const part of [made.organization, made.identityCenter, made.truth, made.home]) hash.update(String(plain(part)))
  return hash.digest('hex')
}

function principals(made: World): number {
  return [...made.accounts.ids()].reduce((sum, id) => {
    const iam = made.accounts.get(id)?.iam
    return sum + (iam?.users.size ?? 0) + (iam?.roles.size ?? 0)
  }, 0)
}

describe('world', () => {
  it('makes the same bytes from the same seed, and others from another', () => {
    const first = hashOf(world({ seed: 'a' }))
    expect(hashOf(world({ seed: 'a' }))).toBe(first)
    expect(hashOf(world({ seed: 'b' }))).not.toBe(first)
  })

  it('is the sample by default: 12 accounts, about 1,500 principals, a few hundred people', () => {
    const sample = world({ seed: 'sample' })
    expect(sample.organization.members.size).toBe(12)
    expect(principals(sample)).toBeGreaterThan(1_400)
    expect(principals(sample)).toBeLessThan(1_600)
    expect(sample.identityCenter.users.size).toBe(320)
    expect([...sample.organization.ous.values()].map(({ name }) => name).sort()).toEqual(
      ['Data', 'Payments', 'Production', 'Sandbox', 'Security', 'Staging', 'Suspended'].sort(),
    )
    expect([...sample.organization.members.values()].filter(({ status }) => status === 'SUSPENDED')).toHaveLength(1)
  })

  it('comes small', () => {
    const tiny = world({ seed: 'tiny', size: 'tiny' })
    expect(tiny.organization.members.size).toBe(3)
    expect(principals(tiny)).toBeLessThan(120)
    expect(tiny.truth.mistakes.length).toBeGreaterThan(0)
    expect(() => world({ seed: 'x', accounts: 1 })).toThrow(RangeError)
  })

  it('starts when it is told to', () => {
    const later = new Date('2027-01-01T00:00:00Z')
    const made = world({ seed: 'a', size: 'tiny', start: later })
    const usual = world({ seed: 'a', size: 'tiny' })
    expect(usual.start).toEqual(usualStart)
    const createdAt = (of: World) =>
      of.accounts.get(of.home.accountId)?.iam.users.get('bailiwick')?.createdAt.getTime() ?? 0
    expect(createdAt(made) - createdAt(usual)).toBe(later.getTime() - usualStart.getTime())
  })

  it('gives every account but sandbox-ml the trust role, with this world’s external id', () => {
    const sample = world({ seed: 'sample' })
    const without = [...sample.organization.members.values()].filter(
      ({ id }) => !sample.accounts.get(id)?.iam.roles.has(sample.home.roleName),
    )
    expect(without.map(({ name }) => name)).toEqual(['sandbox-ml'])
    const role = sample.accounts.get(sample.organization.managementAccountId)?.iam.roles.get(sample.home.roleName)
    expect(role?.attachedPolicies.map((arn) => arn.split('/').at(-1))).toEqual([
      'SecurityAudit',
      'AWSSSOReadOnly',
      'AWSSSODirectoryReadOnly',
    ])
    expect(JSON.stringify(role?.trustPolicy)).toContain(sample.home.externalId)
  })

  it('keeps a role for every permission set in every account where it is assigned', () => {
    const sample = world({ seed: 'sample' })
    let checked = 0
    for (const { accountId, permissionSetArn } of sample.identityCenter.assignments) {
      const name = sample.identityCenter.permissionSets.get(permissionSetArn)?.name
      const roles = [...(sample.accounts.get(accountId)?.iam.roles.keys() ?? [])]
      expect(
        roles.filter((role) => role.startsWith(`AWSReservedSSO_${name}_`)),
        `${name} in ${accountId}`,
      ).toHaveLength(1)
      checked += 1
    }
    expect(checked).toBeGreaterThan(40)
  })

  it('makes the accounts of a large world when they are asked for, and forgets them again', () => {
    const large = world({ seed: 'large', size: 'large' })
    expect(large.organization.members.size).toBe(1_000)
    const far = [...large.accounts.ids()][900]
    if (far === undefined) throw new Error('a world of 1,000 accounts has a 901st')
    const once = large.accounts.get(far)
    const before = process.memoryUsage().heapUsed
    let count = 0
    for (const id of large.accounts.ids()) {
      const iam = large.accounts.get(id)?.iam
      count += (iam?.users.size ?? 0) + (iam?.roles.size ?? 0)
    }
    const grown = (process.memoryUsage().heapUsed - before) / 2 ** 20
    expect(count).toBeGreaterThan(90_000)
    expect(count).toBeLessThan(110_000)
    expect(grown, 'MB on the heap after reading all accounts').toBeLessThan(200)
    const again = large.accounts.get(far)
    expect(again, 'it was forgotten meanwhile').not.toBe(once)
    expect(plain(again), 'and is the same again').toBe(plain(once))
  })

  it('remembers an account that somebody changed', () => {
    const large = world({ seed: 'large', accounts: 100, principals: 2_000 })
    const [last] = [...large.accounts.ids()].slice(-1)
    if (last === undefined) throw new Error('no accounts')
    large.accounts.edit(last)?.iam.roles.clear()
    for (const id of large.accounts.ids()) large.accounts.get(id)
    expect(large.accounts.get(last)?.iam.roles.size).toBe(0)
  })
})

describe('ids', () => {
  it('look like AWS’s', () => {
    expect(uniqueId('AROA', 'a', 'b')).toMatch(/^AROA[A-Z2-7]{17}$/)
    expect(uuid('a')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })

  it('put the account into the access key and get it out again', () => {
    for (let index = 0; index < 200; index++) {
      const id = accountIdFrom('keys', String(index))
      const key = accessKeyId(index % 2 === 0 ? 'AKIA' : 'ASIA', id, index * 163)
      expect(key).toMatch(/^A[KS]IA[A-Z2-7]{16}$/)
      expect(accountOfAccessKey(key)).toBe(id)
    }
    expect(isSandboxKey('AKIAIOSFODNN7EXAMPLE')).toBe(false)
    expect(accountOfAccessKey('AKIAIOSFODNN7EXAMPLE')).toBeUndefined()
    expect(() => accessKeyId('AKIA', accountIdFrom('x'), 32_768)).toThrow(RangeError)
  })
})

describe('chance', () => {
  it('is even, and separate for every path', () => {
    const random = stream('seed', 'a')
    expect(stream('seed', 'a').next()).toBe(stream('seed', 'a').next())
    expect(stream('seed', 'a').next()).not.toBe(stream('seed', 'b').next())
    const counts = Array.from({ length: 10 }, () => 0)
    for (let draw = 0; draw < 20_000; draw++) {
      const at = random.int(10)
      counts[at] = (counts[at] ?? 0) + 1
    }
    for (const count of counts) expect(Math.abs(count - 2_000)).toBeLessThan(200)
  })
})
