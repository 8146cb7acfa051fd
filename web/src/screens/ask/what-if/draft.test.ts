import { describe, expect, test } from 'vitest'
import type { Policy } from '../../../api/schema.ts'
import { cutPermission } from './cut-permission.ts'
import {
  asDocument,
  changeFile,
  changesOf,
  type Draft,
  type DraftChange,
  keepDraft,
  keptDraft,
  lintTypeOf,
  replaced,
} from './draft.ts'

const document = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'iam:PassRole', Resource: '*' }] }
const policy = (kind: Policy['kind'], arn?: string): Policy => ({
  ref: 'r1',
  name: 'P',
  kind,
  document,
  at: '2026-05-12T10:30:00Z',
  snapshot: 's1',
  ...(arn !== undefined && { arn }),
})
const text = JSON.stringify(document)
const edit = (facts: Partial<Extract<DraftChange, { kind: 'edit' }>> = {}): DraftChange => ({
  id: 'edit r1',
  kind: 'edit',
  ref: 'r1',
  ...facts,
})
const policies = (one: Policy) => new Map([[one.ref, one]])

/** What sessionStorage keeps. */
function store(): Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> {
  const kept = new Map<string, string>()
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  }
}

describe('changesOf', () => {
  test.each([
    ['customer-managed', 'arn:aws:iam::111111111111:policy/P', { op: 'edit-policy', policy: 'r1', document }],
    ['inline', undefined, { op: 'edit-policy', policy: 'r1', document }],
    ['service-control', undefined, { op: 'edit-policy', policy: 'r1', document }],
    [
      'trust',
      'arn:aws:iam::111111111111:role/a',
      { op: 'edit-trust-policy', role: 'arn:aws:iam::111111111111:role/a', document },
    ],
    ['resource', 'arn:aws:s3:::lake', { op: 'edit-resource-policy', resource: 'arn:aws:s3:::lake', document }],
  ] as const)('an edited document of kind %s', (kind, arn, change) => {
    expect(changesOf([edit({ text })], policies(policy(kind, arn)))).toEqual({ changes: [change], broken: [] })
  })

  test('what is as AWS has it, or has gaps, is no change', () => {
    const draft: Draft = [
      edit(),
      { id: '1', kind: 'plain', change: { op: 'detach-policy', policy: 'P' } },
      { id: '2', kind: 'plain', change: { op: 'remove-boundary', on: 'bot' } },
    ]
    expect(changesOf(draft, policies(policy('inline')))).toEqual({
      changes: [{ op: 'remove-boundary', on: 'bot' }],
      broken: [],
    })
  })

  test('a document that is no JSON object is named and not sent', () => {
    const broken = changesOf([edit({ text: '{"Statement": [' })], policies(policy('inline')))
    expect(broken).toEqual({ changes: [], broken: ['edit r1'] })
    expect(changesOf([edit({ text: '[]' })], policies(policy('inline'))).broken).toEqual(['edit r1'])
  })

  test('the file is one change, or a list', () => {
    const one = { op: 'remove-boundary', on: 'bot' } as const
    expect(JSON.parse(changeFile([one]))).toEqual(one)
    expect(JSON.parse(changeFile([one, one]))).toEqual([one, one])
  })
})

describe('a draft', () => {
  test('comes back after a reload as it was', () => {
    const draft: Draft = [
      edit({ text: '{"half' }),
      edit({ id: 'edit r2', ref: 'r2' }),
      { id: '1', kind: 'plain', change: { op: 'detach-policy', policy: 'P' } },
      { id: 'inline W bot', kind: 'inline', name: 'W', on: 'bot', text },
    ]
    const kept = store()
    keepDraft(draft, kept)
    expect(keptDraft(kept)).toEqual(draft)
    keepDraft([], kept)
    expect(keptDraft(kept)).toEqual([])
  })

  test.each(['{', '{}', '[1, {"id": 3}, {"id": "x", "kind": "edit"}]'])(
    'what it cannot read is left out: %s',
    (text) => {
      const kept = store()
      kept.setItem('bw-what-if', text)
      expect(keptDraft(kept)).toEqual([])
    },
  )

  test('a store that refuses costs nothing but the memory', () => {
    const refusing = {
      ...store(),
      setItem: () => {
        throw new DOMException('full', 'QuotaExceededError')
      },
    }
    expect(() => keepDraft([edit()], refusing)).not.toThrow()
  })

  test('a sentence becomes a document when its gap is filled; two edits of one document become one', () => {
    expect(asDocument({ op: 'edit-policy' })).toBeUndefined()
    expect(asDocument({ op: 'detach-policy', policy: 'P', from: 'a' })).toBeUndefined()
    const made = asDocument({ op: 'edit-policy', policy: 'r1' })
    expect(made).toEqual(edit())
    const draft: Draft = [edit({ text }), { id: '1', kind: 'plain', change: { op: 'edit-policy' } }]
    expect(made && replaced(draft, '1', made)).toEqual([edit()])
  })
})

describe('cutPermission', () => {
  const removal = {
    statement: 0,
    action: 'iam:PassRole',
    resource: '*',
    principal: 'arn:aws:iam::111111111111:role/bot',
  }

  test('edits the document that grants it', () => {
    const cut = cutPermission(policy('inline'), removal)
    expect(cut).toMatchObject({ kind: 'edit', ref: 'r1' })
    expect(changesOf([cut], policies(policy('inline'))).changes).toMatchObject([
      { op: 'edit-policy', document: { Statement: [{ Effect: 'Deny', Action: 'iam:PassRole' }] } },
    ])
  })

  test('beside a policy of AWS, which nobody can edit, the principal is denied it', () => {
    const cut = cutPermission(policy('aws-managed'), removal)
    expect(changesOf([cut], new Map()).changes).toMatchObject([
      { op: 'put-inline-policy', on: removal.principal, document: { Statement: [{ Effect: 'Deny' }] } },
    ])
  })
})

test.each([
  ['resource', 'arn:aws:s3:::lake', 'bucket'],
  ['resource', 'arn:aws:kms:eu-west-1:111111111111:key/1', 'key'],
  ['resource', 'arn:aws:sqs:eu-west-1:111111111111:q', 'resource'],
  ['trust', 'arn:aws:iam::111111111111:role/a', 'trust'],
] as const)('lint reads a document of kind %s of %s as %s', (kind, arn, type) => {
  expect(lintTypeOf(policy(kind, arn))).toBe(type)
})
