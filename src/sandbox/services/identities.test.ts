/** What the identity services do beside plain reads: jobs, delegation, rates, conflicts. */
import {
  GenerateServiceLastAccessedDetailsCommand,
  GetServiceLastAccessedDetailsCommand,
  IAMClient,
  ListOrganizationsFeaturesCommand,
  ListServerCertificatesCommand,
} from '@aws-sdk/client-iam'
import { IdentitystoreClient, ListUsersCommand } from '@aws-sdk/client-identitystore'
import {
  DeregisterDelegatedAdministratorCommand,
  DescribeResourcePolicyCommand,
  ListDelegatedServicesForAccountCommand,
  ListRootsCommand,
  ListTagsForResourceCommand,
  OrganizationsClient,
  RegisterDelegatedAdministratorCommand,
} from '@aws-sdk/client-organizations'
import {
  CreateAccountAssignmentCommand,
  DescribeAccountAssignmentCreationStatusCommand,
  ListAccountAssignmentsForPrincipalCommand,
  ListApplicationAssignmentsCommand,
  ListApplicationsCommand,
  ListInstancesCommand,
  ProvisionPermissionSetCommand,
  SSOAdminClient,
} from '@aws-sdk/client-sso-admin'
import { afterEach, describe, expect, test } from 'vitest'
import type { AccountId } from '../../core/ids.ts'
import { createClock } from '../clock.ts'
import { usualRates } from '../rates.ts'
import type { Sandbox, SandboxOptions } from '../server.ts'
import { type Credentials, clientConfig, failure, plantUser, startTestSandbox } from '../testing.ts'

let sandbox: Sandbox
afterEach(() => sandbox.stop())

/** Time stands still but for what a test lets pass. */
async function start(options: Partial<SandboxOptions> & { size?: 'tiny' | 'sample' } = {}): Promise<void> {
  const still = Date.now()
  sandbox = await startTestSandbox({ clock: createClock(() => still), ...options })
}

const management = () => sandbox.world.organization.managementAccountId
const everything = [{ Effect: 'Allow', Action: '*', Resource: '*' }]
const adminOf = (accountId: AccountId): Credentials => plantUser(sandbox, accountId, 'admin', everything)

function member(): AccountId {
  const found = [...sandbox.world.accounts.ids()].find((id) => id !== management() && !isDelegate(id))
  if (found === undefined) throw new Error('no plain member')
  return found
}
const isDelegate = (id: AccountId): boolean =>
  sandbox.world.organization.delegatedAdministrators.some(({ accountId }) => accountId === id)

describe('last accessed', () => {
  test('a job that goes on, and then pages of services with what was tracked', async () => {
    await start()
    const iam = new IAMClient(clientConfig(sandbox, adminOf(management())))
    const [role] = [...(sandbox.world.accounts.get(management())?.iam.roles.values() ?? [])].filter(
      ({ attachedPolicies, lastUsed }) => attachedPolicies.some((arn) => arn.endsWith('SecurityAudit')) && lastUsed,
    )
    const Arn = role?.arn ?? ''
    const { JobId } = await iam.send(
      new GenerateServiceLastAccessedDetailsCommand({ Arn, Granularity: 'ACTION_LEVEL' }),
    )
    const look = (MaxItems?: number, Marker?: string) =>
      iam.send(new GetServiceLastAccessedDetailsCommand({ JobId, MaxItems, Marker }))
    expect(await look()).toMatchObject({ JobStatus: 'IN_PROGRESS', ServicesLastAccessed: [] })
    sandbox.clock.advance(1_000)
    const first = await look(2)
    expect(first).toMatchObject({ JobStatus: 'COMPLETED', JobType: 'ACTION_LEVEL', IsTruncated: true })
    expect(first.ServicesLastAccessed).toHaveLength(2)
    const rest = await look(1_000, first.Marker)
    const all = [...(first.ServicesLastAccessed ?? []), ...(rest.ServicesLastAccessed ?? [])]
    expect(all.length).toBeGreaterThan(50)
    const latest = all.flatMap(({ LastAuthenticated }) => LastAuthenticated?.getTime() ?? []).sort((a, b) => b - a)[0]
    // IAM tells whole seconds.
    expect(latest).toBe(Math.floor((role?.lastUsed?.at.getTime() ?? 0) / 1_000) * 1_000)
    expect(all.find(({ ServiceNamespace }) => ServiceNamespace === 'iam')?.TrackedActionsLastAccessed).toHaveLength(2)
  })

  test('of nobody there is none', async () => {
    await start()
    const iam = new IAMClient(clientConfig(sandbox, adminOf(management())))
    const Arn = `arn:aws:iam::${management()}:role/nobody`
    expect(await failure(iam.send(new GenerateServiceLastAccessedDetailsCommand({ Arn })))).toMatchObject({
      name: 'NoSuchEntityException',
      status: 404,
    })
    const JobId = '7a1b9d3c-7e2f-4a6b-8c0d-1e3f5a7b9c2d'
    expect(await failure(iam.send(new GetServiceLastAccessedDetailsCommand({ JobId })))).toMatchObject({
      name: 'NoSuchEntityException',
    })
  })
})

describe('who governs', () => {
  test('a member sees the tree from the moment it is a delegated administrator, and may not make others', async () => {
    await start()
    const accountId = member()
    const governor = new OrganizationsClient(clientConfig(sandbox, adminOf(management())))
    const delegate = new OrganizationsClient(clientConfig(sandbox, adminOf(accountId)))
    const refused = { name: 'AccessDeniedException', message: "You don't have permissions to access this resource." }
    expect(await failure(delegate.send(new ListRootsCommand({})))).toMatchObject(refused)
    const registration = { AccountId: accountId, ServicePrincipal: 'backup.amazonaws.com' }
    await governor.send(new RegisterDelegatedAdministratorCommand(registration))
    expect((await delegate.send(new ListRootsCommand({}))).Roots).toHaveLength(1)
    expect(
      (await delegate.send(new ListDelegatedServicesForAccountCommand({ AccountId: accountId }))).DelegatedServices,
    ).toMatchObject([{ ServicePrincipal: 'backup.amazonaws.com' }])
    expect(await failure(governor.send(new RegisterDelegatedAdministratorCommand(registration)))).toMatchObject({
      name: 'AccountAlreadyRegisteredException',
    })
    expect(await failure(delegate.send(new RegisterDelegatedAdministratorCommand(registration)))).toMatchObject(refused)
    await governor.send(new DeregisterDelegatedAdministratorCommand(registration))
    expect(await failure(delegate.send(new ListRootsCommand({})))).toMatchObject(refused)
    expect(
      await failure(governor.send(new ListDelegatedServicesForAccountCommand({ AccountId: accountId }))),
    ).toMatchObject({ name: 'AccountNotRegisteredException' })
  })

  test('the resource policy, tags, and central root access', async () => {
    await start()
    const admin = adminOf(management())
    const governor = new OrganizationsClient(clientConfig(sandbox, admin))
    const { ResourcePolicy } = await governor.send(new DescribeResourcePolicyCommand({}))
    expect(JSON.parse(ResourcePolicy?.Content ?? '')).toEqual(sandbox.world.organization.resourcePolicy?.document)
    const { Tags } = await governor.send(new ListTagsForResourceCommand({ ResourceId: member() }))
    expect(Tags?.map(({ Key }) => Key)).toEqual(['owner'])

    const features = (credentials: Credentials) =>
      new IAMClient(clientConfig(sandbox, credentials)).send(new ListOrganizationsFeaturesCommand({}))
    expect((await features(admin)).EnabledFeatures).toEqual(['RootCredentialsManagement', 'RootSessions'])
    expect(await failure(features(adminOf(member())))).toMatchObject({
      name: 'AccountNotManagementOrDelegatedAdministratorException',
    })
    sandbox.world.organization.trustedServices.delete('iam.amazonaws.com')
    expect(await failure(features(admin))).toMatchObject({ name: 'ServiceAccessNotEnabledException' })
  })

  test('server certificates', async () => {
    await start({ size: 'sample' })
    const payments = [...sandbox.world.organization.members.values()].find(({ name }) => name === 'prod-payments')
    if (!payments) throw new Error('no prod-payments')
    const iam = new IAMClient(clientConfig(sandbox, adminOf(payments.id)))
    const { ServerCertificateMetadataList } = await iam.send(new ListServerCertificatesCommand({}))
    expect(ServerCertificateMetadataList).toMatchObject([{ ServerCertificateName: 'legacy-checkout' }])
  })
})

describe('Identity Center', () => {
  const centerClient = (credentials: Credentials) =>
    new SSOAdminClient(clientConfig(sandbox, credentials, sandbox.world.identityCenter.region))

  test('applications and who is assigned to them', async () => {
    await start()
    const client = centerClient(adminOf(management()))
    const { instanceArn: InstanceArn } = sandbox.world.identityCenter
    const { Applications } = await client.send(new ListApplicationsCommand({ InstanceArn }))
    expect(Applications?.map(({ Name, Status }) => [Name, Status])).toEqual([
      ['Salesforce', 'ENABLED'],
      ['Expense desk', 'ENABLED'],
      ['Amazon Q', 'DISABLED'],
    ])
    const ApplicationArn = Applications?.[0]?.ApplicationArn
    const { ApplicationAssignments } = await client.send(new ListApplicationAssignmentsCommand({ ApplicationArn }))
    expect(ApplicationAssignments?.map(({ PrincipalType }) => PrincipalType)).toEqual(['GROUP', 'GROUP'])
  })

  test("a member's own instance is seen by it and by the management account", async () => {
    await start({ size: 'sample' })
    const { accountInstances, instanceArn } = sandbox.world.identityCenter
    const [own] = accountInstances
    if (!own) throw new Error('no instance of a member')
    const seenBy = async (accountId: AccountId) =>
      (await centerClient(adminOf(accountId)).send(new ListInstancesCommand({}))).Instances?.map(
        (instance) => instance.InstanceArn,
      )
    expect(await seenBy(management())).toEqual([instanceArn, own.arn])
    expect(await seenBy(own.ownerAccountId)).toEqual([own.arn])
    const other = [...sandbox.world.accounts.ids()].find((id) => id !== management() && id !== own.ownerAccountId)
    if (other) expect(await seenBy(other)).toEqual([])
  })

  test('only the management account may ask what a principal has', async () => {
    await start()
    const { organization, identityCenter } = sandbox.world
    const accountId = member()
    organization.delegatedAdministrators.push({ accountId, service: 'sso.amazonaws.com', at: new Date() })
    const [PrincipalId] = identityCenter.groups.keys()
    const ask = new ListAccountAssignmentsForPrincipalCommand({
      InstanceArn: identityCenter.instanceArn,
      PrincipalId,
      PrincipalType: 'GROUP',
    })
    expect(await failure(centerClient(adminOf(accountId)).send(ask))).toMatchObject({ name: 'AccessDeniedException' })
    await centerClient(adminOf(management())).send(ask)
  })

  test('beyond twenty calls in a second it throttles, its two services together', async () => {
    await start({ rates: usualRates })
    const admin = adminOf(management())
    const client = centerClient(admin)
    const store = new IdentitystoreClient(clientConfig(sandbox, admin, sandbox.world.identityCenter.region))
    const people = new ListUsersCommand({ IdentityStoreId: sandbox.world.identityCenter.storeId })
    for (let call = 0; call < 19; call += 1) await client.send(new ListInstancesCommand({}))
    await store.send(people)
    for (const refused of [
      await failure(store.send(people)),
      await failure(client.send(new ListInstancesCommand({}))),
    ]) {
      expect(refused).toMatchObject({ name: 'ThrottlingException', message: 'Rate exceeded' })
    }
    sandbox.clock.advance(1_000)
    await client.send(new ListInstancesCommand({}))
    // Other services have rates of their own.
    const iam = new IAMClient(clientConfig(sandbox, admin))
    for (let call = 0; call < 25; call += 1) await iam.send(new ListServerCertificatesCommand({}))
  })

  test('while a permission set is provisioned everywhere, nothing else may be done with it in any of the accounts', async () => {
    await start()
    const client = centerClient(adminOf(management()))
    const { instanceArn: InstanceArn, assignments, groups } = sandbox.world.identityCenter
    const used = Map.groupBy(assignments, ({ permissionSetArn }) => permissionSetArn)
    const [PermissionSetArn, places] =
      [...used].find(([, all]) => new Set(all.map((one) => one.accountId)).size > 1) ?? []
    const last = places?.at(-1)
    if (!PermissionSetArn || !last) throw new Error('no permission set in two accounts')
    await client.send(
      new ProvisionPermissionSetCommand({ InstanceArn, PermissionSetArn, TargetType: 'ALL_PROVISIONED_ACCOUNTS' }),
    )
    const assign = new CreateAccountAssignmentCommand({
      InstanceArn,
      PermissionSetArn,
      TargetId: last.accountId,
      TargetType: 'AWS_ACCOUNT',
      PrincipalType: 'GROUP',
      PrincipalId: [...groups.keys()].at(-1),
    })
    expect(await failure(client.send(assign))).toMatchObject({ name: 'ConflictException' })
    sandbox.clock.advance(2_000)
    await client.send(assign)
  })

  test('twenty assignments are completed in a minute, the next in the following one', async () => {
    await start({ size: 'sample' })
    const client = centerClient(adminOf(management()))
    const { instanceArn: InstanceArn, permissionSets, users } = sandbox.world.identityCenter
    const active = [...sandbox.world.organization.members.values()].filter(({ status }) => status === 'ACTIVE')
    const plain = [...permissionSets.values()].filter(
      ({ customerManagedPolicies, boundary }) => customerManagedPolicies.length === 0 && boundary === undefined,
    )
    const places = plain.flatMap(({ arn }) => active.map(({ id }) => ({ arn, id }))).slice(0, 21)
    const ids: string[] = []
    for (const { arn, id } of places) {
      const { AccountAssignmentCreationStatus } = await client.send(
        new CreateAccountAssignmentCommand({
          InstanceArn,
          PermissionSetArn: arn,
          TargetId: id,
          TargetType: 'AWS_ACCOUNT',
          PrincipalType: 'USER',
          PrincipalId: [...users.keys()][0],
        }),
      )
      ids.push(AccountAssignmentCreationStatus?.RequestId ?? '')
    }
    const stateOf = async (AccountAssignmentCreationRequestId: string | undefined) =>
      (
        await client.send(
          new DescribeAccountAssignmentCreationStatusCommand({ InstanceArn, AccountAssignmentCreationRequestId }),
        )
      ).AccountAssignmentCreationStatus?.Status
    sandbox.clock.advance(2_000)
    expect(await stateOf(ids[19])).toBe('SUCCEEDED')
    expect(await stateOf(ids[20])).toBe('IN_PROGRESS')
    sandbox.clock.advance(60_000)
    expect(await stateOf(ids[20])).toBe('SUCCEEDED')
  })
})
