/** Permission sets of Larkfield, and which group holds which of them where. */
import type { Json } from '../../core/inventory/objects.ts'
import { allow, policy } from './documents.ts'
import { identityCenterHex } from './ids.ts'
import { awsManaged } from './managed-policies.ts'
import type { PermissionSet } from './model.ts'

interface SetPlan {
  readonly name: string
  readonly says: string
  readonly hours?: number
  /** Names of AWS managed policies. */
  readonly attached?: readonly string[]
  readonly inline?: Json
  /** Name of a customer managed policy that every account has. */
  readonly boundary?: string
}

const lake = ['arn:aws:s3:::larkfield-lake-*', 'arn:aws:s3:::larkfield-lake-*/*']

const plans: readonly SetPlan[] = [
  { name: 'AdministratorAccess', says: 'Everything, for the platform', attached: ['AdministratorAccess'] },
  { name: 'PowerUser', says: 'Everything but identities', attached: ['PowerUserAccess'], hours: 8 },
  { name: 'ReadOnly', says: 'Reads everything', attached: ['ReadOnlyAccess'], hours: 8 },
  { name: 'SecurityAudit', says: 'Reads configuration', attached: ['SecurityAudit', 'ViewOnlyAccess'], hours: 8 },
  { name: 'Billing', says: 'Invoices and budgets', attached: ['Billing'] },
  { name: 'Support', says: 'Support cases and a view of resources', attached: ['AWSSupportAccess', 'ViewOnlyAccess'] },
  {
    name: 'Developer',
    says: 'Builds within DeveloperBoundary',
    attached: ['PowerUserAccess'],
    boundary: 'DeveloperBoundary',
    hours: 8,
  },
  {
    name: 'DataEngineer',
    says: 'Works on the lake',
    hours: 8,
    inline: policy(
      allow({ sid: 'Catalog', actions: ['glue:Get*', 'glue:StartJobRun', 'athena:*'], resources: '*' }),
      allow({ sid: 'ReadLake', actions: ['s3:GetObject*', 's3:ListBucket'], resources: lake }),
      allow({
        sid: 'Decrypt',
        actions: 'kms:Decrypt',
        resources: '*',
        when: { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } },
      }),
    ),
  },
  {
    name: 'LakeReader',
    says: 'Reads the lake for a while; nobody holds it by default',
    hours: 2,
    inline: policy(allow({ sid: 'ReadLake', actions: ['s3:GetObject', 's3:ListBucket'], resources: lake })),
  },
  {
    name: 'DataScientist',
    says: 'Queries the marts',
    attached: ['AmazonAthenaFullAccess'],
    inline: policy(
      allow({
        sid: 'ReadMarts',
        actions: ['s3:GetObject', 's3:ListBucket'],
        resources: ['arn:aws:s3:::larkfield-lake-marts', 'arn:aws:s3:::larkfield-lake-marts/*'],
      }),
    ),
  },
  {
    name: 'PaymentsAdmin',
    says: 'Runs payments; for emergencies',
    hours: 1,
    attached: ['PowerUserAccess'],
    inline: policy(
      allow({
        sid: 'RolesOfServices',
        actions: ['iam:Get*', 'iam:List*', 'iam:PassRole', 'iam:UpdateAssumeRolePolicy'],
        resources: 'arn:aws:iam::*:role/service/*',
      }),
    ),
  },
  {
    name: 'PaymentsOperator',
    says: 'Restarts and looks, without data',
    hours: 4,
    inline: policy(
      allow({
        sid: 'Look',
        actions: [
          'rds:Describe*',
          'ecs:Describe*',
          'ecs:List*',
          'cloudwatch:Get*',
          'logs:Get*',
          'logs:Describe*',
          'ssm:GetParameter',
        ],
        resources: '*',
      }),
      allow({
        sid: 'Restart',
        actions: ['rds:RebootDBCluster', 'ecs:UpdateService'],
        resources: '*',
        when: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
      }),
    ),
  },
  { name: 'MlResearch', says: 'Free hand in the sandbox', attached: ['PowerUserAccess'], hours: 8 },
]

/** Group, permission set, accounts. */
export const holdings: readonly (readonly [group: string, set: string, accounts: readonly string[]])[] = [
  [
    'platform-admins',
    'AdministratorAccess',
    [
      'larkfield-root',
      'security-audit',
      'prod-payments',
      'data-lake',
      'ci-build',
      'prod-ledger',
      'analytics',
      'edge-prod',
      'staging-payments',
      'log-archive',
      'sandbox-ml',
    ],
  ],
  ['platform', 'PowerUser', ['ci-build', 'edge-prod', 'staging-payments']],
  ['platform', 'ReadOnly', ['prod-payments', 'prod-ledger', 'data-lake', 'analytics']],
  [
    'security-eng',
    'SecurityAudit',
    [
      'larkfield-root',
      'security-audit',
      'prod-payments',
      'data-lake',
      'ci-build',
      'prod-ledger',
      'analytics',
      'edge-prod',
      'staging-payments',
      'log-archive',
      'sandbox-ml',
    ],
  ],
  ['security-eng', 'PowerUser', ['security-audit', 'log-archive']],
  ['security-auditors', 'ReadOnly', ['larkfield-root', 'log-archive', 'prod-payments', 'prod-ledger', 'data-lake']],
  ['payments-eng', 'Developer', ['staging-payments']],
  ['payments-eng', 'PaymentsOperator', ['prod-payments']],
  ['payments-oncall', 'PaymentsAdmin', ['prod-payments']],
  ['ledger-eng', 'Developer', ['staging-payments']],
  ['ledger-eng', 'PaymentsOperator', ['prod-ledger']],
  ['data-eng', 'DataEngineer', ['data-lake']],
  ['data-platform', 'Developer', ['data-lake', 'analytics']],
  ['data-science', 'DataScientist', ['analytics']],
  ['data-science', 'MlResearch', ['sandbox-ml']],
  ['analysts', 'DataScientist', ['analytics']],
  ['fraud', 'Support', ['prod-payments']],
  ['edge-eng', 'Developer', ['edge-prod']],
  ['ml-research', 'MlResearch', ['sandbox-ml']],
  ['finance', 'Billing', ['larkfield-root']],
  ['support', 'Support', ['prod-payments', 'edge-prod']],
]

export const leftAssignments = [{ account: 'analytics', set: 'DataScientist', person: 'viktor.horvat' }] as const

/** What every account beyond the roster gets. */
export const usualHoldings: readonly (readonly [group: string, set: string])[] = [
  ['platform-admins', 'AdministratorAccess'],
  ['platform', 'PowerUser'],
  ['security-eng', 'SecurityAudit'],
  ['support', 'Support'],
]

export function permissionSets(seed: string, instanceNumber: string, start: Date): readonly PermissionSet[] {
  return plans.map(({ name, says, hours = 1, attached = [], inline, boundary }, index) => ({
    arn: `arn:aws:sso:::permissionSet/ssoins-${instanceNumber}/ps-${identityCenterHex(seed, 'set', name)}`,
    name,
    description: says,
    sessionDuration: `PT${hours}H`,
    createdAt: new Date(start.getTime() - (900 - index * 40) * 86_400_000),
    managedPolicies: attached.map(awsManaged),
    customerManagedPolicies: [],
    ...(inline !== undefined && { inlinePolicy: inline }),
    ...(boundary !== undefined && { boundary: { name: boundary, path: '/' } }),
    tags: {},
  }))
}
