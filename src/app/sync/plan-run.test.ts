import { expect, test } from 'vitest'
import { aConnection, anAccount } from '../../../test/contract/store-fixtures.ts'
import type { KnownOrganization } from '../../core/inventory/accounts-to-read.ts'
import { cellTypes } from '../../core/inventory/coverage.ts'
import { everything, type SyncScope } from '../ports/sync.ts'
import { identityCenterAtOnce, unitsAfterOrganization } from './plan-run.ts'

const [management, ...members] = Array.from({ length: 51 }, anAccount)
const connection = aConnection({ managementAccountId: management ?? null, organization: true, identityCenter: true })

function known(accounts: number): KnownOrganization {
  const all = management === undefined ? [] : [management, ...members]
  return {
    managementAccountId: management ?? null,
    accounts: all.slice(0, accounts).map((accountId) => {
      return { accountId, name: 'one', status: 'ACTIVE', parentId: 'r-1' }
    }),
    units: new Map([['r-1', null]]),
  }
}

const atOnce = (accounts: number, scope: Partial<SyncScope> = {}, of = connection) =>
  identityCenterAtOnce(of, {
    scope: { ...everything, ...scope },
    known: known(accounts),
    ownAccountId: anAccount(),
    cellTypes,
  })

test('Identity Center of a large organization that was read before does not wait for it', () => {
  const unit = { stage: 'identity_center', accountId: management, accountName: null }
  expect(atOnce(51)).toEqual([unit])
  // Planned again with the rest it is the same unit.
  const facts = { scope: everything, known: known(51), ownAccountId: anAccount(), cellTypes }
  expect(unitsAfterOrganization(connection, facts)[0]).toEqual(unit)
})

test('it waits where all accounts are asked for assignments, and where nothing is known of them', () => {
  expect(atOnce(50)).toEqual([])
  expect(atOnce(0)).toEqual([])
})

test('it is read at once only where it is to be read', () => {
  expect(atOnce(51, { stages: ['organization', 'iam'] })).toEqual([])
  expect(atOnce(51, { accounts: members.slice(0, 3) })).toEqual([])
  expect(atOnce(51, {}, { ...connection, identityCenter: false })).toEqual([])
})
