/** `AWS::IAM::Role`: made, changed and removed through IAM's own operations. */
import type { Json } from '../../../core/inventory/objects.ts'
import {
  answered,
  type Iam,
  listOf,
  memberOf,
  notIn,
  type Properties,
  type ResourceType,
  textOf,
  unlessGone,
} from './resource-type.ts'
import { validationError } from './template.ts'

const managedPolicies = (properties: Properties): readonly string[] =>
  listOf(properties['ManagedPolicyArns']).flatMap((arn) => textOf(arn) ?? [])

const inlinePolicies = (properties: Properties): ReadonlyMap<string, Json> =>
  new Map(
    listOf(properties['Policies']).map((policy) => [
      textOf(memberOf(policy, 'PolicyName')) ?? '',
      memberOf(policy, 'PolicyDocument') ?? null,
    ]),
  )

function trustOf({ AssumeRolePolicyDocument: trust }: Properties, logicalId: string): string {
  if (trust === undefined) throw validationError(`#/${logicalId}: required key [AssumeRolePolicyDocument] not found`)
  return JSON.stringify(trust)
}

export const roleResource: ResourceType = {
  async create(iam, { logicalId, properties, generatedName }) {
    const { Path, PermissionsBoundary, MaxSessionDuration: seconds, Description } = properties
    const name = textOf(properties['RoleName']) ?? generatedName
    const Tags = listOf(properties['Tags']).map((tag) => ({
      Key: textOf(memberOf(tag, 'Key')) ?? '',
      Value: textOf(memberOf(tag, 'Value')) ?? '',
    }))
    const arn = answered(
      await iam('CreateRole', {
        RoleName: name,
        Path: textOf(Path),
        AssumeRolePolicyDocument: trustOf(properties, logicalId),
        PermissionsBoundary: textOf(PermissionsBoundary),
        MaxSessionDuration: seconds === undefined ? undefined : Number(seconds),
        Description: textOf(Description),
        Tags: Tags.length === 0 ? undefined : Tags,
      }),
      'Role',
      'Arn',
    )
    const made = { physicalId: name, attributes: { Ref: name, Arn: arn }, properties }
    try {
      await putPolicies(iam, name, properties, {})
    } catch (error) {
      // A stack that fails rolls back: what was made of this role goes with it.
      await roleResource.remove(iam, made).catch(() => undefined)
      throw error
    }
    return made
  },

  /** Another name or path is another role. */
  isReplaced: ({ physicalId, properties: before }, { properties, generatedName }) =>
    physicalId !== (textOf(properties['RoleName']) ?? generatedName) || before['Path'] !== properties['Path'],

  async update(iam, { physicalId: RoleName, attributes, properties: before }, { logicalId, properties }) {
    await iam('UpdateAssumeRolePolicy', { RoleName, PolicyDocument: trustOf(properties, logicalId) })
    await putPolicies(iam, RoleName, properties, before)
    return { physicalId: RoleName, attributes, properties }
  },

  async remove(iam, { physicalId: RoleName, properties }) {
    for (const PolicyArn of managedPolicies(properties))
      await unlessGone(iam('DetachRolePolicy', { RoleName, PolicyArn }))
    for (const PolicyName of inlinePolicies(properties).keys())
      await unlessGone(iam('DeleteRolePolicy', { RoleName, PolicyName }))
    await unlessGone(iam('DeleteRole', { RoleName }))
  },
}

async function putPolicies(iam: Iam, RoleName: string, wanted: Properties, before: Properties): Promise<void> {
  const attached = new Set(managedPolicies(wanted))
  const attachedBefore = new Set(managedPolicies(before))
  for (const PolicyArn of notIn(attached, attachedBefore)) await iam('AttachRolePolicy', { RoleName, PolicyArn })
  for (const PolicyArn of notIn(attachedBefore, attached)) await iam('DetachRolePolicy', { RoleName, PolicyArn })
  const inline = inlinePolicies(wanted)
  for (const [PolicyName, document] of inline) {
    await iam('PutRolePolicy', { RoleName, PolicyName, PolicyDocument: JSON.stringify(document) })
  }
  for (const PolicyName of inlinePolicies(before).keys()) {
    if (!inline.has(PolicyName)) await iam('DeleteRolePolicy', { RoleName, PolicyName })
  }
}
