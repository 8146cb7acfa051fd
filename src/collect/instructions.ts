/**
 * What an administrator of AWS creates so that Bailiwick can read: trust policy, CloudFormation template, stack set, AWS CLI
 * commands, Terraform (connection.md §2, §3). Pure text. The trusted principal is exactly one role or user: there is no code path
 * to a wildcard, to an account root or to a list.
 */
import { createHash } from 'node:crypto'
import type { InstallationChoices, InstallInstructions, PolicyChoice } from '../app/ports/aws.ts'
import { createRoleLines } from './install/aws-cli.ts'
import type { StackValues } from './install/cloudformation.ts'
import { createStackLines, managementValues, memberValues, quickCreateUrl, template } from './install/cloudformation.ts'
import { elsewhere } from './install/elsewhere.ts'
import type { Installable } from './install/installable.ts'
import { isManagementApart } from './install/installable.ts'
import { roleContent } from './install/role-content.ts'
import { leastPolicies } from './install/role-policies.ts'
import { serverIdentity } from './install/server-identity.ts'
import { stackSet } from './install/stack-set.ts'
import { terraformOf } from './install/terraform.ts'

export type { Installable } from './install/installable.ts'

/** Fault `wrong_state` when there is no principal to trust, or it is none that may be trusted. */
export function describeInstallation(
  connection: Installable,
  { policy = 'audit', publishedAt = () => undefined }: InstallationChoices = {},
): InstallInstructions {
  const role = roleContent(connection, policy)
  const text = template(connection, policy)
  const templateVersion = createHash('sha256').update(text).digest('hex')
  const least = leastPolicies(connection.settings)
  const apart = isManagementApart(connection)
  const templateUrl = publishedAt(templateVersion)
  const link = (values: StackValues): string | null => quickCreateUrl(connection, templateUrl, values, policy)
  return {
    trustPolicy: role.trustPolicy,
    managedPolicies: [...role.managed, ...role.managementManaged],
    inlinePolicies: [...role.policies, ...role.managementPolicies],
    leastPolicies: [...least.account, ...(connection.identityCenter ? least.identityCenter : [])],
    cli: createRoleLines(connection, role),
    template: text,
    templateVersion,
    templateUrl: templateUrl ?? null,
    terraform: terraformOf(connection, role, policy),
    quickCreateUrl: link(apart ? memberValues : managementValues(connection)),
    managementQuickCreateUrl: apart ? link(managementValues(connection)) : null,
    createStackCli: createStackLines(connection, policy),
    stackSet: connection.method === 'stackset' || connection.organization ? stackSet(connection, policy) : null,
    elsewhere: elsewhere(connection),
    serverIdentity: serverIdentity(connection),
    warnings: warnings(connection, policy),
  }
}

function warnings(connection: Installable, policy: PolicyChoice): readonly string[] {
  const { trustPrincipalArn, method } = connection
  const least = policy === 'least' ? leastPolicies(connection.settings) : undefined
  return [
    'Do not change the principal of the trust policy: whoever it names reaches the account.',
    'If you give the role another name, type it in Bailiwick under Assume role.',
    ...(isManagementApart(connection) && connection.managementRoleArn !== null
      ? [`In the management account the role is ${connection.managementRoleArn}.`]
      : []),
    ...(trustPrincipalArn?.includes('/AWSReservedSSO_')
      ? ['The trusted role belongs to Identity Center: its name changes when the permission set is provisioned again.']
      : []),
    ...(method === 'legacy' ? ['The user of the access key needs nothing but sts:AssumeRole on these roles.'] : []),
    ...(least?.account.some(({ kind }) => kind === 'managed')
      ? [
          'The reads do not fit into the role (10,240 characters of inline policies), so they are managed policies beside it.',
        ]
      : []),
  ]
}
