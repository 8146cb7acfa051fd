/** Whether credentials may do more than read, over what was read of them. */
import { expect, test } from 'vitest'
import { indexOf, wholly } from '../../../test/fakes/access-index.ts'
import { allow, cell, policy, user } from '../../../test/fakes/inventory.ts'
import { connectionTo } from '../../collect/connection.fake.ts'
import { viewReadsAs } from './direct-credentials.ts'

const account = '222222222222'
const principal = `arn:aws:iam::${account}:user/ada`
const readsAs = { principal, isRoot: false, session: null }
const judgedOver = (objects: Parameters<typeof indexOf>[0], cells: Parameters<typeof indexOf>[1]) =>
  viewReadsAs(connectionTo('', { method: 'direct', readsAs }), indexOf(objects, cells), '2026-05-03T10:00:00.000Z')

test('SCPs that were not read only take away: who reads as far as its own policies go reads', () => {
  const unread = wholly(account).filter(({ type }) => type !== 'organization')
  const cells = [...unread, cell(account, 'organization', 'denied', 'AWS refused organizations:ListPolicies.')]
  const ada = user(account, 'ada', { inline: policy(allow(['s3:Get*', 's3:List*'])) })
  expect(judgedOver([ada], cells)).toMatchObject({ power: 'read', warnings: [] })
  const writer = user(account, 'ada', { inline: policy(allow(['s3:Get*', 's3:PutObject'])) })
  expect(judgedOver([writer], cells)).toMatchObject({ power: 'more' })
})

test.each([
  ['a policy of its own', { attached: [`arn:aws:iam::${account}:policy/unread`] }],
  ['a group', { groups: ['gone'] }],
])('what was not read and may grant leaves it unknown: %s', (_, access) => {
  const ada = user(account, 'ada', { inline: policy(allow(['s3:Get*'])), ...access })
  const view = judgedOver([ada], wholly(account))
  expect(view?.power).toBe('unknown')
  expect(view?.warnings.join()).toMatch(/is not known: what decides it was not read whole \(.+\)\.$/)
})
