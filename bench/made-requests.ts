/**
 * Requests as a large organization makes them: a hundred roles with ten managed policies each, a boundary and SCPs on two
 * levels; a thousand different questions about them. Of a fixed seed, so every run asks the same.
 */
import type { Json } from '../src/core/inventory/objects.ts'
import { awsManagedPolicies } from '../src/sandbox/world/managed-policies.ts'
import type { Policies } from '../test/reference/evaluator.ts'

export interface Ask {
  readonly policies: Policies
  readonly principal: string
  readonly action: string
  readonly resource: string
  readonly given: Readonly<Record<string, string>>
  /** Keys nobody knows, with values that tell their tests apart; `[]`: the key is absent. */
  readonly unknown: Readonly<Record<string, readonly (readonly string[])[]>>
}

export const account = '111111111111'

const policy = (...statements: Json[]): Json => ({ Version: '2012-10-17', Statement: statements })

const services = ['ec2', 'lambda', 'sqs', 'sns', 'dynamodb', 'logs', 'kms', 'secretsmanager', 'ssm', 's3']
/** Four teams with ten policies each. */
const small: readonly Json[] = ['team', 'lake', 'build', 'ops'].flatMap((team) =>
  services.map((service) =>
    policy(
      { Effect: 'Allow', Action: [`${service}:Get*`, `${service}:List*`, `${service}:Describe*`], Resource: '*' },
      { Effect: 'Allow', Action: `${service}:Put*`, Resource: `arn:aws:${service}:*:*:${team}-*` },
      {
        Effect: 'Allow',
        Action: [`${service}:Delete*`, `${service}:Send*`],
        Resource: `arn:aws:${service}:*:*:${team}`,
      },
    ),
  ),
)
/** Every service is allowed with MFA only, and none from outside the office of its team. */
const guarded: readonly Json[] = services.flatMap((service, n) => [
  policy({
    Effect: 'Allow',
    Action: [service, services[(n + 1) % services.length]].map((name) => `${name}:*`),
    Resource: '*',
    Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
  }),
  policy({
    Effect: 'Deny',
    Action: `${service}:*`,
    Resource: '*',
    Condition: { NotIpAddress: { 'aws:SourceIp': [`203.0.113.${64 * (n % 3)}/26`, '198.51.100.0/24'] } },
  }),
])
/** AWS's own largest; `ReadOnlyAccess` and `SecurityAudit` are part of every role. */
const large: readonly Json[] = [...awsManagedPolicies.values()]
  .filter(({ name }) => name !== 'AdministratorAccess')
  .flatMap(({ versions }) => versions.map(({ document }) => document))
  .sort((a, b) => JSON.stringify(b).length - JSON.stringify(a).length)

const boundary = policy({ Effect: 'Allow', NotAction: ['iam:*', 'organizations:*'], Resource: '*' })
const teamBoundary = policy({
  Effect: 'Allow',
  NotAction: ['iam:*', 'organizations:*'],
  Resource: '*',
  Condition: { StringEquals: { 'aws:PrincipalTag/team': ['blue', 'green'] } },
})
const fullAccess = policy({ Effect: 'Allow', Action: '*', Resource: '*' })
const regions = policy({
  Effect: 'Deny',
  NotAction: ['iam:*', 'sts:*', 'route53:*', 'support:*'],
  Resource: '*',
  Condition: { StringNotEquals: { 'aws:RequestedRegion': ['eu-west-1', 'eu-central-1'] } },
})
const guardrail = policy({
  Effect: 'Deny',
  Action: ['s3:DeleteBucket*', 'cloudtrail:StopLogging', 'kms:ScheduleKeyDeletion'],
  Resource: '*',
})
const serviceControl = [
  [fullAccess, guardrail],
  [fullAccess, regions],
]

/** Only actions that the reference evaluator and the catalogue both know to have resources. */
const targets: readonly (readonly [action: string, resource: string])[] = [
  ['s3:GetObject', 'arn:aws:s3:::lake-#/2026/part-#'],
  ['s3:PutObject', 'arn:aws:s3:::team-#/in/#'],
  ['s3:ListBucket', 'arn:aws:s3:::lake-#'],
  ['s3:DeleteBucketPolicy', 'arn:aws:s3:::lake-#'],
  ['s3:GetBucketTagging', 'arn:aws:s3:::logs-#'],
  ['sqs:SendMessage', `arn:aws:sqs:eu-west-1:${account}:team-#`],
  ['sqs:GetQueueAttributes', `arn:aws:sqs:eu-west-1:${account}:build-#`],
  ['sns:Publish', `arn:aws:sns:eu-central-1:${account}:ops-#`],
  ['sns:GetTopicAttributes', `arn:aws:sns:eu-central-1:${account}:ops-#`],
  ['dynamodb:GetItem', `arn:aws:dynamodb:eu-west-1:${account}:table/orders-#`],
  ['dynamodb:PutItem', `arn:aws:dynamodb:eu-west-1:${account}:table/orders-#`],
  ['dynamodb:DeleteTable', `arn:aws:dynamodb:us-east-1:${account}:table/orders-#`],
  ['lambda:GetFunction', `arn:aws:lambda:eu-west-1:${account}:function:worker-#`],
  ['lambda:InvokeFunction', `arn:aws:lambda:eu-west-1:${account}:function:worker-#`],
  ['lambda:UpdateFunctionCode', `arn:aws:lambda:eu-west-1:${account}:function:worker-#`],
  ['logs:GetLogEvents', `arn:aws:logs:eu-west-1:${account}:log-group:app-#:log-stream:s`],
  ['logs:PutLogEvents', `arn:aws:logs:eu-west-1:${account}:log-group:app-#:log-stream:s`],
  ['secretsmanager:GetSecretValue', `arn:aws:secretsmanager:eu-west-1:${account}:secret:db-#`],
  ['ssm:GetParameter', `arn:aws:ssm:eu-west-1:${account}:parameter/app/#`],
  ['ec2:StartInstances', `arn:aws:ec2:eu-west-1:${account}:instance/i-#`],
  ['ec2:TerminateInstances', `arn:aws:ec2:us-west-2:${account}:instance/i-#`],
  ['iam:GetRole', `arn:aws:iam::${account}:role/app-#`],
  ['iam:PassRole', `arn:aws:iam::${account}:role/app-#`],
  ['cloudtrail:StopLogging', `arn:aws:cloudtrail:eu-west-1:${account}:trail/main-#`],
]

/** A linear congruential generator (Numerical Recipes): the same numbers in every run. */
function numbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const roles = 100
const asks = 1_000

function shuffled<T>(list: readonly T[], next: (below: number) => number): readonly T[] {
  const left = [...list]
  return list.flatMap(() => left.splice(next(left.length), 1))
}

export type Kind = 'light' | 'heavy' | 'unknown'

function identityOf(kind: Kind, n: number, next: (below: number) => number): readonly Json[] {
  if (kind === 'light') return shuffled(small, next).slice(0, 10)
  if (kind === 'unknown') return shuffled(guarded, next).slice(0, 10)
  const [readOnly, audit, ...others] = large
  if (readOnly === undefined || audit === undefined) throw new Error('the large policies are missing')
  return shuffled([readOnly, audit, ...shuffled(others, next).slice(0, 7), small[n % small.length] ?? {}], next)
}

/** For kind `unknown` nothing is known but what follows from the request: address, MFA and tag are not, nor S3's Region. */
export function madeAsks(kind: Kind): readonly Ask[] {
  const next = numbers(2026)
  const held = Array.from(
    { length: roles },
    (_, n): Policies => ({
      identity: identityOf(kind, n, next),
      boundary: kind === 'unknown' ? teamBoundary : boundary,
      serviceControl,
    }),
  )
  return Array.from({ length: asks }, (_, n): Ask => {
    const role = next(roles)
    const [action, pattern] = targets[next(targets.length)] ?? ['', '']
    const ask = {
      policies: held[role] ?? { identity: [] },
      principal: `arn:aws:sts::${account}:assumed-role/app-${role}/session-${n % 40}`,
      action,
      resource: pattern.replaceAll('#', () => String(next(500))),
    }
    if (kind === 'unknown') return { ...ask, given: {}, unknown: unknownKeys(pattern) }
    return { ...ask, given: givenKeys(pattern, next), unknown: {} }
  })
}

const regionIn = (arn: string): string | undefined =>
  arn.split(':')[3] || (arn.startsWith('arn:aws:iam:') ? 'us-east-1' : undefined)

const givenKeys = (arn: string, next: (below: number) => number) => ({
  'aws:RequestedRegion': regionIn(arn) ?? (next(8) === 0 ? 'us-east-1' : 'eu-west-1'),
  'aws:SourceIp': `203.0.113.${next(256)}`,
  'aws:MultiFactorAuthPresent': next(4) === 0 ? 'false' : 'true',
  'aws:PrincipalTag/team': ['blue', 'green', 'red'][next(3)] ?? '',
})

function unknownKeys(arn: string): Ask['unknown'] {
  const region = regionIn(arn)
  return {
    'aws:requestedregion': (region === undefined ? ['eu-west-1', 'eu-central-1', 'us-east-1'] : [region]).map(only),
    'aws:sourceip': [...['203.0.113.7', '203.0.113.71', '203.0.113.135', '198.51.100.7', '8.8.8.8'].map(only), []],
    'aws:multifactorauthpresent': ['true', 'false'].map(only),
    'aws:principaltag/team': [...['blue', 'green', 'red'].map(only), []],
  }
}

const only = (value: string): readonly string[] => [value]

/** What follows from the request itself. Lower-case key → values, as the reference evaluator reads them. */
export function knownKeys({ principal, given }: Ask): ReadonlyMap<string, readonly string[]> {
  const [, role = ''] = principal.split('/')
  return new Map([
    ['aws:principalaccount', only(account)],
    ['aws:resourceaccount', only(account)],
    ['aws:principalarn', only(`arn:aws:iam::${account}:role/${role}`)],
    ['aws:principaltype', only('AssumedRole')],
    ['aws:principalisawsservice', only('false')],
    ...Object.entries(given).map(([key, value]) => [key.toLowerCase(), only(value)] as const),
  ])
}
