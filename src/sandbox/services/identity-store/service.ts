/** Identity Store: the people and groups of Identity Center. */
import { IdentitystoreClient } from '@aws-sdk/client-identitystore'
import { defineService } from '../../service.ts'
import { invalid } from './entities.ts'
import { groupOperations } from './groups.ts'
import { userOperations } from './users.ts'

export const identityStore = defineService({
  client: IdentitystoreClient,
  signingName: 'identitystore',
  operations: [...userOperations, ...groupOperations],
  invalidToken: () => invalid('Invalid NextToken'),
  invalidInput: invalid,
})
