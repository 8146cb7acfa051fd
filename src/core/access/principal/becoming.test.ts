import { expect, it } from 'vitest'
import { indexOf } from '../../../../test/fakes/access-index.ts'
import { account, allow, cell, policy, role, trust, user } from '../../../../test/fakes/inventory.ts'
import type { BecomingAnswer } from './becoming.ts'

const owner = '111111111111'
const admin = `arn:aws:iam::${owner}:role/admin`
const index = indexOf(
  [
    account(owner, 'data', null),
    role(owner, 'admin', { inline: policy(allow('*')), trust: trust({ Service: 'lambda.amazonaws.com' }) }),
    role(owner, 'release', {
      inline: policy(allow('iam:PassRole', admin), allow(['lambda:CreateFunction', 'lambda:InvokeFunction'], '*')),
    }),
    user(owner, 'ann', { inline: policy(allow('iam:PutUserPolicy', '*')) }),
    user(owner, 'bob', { inline: policy(allow('s3:*')) }),
  ],
  [cell(owner, 'iam'), cell(owner, 'organization')],
)

function becoming(name: string): BecomingAnswer {
  const answer = index.becoming(name)
  if (!answer.ok) throw new Error(answer.error.message)
  return answer.value
}

it('names the target, what is done, and through what a role is passed', () => {
  const { becomes, more } = becoming('release')
  expect(more).toBe(0)
  // pathfinding.cloud, lambda-001: iam:PassRole + lambda:CreateFunction + lambda:InvokeFunction.
  expect(becomes.find(({ path }) => path === 'lambda-001')).toMatchObject({
    decision: 'Allowed',
    itself: false,
    admin: 'yes',
    target: { id: admin, name: 'admin', kind: 'principal', accountName: 'data' },
    act: 'passes admin to a new function and invokes it',
    through: 'a new function',
  })
})

it('says of whoever gives itself more that it becomes nobody else', () => {
  // pathfinding.cloud, iam-007: iam:PutUserPolicy on itself.
  const [own] = becoming('ann').becomes
  expect(own).toMatchObject({ itself: true, act: 'writes itself an inline policy' })
  expect(own?.through).toBeUndefined()
})

it('leaves no placeholder of the catalogue in a sentence', () => {
  for (const name of ['release', 'ann'])
    for (const { act, through = '' } of becoming(name).becomes) expect(act + through).not.toMatch(/[{}]/)
})

it('is empty for whoever can become nothing', () => {
  expect(becoming('bob')).toMatchObject({ becomes: [], more: 0 })
})
