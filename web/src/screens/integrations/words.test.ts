import { expect, test } from 'vitest'
import { kindNames } from './words.ts'

test('kinds that have no name of their own are called by their words', () => {
  expect(kindNames('ec2:route-table')).toEqual(['route table', 'route tables'])
  expect(kindNames('delegatedAdministrator')).toEqual(['delegated administrator', 'delegated administrators'])
  expect(kindNames('logs:resource-policy')).toEqual(['resource policy', 'resource policies'])
  expect(kindNames('ec2:vpc')).toEqual(['VPC', 'VPCs'])
})
