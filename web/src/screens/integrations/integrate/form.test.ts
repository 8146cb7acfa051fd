import { expect, test } from 'vitest'
import {
  draftOfSaved,
  emptyDraft,
  fileOf,
  freeName,
  problemsUpTo,
  requestOf,
  savedForm,
  stepOfField,
  stepSummary,
} from './form.ts'

test('a field that the server names stands on its step, one inside another too', () => {
  expect(['accessKeyId', 'regions', 'settings.cloudTrail.bucketArn', 'owner', 'accounts[3]'].map(stepOfField)).toEqual([
    'method',
    'accounts',
    'options',
    'owner',
    'accounts',
  ])
})

test('nobody is told of fields that he has not seen', () => {
  const problems = [{ path: 'owner' }, { path: 'accounts' }, { path: 'settings.portalUrl' }]
  expect(problemsUpTo('accounts', problems)).toEqual([{ path: 'accounts' }])
  expect(problemsUpTo('owner', problems)).toHaveLength(3)
})

test('only what was filled in is sent, and keys only with the legacy method', () => {
  const draft = { ...emptyDraft, accounts: ' 111122223333 ', accessKeyId: 'AKIA2345ABCDEFGHIJKL', name: 'AWS' }
  expect(requestOf(draft)).toMatchObject({ method: 'cloudformation', accounts: '111122223333', name: 'AWS' })
  expect(requestOf(draft)).not.toHaveProperty('accessKeyId')
  expect(requestOf({ ...draft, method: 'legacy' })).toHaveProperty('accessKeyId', 'AKIA2345ABCDEFGHIJKL')
  expect(requestOf({ ...draft, method: 'direct' })).not.toHaveProperty('accounts')
})

test('a saved draft comes back as it was, but for the secret', () => {
  const draft = { ...emptyDraft, method: 'legacy' as const, secretAccessKey: 'x'.repeat(40), name: 'AWS prod' }
  const saved = savedForm(draft)
  expect(JSON.stringify(saved)).not.toContain('xxxx')
  expect(draftOfSaved(JSON.parse(JSON.stringify(saved)))).toEqual({ ...draft, secretAccessKey: '' })
})

test('what does not fit in a saved draft is as in a new one', () => {
  expect(draftOfSaved({ draft: { name: 7, organization: 'yes', settings: { excludedAccounts: 'none' } } })).toEqual(
    emptyDraft,
  )
  expect(draftOfSaved({})).toEqual(emptyDraft)
})

test('the file has what differs from the defaults, lists as lists', () => {
  const draft = {
    ...emptyDraft,
    name: 'AWS prod',
    accounts: '111122223333, 444455556666',
    settings: { ...emptyDraft.settings, enableAudit: true, portalUrl: 'https://example.awsapps.com/start' },
  }
  expect(fileOf(draft)).toEqual({
    name: 'AWS prod',
    method: 'cloudformation',
    accounts: ['111122223333', '444455556666'],
    enableAudit: true,
    portalUrl: 'https://example.awsapps.com/start',
  })
})

test('the file says what was declined, where a form that does not say means yes', () => {
  const draft = { ...emptyDraft, method: 'stackset', managementAccount: '999988887777' } as const
  expect(fileOf(draft)).toMatchObject({ organization: false, identityCenter: false })
  const usual = fileOf({ ...draft, organization: true, identityCenter: true })
  expect(usual).not.toHaveProperty('organization')
  expect(usual).not.toHaveProperty('identityCenter')
})

test('a name that is free, the Identity Center card of it too', () => {
  expect(freeName([])).toBe('AWS')
  expect(freeName(['aws', 'AWS 2'])).toBe('AWS 3')
  expect(freeName(['AWS IAM Identity Center'])).toBe('AWS 2')
})

test('steps say what was filled in', () => {
  expect(stepSummary('accounts', { ...emptyDraft, accounts: '1 2,2', regions: '' })).toBe('2 accounts, all Regions')
  expect(stepSummary('accounts', { ...emptyDraft, organization: true })).toBe('Whole organization, all Regions')
})
