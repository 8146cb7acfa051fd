/** CloudWatch Logs: the resource policies of a Region. Log groups are not simulated. */
import {
  CloudWatchLogsClient,
  DeleteResourcePolicyCommand,
  DescribeResourcePoliciesCommand,
  InvalidParameterException$,
  LimitExceededException$,
  PutResourcePolicyCommand,
  ResourceNotFoundException$,
  type ResourcePolicy,
} from '@aws-sdk/client-cloudwatch-logs'
import { modelled } from '../aws-error.ts'
import { paginate } from '../paging.ts'
import { defineService, operation } from '../service.ts'
import type { LogResourcePolicy } from '../world/data-stores.ts'
import { sortedStores } from './data-store.ts'
import { editHere, here } from './owner.ts'
import { policyText, readPolicyText } from './policy-text.ts'

const invalid = (message: string) => modelled(InvalidParameterException$, message)

/** CloudWatch Logs API Reference, PutResourcePolicy. */
const policiesPerRegion = 10

const describe = ({ name, policy, updatedAt }: LogResourcePolicy): ResourcePolicy => ({
  policyName: name,
  policyDocument: policyText(policy),
  lastUpdatedTime: updatedAt.getTime(),
  policyScope: 'ACCOUNT',
})

export const cloudWatchLogs = defineService({
  client: CloudWatchLogsClient,
  signingName: 'logs',
  operations: [
    operation(DescribeResourcePoliciesCommand, {
      run(call, input) {
        if (input.policyScope === 'RESOURCE') throw invalid('The simulated AWS has no policies on single log groups.')
        const { nextToken: token, limit: size } = input
        const page = paginate(call, sortedStores(here(call).logPolicies), { token, size, default: 50, max: 50 })
        return { resourcePolicies: page.items.map(describe), nextToken: page.next }
      },
    }),
    operation(PutResourcePolicyCommand, {
      run(call, input) {
        const name = input.policyName ?? ''
        const { logPolicies } = editHere(call)
        if (!logPolicies.has(name) && logPolicies.size >= policiesPerRegion) {
          throw modelled(LimitExceededException$, 'Resource limit exceeded.')
        }
        const policy = readPolicyText(call, input.policyDocument ?? '', invalid)
        const made: LogResourcePolicy = { name, policy, updatedAt: new Date(call.now) }
        logPolicies.set(name, made)
        return { resourcePolicy: describe(made) }
      },
    }),
    operation(DeleteResourcePolicyCommand, {
      run(call, input) {
        if (editHere(call).logPolicies.delete(input.policyName ?? '')) return {}
        throw modelled(ResourceNotFoundException$, `Policy with name [${input.policyName}] does not exist.`)
      },
    }),
  ],
  invalidToken: invalid,
  invalidInput: invalid,
})
