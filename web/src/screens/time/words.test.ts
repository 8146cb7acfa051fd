import { describe, expect, it } from 'vitest'
import type { AccessChange, ConfigurationChange, DiffAnswer, FieldChange, TimelineItem } from '../../api/schema.ts'
import { causesOf } from './causes.ts'
import { causeWords, differenceOf, fieldWords, usualStart } from './words.ts'

const item = (at: string, changes: number | null): TimelineItem => ({
  snapshot: at,
  at,
  changes,
  principals: null,
  resources: null,
  administrators: null,
  accounts: null,
})
const now = Date.parse('2026-05-12T12:00:00Z')

describe('where a comparison begins', () => {
  const firstReading = [item('2026-05-01T08:00:00Z', null), item('2026-05-01T08:01:00Z', 0)]

  it('a day ago, at the snapshot that stood then', () => {
    const later = [item('2026-05-10T09:00:00Z', 3), item('2026-05-12T09:00:00Z', 2)]
    expect(usualStart([...firstReading, ...later], now)).toBe('2026-05-10T09:00:00Z')
  })

  it('never inside of the first reading: at its end, where the first change begins', () => {
    const young = [item('2026-05-12T11:00:00Z', null), item('2026-05-12T11:01:00Z', 0)]
    expect(usualStart([...young, item('2026-05-12T11:04:00Z', 2)], now)).toBe('2026-05-12T11:01:00Z')
  })

  it('nowhere while nothing has changed', () => {
    expect(usualStart(firstReading, now)).toBeUndefined()
    expect(usualStart([], now)).toBeUndefined()
  })
})

const principal = (name: string, account = '111122223333'): AccessChange['principal'] => ({
  arn: `arn:aws:iam::${account}:role/${name}`,
  name,
  type: 'role',
  account,
})
const access = (who: AccessChange['principal'], parts: Partial<AccessChange> = {}): AccessChange => ({
  principal: who,
  change: 'gained',
  service: 's3',
  actions: ['s3:GetObject'],
  actionCount: 1,
  levels: ['Read'],
  resources: ['arn:aws:s3:::lake'],
  before: 'ImplicitlyDenied',
  after: 'Allowed',
  ...parts,
})
const configured = (parts: Partial<ConfigurationChange>): ConfigurationChange => ({
  change: 'changed',
  kind: 'role',
  name: 'app',
  arn: principal('app').arn,
  nativeId: 'AROAAPP',
  accountId: '111122223333',
  region: 'global',
  fields: [],
  moreFields: 0,
  ...parts,
})

/** As the server sends it. */
const field = (path: string, values: { readonly before?: string; readonly after?: string }): FieldChange =>
  JSON.parse(JSON.stringify({ path, ...values }))

describe('why', () => {
  const reason = {
    effect: 'Allow',
    layer: 'identity',
    policy: 'LakeRead',
    policyRef: 'x',
    statement: 0,
    why: 'matches',
  } as const

  it('the principal itself, the policy that decides, the resource with a policy of its own; nothing else', () => {
    const own = configured({})
    const policy = configured({
      kind: 'managedPolicy',
      name: 'LakeRead',
      arn: 'arn:aws:iam::111122223333:policy/LakeRead',
    })
    const bucket = configured({ kind: 'resource', type: 's3:bucket', name: 'lake', arn: 'arn:aws:s3:::lake' })
    const others = [configured({ name: 'other', arn: principal('other').arn }), configured({ kind: 'user', arn: 'x' })]
    const all = [own, policy, bucket, ...others]
    expect(causesOf(access(principal('app'), { because: reason }), all)).toEqual([own, policy, bucket])
    expect(causesOf(access(principal('nobody'), { resources: ['*'] }), all)).toEqual([])
  })

  it('in words', () => {
    expect(fieldWords(field('attachedPolicies[]', { after: 'AdministratorAccess' }))).toBe(
      'attachedPolicies + AdministratorAccess',
    )
    expect(fieldWords(field('targets[]', { before: 'ou-1' }))).toBe('targets − ou-1')
    const statement: FieldChange = { path: 'document.Statement[Read]', after: { Effect: 'Allow' } }
    expect(fieldWords(statement)).toBe('statement Read came')
    expect(causeWords(configured({ change: 'removed', kind: 'user', name: 'svc' }))).toBe('IAM user svc went')
    const fields = [
      field('document.Statement[Read].Action', { before: 's3:GetObject', after: 's3:*' }),
      field('description', { after: 'x' }),
    ]
    expect(causeWords(configured({ kind: 'managedPolicy', name: 'LakeRead', fields, moreFields: 2 }))).toBe(
      'managed policy LakeRead: statement Read, Action: s3:GetObject → s3:* and 3 more',
    )
  })
})

describe('of one account', () => {
  it('counts only its principals, and each once', () => {
    const changes = [
      access(principal('a')),
      access(principal('a'), { service: 'sqs' }),
      access(principal('b'), { change: 'narrowed' }),
      access(principal('c', '444455556666')),
    ]
    const side = { snapshot: '1', at: '2026-05-01T08:00:00Z' }
    const answer: DiffAnswer = {
      from: side,
      to: side,
      changes,
      principals: { gained: 2, lost: 1, changed: 0 },
      added: [principal('c', '444455556666')],
      removed: [],
      admins: [],
      people: [],
      more: 0,
      examined: 9,
      complete: true,
      gaps: [],
      sentence: '',
      notes: [],
    }
    expect(differenceOf(answer, undefined)).toBe(answer)
    const own = differenceOf(answer, '111122223333')
    expect(own.principals).toEqual({ gained: 1, lost: 1, changed: 0 })
    expect(own.changes).toHaveLength(3)
    expect(own.added).toEqual([])
  })
})
