/** The template of the role and the ways to make a stack of it (connection.md §2, "The template"; §3, A). */
import type { NamedPolicy, PolicyChoice } from '../../app/ports/aws.ts'
import { consoleDomainOf } from '../../aws/partitions.ts'
import type { Json } from '../../core/inventory/objects.ts'
import type { ManagedPolicyName } from '../collector.ts'
import type { Installable } from './installable.ts'
import {
  isManagementApart,
  managementRole,
  maxSessionSeconds,
  roleDescription,
  stackName,
  templateFile,
  trustedPrincipal,
  trustPolicyOf,
} from './installable.ts'
import {
  accountPolicies,
  allow,
  extendedActions,
  identityCenterPolicies,
  leastPolicies,
  policyNames,
  trailActions,
} from './role-policies.ts'
import { command, quoted } from './shell.ts'

/** Its change tells a customer that the stack should be updated; the hash of the text names every other difference. */
const templateVersion = '3'

type Parameters = Readonly<Record<string, Readonly<Record<string, Json>>>>

const trueOrFalse = { Type: 'String', AllowedValues: ['true', 'false'], Default: 'false' } as const

/** An ARN or nothing. */
const optionalArn = (description: string, pattern: string): Readonly<Record<string, Json>> => ({
  Type: 'String',
  Description: description,
  AllowedPattern: `^$|${pattern}`,
  Default: '',
})

/** A path that is the same everywhere stands in the template itself. */
const isPathApart = (connection: Installable): boolean => managementRole(connection).rolePath !== connection.rolePath

function parameters(connection: Installable): Parameters {
  return {
    ExternalID: {
      Type: 'String',
      Description: 'The external id that Bailiwick shows for this integration.',
      MinLength: 2,
      MaxLength: 1224,
      AllowedPattern: '[\\w+=,.@:/-]+',
    },
    IncludeAWSIdentityCenter: {
      ...trueOrFalse,
      Description: 'true only in the management account, or in the account that administers IAM Identity Center.',
    },
    RoleName: {
      Type: 'String',
      Description: 'If you change it, type the new name in Bailiwick under Assume role.',
      MinLength: 1,
      MaxLength: 64,
      AllowedPattern: '[\\w+=,.@-]+',
      Default: connection.roleName,
    },
    ...(isPathApart(connection) && {
      RolePath: {
        Type: 'String',
        Description: 'Path of the role, which differs in the management account.',
        // IAM API Reference, CreateRole; without what would be a wildcard in ARNs.
        AllowedPattern: '/([\\w+=,.@-]+/)*',
        MaxLength: 512,
        Default: connection.rolePath,
      },
    }),
    CloudTrailBucketArn: optionalArn(
      'Optional. ARN of the bucket that CloudTrail delivers to; without it only the last 90 days of events can be looked up.',
      'arn:[\\w-]+:s3:::[a-z0-9.-]+',
    ),
    CloudTrailPrefix: {
      Type: 'String',
      Description: 'Optional. What stands before AWSLogs/ in that bucket, without slashes around it.',
      AllowedPattern: "^$|[\\w!.*'()-]+(/[\\w!.*'()-]+)*",
      Default: '',
    },
    CloudTrailKeyArn: optionalArn(
      'Optional. ARN of the KMS key that encrypts the logs.',
      'arn:[\\w-]+:kms:[a-z0-9-]+:[0-9]{12}:key/[\\w-]+',
    ),
    CloudTrailQueueArn: optionalArn(
      'Optional. ARN of an SQS queue made for Bailiwick that tells of new logs. The only parameter that allows a write: messages that were read are deleted.',
      'arn:[\\w-]+:sqs:[a-z0-9-]+:[0-9]{12}:[\\w-]+(\\.fifo)?',
    ),
    ExtendedReads: {
      ...trueOrFalse,
      Description: 'true adds a few reads that SecurityAudit does not allow.',
    },
  }
}

const isSet = (parameter: string): Json => ({ 'Fn::Not': [{ 'Fn::Equals': [{ Ref: parameter }, ''] }] })
const isTrue = (parameter: string): Json => ({ 'Fn::Equals': [{ Ref: parameter }, 'true'] })

const conditions: Readonly<Record<string, Json>> = {
  WithIdentityCenter: isTrue('IncludeAWSIdentityCenter'),
  WithTrailBucket: isSet('CloudTrailBucketArn'),
  WithTrailPrefix: isSet('CloudTrailPrefix'),
  WithTrailKey: isSet('CloudTrailKeyArn'),
  WithTrailQueue: isSet('CloudTrailQueueArn'),
  WithExtendedReads: isTrue('ExtendedReads'),
}

/** A policy of the role, as a resource of its own: a member of the role's list could not be left out in every CloudFormation there is. */
interface RolePolicy {
  readonly policy: NamedPolicy
  readonly condition?: string
}

function trailStatements(): readonly RolePolicy[] {
  const logs: Json = {
    'Fn::If': [
      'WithTrailPrefix',
      { 'Fn::Sub': '${CloudTrailBucketArn}/${CloudTrailPrefix}/AWSLogs/*' },
      { 'Fn::Sub': '${CloudTrailBucketArn}/AWSLogs/*' },
    ],
  }
  return [
    inline(policyNames.trailLogs, allow(trailActions.logs, logs), 'WithTrailBucket'),
    inline(policyNames.trailKey, allow(trailActions.key, { Ref: 'CloudTrailKeyArn' }), 'WithTrailKey'),
    inline(policyNames.trailQueue, allow(trailActions.queue, { Ref: 'CloudTrailQueueArn' }), 'WithTrailQueue'),
  ]
}

const inline = (name: string, document: Json, condition: string): RolePolicy => ({
  policy: { name, kind: 'inline', document },
  condition,
})

interface RolePolicies {
  /** ARNs of AWS's own policies. */
  readonly managed: Json | undefined
  readonly own: readonly RolePolicy[]
}

function auditPolicies({ settings }: Installable): RolePolicies {
  const arnOf = (name: ManagedPolicyName): Json => ({ 'Fn::Sub': `arn:\${AWS::Partition}:iam::aws:policy/${name}` })
  const extended = extendedActions(settings.resourceTypes)
  return {
    managed: {
      'Fn::If': [
        'WithIdentityCenter',
        [...accountPolicies, ...identityCenterPolicies].map(arnOf),
        accountPolicies.map(arnOf),
      ],
    },
    own: [
      ...trailStatements(),
      ...(extended.length > 0 ? [inline(policyNames.extendedReads, allow(extended, '*'), 'WithExtendedReads')] : []),
    ],
  }
}

/** The reads are fixed when it is made, the extended ones among them when the setting says so. */
function leastRolePolicies({ settings }: Installable): RolePolicies {
  const { account, identityCenter } = leastPolicies(settings)
  return {
    managed: undefined,
    own: [
      ...account.map((policy) => ({ policy })),
      ...identityCenter.map((policy) => ({ policy, condition: 'WithIdentityCenter' })),
      ...trailStatements(),
    ],
  }
}

/** Keys stand in a fixed order, so that equal connections give equal bytes and the hash names the version. */
export function template(connection: Installable, choice: PolicyChoice): string {
  const principal = trustedPrincipal(connection)
  const policies = choice === 'least' ? leastRolePolicies(connection) : auditPolicies(connection)
  const document: Json = {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: 'The role through which Bailiwick reads this account. It can read configuration and change nothing.',
    Parameters: usedParameters(connection, choice),
    Conditions: usedConditions(choice),
    Resources: {
      BailiwickRole: {
        Type: 'AWS::IAM::Role',
        Properties: {
          RoleName: { Ref: 'RoleName' },
          Path: isPathApart(connection) ? { Ref: 'RolePath' } : connection.rolePath,
          Description: roleDescription,
          MaxSessionDuration: maxSessionSeconds,
          AssumeRolePolicyDocument: trustPolicyOf(principal, { Ref: 'ExternalID' }),
          ...(policies.managed !== undefined && { ManagedPolicyArns: policies.managed }),
        },
      },
      ...Object.fromEntries(policies.own.map(resourceOf)),
    },
    Outputs: {
      BailiwickRoleArn: { Value: { 'Fn::GetAtt': ['BailiwickRole', 'Arn'] } },
      BailiwickAccountId: { Value: { Ref: 'AWS::AccountId' } },
      TemplateVersion: { Value: templateVersion },
    },
  }
  return `${JSON.stringify(document, null, 2)}\n`
}

const usedParameters = (connection: Installable, choice: PolicyChoice): Json =>
  without(parameters(connection), choice === 'least' ? 'ExtendedReads' : undefined)

const usedConditions = (choice: PolicyChoice): Json =>
  without(conditions, choice === 'least' ? 'WithExtendedReads' : undefined)

const without = (record: Readonly<Record<string, Json>>, name: string | undefined): Json =>
  Object.fromEntries(Object.entries(record).filter(([key]) => key !== name))

/** By logical id. Of one id CloudFormation changes no type, and settings may make a policy too large to be inline. */
const resourceOf = ({ policy: { name, kind, document }, condition }: RolePolicy): [string, Json] => [
  kind === 'inline' ? name : `${name}Managed`,
  {
    Type: kind === 'inline' ? 'AWS::IAM::Policy' : 'AWS::IAM::ManagedPolicy',
    ...(condition !== undefined && { Condition: condition }),
    Properties: {
      ...(kind === 'inline' && { PolicyName: name }),
      Roles: [{ Ref: 'BailiwickRole' }],
      PolicyDocument: document,
    },
  },
]

/* ------------------------------------------------------------------ a stack of it */

export interface StackValues {
  readonly identityCenter: boolean
  /** Only where somebody reads the logs: not in each account of a stack set. */
  readonly trail: boolean
  /** Where the role is called otherwise than the template says. */
  readonly role?: Pick<Installable, 'roleName' | 'rolePath'>
}

/** What differs from the defaults of the template, in its order. */
export function parameterValues(
  connection: Installable,
  { identityCenter, trail, role = connection }: StackValues,
  choice: PolicyChoice,
): readonly (readonly [name: string, value: string])[] {
  const { externalId, settings } = connection
  const { bucketArn, prefix, keyArn, queueArn } = settings.cloudTrail
  const logs: readonly (readonly [string, string | null])[] = [
    ['CloudTrailBucketArn', bucketArn],
    ['CloudTrailPrefix', prefix],
    ['CloudTrailKeyArn', keyArn],
    ['CloudTrailQueueArn', queueArn],
  ]
  return [
    ['ExternalID', externalId],
    ['IncludeAWSIdentityCenter', String(identityCenter)],
    ...(role.roleName === connection.roleName ? [] : [['RoleName', role.roleName] as const]),
    ...(role.rolePath === connection.rolePath ? [] : [['RolePath', role.rolePath] as const]),
    ...(trail ? logs : []).flatMap(([name, value]) => (value === null ? [] : [[name, value] as const])),
    ...(settings.extendedReads && choice === 'audit' ? [['ExtendedReads', 'true'] as const] : []),
  ]
}

export const parameterFlags = (values: readonly (readonly [string, string])[]): string =>
  `--parameters ${values.map(([name, value]) => quoted(`ParameterKey=${name},ParameterValue=${value}`)).join(' ')}`

/** Method A without a bucket: the downloaded template, with every value filled in. */
export function createStackLine(connection: Installable, values: StackValues, choice: PolicyChoice): string {
  return command(
    `aws cloudformation create-stack --stack-name ${stackName} --region ${connection.homeRegion}`,
    `--template-body file://${templateFile}`,
    parameterFlags(parameterValues(connection, values, choice)),
    '--capabilities CAPABILITY_NAMED_IAM',
  )
}

export const managementValues = (connection: Installable): StackValues => ({
  identityCenter: connection.identityCenter,
  trail: true,
  role: managementRole(connection),
})
export const memberValues: StackValues = { identityCenter: false, trail: false }

export function createStackLines(connection: Installable, choice: PolicyChoice): string {
  const management = createStackLine(connection, managementValues(connection), choice)
  const member = createStackLine(connection, memberValues, choice)
  if (!isManagementApart(connection) || member === management) return management
  return ['# In each account but the management account:', member, '# In the management account:', management].join(
    '\n',
  )
}

/** AWS CloudFormation User Guide, "Create quick-create links": the address of a template has at most 1,024 characters. */
const longestTemplateUrl = 1_024

/** Null without an address that fits. Whoever opens it can change the values, so nothing of it is believed before the probes. */
export function quickCreateUrl(
  connection: Installable,
  templateUrl: string | undefined,
  stack: StackValues,
  choice: PolicyChoice,
): string | null {
  if (templateUrl === undefined || templateUrl.length > longestTemplateUrl) return null
  const { homeRegion: region, partition } = connection
  const values = parameterValues(connection, stack, choice)
  const query = [
    ['templateURL', templateUrl],
    ['stackName', stackName],
    ...values.map(([name, value]) => [`param_${name}`, value]),
  ].map(([name = '', value = '']) => `${name}=${encodeURIComponent(value)}`)
  const console = `https://${region}.${consoleDomainOf(partition)}/cloudformation/home?region=${region}`
  return `${console}#/stacks/create/review?${query.join('&')}`
}
