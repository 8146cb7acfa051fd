/** What each principal has really used of what it may: the same for last accessed information and for CloudTrail. */
import type { Json } from '../../core/inventory/objects.ts'
import { awsManagedPolicies } from './managed-policies.ts'
import type { AccountState, IamRole, IamUser, PolicyJson } from './model.ts'
import { stream } from './random.ts'

export interface Use {
  /** Prefix of its IAM actions. */
  readonly service: string
  /** Absent: reached by the policies, never used. */
  readonly last?: { readonly at: Date; readonly region: string }
}

const dayMs = 86_400_000

/** Every service that the policies reach. The first is where the principal was last; of the others it has used a third. */
export function usesOf(seed: string, account: AccountState, principal: IamUser | IamRole): readonly Use[] {
  const random = stream(seed, 'last-accessed', principal.arn)
  const last = lastUseOf(account, principal)
  return reachedBy(account, principal).map((service, index) => {
    const isUsed = last !== undefined && (index === 0 || random.chance(1 / 3))
    if (!isUsed) return { service }
    const ago = index === 0 ? 0 : random.int(60) * dayMs
    return { service, last: { at: new Date(last.at.getTime() - ago), region: last.region } }
  })
}

/** Enough of AWS's services to stand for the hundreds that an administrator reaches. */
const allServices = [
  'athena',
  'cloudformation',
  'cloudtrail',
  'cloudwatch',
  'dynamodb',
  'ec2',
  'ecr',
  'eks',
  'events',
  'glue',
  'iam',
  'kms',
  'lambda',
  'logs',
  'organizations',
  'rds',
  's3',
  'secretsmanager',
  'sns',
  'sqs',
  'ssm',
  'states',
  'sts',
] as const

function lastUseOf({ iam }: AccountState, principal: IamUser | IamRole): { at: Date; region: string } | undefined {
  if ('trustPolicy' in principal) return principal.lastUsed
  const keys = [...iam.accessKeys.values()].filter(({ userName }) => userName === principal.name)
  const password = principal.passwordLastUsedAt && { at: principal.passwordLastUsedAt, region: 'us-east-1' }
  const uses = [...keys.flatMap(({ lastUsed }) => lastUsed ?? []), ...(password ? [password] : [])]
  return uses.sort((a, b) => b.at.getTime() - a.at.getTime())[0]
}

/** As policies write them: `s3:Get*`, `*`. Denials are not looked at. */
export function allowedPatterns(account: AccountState, principal: IamUser | IamRole): readonly string[] {
  const groups =
    'groups' in principal ? [...principal.groups].flatMap((name) => account.iam.groups.get(name) ?? []) : []
  const documents = [principal, ...groups].flatMap(({ attachedPolicies, inlinePolicies }) => [
    ...inlinePolicies.values(),
    ...attachedPolicies.flatMap((arn) => documentOf(account, arn) ?? []),
  ])
  return documents.flatMap(allowedActions)
}

function reachedBy(account: AccountState, principal: IamUser | IamRole): readonly string[] {
  const patterns = allowedPatterns(account, principal)
  const named = patterns.flatMap((pattern) => (pattern.includes(':') ? [pattern.split(':')[0] ?? ''] : []))
  const everything = patterns.includes('*') ? allServices : []
  return [...new Set([...named, ...everything])].filter((service) => service !== '*').sort()
}

function documentOf(account: AccountState, arn: string): PolicyJson | undefined {
  const policy = awsManagedPolicies.get(arn) ?? account.iam.policies.get(arn)
  return policy?.versions.find(({ id }) => id === policy.defaultVersionId)?.document
}

function allowedActions(document: PolicyJson): readonly string[] {
  const statements = listOf(membersOf(document)['Statement'])
  return statements.flatMap((statement) => {
    const { Effect, Action, NotAction } = membersOf(statement)
    if (Effect !== 'Allow') return []
    return NotAction === undefined ? listOf(Action).filter((action) => typeof action === 'string') : ['*']
  })
}

const membersOf = (value: Json | undefined): { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !isList(value) ? value : {}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)

const listOf = (value: Json | undefined): readonly Json[] => {
  if (value === undefined) return []
  return isList(value) ? value : [value]
}
