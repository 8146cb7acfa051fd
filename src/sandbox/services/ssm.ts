/** Systems Manager: the machines that report to it, and what it applies to them. Commands and sessions are not simulated. */
import {
  AssociationDoesNotExist$,
  DescribeAssociationCommand,
  DescribeInstanceInformationCommand,
  InvalidNextToken$,
  ListAssociationsCommand,
  SSMClient,
  ValidationException$,
} from '@aws-sdk/client-ssm'
import { modelled } from '../aws-error.ts'
import { paginate } from '../paging.ts'
import { defineService, operation } from '../service.ts'
import { arnHere, estateHere } from './estate.ts'

export const ssm = defineService({
  client: SSMClient,
  signingName: 'ssm',
  operations: [
    operation(DescribeInstanceInformationCommand, {
      run(call, input) {
        const { items, next } = paginate(call, estateHere(call).managedMachines, {
          token: input.NextToken,
          size: input.MaxResults,
          default: 10,
          min: 5,
          max: 50,
        })
        return { InstanceInformationList: [...items], NextToken: next }
      },
    }),
    operation(ListAssociationsCommand, {
      run(call, input) {
        const filters = input.AssociationFilterList ?? []
        const all = [...estateHere(call).associations.values()].filter((one) =>
          filters.every(({ key, value }) => key === 'Name' && one.Name === value),
        )
        const { items, next } = paginate(call, all, {
          token: input.NextToken,
          size: input.MaxResults,
          default: 10,
          max: 50,
          of: filters,
        })
        return {
          Associations: items.map(({ Name, AssociationId, AssociationName, Targets, Overview, LastExecutionDate }) => ({
            Name,
            AssociationId,
            AssociationName,
            Targets,
            Overview,
            LastExecutionDate,
          })),
          NextToken: next,
        }
      },
    }),
    operation(DescribeAssociationCommand, {
      target: (call, input) => ({ arn: arnHere(call, `association/${input.AssociationId}`) }),
      run(call, { AssociationId = '' }) {
        const found = estateHere(call).associations.get(AssociationId)
        if (found === undefined) throw modelled(AssociationDoesNotExist$, '')
        return { AssociationDescription: found }
      },
    }),
  ],
  invalidToken: () => modelled(InvalidNextToken$, ''),
  invalidInput: (message) => modelled(ValidationException$, message),
})
