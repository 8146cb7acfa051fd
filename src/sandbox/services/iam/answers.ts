/** IAM's entities as its API writes them. */
import type {
  AttachedPermissionsBoundary,
  AttachedPolicy,
  Group,
  GroupDetail,
  InstanceProfile as InstanceProfileAnswer,
  ManagedPolicyDetail,
  Policy,
  PolicyDetail,
  Role,
  RoleDetail,
  Tag,
  User,
  UserDetail,
} from '@aws-sdk/client-iam'
import { awsManagedPolicies } from '../../world/managed-policies.ts'
import type {
  AccountState,
  IamGroup,
  IamRole,
  IamUser,
  InstanceProfile,
  ManagedPolicy,
  PolicyJson,
  TagMap,
} from '../../world/model.ts'

/** RFC 3986, as the API Reference says of every policy document that IAM returns. */
export const encodeDocument = (document: PolicyJson): string =>
  encodeURIComponent(JSON.stringify(document)).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )

export const tagList = (tags: TagMap): Tag[] => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))

const policyName = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1)

export const attachedPolicies = (arns: readonly string[]): AttachedPolicy[] =>
  arns.map((PolicyArn) => ({ PolicyName: policyName(PolicyArn), PolicyArn }))

const boundaryOf = (boundary: string | undefined): { PermissionsBoundary?: AttachedPermissionsBoundary } =>
  boundary === undefined
    ? {}
    : {
        PermissionsBoundary: { PermissionsBoundaryType: 'PermissionsBoundaryPolicy', PermissionsBoundaryArn: boundary },
      }

const inlinePolicies = (documents: ReadonlyMap<string, PolicyJson>): PolicyDetail[] =>
  [...documents].map(([PolicyName, document]) => ({ PolicyName, PolicyDocument: encodeDocument(document) }))

const head = ({ path, arn, createdAt }: IamUser | IamGroup | IamRole) => ({
  Path: path,
  Arn: arn,
  CreateDate: createdAt,
})

/** Lists leave out boundary, tags and last use; `Get…` has them. IAM API Reference, ListUsers, ListRoles. */
export const listedUser = (user: IamUser): User => ({
  ...head(user),
  UserName: user.name,
  UserId: user.id,
  ...(user.passwordLastUsedAt && { PasswordLastUsed: user.passwordLastUsedAt }),
})

export const wholeUser = (user: IamUser): User => ({
  ...listedUser(user),
  ...boundaryOf(user.boundary),
  ...tagsUnlessEmpty(user.tags),
})

export const listedGroup = (group: IamGroup): Group => ({ ...head(group), GroupName: group.name, GroupId: group.id })

/** As IAM tells when something was used, whichever call is asked: the credential report has no more. */
export const inWholeSeconds = (time: Date): Date => new Date(Math.floor(time.getTime() / 1_000) * 1_000)

export const listedRole = (role: IamRole): Role => ({
  ...head(role),
  RoleName: role.name,
  RoleId: role.id,
  AssumeRolePolicyDocument: encodeDocument(role.trustPolicy),
  MaxSessionDuration: role.maxSessionSeconds,
  ...(role.description !== undefined && { Description: role.description }),
})

const roleLastUsed = ({ lastUsed }: IamRole) => ({
  RoleLastUsed: lastUsed ? { LastUsedDate: inWholeSeconds(lastUsed.at), Region: lastUsed.region } : {},
})

export const wholeRole = (role: IamRole): Role => ({
  ...listedRole(role),
  ...boundaryOf(role.boundary),
  ...tagsUnlessEmpty(role.tags),
  ...roleLastUsed(role),
})

const tagsUnlessEmpty = (tags: TagMap) => (Object.keys(tags).length === 0 ? {} : { Tags: tagList(tags) })

/** How often each managed policy is attached, and how often it is somebody's boundary. */
export interface PolicyUse {
  readonly attachments: ReadonlyMap<string, number>
  readonly boundaries: ReadonlyMap<string, number>
}

export function policyUse({ iam }: AccountState): PolicyUse {
  const attachments = new Map<string, number>()
  const boundaries = new Map<string, number>()
  const add = (counts: Map<string, number>, arn: string) => counts.set(arn, (counts.get(arn) ?? 0) + 1)
  for (const holder of [...iam.users.values(), ...iam.groups.values(), ...iam.roles.values()]) {
    for (const arn of holder.attachedPolicies) add(attachments, arn)
  }
  for (const { boundary } of [...iam.users.values(), ...iam.roles.values()]) if (boundary) add(boundaries, boundary)
  return { attachments, boundaries }
}

export const listedPolicy = (policy: ManagedPolicy, use: PolicyUse): Policy => ({
  PolicyName: policy.name,
  PolicyId: policy.id,
  Arn: policy.arn,
  Path: policy.path,
  DefaultVersionId: policy.defaultVersionId,
  AttachmentCount: use.attachments.get(policy.arn) ?? 0,
  PermissionsBoundaryUsageCount: use.boundaries.get(policy.arn) ?? 0,
  IsAttachable: true,
  CreateDate: policy.createdAt,
  UpdateDate: policy.updatedAt,
})

export const instanceProfile = ({ iam }: AccountState, profile: InstanceProfile): InstanceProfileAnswer => {
  const role = profile.roleName === undefined ? undefined : iam.roles.get(profile.roleName)
  return {
    InstanceProfileName: profile.name,
    InstanceProfileId: profile.id,
    Arn: profile.arn,
    Path: profile.path,
    CreateDate: profile.createdAt,
    Roles: role === undefined ? [] : [listedRole(role)],
  }
}

/* ------------------------------------------------------------------ GetAccountAuthorizationDetails */

export const userDetail = (user: IamUser): UserDetail => ({
  ...head(user),
  UserName: user.name,
  UserId: user.id,
  UserPolicyList: inlinePolicies(user.inlinePolicies),
  GroupList: [...user.groups],
  AttachedManagedPolicies: attachedPolicies(user.attachedPolicies),
  ...boundaryOf(user.boundary),
  Tags: tagList(user.tags),
})

export const groupDetail = (group: IamGroup): GroupDetail => ({
  ...head(group),
  GroupName: group.name,
  GroupId: group.id,
  GroupPolicyList: inlinePolicies(group.inlinePolicies),
  AttachedManagedPolicies: attachedPolicies(group.attachedPolicies),
})

export const roleDetail = (account: AccountState, role: IamRole): RoleDetail => ({
  ...head(role),
  RoleName: role.name,
  RoleId: role.id,
  AssumeRolePolicyDocument: encodeDocument(role.trustPolicy),
  InstanceProfileList: [...account.iam.instanceProfiles.values()]
    .filter(({ roleName }) => roleName === role.name)
    .map((profile) => instanceProfile(account, profile)),
  RolePolicyList: inlinePolicies(role.inlinePolicies),
  AttachedManagedPolicies: attachedPolicies(role.attachedPolicies),
  ...boundaryOf(role.boundary),
  Tags: tagList(role.tags),
  ...roleLastUsed(role),
})

export const policyDetail = (policy: ManagedPolicy, use: PolicyUse): ManagedPolicyDetail => ({
  ...listedPolicy(policy, use),
  ...(policy.description !== undefined && { Description: policy.description }),
  PolicyVersionList: policy.versions.map((version) => ({
    VersionId: version.id,
    IsDefaultVersion: version.id === policy.defaultVersionId,
    CreateDate: version.createdAt,
    Document: encodeDocument(version.document),
  })),
})

/** AWS's own policies count as part of an account when something in it uses them. */
export const usedAwsPolicies = (use: PolicyUse): ManagedPolicy[] =>
  [...awsManagedPolicies.values()].filter(({ arn }) => use.attachments.has(arn) || use.boundaries.has(arn))
