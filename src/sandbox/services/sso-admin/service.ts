/** IAM Identity Center's administration. Its IAM actions and its name in the credential scope are `sso`. */
import {
  DescribeInstanceAccessControlAttributeConfigurationCommand,
  ListApplicationsCommand,
  ListInstancesCommand,
  ListTrustedTokenIssuersCommand,
  SSOAdminClient,
} from '@aws-sdk/client-sso-admin'
import { defineService, operation } from '../../service.ts'
import { assignmentOperations } from './assignments.ts'
import { governsIdentityCenter, instanceTarget, invalid, notFound, requireInstance, ssoPage } from './instance.ts'
import { permissionSetOperations } from './permission-sets.ts'

export const ssoAdmin = defineService({
  client: SSOAdminClient,
  signingName: 'sso',
  operations: [
    operation(ListInstancesCommand, {
      run(call, input) {
        const { identityCenter } = call.world
        const visible = governsIdentityCenter(call) && call.region === identityCenter.region ? [identityCenter] : []
        const { items, next } = ssoPage(call, visible, input)
        return {
          Instances: items.map(({ instanceArn, storeId, ownerAccountId, createdAt }) => ({
            InstanceArn: instanceArn,
            IdentityStoreId: storeId,
            OwnerAccountId: ownerAccountId,
            CreatedDate: createdAt,
            Status: 'ACTIVE',
          })),
          NextToken: next,
        }
      },
    }),
    operation(ListApplicationsCommand, {
      target: instanceTarget,
      run(call, input) {
        requireInstance(call, input)
        return { Applications: [] }
      },
    }),
    operation(ListTrustedTokenIssuersCommand, {
      target: instanceTarget,
      run(call, input) {
        requireInstance(call, input)
        return { TrustedTokenIssuers: [] }
      },
    }),
    operation(DescribeInstanceAccessControlAttributeConfigurationCommand, {
      target: instanceTarget,
      run(call, input) {
        requireInstance(call, input)
        throw notFound('The instance has no access control attribute configuration.')
      },
    }),
    ...permissionSetOperations,
    ...assignmentOperations,
  ],
  invalidToken: () => invalid('The NextToken is not valid.'),
  invalidInput: invalid,
})
