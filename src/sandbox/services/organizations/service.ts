/** AWS Organizations: the tree, its policies, and who else governs. */
import { OrganizationsClient } from '@aws-sdk/client-organizations'
import { defineService } from '../../service.ts'

import { accountOperations } from './accounts.ts'
import { invalidInput } from './entities.ts'
import { governanceOperations } from './governance.ts'
import { policyOperations } from './policies.ts'
import { treeOperations } from './tree.ts'

export const organizations = defineService({
  client: OrganizationsClient,
  signingName: 'organizations',
  operations: [...treeOperations, ...accountOperations, ...policyOperations, ...governanceOperations],
  invalidToken: (message) => invalidInput(message, 'INVALID_NEXT_TOKEN'),
  invalidInput: (message) => invalidInput(message, 'MAX_VALUE_EXCEEDED'),
})
