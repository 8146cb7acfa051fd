import type { Integration } from '../../api/schema.ts'
import type { ConnectionMethod } from '../../api/types.ts'
import { stageNames } from '../../parts/coverage-cells.ts'
import { counted } from '../../parts/verdict.tsx'

export const methodWords: Readonly<Record<ConnectionMethod, string>> = {
  cloudformation: 'CloudFormation',
  stackset: 'CloudFormation StackSets',
  manual: 'role made by hand',
  legacy: 'access key of an IAM user',
  direct: 'credentials of the server',
  import: 'imported file',
  sample: 'sample organization',
  discovered: 'found in what was read',
}

/** Where a card comes from (connection.md §6). */
export const typeWords = (of: Pick<Integration, 'kind'>): string =>
  of.kind === 'discovered' ? 'Discovered' : 'Built in'

/** The small line under a card's name. */
export function scopeWords(one: Integration): string {
  if (one.kind === 'discovered') return 'found in what was read'
  if (one.kind === 'aws_identity_center')
    return one.managementAccount === null ? 'people and assignments' : `in ${managementName(one)}`
  // Before the first reading the accounts are known from the check.
  const accounts = counted(Math.max(one.counts.accounts, one.accounts.length), 'account')
  if (one.method === 'import') return `imported file, ${accounts}`
  return one.organization ? `organization, ${accounts}` : accounts
}

/** What is known of a discovered app. */
export function discoveredWords({ counts }: Pick<Integration, 'counts'>): string {
  const found = `Found in ${counted(counts.accounts, 'account')}`
  if (counts.principals === 0) return `${found}.`
  return `${found}; ${counted(counts.principals, 'role')} ${counts.principals === 1 ? 'lets' : 'let'} it in.`
}

const managementName = (one: Integration): string =>
  one.accounts.find((account) => account.accountId === one.managementAccount)?.name ?? one.managementAccount ?? ''

const stages: Readonly<Record<string, string>> = stageNames
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
  mfaDevice: ['MFA device', 'MFA devices'],
  credentials: ['credential report line', 'credential report lines'],
  lastAccessed: ['principal’s last access', 'principals’ last access'],
  passwordPolicy: ['password policy', 'password policies'],
  accessControlAttributes: ['attribute mapping', 'attribute mappings'],
  organizationFeatures: ['set of features', 'sets of features'],
  'dynamodb:table': ['DynamoDB table', 'DynamoDB tables'],
  'ecr:repository': ['ECR repository', 'ECR repositories'],
  'ecr:registry': ['ECR registry', 'ECR registries'],
  'es:domain': ['OpenSearch domain', 'OpenSearch domains'],
  'glue:catalog': ['Glue catalog', 'Glue catalogs'],
  's3:bucket': ['bucket', 'buckets'],
  'kms:key': ['key', 'keys'],
  'lambda:function': ['function', 'functions'],
  'sqs:queue': ['queue', 'queues'],
  'sns:topic': ['topic', 'topics'],
  'secretsmanager:secret': ['secret', 'secrets'],
  'ec2:instance': ['instance', 'instances'],
  'rds:db': ['database', 'databases'],
  'rds:cluster': ['database cluster', 'database clusters'],
  'rds:snapshot': ['database snapshot', 'database snapshots'],
  'rds:cluster-snapshot': ['cluster snapshot', 'cluster snapshots'],
  'ec2:snapshot': ['disk snapshot', 'disk snapshots'],
  'ec2:image': ['machine image', 'machine images'],
  'ssm:managed-instance': ['managed machine', 'managed machines'],
  'ssm:association': ['domain join', 'domain joins'],
  'ds:directory': ['directory', 'directories'],
  'rolesanywhere:trust-anchor': ['trust anchor', 'trust anchors'],
  'rolesanywhere:profile': ['Roles Anywhere profile', 'Roles Anywhere profiles'],
  'eks:cluster': ['Kubernetes cluster', 'Kubernetes clusters'],
  'ecs:task-definition': ['task definition', 'task definitions'],
  'states:stateMachine': ['state machine', 'state machines'],
  'sagemaker:notebook-instance': ['notebook', 'notebooks'],
  'codebuild:project': ['build project', 'build projects'],
  'ram:resource-share': ['resource share', 'resource shares'],
  identityCenterApplication: ['Identity Center application', 'Identity Center applications'],
  'codeartifact:domain': ['CodeArtifact domain', 'CodeArtifact domains'],
  'ec2:vpc': ['VPC', 'VPCs'],
  'ec2:subnet': ['subnet', 'subnets'],
  'ec2:security-group': ['security group', 'security groups'],
  'ec2:route-table': ['route table', 'route tables'],
  'ec2:vpc-endpoint': ['VPC endpoint', 'VPC endpoints'],
  'ec2:network-interface': ['network interface', 'network interfaces'],
  'ec2:internet-gateway': ['internet gateway', 'internet gateways'],
  'elasticloadbalancing:loadbalancer': ['load balancer', 'load balancers'],
  'cloudtrail:trail': ['trail', 'trails'],
  'config:configuration-recorder': ['Config recorder', 'Config recorders'],
  'guardduty:detector': ['GuardDuty detector', 'GuardDuty detectors'],
  'securityhub:hub': ['Security Hub', 'Security Hubs'],
  'access-analyzer:analyzer': ['analyzer', 'analyzers'],
  'access-analyzer:finding': ['Access Analyzer finding', 'Access Analyzer findings'],
}

/** `ec2:route-table` is a route table, `delegatedAdministrator` a delegated administrator. */
const wordsOf = (kind: string): string =>
  (kind.split(':').at(-1) ?? kind)
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll('-', ' ')
    .toLowerCase()
const pluralOf = (words: string): string =>
  /[^aeiou]y$/.test(words) ? `${words.slice(0, -1)}ies` : /(?:s|x|ch)$/.test(words) ? `${words}es` : `${words}s`

export function kindNames(kind: string): readonly [string, string] {
  const words = wordsOf(kind)
  return objectKinds[kind] ?? [words, pluralOf(words)]
}
