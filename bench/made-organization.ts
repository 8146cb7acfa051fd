/**
 * A made-up organization of fixed shape. Half of its roles are in the account `shop`, which owns the buckets asked about, so
 * that looking only at the accounts concerned hides no work; the others are spread over the rest. Every role has an inline
 * policy that nobody else has, besides two of its account's twenty managed ones. `everyone`: all of those inline policies speak of
 * S3; otherwise one in eight does. Whoever makes a world knows who holds what: see `expectedHolders`.
 */
import { loadCatalogue } from '../src/catalog/read.ts'
import { type AccessIndex, buildIndex } from '../src/core/access/build-index.ts'
import { createPolicyEngine } from '../src/core/evaluate/engine.ts'
import { assemble } from '../src/core/inventory/assemble.ts'
import type { CoverageCell } from '../src/core/inventory/coverage.ts'
import type { InventoryObject, Json } from '../src/core/inventory/objects.ts'
import type { Snapshot } from '../src/core/inventory/snapshot.ts'
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

export interface Size {
  readonly principals: number
  readonly accounts: number
  readonly everyone: boolean
  /** False: every role has managed policies alone. */
  readonly inline?: false
}

const shopAt = 1
const partnerAt = 2
const accountAt = (index: number): string => String(100_000_000_000 + index)
export const accountsOf = ({ accounts }: Size): readonly string[] =>
  Array.from({ length: accounts }, (_, index) => accountAt(index))
export const lakeObject = 'arn:aws:s3:::lake/a/b'
export const openObject = 'arn:aws:s3:::open/a/b'

const homeOf = ({ accounts }: Size, n: number): number => (n % 2 === 0 ? shopAt : ((n - 1) / 2) % accounts)
const speaksOfS3 = ({ everyone }: Size, n: number): boolean => everyone || n % 8 < 2
/** Of those who speak of S3 at all. */
const readsBuckets = (n: number): boolean => n % 96 < 2

export const scps: readonly Json[] = [
  policy(allow('*')),
  policy({
    Effect: 'Deny',
    NotAction: ['iam:*', 'sts:*', 'organizations:*', 'support:*'],
    Resource: '*',
    Condition: { StringNotEquals: { 'aws:RequestedRegion': ['eu-west-1', 'eu-central-1', 'us-east-1'] } },
  }),
]

/** Another account as a whole may read. */
export const lakePolicy: Json = policy(
  allow('s3:GetObject', 'arn:aws:s3:::lake/*', { Principal: { AWS: `arn:aws:iam::${accountAt(partnerAt)}:root` } }),
  deny('s3:DeleteObject', 'arn:aws:s3:::lake/*', { Principal: '*' }),
)
/** Everybody in the organization may read. */
const openPolicy = policy(
  allow('s3:GetObject', 'arn:aws:s3:::open/*', {
    Principal: '*',
    Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-test' } },
  }),
)

const services = ['ec2', 'sqs', 'sns', 'lambda', 'dynamodb', 'logs', 'ssm']
const teams = 20
const teamPolicy = (n: number): Json => {
  const service = services[n % services.length]
  return policy(allow([`${service}:Describe*`, `${service}:Get*`, `${service}:List*`]))
}

export const inlineOf = (size: Size, n: number): Json =>
  policy(
    allow(['sqs:SendMessage', 'sqs:ReceiveMessage'], `arn:aws:sqs:eu-west-1:${accountAt(homeOf(size, n))}:queue-${n}`),
    ...(speaksOfS3(size, n)
      ? [
          allow(
            ['s3:GetObject', 's3:PutObject'],
            [`arn:aws:s3:::own-${n}/*`, ...(readsBuckets(n) ? ['arn:aws:s3:::lake/*', 'arn:aws:s3:::open/*'] : [])],
          ),
        ]
      : []),
  )

/** Managed policies by number, of role n. */
const teamsOf = (n: number): readonly [number, number] => [(n >> 1) % teams, ((n >> 1) * 7) % teams]
export const identityOf = (size: Size, n: number): readonly Json[] => [
  ...teamsOf(n).map(teamPolicy),
  ...(size.inline === false ? [] : [inlineOf(size, n)]),
]

const roleOf = (size: Size, n: number, id: string): InventoryObject =>
  role(id, `role-${n}`, {
    attached: teamsOf(n).map((team) => `arn:aws:iam::${id}:policy/team-${team}`),
    ...(size.inline !== false && { inline: inlineOf(size, n) }),
    tags: { team: `team-${n % 50}` },
  })

export const roleArn = (size: Size, n: number): string => `arn:aws:iam::${accountAt(homeOf(size, n))}:role/role-${n}`

/** One at a time, as a reader of the store makes them. */
export function* objectsOf(size: Size): Generator<InventoryObject> {
  const ids = accountsOf(size)
  const [main = '', shop = ''] = ids
  yield organization(main)
  yield unit(main, 'r-test', 'Root', null)
  for (const [index, id] of ids.entries()) yield account(id, `account-${index}`, 'r-test')
  for (const [index, document] of scps.entries()) {
    const name = index === 0 ? 'FullAWSAccess' : 'Regions'
    const targets = index === 0 ? ['r-test', ...ids] : ['r-test']
    yield organizationPolicy(main, name, { name, type: 'serviceControl', document, targets })
  }
  yield bucket(shop, 'lake', lakePolicy)
  yield bucket(shop, 'open', openPolicy)
  for (const id of ids) for (let n = 0; n < teams; n += 1) yield managedPolicy(id, `team-${n}`, teamPolicy(n))
  for (let n = 0; n < size.principals; n += 1) yield roleOf(size, n, accountAt(homeOf(size, n)))
}

export const cellsOf = (size: Size): readonly CoverageCell[] =>
  accountsOf(size).flatMap((id) => (['iam', 's3', 'organization'] as const).map((type) => cell(id, type)))

/** Root users among them: of the owner, and of every account that the bucket's policy lets in. */
export function expectedHolders(size: Size): { readonly lake: number; readonly open: number } {
  const count = (holds: (n: number, home: number) => boolean): number => {
    let found = 0
    for (let n = 0; n < size.principals; n += 1) if (holds(n, homeOf(size, n))) found += 1
    return found
  }
  const reads = (n: number): boolean => size.inline !== false && speaksOfS3(size, n) && readsBuckets(n)
  return {
    lake: 2 + count((n, home) => reads(n) && (home === shopAt || home === partnerAt)),
    open: size.accounts + count((n, home) => home === shopAt || reads(n)),
  }
}

export const catalogue = loadCatalogue()

export const snapshotOf = (size: Size): Snapshot =>
  assemble({ id: 'bench', at: readAt, objects: [...objectsOf(size)], cells: cellsOf(size) })

export const indexOf = (size: Size): AccessIndex =>
  buildIndex(snapshotOf(size), catalogue, createPolicyEngine(catalogue))
