/**
 * Service last accessed: a job for each principal, done a little later. IAM User Guide, "Refine permissions using last accessed
 * information": it lists every service that the policies reach, used or not.
 */
import {
  type AccessAdvisorUsageGranularityType,
  GenerateServiceLastAccessedDetailsCommand,
  GetServiceLastAccessedDetailsCommand,
  type GetServiceLastAccessedDetailsCommandOutput,
  type ServiceLastAccessed,
} from '@aws-sdk/client-iam'
import type { Json } from '../../../core/inventory/objects.ts'
import { type Answer, type Call, type MemorySlot, operation } from '../../service.ts'
import { uuid } from '../../world/ids.ts'
import { awsManagedPolicies } from '../../world/managed-policies.ts'
import type { AccountState, IamRole, IamUser, PolicyJson } from '../../world/model.ts'
import { stream } from '../../world/random.ts'
import { inWholeSeconds } from './answers.ts'
import { iamPage, marker, noSuchEntity } from './entities.ts'

/** AWS takes a few seconds; this makes every client look twice. */
const makingMs = 200

interface Job {
  readonly arn: string
  readonly at: number
  readonly granularity: AccessAdvisorUsageGranularityType
}

const jobs: MemorySlot<Map<string, Job>> = { make: () => new Map() }

export const lastAccessedOperations = [
  operation(GenerateServiceLastAccessedDetailsCommand, {
    target: (_call, input) => ({ arn: input.Arn ?? '*' }),
    run(call, input) {
      const arn = input.Arn ?? ''
      if (!isKnown(call.account, arn)) throw noSuchEntity(`ARN ${arn} not found.`)
      call.world.serial += 1
      const JobId = uuid('last-accessed', call.world.seed, String(call.world.serial))
      call.memory.of(jobs).set(JobId, { arn, at: call.now, granularity: input.Granularity ?? 'SERVICE_LEVEL' })
      return { JobId }
    },
  }),
  operation(GetServiceLastAccessedDetailsCommand, {
    run(call, input): Answer<GetServiceLastAccessedDetailsCommandOutput> {
      const job = call.memory.of(jobs).get(input.JobId ?? '')
      if (job === undefined) throw noSuchEntity(`JobId ${input.JobId} not found.`)
      const started = { JobType: job.granularity, JobCreationDate: new Date(job.at) }
      if (call.now - job.at < makingMs) {
        return { ...started, JobStatus: 'IN_PROGRESS', ServicesLastAccessed: [], JobCompletionDate: undefined }
      }
      const page = iamPage(call, servicesOf(call, job), input, input.JobId)
      return {
        ...started,
        JobStatus: 'COMPLETED',
        JobCompletionDate: new Date(job.at + makingMs),
        ServicesLastAccessed: [...page.items],
        ...marker(page),
      }
    },
  }),
]

const principalOf = ({ iam }: AccountState, arn: string): IamUser | IamRole | undefined =>
  [...iam.users.values(), ...iam.roles.values()].find((each) => each.arn === arn)

const isKnown = (account: AccountState, arn: string): boolean =>
  principalOf(account, arn) !== undefined ||
  account.iam.policies.has(arn) ||
  awsManagedPolicies.has(arn) ||
  [...account.iam.groups.values()].some((group) => group.arn === arn)

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

/** IAM User Guide, "IAM action last accessed information services and actions": a few of the tracked ones. */
const trackedActions: Readonly<Record<string, readonly string[]>> = {
  ec2: ['DescribeInstances', 'RunInstances'],
  iam: ['ListRoles', 'CreateUser'],
  lambda: ['ListFunctions20150331', 'CreateFunction20150331'],
  s3: ['ListAllMyBuckets', 'GetBucketPolicy'],
}

const dayMs = 86_400_000

function servicesOf(call: Call, { arn, granularity }: Job): readonly ServiceLastAccessed[] {
  const principal = principalOf(call.account, arn)
  if (principal === undefined) return []
  const random = stream(call.world.seed, 'last-accessed', arn)
  const last = lastUseOf(call.account, principal)
  return reachedBy(call.account, principal).map((service, index) => {
    // The first service is where the principal was last; of the others it has used a third.
    const isUsed = last !== undefined && (index === 0 || random.chance(1 / 3))
    const at = isUsed ? new Date(last.at.getTime() - (index === 0 ? 0 : random.int(60) * dayMs)) : undefined
    const used = at && {
      LastAuthenticated: inWholeSeconds(at),
      LastAuthenticatedEntity: arn,
      LastAuthenticatedRegion: last?.region,
    }
    const actions = granularity === 'ACTION_LEVEL' ? (trackedActions[service] ?? []) : []
    return {
      ServiceName: service,
      ServiceNamespace: service,
      TotalAuthenticatedEntities: isUsed ? 1 : 0,
      ...used,
      ...(actions.length > 0 && {
        TrackedActionsLastAccessed: actions.map((ActionName, place) => ({
          ActionName,
          ...(at && place === 0 && { LastAccessedTime: at, LastAccessedEntity: arn, LastAccessedRegion: last?.region }),
        })),
      }),
    }
  })
}

function lastUseOf({ iam }: AccountState, principal: IamUser | IamRole): { at: Date; region: string } | undefined {
  if ('trustPolicy' in principal) return principal.lastUsed
  const keys = [...iam.accessKeys.values()].filter(({ userName }) => userName === principal.name)
  const password = principal.passwordLastUsedAt && { at: principal.passwordLastUsedAt, region: 'us-east-1' }
  const uses = [...keys.flatMap(({ lastUsed }) => lastUsed ?? []), ...(password ? [password] : [])]
  return uses.sort((a, b) => b.at.getTime() - a.at.getTime())[0]
}

function reachedBy(account: AccountState, principal: IamUser | IamRole): readonly string[] {
  const groups =
    'groups' in principal ? [...principal.groups].flatMap((name) => account.iam.groups.get(name) ?? []) : []
  const documents = [principal, ...groups].flatMap(({ attachedPolicies, inlinePolicies }) => [
    ...inlinePolicies.values(),
    ...attachedPolicies.flatMap((arn) => documentOf(account, arn) ?? []),
  ])
  const patterns = documents.flatMap(allowedActions)
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
