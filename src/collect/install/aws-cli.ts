/** The role by hand with the AWS CLI (connection.md §3, C). */
import type { NamedPolicy } from '../../app/ports/aws.ts'
import type { Installable } from './installable.ts'
import { isManagementApart, managementRole, maxSessionSeconds, roleDescription } from './installable.ts'
import type { RoleContent } from './role-content.ts'
import { command, quoted } from './shell.ts'

/** IAM is global, but the Region tells the CLI which partition's IAM is meant. */
export const regionFlag = ({ partition, homeRegion }: Pick<Installable, 'partition' | 'homeRegion'>): string =>
  partition === 'aws' ? '' : ` --region ${homeRegion}`

/** Of whoever runs the command, inside an ARN. */
export const callerAccount = (connection: Parameters<typeof regionFlag>[0]): string =>
  `$(aws sts get-caller-identity --query Account --output text${regionFlag(connection)})`

export function createRoleLines(connection: Installable, role: RoleContent): string {
  const { roleName, rolePath } = connection
  const management = { ...connection, ...managementRole(connection) }
  const more = grantLines(management, { managed: role.managementManaged, policies: role.managementPolicies })
  const whole = (of: RoleOfAccount): readonly string[] => [createRole(of, role), ...grantLines(of, role)]
  if (!isManagementApart(connection)) return [...whole(management), ...more].join('\n')
  const isCalledAlike = management.roleName === roleName && management.rolePath === rolePath
  const only = isCalledAlike ? more : [...whole(management), ...more]
  return [
    ...(isCalledAlike ? [] : ['# In each account but the management account:']),
    ...whole(connection),
    ...(only.length > 0 ? ['# In the management account only:'] : []),
    ...only,
  ].join('\n')
}

/** The role of one account, and where its commands go. */
type RoleOfAccount = Pick<Installable, 'partition' | 'homeRegion' | 'roleName' | 'rolePath'>

const createRole = (of: RoleOfAccount, { trustPolicy }: RoleContent): string =>
  command(
    `aws iam create-role --role-name ${quoted(of.roleName)}${regionFlag(of)}`,
    ...(of.rolePath === '/' ? [] : [`--path ${quoted(of.rolePath)}`]),
    `--description ${quoted(roleDescription)} --max-session-duration ${maxSessionSeconds}`,
    `--assume-role-policy-document ${quoted(JSON.stringify(trustPolicy))}`,
  )

const grantLines = (
  of: RoleOfAccount,
  { managed, policies }: { readonly managed: readonly string[]; readonly policies: readonly NamedPolicy[] },
): readonly string[] => [
  ...managed.map(
    (arn) =>
      `aws iam attach-role-policy --role-name ${quoted(of.roleName)} --policy-arn ${quoted(arn)}${regionFlag(of)}`,
  ),
  ...policies.flatMap((policy) => policyLines(policy, of)),
]

function policyLines({ name, kind, document }: NamedPolicy, of: RoleOfAccount): readonly string[] {
  const { roleName, partition } = of
  const region = regionFlag(of)
  const text = quoted(JSON.stringify(document))
  if (kind === 'inline') {
    return [
      command(
        `aws iam put-role-policy --role-name ${quoted(roleName)} --policy-name ${name}${region}`,
        `--policy-document ${text}`,
      ),
    ]
  }
  return [
    command(`aws iam create-policy --policy-name ${name}${region}`, `--policy-document ${text}`),
    command(
      `aws iam attach-role-policy --role-name ${quoted(roleName)}${region}`,
      `--policy-arn "arn:${partition}:iam::${callerAccount(of)}:policy/${name}"`,
    ),
  ]
}
