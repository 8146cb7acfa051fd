/** Which policies apply to a call: those of the caller, of the organization on both sides, and of the session. */
import type { AccountId } from '../core/ids.ts'
import type { Caller } from './callers.ts'
import { awsManagedPolicies } from './world/managed-policies.ts'
import type {
  AccountState,
  IamGroup,
  IamRole,
  IamUser,
  OrganizationPolicyType,
  PolicyJson,
  World,
} from './world/model.ts'

/** The document of a managed policy's default version; undefined when the ARN names nothing. */
export function managedDocument(account: AccountState, arn: string): PolicyJson | undefined {
  const policy = awsManagedPolicies.get(arn) ?? account.iam.policies.get(arn)
  return policy?.versions.find(({ id }) => id === policy.defaultVersionId)?.document
}

export interface CallerPolicies {
  readonly identity: readonly PolicyJson[]
  readonly permissionsBoundary?: readonly PolicyJson[]
  readonly session?: readonly PolicyJson[]
}

export function callerPolicies(account: AccountState, caller: Caller): CallerPolicies {
  switch (caller.kind) {
    case 'root':
      return { identity: [] }
    case 'user': {
      const user = account.iam.users.get(caller.userName)
      if (user === undefined) return { identity: [] }
      const groups = [...user.groups].flatMap((name) => account.iam.groups.get(name) ?? [])
      return { identity: [user, ...groups].flatMap((each) => documentsOf(account, each)), ...boundaryOf(account, user) }
    }
    case 'role': {
      const role = account.iam.roles.get(caller.roleName)
      if (role === undefined) return { identity: [] }
      const { policies, managedPolicyArns } = caller.session
      const session = [...policies, ...managedPolicyArns.flatMap((arn) => managedDocument(account, arn) ?? [])]
      return {
        identity: documentsOf(account, role),
        ...boundaryOf(account, role),
        ...(session.length > 0 && { session }),
      }
    }
  }
}

const documentsOf = (account: AccountState, principal: IamUser | IamGroup | IamRole): PolicyJson[] => [
  ...principal.inlinePolicies.values(),
  ...principal.attachedPolicies.flatMap((arn) => managedDocument(account, arn) ?? []),
]

/** A boundary whose policy is gone allows nothing: an empty list. */
function boundaryOf(
  account: AccountState,
  { boundary }: IamUser | IamRole,
): Pick<CallerPolicies, 'permissionsBoundary'> {
  if (boundary === undefined) return {}
  const document = managedDocument(account, boundary)
  return { permissionsBoundary: document === undefined ? [] : [document] }
}

/** Levels from the root down to the account; undefined where policies of this type do not bind the account. */
export function organizationLevels(
  world: World,
  accountId: AccountId,
  type: OrganizationPolicyType,
): readonly (readonly PolicyJson[])[] | undefined {
  const { organization } = world
  if (accountId === organization.managementAccountId || !organization.policyTypes.has(type)) return undefined
  if (!organization.members.has(accountId)) return undefined
  const ofType = [...organization.policies.values()].filter((policy) => policy.type === type)
  return pathOf(world, accountId).map((id) =>
    ofType.filter(({ targets }) => targets.has(id)).map((each) => each.document),
  )
}

/** Ids of root, OUs and account, from the top. */
export function pathOf({ organization }: World, accountId: AccountId): readonly string[] {
  const path: string[] = [accountId]
  let at = organization.members.get(accountId)?.parentId
  while (at !== undefined) {
    path.unshift(at)
    at = organization.ous.get(at)?.parentId
  }
  return path
}

/** SCPs do not bind service-linked roles. Organizations User Guide, "Service control policies", tasks not restricted. */
export const isServiceLinked = (role: IamRole | undefined): boolean =>
  role?.path.startsWith('/aws-service-role/') ?? false
