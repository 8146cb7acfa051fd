/** A random organization: once as the objects that collectors find, once as the reference evaluator looks it up. */
import fc from 'fast-check'
import type { CoverageCell } from '../../src/core/inventory/coverage.ts'
import type { InventoryObject, Json, ObjectOfKind } from '../../src/core/inventory/objects.ts'
import {
  account,
  accountId,
  arn,
  bucket,
  cell,
  group,
  managedPolicy,
  organization,
  organizationPolicy,
  role,
  unit,
  user,
} from '../fakes/inventory.ts'
import {
  accounts,
  bucketArn,
  everything,
  guardrail,
  identityPolicy,
  keyArn,
  lab,
  management,
  organizationId,
  partnerArn,
  prod,
  queueArn,
  resourceGuardrail,
  resourcePolicy,
  roleId,
  stranger,
  userId,
} from './alphabet.ts'
import type { Caller, Policies } from './evaluator.ts'

const maybe = <T>(of: fc.Arbitrary<T>, percent: number): fc.Arbitrary<T | undefined> =>
  fc
    .integer({ min: 0, max: 99 })
    .chain((one): fc.Arbitrary<T | undefined> => (one < percent ? of : fc.constant(undefined)))

const attachable = ['A', 'B'] as const

const principalDraft = fc.record({
  account: fc.constantFrom(...accounts),
  kind: fc.constantFrom('user' as const, 'role' as const),
  name: fc.constantFrom('ada', 'app', 'bob', 'cy'),
  path: fc.constantFrom('/', '/', '/team/', '/aws-service-role/x.amazonaws.com/'),
  inline: maybe(identityPolicy, 60),
  attached: fc.subarray([...attachable]),
  boundary: maybe(fc.constantFrom(...attachable), 20),
  isStaff: fc.integer({ min: 0, max: 3 }).map((one) => one === 0),
  team: fc.constantFrom(undefined, undefined, 'blue', 'red'),
  trust: resourcePolicy(false),
})
type PrincipalDraft = typeof principalDraft extends fc.Arbitrary<infer T> ? T : never

const nodes = ['r-test', 'ou-a', ...accounts] as const
const guards = (of: fc.Arbitrary<Json>) => fc.array(fc.tuple(of, fc.constantFrom(...nodes)), { maxLength: 2 })

export const draft = fc.record({
  hasOrganization: fc.integer({ min: 0, max: 3 }).map((one) => one > 0),
  /** Where FullAWSAccess was detached. */
  bare: fc.option(fc.constantFrom(...nodes), { nil: undefined, freq: 5 }),
  scps: guards(guardrail),
  rcps: guards(resourceGuardrail),
  managed: fc.tuple(identityPolicy, identityPolicy),
  staff: identityPolicy,
  principals: fc.array(principalDraft, { minLength: 3, maxLength: 8 }),
  lake: fc.record({
    owner: fc.constantFrom(...accounts),
    policy: maybe(resourcePolicy(true), 80),
    block: fc.boolean(),
  }),
  queue: maybe(resourcePolicy(true), 70),
  key: resourcePolicy(true),
})
export type Draft = typeof draft extends fc.Arbitrary<infer T> ? T : never

const managedDocument = ({ managed }: Draft, name: 'A' | 'B'): Json => (name === 'A' ? managed[0] : managed[1])
/** Service-linked roles are roles; boundaries are not for them. */
const pathOf = ({ kind, path }: PrincipalDraft): string => (kind === 'user' && path !== '/team/' ? '/' : path)

/** Names are unique in an account: later ones give way. */
function distinct(drafts: readonly PrincipalDraft[]): readonly PrincipalDraft[] {
  const seen = new Set<string>()
  return drafts.filter(({ account: owner, kind, name }) => {
    const key = `${owner} ${kind} ${name}`
    return !seen.has(key) && seen.add(key)
  })
}

/* ------------------------------------------------------------------ as collectors find it */

export function objectsOf(made: Draft): readonly InventoryObject[] {
  const owned = (name: string): Json | undefined =>
    name === 'A' || name === 'B' ? managedDocument(made, name) : undefined
  return [
    ...accounts.flatMap((id) => [
      ...attachable.map((name) => managedPolicy(id, name, owned(name) ?? null)),
      group(id, 'staff', { inline: made.staff }),
    ]),
    ...distinct(made.principals).map(principalObject),
    ...(made.hasOrganization ? organizationObjects(made) : []),
    lakeObject(made),
    resourceObject(queueArn, 'sqs:queue', made.queue),
    resourceObject(keyArn, 'kms:key', made.key),
  ]
}

function principalObject(one: PrincipalDraft): InventoryObject {
  const { account: owner, kind, name, inline, attached, boundary, isStaff, team } = one
  const policyArn = (policy: string): string => `arn:aws:iam::${owner}:policy/${policy}`
  const access = {
    path: pathOf(one),
    ...(inline !== undefined && { inline }),
    attached: attached.map(policyArn),
    ...(boundary !== undefined && { boundary: policyArn(boundary) }),
    groups: isStaff ? ['staff'] : [],
    tags: team === undefined ? {} : { Team: team },
    trust: one.trust,
  }
  return kind === 'user' ? user(owner, name, access) : role(owner, name, access)
}

function organizationObjects({ bare, scps, rcps }: Draft): readonly InventoryObject[] {
  const policyOf = (
    id: string,
    type: 'serviceControl' | 'resourceControl',
    document: Json,
    targets: readonly string[],
  ): InventoryObject => organizationPolicy(management, id, { name: id, type, document, targets })
  return [
    organization(management),
    unit(management, 'r-test', 'Root', null),
    unit(management, 'ou-a', 'A', 'r-test'),
    ...accounts.map((id) => account(id, `account-${id}`, parentOf(id))),
    policyOf(
      'p-full',
      'serviceControl',
      everything,
      nodes.filter((node) => node !== bare),
    ),
    ...scps.map(([document, target], at) => policyOf(`p-scp-${at}`, 'serviceControl', document, [target])),
    ...rcps.map(([document, target], at) => policyOf(`p-rcp-${at}`, 'resourceControl', document, [target])),
  ]
}

const parentOf = (id: string): 'ou-a' | 'r-test' => (id === lab ? 'ou-a' : 'r-test')

function lakeObject({ lake }: Draft): InventoryObject {
  const made = bucket(lake.owner, 'lake', lake.policy ?? { state: 'none' })
  if (!lake.block) return made
  return { ...made, body: { ...made.body, facts: { publicAccessBlock: { restrictPublicBuckets: true } } } }
}

function resourceObject(
  text: string,
  type: 'sqs:queue' | 'kms:key',
  policy: Json | undefined,
): ObjectOfKind<'resource'> {
  return {
    kind: 'resource',
    nativeId: text,
    arn: arn(text),
    accountId: accountId(prod),
    region: 'eu-west-1',
    cell: type === 'kms:key' ? 'kms' : 'sqs',
    body: {
      type,
      name: text.split(/[:/]/).at(-1) ?? text,
      policy: policy === undefined ? { state: 'none' } : { state: 'read', document: policy },
      tags: {},
      facts: type === 'kms:key' ? { grants: [] } : {},
    },
  }
}

/** All of it was read. */
export const cells: readonly CoverageCell[] = accounts.flatMap((id) =>
  (['organization', 'iam', 's3', 'kms', 'sqs'] as const).map((type) => cell(id, type)),
)

/* ------------------------------------------------------------------ as the reference evaluator looks it up */

export interface Known {
  /** As the snapshot names it: for a role its own ARN. */
  readonly arn: string
  /** A role is whoever has a session of it, by whatever name. */
  readonly callers: readonly Caller[]
  readonly account: string
  readonly identity: readonly Json[]
  readonly boundary: Json | undefined
  readonly team: string | undefined
}

export function principalsOf(made: Draft): readonly Known[] {
  const roots = accounts.map((id): Known => {
    const root = `arn:aws:iam::${id}:root`
    const caller: Caller = { kind: 'root', arn: root, account: id }
    return { arn: root, callers: [caller], account: id, identity: [], boundary: undefined, team: undefined }
  })
  return [...roots, ...distinct(made.principals).map((one) => knownOf(made, one))]
}

function knownOf(made: Draft, one: PrincipalDraft): Known {
  const { account: owner, kind, name, inline, attached, boundary, isStaff, team } = one
  const own = `arn:aws:iam::${owner}:${kind}${pathOf(one)}${name}`
  const user: Caller = { kind: 'user', arn: own, account: owner, id: userId(owner, name) }
  return {
    arn: own,
    callers: kind === 'user' ? [user] : sessionsOf(own, owner, name),
    account: owner,
    identity: [
      ...(inline === undefined ? [] : [inline]),
      ...attached.map((policy) => managedDocument(made, policy)),
      ...(isStaff && kind === 'user' ? [made.staff] : []),
    ],
    boundary: boundary && managedDocument(made, boundary),
    team,
  }
}

/** Whom no snapshot holds: everybody, two services, and a role elsewhere whose own account lets it do everything. */
export const outsiders: readonly Known[] = [
  outsider('*', [{ kind: 'anonymous' }]),
  ...['ec2.amazonaws.com', 'sns.amazonaws.com'].map((host) => outsider(host, [{ kind: 'service', host }])),
  outsider(partnerArn, sessionsOf(partnerArn, stranger, 'partner')),
]

function outsider(name: string, callers: readonly Caller[]): Known {
  return { arn: name, callers, account: stranger, identity: [everything], boundary: undefined, team: undefined }
}

/** One session that policies name, and one of all the others. */
function sessionsOf(role: string, owner: string, name: string): readonly Caller[] {
  return ['night', 'some-other'].map((as) => ({
    kind: 'session',
    arn: `arn:aws:sts::${owner}:assumed-role/${name}/${as}`,
    role,
    account: owner,
    id: roleId(owner, name),
  }))
}

const wayTo = (id: string): readonly string[] => (parentOf(id) === 'ou-a' ? ['r-test', 'ou-a', id] : ['r-test', id])

/** SCPs over the principals of an account; undefined where none bind. */
function serviceControlOf(made: Draft, id: string): readonly (readonly Json[])[] | undefined {
  if (!made.hasOrganization || id === management || id === stranger) return undefined
  return wayTo(id).map((node) => [
    ...(node === made.bare ? [] : [everything]),
    ...made.scps.flatMap(([document, target]) => (target === node ? [document] : [])),
  ])
}

/** RCPs over the resources of an account. RCPFullAWSAccess is everywhere and need not be told. */
function resourceControlOf(made: Draft, id: string | undefined): readonly (readonly Json[])[] | undefined {
  if (!made.hasOrganization || id === undefined || id === management) return undefined
  return wayTo(id).map((node) => made.rcps.flatMap(([document, target]) => (target === node ? [document] : [])))
}

export interface Asked {
  readonly action: string
  readonly resource: string | undefined
}

export const questions: readonly Asked[] = [
  { action: 's3:GetObject', resource: `${bucketArn}/home/blue/x` },
  { action: 's3:GetObject', resource: `${bucketArn}/home/ada/x` },
  { action: 's3:ListBucket', resource: bucketArn },
  { action: 's3:PutBucketPolicy', resource: bucketArn },
  { action: 's3:ListAllMyBuckets', resource: undefined },
  { action: 'iam:CreateUser', resource: undefined },
  { action: 'ec2:DescribeInstances', resource: undefined },
  { action: 'sqs:SendMessage', resource: queueArn },
  { action: 'kms:Decrypt', resource: keyArn },
  { action: 'sts:AssumeRole', resource: 'app' },
]

export interface Target {
  readonly resource: string
  readonly owner: string | undefined
  readonly policy: Json | undefined
  readonly restrictPublicBuckets: boolean
}

/** What a question is about; undefined when the world does not have it. */
export function targetOf(made: Draft, { action, resource }: Asked): Target | undefined {
  const none = { policy: undefined, restrictPublicBuckets: false }
  if (resource === undefined) return { resource: '*', owner: undefined, ...none }
  if (resource.startsWith(bucketArn)) {
    const { owner, policy, block } = made.lake
    return { resource, owner, policy, restrictPublicBuckets: block }
  }
  if (resource === queueArn) return { ...none, resource, owner: prod, policy: made.queue }
  if (resource === keyArn) return { ...none, resource, owner: prod, policy: made.key }
  const one = distinct(made.principals).find(({ kind, account: owner }) => kind === 'role' && owner === prod)
  if (action !== 'sts:AssumeRole' || !one) return undefined
  return { ...none, resource: `arn:aws:iam::${prod}:role${pathOf(one)}${one.name}`, owner: prod, policy: one.trust }
}

export function policiesFor(made: Draft, known: Known, target: Target): Policies {
  const scps = serviceControlOf(made, known.account)
  const rcps = resourceControlOf(made, target.owner ?? known.account)
  return {
    identity: known.identity,
    ...(known.boundary !== undefined && { boundary: known.boundary }),
    ...(scps && { serviceControl: scps }),
    ...(rcps && { resourceControl: rcps }),
    ...(target.policy !== undefined && { resource: target.policy }),
    restrictPublicBuckets: target.restrictPublicBuckets,
  }
}

/** The organization's part of the context. */
export function organizationFacts(made: Draft, owner: string): ReadonlyMap<string, string> {
  if (!made.hasOrganization || owner === stranger) return new Map()
  return new Map([
    ['id', organizationId],
    ['path', `${organizationId}/${wayTo(owner).slice(0, -1).join('/')}/`],
  ])
}
