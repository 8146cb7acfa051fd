import type { Integration } from '../../api/schema.ts'
import type { ConnectionMethod } from '../../api/types.ts'
import { counted } from '../../parts/verdict.tsx'

export const methodWords: Readonly<Record<ConnectionMethod, string>> = {
  cloudformation: 'CloudFormation',
  stackset: 'CloudFormation StackSets',
  manual: 'role made by hand',
  direct: 'credentials of the server',
  import: 'imported file',
  sample: 'sample organization',
}

/** The small line under a card's name. */
export function scopeWords(one: Integration): string {
  if (one.kind === 'aws_identity_center')
    return one.managementAccount === null ? 'people and assignments' : `in ${managementName(one)}`
  const accounts = counted(one.counts.accounts, 'account')
  if (one.method === 'import') return `imported file, ${accounts}`
  return one.organization ? `organization, ${accounts}` : accounts
}

const managementName = (one: Integration): string =>
  one.accounts.find((account) => account.accountId === one.managementAccount)?.name ?? one.managementAccount ?? ''

const stages: Readonly<Record<string, string>> = {
  organization: 'Organization',
  identity_center: 'Identity Center',
  iam: 'Identities and policies',
  resources: 'Resources',
  network: 'Network',
  configuration: 'Trails and configuration',
  analysis: 'Credentials and last access',
}
export const stageName = (stage: string): string => stages[stage] ?? stage

/** One and many of each kind of object, as people call them. */
const objectKinds: Readonly<Record<string, readonly [string, string]>> = {
  organization: ['organization', 'organizations'],
  organizationalUnit: ['OU', 'OUs'],
  account: ['account', 'accounts'],
  organizationPolicy: ['SCP or RCP', 'SCPs and RCPs'],
  identityCenter: ['Identity Center', 'Identity Centers'],
  permissionSet: ['permission set', 'permission sets'],
  directoryUser: ['person', 'people'],
  directoryGroup: ['group', 'groups'],
  accountAssignment: ['assignment', 'assignments'],
  user: ['IAM user', 'IAM users'],
  group: ['IAM group', 'IAM groups'],
  role: ['role', 'roles'],
  managedPolicy: ['policy', 'policies'],
  samlProvider: ['SAML provider', 'SAML providers'],
  oidcProvider: ['OIDC provider', 'OIDC providers'],
  accountSettings: ['account’s settings', 'accounts’ settings'],
  's3:bucket': ['bucket', 'buckets'],
  'kms:key': ['key', 'keys'],
  'lambda:function': ['function', 'functions'],
  'sqs:queue': ['queue', 'queues'],
  'sns:topic': ['topic', 'topics'],
  'secretsmanager:secret': ['secret', 'secrets'],
  'ec2:instance': ['instance', 'instances'],
}
export const kindNames = (kind: string): readonly [string, string] => objectKinds[kind] ?? [kind, kind]
