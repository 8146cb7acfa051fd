/**
 * Evaluations per second. `light`: a role with ten small managed-style policies, a boundary and SCPs on two levels, as in
 * policy-engine figures of other engines; `heavy`: the same with AWS's large managed policies, when they are at hand in
 * `BAILIWICK_BENCH_POLICIES` (a folder of `{document}` files). Answers are checked before anything is timed.
 */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { Bench } from 'tinybench'
import { loadCatalogue } from '../src/catalog/read.ts'
import { contextOf } from '../src/core/evaluate/context.ts'
import { createPolicyEngine } from '../src/core/evaluate/engine.ts'
import type { AccessRequest, ApplicablePolicies, Decision, PolicyId, PolicyType } from '../src/core/evaluate/types.ts'
import { matchesPattern, plainPattern } from '../src/core/policy/glob.ts'

const catalogue = loadCatalogue()
const engine = createPolicyEngine(catalogue)

function compiled(document: unknown, type: PolicyType): PolicyId {
  const parsed = engine.parse(document, type)
  if (!parsed.ok) throw new Error(`${parsed.error.path}: ${parsed.error.message}`)
  return parsed.value
}
const policy = (type: PolicyType, ...statements: object[]): PolicyId =>
  compiled({ Version: '2012-10-17', Statement: statements }, type)

const services = ['ec2', 'lambda', 'sqs', 'sns', 'dynamodb', 'logs', 'kms', 'secretsmanager', 'ssm', 's3']
const small = services.map((service) =>
  policy(
    'identity',
    { Effect: 'Allow', Action: [`${service}:Get*`, `${service}:List*`, `${service}:Describe*`], Resource: '*' },
    { Effect: 'Allow', Action: `${service}:Put*`, Resource: `arn:aws:${service}:*:*:team-*` },
  ),
)
const boundary = [
  policy('permissionsBoundary', { Effect: 'Allow', NotAction: ['iam:*', 'organizations:*'], Resource: '*' }),
]
const fullAccess = policy('serviceControl', { Effect: 'Allow', Action: '*', Resource: '*' })
const regions = policy('serviceControl', {
  Effect: 'Deny',
  NotAction: ['iam:*', 'sts:*', 'route53:*', 'support:*'],
  Resource: '*',
  Condition: { StringNotEquals: { 'aws:RequestedRegion': ['eu-west-1', 'eu-central-1'] } },
})
const guardrail = policy('serviceControl', {
  Effect: 'Deny',
  Action: ['s3:DeleteBucket*', 'cloudtrail:StopLogging', 'kms:ScheduleKeyDeletion'],
  Resource: '*',
})
const layers = {
  permissionsBoundary: boundary,
  serviceControl: [
    [fullAccess, guardrail],
    [fullAccess, regions],
  ],
}
const light: ApplicablePolicies = { identity: small, ...layers }

function request(action: string, resource: string, given: Record<string, string>, unknown = false): AccessRequest {
  const question = {
    principal: 'arn:aws:sts::111111111111:assumed-role/app/session',
    action,
    resource,
  }
  return { ...question, context: contextOf({ ...question, given, unknown }, catalogue) }
}

const inEurope = { 'aws:RequestedRegion': 'eu-west-1' }
const read = request('s3:GetObject', 'arn:aws:s3:::lake/2026/part-0001', inEurope)
const elsewhere = request('s3:GetObject', 'arn:aws:s3:::lake/2026/part-0001', { 'aws:RequestedRegion': 'us-east-1' })
const open = request('s3:GetObject', 'arn:aws:s3:::lake/2026/part-0001', {}, true)
const conditional: ApplicablePolicies = {
  identity: [
    policy('identity', {
      Effect: 'Allow',
      Action: 's3:*',
      Resource: '*',
      Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
    }),
    policy('identity', {
      Effect: 'Deny',
      Action: 's3:*',
      Resource: '*',
      Condition: { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
    }),
  ],
  ...layers,
}

function heavyPolicies(): ApplicablePolicies | undefined {
  const folder = process.env['BAILIWICK_BENCH_POLICIES']
  if (folder === undefined) return undefined
  const wanted = [
    'ReadOnlyAccess',
    'SecurityAudit',
    'ViewOnlyAccess',
    'PowerUserAccess',
    'IAMReadOnlyAccess',
    'AmazonEC2FullAccess',
  ]
  const names = new Set(readdirSync(folder))
  const identity = wanted
    .filter((name) => names.has(`${name}.json`))
    .map((name) =>
      compiled(
        (JSON.parse(readFileSync(path.join(folder, `${name}.json`), 'utf8')) as { document: unknown }).document,
        'identity',
      ),
    )
  return { identity: [...small.slice(0, 4), ...identity], ...layers }
}

function check(name: string, asked: AccessRequest, policies: ApplicablePolicies, expected: Decision): void {
  const { decision } = engine.evaluate(asked, policies)
  if (decision !== expected) throw new Error(`${name} answers ${decision}, not ${expected}`)
}

const scenarios: [string, AccessRequest, ApplicablePolicies, Decision][] = [
  ['eval.light', read, light, 'Allowed'],
  ['eval.denied', elsewhere, light, 'ExplicitlyDenied'],
  ['eval.unknown (3 keys)', open, conditional, 'Conditional'],
]
const heavy = heavyPolicies()
if (heavy !== undefined) scenarios.push(['eval.heavy', read, heavy, 'Allowed'])

const hostile = plainPattern(`${'*a'.repeat(1000)}*X`)
const letters = 'a'.repeat(4000)

const bench = new Bench({ time: 1000, warmupTime: 300 })
for (const [name, asked, policies, expected] of scenarios) {
  check(name, asked, policies, expected)
  // A hundred at once: a single one is shorter than the clock's own cost.
  bench.add(name, () => {
    for (let turn = 0; turn < 100; turn += 1) engine.evaluate(asked, policies)
  })
}
bench.add('glob.hostile (×100)', () => {
  for (let turn = 0; turn < 100; turn += 1) matchesPattern(hostile, letters)
})
await bench.run()
for (const task of bench.tasks) {
  const { result } = task
  if (!('throughput' in result)) throw new Error(`${task.name} did not finish`)
  const perSecond = Math.round(result.throughput.p50 * 100)
  console.log(`${task.name.padEnd(24)} ${perSecond.toLocaleString('en').padStart(12)} /s`)
}
