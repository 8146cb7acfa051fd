import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda'
import { expect, test } from 'vitest'
import { loadCatalogue } from '../../catalog/read.ts'
import { assumeTrustRole, clientConfig, startTestSandbox } from '../testing.ts'

test.each([
  { recordedCalls: 0, asked: 0 },
  { recordedCalls: 10, asked: 1 },
])(
  'of $recordedCalls recorded calls it is asked $asked times whether an operation only reads',
  async ({ recordedCalls, asked }) => {
    const catalogue = loadCatalogue()
    const names: string[] = []
    const actionId = (action: string) => {
      names.push(action)
      return catalogue.actionId(action)
    }
    const sandbox = await startTestSandbox({ catalogue: { ...catalogue, actionId }, recordedCalls })
    try {
      const reader = await assumeTrustRole(sandbox, sandbox.world.organization.managementAccountId)
      const lambda = new LambdaClient(clientConfig(sandbox, reader))
      for (const _ of [1, 2, 3]) await lambda.send(new ListFunctionsCommand({}))
      // The engine asks in small letters.
      expect(names.filter((name) => name === 'lambda:ListFunctions')).toHaveLength(asked)
    } finally {
      await sandbox.stop()
    }
  },
)
