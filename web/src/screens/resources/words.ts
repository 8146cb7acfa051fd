/** Kinds of resources in plain words, and the questions one asks about each first. */

import type { Connection } from '../../api/schema.ts'
import type { exposures, ownPolicies } from '../../search.ts'

interface Kind {
  readonly name: string
  readonly questions: readonly { readonly action: string; readonly does: string; readonly below?: string }[]
}

const kinds: Readonly<Record<string, Kind>> = {
  's3:bucket': {
    name: 'S3 bucket',
    questions: [
      { action: 's3:GetObject', does: 'read its objects', below: '/*' },
      { action: 's3:PutObject', does: 'write objects', below: '/*' },
      { action: 's3:DeleteObject', does: 'delete objects', below: '/*' },
      { action: 's3:PutBucketPolicy', does: 'change its policy' },
    ],
  },
  'kms:key': {
    name: 'KMS key',
    questions: [
      { action: 'kms:Decrypt', does: 'decrypt with it' },
      { action: 'kms:Encrypt', does: 'encrypt with it' },
      { action: 'kms:PutKeyPolicy', does: 'change its policy' },
      { action: 'kms:ScheduleKeyDeletion', does: 'delete it' },
    ],
  },
  'lambda:function': {
    name: 'Lambda function',
    questions: [
      { action: 'lambda:InvokeFunction', does: 'invoke it' },
      { action: 'lambda:UpdateFunctionCode', does: 'change its code' },
      { action: 'lambda:AddPermission', does: 'let others in' },
    ],
  },
  'sqs:queue': {
    name: 'SQS queue',
    questions: [
      { action: 'sqs:ReceiveMessage', does: 'read its messages' },
      { action: 'sqs:SendMessage', does: 'send messages' },
      { action: 'sqs:SetQueueAttributes', does: 'change its policy' },
    ],
  },
  'sns:topic': {
    name: 'SNS topic',
    questions: [
      { action: 'sns:Publish', does: 'publish to it' },
      { action: 'sns:Subscribe', does: 'subscribe to it' },
      { action: 'sns:SetTopicAttributes', does: 'change its policy' },
    ],
  },
  'secretsmanager:secret': {
    name: 'secret',
    questions: [
      { action: 'secretsmanager:GetSecretValue', does: 'read it' },
      { action: 'secretsmanager:PutSecretValue', does: 'change it' },
      { action: 'secretsmanager:PutResourcePolicy', does: 'change its policy' },
    ],
  },
  'dynamodb:table': {
    name: 'DynamoDB table',
    questions: [
      { action: 'dynamodb:GetItem', does: 'read its items' },
      { action: 'dynamodb:PutItem', does: 'write items' },
      { action: 'dynamodb:PutResourcePolicy', does: 'change its policy' },
      { action: 'dynamodb:DeleteTable', does: 'delete it' },
    ],
  },
  'ecr:repository': {
    name: 'ECR repository',
    questions: [
      { action: 'ecr:BatchGetImage', does: 'pull its images' },
      { action: 'ecr:PutImage', does: 'push images' },
      { action: 'ecr:SetRepositoryPolicy', does: 'change its policy' },
    ],
  },
  'ecr:registry': { name: 'ECR registry', questions: [] },
  'elasticfilesystem:file-system': {
    name: 'EFS file system',
    questions: [
      { action: 'elasticfilesystem:ClientMount', does: 'mount it' },
      { action: 'elasticfilesystem:ClientWrite', does: 'write to it' },
      { action: 'elasticfilesystem:PutFileSystemPolicy', does: 'change its policy' },
    ],
  },
  'backup:backup-vault': {
    name: 'backup vault',
    questions: [
      { action: 'backup:PutBackupVaultAccessPolicy', does: 'change its policy' },
      { action: 'backup:DeleteBackupVault', does: 'delete it' },
    ],
  },
  'events:event-bus': {
    name: 'event bus',
    questions: [
      { action: 'events:PutEvents', does: 'put events on it' },
      { action: 'events:DeleteEventBus', does: 'delete it' },
    ],
  },
  'logs:resource-policy': { name: 'CloudWatch Logs policy', questions: [] },
  'es:domain': {
    name: 'OpenSearch domain',
    questions: [
      { action: 'es:ESHttpGet', does: 'search in it', below: '/*' },
      { action: 'es:ESHttpPost', does: 'write to it', below: '/*' },
      { action: 'es:UpdateDomainConfig', does: 'change its policy' },
    ],
  },
  'glue:catalog': {
    name: 'Glue catalog',
    questions: [
      { action: 'glue:GetTable', does: 'read its tables' },
      { action: 'glue:PutResourcePolicy', does: 'change its policy' },
    ],
  },
  'kinesis:stream': {
    name: 'Kinesis stream',
    questions: [
      { action: 'kinesis:GetRecords', does: 'read its records' },
      { action: 'kinesis:PutRecord', does: 'write records' },
      { action: 'kinesis:PutResourcePolicy', does: 'change its policy' },
    ],
  },
  'codeartifact:domain': {
    name: 'CodeArtifact domain',
    questions: [
      { action: 'codeartifact:GetAuthorizationToken', does: 'get a token for it' },
      { action: 'codeartifact:PutDomainPermissionsPolicy', does: 'change its policy' },
    ],
  },
  's3:access-point': {
    name: 'S3 access point',
    questions: [
      { action: 's3:GetObject', does: 'read objects through it', below: '/object/*' },
      { action: 's3:PutAccessPointPolicy', does: 'change its policy' },
    ],
  },
  's3:access-grants-instance': { name: 'S3 Access Grants', questions: [] },
  'lambda:layer': {
    name: 'Lambda layer',
    questions: [{ action: 'lambda:GetLayerVersion', does: 'use it' }],
  },
  'ec2:instance': {
    name: 'EC2 instance',
    questions: [
      { action: 'ec2:StopInstances', does: 'stop it' },
      { action: 'ec2:TerminateInstances', does: 'end it' },
    ],
  },
  'rds:db': {
    name: 'RDS database',
    questions: [
      { action: 'rds:DeleteDBInstance', does: 'delete it' },
      { action: 'rds:ModifyDBInstance', does: 'change it' },
    ],
  },
  'rds:cluster': {
    name: 'RDS cluster',
    questions: [
      { action: 'rds:DeleteDBCluster', does: 'delete it' },
      { action: 'rds:ModifyDBCluster', does: 'change it' },
    ],
  },
  'rds:snapshot': {
    name: 'RDS snapshot',
    questions: [
      { action: 'rds:RestoreDBInstanceFromDBSnapshot', does: 'restore it' },
      { action: 'rds:ModifyDBSnapshotAttribute', does: 'share it' },
    ],
  },
  'rds:cluster-snapshot': {
    name: 'RDS cluster snapshot',
    questions: [
      { action: 'rds:RestoreDBClusterFromSnapshot', does: 'restore it' },
      { action: 'rds:ModifyDBClusterSnapshotAttribute', does: 'share it' },
    ],
  },
  'ec2:snapshot': {
    name: 'EBS snapshot',
    questions: [
      { action: 'ec2:CreateVolume', does: 'make a disk of it' },
      { action: 'ec2:ModifySnapshotAttribute', does: 'share it' },
    ],
  },
  'ec2:image': {
    name: 'AMI',
    questions: [
      { action: 'ec2:RunInstances', does: 'start a machine from it' },
      { action: 'ec2:ModifyImageAttribute', does: 'share it' },
    ],
  },
  'ssm:managed-instance': {
    name: 'managed machine',
    questions: [
      { action: 'ssm:StartSession', does: 'open a shell on it' },
      { action: 'ssm:SendCommand', does: 'run a command on it' },
    ],
  },
  'ssm:association': {
    name: 'domain join',
    questions: [],
  },
  'ds:directory': {
    name: 'directory',
    questions: [
      { action: 'ds:ResetUserPassword', does: 'reset passwords in it' },
      { action: 'ds:ShareDirectory', does: 'share it' },
    ],
  },
  'rolesanywhere:trust-anchor': {
    name: 'trust anchor',
    questions: [
      { action: 'rolesanywhere:UpdateTrustAnchor', does: 'replace its certificates' },
      { action: 'rolesanywhere:DisableTrustAnchor', does: 'switch it off' },
    ],
  },
  'rolesanywhere:profile': {
    name: 'Roles Anywhere profile',
    questions: [{ action: 'rolesanywhere:UpdateProfile', does: 'change which roles it lets in as' }],
  },
  'eks:cluster': {
    name: 'EKS cluster',
    questions: [
      { action: 'eks:CreateAccessEntry', does: 'let others in' },
      { action: 'eks:UpdateClusterConfig', does: 'change it' },
    ],
  },
  'ecs:task-definition': {
    name: 'ECS task definition',
    questions: [{ action: 'ecs:RunTask', does: 'run it' }],
  },
  'states:stateMachine': {
    name: 'state machine',
    questions: [
      { action: 'states:StartExecution', does: 'start it' },
      { action: 'states:UpdateStateMachine', does: 'change it' },
    ],
  },
  'sagemaker:notebook-instance': {
    name: 'SageMaker notebook',
    questions: [{ action: 'sagemaker:CreatePresignedNotebookInstanceUrl', does: 'open it' }],
  },
  'codebuild:project': {
    name: 'CodeBuild project',
    questions: [
      { action: 'codebuild:StartBuild', does: 'start a build' },
      { action: 'codebuild:UpdateProject', does: 'change it' },
    ],
  },
  'ram:resource-share': {
    name: 'resource share',
    questions: [{ action: 'ram:AssociateResourceShare', does: 'share it further' }],
  },
  'ec2:vpc': {
    name: 'VPC',
    questions: [],
  },
  'ec2:subnet': {
    name: 'subnet',
    questions: [],
  },
  'ec2:security-group': {
    name: 'security group',
    questions: [{ action: 'ec2:AuthorizeSecurityGroupIngress', does: 'open it' }],
  },
  'ec2:route-table': {
    name: 'route table',
    questions: [{ action: 'ec2:CreateRoute', does: 'change where it leads' }],
  },
  'ec2:vpc-endpoint': {
    name: 'VPC endpoint',
    questions: [{ action: 'ec2:ModifyVpcEndpoint', does: 'change its policy' }],
  },
  'ec2:network-interface': {
    name: 'network interface',
    questions: [],
  },
  'ec2:internet-gateway': {
    name: 'internet gateway',
    questions: [],
  },
  'elasticloadbalancing:loadbalancer': {
    name: 'load balancer',
    questions: [],
  },
  'cloudtrail:trail': {
    name: 'trail',
    questions: [
      { action: 'cloudtrail:StopLogging', does: 'stop it' },
      { action: 'cloudtrail:DeleteTrail', does: 'delete it' },
    ],
  },
  'config:configuration-recorder': {
    name: 'Config recorder',
    questions: [{ action: 'config:StopConfigurationRecorder', does: 'stop it' }],
  },
  'guardduty:detector': {
    name: 'GuardDuty detector',
    questions: [{ action: 'guardduty:DeleteDetector', does: 'delete it' }],
  },
  'securityhub:hub': {
    name: 'Security Hub',
    questions: [{ action: 'securityhub:DisableSecurityHub', does: 'switch it off' }],
  },
  'access-analyzer:analyzer': {
    name: 'analyzer',
    questions: [{ action: 'access-analyzer:DeleteAnalyzer', does: 'delete it' }],
  },
  'access-analyzer:finding': {
    name: 'finding of Access Analyzer',
    questions: [],
  },
}

export const kindWords = (type: string): string => kinds[type]?.name ?? type
export const questionsAbout = (type: string) => kinds[type]?.questions ?? []
export const knownKinds = Object.entries(kinds).map(([value, kind]) => ({ value, label: kind.name }))

export const exposureWords: Readonly<Record<(typeof exposures)[number], string>> = {
  yes: 'Open by its policy',
  conditional: 'Open under a condition',
  unknown: 'Not known',
  no: 'Not open to anybody',
}

export const ownPolicyWords: Readonly<Record<(typeof ownPolicies)[number], string>> = {
  yes: 'With its own policy',
  no: 'Without one',
  unread: 'Policy not read',
}

/** What two things have to do with each other, from the side of the page. */
const facts: Readonly<Record<string, readonly [to: string, from: string]>> = {
  kmsKey: ['encrypted with it', 'encrypted with this key'],
  executionRole: ['its code runs as it', 'runs as it'],
  instanceProfile: ['runs with it', 'runs with it'],
  bucket: ['gives access to it', 'is a way into it'],
  vpc: ['stands in it', 'stands in it'],
  subnets: ['stands in it', 'stands in it'],
  securityGroups: ['guarded by it', 'guarded by it'],
  instances: ['gets its requests', 'sends requests to it'],
  entryRoles: ['entered through it by certificate', 'lets certificates in as it'],
  authority: ['signs its certificates', 'trusts its certificates'],
  stream: ['its changes go there', 'sends its changes here'],
}

export function connectionWords({ fact, direction, type, known }: Connection): string {
  const [to, from] = facts[fact] ?? [fact, `${fact} of it`]
  const what = direction === 'to' ? to : from
  const kind = type === undefined ? undefined : kindWords(type)
  return [kind, what, known === undefined && kind === undefined ? 'not read' : undefined].filter(Boolean).join(', ')
}
