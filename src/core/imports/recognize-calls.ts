/**
 * Which call of the AWS CLI a document is the answer of: it says so itself (`{"command": …, "output": …}`), the name of its file
 * says so, or what it holds can be the answer of one call only. The forms are in docs/guides/import.md.
 */
import type { AccountId } from '../ids.ts'
import { parseAccountId } from '../ids.ts'
import { isJsonObject } from '../inventory/content-key.ts'
import type { Json } from '../inventory/objects.ts'
import { regionsOf } from '../regions.ts'
import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'
import type { JsonObject, RecordedCall } from './recorded-calls.ts'
import { operationKey } from './recorded-calls.ts'

/** What the place and the name of a file say: `111122223333/eu-west-1/sqs.list-queues.json`. */
export interface FileFacts {
  readonly accountId: AccountId | null
  readonly region: string | null
  readonly call: Pick<RecordedCall, 'service' | 'operation' | 'arguments'> | null
}

const allRegions: ReadonlySet<string> = new Set(Object.values(regionsOf).flat())

/** `path` with slashes, as relative as it was found. Arguments are written as in the query of a URL: `@PolicyId=p-abcd`. */
export function factsOfFile(path: string): FileFacts {
  const folders = path.split('/')
  const name = folders.pop() ?? ''
  const [, service, operation, given] = /^([a-z0-9-]+)\.([a-z0-9-]+)(?:@(.*))?\.(?:json|jsonl)$/.exec(name) ?? []
  const isCall = service !== undefined && operation !== undefined && services.has(service)
  return {
    accountId: folders.map(parseAccountId).findLast((account) => account !== undefined) ?? null,
    region: folders.findLast((folder) => allRegions.has(folder)) ?? null,
    call: isCall ? { service, operation: operationKey(operation), arguments: argumentsIn(given ?? '') } : null,
  }
}

function argumentsIn(text: string): JsonObject {
  return Object.fromEntries(
    text
      .split('&')
      .filter((pair) => pair.includes('='))
      .map((pair) => [pair.slice(0, pair.indexOf('=')), decoded(pair.slice(pair.indexOf('=') + 1))]),
  )
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Names of the CLI (AWS CLI Command Reference) for the services that Bailiwick reads. */
const services: ReadonlySet<string> = new Set([
  ...['organizations', 'sso-admin', 'identitystore', 'iam', 'sts', 's3api', 's3control', 'kms', 'lambda', 'sqs', 'sns'],
  ...['secretsmanager', 'ec2', 'accessanalyzer', 'backup', 'cloudformation', 'cloudtrail', 'logs', 'codeartifact'],
  ...['codebuild', 'configservice', 'ds', 'dynamodb', 'ecr', 'ecs', 'efs', 'eks', 'elb', 'elbv2', 'events', 'glue'],
  ...[
    'guardduty',
    'kinesis',
    'opensearch',
    'ram',
    'rds',
    'rolesanywhere',
    'sagemaker',
    'securityhub',
    'stepfunctions',
    'ssm',
  ],
])

/** The call, or why the document cannot be used; undefined: it is no answer of the CLI that we know. */
export function recognizeCall(
  value: Json,
  file: FileFacts,
  fileName: string,
): Result<RecordedCall, string> | undefined {
  if (isWrapped(value)) return unwrapped(value, file, fileName)
  if (!isJsonObject(value)) return undefined
  const place = { accountId: file.accountId, region: file.region, file: fileName }
  if (file.call) return ok({ ...file.call, ...place, answer: { kind: 'output', output: value } })
  const found = shapes.find((shape) => shape.fits(value))
  if (!found) return undefined
  const given = found.arguments(value)
  if (typeof given === 'string') return err(`is the output of ${found.command}, ${given}`)
  const [service = '', operation = ''] = found.command.split(' ')
  return ok({
    service,
    operation: operationKey(operation),
    arguments: given,
    ...place,
    accountId: file.accountId ?? found.account?.(value) ?? null,
    answer: { kind: 'output', output: value },
  })
}

const isWrapped = (value: Json): value is JsonObject =>
  isJsonObject(value) &&
  typeof value['command'] === 'string' &&
  (Object.hasOwn(value, 'output') || Object.hasOwn(value, 'error'))

function unwrapped(value: JsonObject, file: FileFacts, fileName: string): Result<RecordedCall, string> {
  const { command, account, region, output, error } = value
  const words = String(command)
    .replace(/^aws\s+/, '')
    .trim()
    .split(/[\s.]+/)
  const [service, operation, ...rest] = words
  if (service === undefined || operation === undefined || rest.length > 0 || !services.has(service))
    return err(`has the command ${JSON.stringify(command)}, which is not of the form "iam list-roles"`)
  const accountId = typeof account === 'string' ? parseAccountId(account) : undefined
  if (account !== undefined && accountId === undefined) return err(`has the account ${JSON.stringify(account)}`)
  const given = value['arguments'] ?? {}
  if (!isJsonObject(given)) return err('has "arguments" that are no object')
  const answer = answerIn(output, error)
  if (!answer) return err('has an "output" that is no object')
  return ok({
    accountId: accountId ?? file.accountId,
    region: typeof region === 'string' ? region : file.region,
    service,
    operation: operationKey(operation),
    arguments: given,
    answer,
    file: fileName,
  })
}

/** The CLI prints nothing at all where an answer has no members. */
function answerIn(output: Json | undefined, error: Json | undefined): RecordedCall['answer'] | undefined {
  if (isJsonObject(error)) {
    const { code, message } = error
    return { kind: 'error', code: String(code ?? 'Unknown'), message: String(message ?? '') }
  }
  if (output === null || output === undefined || output === '') return { kind: 'output', output: {} }
  return isJsonObject(output) ? { kind: 'output', output } : undefined
}

/* ------------------------------------------------------------------ by what it holds */

interface CallShape {
  /** `organizations list-roots` */
  readonly command: string
  fits(output: JsonObject): boolean
  /** A text: what is missing to know them. */
  arguments(output: JsonObject): JsonObject | string
  account?(output: JsonObject): AccountId | undefined
}

const none = () => ({})

const listIn = (output: JsonObject, name: string): readonly JsonObject[] | undefined => {
  const list = output[name]
  return Array.isArray(list) && list.every(isJsonObject) ? list : undefined
}
const firstIn = (output: JsonObject, name: string): JsonObject | undefined => listIn(output, name)?.[0]

/** The entries of an empty list cannot be told apart by what they would hold. */
const listOf =
  (name: string, ...members: readonly string[]) =>
  (output: JsonObject) => {
    const entry = firstIn(output, name)
    return entry !== undefined && members.every((member) => Object.hasOwn(entry, member))
  }

/** `arn:aws:organizations::111122223333:…`: the management account. */
const managementIn = (entry: JsonObject | undefined): AccountId | undefined => {
  const arn = entry?.['Arn']
  return typeof arn === 'string' ? parseAccountId(arn.split(':')[4] ?? '') : undefined
}

const memberOf = (output: JsonObject, name: string): JsonObject | undefined => {
  const member = output[name]
  return isJsonObject(member) ? member : undefined
}

const askedIn = (entry: JsonObject | undefined, ...names: readonly string[]): JsonObject =>
  Object.fromEntries(names.flatMap((name) => (entry?.[name] === undefined ? [] : [[name, entry[name]]])))

const unsaid = (what: string, example: string): string =>
  `which does not say ${what}: name the file ${example}, or wrap it as docs/guides/import.md shows`

/** What a permission set holds, each asked for by itself. */
const ofPermissionSet = [
  ['AttachedManagedPolicies', 'list-managed-policies-in-permission-set'],
  ['CustomerManagedPolicyReferences', 'list-customer-managed-policy-references-in-permission-set'],
  ['InlinePolicy', 'get-inline-policy-for-permission-set'],
  ['PermissionsBoundary', 'get-permissions-boundary-for-permission-set'],
] as const

const shapes: readonly CallShape[] = [
  {
    command: 'organizations list-accounts',
    fits: (output) => listOf('Accounts', 'Id', 'Arn')(output),
    arguments: none,
    account: (output) => managementIn(firstIn(output, 'Accounts')),
  },
  {
    command: 'organizations list-roots',
    fits: (output) => listOf('Roots', 'Id', 'Arn')(output),
    arguments: none,
    account: (output) => managementIn(firstIn(output, 'Roots')),
  },
  {
    command: 'organizations describe-organization',
    fits: (output) => memberOf(output, 'Organization')?.['FeatureSet'] !== undefined,
    arguments: none,
    account: (output) => {
      const id = memberOf(output, 'Organization')?.['MasterAccountId']
      return typeof id === 'string' ? parseAccountId(id) : undefined
    },
  },
  {
    command: 'organizations list-delegated-administrators',
    fits: (output) => listIn(output, 'DelegatedAdministrators') !== undefined,
    arguments: none,
    account: (output) => managementIn(firstIn(output, 'DelegatedAdministrators')),
  },
  {
    command: 'organizations list-policies',
    fits: listOf('Policies', 'Id', 'Arn', 'Type', 'AwsManaged'),
    arguments: (output) => ({ Filter: firstIn(output, 'Policies')?.['Type'] ?? null }),
    account: (output) => listIn(output, 'Policies')?.map(managementIn).find(Boolean),
  },
  {
    command: 'organizations describe-policy',
    fits: (output) => memberOf(memberOf(output, 'Policy') ?? {}, 'PolicySummary') !== undefined,
    arguments: (output) => {
      const summary = memberOf(memberOf(output, 'Policy') ?? {}, 'PolicySummary')
      return { PolicyId: summary?.['Id'] ?? null }
    },
    account: (output) => managementIn(memberOf(memberOf(output, 'Policy') ?? {}, 'PolicySummary')),
  },
  {
    command: 'organizations list-targets-for-policy',
    fits: (output) => listIn(output, 'Targets') !== undefined,
    arguments: () => unsaid('which policy it is about', 'organizations.list-targets-for-policy@PolicyId=p-….json'),
  },
  {
    command: 'organizations list-organizational-units-for-parent',
    fits: (output) => listIn(output, 'OrganizationalUnits') !== undefined,
    arguments: () =>
      unsaid('which parent it is about', 'organizations.list-organizational-units-for-parent@ParentId=r-….json'),
  },
  {
    command: 'sso-admin list-instances',
    fits: listOf('Instances', 'InstanceArn', 'IdentityStoreId'),
    arguments: none,
    account: (output) => {
      const owner = firstIn(output, 'Instances')?.['OwnerAccountId']
      return typeof owner === 'string' ? parseAccountId(owner) : undefined
    },
  },
  {
    command: 'sso-admin list-permission-sets',
    fits: ({ PermissionSets: sets }) => Array.isArray(sets) && sets.every((set) => typeof set === 'string'),
    arguments: none,
  },
  {
    command: 'sso-admin describe-permission-set',
    fits: (output) => memberOf(output, 'PermissionSet')?.['PermissionSetArn'] !== undefined,
    arguments: (output) => askedIn(memberOf(output, 'PermissionSet'), 'PermissionSetArn'),
  },
  {
    command: 'sso-admin list-account-assignments',
    fits: listOf('AccountAssignments', 'PermissionSetArn', 'PrincipalId'),
    arguments: (output) => askedIn(firstIn(output, 'AccountAssignments'), 'AccountId', 'PermissionSetArn'),
  },
  ...ofPermissionSet.map(
    ([member, operation]): CallShape => ({
      command: `sso-admin ${operation}`,
      fits: (output) => Object.keys(output).length === 1 && Object.hasOwn(output, member),
      arguments: () =>
        unsaid('which permission set it is about', `sso-admin.${operation}@PermissionSetArn=arn%3Aaws%3Asso….json`),
    }),
  ),
  {
    command: 'identitystore list-users',
    fits: listOf('Users', 'UserId', 'IdentityStoreId'),
    arguments: (output) => askedIn(firstIn(output, 'Users'), 'IdentityStoreId'),
  },
  {
    command: 'identitystore list-groups',
    fits: listOf('Groups', 'GroupId', 'IdentityStoreId'),
    arguments: (output) => askedIn(firstIn(output, 'Groups'), 'IdentityStoreId'),
  },
  {
    command: 'identitystore list-group-memberships',
    fits: listOf('GroupMemberships', 'GroupId', 'MemberId'),
    arguments: (output) => askedIn(firstIn(output, 'GroupMemberships'), 'GroupId', 'IdentityStoreId'),
  },
  {
    command: 'iam get-credential-report',
    fits: ({ Content, ReportFormat }) => typeof Content === 'string' && ReportFormat === 'text/csv',
    arguments: none,
    account: ({ Content }) => (typeof Content === 'string' ? accountInReport(fromBase64(Content)) : undefined),
  },
]

/** Every row of a credential report names the account in its ARN. */
export function accountInReport(csv: string): AccountId | undefined {
  const [, account = ''] = /arn:aws[a-z-]*:iam::(\d{12}):/.exec(csv) ?? []
  return parseAccountId(account)
}

/** Empty for what is none: then the report says nothing of its account. */
function fromBase64(text: string): string {
  try {
    return atob(text)
  } catch {
    return ''
  }
}

/** For who brings something else. */
export const expectedOutputs: readonly string[] = [
  'iam get-account-authorization-details',
  ...new Set(shapes.map(({ command }) => command)),
]
