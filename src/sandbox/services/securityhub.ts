/** Security Hub: is it on. */
import {
  DescribeHubCommand,
  InvalidAccessException$,
  InvalidInputException$,
  SecurityHubClient,
} from '@aws-sdk/client-securityhub'
import { modelled } from '../aws-error.ts'
import { defineService, operation } from '../service.ts'
import { arnHere, estateHere } from './estate.ts'

const invalid = (message: string) => modelled(InvalidInputException$, message)

export const securityHub = defineService({
  client: SecurityHubClient,
  signingName: 'securityhub',
  operations: [
    operation(DescribeHubCommand, {
      target: (call) => ({ arn: arnHere(call, 'hub/default') }),
      run(call) {
        const { hub } = estateHere(call)
        if (hub === undefined) {
          throw modelled(InvalidAccessException$, `Account ${call.account.id} is not subscribed to AWS Security Hub`)
        }
        return hub
      },
    }),
  ],
  invalidToken: invalid,
  invalidInput: invalid,
})
