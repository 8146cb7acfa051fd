/** The role by hand with the AWS CLI (connection.md §3, C). */
import type { NamedPolicy } from '../../app/ports/aws.ts'
import type { Installable } from './installable.ts'
import { isManagementApart, maxSessionSeconds, roleDescription } from './installable.ts'
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
  const region = regionFlag(connection)
  const path = rolePath === '/' ? [] : [`--path ${quoted(rolePath)}`]
  const attach = (arn: string): string =>
    `aws iam attach-role-policy --role-name ${quoted(roleName)} --policy-arn ${quoted(arn)}${region}`
  const put = (policies: readonly NamedPolicy[]): readonly string[] =>
    policies.flatMap((policy) => policyLines(policy, connection))
  const management = [...role.managementManaged.map(attach), ...put(role.managementPolicies)]
  return [
    command(
      `aws iam create-role --role-name ${quoted(roleName)}${region}`,
      ...path,
      `--description ${quoted(roleDescription)} --max-session-duration ${maxSessionSeconds}`,
      `--assume-role-policy-document ${quoted(JSON.stringify(role.trustPolicy))}`,
    ),
    ...role.managed.map(attach),
    ...put(role.policies),
    ...(management.length > 0 && isManagementApart(connection) ? ['# In the management account only:'] : []),
    ...management,
  ].join('\n')
}

function policyLines({ name, kind, document }: NamedPolicy, connection: Installable): readonly string[] {
  const { roleName, partition } = connection
  const region = regionFlag(connection)
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
      `--policy-arn "arn:${partition}:iam::${callerAccount(connection)}:policy/${name}"`,
    ),
  ]
}
