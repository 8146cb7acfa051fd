/**
 * What an administrator of AWS creates so that Bailiwick can read: trust policy, CloudFormation template, AWS CLI commands
 * (connection.md §2, §3). Pure text. The trusted principal is exactly one role or user: there is no code path to a wildcard,
 * to an account root or to a list.
 */
import type { Connection, InstallInstructions } from '../app/ports.ts'
import { AppError } from '../core/fault.ts'
import type { Json } from '../core/inventory/objects.ts'
import type { ManagedPolicyName } from './collector.ts'
import { trustReads } from './probe-trust.ts'
import { capabilities } from './registry.ts'

export type Installable = Pick<
  Connection,
  'partition' | 'method' | 'externalId' | 'roleName' | 'rolePath' | 'trustPrincipalArn' | 'identityCenter'
>

/** Its change tells a customer that the stack should be updated. */
const templateVersion = '1'

/** connection.md §2. */
const stackName = 'Bailiwick-Trust-Role'
const templateFile = 'bailiwick-trust-role.json'

const accountPolicies: readonly ManagedPolicyName[] = ['SecurityAudit']
/** Only where Identity Center is administered. */
const identityCenterPolicies: readonly ManagedPolicyName[] = ['AWSSSOReadOnly', 'AWSSSODirectoryReadOnly']

/** Fault `wrong_state` when there is no principal to trust, or it is none that may be trusted. */
export function describeInstallation(connection: Installable): InstallInstructions {
  const principal = trustedPrincipal(connection)
  const names = connection.identityCenter ? [...accountPolicies, ...identityCenterPolicies] : accountPolicies
  const managedPolicies = names.map((name) => `arn:${connection.partition}:iam::aws:policy/${name}`)
  const trustPolicy = trustPolicyOf(principal, connection.externalId)
  return {
    trustPolicy,
    managedPolicies,
    cli:
      connection.method === 'cloudformation' ? createStackLine(connection) : createRoleLines(connection, trustPolicy),
    template: template(connection, principal),
  }
}

/** One role or user, spelled out: `arn:<partition>:iam::<account>:role/…`. */
const onePrincipal = /^arn:(aws|aws-us-gov|aws-cn):iam::\d{12}:(role|user)\/[\w+=,.@/-]+$/

function trustedPrincipal({ trustPrincipalArn, externalId }: Installable): string {
  if (trustPrincipalArn === null || externalId === '') {
    throw new AppError('wrong_state', 'This connection has no principal to trust yet.', {
      fix: 'Give the server AWS credentials of a role or an IAM user, or set BAILIWICK_TRUST_PRINCIPAL_ARN.',
    })
  }
  if (!onePrincipal.test(trustPrincipalArn)) {
    throw new AppError(
      'wrong_state',
      `${trustPrincipalArn} is not one role or user, so no trust policy is made for it.`,
      {
        fix: 'Run Bailiwick with the credentials of a role or an IAM user.',
      },
    )
  }
  return trustPrincipalArn
}

function trustPolicyOf(principal: string, externalId: Json): Json {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: principal },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'sts:ExternalId': externalId } },
      },
    ],
  }
}

/* ------------------------------------------------------------------ AWS CLI */

function createRoleLines(connection: Installable, trustPolicy: Json): string {
  const { roleName, rolePath, partition, identityCenter } = connection
  const path = rolePath === '/' ? '' : ` --path ${quoted(rolePath)}`
  const attach = (name: ManagedPolicyName): string =>
    `aws iam attach-role-policy --role-name ${quoted(roleName)} --policy-arn ${quoted(`arn:${partition}:iam::aws:policy/${name}`)}`
  return [
    `aws iam create-role --role-name ${quoted(roleName)}${path} --max-session-duration 3600 --assume-role-policy-document ${quoted(JSON.stringify(trustPolicy))}`,
    ...accountPolicies.map(attach),
    ...(identityCenter ? ['# In the management account only:', ...identityCenterPolicies.map(attach)] : []),
  ].join('\n')
}

/** For a POSIX shell: nothing inside single quotes is special but the single quote. */
const quoted = (text: string): string => (/^[\w+=,.@:/-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`)

/** Method A without a bucket: the downloaded template, with every value filled in. */
function createStackLine(connection: Installable): string {
  const parameters = [
    `ParameterKey=ExternalID,ParameterValue=${connection.externalId}`,
    `ParameterKey=IncludeAWSIdentityCenter,ParameterValue=${connection.identityCenter}`,
    `ParameterKey=RoleName,ParameterValue=${connection.roleName}`,
  ]
  return [
    `aws cloudformation create-stack --stack-name ${stackName}`,
    `--template-body file://${templateFile}`,
    `--parameters ${parameters.map(quoted).join(' ')}`,
    '--capabilities CAPABILITY_NAMED_IAM',
  ].join(' ')
}

/* ------------------------------------------------------------------ CloudFormation */

/** Keys stand in a fixed order, so that equal connections give equal bytes and the hash names the version. */
function template(connection: Installable, principal: string): string {
  const policyArn = (name: ManagedPolicyName): Json => ({ 'Fn::Sub': `arn:\${AWS::Partition}:iam::aws:policy/${name}` })
  const document: Json = {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: 'The role through which Bailiwick reads this account. It can read configuration and change nothing.',
    Parameters: {
      ExternalID: {
        Type: 'String',
        Description: 'The external id that Bailiwick shows for this integration.',
        MinLength: 2,
        MaxLength: 1224,
        AllowedPattern: '[\\w+=,.@:/-]+',
      },
      IncludeAWSIdentityCenter: {
        Type: 'String',
        Description: 'true only in the management account, or in the account that administers IAM Identity Center.',
        AllowedValues: ['true', 'false'],
        Default: 'false',
      },
      RoleName: {
        Type: 'String',
        Description: 'If you change it, type the new name in Bailiwick under Assume role.',
        MinLength: 1,
        MaxLength: 64,
        AllowedPattern: '[\\w+=,.@-]+',
        Default: connection.roleName,
      },
    },
    Conditions: { WithIdentityCenter: { 'Fn::Equals': [{ Ref: 'IncludeAWSIdentityCenter' }, 'true'] } },
    Resources: {
      BailiwickRole: {
        Type: 'AWS::IAM::Role',
        Properties: {
          RoleName: { Ref: 'RoleName' },
          Path: connection.rolePath,
          Description: 'Read-only access for Bailiwick',
          MaxSessionDuration: 3600,
          AssumeRolePolicyDocument: trustPolicyOf(principal, { Ref: 'ExternalID' }),
          ManagedPolicyArns: [
            ...accountPolicies.map(policyArn),
            ...identityCenterPolicies.map((name) => ({
              'Fn::If': ['WithIdentityCenter', policyArn(name), { Ref: 'AWS::NoValue' }],
            })),
          ],
        },
      },
    },
    Outputs: {
      BailiwickRoleArn: { Value: { 'Fn::GetAtt': ['BailiwickRole', 'Arn'] } },
      BailiwickAccountId: { Value: { Ref: 'AWS::AccountId' } },
      TemplateVersion: { Value: templateVersion },
    },
  }
  return `${JSON.stringify(document, null, 2)}\n`
}

/* ------------------------------------------------------------------ instead of SecurityAudit */

/** Exactly the actions that the collectors and the probes call, for whoever wants to allow less than SecurityAudit does (§2.3). */
export function leastPrivilegePolicy(options: { readonly identityCenter: boolean }): Json {
  const wanted = capabilities.filter(({ type }) => options.identityCenter || type !== 'identity_center')
  const reads = [...trustReads, ...wanted.flatMap((capability) => capability.reads)]
  const actions = new Set(reads.map(({ action }) => action))
  return {
    Version: '2012-10-17',
    Statement: [{ Sid: 'BailiwickReads', Effect: 'Allow', Action: [...actions].sort(), Resource: '*' }],
  }
}
