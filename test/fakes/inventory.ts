/** Inventory objects in a few words, for tests and benchmarks. */
import type { AccountId, Arn } from '../../src/core/ids.ts'
import { parseAccountId, parseArn } from '../../src/core/ids.ts'
import type { CellState, CellType, CoverageCell } from '../../src/core/inventory/coverage.ts'
import type { Json, ObjectBodies, ObjectOfKind, PolicyReading } from '../../src/core/inventory/objects.ts'

export const readAt = '2026-03-01T10:00:00.000Z'

export function accountId(text: string): AccountId {
  const id = parseAccountId(text)
  if (!id) throw new TypeError(`${text} is no account id`)
  return id
}

export function arn(text: string): Arn {
  const parsed = parseArn(text)
  if (!parsed) throw new TypeError(`${text} is no ARN`)
  return parsed
}

export const allow = (action: Json, resource: Json = '*', more: { readonly [key: string]: Json } = {}) => ({
  Effect: 'Allow',
  Action: action,
  Resource: resource,
  ...more,
})

export const deny = (action: Json, resource: Json = '*', more: { readonly [key: string]: Json } = {}) => ({
  ...allow(action, resource, more),
  Effect: 'Deny',
})

export const policy = (...statements: readonly Json[]): Json => ({ Version: '2012-10-17', Statement: statements })

export const trust = (principal: Json): Json =>
  policy({ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' })

/** What a test says about a principal; everything else is empty. */
export interface Access {
  readonly inline?: Json
  readonly attached?: readonly string[]
  readonly groups?: readonly string[]
  readonly boundary?: string
  readonly tags?: Readonly<Record<string, string>>
  readonly path?: string
  readonly trust?: Json
}

const identity = (account: string, kind: string, path: string, name: string) => ({
  nativeId: `${kind === 'user' ? 'AIDA' : kind === 'role' ? 'AROA' : 'AGPA'}${account}${name.toUpperCase()}`,
  arn: `arn:aws:iam::${account}:${kind}${path}${name}`,
  accountId: accountId(account),
  region: 'global',
  cell: 'iam',
})

const common = (name: string, access: Access) => ({
  name,
  path: access.path ?? '/',
  createdAt: '2025-01-01T00:00:00.000Z',
  attachedPolicies: (access.attached ?? []).map(arn),
  inlinePolicies: access.inline === undefined ? [] : [{ name: `${name}-inline`, document: access.inline }],
})

const bounded = (access: Access) => ({
  ...(access.boundary !== undefined && { boundary: arn(access.boundary) }),
  tags: access.tags ?? {},
})

export const user = (account: string, name: string, access: Access = {}): ObjectOfKind<'user'> => ({
  ...identity(account, 'user', access.path ?? '/', name),
  cell: 'iam',
  kind: 'user',
  body: { ...common(name, access), ...bounded(access), groups: access.groups ?? [] },
})

export const role = (account: string, name: string, access: Access = {}): ObjectOfKind<'role'> => ({
  ...identity(account, 'role', access.path ?? '/', name),
  cell: 'iam',
  kind: 'role',
  body: {
    ...common(name, access),
    ...bounded(access),
    trustPolicy: access.trust ?? trust({ Service: 'ec2.amazonaws.com' }),
    instanceProfiles: [],
  },
})

export const group = (account: string, name: string, access: Access = {}): ObjectOfKind<'group'> => ({
  ...identity(account, 'group', access.path ?? '/', name),
  cell: 'iam',
  kind: 'group',
  body: common(name, access),
})

/** The documents of other versions are `v2`, `v3`, … in their order. */
export function managedPolicy(
  account: string,
  name: string,
  document: Json,
  ...others: readonly Json[]
): ObjectOfKind<'managedPolicy'> {
  const own = `arn:aws:iam::${account}:policy/${name}`
  return {
    kind: 'managedPolicy',
    nativeId: own,
    arn: own,
    accountId: accountId(account),
    region: 'global',
    cell: 'iam',
    body: {
      name,
      path: '/',
      awsManaged: false,
      defaultVersion: 'v1',
      document,
      ...(others.length > 0 && {
        otherVersions: others.map((other, index) => ({ version: `v${index + 2}`, document: other })),
      }),
    },
  }
}

export function bucket(account: string, name: string, reading: PolicyReading | Json): ObjectOfKind<'resource'> {
  const own = `arn:aws:s3:::${name}`
  return {
    kind: 'resource',
    nativeId: own,
    arn: own,
    accountId: accountId(account),
    region: 'eu-central-1',
    cell: 's3',
    body: {
      type: 's3:bucket',
      name,
      policy: isReading(reading) ? reading : { state: 'read', document: reading },
      tags: {},
      facts: {},
    },
  }
}

const isReading = (value: PolicyReading | Json): value is PolicyReading =>
  typeof value === 'object' && value !== null && 'state' in value

/* ------------------------------------------------------------------ the organization */

const organizationObject = (owner: string) =>
  ({ accountId: accountId(owner), region: 'global', cell: 'organization' }) as const

export const organization = (
  management: string,
  policyTypes: readonly string[] = ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'],
): ObjectOfKind<'organization'> => ({
  ...organizationObject(management),
  kind: 'organization',
  nativeId: 'o-test',
  arn: `arn:aws:organizations::${management}:organization/o-test`,
  body: { id: 'o-test', rootId: 'r-test', managementAccountId: accountId(management), featureSet: 'ALL', policyTypes },
})

export const unit = (
  owner: string,
  id: string,
  name: string,
  parentId: string | null,
): ObjectOfKind<'organizationalUnit'> => ({
  ...organizationObject(owner),
  kind: 'organizationalUnit',
  nativeId: id,
  arn: `arn:aws:organizations::${owner}:ou/o-test/${id}`,
  body: { id, name, parentId },
})

export const account = (id: string, name: string, parentId: string | null): ObjectOfKind<'account'> => ({
  kind: 'account',
  nativeId: id,
  arn: `arn:aws:organizations::${id}:account/o-test/${id}`,
  accountId: accountId(id),
  region: 'global',
  cell: 'organization',
  body: { id: accountId(id), name, status: 'ACTIVE', parentId },
})

export const organizationPolicy = (
  owner: string,
  id: string,
  body: Omit<ObjectBodies['organizationPolicy'], 'id' | 'awsManaged'>,
): ObjectOfKind<'organizationPolicy'> => ({
  ...organizationObject(owner),
  kind: 'organizationPolicy',
  nativeId: id,
  arn: `arn:aws:organizations::${owner}:policy/o-test/${id}`,
  body: { ...body, id, awsManaged: false },
})

/* ------------------------------------------------------------------ coverage */

export const cell = (account: string, type: CellType, state: CellState = 'ok', reason?: string): CoverageCell => ({
  accountId: accountId(account),
  region: 'global',
  type,
  state,
  ...(reason !== undefined && { reason }),
  completeAt: state === 'ok' ? readAt : null,
  checkedAt: readAt,
  objects: 0,
})
