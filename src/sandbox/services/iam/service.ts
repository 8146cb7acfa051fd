import { IAMClient } from '@aws-sdk/client-iam'
import { defineService } from '../../service.ts'
import { accountOperations } from './account.ts'
import { credentialReportOperations } from './credential-report.ts'
import { validationError } from './entities.ts'
import { groupOperations } from './groups.ts'
import { instanceProfileOperations } from './instance-profiles.ts'
import { lastAccessedOperations } from './last-accessed.ts'
import { policyOperations } from './policies.ts'
import { providerOperations } from './providers.ts'
import { roleOperations } from './roles.ts'
import { serviceLinkedRoleOperations } from './service-linked-roles.ts'
import { signInOperations } from './sign-in.ts'
import { userOperations } from './users.ts'

export const iam = defineService({
  client: IAMClient,
  signingName: 'iam',
  operations: [
    ...accountOperations,
    ...userOperations,
    ...signInOperations,
    ...groupOperations,
    ...roleOperations,
    ...serviceLinkedRoleOperations,
    ...instanceProfileOperations,
    ...policyOperations,
    ...providerOperations,
    ...credentialReportOperations,
    ...lastAccessedOperations,
  ],
  invalidToken: () => validationError('Invalid Marker.'),
  invalidInput: validationError,
})
