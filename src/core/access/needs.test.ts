import { describe, expect, it } from 'vitest'
import { can, indexOf, wholly } from '../../../test/fakes/access-index.ts'
import { accountId, allow, arn, bucket, cell, policy, role, user } from '../../../test/fakes/inventory.ts'
import type { Json, ObjectOfKind, ResourceType } from '../inventory/objects.ts'

const prod = '222222222222'
const key = `arn:aws:kms:eu-central-1:${prod}:key/1234abcd-12ab-34cd-56ef-1234567890ab`

interface Made {
  readonly text: string
  readonly type: ResourceType
  readonly name: string
  readonly document?: Json
  readonly facts?: { readonly [fact: string]: Json }
}

const resource = ({ text, type, name, document, facts = {} }: Made): ObjectOfKind<'resource'> => ({
  kind: 'resource',
  nativeId: text,
  arn: arn(text),
  accountId: accountId(prod),
  region: 'eu-central-1',
  cell: type === 'kms:key' ? 'kms' : type === 'lambda:function' ? 'lambda' : 'sqs',
  body: {
    type,
    name,
    policy: document === undefined ? { state: 'none' } : { state: 'read', document },
    tags: {},
    facts,
  },
})

const keyWith = (document: Json): ObjectOfKind<'resource'> =>
  resource({ text: key, type: 'kms:key', name: 'alias/lake-main', document, facts: { grants: [] } })

/** KMS DG "Default key policy". */
const delegating = policy({
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${prod}:root` },
  Action: 'kms:*',
  Resource: '*',
})

const encrypted = (kmsKey: string): ObjectOfKind<'resource'> => {
  const lake = bucket(prod, 'lake', { state: 'none' })
  return { ...lake, body: { ...lake.body, facts: { kmsKey } } }
}

const cells = [...wholly(prod), cell(prod, 'sqs'), cell(prod, 'lambda')]
const object = 'arn:aws:s3:::lake/x'

describe('the key of what is encrypted', () => {
  const ada = user(prod, 'ada', { inline: policy(allow(['s3:*', 'sqs:*', 'kms:Decrypt'])) })
  const bob = user(prod, 'bob', { inline: policy(allow('s3:*')) })

  it.each([
    key,
    '1234abcd-12ab-34cd-56ef-1234567890ab',
    'alias/lake-main',
    `arn:aws:kms:eu-central-1:${prod}:alias/lake-main`,
  ])('is found by %s', (name) => {
    const index = indexOf([ada, bob, encrypted(name), keyWith(delegating)], cells)
    expect(can(index, 'ada', 's3:GetObject', object).alsoNeeded).toEqual([
      {
        action: 'kms:Decrypt',
        resource: key,
        decision: 'Allowed',
        text: 'kms:Decrypt on alias/lake-main: allowed by ada-inline',
      },
    ])
    expect(can(index, 'bob', 's3:GetObject', object).alsoNeeded).toMatchObject([
      { decision: 'ImplicitlyDenied', text: 'kms:Decrypt on alias/lake-main: denied, no policy allows it' },
    ])
  })

  it('is asked about as S3 asks', () => {
    const throughS3 = policy({
      Effect: 'Allow',
      Principal: { AWS: '*' },
      Action: ['kms:GenerateDataKey'],
      Resource: '*',
      Condition: {
        StringEquals: { 'kms:ViaService': 's3.eu-central-1.amazonaws.com', 'kms:CallerAccount': prod },
      },
    })
    const index = indexOf([bob, encrypted(key), keyWith(throughS3)], cells)
    expect(can(index, 'bob', 's3:PutObject', object).alsoNeeded).toMatchObject([
      {
        action: 'kms:GenerateDataKey',
        decision: 'Allowed',
        text: expect.stringContaining('allowed by the key policy of'),
      },
    ])
    expect(can(index, 'bob', 's3:GetObject', object).alsoNeeded).toMatchObject([{ decision: 'ImplicitlyDenied' }])
  })

  it('takes two permissions to send to a queue', () => {
    const text = `arn:aws:sqs:eu-central-1:${prod}:jobs`
    const queue = resource({ text, type: 'sqs:queue', name: 'jobs', facts: { kmsKey: key } })
    const index = indexOf([ada, queue, keyWith(delegating)], cells)
    expect(
      can(index, 'ada', 'sqs:SendMessage', text).alsoNeeded.map(({ action, decision }) => [action, decision]),
    ).toEqual([
      ['kms:GenerateDataKey', 'ImplicitlyDenied'],
      ['kms:Decrypt', 'Allowed'],
    ])
  })

  it('is not spoken of where it is not known, or not used', () => {
    const known = indexOf([ada, encrypted(key), keyWith(delegating)], cells)
    expect(can(known, 'ada', 's3:ListBucket', 'lake').alsoNeeded).toEqual([])
    const elsewhere = indexOf([ada, encrypted('arn:aws:kms:eu-central-1:999999999999:key/gone')], cells)
    expect(can(elsewhere, 'ada', 's3:GetObject', object).alsoNeeded).toEqual([])
    const plain = indexOf([ada, bucket(prod, 'lake', { state: 'none' })], cells)
    expect(can(plain, 'ada', 's3:GetObject', object).alsoNeeded).toEqual([])
  })
})

describe('dependent actions', () => {
  const runner = role(prod, 'runner')
  const function_ = `arn:aws:lambda:eu-central-1:${prod}:function:nightly`
  const lambda = resource({
    text: function_,
    type: 'lambda:function',
    name: 'nightly',
    facts: { executionRole: runner.arn },
  })
  const passes = (service: string) =>
    allow('iam:PassRole', runner.arn, { Condition: { StringEquals: { 'iam:PassedToService': service } } })

  it('are asked on the role that the call is known to hand over', () => {
    const ada = user(prod, 'ada', { inline: policy(allow('lambda:*'), passes('lambda.amazonaws.com')) })
    const bob = user(prod, 'bob', { inline: policy(allow('lambda:*'), passes('ec2.amazonaws.com')) })
    const index = indexOf([ada, bob, runner, lambda], cells)
    const need = (name: string) => can(index, name, 'lambda:UpdateFunctionConfiguration', function_).alsoNeeded
    expect(need('ada')).toEqual([
      {
        action: 'iam:PassRole',
        resource: runner.arn,
        decision: 'Allowed',
        text: 'iam:PassRole on role runner: allowed by ada-inline',
      },
    ])
    expect(need('bob')).toMatchObject([{ decision: 'ImplicitlyDenied' }])
  })

  it('are named where only the call knows the role', () => {
    const ada = user(prod, 'ada', { inline: policy(allow('*')) })
    const answer = can(indexOf([ada], cells), 'ada', 'ec2:RunInstances', `arn:aws:ec2:eu-central-1:${prod}:instance/*`)
    expect(answer.alsoNeeded).toEqual([
      {
        action: 'iam:PassRole',
        resource: '*',
        decision: 'Unknown',
        text: 'iam:PassRole on the role, if the call hands one over',
      },
    ])
  })
})
