import { expect, test } from 'vitest'
import { accountNumbers, emptyDraft, requestOf, stepOfField, stepSummary } from './integrate-steps.ts'

test('the server’s field names lead to the step they stand on', () => {
  expect(stepOfField('accounts[1]')).toBe('accounts')
  expect(stepOfField('roleName')).toBe('accounts')
  expect(stepOfField('owner')).toBe('owner')
  expect(stepOfField('somethingElse')).toBe('method')
})

test('account numbers are taken as people paste them', () => {
  expect(accountNumbers('111122223333, 444455556666;\n777788889999 ')).toEqual([
    '111122223333',
    '444455556666',
    '777788889999',
  ])
})

test('only what the method asks for is sent', () => {
  const draft = { ...emptyDraft, accounts: '111122223333', owner: ' wei@larkfield.example ', profile: 'audit' }
  expect(requestOf(draft)).toEqual({
    method: 'cloudformation',
    name: 'AWS',
    owner: 'wei@larkfield.example',
    accounts: '111122223333',
    organization: false,
    identityCenter: false,
  })
  expect(requestOf({ ...draft, method: 'direct' })).toEqual({
    method: 'direct',
    name: 'AWS',
    owner: 'wei@larkfield.example',
    profile: 'audit',
  })
})

test('a step says what was chosen on it', () => {
  expect(stepSummary('accounts', { ...emptyDraft, accounts: '1 2 3' })).toBe('3 accounts, all Regions')
  expect(stepSummary('accounts', { ...emptyDraft, organization: true, regions: 'eu-west-1' })).toBe(
    'organization, eu-west-1',
  )
})
