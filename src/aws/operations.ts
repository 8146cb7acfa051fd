/** The services that Bailiwick reads, and the IAM action that each of their operations needs. */
import { operationKey } from '../core/imports/recorded-calls.ts'

/**
 * The prefixes of their IAM actions, but for three: `sso-admin` and `identitystore` together are IAM Identity Center, `s3control` is S3 of an
 * account as a whole, `elb` the API of Classic Load Balancers.
 */
export type ServiceName =
  | 'sts'
  | 'organizations'
  | 'sso-admin'
  | 'identitystore'
  | 'iam'
  | 's3'
  | 's3control'
  | 'kms'
  | 'lambda'
  | 'sqs'
  | 'sns'
  | 'secretsmanager'
  | 'ec2'
  | 'dynamodb'
  | 'ecr'
  | 'elasticfilesystem'
  | 'backup'
  | 'events'
  | 'logs'
  | 'es'
  | 'glue'
  | 'kinesis'
  | 'codeartifact'
  | 'rds'
  | 'ssm'
  | 'ds'
  | 'rolesanywhere'
  | 'eks'
  | 'ecs'
  | 'states'
  | 'sagemaker'
  | 'codebuild'
  | 'ram'
  | 'elasticloadbalancing'
  | 'elb'
  | 'cloudtrail'
  | 'config'
  | 'guardduty'
  | 'securityhub'
  | 'access-analyzer'
  | 'cloudformation'

/** Where the IAM prefix is not the name of the service (Service Authorization Reference). */
const prefixes: Partial<Record<ServiceName, string>> = {
  'sso-admin': 'sso',
  s3control: 's3',
  elb: 'elasticloadbalancing',
}

/** By our name of the service: where the IAM action is not the operation with the prefix of the service (connection.md §8.4; S3 User Guide, "Actions"). */
const exceptions: Readonly<Record<string, string>> = {
  's3:ListBuckets': 's3:ListAllMyBuckets',
  's3:GetPublicAccessBlock': 's3:GetBucketPublicAccessBlock',
  's3:GetBucketEncryption': 's3:GetEncryptionConfiguration',
  's3control:GetPublicAccessBlock': 's3:GetAccountPublicAccessBlock',
}

/** `iam`, `ListRoles` → `iam:ListRoles`. */
export function iamActionOf(service: ServiceName, operation: string): string {
  return exceptions[`${service}:${operation}`] ?? `${prefixes[service] ?? service}:${operation}`
}

/** The same of an operation that is known by `operationKey` only, in lower case. */
export function iamActionKeyOf(service: ServiceName, operation: string): string {
  const exception = Object.entries(exceptions).find(([known]) => {
    const [prefix, name = ''] = known.split(':')
    return prefix === service && operationKey(name) === operation
  })
  return (exception?.[1] ?? `${prefixes[service] ?? service}:${operation}`).toLowerCase()
}

/** `ListRolesCommand`, as the SDK names it, → `ListRoles`. */
export const operationOfCommand = (command: string): string => command.replace(/Command$/, '')
