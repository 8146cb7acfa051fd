import { describe, expect, test } from 'vitest'
import { awsPages, glossary, glossarySections } from './glossary.ts'

const entries = Object.entries(glossary)

/** product.md, “Words”. */
const ofTheProduct = [
  ...['principal', 'identity', 'role', 'permission set', 'account assignment', 'policy', 'boundary', 'SCP', 'RCP'],
  ...[
    'trust policy',
    'entitlement',
    'effective access',
    'access path',
    'integration',
    'sync run',
    'coverage',
    'finding',
  ],
  ...['incident', 'campaign', 'access flow', 'request', 'grant', 'lease', 'break-glass', 'identity account', 'binding'],
]
/** The list of words and their owners in the README of the design documents, as far as a user meets them. */
const withAnOwner = [
  ...['decision', 'answer', 'residual condition', 'LimitExceeded', 'index', 'path edge'],
  ...['ExternalId', 'account target', 'probe', 'coverage cell', 'snapshot', 'object version', 'call budget', 'contact'],
  ...[
    'integration owner',
    'runner',
    'world',
    'fault plan',
    'usage answer',
    'trail coverage',
    'proof grade',
    'attribution',
  ],
  ...[
    'right-size proposal',
    'rule',
    'severity',
    'category',
    'verdict',
    'fingerprint',
    'administrator',
    'risk acceptance',
  ],
  ...['remedy', 'scope', 'bundle', 'approval step', 'operation', 'outbox', 'tail', 'end budget', 'kill switch'],
  ...['write role', 'audit event', 'review item', 'reviewer’s assignment', 'review decision', 'remediation'],
  ...['evidence pack', 'link', 'person', 'session', 'API token', 'console role', 'brake', 'SCIM resource', 'plan'],
  ...['federation verdict', 'capability', 'KMS grant'],
]

describe('the glossary', () => {
  test.each([...ofTheProduct, ...withAnOwner])('explains %s', (word) => {
    expect(glossary).toHaveProperty([word])
  })

  test('has each word once', () => {
    const words = glossarySections.flatMap(({ terms }) => Object.keys(terms).map((word) => word.toLowerCase()))
    expect(words.length).toBeGreaterThan(100)
    expect(new Set(words).size).toBe(words.length)
  })

  test.each(entries)('%s: one to three short sentences that do not explain it with itself alone', (word, meaning) => {
    expect(meaning).toMatch(/^[A-Z].*\.$/s)
    expect(meaning.length).toBeGreaterThan(30)
    expect(meaning.length).toBeLessThanOrEqual(220)
    expect(meaning.toLowerCase()).not.toMatch(new RegExp(`^(?:an? |the )?${word.toLowerCase()} is`))
  })

  test('names only pages of AWS’s documentation', () => {
    for (const page of Object.values(awsPages)) expect(page).toMatch(/^https:\/\/docs\.aws\.amazon\.com\/\S+\.html$/)
  })
})
