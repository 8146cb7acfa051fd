/** `AWS::IAM::Role`, the one resource type that Bailiwick's template has: made, changed and removed through IAM's own operations. */
import type { Json } from '../../../core/inventory/objects.ts'
import type { Wanted } from './template.ts'
import { validationError } from './template.ts'

/** IAM's operation, as whoever stands behind the stack. */
export type Iam = (operation: string, input: object) => Promise<object>

export interface MadeRole {
  readonly name: string
  readonly arn: string
  readonly wanted: RoleProperties
}

export interface RoleProperties {
  readonly roleName: string
  readonly path: string | undefined
  readonly trust: Json
  readonly managedPolicies: readonly string[]
  readonly inline: ReadonlyMap<string, Json>
  readonly boundary: string | undefined
  readonly maxSessionSeconds: number | undefined
  readonly description: string | undefined
  readonly tags: readonly { readonly Key: string; readonly Value: string }[]
}

const textOf = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value : undefined)
const listOf = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : [])
const memberOf = (value: Json, name: string): Json | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? Reflect.get(value, name) : undefined

/** CloudFormation names what the template leaves unnamed. */
export function roleProperties({ logicalId, properties }: Wanted, stackName: string, suffix: string): RoleProperties {
  const trust = properties['AssumeRolePolicyDocument']
  if (trust === undefined) throw validationError(`#/${logicalId}: required key [AssumeRolePolicyDocument] not found`)
  const seconds = properties['MaxSessionDuration']
  return {
    roleName: textOf(properties['RoleName']) ?? `${stackName}-${logicalId}-${suffix}`.slice(0, 64),
    path: textOf(properties['Path']),
    trust,
    managedPolicies: listOf(properties['ManagedPolicyArns']).flatMap((arn) => textOf(arn) ?? []),
    inline: new Map(
      listOf(properties['Policies']).map((policy) => [
        textOf(memberOf(policy, 'PolicyName')) ?? '',
        memberOf(policy, 'PolicyDocument') ?? null,
      ]),
    ),
    boundary: textOf(properties['PermissionsBoundary']),
    maxSessionSeconds: seconds === undefined ? undefined : Number(seconds),
    description: textOf(properties['Description']),
    tags: listOf(properties['Tags']).map((tag) => ({
      Key: textOf(memberOf(tag, 'Key')) ?? '',
      Value: textOf(memberOf(tag, 'Value')) ?? '',
    })),
  }
}

export async function createRole(iam: Iam, wanted: RoleProperties): Promise<MadeRole> {
  const answer = await iam('CreateRole', {
    RoleName: wanted.roleName,
    Path: wanted.path,
    AssumeRolePolicyDocument: JSON.stringify(wanted.trust),
    PermissionsBoundary: wanted.boundary,
    MaxSessionDuration: wanted.maxSessionSeconds,
    Description: wanted.description,
    Tags: wanted.tags.length === 0 ? undefined : wanted.tags,
  })
  const role: unknown = Reflect.get(answer, 'Role')
  const arn = typeof role === 'object' && role !== null ? String(Reflect.get(role, 'Arn')) : ''
  const made = { name: wanted.roleName, arn, wanted }
  try {
    await putPolicies(iam, wanted, undefined)
  } catch (error) {
    // A stack that fails rolls back: what was made of this role goes with it.
    await deleteRole(iam, made).catch(() => undefined)
    throw error
  }
  return made
}

export async function updateRole(
  iam: Iam,
  { name, arn, wanted: before }: MadeRole,
  wanted: RoleProperties,
): Promise<MadeRole> {
  await iam('UpdateAssumeRolePolicy', { RoleName: name, PolicyDocument: JSON.stringify(wanted.trust) })
  await putPolicies(iam, { ...wanted, roleName: name }, before)
  return { name, arn, wanted: { ...wanted, roleName: name } }
}

async function putPolicies(iam: Iam, wanted: RoleProperties, before: RoleProperties | undefined): Promise<void> {
  const RoleName = wanted.roleName
  for (const PolicyArn of wanted.managedPolicies) {
    if (!before?.managedPolicies.includes(PolicyArn)) await iam('AttachRolePolicy', { RoleName, PolicyArn })
  }
  for (const PolicyArn of before?.managedPolicies ?? []) {
    if (!wanted.managedPolicies.includes(PolicyArn)) await iam('DetachRolePolicy', { RoleName, PolicyArn })
  }
  for (const [PolicyName, document] of wanted.inline) {
    await iam('PutRolePolicy', { RoleName, PolicyName, PolicyDocument: JSON.stringify(document) })
  }
  for (const PolicyName of before?.inline.keys() ?? []) {
    if (!wanted.inline.has(PolicyName)) await iam('DeleteRolePolicy', { RoleName, PolicyName })
  }
}

/** What somebody took away by hand is gone already. */
export async function deleteRole(iam: Iam, { name: RoleName, wanted }: MadeRole): Promise<void> {
  const unlessGone = async (operation: string, input: object): Promise<void> => {
    await iam(operation, input).catch((error: unknown) => {
      if (!(error instanceof Error) || !error.name.startsWith('NoSuchEntity')) throw error
    })
  }
  for (const PolicyArn of wanted.managedPolicies) await unlessGone('DetachRolePolicy', { RoleName, PolicyArn })
  for (const PolicyName of wanted.inline.keys()) await unlessGone('DeleteRolePolicy', { RoleName, PolicyName })
  await unlessGone('DeleteRole', { RoleName })
}
