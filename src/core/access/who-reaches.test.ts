import { describe, expect, it } from 'vitest'
import { indexOf } from '../../../test/fakes/access-index.ts'
import { account, allow, bucket, cell, deny, policy, role } from '../../../test/fakes/inventory.ts'
import { accessLevels } from '../catalogue.ts'
import type { AccessIndex } from './build-index.ts'
import type { Reacher, WhoReachesAnswer } from './who-reaches.ts'

const owner = '111111111111'
const lake = 'arn:aws:s3:::lake'

const objects = [
  account(owner, 'data', null),
  bucket(
    owner,
    'lake',
    policy(
      allow('s3:GetObject', `${lake}/*`, { Principal: { Service: 'cloudfront.amazonaws.com' } }),
      deny('s3:PutBucketPolicy', lake, { Principal: { AWS: `arn:aws:iam::${owner}:role/writer` } }),
    ),
  ),
  role(owner, 'reader', { inline: policy(allow('s3:GetObject', `${lake}/*`)) }),
  role(owner, 'writer', { inline: policy(allow(['s3:PutObject', 's3:PutBucketPolicy', 's3:PutBucketAcl'], '*')) }),
  role(owner, 'careful', {
    inline: policy(
      allow('s3:GetObject', `${lake}/*`, { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }),
    ),
  }),
  role(owner, 'elsewhere', { inline: policy(allow('s3:*', 'arn:aws:s3:::other*')) }),
]
const index = indexOf(
  objects,
  (['iam', 's3', 'organization'] as const).map((type) => cell(owner, type)),
)

function reaching(resource: string): WhoReachesAnswer {
  const answer = index.whoReaches({ resource })
  if (!answer.ok) throw new Error(answer.error.message)
  return answer.value
}
const find = (answer: WhoReachesAnswer, name: string): Reacher | undefined =>
  answer.principals.find((one) => one.name === name)

describe('who reaches a bucket', () => {
  const answer = reaching('lake')

  it('names everybody with something on it, and nobody else', () => {
    expect(answer.principals.map(({ name }) => name).sort()).toEqual([
      'careful',
      'cloudfront.amazonaws.com',
      'reader',
      'root',
      'writer',
    ])
  })

  it('counts actions by what they are for, certain ones apart', () => {
    expect(find(answer, 'reader')).toMatchObject({ allowed: { Read: 1, Write: 0 }, conditional: { Read: 0 } })
    expect(find(answer, 'careful')).toMatchObject({ allowed: { Read: 0 }, conditional: { Read: 1 } })
    // PutObject writes; of the two that change who may, the bucket's policy denies one.
    expect(find(answer, 'writer')?.allowed).toMatchObject({ Write: 1, 'Permissions management': 1 })
    expect(find(answer, 'cloudfront.amazonaws.com')?.allowed).toMatchObject({ Read: 1 })
  })

  it('puts those first who can do most harm', () => {
    expect(answer.principals.slice(0, 2).map(({ name }) => name)).toEqual(['root', 'writer'])
  })

  it('says the same as each single question', () => {
    for (const one of answer.principals.filter(({ type }) => type !== 'service')) {
      const total = accessLevels.reduce((sum, level) => sum + one.allowed[level] + one.conditional[level], 0)
      expect(total, one.name).toBe(singly(index, one.arn))
    }
  })
})

it('says of a bucket that nobody read that it was not read, and never that the list is whole', () => {
  const answer = reaching('arn:aws:s3:::nobody-read-this')
  expect(answer.complete).toBe(false)
  expect(answer.notes[0]).toMatch(/^nobody-read-this was not read, so whether it exists .* is not known/)
  expect(reaching('lake').notes.join()).not.toContain('was not read')
})

/** What `what-can` counts for one principal on the bucket and on its objects; an action of SSM takes buckets too. */
function singly(asked: AccessIndex, principal: string): number {
  const answer = asked.whatCan({ principal, resource: lake })
  if (!answer.ok) throw new Error(answer.error.message)
  const own = answer.value.services.find(({ service }) => service === 's3')
  return accessLevels.reduce((sum, level) => sum + (own?.levels[level] ?? 0), 0)
}

it('of a role the actions of IAM and of STS are meant', () => {
  const answer = reaching(`arn:aws:iam::${owner}:role/reader`)
  expect(find(answer, 'root')?.allowed.Write).toBeGreaterThan(5)
})

it('a resource that no action takes is refused', () => {
  expect(index.whoReaches({ resource: 'arn:aws:nothing:::x' })).toMatchObject({
    ok: false,
    error: { code: 'bad_input' },
  })
})
