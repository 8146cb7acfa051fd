import { expect, test } from 'vitest'
import { accountOf } from '../../../test/fakes/fake-aws-reader.ts'
import { isCheckedBeside } from './read-beside.ts'

const accounts = (count: number) => Array.from({ length: count }, (_, at) => accountOf(String(111_111_111_111 + at)))
const known = (count: number) =>
  accounts(count).map((accountId) => ({ accountId, name: null, state: 'ready', reason: null, probes: [] }) as const)

test.each([
  ['an organization that nobody has listed', true, 'manual', undefined, 0, true],
  ['its management account alone', true, 'manual', 1, 1, true],
  ['a small organization', true, 'manual', undefined, 20, false],
  ['one account of a small organization', true, 'manual', 1, 20, false],
  ['a large organization', true, 'stackset', undefined, 1_000, true],
  ['one account of a large organization, as the schedule checks it', true, 'stackset', 1, 1_000, true],
  ['accounts that are named', false, 'manual', undefined, 1_000, false],
  ['the sample', true, 'sample', undefined, 1_000, false],
] as const)('the check of %s, organization %s, method %s: %s of %i accounts is made beside: %s', (...check) => {
  const [, organization, method, asked, size, isBeside] = check
  const options = { known: known(size), ...(asked !== undefined && { accounts: accounts(asked) }) }
  expect(isCheckedBeside({ organization, method }, options)).toBe(isBeside)
})
