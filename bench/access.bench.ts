/**
 * The access index over made-up organizations of fixed seed: 1,500, 5,000 and 50,000 principals in 12 to 400 accounts.
 * `selective`: one principal in eight has a policy about the action. `everyone`: all of them do, so that preselection does not
 * help. Warm medians of repeated questions; counts are checked before anything is timed.
 */
import { loadCatalogue } from '../src/catalog/read.ts'
import { type AccessIndex, buildIndex } from '../src/core/access/build-index.ts'
import { createPolicyEngine } from '../src/core/evaluate/engine.ts'
import { assemble } from '../src/core/inventory/assemble.ts'
import type { InventoryObject } from '../src/core/inventory/objects.ts'
import {
  account,
  allow,
  bucket,
  cell,
  deny,
  managedPolicy,
  organization,
  organizationPolicy,
  policy,
  readAt,
  role,
  unit,
} from '../test/fakes/inventory.ts'

const regionGuard = policy({
  Effect: 'Deny',
  NotAction: ['iam:*', 'sts:*', 'organizations:*', 'support:*'],
  Resource: '*',
  Condition: { StringNotEquals: { 'aws:RequestedRegion': ['eu-west-1', 'eu-central-1', 'us-east-1'] } },
})

/** Policies as teams have them: the n-th speaks of S3 only when n is a multiple of eight, or in the `everyone` organization. */
function teamPolicy(n: number, everyone: boolean) {
  const service = ['ec2', 'sqs', 'sns', 'lambda', 'dynamodb', 'logs', 'ssm'][n % 7]
  return policy(
    allow([`${service}:Describe*`, `${service}:Get*`, `${service}:List*`]),
    ...(everyone || n % 8 === 0
      ? [allow('s3:GetObject', n % 16 === 0 ? 'arn:aws:s3:::lake/*' : `arn:aws:s3:::team-${n}/*`)]
      : []),
  )
}

interface Size {
  readonly principals: number
  readonly accounts: number
  /** Every n-th role has an inline policy of its own. */
  readonly inlineEvery: number
  readonly everyone: boolean
}

function objectsOf({ principals, accounts, inlineEvery, everyone }: Size): InventoryObject[] {
  const ids = Array.from({ length: accounts }, (_, index) => String(100_000_000_000 + index))
  const [main = ''] = ids
  const full = ['r-test', 'ou-prod', ...ids]
  const organizational: InventoryObject[] = [
    organization(main),
    unit(main, 'r-test', 'Root', null),
    unit(main, 'ou-prod', 'Production', 'r-test'),
    ...ids.map((id, index) => account(id, `account-${index}`, index % 2 === 0 ? 'ou-prod' : 'r-test')),
    organizationPolicy(main, 'full', {
      name: 'FullAWSAccess',
      type: 'serviceControl',
      document: policy(allow('*')),
      targets: full,
    }),
    organizationPolicy(main, 'regions', {
      name: 'Regions',
      type: 'serviceControl',
      document: regionGuard,
      targets: ['r-test'],
    }),
    bucket(ids[1] ?? main, 'lake', policy(deny('s3:DeleteObject', 'arn:aws:s3:::lake/*', { Principal: '*' }))),
  ]
  const shared = 20
  const perAccount = ids.flatMap((id) =>
    Array.from({ length: shared }, (_, n) => managedPolicy(id, `team-${n}`, teamPolicy(n, everyone))),
  )
  const roles = Array.from({ length: principals }, (_, n): InventoryObject => {
    const id = ids[n % accounts] ?? main
    const own = n % inlineEvery === 0
    const turn = Math.floor(n / accounts)
    return role(id, `role-${n}`, {
      attached: [
        `arn:aws:iam::${id}:policy/team-${turn % shared}`,
        `arn:aws:iam::${id}:policy/team-${(turn * 7) % shared}`,
      ],
      ...(own && {
        inline: policy(
          allow('sqs:SendMessage', `arn:aws:sqs:eu-west-1:${id}:queue-${n}`),
          ...(everyone ? [allow('s3:GetObject', `arn:aws:s3:::own-${n}/*`)] : []),
        ),
      }),
      tags: { team: `team-${n % 50}` },
    })
  })
  return [...organizational, ...perAccount, ...roles]
}

const median = (times: readonly number[]): number => [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0

function timed<T>(ask: () => T, rounds: number): { readonly cold: number; readonly warm: number; readonly value: T } {
  const started = performance.now()
  let value = ask()
  const cold = performance.now() - started
  const times = Array.from({ length: rounds }, () => {
    const from = performance.now()
    value = ask()
    return performance.now() - from
  })
  return { cold, warm: median(times), value }
}

function whoCan(index: AccessIndex) {
  const answer = index.whoCan({ action: 's3:GetObject', resource: 'arn:aws:s3:::lake/a/b' })
  if (!answer.ok) throw new Error(answer.error.message)
  return answer.value
}

const ms = (value: number): string => `${value.toFixed(value < 10 ? 2 : 0).padStart(7)} ms`
const catalogue = loadCatalogue()
const sizes: readonly Size[] = [
  { principals: 1_500, accounts: 12, inlineEvery: 10, everyone: false },
  { principals: 1_500, accounts: 12, inlineEvery: 10, everyone: true },
  { principals: 5_000, accounts: 40, inlineEvery: 1, everyone: false },
  { principals: 5_000, accounts: 40, inlineEvery: 1, everyone: true },
  { principals: 50_000, accounts: 400, inlineEvery: 100, everyone: false },
  { principals: 50_000, accounts: 400, inlineEvery: 100, everyone: true },
]

console.log(
  'principals  kind        assemble      build   who-can cold  who-can warm   holders   what-can warm   administrators',
)
for (const size of sizes) {
  const objects = objectsOf(size)
  const cells = [...new Set(objects.map((object) => object.accountId))].flatMap((id) =>
    (['iam', 's3', 'organization'] as const).map((type) => cell(id, type)),
  )
  const assembled = timed(() => assemble({ id: 'bench', at: readAt, objects, cells }), 0)
  const built = timed(() => buildIndex(assembled.value, catalogue, createPolicyEngine(catalogue)), 0)
  const asked = timed(() => whoCan(built.value), 15)
  const { principals, examined } = asked.value
  // Holders are in the bucket's account: roles with a team policy on the lake, and the root user.
  if (examined !== size.principals + size.accounts) throw new Error(`examined ${examined}`)
  if (!principals.some((holder) => holder.name === 'root')) throw new Error('the root user of the owner is missing')
  const one = timed(() => built.value.whatCan({ principal: 'role-17' }), 15)
  if (!one.value.ok) throw new Error(one.value.error.message)
  // Asked for by the first table of a new snapshot, on the server's only thread.
  const administrators = timed(() => built.value.principals().filter((summary) => summary.admin === 'yes'), 0)
  if (administrators.value.length !== size.accounts) throw new Error('the root users are the administrators')
  console.log(
    String(size.principals).padStart(10),
    ` ${size.everyone ? 'everyone ' : 'selective'}`,
    ms(assembled.cold),
    ms(built.cold),
    '   ',
    ms(asked.cold),
    '   ',
    ms(asked.warm),
    String(principals.length).padStart(9),
    '     ',
    ms(one.warm),
    '    ',
    ms(administrators.cold),
  )
}
