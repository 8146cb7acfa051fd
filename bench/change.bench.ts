/**
 * Changes over a made-up organization of fixed seed: 5,000 roles in 40 accounts, each with a policy of its own; one managed policy
 * hangs on 1,000 roles of one account. Counts are checked before anything is timed; times are medians.
 */
import { loadCatalogue } from '../src/catalog/read.ts'
import { type AccessIndex, buildIndex, rebuildIndex } from '../src/core/access/build-index.ts'
import type { Change, DiffAnswer } from '../src/core/access/change/change.ts'
import { createPolicyEngine } from '../src/core/evaluate/engine.ts'
import { assemble } from '../src/core/inventory/assemble.ts'
import type { InventoryObject } from '../src/core/inventory/objects.ts'
import type { Result } from '../src/core/result.ts'
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
import { report } from './report.ts'

const roles = 5_000
const sharing = 1_000
const ids = Array.from({ length: 40 }, (_, index) => String(100_000_000_000 + index))
const [main = '', shop = ''] = ids
const shared = `arn:aws:iam::${shop}:policy/Shared`

const guardrail = policy(
  {
    Effect: 'Deny',
    NotAction: ['iam:*', 'sts:*', 'organizations:*', 'support:*'],
    Resource: '*',
    Condition: { StringNotEquals: { 'aws:RequestedRegion': ['eu-west-1', 'eu-central-1', 'us-east-1'] } },
  },
  deny('cloudtrail:StopLogging'),
)

const sharedPolicy = policy(
  allow(['s3:GetObject', 's3:ListBucket', 's3:PutObject']),
  allow('sqs:*', 'arn:aws:sqs:*:*:jobs'),
)
const withoutWriting = policy(allow(['s3:GetObject', 's3:ListBucket']), allow('sqs:*', 'arn:aws:sqs:*:*:jobs'))

function roleObject(n: number): InventoryObject {
  const isSharing = n < sharing
  const id = isSharing ? shop : (ids[n % ids.length] ?? main)
  return role(id, `role-${n}`, {
    attached: isSharing
      ? [shared, `arn:aws:iam::${id}:policy/team-${n % 20}`]
      : [`arn:aws:iam::${id}:policy/team-${n % 20}`],
    inline: policy(
      allow('s3:GetObject', `arn:aws:s3:::own-${n}/*`),
      allow(['sqs:SendMessage', 'sqs:ReceiveMessage'], `arn:aws:sqs:eu-west-1:${id}:queue-${n}`),
    ),
    tags: { team: `team-${n % 50}` },
  })
}

const objects: readonly InventoryObject[] = [
  organization(main),
  unit(main, 'r-test', 'Root', null),
  ...ids.map((id, index) => account(id, `account-${index}`, 'r-test')),
  organizationPolicy(main, 'full', {
    name: 'FullAWSAccess',
    type: 'serviceControl',
    document: policy(allow('*')),
    targets: ['r-test', ...ids],
  }),
  organizationPolicy(main, 'guard', {
    name: 'Guardrail',
    type: 'serviceControl',
    document: guardrail,
    targets: ['r-test'],
  }),
  bucket(shop, 'lake', policy(deny('s3:DeleteObject', 'arn:aws:s3:::lake/*', { Principal: '*' }))),
  ...ids.flatMap((id) =>
    Array.from({ length: 20 }, (_, n) => managedPolicy(id, `team-${n}`, policy(allow(['ec2:Describe*', `sns:Get*`])))),
  ),
  managedPolicy(shop, 'Shared', sharedPolicy),
  ...Array.from({ length: roles }, (_, n) => roleObject(n)),
]
const cells = ids.flatMap((id) => (['iam', 's3', 'sqs', 'organization'] as const).map((type) => cell(id, type)))
const snapshotOf = (list: readonly InventoryObject[], id: string) => assemble({ id, at: readAt, objects: list, cells })

/* ------------------------------------------------------------------ what is timed */

function value<T>(result: Result<T, { readonly message: string }>): T {
  if (!result.ok) throw new Error(result.error.message)
  return result.value
}

function check(what: string, actual: number, expected: number): void {
  if (actual !== expected) throw new Error(`${what}: ${actual}, not ${expected}`)
}

const median = (times: readonly number[]): number => [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0

function timed(rounds: number, act: (round: number) => unknown): number {
  return median(
    Array.from({ length: rounds }, (_, round) => {
      const from = performance.now()
      act(round)
      return performance.now() - from
    }),
  )
}

const catalogue = loadCatalogue()
const engine = createPolicyEngine(catalogue)
const index = buildIndex(snapshotOf(objects, 'now'), catalogue, engine)
check('principals', index.principals().length, roles + ids.length)

const edit: Change = { op: 'edit-policy', policy: shared, document: withoutWriting }
const losers = (answer: DiffAnswer): number => new Set(answer.changes.map((row) => row.principal.arn)).size
const all = { limit: 100_000 }

// Every sharing role loses s3:PutObject, and nobody anything else.
const edited = value(index.whatIf([edit], all))
check('losers by editing', losers(edited), sharing)
check(
  'rows by editing',
  edited.changes.filter(({ change, actions }) => change === 'lost' && actions.join() === 's3:PutObject').length,
  sharing,
)
check('principals looked at', edited.examined, sharing)
report({ name: 'whatIf.detach', value: timed(9, () => value(index.whatIf([edit], all))), unit: 'ms', budget: 100 })

// Taken away altogether: two rows each, S3 and SQS.
const deletion: Change = { op: 'delete-policy', policy: shared }
const deleted = value(index.whatIf([deletion], all))
check('losers by deleting', losers(deleted), sharing)
report({ name: 'whatIf.delete', value: timed(5, () => value(index.whatIf([deletion], all))), unit: 'ms', budget: 100 })

// One policy of one role.
const one: Change = {
  op: 'put-inline-policy',
  name: 'extra',
  document: policy(allow('s3:DeleteObject', 'arn:aws:s3:::lake/*')),
  on: 'role-17',
}
check('gains of one role', losers(value(index.whatIf([one]))), 0)
const own: Change = { ...one, document: policy(allow('s3:DeleteObject', 'arn:aws:s3:::own-17/*')) }
check('gains of one role', losers(value(index.whatIf([own]))), 1)
report({ name: 'whatIf.oneRole', value: timed(15, () => value(index.whatIf([own]))), unit: 'ms', budget: 20 })

const applied = (index: AccessIndex, change: Change): AccessIndex => value(index.apply([change]))
const after = applied(index, edit)
const answer = value(after.canI({ principal: 'role-3', action: 's3:PutObject', resource: 'arn:aws:s3:::lake/x' }))
check('denied after the edit', answer.decision === 'ImplicitlyDenied' ? 1 : 0, 1)
report({ name: 'incremental.onePolicy', value: timed(15, () => applied(index, edit)), unit: 'ms', budget: 10 })

// Two snapshots, one policy edited between them.
const later = objects.map((object) =>
  object.kind === 'managedPolicy' && object.arn === shared ? managedPolicy(shop, 'Shared', withoutWriting) : object,
)
const rebuilt = rebuildIndex(index, snapshotOf(later, 'later'))
check('losers between snapshots', losers(value(index.diff(rebuilt, all))), sharing)
report({ name: 'diff.onePolicy', value: timed(5, () => value(index.diff(rebuilt, all))), unit: 'ms' })
const fresh = timed(3, () => buildIndex(snapshotOf(later, 'fresh'), catalogue, createPolicyEngine(catalogue)))
const again = timed(3, () => rebuildIndex(index, snapshotOf(later, 'again')))
report({ name: 'rebuild.onePolicy', value: again, unit: 'ms', ratio: fresh / again })
