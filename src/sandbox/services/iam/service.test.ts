import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GenerateCredentialReportCommand,
  GetAccountAuthorizationDetailsCommand,
  type GetAccountAuthorizationDetailsCommandInput,
  GetAccountSummaryCommand,
  GetCredentialReportCommand,
  GetRoleCommand,
  GetSAMLProviderCommand,
  IAMClient,
  ListAccountAliasesCommand,
  ListEntitiesForPolicyCommand,
  ListGroupsCommand,
  ListOpenIDConnectProvidersCommand,
  ListPoliciesCommand,
  ListRolesCommand,
  ListSAMLProvidersCommand,
  ListUsersCommand,
  ListVirtualMFADevicesCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Sandbox } from '../../server.ts'
import { assumeTrustRole, clientConfig, failure, plantUser, startTestSandbox } from '../../testing.ts'
import type { AccountState } from '../../world/model.ts'

let sandbox: Sandbox
/** May everything. */
let iam: IAMClient
/** SecurityAudit, as the product. */
let reader: IAMClient
let account: AccountState

beforeAll(async () => {
  sandbox = await startTestSandbox()
  const { managementAccountId } = sandbox.world.organization
  iam = new IAMClient(
    clientConfig(
      sandbox,
      plantUser(sandbox, managementAccountId, 'iam-admin', [{ Effect: 'Allow', Action: '*', Resource: '*' }]),
    ),
  )
  reader = new IAMClient(clientConfig(sandbox, await assumeTrustRole(sandbox, managementAccountId)))
  const state = sandbox.world.accounts.get(managementAccountId)
  if (state === undefined) throw new Error('the management account is missing')
  account = state
})
afterAll(() => sandbox.stop())

const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
})
/** Padded to a size by statement ids, none of which may be too long itself. */
function allow(action: string, size = 0): string {
  const statement = (Sid: string) => ({ Sid, Effect: 'Allow', Action: action, Resource: '*' })
  const text = (statements: readonly object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements })
  const statements = [statement('A0')]
  while (text([...statements, statement('')]).length + 1000 < size) {
    statements.push(statement(`A${statements.length}`.padEnd(900, 'x')))
  }
  const missing = size - text(statements).length
  return missing <= 0
    ? text(statements)
    : text([
        ...statements.slice(0, -1),
        statement((statements.at(-1)?.Sid ?? '').padEnd((statements.at(-1)?.Sid.length ?? 0) + missing, 'y')),
      ])
}

describe('GetAccountAuthorizationDetails', () => {
  async function readAll(MaxItems: number) {
    const arns: string[] = []
    let pages = 0
    let Marker: string | undefined
    do {
      const page = await reader.send(new GetAccountAuthorizationDetailsCommand({ MaxItems, ...(Marker && { Marker }) }))
      const lists = [page.UserDetailList, page.GroupDetailList, page.RoleDetailList, page.Policies]
      const found = lists.flatMap((list) => (list ?? []).flatMap(({ Arn }) => Arn ?? []))
      expect(found.length).toBeLessThanOrEqual(MaxItems)
      expect(page.IsTruncated).toBe(page.Marker !== undefined)
      arns.push(...found)
      pages += 1
      Marker = page.Marker
    } while (Marker !== undefined)
    return { arns, pages }
  }

  test('gives the same over one marker at page size 1 and at the maximum', async () => {
    const one = await readAll(1)
    const whole = await readAll(1000)
    expect(one.arns).toEqual(whole.arns)
    expect(one.pages).toBe(whole.arns.length)
    expect(whole.pages).toBe(1)
    expect(new Set(whole.arns).size).toBe(whole.arns.length)
    const { users, groups, roles, policies } = account.iam
    const own = whole.arns.filter((arn) => !arn.startsWith('arn:aws:iam::aws:'))
    expect(own).toHaveLength(users.size + groups.size + roles.size + policies.size)
  })

  test('encodes documents and filters', async () => {
    const page = await reader.send(new GetAccountAuthorizationDetailsCommand({ Filter: ['Role'] }))
    expect(page.UserDetailList).toEqual([])
    const documents = (page.RoleDetailList ?? []).map(({ AssumeRolePolicyDocument }) => AssumeRolePolicyDocument ?? '')
    expect(documents.length).toBe(account.iam.roles.size)
    for (const text of documents) {
      expect(text).toMatch(/^%7B[\w%.~-]*$/)
      expect(JSON.parse(decodeURIComponent(text))).toHaveProperty('Statement')
    }
  })

  test('refuses a size or a marker out of range', async () => {
    const send = (input: GetAccountAuthorizationDetailsCommandInput) =>
      failure(reader.send(new GetAccountAuthorizationDetailsCommand(input)))
    for (const MaxItems of [0, 1001])
      expect(await send({ MaxItems })).toMatchObject({ name: 'ValidationError', status: 400 })
    expect(await send({ Marker: 'made up' })).toMatchObject({ name: 'ValidationError', message: 'Invalid Marker.' })
    const { Marker } = await reader.send(new GetAccountAuthorizationDetailsCommand({ MaxItems: 1 }))
    expect(await send({ Marker: Marker ?? '', Filter: ['Role'] })).toMatchObject({ message: 'Invalid Marker.' })
    expect(await failure(reader.send(new ListRolesCommand({ Marker: Marker ?? '' })))).toMatchObject({
      message: 'Invalid Marker.',
    })
  })
})

test('the summary counts what the lists show', async () => {
  const { SummaryMap } = await reader.send(new GetAccountSummaryCommand({}))
  const [users, groups, roles, policies] = await Promise.all([
    reader.send(new ListUsersCommand({ MaxItems: 1000 })),
    reader.send(new ListGroupsCommand({ MaxItems: 1000 })),
    reader.send(new ListRolesCommand({ MaxItems: 1000 })),
    reader.send(new ListPoliciesCommand({ MaxItems: 1000, Scope: 'Local' })),
  ])
  expect(SummaryMap).toMatchObject({
    Users: users.Users?.length,
    Groups: groups.Groups?.length,
    Roles: roles.Roles?.length,
    Policies: policies.Policies?.length,
  })
  expect(roles.Roles?.every(({ MaxSessionDuration }) => (MaxSessionDuration ?? 0) >= 3600)).toBe(true)
})

test('every other read of the collector is allowed to the trust role', async () => {
  const { SAMLProviderList } = await reader.send(new ListSAMLProvidersCommand({}))
  const [provider] = SAMLProviderList ?? []
  if (provider?.Arn !== undefined) await reader.send(new GetSAMLProviderCommand({ SAMLProviderArn: provider.Arn }))
  await reader.send(new ListOpenIDConnectProvidersCommand({}))
  await reader.send(new ListAccountAliasesCommand({}))
  await reader.send(new ListVirtualMFADevicesCommand({}))
  const attached = await reader.send(new ListPoliciesCommand({ OnlyAttached: true, Scope: 'AWS' }))
  const [policy] = attached.Policies ?? []
  const holders = await reader.send(new ListEntitiesForPolicyCommand({ PolicyArn: policy?.Arn ?? '' }))
  const count = [holders.PolicyGroups, holders.PolicyRoles, holders.PolicyUsers].reduce(
    (sum, list) => sum + (list ?? []).length,
    0,
  )
  expect(count).toBe(policy?.AttachmentCount)
})

test('the credential report is asked for, waited for and fetched', async () => {
  expect(await failure(reader.send(new GetCredentialReportCommand({})))).toMatchObject({
    name: 'CredentialReportNotPresentException',
    status: 410,
  })
  expect((await reader.send(new GenerateCredentialReportCommand({}))).State).toBe('STARTED')
  expect((await reader.send(new GenerateCredentialReportCommand({}))).State).toBe('INPROGRESS')
  expect(await failure(reader.send(new GetCredentialReportCommand({})))).toMatchObject({
    name: 'CredentialReportNotReadyException',
    status: 404,
  })
  sandbox.clock.advance(2000)
  expect((await reader.send(new GenerateCredentialReportCommand({}))).State).toBe('COMPLETE')
  const { Content } = await reader.send(new GetCredentialReportCommand({}))
  const [header, root, ...users] = new TextDecoder().decode(Content).split('\n')
  expect(header).toMatch(/^user,arn,user_creation_time,password_enabled,/)
  expect(root).toMatch(/^<root_account>,/)
  expect(users).toHaveLength(account.iam.users.size)
  for (const row of users) expect(row.split(',')).toHaveLength((header ?? '').split(',').length)
})

describe('writes', () => {
  const create = (RoleName: string, AssumeRolePolicyDocument = trust) =>
    iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }))

  test('the product’s reading role may not write', async () => {
    const refused = await failure(
      reader.send(new CreateRoleCommand({ RoleName: 'no', AssumeRolePolicyDocument: trust })),
    )
    expect(refused).toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining('because no identity-based policy allows the iam:CreateRole action'),
    })
  })

  test('a name is taken once', async () => {
    await create('once')
    expect(await failure(create('once'))).toMatchObject({ name: 'EntityAlreadyExistsException', status: 409 })
  })

  test('trust policies must be policies, and name principals that exist', async () => {
    const naming = (principal: string) =>
      JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { AWS: principal }, Action: 'sts:AssumeRole' }],
      })
    await create('trusting', naming(`arn:aws:iam::${account.id}:user/iam-admin`))
    for (const document of [
      '{',
      '{"Version":"2012-10-17","Statement":[{"Effect":"Maybe"}]}',
      naming(`arn:aws:iam::${account.id}:user/nobody-at-all`),
    ]) {
      expect(await failure(create('trusting-no', document))).toMatchObject({
        name: 'MalformedPolicyDocumentException',
        status: 400,
      })
      const update = new UpdateAssumeRolePolicyCommand({ RoleName: 'trusting', PolicyDocument: document })
      expect(await failure(iam.send(update))).toMatchObject({ name: 'MalformedPolicyDocumentException' })
    }
  })

  test('a role with policies can not be deleted', async () => {
    const RoleName = 'laden'
    const PolicyArn = 'arn:aws:iam::aws:policy/SecurityAudit'
    await create(RoleName)
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }))
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'inline', PolicyDocument: allow('s3:*') }))
    const remove = () => iam.send(new DeleteRoleCommand({ RoleName }))
    expect(await failure(remove())).toMatchObject({ name: 'DeleteConflictException', status: 409 })
    await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }))
    expect(await failure(remove())).toMatchObject({ name: 'DeleteConflictException' })
    await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: 'inline' }))
    await remove()
    expect(await failure(iam.send(new GetRoleCommand({ RoleName })))).toMatchObject({ name: 'NoSuchEntityException' })
  })

  test('a role made again under its name is another role', async () => {
    const first = (await create('again')).Role?.RoleId
    await iam.send(new DeleteRoleCommand({ RoleName: 'again' }))
    expect((await create('again')).Role?.RoleId).not.toBe(first)
  })

  test('inline policies of a role have 10,240 characters together, attachments ten', async () => {
    const RoleName = 'full'
    await create(RoleName)
    const put = (PolicyName: string, size: number) =>
      iam.send(
        new PutRolePolicyCommand({
          RoleName,
          PolicyName,
          PolicyDocument: allow('s3:*', size),
        }),
      )
    await put('a', 6000)
    await put('b', 4240)
    expect(await failure(put('c', 200))).toMatchObject({ name: 'LimitExceededException', status: 409 })
    await put('b', 4000)
    const { Policies } = await iam.send(new ListPoliciesCommand({ Scope: 'AWS', MaxItems: 11 }))
    const arns = (Policies ?? []).flatMap(({ Arn }) => Arn ?? [])
    expect(arns).toHaveLength(11)
    for (const PolicyArn of arns.slice(0, 10)) await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }))
    const eleventh = iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: arns[10] ?? '' }))
    expect(await failure(eleventh)).toMatchObject({ message: 'Cannot exceed quota for PoliciesPerRole: 10' })
  })

  test('nobody changes roles of Identity Center, whatever policies allow', async () => {
    const reserved = [...account.iam.roles.values()].find(({ path }) => path.startsWith('/aws-reserved/'))
    const remove = iam.send(new DeleteRoleCommand({ RoleName: reserved?.name ?? '' }))
    expect(await failure(remove)).toMatchObject({ name: 'AccessDenied' })
  })
})
