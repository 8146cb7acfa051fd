import { describe, expect, it } from 'vitest'
import { indexOf, wholly } from '../../../../test/fakes/access-index.ts'
import { allow, bucket, deny, group, managedPolicy, policy, role, user } from '../../../../test/fakes/inventory.ts'
import type { Change, DiffAnswer, DiffScope } from './change.ts'

const prod = '222222222222'
const lab = '333333333333'

const index = indexOf(
  [
    managedPolicy(prod, 'Read', policy(allow(['s3:GetObject', 's3:ListBucket']))),
    managedPolicy(prod, 'Edge', policy(allow('s3:*'))),
    group(prod, 'staff', { attached: [`arn:aws:iam::${prod}:policy/Read`] }),
    user(prod, 'ada', { groups: ['staff'] }),
    user(prod, 'bob', { attached: [`arn:aws:iam::${prod}:policy/Read`] }),
    role(prod, 'app', { inline: policy(allow('s3:GetObject', 'arn:aws:s3:::lake/*')) }),
    user(lab, 'dot', { inline: policy(allow('s3:*')) }),
    bucket(prod, 'lake', policy(deny('s3:DeleteObject', 'arn:aws:s3:::lake/*', { Principal: '*' }))),
  ],
  wholly(prod, lab),
)

function whatIf(changes: readonly Change[], scope?: DiffScope): DiffAnswer {
  const answer = index.whatIf(changes, scope)
  if (!answer.ok) throw new Error(answer.error.message)
  return answer.value
}

const rows = (answer: DiffAnswer): readonly string[] =>
  answer.changes.map(
    ({ principal, change, actions, actionCount, resources }) =>
      `${principal.name} ${change} ${actionCount > 3 ? `${actionCount} of ${actions[0]?.split(':')[0]}` : actions.join(' ')} on ${resources.join(' ')}`,
  )

describe('what if', () => {
  it('a policy were edited', () => {
    const answer = whatIf([{ op: 'edit-policy', policy: 'Read', document: policy(allow('s3:ListBucket')) }])
    expect(rows(answer)).toEqual(['ada lost s3:GetObject on *', 'bob lost s3:GetObject on *'])
  })
  it('a policy were attached', () => {
    const answer = whatIf([{ op: 'attach-policy', policy: 'Read', to: 'app' }])
    expect(rows(answer)).toEqual(['app gained s3:GetObject s3:ListBucket on *'])
  })
  it('a bucket were opened', () => {
    const answer = whatIf([
      {
        op: 'edit-resource-policy',
        resource: 'lake',
        document: policy(allow('s3:GetObject', 'arn:aws:s3:::lake/*', { Principal: '*' })),
      },
    ])
    expect(rows(answer)).toEqual([''])
  })
})
