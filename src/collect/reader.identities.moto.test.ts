/** Identities in an AWS that is not ours: what `moto_server` knows of them. It has no last access, and no Identity Center applications. */
import {
  CreateAccessKeyCommand,
  CreateOpenIDConnectProviderCommand,
  CreateSAMLProviderCommand,
  CreateUserCommand,
  CreateVirtualMFADeviceCommand,
  IAMClient,
  UpdateAccountPasswordPolicyCommand,
} from '@aws-sdk/client-iam'
import {
  CreateAccountCommand,
  CreateOrganizationCommand,
  EnableAWSServiceAccessCommand,
  OrganizationsClient,
  RegisterDelegatedAdministratorCommand,
  TagResourceCommand,
} from '@aws-sdk/client-organizations'
import type { AwsCredentialIdentity } from '@smithy/types'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { defaultSettings } from '../app/ports/connections.ts'
import type { AccountId } from '../core/ids.ts'
import { governanceUnread } from '../core/inventory/coverage.ts'
import { recommendApps } from '../core/inventory/recommended-apps.ts'
import { accountIdOf, connectionTo, noAbort, readerWith } from './connection.fake.ts'
import type { Moto } from './moto-server.fake.ts'
import { findMoto, startMoto } from './moto-server.fake.ts'
import type { RecordingSink } from './recording-sink.fake.ts'
import { createRecordingSink } from './recording-sink.fake.ts'

const program = findMoto(process.env)
if (!program) {
  process.stderr.write(
    'Skipped: no moto_server in PATH or MOTO_SERVER; identities were not read from an AWS that is not ours.\n',
  )
}

/** moto's own account, in which unknown keys live. */
const management = accountIdOf('123456789012')
const own: AwsCredentialIdentity = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' }

let moto: Moto
let member: AccountId

const at = () => ({ endpoint: moto.url, region: 'us-east-1', credentials: own })

async function makeOrganization(): Promise<void> {
  const client = new OrganizationsClient(at())
  await client.send(new CreateOrganizationCommand({ FeatureSet: 'ALL' }))
  const { CreateAccountStatus } = await client.send(
    new CreateAccountCommand({ AccountName: 'security', Email: 'security@example.com' }),
  )
  member = accountIdOf(CreateAccountStatus?.AccountId ?? '')
  await client.send(new EnableAWSServiceAccessCommand({ ServicePrincipal: 'ssm.amazonaws.com' }))
  await client.send(
    new RegisterDelegatedAdministratorCommand({ AccountId: member, ServicePrincipal: 'ssm.amazonaws.com' }),
  )
  await client.send(new TagResourceCommand({ ResourceId: member, Tags: [{ Key: 'owner', Value: 'ann@example.com' }] }))
}

async function makeIdentities(): Promise<void> {
  const iam = new IAMClient(at())
  await iam.send(new CreateUserCommand({ UserName: 'ann' }))
  await iam.send(new CreateAccessKeyCommand({ UserName: 'ann' }))
  await iam.send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'ann' }))
  await iam.send(new UpdateAccountPasswordPolicyCommand({ MinimumPasswordLength: 14, RequireSymbols: true }))
  // Long enough for moto, which holds IAM's least length of a metadata document.
  const padding = `<!-- ${'x'.repeat(1_000)} -->`
  await iam.send(
    new CreateSAMLProviderCommand({
      Name: 'okta',
      SAMLMetadataDocument: `<EntityDescriptor entityID="http://www.okta.com/exk1">${padding}</EntityDescriptor>`,
    }),
  )
  await iam.send(
    new CreateOpenIDConnectProviderCommand({
      Url: 'https://gitlab.com',
      ClientIDList: ['sts.amazonaws.com'],
      ThumbprintList: ['9e99a48a9960b14926bb7f3b02e22da2b0ab7280'],
    }),
  )
}

describe.skipIf(!program)('moto', () => {
  let sink: RecordingSink
  beforeAll(async () => {
    moto = await startMoto(program ?? '')
    await makeOrganization()
    await makeIdentities()
    sink = createRecordingSink()
    const connection = connectionTo(moto.url, {
      managementAccountId: management,
      organization: true,
      regions: ['us-east-1'],
      settings: {
        ...defaultSettings,
        resourceTypes: ['credentials'],
        resourceOwner: { tagKey: 'owner', attribute: 'email' },
      },
    })
    await readerWith(own).collect(connection, sink, noAbort)
  }, 90_000)
  afterAll(() => moto?.stop())

  const here = ({ accountId }: { accountId: string }): boolean => accountId === management

  test('who governs the organization', () => {
    expect(sink.all('delegatedAdministrator').map(({ body }) => [body.accountId, body.service])).toEqual([
      [member, 'ssm.amazonaws.com'],
    ])
    expect(sink.all('trustedService').map(({ body }) => body.service)).toEqual(['ssm.amazonaws.com'])
    const tags = new Map(sink.all('account').map(({ accountId, body }) => [accountId, body.tags]))
    expect(tags.get(member)).toEqual({ owner: 'ann@example.com' })
  })

  test('providers, devices, the password policy and the root user', () => {
    expect(sink.all('samlProvider').filter(here)).toMatchObject([
      { body: { name: 'okta', entityId: 'http://www.okta.com/exk1' } },
    ])
    expect(sink.all('oidcProvider').filter(here)).toMatchObject([
      { body: { url: 'gitlab.com', thumbprints: ['9e99a48a9960b14926bb7f3b02e22da2b0ab7280'] } },
    ])
    expect(recommendApps(sink.everything()).map(({ name }) => name)).toEqual(['GitLab', 'Okta'])
    expect(sink.all('mfaDevice').filter(here)).toMatchObject([
      { body: { serialNumber: `arn:aws:iam::${management}:mfa/ann` } },
    ])
    expect(sink.all('passwordPolicy').find(here)?.body.policy).toMatchObject({
      minimumLength: 14,
      requireSymbols: true,
      requireNumbers: false,
    })
    expect(sink.all('passwordPolicy').find(({ accountId }) => accountId === member)?.body.policy).toBeNull()
    expect(sink.all('rootUser').filter(here)).toHaveLength(1)
  })

  test('the credential report', () => {
    const ann = sink.all('credentials').find(({ arn }) => arn.endsWith(':user/ann'))
    expect(ann?.body).toMatchObject({ passwordEnabled: false, mfa: false, accessKeys: [{ active: true }] })
    expect(sink.find('credentials', management)).toMatchObject({ state: 'ok' })
  })

  test('what moto does not know is a gap with its reason, and nothing else is', () => {
    const troubled = sink.cells.filter(({ state }) => state !== 'ok' && state !== 'skipped_by_setting')
    expect(troubled).toMatchObject([{ type: 'organization', state: 'not_collected', code: governanceUnread }])
    expect(troubled[0]?.reason).toMatch(
      /^organizations:DescribeResourcePolicy .* Also: iam:ListOrganizationsFeatures\.$/,
    )
  })
})
