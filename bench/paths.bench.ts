/**
 * Paths to administrator in a made-up organization of fixed seed: 5,000 principals in 40 accounts. Most roles trust a service;
 * a fifth trusts its account as a whole, some name other roles, also across accounts; developers may pass a role to a function.
 * The maker knows every way that it laid: who reaches an administrator is counted by a walk over those, and checked before
 * anything is timed. A second organization, `broad`, is one whose roles may do far too much.
 */
import { loadCatalogue } from '../src/catalog/read.ts'
import { type AccessIndex, buildIndex } from '../src/core/access/build-index.ts'
import type { PathsQuestion } from '../src/core/access/paths/path-answer.ts'
import type { Stepwise } from '../src/core/access/stepwise.ts'
import { createPolicyEngine } from '../src/core/evaluate/engine.ts'
import { assemble } from '../src/core/inventory/assemble.ts'
import type { InventoryObject, Json } from '../src/core/inventory/objects.ts'
import type { Snapshot } from '../src/core/inventory/snapshot.ts'
import {
  account,
  allow,
  bucket,
  cell,
  group,
  managedPolicy,
  organization,
  organizationPolicy,
  policy,
  readAt,
  role,
  trust,
  unit,
  user,
} from '../test/fakes/inventory.ts'
import { heapInUse, report } from './report.ts'

const accounts = 40
const perAccount = 125
const usersPerAccount = 20

/** Of 32 bits (Numerical Recipes, "quick and dirty" generators): the same organization each time. */
function createRandom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

interface Made {
  readonly objects: InventoryObject[]
  /** Names of principals from which a laid way leads to an administrator, in at most six steps. */
  readonly starts: ReadonlySet<string>
}

function make(): Made {
  const random = createRandom(7)
  const ids = Array.from({ length: accounts }, (_, index) => String(100_000_000_000 + index))
  const [main = ''] = ids
  const objects: InventoryObject[] = organizational(main, ids)
  const ways = new Map<string, string[]>()
  const lay = (from: string, to: string): void => {
    ways.set(to, [...(ways.get(to) ?? []), from])
  }
  for (const [at, id] of ids.entries()) {
    objects.push(...accountOf(id, at, ids, random, lay))
  }
  return {
    objects,
    starts: leadingTo(
      ways,
      ids.flatMap((id) => [roleArn(id, 'admin'), roleArn(id, 'lambda-admin')]),
    ),
  }
}

const organizational = (main: string, ids: readonly string[]): InventoryObject[] => [
  organization(main),
  unit(main, 'r-test', 'Root', null),
  ...ids.map((id, index) => account(id, `account-${index}`, 'r-test')),
  organizationPolicy(main, 'full', {
    name: 'FullAWSAccess',
    type: 'serviceControl',
    document: policy(allow('*')),
    targets: ['r-test', ...ids],
  }),
  bucket(main, 'artifacts', { state: 'none' }),
]

const roleArn = (id: string, name: string): string => `arn:aws:iam::${id}:role/${name}`

function accountOf(
  id: string,
  at: number,
  ids: readonly string[],
  random: (below: number) => number,
  lay: (from: string, to: string) => void,
): InventoryObject[] {
  const roles = Array.from({ length: perAccount - usersPerAccount - 5 }, (_, n) => `role-${at}-${n}`)
  const admin = roleArn(id, 'admin')
  const deployer = roleArn(id, 'deployer')
  const lambdaAdmin = roleArn(id, 'lambda-admin')
  const passing = [
    allow('iam:PassRole', lambdaAdmin, {
      Condition: { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } },
    }),
    allow(['lambda:CreateFunction', 'lambda:InvokeFunction']),
  ]
  const elsewhere = ids[(at + 1) % ids.length] ?? id
  const before = ids[(at + ids.length - 1) % ids.length] ?? id
  const made = roles.map((name, n): InventoryObject => {
    const own = roleArn(id, name)
    const target = roles[random(n + 1)] ?? name
    const kind = n % 10
    // Allowed to assume, and trusted: only then is there a way.
    const trusted =
      kind < 2 ? { AWS: `arn:aws:iam::${id}:root` } : kind === 2 ? { AWS: roleArn(elsewhere, 'deployer') } : service(n)
    const mayAssume = kind === 3 || kind === 4
    if (mayAssume && isTrusting(roles.indexOf(target)) && target !== name) lay(own, roleArn(id, target))
    if (kind === 2) lay(roleArn(elsewhere, 'deployer'), own)
    return role(id, name, {
      trust: trust(trusted),
      attached: [`arn:aws:iam::${id}:policy/team-${n % 12}`],
      inline: policy(
        allow('sqs:SendMessage', `arn:aws:sqs:eu-west-1:${id}:queue-${n}`),
        ...(mayAssume ? [allow('sts:AssumeRole', roleArn(id, target))] : []),
        ...(n % 25 === 7 ? [allow('sts:AssumeRole', deployer)] : []),
        ...(n % 25 === 11 ? passing : []),
      ),
    })
  })
  for (const [n, name] of roles.entries()) {
    if (n % 25 === 7) lay(roleArn(id, name), deployer)
    if (n % 25 === 11) lay(roleArn(id, name), lambdaAdmin)
  }
  lay(deployer, admin)
  const developers = Array.from({ length: usersPerAccount }, (_, n) => `developer-${at}-${n}`)
  for (const [n, name] of developers.entries()) if (n % 4 === 0) lay(`arn:aws:iam::${id}:user/${name}`, deployer)
  return [
    ...Array.from({ length: 12 }, (_, n) => managedPolicy(id, `team-${n}`, teamPolicy(n))),
    ...made,
    role(id, 'admin', { trust: trust({ AWS: deployer }), inline: policy(allow('*')) }),
    role(id, 'lambda-admin', { trust: trust({ Service: 'lambda.amazonaws.com' }), inline: policy(allow('*')) }),
    role(id, 'deployer', {
      trust: trust({ AWS: `arn:aws:iam::${id}:root` }),
      inline: policy(
        allow('s3:PutObject', 'arn:aws:s3:::artifacts/*'),
        allow('sts:AssumeRole', `arn:aws:iam::${before}:role/role-*`),
      ),
    }),
    role(id, 'audit', {
      trust: trust({ AWS: `arn:aws:iam::${id}:root` }),
      inline: policy(allow(['iam:Get*', 'iam:List*'])),
    }),
    group(id, 'developers', { inline: policy(allow('logs:*')) }),
    group(id, 'deployers', { inline: policy(allow('sts:AssumeRole', deployer)) }),
    ...developers.map((name, n) => user(id, name, { groups: ['developers', ...(n % 4 === 0 ? ['deployers'] : [])] })),
  ]
}

/** Roles that trust their account. */
const isTrusting = (n: number): boolean => n >= 0 && n % 10 < 2

const service = (n: number): Json => ({ Service: `${['lambda', 'ec2', 'ecs-tasks', 'states'][n % 4]}.amazonaws.com` })

const teamPolicy = (n: number): Json => {
  const name = ['ec2', 'sqs', 'sns', 'lambda', 'dynamodb', 'logs'][n % 6]
  return policy(allow([`${name}:Describe*`, `${name}:Get*`, `${name}:List*`]))
}

/** Over the laid ways alone, backwards, six steps. */
function leadingTo(ways: ReadonlyMap<string, readonly string[]>, ends: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>()
  let layer = [...ends]
  for (let steps = 0; steps < 6; steps += 1) {
    layer = layer.flatMap((to) => ways.get(to) ?? []).filter((from) => !found.has(from))
    for (const from of layer) found.add(from)
  }
  return found
}

/* ------------------------------------------------------------------ an organization of broad permissions */

/**
 * 125 roles in each account. Of twenty of them one is administrator, but for an AWS managed policy that was not read; one may
 * assume any role, one passes any role to functions, one writes the policies of anybody, five trust an account as a whole; the
 * others are what functions run as.
 */
function makeBroad(): readonly InventoryObject[] {
  const ids = Array.from({ length: accounts }, (_, index) => String(100_000_000_000 + index))
  const [main = ''] = ids
  const regional: Json = {
    Effect: 'Deny',
    NotAction: ['iam:*', 'sts:*'],
    Resource: '*',
    Condition: { StringNotEquals: { 'aws:RequestedRegion': ['eu-west-1'] } },
  }
  return [
    ...organizational(main, ids),
    organizationPolicy(main, 'guard', {
      name: 'Regions',
      type: 'serviceControl',
      document: policy(regional),
      targets: ['r-test'],
    }),
    ...ids.flatMap((id, at) => [
      ...Array.from({ length: 12 }, (_, n) => managedPolicy(id, `team-${n}`, teamPolicy(n))),
      ...Array.from({ length: perAccount }, (_, n) => broadRole(id, ids[(at + 1) % ids.length] ?? id, n)),
    ]),
  ]
}

function broadRole(id: string, elsewhere: string, n: number): InventoryObject {
  const kind = n % 20
  const own = `${id}-${n}`
  return role(id, `role-${own}`, {
    trust: trust(kind < 5 ? { AWS: `arn:aws:iam::${kind < 4 ? id : elsewhere}:root` } : service(0)),
    attached: [
      `arn:aws:iam::${id}:policy/team-${n % 12}`,
      ...(kind === 7 ? ['arn:aws:iam::aws:policy/AdministratorAccess'] : []),
    ],
    inline: policy(
      allow('s3:GetObject', `arn:aws:s3:::own-${own}/*`),
      allow('sqs:SendMessage', `arn:aws:sqs:eu-west-1:${id}:queue-${own}`),
      ...(broadly[kind] ?? []),
    ),
    tags: { team: `team-${n % 50}` },
  })
}

/** By kind of role. */
const broadly: Readonly<Record<number, readonly Json[]>> = {
  7: [allow('*')],
  8: [allow('sts:AssumeRole')],
  9: [allow(['iam:PassRole', 'lambda:CreateFunction', 'lambda:InvokeFunction'])],
  10: [allow(['iam:PutUserPolicy', 'iam:AttachRolePolicy', 'iam:UpdateAssumeRolePolicy'])],
}

/** Everybody, each step by its processor time: what others wait for meanwhile. */
function timeBroad(): void {
  const snapshot = snapshotOf(makeBroad())
  const index = buildIndex(snapshot, catalogue, createPolicyEngine(catalogue))
  const questions: readonly (readonly [string, PathsQuestion])[] = [
    ['admin', { to: 'admin' }],
    ['object', { to: 'arn:aws:s3:::own-100000000000-17/x', action: 's3:GetObject' }],
    ['deep', { to: 'admin', maxDepth: 10 }],
  ]
  for (const [name, question] of questions) {
    const steps = stepTimes(index.pathsInSteps(question))
    const answer = ask(index, question)
    if (answer.paths.length === 0) throw new Error(`nobody gets to ${question.to}`)
    const long = steps.filter((ms) => ms > 20).length
    console.log(`${name}: ${steps.length} steps, ${long} of them longer than 20 ms. ${answer.sentence}`)
    const seconds = steps.reduce((sum, ms) => sum + ms, 0) / 1000
    report({ name: `paths.broad.${name}`, value: seconds, unit: 's', budget: 15 })
    report({ name: `paths.broad.${name}.step`, value: Math.max(...steps), unit: 'ms' })
    report({ name: `paths.broad.${name}.again`, value: timed(() => ask(index, question)).ms, unit: 'ms', budget: 50 })
  }
}

/** Milliseconds of processor time. */
function stepTimes(work: Stepwise<unknown>): readonly number[] {
  const times: number[] = []
  for (let goesOn = true; goesOn; ) {
    const before = process.cpuUsage()
    goesOn = work.step()
    const { user: own, system } = process.cpuUsage(before)
    times.push((own + system) / 1000)
  }
  return times
}

/* ------------------------------------------------------------------ the bench */

const catalogue = loadCatalogue()

function snapshotOf(objects: readonly InventoryObject[]): Snapshot {
  const cells = [...new Set(objects.map((object) => object.accountId))].flatMap((id) =>
    (['iam', 's3', 'organization'] as const).map((type) => cell(id, type)),
  )
  return assemble({ id: 'bench', at: readAt, objects, cells })
}

function ask(index: AccessIndex, question: PathsQuestion) {
  const answer = index.paths(question)
  if (!answer.ok) throw new Error(answer.error.message)
  return answer.value
}

function timed<T>(act: () => T): { readonly ms: number; readonly value: T } {
  const started = performance.now()
  const value = act()
  return { ms: performance.now() - started, value }
}

const median = (times: readonly number[]): number => [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0

const { objects, starts } = make()
const snapshot = snapshotOf(objects)
const index = buildIndex(snapshot, catalogue, createPolicyEngine(catalogue))

// Root users too.
if (snapshot.principals.length !== accounts * perAccount) throw new Error(`${snapshot.principals.length} principals`)

const before = heapInUse()
const cold = timed(() => ask(index, { to: 'admin', limit: 10_000 }))
const heap = heapInUse() - before
const found = new Set(cold.value.paths.map((path) => path.from.id))
for (const start of starts) if (!found.has(start)) throw new Error(`${start} was not found`)
for (const start of found) if (!starts.has(start)) throw new Error(`${start} has no way that was laid`)

report({ name: `paths.admin.${snapshot.principals.length}`, value: cold.ms / 1000, unit: 's', budget: 2, heap })
const warm = Array.from({ length: 5 }, () => timed(() => ask(index, { to: 'admin' })).ms)
report({ name: 'paths.admin.again', value: median(warm), unit: 'ms' })

const asked = [...starts].slice(0, 200)
const single = asked.map((from) => timed(() => ask(index, { from, to: 'admin' })).ms)
report({ name: 'paths.one', value: Math.max(...single), unit: 'ms', budget: 100, p50: median(single) * 1000 })

const people = snapshot.principals.filter(({ arn }) => arn.includes(':user/developer-0-')).map(({ arn }) => arn)
const toBucket = people.map((from) => timed(() => ask(index, { from, to: 'artifacts', action: 's3:PutObject' })))
const deploying = toBucket.filter(({ value }) => value.paths.length > 0).length
if (deploying !== usersPerAccount / 4) throw new Error(`${deploying} developers reach the artifacts`)
const times = toBucket.map(({ ms }) => ms)
report({ name: 'paths.resource', value: Math.max(...times), unit: 'ms', budget: 100, p50: median(times) * 1000 })

// What the first question of a new snapshot costs, whoever it is about.
const fresh = buildIndex(snapshot, catalogue, createPolicyEngine(catalogue))
const first = timed(() => ask(fresh, { from: asked[0] ?? '', to: 'admin' }))
report({ name: 'paths.one.first', value: first.ms / 1000, unit: 's', budget: 2 })

timeBroad()
