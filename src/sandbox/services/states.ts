/** Step Functions: state machines. None of them is started. */
import {
  DescribeStateMachineCommand,
  InvalidToken$,
  ListStateMachinesCommand,
  SFNClient,
  StateMachineDoesNotExist$,
  ValidationException$,
} from '@aws-sdk/client-sfn'
import { modelled } from '../aws-error.ts'
import { paginate } from '../paging.ts'
import { defineService, operation } from '../service.ts'
import { estateHere } from './estate.ts'

export const states = defineService({
  client: SFNClient,
  signingName: 'states',
  operations: [
    operation(ListStateMachinesCommand, {
      run(call, input) {
        const { items, next } = paginate(call, [...estateHere(call).stateMachines.values()], {
          token: input.nextToken,
          // A size of 0 is the default (Step Functions API Reference).
          size: input.maxResults || undefined,
          default: 100,
          max: 1000,
        })
        return {
          stateMachines: items.map(({ stateMachineArn, name, type, creationDate }) => ({
            stateMachineArn,
            name,
            type,
            creationDate,
          })),
          nextToken: next,
        }
      },
    }),
    operation(DescribeStateMachineCommand, {
      target: (_, input) => ({ arn: input.stateMachineArn ?? '*' }),
      run(call, input) {
        const found = estateHere(call).stateMachines.get(input.stateMachineArn ?? '')
        if (found === undefined) {
          throw modelled(StateMachineDoesNotExist$, `State Machine Does Not Exist: '${input.stateMachineArn}'`)
        }
        const { definition, ...metadata } = found
        return input.includedData === 'METADATA_ONLY' ? metadata : { ...metadata, definition }
      },
    }),
  ],
  invalidToken: (message) => modelled(InvalidToken$, message),
  invalidInput: (message) => modelled(ValidationException$, message),
})
