import { expect, test } from 'vitest'
import { accountOf } from '../../../test/fakes/fake-aws-reader.ts'
import { roleArnOf, roleIn } from './trust-role.ts'

const management = accountOf('999988887777')
const member = accountOf('111122223333')
const roles = { partition: 'aws', rolePath: '/', roleName: 'Bailiwick', managementAccountId: management }
const named = `arn:aws:iam::${management}:role/audit/Reader`

test('the role of the management account may have another name; those of the others have the usual one', () => {
  const connection = { ...roles, managementRoleArn: named }
  expect(roleArnOf(connection, management)).toBe(named)
  expect(roleIn(connection, management)).toEqual({ rolePath: '/audit/', roleName: 'Reader' })
  expect(roleArnOf(connection, member)).toBe(`arn:aws:iam::${member}:role/Bailiwick`)
})

test('a role of another account is never entered in place of that of the management account', () => {
  const connection = { ...roles, managementRoleArn: `arn:aws:iam::${member}:role/audit/Reader` }
  expect(roleArnOf(connection, management)).toBe(`arn:aws:iam::${management}:role/Bailiwick`)
})
