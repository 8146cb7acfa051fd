/** Resource policies as JSON lines, `{"arn": "arn:aws:s3:::lake", "policy": {…}, "account": "111111111111"}`. */
import type { AccountId } from '../ids.ts'
import { parseAccountId, parseArn } from '../ids.ts'
import type { EntryProblem } from '../inventory/authorization-details.ts'
import { readPolicyDocument } from '../inventory/authorization-details.ts'
import type { CellType } from '../inventory/coverage.ts'
import type { InventoryObject, Json, ObjectOfKind, PolicyReading, ResourceType } from '../inventory/objects.ts'

type Line = { readonly [key: string]: Json }

export function isResourcePolicyLine(value: Json): value is Line {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return Object.hasOwn(value, 'arn') && Object.hasOwn(value, 'policy')
}

/** `account` owns what names no account in its ARN (buckets) when the line does not say. */
export function readResourcePolicyLines(
  lines: readonly Json[],
  account: AccountId | undefined,
): { readonly objects: readonly InventoryObject[]; readonly problems: readonly EntryProblem[] } {
  const objects: InventoryObject[] = []
  const problems: EntryProblem[] = []
  lines.forEach((line, index) => {
    const path = `[${index}]`
    const result = isResourcePolicyLine(line) ? readLine(line, account) : 'must be an object with "arn" and "policy"'
    if (typeof result === 'string') problems.push({ path, message: result })
    else objects.push(result)
  })
  return { objects, problems }
}

/** The object, or what is wrong with the line. */
function readLine(line: Line, account: AccountId | undefined): ObjectOfKind<'resource'> | string {
  const text = line['arn']
  const arn = typeof text === 'string' ? parseArn(text) : undefined
  if (!arn) return 'arn is no ARN'
  const [, , service = '', region = '', owner = '', ...rest] = arn.split(':')
  const ofService = kinds.filter((candidate) => candidate.service === service)
  if (ofService.length === 0) return `Bailiwick keeps no resource policies of the service ${service}`
  const kind = ofService.find(({ form }) => form.test(rest.join(':')))
  if (!kind) return `Bailiwick keeps no resource policies of what this ARN of ${service} names`
  const stated = line['account']
  const accountId =
    parseAccountId(owner) ?? (typeof stated === 'string' ? parseAccountId(stated) : undefined) ?? account
  if (!accountId) return 'neither the ARN nor "account" names the account that owns it'
  const policy = line['policy']
  const reading: PolicyReading =
    policy === null || policy === undefined
      ? { state: 'none' }
      : { state: 'read', document: readPolicyDocument(policy) }
  return {
    kind: 'resource',
    nativeId: arn,
    arn,
    accountId,
    region: region === '' ? 'global' : region,
    cell: kind.cell,
    body: { type: kind.type, name: nameIn(rest.join(':')), policy: reading, tags: {}, facts: {} },
  }
}

interface Kind {
  readonly service: string
  /** Of the last field of the ARN. */
  readonly form: RegExp
  readonly cell: CellType
  readonly type: ResourceType
}

/** The first that fits. Forms: SAR, *Resource types* of each service. */
const kinds: readonly Kind[] = [
  { service: 's3', form: /^accesspoint\/[^/]+$/, cell: 's3_access_points', type: 's3:access-point' },
  { service: 's3', form: /^access-grants\/[^/]+$/, cell: 's3_access_points', type: 's3:access-grants-instance' },
  { service: 's3', form: /^[^/]+$/, cell: 's3', type: 's3:bucket' },
  { service: 'kms', form: /^key\//, cell: 'kms', type: 'kms:key' },
  { service: 'lambda', form: /^layer:[^:]+:\d+$/, cell: 'lambda', type: 'lambda:layer' },
  { service: 'lambda', form: /^function:/, cell: 'lambda', type: 'lambda:function' },
  { service: 'sqs', form: /./, cell: 'sqs', type: 'sqs:queue' },
  { service: 'sns', form: /./, cell: 'sns', type: 'sns:topic' },
  { service: 'secretsmanager', form: /^secret:/, cell: 'secretsmanager', type: 'secretsmanager:secret' },
  { service: 'dynamodb', form: /^table\/[^/]+$/, cell: 'dynamodb', type: 'dynamodb:table' },
  { service: 'ecr', form: /^repository\//, cell: 'ecr', type: 'ecr:repository' },
  { service: 'ecr', form: /^registry$/, cell: 'ecr', type: 'ecr:registry' },
  {
    service: 'elasticfilesystem',
    form: /^file-system\//,
    cell: 'elasticfilesystem',
    type: 'elasticfilesystem:file-system',
  },
  { service: 'backup', form: /^backup-vault:/, cell: 'backup', type: 'backup:backup-vault' },
  { service: 'events', form: /^event-bus\//, cell: 'events', type: 'events:event-bus' },
  { service: 'logs', form: /^resource-policy:/, cell: 'logs', type: 'logs:resource-policy' },
  { service: 'es', form: /^domain\/[^/]+$/, cell: 'es', type: 'es:domain' },
  { service: 'glue', form: /^catalog$/, cell: 'glue', type: 'glue:catalog' },
  { service: 'kinesis', form: /^stream\/[^/]+$/, cell: 'kinesis', type: 'kinesis:stream' },
  { service: 'codeartifact', form: /^domain\/[^/]+$/, cell: 'codeartifact', type: 'codeartifact:domain' },
]

/** `key/1234` → `1234`, `repository/team/app` → `team/app`, `layer:tools:3` → `tools`, `lake` → `lake`. */
const nameIn = (resource: string): string => resource.replace(/^[a-z-]+[/:]/, '').split(':')[0] ?? resource
