/**
 * What was called in an account in the ninety days before the world was left, made when somebody looks. Whoever used a service
 * (usage.ts) did so now and then until its last use; what nobody used is in no event. So is what management events do not show.
 */
import type { Json } from '../../core/inventory/objects.ts'
import { matchesPattern, type Pattern, plainPattern } from '../../core/policy/glob.ts'
import { type TrailEvent, trailTime, type UserIdentity } from '../recording/event.ts'
import { accessKeyId, uuid } from './ids.ts'
import type { AccountState, IamRole, IamUser, World } from './model.ts'
import { digest, type Stream, stream } from './random.ts'
import { allowedPatterns, usesOf } from './usage.ts'

const dayMs = 86_400_000
const activityDays = 90

/** The first day of which something is known. */
export const activityStart = (world: World): number => Math.floor(world.start.getTime() / dayMs - activityDays) * dayMs

export interface Activity {
  /** Of the day that begins at `day` (milliseconds since the epoch, a midnight of UTC), oldest first. */
  on(region: string, day: number): readonly TrailEvent[]
}

/** One principal's use of one service. */
interface Habit {
  readonly principal: IamUser | IamRole
  readonly service: string
  readonly calls: readonly [Kind, ...Kind[]]
  readonly lastAt: number
  readonly region: string
  /** Every so many days. */
  readonly every: number
}

/** Event name, and its IAM action where that has another name. */
type Kind = readonly [event: string, action?: string]

/** Management events that are seen in most accounts, by IAM prefix. */
const kinds: Readonly<Record<string, readonly Kind[]>> = {
  athena: [['StartQueryExecution'], ['GetQueryExecution']],
  cloudformation: [['DescribeStacks'], ['ListStacks'], ['CreateChangeSet']],
  cloudtrail: [['LookupEvents'], ['DescribeTrails']],
  cloudwatch: [['DescribeAlarms'], ['PutMetricAlarm']],
  codebuild: [['StartBuild'], ['BatchGetBuilds']],
  dynamodb: [['DescribeTable'], ['ListTables']],
  ec2: [['DescribeInstances'], ['DescribeSecurityGroups'], ['DescribeVolumes'], ['StartInstances']],
  ecr: [['GetAuthorizationToken'], ['BatchGetImage']],
  ecs: [['DescribeServices'], ['UpdateService'], ['RunTask']],
  eks: [['DescribeCluster'], ['ListClusters']],
  events: [['ListRules'], ['PutRule']],
  glue: [['GetTable'], ['StartJobRun']],
  iam: [['ListRoles'], ['GetRole'], ['GetAccountSummary']],
  kms: [['Decrypt'], ['GenerateDataKey'], ['DescribeKey']],
  lambda: [
    ['ListFunctions20150331', 'ListFunctions'],
    ['GetFunction20150331v2', 'GetFunction'],
  ],
  logs: [['CreateLogStream'], ['DescribeLogGroups']],
  organizations: [['DescribeOrganization'], ['ListAccounts']],
  rds: [['DescribeDBInstances'], ['DescribeDBSnapshots']],
  s3: [['ListBuckets', 'ListAllMyBuckets'], ['GetBucketPolicy'], ['GetBucketLocation'], ['PutBucketTagging']],
  secretsmanager: [['GetSecretValue'], ['DescribeSecret']],
  sns: [['ListTopics'], ['GetTopicAttributes']],
  sqs: [['GetQueueAttributes'], ['ListQueues']],
  ssm: [['GetParameter'], ['DescribeInstanceInformation']],
  states: [['StartExecution'], ['DescribeStateMachine']],
  sts: [['GetCallerIdentity']],
}

/** Logged in us-east-1, wherever the caller is. CloudTrail User Guide, "Global service events". */
const globalServices: ReadonlySet<string> = new Set(['iam', 'organizations'])

const sources: Readonly<Record<string, string>> = { cloudwatch: 'monitoring' }

/** `sts:AssumeRole` of a service on a role's day comes first, so that its key leads to the role's calls. */
export function activityOf(world: World, account: AccountState): Activity {
  const habits = habitsOf(world, account)
  return {
    on(region, day) {
      const events = habits.flatMap((habit) => (habit.region === region ? eventsOf(world, account, habit, day) : []))
      return events.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
    },
  }
}

function habitsOf(world: World, account: AccountState): readonly Habit[] {
  const begin = activityStart(world)
  const principals = [...account.iam.users.values(), ...account.iam.roles.values()]
  return principals.flatMap((principal) => {
    const patterns = allowedPatterns(account, principal).map((text) => plainPattern(text.toLowerCase()))
    return usesOf(world.seed, account, principal).flatMap(({ service, last }): Habit[] => {
      const [first, ...rest] = (kinds[service] ?? []).filter((kind) => isAllowed(patterns, service, kind))
      if (last === undefined || first === undefined || last.at.getTime() < begin) return []
      const random = stream(world.seed, 'habit', principal.arn, service)
      return [
        {
          principal,
          service,
          calls: [first, ...rest],
          lastAt: Math.min(last.at.getTime(), world.start.getTime()),
          region: globalServices.has(service) ? 'us-east-1' : last.region,
          every: 1 + random.int(14),
        },
      ]
    })
  })
}

const isAllowed = (patterns: readonly Pattern[], service: string, [event, action = event]: Kind): boolean => {
  const name = `${service}:${action}`.toLowerCase()
  return patterns.some((pattern) => matchesPattern(pattern, name))
}

function eventsOf(world: World, account: AccountState, habit: Habit, day: number): TrailEvent[] {
  const { principal, service, lastAt, every } = habit
  const daysBefore = Math.floor(lastAt / dayMs) - day / dayMs
  if (daysBefore < 0 || daysBefore % every !== 0 || day < activityStart(world)) return []
  const random = stream(world.seed, 'activity', principal.arn, service, String(day))
  // On the last day the last call is the last use that IAM tells of.
  const until = daysBefore === 0 ? lastAt : day + 8 * 3_600_000 + random.int(12 * 3_600_000)
  const count = 1 + random.int(3)
  const times = Array.from({ length: count }, (_, index) => until - (count - 1 - index) * (20_000 + random.int(60_000)))
  const begunAt = Math.max(day, (times[0] ?? until) - 5_000)
  const session = sessionOf(world, account, habit, begunAt, random)
  const calls = times.map((at, index) => callAt(account, habit, session, random, Math.max(at, day), index))
  return session.begun === undefined ? calls : [session.begun, ...calls]
}

interface MadeSession {
  readonly identity: UserIdentity
  readonly userAgent: string
  /** The call that gave the session, where a service made it. */
  readonly begun?: TrailEvent
}

function sessionOf(world: World, account: AccountState, habit: Habit, at: number, random: Stream): MadeSession {
  const { principal, service, region } = habit
  if (!('trustPolicy' in principal)) {
    const key = [...account.iam.accessKeys.values()].find(({ userName }) => userName === principal.name)
    return {
      identity: {
        type: 'IAMUser',
        principalId: principal.id,
        arn: principal.arn,
        accountId: account.id,
        ...(key && { accessKeyId: key.id }),
        userName: principal.name,
      },
      userAgent: 'aws-cli/2.27.8',
    }
  }
  const path = [world.seed, 'session', principal.arn, service, String(at)]
  const key = accessKeyId('ASIA', account.id, digest(...path).readUInt16BE(0) % 32_768)
  const by = serviceTrustedBy(principal)
  const name = by === undefined ? 'session' : `${principal.name.slice(0, 40)}-${random.int(10_000)}`
  const identity: UserIdentity = {
    type: 'AssumedRole',
    principalId: `${principal.id}:${name}`,
    arn: `arn:aws:sts::${account.id}:assumed-role/${principal.name}/${name}`,
    accountId: account.id,
    accessKeyId: key,
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        principalId: principal.id,
        arn: principal.arn,
        accountId: account.id,
        userName: principal.name,
      },
      attributes: { creationDate: trailTime(at), mfaAuthenticated: 'false' },
    },
  }
  if (by === undefined) return { identity, userAgent: 'aws-sdk-js/3.1170.0' }
  const begun: TrailEvent = {
    ...ids(path),
    at,
    accountId: account.id,
    region,
    source: 'sts.amazonaws.com',
    name: 'AssumeRole',
    readOnly: true,
    identity: { type: 'AWSService', invokedBy: by },
    sourceIp: by,
    userAgent: by,
    parameters: () => ({ roleArn: principal.arn, roleSessionName: name }),
    response: () => ({ credentials: { accessKeyId: key, expiration: trailTime(at + 3_600_000) } }),
    resources: [{ arn: principal.arn, accountId: account.id, type: 'AWS::IAM::Role' }],
  }
  return { identity, userAgent: 'aws-sdk-js/3.1170.0', begun }
}

const ids = (path: readonly string[]) => ({ id: uuid('event', ...path), requestId: uuid('request', ...path) })

function callAt(
  account: AccountState,
  { principal, service, calls, region }: Habit,
  { identity, userAgent }: MadeSession,
  random: Stream,
  at: number,
  index: number,
): TrailEvent {
  const [name] = random.pick(calls)
  const parameters = service === 's3' && name !== 'ListBuckets' ? bucketOf(account, random) : undefined
  return {
    ...ids([principal.arn, service, String(at), String(index)]),
    at,
    accountId: account.id,
    region,
    source: `${sources[service] ?? service}.amazonaws.com`,
    name,
    readOnly: /^(?:Get|List|Describe|Lookup|Batch|Decrypt|Generate)/.test(name),
    identity,
    sourceIp: `203.0.113.${1 + random.int(250)}`,
    userAgent,
    parameters: () => parameters,
    response: () => undefined,
    resources: [],
  }
}

function bucketOf({ s3 }: AccountState, random: Stream): object | undefined {
  const [first, ...rest] = s3.buckets.keys()
  return first === undefined ? undefined : { bucketName: random.pick([first, ...rest]) }
}

/** The first service that the role's trust names. */
function serviceTrustedBy({ trustPolicy }: IamRole): string | undefined {
  const found = /"Service":\[?"([a-z0-9.-]+)"/.exec(JSON.stringify(trustPolicy satisfies Json))
  return found?.[1]
}
