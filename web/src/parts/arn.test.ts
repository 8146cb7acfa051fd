import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { accountGroups, arnRoom, nameInArn, shortArn } from './arn.ts'

describe('shortArn', () => {
  test('leaves what fits', () => {
    expect(shortArn('arn:aws:s3:::lake')).toBe('arn:aws:s3:::lake')
  })

  test('takes the account’s middle digits first', () => {
    expect(shortArn('arn:aws:iam::777788889999:role/service/lake/etl-nightly')).toBe(
      'arn:aws:iam::7777…9999:role/service/lake/etl-nightly',
    )
  })

  test('then collapses the path from the left', () => {
    expect(shortArn('arn:aws:iam::777788889999:role/service/lake/nightly/etl-nightly-eu-west-1', 60)).toBe(
      'arn:aws:iam::7777…9999:role/…/nightly/etl-nightly-eu-west-1',
    )
  })

  test('keeps both ends, whatever the path', () => {
    const segment = fc.stringMatching(/^[a-z0-9-]{1,24}$/)
    fc.assert(
      fc.property(fc.array(segment, { minLength: 1, maxLength: 8 }), (path) => {
        const arn = `arn:aws:iam::777788889999:role/${path.join('/')}`
        const short = shortArn(arn)
        expect(short.startsWith('arn:aws:iam::7777')).toBe(true)
        expect(short.endsWith(`/${path.at(-1)}`)).toBe(true)
        expect(short.length).toBeLessThanOrEqual(Math.max(arn.length, arnRoom))
      }),
    )
  })
})

test('account numbers are grouped 4-4-4 and nothing else is', () => {
  expect(accountGroups('777788889999')).toEqual(['7777', '8888', '9999'])
  expect(accountGroups('*')).toEqual(['*'])
})

test('the name in an ARN', () => {
  expect(nameInArn('arn:aws:iam::777788889999:role/service/etl-nightly')).toBe('etl-nightly')
  expect(nameInArn('arn:aws:s3:::lake/raw/*')).toBe('lake/raw/*')
  expect(
    nameInArn('arn:aws:iam::777788889999:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Data_Eng_0a1b2c3d4e5f6071'),
  ).toBe('Data_Eng')
  expect(nameInArn('arn:aws:sqs:eu-west-1:777788889999:jobs')).toBe('jobs')
})
