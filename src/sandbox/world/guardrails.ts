/** The guardrails of Larkfield: service and resource control policies, and where they hang. */
import { allow, deny, everything, policy } from './documents.ts'
import { organizationPolicyId } from './ids.ts'
import type { Organization, OrganizationPolicy } from './model.ts'

export const workRegions = ['eu-west-1', 'eu-central-1', 'us-east-1'] as const

/** Roles that look everywhere: a Region guard that stops them would blind the auditors. */
const trustRole = 'arn:aws:iam::*:role/BailiwickCrossAccountTrustRole'
const auditors = [trustRole, 'arn:aws:iam::*:role/security/*']

const baseline = policy(
  deny({ sid: 'StayInOrganization', actions: 'organizations:LeaveOrganization', resources: '*' }),
  deny({
    sid: 'ProtectTrail',
    actions: ['cloudtrail:StopLogging', 'cloudtrail:DeleteTrail', 'cloudtrail:PutEventSelectors'],
    resources: '*',
    when: { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/security/*' } },
  }),
  deny({
    sid: 'MfaForDeletes',
    actions: ['kms:ScheduleKeyDeletion', 's3:DeleteBucket', 'rds:DeleteDBCluster'],
    resources: '*',
    when: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
  }),
)

/** Services that answer in one Region only, and so must be outside a Region guard (Organizations User Guide, SCP examples). */
const globalServices = [
  'account:*',
  'acm:*',
  'aws-portal:*',
  'billing:*',
  'budgets:*',
  'ce:*',
  'cloudfront:*',
  'cur:*',
  'globalaccelerator:*',
  'health:*',
  'iam:*',
  'identitystore:*',
  'organizations:*',
  'route53:*',
  'route53domains:*',
  's3:GetAccountPublic*',
  's3:ListAllMyBuckets',
  'shield:*',
  'sso:*',
  'sts:*',
  'support:*',
  'tag:*',
  'trustedadvisor:*',
  'waf:*',
  'wafv2:*',
]

const regionGuard = policy(
  deny({
    sid: 'OnlyOurRegions',
    notActions: globalServices,
    resources: '*',
    when: {
      StringNotEquals: { 'aws:RequestedRegion': [...workRegions] },
      ArnNotLike: { 'aws:PrincipalArn': auditors },
    },
  }),
)

/** The hole: whoever may tag a role may give it the tag that opens the perimeter. */
const dataPerimeter = (organizationId: string, lakeReaders: readonly string[]) =>
  policy(
    deny({
      sid: 'OnlyOurBuckets',
      actions: ['s3:GetObject*', 's3:PutObject*'],
      resources: '*',
      when: { StringNotEqualsIfExists: { 'aws:ResourceOrgID': organizationId } },
    }),
    deny({
      sid: 'LakeStaysInDataAccounts',
      actions: 's3:GetObject*',
      resources: 'arn:aws:s3:::larkfield-lake-*/*',
      when: {
        StringNotEquals: { 'aws:PrincipalAccount': lakeReaders },
        StringNotEqualsIfExists: { 'aws:PrincipalTag/perimeter-exempt': 'true' },
      },
    }),
  )

const sealSecrets = (exempt: readonly string[]) =>
  policy(
    deny({
      sid: 'LedgerSecretsForLedgerOnly',
      actions: 'secretsmanager:*',
      resources: '*',
      when: {
        ArnNotLike: {
          'aws:PrincipalArn': ['arn:aws:iam::*:role/service/*', 'arn:aws:iam::*:role/security/*', ...exempt],
        },
      },
    }),
  )

const noUsersInSandboxes = policy(
  deny({ sid: 'NoLongTermKeys', actions: ['iam:CreateUser', 'iam:CreateAccessKey'], resources: '*' }),
  deny({
    sid: 'NoBigMachines',
    actions: 'ec2:RunInstances',
    resources: 'arn:aws:ec2:*:*:instance/*',
    when: { StringLike: { 'ec2:InstanceType': ['p5.*', 'p4d.*'] } },
  }),
)

const quarantine = policy(deny({ sid: 'Nothing', actions: '*', resources: '*' }))

const secureTransport = policy(
  deny({
    sid: 'TlsOnly',
    principal: '*',
    actions: ['s3:*', 'sqs:*'],
    resources: '*',
    when: { BoolIfExists: { 'aws:SecureTransport': 'false' } },
  }),
)

const orgOnly = (organizationId: string) =>
  policy(
    deny({
      sid: 'OrgOnly',
      principal: '*',
      actions: ['s3:*', 'sqs:*', 'kms:*', 'secretsmanager:*'],
      resources: '*',
      when: {
        StringNotEqualsIfExists: { 'aws:PrincipalOrgID': organizationId },
        BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
      },
    }),
  )

interface Guardrail {
  readonly name: string
  readonly says: string
  readonly type: OrganizationPolicy['type']
  readonly document: OrganizationPolicy['document']
  /** `root`, OU names, account names. Names that the world does not have are left out. */
  readonly on: readonly string[]
}

const guardrails = (
  organization: Organization,
  idOf: (account: string) => string | undefined,
  gaps: boolean,
): readonly Guardrail[] => {
  const lakeReaders = ['data-lake', 'analytics'].flatMap((name) => idOf(name) ?? [])
  return [
    {
      name: 'Baseline',
      says: 'What nobody may do anywhere',
      type: 'SERVICE_CONTROL_POLICY',
      document: baseline,
      on: ['root'],
    },
    {
      name: 'RegionGuard',
      says: 'Only the Regions we work in',
      type: 'SERVICE_CONTROL_POLICY',
      document: regionGuard,
      on: ['Production', 'Staging', 'Data', 'Sandbox'],
    },
    {
      name: 'DataPerimeter',
      says: 'The lake is read from data accounts only',
      type: 'SERVICE_CONTROL_POLICY',
      document: dataPerimeter(organization.id, lakeReaders),
      on: ['Production', 'Data'],
    },
    {
      name: 'SealSecrets',
      says: 'Ledger secrets are for the ledger',
      type: 'SERVICE_CONTROL_POLICY',
      document: sealSecrets(gaps ? [] : [trustRole]),
      on: ['prod-ledger'],
    },
    {
      name: 'SandboxLimits',
      says: 'No users, no large machines',
      type: 'SERVICE_CONTROL_POLICY',
      document: noUsersInSandboxes,
      on: ['Sandbox'],
    },
    {
      name: 'Quarantine',
      says: 'Closed accounts do nothing',
      type: 'SERVICE_CONTROL_POLICY',
      document: quarantine,
      on: ['Suspended'],
    },
    {
      name: 'SecureTransport',
      says: 'Encrypted connections only',
      type: 'RESOURCE_CONTROL_POLICY',
      document: secureTransport,
      on: ['root'],
    },
    {
      name: 'OrgOnly',
      says: 'Data is for our own organization',
      type: 'RESOURCE_CONTROL_POLICY',
      document: orgOnly(organization.id),
      on: ['Data', 'Payments'],
    },
  ]
}

/** AWS's own two policies, which Organizations attaches to everything when a policy type is enabled. */
const awsPolicies = [
  {
    id: 'p-FullAWSAccess',
    name: 'FullAWSAccess',
    type: 'SERVICE_CONTROL_POLICY',
    document: everything,
    description: 'Allows access to every operation',
  },
  {
    id: 'p-RCPFullAWSAccess',
    name: 'RCPFullAWSAccess',
    type: 'RESOURCE_CONTROL_POLICY',
    document: policy(allow({ principal: '*', actions: '*', resources: '*' })),
    description: 'Allows access to every resource',
  },
] as const

/** With `gaps` Bailiwick's own role is not exempt from SealSecrets. */
export function addGuardrails(organization: Organization, seed: string, gaps: boolean): void {
  const everywhere = [organization.rootId, ...organization.ous.keys(), ...organization.members.keys()]
  for (const own of awsPolicies) {
    organization.policies.set(own.id, { ...own, awsManaged: true, targets: new Set(everywhere) })
  }
  const named = new Map([...organization.members.values()].map((member) => [member.name, member.id] as const))
  const ous = new Map([...organization.ous.values()].map((ou) => [ou.name, ou.id] as const))
  const targetOf = (name: string) => (name === 'root' ? organization.rootId : (ous.get(name) ?? named.get(name)))
  for (const { name, says, type, document, on } of guardrails(organization, (account) => named.get(account), gaps)) {
    const targets = on.flatMap((target) => targetOf(target) ?? [])
    const id = organizationPolicyId(seed, name)
    organization.policies.set(id, {
      id,
      name,
      description: says,
      type,
      awsManaged: false,
      document,
      targets: new Set(targets),
    })
  }
}
