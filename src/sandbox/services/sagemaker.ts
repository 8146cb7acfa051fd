/** SageMaker: notebook instances. */
import {
  DescribeNotebookInstanceCommand,
  ListNotebookInstancesCommand,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker'
import { unmodelled } from '../aws-error.ts'
import { paginate } from '../paging.ts'
import { defineService, operation } from '../service.ts'
import { arnHere, estateHere } from './estate.ts'

/** In no schema of the service, and what it answers to nearly everything. */
const invalid = (message: string) => unmodelled('ValidationException', 400, message)

export const sagemaker = defineService({
  client: SageMakerClient,
  signingName: 'sagemaker',
  operations: [
    operation(ListNotebookInstancesCommand, {
      run(call, input) {
        const { items, next } = paginate(call, [...estateHere(call).notebooks.values()], {
          token: input.NextToken,
          size: input.MaxResults,
          default: 10,
          max: 100,
        })
        return {
          NotebookInstances: items.map((one) => ({
            NotebookInstanceName: one.NotebookInstanceName,
            NotebookInstanceArn: one.NotebookInstanceArn,
            NotebookInstanceStatus: one.NotebookInstanceStatus,
            InstanceType: one.InstanceType,
            CreationTime: one.CreationTime,
          })),
          NextToken: next,
        }
      },
    }),
    operation(DescribeNotebookInstanceCommand, {
      target: (call, input) => ({ arn: arnHere(call, `notebook-instance/${input.NotebookInstanceName}`) }),
      run(call, input) {
        const found = estateHere(call).notebooks.get(input.NotebookInstanceName ?? '')
        if (found === undefined) throw invalid('RecordNotFound')
        return found
      },
    }),
  ],
  invalidToken: invalid,
  invalidInput: invalid,
})
