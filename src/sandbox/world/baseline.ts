/** What every account of Larkfield has from its first day, and the role that the product is connected through. */

import { allow, deny, policy, rootOf, trustAws, trustService, withExternalId } from './documents.ts'
import type { Maker } from './maker.ts'
import type { Home } from './model.ts'

const developerBoundary = policy(
  allow({ sid: 'Build', actions: '*', resources: '*' }),
  deny({ sid: 'NoIdentities', actions: ['iam:*', 'organizations:*', 'sso:*'], resources: '*' }),
  deny({
    sid: 'NoSensitiveData',
    actions: ['s3:GetObject*', 'secretsmanager:GetSecretValue'],
    resources: '*',
    when: { StringEquals: { 'aws:ResourceTag/data': ['cardholder', 'personal'] } },
  }),
)

const workloadBoundary = policy(
  allow({ sid: 'Run', actions: '*', resources: '*' }),
  deny({
    sid: 'NoIdentities',
    actions: ['iam:Create*', 'iam:Put*', 'iam:Attach*', 'iam:Update*', 'iam:Delete*', 'organizations:*'],
    resources: '*',
  }),
)

export function addBaseline(make: Maker, managementAccountId: string): void {
  const { iam } = make.state
  iam.passwordPolicy = {
    minimumLength: 14,
    requireSymbols: true,
    requireNumbers: true,
    requireUppercase: true,
    requireLowercase: true,
    allowUsersToChange: true,
    reusePrevention: 24,
  }
  make.policy('DeveloperBoundary', developerBoundary)
  make.policy('WorkloadBoundary', workloadBoundary)
  if (make.id !== managementAccountId) {
    make.role('OrganizationAccountAccessRole', {
      trust: trustAws(rootOf(managementAccountId)),
      attached: ['AdministratorAccess'],
      used: null,
    })
  }
  make.role('AWSServiceRoleForTrustedAdvisor', {
    path: '/aws-service-role/trustedadvisor.amazonaws.com/',
    trust: trustService('trustedadvisor.amazonaws.com'),
    attached: ['AWSTrustedAdvisorReportingServiceRolePolicy'],
  })
  make.role('AWSServiceRoleForECS', {
    path: '/aws-service-role/ecs.amazonaws.com/',
    trust: trustService('ecs.amazonaws.com'),
    attached: ['AmazonECSServiceRolePolicy'],
  })
}

/** What SecurityAudit does not bring and whoever sets `ExtendedReads` in the template allows besides. */
const extendedReads = policy(
  allow({
    sid: 'ExtendedReads',
    actions: [
      'codeartifact:ListDomains',
      'codeartifact:ListTagsForResource',
      'eks:DescribePodIdentityAssociation',
      'eks:ListPodIdentityAssociations',
      'glue:GetResourcePolicies',
      'kinesis:GetResourcePolicy',
    ],
    resources: '*',
  }),
)

export function addTrustRole(make: Maker, home: Home, identityCenter: boolean): void {
  make.role(home.roleName, {
    trust: trustAws(home.arn, withExternalId(home.externalId)),
    attached: identityCenter ? ['SecurityAudit', 'AWSSSOReadOnly', 'AWSSSODirectoryReadOnly'] : ['SecurityAudit'],
    // Only the security team has set it, in its own account.
    ...(make.id === home.accountId && { inline: { ExtendedReads: extendedReads } }),
    says: 'Read access for Bailiwick',
    age: 20,
    used: 0,
  })
}

/** The principal behind the console: it may do one thing. */
export function addHomeUser(make: Maker, home: Home): void {
  make.user(home.userName, {
    age: 21,
    inline: {
      AssumeTrustRole: policy(allow({ actions: 'sts:AssumeRole', resources: `arn:aws:iam::*:role/${home.roleName}` })),
    },
    keys: [{ age: 21, used: 0 }],
  })
}
