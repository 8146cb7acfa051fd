import { expect, test } from 'vitest'
import type { ServiceName } from './operations.ts'
import { commandOf } from './recorded-answers.ts'

/** Names as `botocore.xform_name(…, '-')` makes them. */
test.each<[ServiceName, string, string]>([
  ['elb', 'DescribeLoadBalancers', 'aws elb describe-load-balancers'],
  ['elasticloadbalancing', 'DescribeLoadBalancers', 'aws elbv2 describe-load-balancers'],
  ['iam', 'ListSAMLProviders', 'aws iam list-saml-providers'],
  ['iam', 'ListOpenIDConnectProviders', 'aws iam list-open-id-connect-providers'],
  ['rds', 'DescribeDBInstances', 'aws rds describe-db-instances'],
  ['ds', 'DescribeLDAPSSettings', 'aws ds describe-ldaps-settings'],
])('%s %s is asked with %s', (service, operation, command) => {
  expect(commandOf(service, operation)).toBe(command)
})
