/** SCPs and RCPs and where they hang. */
import {
  AttachPolicyCommand,
  ConstraintViolationException$,
  type ConstraintViolationExceptionReason,
  CreatePolicyCommand,
  DeletePolicyCommand,
  DescribePolicyCommand,
  DetachPolicyCommand,
  DuplicatePolicyAttachmentException$,
  DuplicatePolicyException$,
  ListPoliciesCommand,
  ListPoliciesForTargetCommand,
  ListTargetsForPolicyCommand,
  MalformedPolicyDocumentException$,
  PolicyInUseException$,
  PolicyNotAttachedException$,
  PolicyTypeNotAvailableForOrganizationException$,
  PolicyTypeNotEnabledException$,
  UpdatePolicyCommand,
} from '@aws-sdk/client-organizations'
import { parseJson } from '../../../core/json.ts'
import { type AwsError, modelled } from '../../aws-error.ts'
import { type Call, operation } from '../../service.ts'
import { organizationPolicyId } from '../../world/ids.ts'
import type { OrganizationPolicy, OrganizationPolicyType, PolicyJson } from '../../world/model.ts'
import { invalidInput, page, policyOf, policySummary, policyTarget, requireGovernor, targetOf } from './entities.ts'

/** Organizations User Guide, "Quotas and service limits": of each type, AWS's own among those of a target. */
const quotas = { perTarget: 5, policies: 1_000, content: 5_120 } as const

const violation = (message: string, Reason: ConstraintViolationExceptionReason): AwsError =>
  modelled(ConstraintViolationException$, message, { Reason })

const policyTypes: readonly OrganizationPolicyType[] = ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY']

function policyType(type: string | undefined): OrganizationPolicyType {
  const known = policyTypes.find((each) => each === type)
  if (known !== undefined) return known
  throw modelled(
    PolicyTypeNotAvailableForOrganizationException$,
    "You can't use the specified policy type with the feature set currently enabled for this organization.",
  )
}

const ofType = ({ world }: Call, type: string | undefined): OrganizationPolicy[] =>
  [...world.organization.policies.values()].filter((policy) => policy.type === type)

/** What hangs on the target, of one type. */
const hangingOn = (call: Call, targetId: string, type: OrganizationPolicyType): OrganizationPolicy[] =>
  ofType(call, type).filter(({ targets }) => targets.has(targetId))

/** White space counts: only the console takes it out before it saves. */
function contentOf(call: Call, type: OrganizationPolicyType, text = ''): PolicyJson {
  if (text.length > quotas.content) {
    throw violation('You have exceeded the allowed policy content size.', 'POLICY_CONTENT_LIMIT_EXCEEDED')
  }
  const parsed = parseJson(text)
  const engineType = type === 'SERVICE_CONTROL_POLICY' ? 'serviceControl' : 'resourceControl'
  const problem = parsed.ok ? call.problemOf(parsed.value.value, engineType) : parsed.error.message
  if (!parsed.ok || problem !== undefined) throw modelled(MalformedPolicyDocumentException$, problem ?? '')
  return parsed.value.value
}

/** Names are unique among the policies of one type. */
function requireFreeName(call: Call, type: OrganizationPolicyType, name: string, but?: OrganizationPolicy): void {
  if (ofType(call, type).some((policy) => policy !== but && policy.name === name))
    throw modelled(DuplicatePolicyException$, 'A policy with the same name already exists.')
}

/** For changing: AWS's own stay as they are. */
function ownPolicy(call: Call, id: string | undefined): OrganizationPolicy {
  const policy = policyOf(call, id)
  if (policy.awsManaged)
    throw invalidInput('You specified a policy that is managed by AWS and cannot be modified.', 'IMMUTABLE_POLICY')
  return policy
}

const policyAnswer = (call: Call, policy: OrganizationPolicy) => ({
  Policy: { PolicySummary: policySummary(call, policy), Content: JSON.stringify(policy.document) },
})

export const policyOperations = [
  operation(ListPoliciesCommand, {
    run(call, input) {
      requireGovernor(call)
      const { items, next } = page(call, ofType(call, input.Filter), input, input.Filter)
      return { Policies: items.map((policy) => policySummary(call, policy)), NextToken: next }
    },
  }),
  operation(DescribePolicyCommand, {
    target: policyTarget,
    run(call, input) {
      requireGovernor(call)
      return policyAnswer(call, policyOf(call, input.PolicyId))
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
      const attached = ofType(call, input.Filter).filter(({ targets }) => targets.has(TargetId))
      const { items, next } = page(call, attached, input, TargetId, input.Filter)
      return { Policies: items.map((policy) => policySummary(call, policy)), NextToken: next }
    },
  }),
  operation(AttachPolicyCommand, {
    target: policyTarget,
    run(call, input) {
      requireGovernor(call)
      const { targets, type } = policyOf(call, input.PolicyId)
      const { TargetId } = targetOf(call, input.TargetId)
      if (!call.world.organization.policyTypes.has(type)) {
        throw modelled(
          PolicyTypeNotEnabledException$,
          "The specified policy type isn't currently enabled in this root.",
        )
      }
      if (targets.has(TargetId))
        throw modelled(DuplicatePolicyAttachmentException$, 'A policy is already attached to the target.')
      if (hangingOn(call, TargetId, type).length >= quotas.perTarget) {
        throw violation(
          'You have attached the maximum number of policies of this type to the target.',
          'MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED',
        )
      }
      targets.add(TargetId)
      return {}
    },
  }),
  operation(DetachPolicyCommand, {
    target: policyTarget,
    run(call, input) {
      requireGovernor(call)
      const { awsManaged, targets, type } = policyOf(call, input.PolicyId)
      const { TargetId } = targetOf(call, input.TargetId)
      if (!targets.has(TargetId))
        throw modelled(PolicyNotAttachedException$, "The policy isn't attached to the specified target.")
      if (awsManaged && type === 'RESOURCE_CONTROL_POLICY')
        throw invalidInput('You cannot detach this policy from the specified target.', 'NON_DETACHABLE_POLICY')
      if (hangingOn(call, TargetId, type).length === 1) {
        throw violation(
          'You cannot detach the last policy of this type from the target.',
          'MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED',
        )
      }
      targets.delete(TargetId)
      return {}
    },
  }),
  operation(CreatePolicyCommand, {
    run(call, input) {
      requireGovernor(call)
      const { world } = call
      const type = policyType(input.Type)
      const name = input.Name ?? ''
      const document = contentOf(call, type, input.Content)
      requireFreeName(call, type, name)
      if (ofType(call, type).length >= quotas.policies) {
        throw violation('You have exceeded the number of policies of this type.', 'POLICY_NUMBER_LIMIT_EXCEEDED')
      }
      world.serial += 1
      const policy: OrganizationPolicy = {
        id: organizationPolicyId(world.seed, 'made', String(world.serial)),
        name,
        description: input.Description ?? '',
        type,
        awsManaged: false,
        document,
        targets: new Set(),
      }
      world.organization.policies.set(policy.id, policy)
      return policyAnswer(call, policy)
    },
  }),
  operation(UpdatePolicyCommand, {
    target: policyTarget,
    run(call, input) {
      requireGovernor(call)
      const policy = ownPolicy(call, input.PolicyId)
      const document = input.Content === undefined ? policy.document : contentOf(call, policy.type, input.Content)
      const name = input.Name ?? policy.name
      requireFreeName(call, policy.type, name, policy)
      Object.assign(policy, { document, name, description: input.Description ?? policy.description })
      return policyAnswer(call, policy)
    },
  }),
  operation(DeletePolicyCommand, {
    target: policyTarget,
    run(call, input) {
      requireGovernor(call)
      const policy = ownPolicy(call, input.PolicyId)
      if (policy.targets.size > 0) {
        throw modelled(
          PolicyInUseException$,
          'The policy is attached to one or more entities. You must detach it from all roots, OUs, and accounts before performing this operation.',
        )
      }
      call.world.organization.policies.delete(policy.id)
      return {}
    },
  }),
]
