/** SCPs and RCPs and where they hang. */
import {
  AttachPolicyCommand,
  DescribePolicyCommand,
  DetachPolicyCommand,
  DuplicatePolicyAttachmentException$,
  ListPoliciesCommand,
  ListPoliciesForTargetCommand,
  ListTargetsForPolicyCommand,
  MalformedPolicyDocumentException$,
  PolicyNotAttachedException$,
  UpdatePolicyCommand,
} from '@aws-sdk/client-organizations'
import { parseJson } from '../../../core/json.ts'
import { modelled } from '../../aws-error.ts'
import { operation } from '../../service.ts'
import { page, policyOf, policySummary, policyTarget, requireGovernor, targetOf } from './entities.ts'

export const policyOperations = [
  operation(ListPoliciesCommand, {
    run(call, input) {
      requireGovernor(call)
      const ofType = [...call.world.organization.policies.values()].filter(({ type }) => type === input.Filter)
      const { items, next } = page(call, ofType, input, input.Filter)
      return { Policies: items.map((policy) => policySummary(call, policy)), NextToken: next }
    },
  }),
  operation(DescribePolicyCommand, {
    target: policyTarget,
    run(call, input) {
      requireGovernor(call)
      const policy = policyOf(call, input.PolicyId)
      return { Policy: { PolicySummary: policySummary(call, policy), Content: JSON.stringify(policy.document) } }
    },
  }),
  operation(ListTargetsForPolicyCommand, {
    target: policyTarget,
    run(call, input) {
      requireGovernor(call)
      const { id, targets } = policyOf(call, input.PolicyId)
      const { items, next } = page(call, [...targets], input, id)
      return { Targets: items.map((target) => targetOf(call, target)), NextToken: next }
    },
  }),
  operation(ListPoliciesForTargetCommand, {
    run(call, input) {
      requireGovernor(call)
      const { TargetId } = targetOf(call, input.TargetId)
      const attached = [...call.world.organization.policies.values()].filter(
        ({ type, targets }) => type === input.Filter && targets.has(TargetId),
      )
      const { items, next } = page(call, attached, input, TargetId, input.Filter)
      return { Policies: items.map((policy) => policySummary(call, policy)), NextToken: next }
    },
  }),
  operation(AttachPolicyCommand, {
    target: policyTarget,
    run(call, input) {
      requireGovernor(call)
      const { targets } = policyOf(call, input.PolicyId)
      const { TargetId } = targetOf(call, input.TargetId)
      if (targets.has(TargetId))
        throw modelled(DuplicatePolicyAttachmentException$, 'A policy is already attached to the target.')
      targets.add(TargetId)
      return {}
    },
  }),
  operation(DetachPolicyCommand, {
    target: policyTarget,
    run(call, input) {
      requireGovernor(call)
      const { targets } = policyOf(call, input.PolicyId)
      if (targets.delete(targetOf(call, input.TargetId).TargetId)) return {}
      throw modelled(PolicyNotAttachedException$, "The policy isn't attached to the specified target.")
    },
  }),
  operation(UpdatePolicyCommand, {
    target: policyTarget,
    run(call, input) {
      requireGovernor(call)
      const policy = policyOf(call, input.PolicyId)
      if (input.Content !== undefined) {
        const parsed = parseJson(input.Content)
        const type = policy.type === 'SERVICE_CONTROL_POLICY' ? 'serviceControl' : 'resourceControl'
        const problem = parsed.ok ? call.problemOf(parsed.value.value, type) : parsed.error.message
        if (!parsed.ok || problem !== undefined) throw modelled(MalformedPolicyDocumentException$, problem ?? '')
        policy.document = parsed.value.value
      }
      policy.name = input.Name ?? policy.name
      policy.description = input.Description ?? policy.description
      return { Policy: { PolicySummary: policySummary(call, policy), Content: JSON.stringify(policy.document) } }
    },
  }),
]
