import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { accountOf } from '../../../test/fakes/fake-aws-reader.ts'
import { account } from '../../../test/fakes/inventory.ts'
import type { ReadingWish } from './accounts-to-read.ts'
import { accountsToRead, identityCenterOwner, knownOrganization, managementAccountOf } from './accounts-to-read.ts'
import type { InventoryObject } from './objects.ts'

const [management, shop, bank, old] = ['111122223333', '222233334444', '333344445555', '444455556666'].map(accountOf)
if (!management || !shop || !bank || !old) throw new Error('four accounts')

const unit = (id: string, parentId: string | null): InventoryObject => ({
  kind: 'organizationalUnit',
  nativeId: id,
  arn: `arn:aws:organizations::111122223333:ou/o-1/${id}`,
  accountId: management,
  region: 'global',
  cell: 'organization',
  body: { id, name: id, parentId },
})

const organization: InventoryObject = {
  kind: 'organization',
  nativeId: 'o-1',
  arn: 'arn:aws:organizations::111122223333:organization/o-1',
  accountId: management,
  region: 'global',
  cell: 'organization',
  body: { id: 'o-1', rootId: 'r-1', managementAccountId: management, featureSet: 'ALL', policyTypes: [] },
}

const known = knownOrganization([
  organization,
  unit('r-1', null),
  unit('ou-work', 'r-1'),
  unit('ou-inner', 'ou-work'),
  account(management, 'root', 'r-1'),
  account(shop, 'shop', 'ou-work'),
  account(bank, 'bank', 'ou-inner'),
  { ...account(old, 'old', 'r-1'), body: { id: old, name: 'old', status: 'SUSPENDED', parentId: 'r-1' } },
])
const nothing = knownOrganization([])

const wish = (change: Partial<ReadingWish> = {}): ReadingWish => ({
  method: 'manual',
  accounts: [],
  managementAccountId: management,
  organization: true,
  identityCenter: false,
  settings: { excludedUnits: [], excludedAccounts: [] },
  ...change,
})
const settings = (change: Partial<ReadingWish['settings']>) => ({
  settings: { excludedUnits: [], excludedAccounts: [], ...change },
})
const readOf = (asked: ReadingWish, world = known) =>
  accountsToRead(asked, world, shop).map(({ accountId, closed }) => `${accountId} ${closed?.code ?? 'read'}`)

describe('accounts', () => {
  test('of the organization, with those that are suspended', () => {
    expect(readOf(wish())).toEqual([`${management} read`, `${shop} read`, `${bank} read`, `${old} account_suspended`])
  })

  test('named only, when the organization is not wished for or not known', () => {
    expect(readOf(wish({ organization: false, accounts: [bank] }))).toEqual([`${management} read`, `${bank} read`])
    expect(readOf(wish({ accounts: [bank] }), nothing)).toEqual([`${management} read`, `${bank} read`])
  })

  test('our own alone, when it is read directly', () => {
    expect(readOf(wish({ method: 'direct', managementAccountId: null }))).toEqual([`${shop} read`])
  })

  test('of an excluded unit, its inner units included, and excluded by number', () => {
    expect(readOf(wish(settings({ excludedUnits: ['ou-work'] })))).toEqual([
      `${management} read`,
      `${shop} unit_excluded`,
      `${bank} unit_excluded`,
      `${old} account_suspended`,
    ])
    expect(readOf(wish(settings({ excludedUnits: ['ou-inner'], excludedAccounts: [management] })))).toEqual([
      `${management} account_excluded`,
      `${shop} read`,
      `${bank} unit_excluded`,
      `${old} account_suspended`,
    ])
  })

  test('units that stand in a circle end', () => {
    const circle = knownOrganization([unit('ou-a', 'ou-b'), unit('ou-b', 'ou-a'), account(shop, 'shop', 'ou-a')])
    expect(readOf(wish(settings({ excludedUnits: ['ou-z'] })), circle)).toContain(`${shop} read`)
  })

  test('each once, however often it is named', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(management, shop, bank, old)), (accounts) => {
        const ids = accountsToRead(wish({ accounts }), known, shop).map(({ accountId }) => accountId)
        expect(new Set(ids).size).toBe(ids.length)
        expect(new Set(ids)).toEqual(new Set([management, shop, bank, old]))
      }),
    )
  })
})

test('the management account is the one given, or the one found where the organization is wished for', () => {
  expect(managementAccountOf(wish({ managementAccountId: bank }), known, shop)).toBe(bank)
  expect(managementAccountOf(wish({ managementAccountId: null }), known, shop)).toBe(management)
  expect(managementAccountOf(wish({ managementAccountId: null, organization: false }), known, shop)).toBe(null)
  expect(managementAccountOf(wish({ method: 'direct', managementAccountId: null }), known, shop)).toBe(null)
  expect(managementAccountOf(wish({ method: 'direct', managementAccountId: null }), known, management)).toBe(management)
})

test('Identity Center is read in the management account, or in the first that is named', () => {
  expect(identityCenterOwner(wish(), known, shop)).toBeUndefined()
  expect(identityCenterOwner(wish({ identityCenter: true }), known, shop)).toBe(management)
  const alone = wish({ identityCenter: true, managementAccountId: null, organization: false, accounts: [bank] })
  expect(identityCenterOwner(alone, nothing, shop)).toBe(bank)
  expect(identityCenterOwner(wish({ method: 'direct', managementAccountId: null }), known, management)).toBe(management)
})
