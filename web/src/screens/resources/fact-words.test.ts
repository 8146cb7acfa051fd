import { expect, test } from 'vitest'
import { factName, factText } from './fact-words.ts'

test('names of facts are words', () => {
  expect(['vpc', 'metadataTokens', 'iamAuthentication'].map(factName)).toEqual([
    'Vpc',
    'Metadata tokens',
    'Iam authentication',
  ])
})

test('values are told, also those that hold others, and nothing is not the same as not known', () => {
  expect([true, false, null, 'TCP', 443, []].map(factText)).toEqual(['yes', 'no', 'not known', 'TCP', '443', 'none'])
  const ingress = [
    { protocol: 'tcp', from: 443, to: 443, peers: ['0.0.0.0/0', 'sg-1'] },
    { protocol: '-1', peers: [] },
  ]
  expect(factText(ingress)).toBe('protocol: tcp, from: 443, to: 443, peers: 0.0.0.0/0 sg-1\nprotocol: -1, peers: ')
  expect(factText({ 'root-mfa': 'NON_COMPLIANT' })).toBe('root-mfa: NON_COMPLIANT')
})
