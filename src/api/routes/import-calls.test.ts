import { beforeEach, describe, expect, test } from 'vitest'
import type { ApiHarness } from '../../../test/fakes/api-harness.ts'
import { createApiHarness, theOperator } from '../../../test/fakes/api-harness.ts'

const as = theOperator
const management = '111122223333'
const member = '444455556666'
const organization = 'o-exampleorgid'
const unit = 'ou-abcd-11111111'
const set = 'arn:aws:sso:::permissionSet/ssoins-1111111111111111/ps-1111111111111111'
const instance = 'arn:aws:sso:::instance/ssoins-1111111111111111'
const organizationArn = (kind: string, id: string): string =>
  `arn:aws:organizations::${management}:${kind}/${organization}/${id}`

/** As the CLI prints them, one file each, named by what was asked. */
const organizationFiles: Readonly<Record<string, object>> = {
  'organizations.describe-organization.json': {
    Organization: {
      Id: organization,
      Arn: `arn:aws:organizations::${management}:organization/${organization}`,
      FeatureSet: 'ALL',
      MasterAccountArn: organizationArn('account', management),
      MasterAccountId: management,
      AvailablePolicyTypes: [],
    },
  },
  'organizations.list-roots.json': {
    Roots: [
      {
        Id: 'r-abcd',
        Arn: organizationArn('root', 'r-abcd'),
        Name: 'Root',
        PolicyTypes: [{ Type: 'SERVICE_CONTROL_POLICY', Status: 'ENABLED' }],
      },
    ],
  },
  'organizations.list-organizational-units-for-parent@ParentId=r-abcd.json': {
    OrganizationalUnits: [{ Id: unit, Arn: organizationArn('ou', unit), Name: 'Production' }],
  },
  [`organizations.list-organizational-units-for-parent@ParentId=${unit}.json`]: { OrganizationalUnits: [] },
  'organizations.list-accounts-for-parent@ParentId=r-abcd.json': { Accounts: [accountEntry(management, 'root')] },
  [`organizations.list-accounts-for-parent@ParentId=${unit}.json`]: { Accounts: [accountEntry(member, 'prod')] },
  'organizations.list-policies@Filter=SERVICE_CONTROL_POLICY.json': {
    Policies: [policySummary('p-deny', 'DenyAll')],
  },
  'organizations.list-policies@Filter=RESOURCE_CONTROL_POLICY.json': { Policies: [] },
  'deny.json': {
    Policy: { PolicySummary: policySummary('p-deny', 'DenyAll'), Content: '{"Version":"2012-10-17","Statement":[]}' },
  },
  'organizations.list-targets-for-policy@PolicyId=p-deny.json': {
    Targets: [{ TargetId: unit, Arn: organizationArn('ou', unit), Name: 'Production', Type: 'ORGANIZATIONAL_UNIT' }],
  },
}

function accountEntry(id: string, name: string) {
  return {
    Id: id,
    Arn: organizationArn('account', id),
    Email: `${name}@example.com`,
    Name: name,
    Status: 'ACTIVE',
    JoinedMethod: 'CREATED',
    JoinedTimestamp: '2024-01-01T00:00:00+00:00',
  }
}

function policySummary(id: string, name: string) {
  return {
    Id: id,
    Arn: organizationArn('policy', `service_control_policy/${id}`),
    Name: name,
    Description: '',
    Type: 'SERVICE_CONTROL_POLICY',
    AwsManaged: false,
  }
}

let harness: ApiHarness
beforeEach(async () => {
  harness = await createApiHarness()
})

const headers = { 'content-type': 'application/vnd.bailiwick.files+json' }
function post(files: Readonly<Record<string, object | string>>, query = '') {
  const list = Object.entries(files).map(([name, content]) => ({
    name,
    text: typeof content === 'string' ? content : JSON.stringify(content, null, 4),
  }))
  return harness.ask(`POST /imports${query}`, { as, body: JSON.stringify({ files: list }), headers })
}

const known = async () => (await harness.store.inventory.load())?.objects ?? []
const cells = async () => [...((await harness.store.inventory.load())?.cells ?? [])]

describe('an organization from files named by what was asked', () => {
  test('is what a reading would have made of it', async () => {
    const answer = await post(organizationFiles, '?name=Org')
    expect(answer).toMatchObject({ status: 201, body: { integration: 'Org', account: management } })
    const objects = await known()
    expect(objects.map(({ kind, nativeId }) => `${kind} ${nativeId}`).sort()).toEqual([
      `account ${management}`,
      `account ${member}`,
      `organization ${organization}`,
      'organizationPolicy p-deny',
      `organizationalUnit ${unit}`,
      'organizationalUnit r-abcd',
    ])
    expect(objects.find(({ nativeId }) => nativeId === member)?.body).toMatchObject({ parentId: unit, name: 'prod' })
    expect(objects.find(({ nativeId }) => nativeId === 'p-deny')?.body).toMatchObject({ targets: [unit] })
    expect((await cells()).find(({ accountId, type }) => accountId === member && type === 'iam')).toMatchObject({
      state: 'not_collected',
    })
  })

  test('the same files again change nothing', async () => {
    const first = await post(organizationFiles, '?name=Org')
    harness.clock.advance(60_000)
    expect((await post(organizationFiles, '?name=Org')).body).toEqual(first.body)
    expect(await harness.store.inventory.currentSnapshot()).toMatchObject({ id: first.body['snapshot'] })
  })

  test('hostile names and depths are words like others', async () => {
    const output = JSON.parse('{"Roles": [], "__proto__": {"polluted": true}, "constructor": 1}')
    const files = {
      'a.json': { account: member, command: 'iam list-roles', arguments: { constructor: 'x' }, output },
      'b.json': {
        account: member,
        command: 'iam get-account-authorization-details',
        output: { UserDetailList: [{ UserName: '__proto__' }] },
      },
    }
    expect((await post(files)).status).toBe(201)
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
    expect((await cells()).find(({ type }) => type === 'iam')?.state).not.toBe('ok')
    const deep = `{"command": "iam list-roles", "account": "${member}", "output": {"x": ${'['.repeat(5_000)}}}`
    expect((await post({ 'deep.json': deep })).body).toMatchObject({ code: 'bad_input' })
  })

  test('list-accounts alone knows the accounts, and says that it does not know where they hang', async () => {
    await post({ 'accounts.json': { Accounts: [accountEntry(management, 'root'), accountEntry(member, 'prod')] } })
    const objects = await known()
    expect(
      objects
        .filter(({ kind }) => kind === 'account')
        .map(({ nativeId }) => nativeId)
        .sort(),
    ).toEqual([management, member])
    expect((await cells()).find(({ type }) => type === 'organization')).toMatchObject({ state: 'not_collected' })
  })
})

test('the same call, wrapped by a script, with its errors', async () => {
  const wrapped = (command: string, rest: object): string =>
    JSON.stringify({ account: member, region: 'eu-west-1', command, ...rest })
  const lines = [
    wrapped('sqs list-queues', {
      arguments: {},
      output: {
        QueueUrls: [
          'https://sqs.eu-west-1.amazonaws.com/444455556666/jobs',
          'https://sqs.eu-west-1.amazonaws.com/444455556666/shut',
        ],
      },
    }),
    wrapped('aws sqs get-queue-attributes', {
      arguments: { QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/444455556666/jobs' },
      output: {
        Attributes: {
          QueueArn: 'arn:aws:sqs:eu-west-1:444455556666:jobs',
          Policy: '{"Version":"2012-10-17","Statement":[]}',
        },
      },
    }),
    wrapped('sqs get-queue-attributes', {
      arguments: { QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/444455556666/shut' },
      error: { code: 'AccessDenied', message: 'no' },
    }),
  ]
  const answer = await post({ 'calls.jsonl': lines.join('\n') })
  expect(answer.status).toBe(201)
  const [jobs] = (await known()).filter(({ arn }) => arn.endsWith(':jobs'))
  expect(jobs?.body).toMatchObject({ policy: { state: 'read', document: { Statement: [] } } })
  const sqs = (await cells()).filter(({ type, accountId }) => type === 'sqs' && accountId === member)
  expect(sqs).toContainEqual(expect.objectContaining({ region: 'eu-west-1', state: 'denied' }))
  expect(sqs).toContainEqual(expect.objectContaining({ region: 'global', state: 'not_collected' }))
})

test('Identity Center from the outputs themselves and from names', async () => {
  const at = (operation: string): string => `sso-admin.${operation}@PermissionSetArn=${encodeURIComponent(set)}.json`
  const files = {
    'instances.json': {
      Instances: [{ InstanceArn: instance, IdentityStoreId: 'd-1111111111', OwnerAccountId: management }],
    },
    'sets.json': { PermissionSets: [set] },
    'set.json': {
      PermissionSet: { Name: 'Admin', PermissionSetArn: set, CreatedDate: 1_700_000_000.5, SessionDuration: 'PT8H' },
    },
    [at('list-managed-policies-in-permission-set')]: {
      AttachedManagedPolicies: [{ Name: 'AdministratorAccess', Arn: 'arn:aws:iam::aws:policy/AdministratorAccess' }],
    },
    [at('list-customer-managed-policy-references-in-permission-set')]: { CustomerManagedPolicyReferences: [] },
    [at('get-inline-policy-for-permission-set')]: { InlinePolicy: '' },
    [at('get-permissions-boundary-for-permission-set')]:
      '{"command": "sso-admin get-permissions-boundary-for-permission-set", "arguments": {"PermissionSetArn": "arn:aws:sso:::permissionSet/ssoins-1111111111111111/ps-1111111111111111"}, "error": {"code": "ResourceNotFoundException", "message": "none"}}',
    [`sso-admin.list-tags-for-resource@ResourceArn=${encodeURIComponent(set)}.json`]: { Tags: [] },
    [at('list-accounts-for-provisioned-permission-set')]: { AccountIds: [member] },
    'assignments.json': {
      AccountAssignments: [{ AccountId: member, PermissionSetArn: set, PrincipalType: 'GROUP', PrincipalId: 'g-1' }],
    },
    'users.json': {
      Users: [
        {
          UserId: 'u-1',
          IdentityStoreId: 'd-1111111111',
          UserName: 'ada',
          DisplayName: 'Ada',
          Emails: [{ Value: 'ada@example.com', Primary: true }],
        },
      ],
    },
    'groups.json': { Groups: [{ GroupId: 'g-1', IdentityStoreId: 'd-1111111111', DisplayName: 'Admins' }] },
    'members.json': {
      GroupMemberships: [
        { IdentityStoreId: 'd-1111111111', MembershipId: 'm-1', GroupId: 'g-1', MemberId: { UserId: 'u-1' } },
      ],
    },
  }
  expect(await post(files)).toMatchObject({ status: 201, body: { account: management } })
  const objects = await known()
  const bodyOf = (kind: string): object | undefined => objects.find((object) => object.kind === kind)?.body
  expect(bodyOf('permissionSet')).toMatchObject({
    name: 'Admin',
    sessionDuration: 'PT8H',
    managedPolicies: ['arn:aws:iam::aws:policy/AdministratorAccess'],
  })
  expect(bodyOf('accountAssignment')).toMatchObject({ accountId: member, principalType: 'GROUP', principalId: 'g-1' })
  expect(bodyOf('directoryGroup')).toMatchObject({ displayName: 'Admins', members: ['u-1'] })
  expect(bodyOf('directoryUser')).toMatchObject({ userName: 'ada', email: 'ada@example.com' })
})

test('a credential report, as CSV and as the CLI prints it, says the same', async () => {
  const csv = [
    'user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated',
    `<root_account>,arn:aws:iam::${member}:root,2024-01-01T00:00:00+00:00,not_supported,no_information,not_supported,not_supported,true,false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A`,
    `"ada, the first",arn:aws:iam::${member}:user/ada,2024-01-01T00:00:00+00:00,false,N/A,N/A,N/A,false,true,2024-02-01T00:00:00+00:00,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A`,
  ].join('\n')
  expect((await post({ 'report.csv': csv }, '?name=A')).status).toBe(201)
  const credentials = async () => (await known()).filter(({ cell }) => cell === 'credentials')
  const fromCsv = await credentials()
  expect(fromCsv).toHaveLength(2)
  expect((await cells()).find(({ type }) => type === 'credentials')?.state).toBe('ok')
  const json = {
    Content: Buffer.from(csv).toString('base64'),
    ReportFormat: 'text/csv',
    GeneratedTime: '2026-01-01T00:00:00+00:00',
  }
  harness = await createApiHarness()
  expect((await post({ 'report.json': json }, '?name=B')).status).toBe(201)
  expect(await credentials()).toEqual(fromCsv)
})

describe('what is refused', () => {
  test.each([
    [
      'something else',
      { 'x.json': { Reservations: [] } },
      'not_recognized',
      'Not recognized: expected the output of one of',
    ],
    ['an answer that does not say what was asked', { 'x.json': { Targets: [] } }, 'bad_input', 'which policy'],
    [
      'a call of a service that is not read',
      { 'x.json': { command: 'braket list-jobs', output: {} } },
      'bad_input',
      'braket',
    ],
    [
      'a key that stands twice',
      { 'x.json': '{"command": "iam list-roles",\n "command": "iam list-users", "output": {}}' },
      'bad_input',
      '"line":2',
    ],
    [
      'arguments that are none',
      { 'x.json': { command: 'iam list-roles', arguments: [], output: {} } },
      'bad_input',
      'arguments',
    ],
    ['a call that is none', { 'x.json': { command: 'iam', output: {} } }, 'bad_input', 'command'],
    [
      'an account that is none',
      { 'x.json': { command: 'iam list-roles', account: '12', output: {} } },
      'bad_input',
      'account',
    ],
    ['nobody', { 'x.json': { command: 'iam list-roles', output: {} } }, 'bad_input', 'which account'],
  ])('%s', async (_, files, code, words) => {
    const answer = await post(files)
    expect(answer.body).toMatchObject({ code })
    expect(answer.text).toContain(words)
    expect(await harness.store.connections.connections()).toEqual([])
  })
})
