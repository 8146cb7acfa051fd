/** `AWS::IAM::Policy` and `AWS::IAM::ManagedPolicy`, of roles: what Bailiwick's template gives its role one by one. */
import {
  answered,
  type Iam,
  listOf,
  notIn,
  type Planned,
  type Properties,
  type ResourceType,
  textOf,
  unlessGone,
} from './resource-type.ts'
import { validationError } from './template.ts'

function documentOf({ logicalId, properties: { PolicyDocument: document } }: Planned): string {
  if (document === undefined) throw validationError(`#/${logicalId}: required key [PolicyDocument] not found`)
  return JSON.stringify(document)
}

/** Users and groups are refused by name rather than passed over. */
function rolesOf({ Roles, Users, Groups }: Properties): ReadonlySet<string> {
  if (listOf(Users).length + listOf(Groups).length > 0)
    throw validationError('The simulated AWS makes policies of roles only.')
  return new Set(listOf(Roles).flatMap((role) => textOf(role) ?? []))
}

/* ------------------------------------------------------------------ inline */

async function put(iam: Iam, planned: Planned): Promise<void> {
  const { logicalId, properties } = planned
  const PolicyName = textOf(properties['PolicyName'])
  if (PolicyName === undefined) throw validationError(`#/${logicalId}: required key [PolicyName] not found`)
  const PolicyDocument = documentOf(planned)
  for (const RoleName of rolesOf(properties)) await iam('PutRolePolicy', { RoleName, PolicyName, PolicyDocument })
}

async function takeFrom(iam: Iam, roles: Iterable<string>, PolicyName: string): Promise<void> {
  for (const RoleName of roles) await unlessGone(iam('DeleteRolePolicy', { RoleName, PolicyName }))
}

export const inlinePolicyResource: ResourceType = {
  async create(iam, planned) {
    const { properties, generatedName } = planned
    const made = { physicalId: generatedName, attributes: { Ref: generatedName }, properties }
    try {
      await put(iam, planned)
    } catch (error) {
      await inlinePolicyResource.remove(iam, made).catch(() => undefined)
      throw error
    }
    return made
  },

  /** Never: the resource is known by its own name, not by the policy's. */
  isReplaced: () => false,

  async update(iam, { physicalId, attributes, properties: before }, planned) {
    const { properties } = planned
    await put(iam, planned)
    const nameBefore = textOf(before['PolicyName']) ?? ''
    const isRenamed = nameBefore !== properties['PolicyName']
    const left = isRenamed ? rolesOf(before) : notIn(rolesOf(before), rolesOf(properties))
    await takeFrom(iam, left, nameBefore)
    return { physicalId, attributes, properties }
  },

  remove: (iam, { properties }) => takeFrom(iam, rolesOf(properties), textOf(properties['PolicyName']) ?? ''),
}

/* ------------------------------------------------------------------ customer managed */

async function detach(iam: Iam, roles: Iterable<string>, PolicyArn: string): Promise<void> {
  for (const RoleName of roles) await unlessGone(iam('DetachRolePolicy', { RoleName, PolicyArn }))
}

export const managedPolicyResource: ResourceType = {
  async create(iam, planned) {
    const { properties, generatedName } = planned
    const PolicyName = textOf(properties['ManagedPolicyName']) ?? generatedName
    const Path = textOf(properties['Path'])
    const created = await iam('CreatePolicy', { PolicyName, Path, PolicyDocument: documentOf(planned) })
    const PolicyArn = answered(created, 'Policy', 'Arn')
    const made = { physicalId: PolicyArn, attributes: { Ref: PolicyArn }, properties }
    try {
      for (const RoleName of rolesOf(properties)) await iam('AttachRolePolicy', { RoleName, PolicyArn })
    } catch (error) {
      await managedPolicyResource.remove(iam, made).catch(() => undefined)
      throw error
    }
    return made
  },

  isReplaced: ({ properties: before }, { properties }) =>
    before['ManagedPolicyName'] !== properties['ManagedPolicyName'] || before['Path'] !== properties['Path'],

  async update(iam, { physicalId: PolicyArn, attributes, properties: before }, planned) {
    const { properties } = planned
    const [roles, rolesBefore] = [rolesOf(properties), rolesOf(before)]
    const PolicyDocument = documentOf(planned)
    if (PolicyDocument !== JSON.stringify(before['PolicyDocument'])) {
      const version = answered(
        await iam('CreatePolicyVersion', { PolicyArn, PolicyDocument, SetAsDefault: true }),
        'PolicyVersion',
        'VersionId',
      )
      // One version is kept: IAM keeps at most five.
      const previous = `v${Number(version.slice(1)) - 1}`
      await unlessGone(iam('DeletePolicyVersion', { PolicyArn, VersionId: previous }))
    }
    for (const RoleName of notIn(roles, rolesBefore)) await iam('AttachRolePolicy', { RoleName, PolicyArn })
    await detach(iam, notIn(rolesBefore, roles), PolicyArn)
    return { physicalId: PolicyArn, attributes, properties }
  },

  async remove(iam, { physicalId: PolicyArn, properties }) {
    await detach(iam, rolesOf(properties), PolicyArn)
    await unlessGone(iam('DeletePolicy', { PolicyArn }))
  },
}
