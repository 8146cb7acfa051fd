import { expect, test } from 'vitest'
import { accountId } from '../../../test/fakes/inventory.ts'
import { everything, type SyncScope } from '../ports/sync.ts'
import { covers, together } from './scope.ts'

const identities: SyncScope = { stages: ['organization', 'iam'], accounts: null }
const oneAccount: SyncScope = { stages: ['iam'], accounts: [accountId('111122223333')] }

test.each([
  ['everything', everything, identities, true],
  ['everything, sparingly', { ...everything, sparing: true }, identities, false],
  ['identities', identities, oneAccount, true],
  ['identities', identities, everything, false],
  ['one account', oneAccount, identities, false],
  ['one account', oneAccount, oneAccount, true],
] as const)('a run of %s', (_, scope, asked, isCovered) => {
  expect(covers(scope, asked)).toBe(isCovered)
})

test('two scopes together cover both', () => {
  const sparing = { ...identities, sparing: true }
  for (const [a, b] of [
    [identities, oneAccount],
    [oneAccount, everything],
    [sparing, oneAccount],
    [sparing, sparing],
  ] as const) {
    const both = together(a, b)
    expect(covers(both, a)).toBe(true)
    expect(covers(both, b)).toBe(true)
  }
  expect(together(sparing, sparing).sparing).toBe(true)
  expect(together(sparing, oneAccount).sparing).toBeUndefined()
})
