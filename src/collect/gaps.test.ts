import { expect, test } from 'vitest'
import type { Gap } from './gaps.ts'
import { createGapList, surpriseGap } from './gaps.ts'

const gap = (state: Gap['state'], action: string): Gap => ({ state, code: 'Code', action, reason: `${action} failed.` })

test('no gap', () => expect(createGapList().worst()).toBeUndefined())

test('the gravest gap speaks, counts itself and names the others', () => {
  const gaps = createGapList()
  gaps.add(gap('suspect', 's3:GetBucketTagging'))
  for (let bucket = 0; bucket < 3; bucket += 1) gaps.add(gap('denied', 's3:GetBucketPolicy'))
  expect(gaps.worst()).toEqual({
    state: 'denied',
    code: 'Code',
    action: 's3:GetBucketPolicy',
    reason: 's3:GetBucketPolicy failed. 3 times. Also: s3:GetBucketTagging.',
  })
})

test('what ended the reading speaks before its details', () => {
  const gaps = createGapList()
  gaps.add(gap('denied', 'iam:ListAccountAliases'))
  gaps.end(gap('failed', 'iam:GetAccountAuthorizationDetails'))
  expect(gaps.worst()).toMatchObject({
    state: 'failed',
    action: 'iam:GetAccountAuthorizationDetails',
    reason: 'iam:GetAccountAuthorizationDetails failed. Also: iam:ListAccountAliases.',
  })
})

test('a surprise names the object and what was wrong with it', () => {
  expect(surpriseGap(new TypeError('QueueArn is no ARN'), 'orders')).toMatchObject({
    state: 'suspect',
    reason: "AWS's answer about orders has an unexpected shape (QueueArn is no ARN); it was left out.",
  })
})
