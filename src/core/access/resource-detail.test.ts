import { describe, expect, it } from 'vitest'
import { indexOf } from '../../../test/fakes/access-index.ts'
import { account, accountId, allow, bucket, cell, deny, policy, role } from '../../../test/fakes/inventory.ts'
import type { Json, ObjectOfKind } from '../inventory/objects.ts'
import type { Connection, ResourceDetail } from './resource-detail.ts'

const owner = '111111111111'
const region = 'eu-central-1'
const keyId = '11111111-2222-3333-4444-555555555555'
const keyArn = `arn:aws:kms:${region}:${owner}:key/${keyId}`

function thing(
  type: string,
  arn: string,
  name: string,
  facts: { readonly [fact: string]: Json },
): ObjectOfKind<'resource'> {
  return {
    kind: 'resource',
    nativeId: arn,
    arn,
    accountId: accountId(owner),
    region,
    cell: type.startsWith('kms') ? 'kms' : 'lambda',
    body: { type, name, policy: { state: 'none' }, tags: {}, facts },
  }
}

const anybody = { Principal: '*' }
const lake = bucket(
  owner,
  'lake',
  policy(
    allow('s3:GetObject', 'arn:aws:s3:::lake/*', { Principal: { AWS: `arn:aws:iam::${owner}:root` } }),
    allow('s3:GetObject', 'arn:aws:s3:::lake/*', anybody),
  ),
)
const functionArn = `arn:aws:lambda:${region}:${owner}:function:report`
const objects = [
  account(owner, 'data', null),
  role(owner, 'app'),
  { ...lake, body: { ...lake.body, tags: { Team: 'data' }, facts: { kmsKey: 'alias/lake' } } },
  bucket(owner, 'closed', { state: 'none' }),
  thing('kms:key', keyArn, 'alias/lake', {}),
  thing('lambda:function', functionArn, 'report', {
    executionRole: `arn:aws:iam::${owner}:role/app`,
    kmsKey: keyId,
    handler: 'index.main',
  }),
  thing('lambda:function', `${functionArn}-2`, 'report-2', { kmsKey: `${keyArn.slice(0, -1)}0` }),
]
const cells = (['iam', 's3', 'kms', 'lambda', 'organization'] as const).map((type) => cell(owner, type))
const index = indexOf(objects, cells)
function detailOf(arn: string): ResourceDetail {
  const found = index.resource(arn)
  if (!found) throw new Error(`${arn} was not read`)
  return found
}
const told = (connections: readonly Connection[]) =>
  connections.map(({ fact, direction, name, known }) => [direction, fact, name, known])

describe('a resource from all sides', () => {
  it('tells its policy, its owner by tag, and the statement that lets anybody in', () => {
    const detail = detailOf('arn:aws:s3:::lake')
    expect(detail).toMatchObject({ policy: 'read', public: 'yes', owner: { tag: 'Team', value: 'data' } })
    expect(detail.opening).toEqual({ ref: detail.policies[0]?.ref, statement: 1 })
    expect(detailOf('arn:aws:s3:::closed')).toMatchObject({ policy: 'none', public: 'no', policies: [] })
    expect(detailOf('arn:aws:s3:::closed').opening).toBeUndefined()
  })

  it('is open by an action that a Deny leaves, whatever it takes of the others', () => {
    const half = bucket(
      owner,
      'half',
      policy(
        allow(['s3:GetObject', 's3:PutObject'], 'arn:aws:s3:::half/*', anybody),
        deny('s3:GetObject', 'arn:aws:s3:::half/*', anybody),
      ),
    )
    const shut = bucket(owner, 'shut', policy(allow('s3:GetObject', '*', anybody), deny('s3:*', '*', anybody)))
    const made = indexOf([account(owner, 'data', null), half, shut], [cell(owner, 's3'), cell(owner, 'iam')])
    expect(made.resource('arn:aws:s3:::half')?.public).toBe('yes')
    expect(made.resource('arn:aws:s3:::shut')?.public).toBe('no')
  })

  it('is connected to what its facts name, by ARN, id or alias, and to nothing else', () => {
    expect(told(detailOf('arn:aws:s3:::lake').connections)).toEqual([['to', 'kmsKey', 'alias/lake', 'resource']])
    expect(told(detailOf(functionArn).connections)).toEqual([
      ['to', 'executionRole', 'app', 'principal'],
      ['to', 'kmsKey', 'alias/lake', 'resource'],
    ])
  })

  it('names what it names in turn only where that was read', () => {
    expect(detailOf(`${functionArn}-2`).connections).toMatchObject([{ fact: 'kmsKey', direction: 'to' }])
    expect(detailOf(`${functionArn}-2`).connections[0]?.known).toBeUndefined()
  })

  it('a key tells what it encrypts', () => {
    expect(told(detailOf(keyArn).connections)).toEqual([
      ['from', 'kmsKey', 'lake', 'resource'],
      ['from', 'kmsKey', 'report', 'resource'],
    ])
  })

  it('one that nobody read is not there', () => {
    expect(index.resource('arn:aws:s3:::nobody-read-this')).toBeUndefined()
  })
})

describe('a key in a sentence', () => {
  const asker = role(owner, 'asker', { inline: policy(allow('kms:Decrypt')) })
  const asked = indexOf([...objects, asker], cells)
  const names = { action: 'kms:Decrypt', resource: keyArn }

  it('is named by its alias, because its ARN has no name in it', () => {
    const who = asked.whoCan(names)
    const one = asked.canI({ principal: 'asker', ...names })
    expect(who).toMatchObject({
      value: { resourceName: 'alias/lake', sentence: expect.stringMatching(/on key alias\/lake/) },
    })
    expect(one).toMatchObject({
      value: { resourceName: 'alias/lake', sentence: expect.stringMatching(/on key alias\/lake/) },
    })
    expect(asked.whoReaches({ resource: keyArn })).toMatchObject({
      value: { sentence: expect.stringContaining('key alias/lake') },
    })
  })

  it('has nothing but its id where it was not read, and a bucket has its name in its ARN', () => {
    const unread = `${keyArn.slice(0, -4)}0000`
    const answer = asked.whoCan({ ...names, resource: unread })
    expect(answer).toMatchObject({ value: { sentence: expect.stringContaining(`key ${unread.split('/')[1]}`) } })
    expect(answer.ok && answer.value).not.toHaveProperty('resourceName')
    const bucketAnswer = asked.whoCan({ action: 's3:GetObject', resource: 'arn:aws:s3:::lake/*' })
    expect(bucketAnswer.ok && bucketAnswer.value).not.toHaveProperty('resourceName')
  })
})
