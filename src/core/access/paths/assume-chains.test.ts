import { describe, expect, it } from 'vitest'
import { assume, lake, made, roleOf, rootOf } from '../../../../test/fakes/access-paths.ts'
import { allow, bucket, policy, role, trust, user } from '../../../../test/fakes/inventory.ts'

describe('who can, with those who assume roles', () => {
  const mfa = { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }
  const index = made(
    user(lake, 'direct', {
      inline: policy(allow('s3:GetObject', 'arn:aws:s3:::data/*'), assume(roleOf(lake, 'reader'))),
    }),
    user(lake, 'ada', { inline: policy(assume(roleOf(lake, 'first'))) }),
    role(lake, 'first', { trust: trust({ AWS: rootOf(lake) }), inline: policy(allow('sts:AssumeRole', '*', mfa)) }),
    role(lake, 'reader', {
      trust: trust({ AWS: rootOf(lake), Service: 'ec2.amazonaws.com' }),
      inline: policy(allow('s3:GetObject', 'arn:aws:s3:::data/*')),
    }),
    bucket(lake, 'data', { state: 'none' }),
  )
  const ask = (reach: boolean) => {
    const answer = index.whoCan({ action: 's3:GetObject', resource: 'data', reach })
    if (!answer.ok) throw new Error(answer.error.message)
    return answer.value
  }

  it('lists them behind the direct holders, with the roles between and the conditions together', () => {
    const { principals, sentence } = ask(true)
    expect(principals.map(({ name, reach }) => `${name} ${reach}`)).toEqual([
      'direct direct',
      'reader direct',
      'root direct',
      'ada assume-chain',
      'first assume-chain',
    ])
    expect(principals[3]).toMatchObject({
      decision: 'Conditional',
      chain: [roleOf(lake, 'first'), roleOf(lake, 'reader')],
      conditionText: 'the session used MFA',
      via: [{ policy: 'reader-inline' }],
    })
    expect(sentence).toBe(
      'Three principals can call s3:GetObject on objects in data. Two more principals get there by assuming roles.',
    )
  })

  it('lists direct holders alone otherwise', () =>
    expect(ask(false).principals.every((holder) => holder.reach === 'direct')).toBe(true))
})
