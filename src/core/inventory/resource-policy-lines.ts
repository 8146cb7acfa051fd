/** Resource policies as JSON lines, `{"arn": "arn:aws:s3:::lake", "policy": {…}, "account": "111111111111"}`. */
import type { AccountId } from '../ids.ts'
import { parseAccountId, parseArn } from '../ids.ts'
import type { EntryProblem } from './authorization-details.ts'
import { readPolicyDocument } from './authorization-details.ts'
import type { CellType } from './coverage.ts'
import type { InventoryObject, Json, ObjectOfKind, PolicyReading, ResourceType } from './objects.ts'

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
  const kind = kinds.find((candidate) => candidate.service === service)
  if (!kind) return `Bailiwick keeps no resource policies of the service ${service}`
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

const kinds: readonly { readonly service: string; readonly cell: CellType; readonly type: ResourceType }[] = [
  { service: 's3', cell: 's3', type: 's3:bucket' },
  { service: 'kms', cell: 'kms', type: 'kms:key' },
  { service: 'lambda', cell: 'lambda', type: 'lambda:function' },
  { service: 'sqs', cell: 'sqs', type: 'sqs:queue' },
  { service: 'sns', cell: 'sns', type: 'sns:topic' },
  { service: 'secretsmanager', cell: 'secretsmanager', type: 'secretsmanager:secret' },
]

/** `key/1234` → `1234`, `function:run` → `run`, `lake` → `lake`. */
const nameIn = (resource: string): string => resource.split(/[/:]/).at(-1) ?? resource
