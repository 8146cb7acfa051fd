/** One account as AWS would show it: an administrator, a reader of one bucket, a role, the bucket. And a script that reads it. */
import type { Actor } from '../../src/app/actor.ts'
import type { InventoryObject, ObjectOfKind } from '../../src/core/inventory/objects.ts'
import type { ScriptedCell } from './fake-aws-reader.ts'
import { accountOf, arnOf } from './fake-aws-reader.ts'

export const lake = accountOf('111122223333')
export const operator: Actor = { kind: 'operator', osUser: 'ada' }

export const lakeBucket = 'arn:aws:s3:::lake-prod'

const allow = (Action: string, Resource: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource }],
})

export function userNamed(name: string, policy: { Action: string; Resource: string }): ObjectOfKind<'user'> {
  return {
    kind: 'user',
    nativeId: `AIDA${name.toUpperCase().padEnd(17, 'X')}`,
    arn: `arn:aws:iam::${lake}:user/${name}`,
    accountId: lake,
    region: 'global',
    cell: 'iam',
    body: {
      name,
      path: '/',
      createdAt: '2025-01-01T00:00:00.000Z',
      groups: [],
      attachedPolicies: [],
      inlinePolicies: [{ name: `${name}-inline`, document: allow(policy.Action, policy.Resource) }],
      tags: {},
    },
  }
}

export const people: readonly InventoryObject[] = [
  userNamed('alice', { Action: '*', Resource: '*' }),
  userNamed('bob', { Action: 's3:GetObject', Resource: `${lakeBucket}/*` }),
  userNamed('=cmd', { Action: 's3:ListAllMyBuckets', Resource: '*' }),
]

export const bucket: ObjectOfKind<'resource'> = {
  kind: 'resource',
  nativeId: lakeBucket,
  arn: lakeBucket,
  accountId: lake,
  region: 'eu-west-1',
  cell: 's3',
  body: { type: 's3:bucket', name: 'lake-prod', policy: { state: 'none' }, tags: {}, facts: {} },
}

const organizationObject: ObjectOfKind<'account'> = {
  kind: 'account',
  nativeId: lake,
  arn: arnOf(`arn:aws:organizations::${lake}:account/o-example/${lake}`),
  accountId: lake,
  region: 'global',
  cell: 'organization',
  body: { id: lake, name: 'lake', status: 'ACTIVE', parentId: null },
}

const inLake = { accountId: lake, region: 'global' } as const

/** Everything can be read. */
export const wholeReading: readonly ScriptedCell[] = [
  { ...inLake, stage: 'iam', type: 'role', state: 'ok' },
  { ...inLake, stage: 'organization', type: 'organization', state: 'ok', pages: [[organizationObject]] },
  { ...inLake, stage: 'iam', type: 'iam', state: 'ok', pages: [people.slice(0, 2), people.slice(2)] },
  { accountId: lake, region: 'eu-west-1', stage: 'resources', type: 's3', state: 'ok', pages: [[bucket]] },
]

/** The same with a cell that AWS refuses. */
export const deniedBuckets: ScriptedCell = {
  accountId: lake,
  region: 'eu-west-1',
  stage: 'resources',
  type: 's3',
  state: 'denied',
  action: 's3:ListAllMyBuckets',
  code: 'AccessDenied',
  reason: 'AWS refused s3:ListAllMyBuckets.',
}

export const lakeScript = {
  accounts: [{ accountId: lake, name: 'lake' }],
  cells: wholeReading,
  calls: [
    {
      accountId: lake,
      region: 'us-east-1',
      operation: 'iam:GetAccountAuthorizationDetails',
      calls: 2,
      pages: 0,
      retries: 1,
      throttles: 1,
      errors: 0,
      bytes: 512,
      ms: 40,
    },
  ],
}

export const lakeForm = { method: 'manual', accounts: lake, owner: 'ada@example.com' } as const
