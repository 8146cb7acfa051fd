import { describe, expect, test } from 'vitest'
import type { PolicyDetail } from '../../api/schema.ts'
import { changeOf, isEditable } from './changes.ts'

const policy = (kind: PolicyDetail['kind'], more: Partial<PolicyDetail> = {}): PolicyDetail => ({
  ref: '0123456789abcdef',
  name: 'Own',
  kind,
  arn: 'arn:aws:iam::111122223333:role/app',
  attachedTo: 1,
  boundaryOf: 0,
  principals: 1,
  people: 0,
  width: 'read',
  isConditional: false,
  widestActions: 1,
  actions: 1,
  services: 1,
  sentence: '',
  text: '{}',
  statements: [],
  findings: null,
  lint: [],
  attachments: [],
  moreAttachments: 0,
  affected: [],
  named: [],
  notes: [],
  ...more,
})

describe('what can be tried with a policy', () => {
  test('an inline policy goes with its owner named', () => {
    const on = 'arn:aws:iam::111122223333:role/app'
    expect(changeOf(policy('inline'))).toEqual({ op: 'delete-inline-policy', name: 'Own', on })
  })

  test('managed policies, SCPs and RCPs go by their ARN, others by their address', () => {
    const arn = 'arn:aws:iam::111122223333:policy/Own'
    expect(changeOf(policy('customer-managed', { arn }))).toEqual({ op: 'delete-policy', policy: arn })
    expect(changeOf(policy('service-control', { arn }))).toEqual({ op: 'delete-policy', policy: arn })
    const bucket = policy('resource', { arn: 'arn:aws:s3:::lake' })
    expect(changeOf(bucket)).toEqual({ op: 'delete-policy', policy: bucket.ref })
  })

  test('what AWS lets nobody take away is not offered', () => {
    expect(changeOf(policy('trust'))).toBeUndefined()
    expect(changeOf(policy('resource', { arn: 'arn:aws:kms:eu-west-1:111122223333:key/1' }))).toBeUndefined()
    expect(changeOf(policy('customer-managed', { boundaryOf: 2 }))).toBeUndefined()
    expect(changeOf(policy('permission-set'))).toBeUndefined()
  })

  test('what was not read has no text to edit', () => {
    const { text: _, ...unread } = policy('customer-managed')
    expect(isEditable(policy('customer-managed'))).toBe(true)
    expect(isEditable(unread)).toBe(false)
    expect(isEditable(policy('permission-set'))).toBe(false)
  })
})
