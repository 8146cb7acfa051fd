import { expect, test } from 'vitest'
import { parseQuestion } from './question.ts'

test.each([
  ['who can s3:GetObject on cardholder', { ask: 'who-can', action: 's3:GetObject', resource: 'cardholder' }],
  ['Who can kms:Decrypt?', { ask: 'who-can', action: 'kms:Decrypt' }],
  ['what can Sam do?', { ask: 'what-can', principal: 'Sam' }],
  ['how does ci-deployer reach release-bot?', { ask: 'paths', from: 'ci-deployer', to: 'release-bot' }],
  ['how can anybody become administrator', { ask: 'paths' }],
  ['can sam s3:PutObject on lake/*', { ask: 'can', principal: 'sam', action: 's3:PutObject', resource: 'lake/*' }],
])('%s', (typed, question) => {
  expect(parseQuestion(typed)).toEqual(question)
})

test.each(['who can', 'who can read', 'sam', 'can sam', ''])('“%s” is no question', (typed) => {
  expect(parseQuestion(typed)).toBeUndefined()
})
