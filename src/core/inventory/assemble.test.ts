import { describe, expect, it } from 'vitest'
import {
  account,
  accountId,
  allow,
  arn,
  bucket,
  cell,
  group,
  managedPolicy,
  organization,
  organizationPolicy,
  policy,
  readAt,
  role,
  unit,
  user,
} from '../../../test/fakes/inventory.ts'
import { assemble } from './assemble.ts'
import { objectBehind } from './assemble-resources.ts'
import type { CoverageCell } from './coverage.ts'
import type { InventoryObject, ObjectOfKind, ResourceBody } from './objects.ts'

const management = '111111111111'
const member = '222222222222'
const everything = policy(allow('*'))

const snapshotOf = (objects: readonly InventoryObject[], cells: readonly CoverageCell[]) =>
  assemble({ id: 'snap', at: readAt, objects, cells })

const scp = (id: string, targets: readonly string[]) =>
  organizationPolicy(management, id, { name: id, type: 'serviceControl', document: everything, targets })

const tree: readonly InventoryObject[] = [
  organization(management),
  unit(management, 'r-test', 'Root', null),
  unit(management, 'ou-prod', 'Production', 'r-test'),
  account(management, 'main', 'r-test'),
  account(member, 'lake-prod', 'ou-prod'),
  scp('FullAWSAccess', ['r-test', 'ou-prod', member]),
  scp('Guard', ['ou-prod']),
]

const accountOf = (snapshot: ReturnType<typeof snapshotOf>, id: string) => {
  const found = snapshot.accounts.find((one) => one.id === id)
  if (!found) throw new Error(`no account ${id}`)
  return found
}

describe('accounts', () => {
  it('lay the SCPs of every level from the root to the account, and none over the management account', () => {
    const snapshot = snapshotOf(tree, [cell(management, 'organization'), cell(member, 'iam')])
    const { serviceControl, organizationId, organizationPath, name } = accountOf(snapshot, member)
    expect({ organizationId, organizationPath, name }).toEqual({
      organizationId: 'o-test',
      organizationPath: 'o-test/r-test/ou-prod/',
      name: 'lake-prod',
    })
    expect(serviceControl.reading).toEqual({ state: 'read' })
    expect(serviceControl.levels.map(({ label, policies }) => [label, ...policies.map((one) => one.name)])).toEqual([
      ['Root', 'FullAWSAccess'],
      ['OU Production', 'FullAWSAccess', 'Guard'],
      ['account lake-prod', 'FullAWSAccess'],
    ])
    expect(accountOf(snapshot, management)).toMatchObject({
      isManagement: true,
      serviceControl: { reading: { state: 'none' }, levels: [] },
    })
  })

  it('have no SCPs where the type is not enabled', () => {
    const [, ...rest] = tree
    const snapshot = snapshotOf([organization(management, []), ...rest], [cell(management, 'organization')])
    expect(accountOf(snapshot, member).serviceControl).toEqual({ reading: { state: 'none' }, levels: [] })
  })

  it('know the difference between no organization, one nobody looked at, and one that was refused', () => {
    const alone = (state: CoverageCell['state']) =>
      accountOf(snapshotOf([], [cell(member, 'organization', state)]), member).serviceControl.reading.state
    expect(alone('ok')).toBe('none')
    expect(alone('not_collected')).toBe('out_of_scope')
    expect(alone('denied')).toBe('unread')
    expect(alone('suspect')).toBe('unread')
    const beside = snapshotOf([], [cell(management, 'organization', 'denied'), cell(member, 'iam')])
    expect(accountOf(beside, member).serviceControl.reading.state).toBe('unread')
    const stale = snapshotOf(tree, [cell(management, 'organization', 'throttled')])
    expect(accountOf(stale, member).serviceControl).toMatchObject({
      reading: { state: 'unread' },
      levels: [{}, {}, {}],
    })
    const [, , , , ...noUnits] = tree
    const cut = snapshotOf([organization(management), ...noUnits], [cell(management, 'organization')])
    expect(accountOf(cut, member).serviceControl.reading.state).toBe('unread')
  })

  it('were not read when nobody came in', () => {
    const { iam } = accountOf(snapshotOf(tree, [cell(member, 'role', 'denied', 'The role is missing')]), member)
    expect(iam).toEqual({ state: 'unread', reason: 'The role is missing' })
  })
})

describe('principals', () => {
  const objects: readonly InventoryObject[] = [
    managedPolicy(member, 'Read', everything),
    group(member, 'staff', { attached: [`arn:aws:iam::${member}:policy/Read`], inline: everything }),
    user(member, 'ada', { groups: ['staff', 'gone'], boundary: 'arn:aws:iam::aws:policy/NotThere' }),
    role(member, 'app'),
    role(member, 'AWSServiceRoleForX', { path: '/aws-service-role/x.amazonaws.com/' }),
  ]
  const snapshot = snapshotOf(objects, [cell(member, 'iam')])
  const principal = (name: string) => snapshot.principals.find((one) => one.name === name)

  it('are users, roles and the root user, by account and name', () => {
    expect(snapshot.principals.map(({ name, type }) => `${type} ${name}`)).toEqual([
      'service-linked-role AWSServiceRoleForX',
      'user ada',
      'role app',
      'root root',
    ])
  })

  it.each([
    ['aws-us-gov', 'us-gov-west-1'],
    ['aws-cn', 'cn-north-1'],
  ])('have the root user of their partition: %s', (partition, region) => {
    const app = { ...role(member, 'app'), arn: `arn:${partition}:iam::${member}:role/app` }
    const closed = [cell(management, 'role', 'denied'), { ...cell(management, 'sqs', 'denied'), region }]
    const roots = snapshotOf([app], [cell(member, 'iam'), ...closed]).principals.filter(({ type }) => type === 'root')
    expect(roots.map((root) => root.arn)).toEqual([
      `arn:${partition}:iam::${management}:root`,
      `arn:${partition}:iam::${member}:root`,
    ])
  })

  it('carry the policies of their groups, and say what was not read', () => {
    const ada = principal('ada')
    expect(ada?.identity.map((one) => one.name)).toEqual(['Read', 'staff-inline of group staff'])
    expect(ada?.holes).toEqual(['The group gone of ada was not read'])
    expect(ada?.boundary).toMatchObject({ name: 'NotThere', unread: expect.any(String) })
    expect(ada?.boundary?.document).toBeUndefined()
  })

  it('share the policies they share', () => {
    const two = snapshotOf([...objects, user(member, 'bob', { groups: ['staff'] })], [])
    const [ada, bob] = ['ada', 'bob'].map((name) => two.principals.find((one) => one.name === name))
    expect(ada?.identity[0]).toBe(bob?.identity[0])
    const refs = two.principals.flatMap((one) => one.identity.map((entry) => entry.ref))
    expect(refs.every((ref) => /^[0-9a-f]{16}$/.test(ref))).toBe(true)
  })

  it('are linked to the people behind a permission set', () => {
    const set = arn('arn:aws:sso:::permissionSet/ssoins-1/ps-1')
    const center = { accountId: accountId(management), region: 'eu-west-1', cell: 'identity_center' } as const
    const person = (id: string, enabled: boolean): InventoryObject => ({
      ...center,
      kind: 'directoryUser',
      nativeId: id,
      arn: id,
      body: { id, userName: id, displayName: `${id} A.`, email: `${id}@example.com`, enabled },
    })
    const assignment = (principalType: 'USER' | 'GROUP', principalId: string): InventoryObject => ({
      ...center,
      kind: 'accountAssignment',
      nativeId: principalId,
      arn: principalId,
      body: { permissionSetArn: set, accountId: accountId(member), principalType, principalId },
    })
    const people = snapshotOf(
      [
        role(member, 'AWSReservedSSO_Read_Only_0123456789abcdef', {
          path: '/aws-reserved/sso.amazonaws.com/eu-west-1/',
        }),
        person('cy', true),
        person('bo', true),
        person('left', false),
        {
          ...center,
          kind: 'directoryGroup',
          nativeId: 'g',
          arn: 'g',
          body: { id: 'g', displayName: 'G', members: ['bo', 'left'] },
        },
        {
          ...center,
          kind: 'permissionSet',
          nativeId: set,
          arn: set,
          body: { arn: set, name: 'Read_Only', managedPolicies: [], customerManagedPolicies: [], tags: {} },
        },
        assignment('USER', 'cy'),
        assignment('GROUP', 'g'),
      ],
      [],
    )
    const reserved = people.principals.find((one) => one.type === 'permission-set-role')
    expect(reserved?.people).toEqual([
      { name: 'bo A.', email: 'bo@example.com' },
      { name: 'cy A.', email: 'cy@example.com' },
    ])
  })
})

describe('resources', () => {
  it('take the stricter of the Block Public Access of bucket and account', () => {
    const block = {
      restrictPublicBuckets: true,
      ignorePublicAcls: false,
      blockPublicAcls: false,
      blockPublicPolicy: false,
    }
    const lake = bucket(member, 'lake', everything)
    const open = {
      ...lake,
      body: {
        ...lake.body,
        facts: { publicAccessBlock: { ...block, restrictPublicBuckets: false, ignorePublicAcls: true } },
      },
    }
    const settings: InventoryObject = {
      kind: 'accountSettings',
      nativeId: member,
      arn: `arn:aws:iam::${member}:root`,
      accountId: accountId(member),
      region: 'global',
      cell: 's3',
      body: { alias: 'lake', s3BlockPublicAccess: block },
    }
    const [resource] = snapshotOf([open, settings], []).resources
    expect(resource?.s3BlockPublicAccess).toEqual({ ...block, ignorePublicAcls: true })
  })

  it('know a policy that stands from an earlier reading as not read', () => {
    const stale = {
      ...bucket(member, 'lake', everything),
      facts: { policyStale: { code: 'AccessDenied', reason: 'no' } },
    }
    expect(snapshotOf([stale], []).resources).toMatchObject([
      { policy: { state: 'unread' }, policyEntry: { document: everything } },
    ])
  })
})

describe('a managed policy that was not read', () => {
  const identityOf = (arn: string) =>
    snapshotOf([role(member, 'app', { attached: [arn] })], [cell(member, 'iam')]).principals.find(
      ({ name }) => name === 'app',
    )?.identity

  it('is a hole', () => {
    expect(identityOf('arn:aws:iam::aws:policy/ReadOnlyAccess')).toMatchObject([{ unread: expect.any(String) }])
    expect(identityOf(`arn:aws:iam::${member}:policy/AdministratorAccess`)).toMatchObject([
      { unread: expect.any(String) },
    ])
  })

  it('is known all the same when it is AdministratorAccess', () => {
    expect(identityOf('arn:aws:iam::aws:policy/AdministratorAccess')).toMatchObject([
      { kind: 'aws-managed', document: { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] } },
    ])
  })
})

describe('after an earlier snapshot', () => {
  it('a resource that is as it was stays the same record, and one that changed is another', () => {
    const cells = [cell(member, 's3')]
    const given = (text: string): readonly InventoryObject[] => [
      bucket(member, 'same', policy(allow('s3:GetObject'))),
      bucket(member, 'other', policy(allow(text))),
    ]
    const before = snapshotOf(given('s3:GetObject'), cells)
    const known = new Map(before.resources.map((one) => [one.arn, one]))
    const resourceBefore = (of: string) => known.get(of)
    const objects = given('s3:PutObject')
    const after = assemble({ id: 'next', at: readAt, objects, cells, resourceBefore })
    expect(after.resources).toEqual(assemble({ id: 'next', at: readAt, objects, cells }).resources)
    expect(after.resources.map((one) => one === known.get(one.arn))).toEqual([false, true])
  })

  it('a record stands for the object that it was made of, unless it does not tell all of it', () => {
    const of = (type: string, name: string, changes: Partial<ResourceBody>): ObjectOfKind<'resource'> => {
      const one = bucket(member, name, everything)
      const named = `arn:${type}:${name}`
      return { ...one, nativeId: named, arn: named, content: name, body: { ...one.body, type, ...changes } }
    }
    const grant = { GranteePrincipal: `arn:aws:iam::${member}:role/app`, Operations: ['Decrypt'], GrantId: 'g' }
    const tags = { team: 'data' }
    const told = [
      of('s3:bucket', 'open', { tags, facts: { publicAccessBlock: { ignorePublicAcls: true } } }),
      of('s3:bucket', 'closed', { policy: { state: 'none' } }),
      of('kms:key', 'granted', { facts: { grants: [grant] } }),
      of('glue:catalog', 'shared', { policy: { state: 'none' }, facts: { sharedPolicies: [everything] } }),
    ]
    const untold = [
      of('s3:bucket', 'refused', { policy: { state: 'unread', code: 'AccessDenied', reason: 'no' } }),
      { ...of('s3:bucket', 'stale', {}), facts: { policyStale: true } },
      of('ecr:repository', 'beside', { policy: { state: 'none' } }),
      of('ecr:registry', 'registry', {}),
    ]
    const cells = [cell(member, 's3'), cell(member, 'kms'), cell(member, 'ecr')]
    const before = snapshotOf([...told, ...untold], cells).resources
    const faces = new Map(before.map((one) => [one.name, objectBehind(one)]))
    expect([...faces].flatMap(([name, face]) => (face ? [] : [name])).toSorted()).toEqual([
      'beside',
      'refused',
      'stale',
    ])
    for (const object of told) expect(faces.get(object.body.name)).toMatchObject(object)
    const objects = [...told, ...untold].map((one) => faces.get(one.body.name) ?? one)
    const resourceBefore = (of: string) => before.find((one) => one.arn === of)
    const after = assemble({ id: 'next', at: readAt, objects, cells, resourceBefore }).resources
    expect(after).toEqual(before)
    expect(after.map((one, at) => one === before[at])).toEqual(after.map(() => true))
  })
})
