/** IAM Identity Center's administration. Its IAM actions and its name in the credential scope are `sso`. */
import { type InstanceMetadata, ListInstancesCommand, SSOAdminClient } from '@aws-sdk/client-sso-admin'
import { type Call, defineService, operation } from '../../service.ts'
import { applicationOperations } from './applications.ts'
import { assignmentOperations } from './assignments.ts'
import { governsIdentityCenter, invalid, ssoPage } from './instance.ts'
import { permissionSetOperations } from './permission-sets.ts'

/** SSO Admin API Reference, *ListInstances*: those "created in or visible to" the caller's account. */
function visibleInstances(call: Call): readonly InstanceMetadata[] {
  const { identityCenter: center, organization } = call.world
  if (call.region !== center.region) return []
  const governs = governsIdentityCenter(call)
  const members = center.accountInstances.filter(
    ({ ownerAccountId }) => ownerAccountId === call.account.id || call.account.id === organization.managementAccountId,
  )
  return [
    ...(governs
      ? [
          {
            InstanceArn: center.instanceArn,
            IdentityStoreId: center.storeId,
            OwnerAccountId: center.ownerAccountId,
            CreatedDate: center.createdAt,
            PrimaryRegion: center.region,
            Regions: [{ RegionName: center.region, Status: 'ACTIVE' as const, IsPrimaryRegion: true }],
            Status: 'ACTIVE' as const,
          },
        ]
      : []),
    ...members.map((own) => ({
      InstanceArn: own.arn,
      IdentityStoreId: own.storeId,
      OwnerAccountId: own.ownerAccountId,
      Name: own.name,
      CreatedDate: own.createdAt,
      Status: 'ACTIVE' as const,
    })),
  ]
}

export const ssoAdmin = defineService({
  client: SSOAdminClient,
  signingName: 'sso',
  operations: [
    operation(ListInstancesCommand, {
      run(call, input) {
        const { items, next } = ssoPage(call, visibleInstances(call), input)
        return { Instances: [...items], NextToken: next }
      },
    }),
    ...applicationOperations,
    ...permissionSetOperations,
    ...assignmentOperations,
  ],
  invalidToken: () => invalid('The NextToken is not valid.'),
  invalidInput: invalid,
})
