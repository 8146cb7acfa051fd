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
import { type Answer, type Call, type MemorySlot, operation } from '../../service.ts'
import { uuid } from '../../world/ids.ts'
import { awsManagedPolicies } from '../../world/managed-policies.ts'
import type { AccountState, IamRole, IamUser } from '../../world/model.ts'
import { usesOf } from '../../world/usage.ts'
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

/** IAM User Guide, "IAM action last accessed information services and actions": a few of the tracked ones. */
const trackedActions: Readonly<Record<string, readonly string[]>> = {
  ec2: ['DescribeInstances', 'RunInstances'],
  iam: ['ListRoles', 'CreateUser'],
  lambda: ['ListFunctions20150331', 'CreateFunction20150331'],
  s3: ['ListAllMyBuckets', 'GetBucketPolicy'],
}

function servicesOf(call: Call, { arn, granularity }: Job): readonly ServiceLastAccessed[] {
  const principal = principalOf(call.account, arn)
  if (principal === undefined) return []
  return usesOf(call.world.seed, call.account, principal).map(({ service, last }) => {
    const used = last && {
      LastAuthenticated: inWholeSeconds(last.at),
      LastAuthenticatedEntity: arn,
      LastAuthenticatedRegion: last.region,
    }
    const actions = granularity === 'ACTION_LEVEL' ? (trackedActions[service] ?? []) : []
    return {
      ServiceName: service,
      ServiceNamespace: service,
      TotalAuthenticatedEntities: last ? 1 : 0,
      ...used,
      ...(actions.length > 0 && {
        TrackedActionsLastAccessed: actions.map((ActionName, place) => ({
          ActionName,
          ...(last &&
            place === 0 && { LastAccessedTime: last.at, LastAccessedEntity: arn, LastAccessedRegion: last.region }),
        })),
      }),
    }
  })
}
