/** A whole organization at once (connection.md §3, B). */
import type { InstallInstructions, PolicyChoice } from '../../app/ports/aws.ts'
import { callerAccount, regionFlag } from './aws-cli.ts'
import { createStackLine, managementValues, memberValues, parameterFlags, parameterValues } from './cloudformation.ts'
import type { Installable } from './installable.ts'
import { stackSetName, templateFile } from './installable.ts'
import { command } from './shell.ts'

/** AWS CloudFormation User Guide, "Grant self-managed permissions": the names of the two roles. */
const selfManagedRoles = {
  administration: 'AWSCloudFormationStackSetAdministrationRole',
  execution: 'AWSCloudFormationStackSetExecutionRole',
} as const

/** Service-managed stack sets never deploy to the management account, so there is always a plain stack beside them. */
export function stackSet(connection: Installable, choice: PolicyChoice): NonNullable<InstallInstructions['stackSet']> {
  // Identity Center and the logs are read through the management account.
  const values = parameterValues(connection, memberValues, choice)
  return {
    fields: [
      { label: 'Permission model', value: 'Service-managed permissions' },
      { label: 'Template', value: `Upload ${templateFile}` },
      { label: 'StackSet name', value: stackSetName },
      ...values.map(([label, value]) => ({ label, value })),
      { label: 'Deployment targets', value: 'Deploy to organization (or to organizational units)' },
      { label: 'Automatic deployment', value: 'Activated' },
      { label: 'Account removal behavior', value: 'Delete stacks' },
      // A second one fails: the role, which has no Region, exists already.
      { label: 'Specify Regions', value: `${connection.homeRegion}, and no other` },
      {
        label: 'Capabilities',
        value: 'I acknowledge that AWS CloudFormation might create IAM resources with custom names',
      },
    ],
    cli: serviceManaged(connection, values),
    managementStackCli: createStackLine(connection, managementValues(connection), choice),
    selfManagedCli: selfManaged(connection, values),
  }
}

type Values = ReturnType<typeof parameterValues>

function serviceManaged(connection: Installable, values: Values): string {
  const { homeRegion, settings } = connection
  const root = `$(aws organizations list-roots --query 'Roots[0].Id' --output text${regionFlag(connection)})`
  const left = settings.excludedAccounts
  const except = left.length === 0 ? '' : `,Accounts=${left.join(',')},AccountFilterType=DIFFERENCE`
  return [
    '# In the management account, or as delegated administrator of stack sets with --call-as DELEGATED_ADMIN.',
    '# Once, in the management account:',
    `aws cloudformation activate-organizations-access --region ${homeRegion}`,
    command(
      `aws cloudformation create-stack-set --stack-set-name ${stackSetName} --region ${homeRegion}`,
      `--template-body file://${templateFile}`,
      '--permission-model SERVICE_MANAGED',
      '--auto-deployment Enabled=true,RetainStacksOnAccountRemoval=false',
      parameterFlags(values),
      '--capabilities CAPABILITY_NAMED_IAM',
    ),
    '# For some organizational units instead of all: OrganizationalUnitIds=ou-…,ou-…',
    command(
      `aws cloudformation create-stack-instances --stack-set-name ${stackSetName} --region ${homeRegion}`,
      `--deployment-targets "OrganizationalUnitIds=${root}${except}"`,
      `--regions ${homeRegion}`,
      '--operation-preferences FailureTolerancePercentage=100,MaxConcurrentPercentage=100',
    ),
  ].join('\n')
}

function selfManaged(connection: Installable, values: Values): string {
  const { homeRegion, partition, accounts, managementAccountId } = connection
  const members = accounts.filter((account) => account !== managementAccountId)
  const targets = members.length > 0 ? members.join(' ') : '<account numbers>'
  return [
    `# Where ${selfManagedRoles.administration} and, in each account, ${selfManagedRoles.execution} stand.`,
    command(
      `aws cloudformation create-stack-set --stack-set-name ${stackSetName} --region ${homeRegion}`,
      `--template-body file://${templateFile}`,
      '--permission-model SELF_MANAGED',
      `--administration-role-arn "arn:${partition}:iam::${callerAccount(connection)}:role/${selfManagedRoles.administration}"`,
      `--execution-role-name ${selfManagedRoles.execution}`,
      parameterFlags(values),
      '--capabilities CAPABILITY_NAMED_IAM',
    ),
    command(
      `aws cloudformation create-stack-instances --stack-set-name ${stackSetName} --region ${homeRegion}`,
      `--accounts ${targets}`,
      `--regions ${homeRegion}`,
    ),
  ].join('\n')
}
