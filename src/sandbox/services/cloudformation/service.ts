import { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { defineService } from '../../service.ts'
import { stackOperations } from './stack-operations.ts'
import { stackSetOperations } from './stack-set-operations.ts'
import { validationError } from './template.ts'

export const cloudFormation = defineService({
  client: CloudFormationClient,
  signingName: 'cloudformation',
  operations: [...stackOperations, ...stackSetOperations],
  invalidToken: validationError,
  invalidInput: validationError,
})
