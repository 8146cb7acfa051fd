/** Glue: the policy of a Region's Data Catalog, and what AWS RAM has shared of it. Databases and tables are not simulated. */
import {
  DeleteResourcePolicyCommand,
  EntityNotFoundException$,
  GetResourcePoliciesCommand,
  GetResourcePolicyCommand,
  GlueClient,
  InvalidInputException$,
  PutResourcePolicyCommand,
} from '@aws-sdk/client-glue'
import { modelled } from '../aws-error.ts'
import { paginate } from '../paging.ts'
import { type Call, defineService, operation, type Target } from '../service.ts'
import { hex } from '../world/ids.ts'
import type { PolicyJson } from '../world/model.ts'
import { arnHere } from './data-store.ts'
import { editHere, here } from './owner.ts'
import { policyText, readPolicyText } from './policy-text.ts'

const invalid = (message: string) => modelled(InvalidInputException$, message)

const catalog = (call: Call): Target => ({ arn: arnHere(call, 'glue', 'catalog'), policy: here(call).glue.policy })

const describe = (policy: PolicyJson) => ({ PolicyInJson: policyText(policy), PolicyHash: hashOf(policy) })
const hashOf = (policy: PolicyJson): string => hex(32, policyText(policy))

export const glue = defineService({
  client: GlueClient,
  signingName: 'glue',
  operations: [
    operation(GetResourcePolicyCommand, {
      target: catalog,
      run(call) {
        const { policy } = here(call).glue
        if (policy === undefined) throw modelled(EntityNotFoundException$, 'Policy not found')
        return describe(policy)
      },
    }),
    operation(GetResourcePoliciesCommand, {
      target: catalog,
      run(call, input) {
        const { policy, shares } = here(call).glue
        const all = [...(policy === undefined ? [] : [policy]), ...shares]
        const { NextToken: token, MaxResults: size } = input
        const page = paginate(call, all, { token, size, default: 1000, max: 1000 })
        return { GetResourcePoliciesResponseList: page.items.map(describe), NextToken: page.next }
      },
    }),
    operation(PutResourcePolicyCommand, {
      target: catalog,
      run(call, input) {
        const policy = readPolicyText(call, input.PolicyInJson ?? '', invalid)
        editHere(call).glue.policy = policy
        return { PolicyHash: hashOf(policy) }
      },
    }),
    operation(DeleteResourcePolicyCommand, {
      target: catalog,
      run(call) {
        const { glue: kept } = editHere(call)
        if (kept.policy === undefined) throw modelled(EntityNotFoundException$, 'Policy not found')
        delete kept.policy
        return {}
      },
    }),
  ],
  invalidToken: invalid,
  invalidInput: invalid,
})
