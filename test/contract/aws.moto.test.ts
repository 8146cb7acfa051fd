/** The contract suite on `moto_server` (Apache-2.0), a simulation that is not ours; skipped aloud where it is not installed. */
import { CreateUserCommand, IdentitystoreClient } from '@aws-sdk/client-identitystore'
import {
  CreateAccountCommand,
  CreateOrganizationCommand,
  CreatePolicyCommand,
  EnablePolicyTypeCommand,
  ListRootsCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations'
import { CreatePermissionSetCommand, ListInstancesCommand, SSOAdminClient } from '@aws-sdk/client-sso-admin'
import { describe } from 'vitest'
import { findMoto, type Moto, startMoto } from '../../src/collect/moto-server.fake.ts'
import { type AwsUnderTest, region } from './aws/under-test.ts'
import { awsContract, type Differences } from './aws.contract.ts'

const program = findMoto(process.env)
if (program === undefined) {
  process.stderr.write('skipped: the AWS contract on moto_server (neither in MOTO_SERVER nor on the PATH)\n')
}

/** Found with moto 5.2.1 and 5.2.5. In each of them the documentation of AWS, named in the case or beside the sandbox's code, is on our side. */
const differences: Differences = {
  'external-id-wrong': 'moto does not evaluate trust policies',
  'external-id-missing': 'moto does not evaluate trust policies',
  'trust-other': 'moto does not evaluate trust policies',
  'role-missing': 'moto hands out sessions of roles that do not exist',
  'duration-short': 'moto takes any duration; the STS API Reference says 900 seconds at least',
  'key-unknown': 'moto puts unknown keys into its own account',
  signature: 'moto does not check signatures',
  'new-user': 'moto authorizes nothing unless it is told to',
  'details-paged': 'moto gives authorization details in one page, whatever MaxItems says',
  'users-paged': 'moto gives users in one page, whatever MaxItems says',
  'marker-invalid': 'moto breaks off with an error of its own',
  'group-conflict': 'moto deletes groups that have members; IAM requires that they are removed first',
  'user-boundary': 'moto does not know PutUserPermissionsBoundary',
  'login-profile-conflict': 'moto deletes users with their passwords; IAM requires that the password is deleted first',
  'mfa-device-conflict': 'moto deletes devices that are in use; IAM requires that they are deactivated first',
  'delete-conflict-policy': 'moto deletes attached policies; IAM requires that they are detached first',
  'member-asks': 'moto tells every account',
  'scp-effect': 'moto does not evaluate service control policies',
  'scp-attached-twice':
    'moto attaches it again; the Organizations API Reference says DuplicatePolicyAttachmentException',
  'scp-size': 'moto takes contents of any size; the Organizations User Guide says 5,120 characters',
  'scp-malformed': 'moto keeps any text as a policy',
  'scp-limit': 'moto attaches any number; the Organizations User Guide says five',
  'person-changed': 'moto does not know UpdateUser',
  'membership-twice': 'moto makes a second membership; the Identity Store API Reference says ConflictException',
  'group-gone': 'moto tells an empty list; the Identity Store API Reference says ResourceNotFoundException',
  'assign-asynchronous': 'moto is done at once; Identity Center documents IN_PROGRESS as the first status',
  'assign-role': 'moto makes no role in the account',
  'assign-conflict': 'moto is done at once, so nothing is open',
  'assign-unknown': 'moto does not look whether the person exists',
  'bucket-region': 'moto leaves the Region out',
  'bucket-defaults': 'moto makes buckets as they were before April 2023, open',
  'bucket-public-blocked': 'moto blocks nothing',
  'bucket-cross-account': 'moto authorizes nothing unless it is told to',
  'bucket-malformed': 'moto keeps any JSON as a policy',
  'buckets-paged': 'moto cuts the first page and gives no token for the next',
  'keys-paged': 'moto ignores Limit',
  regions: 'moto lists Regions that are not opted in as if they were enabled',
  'instances-page-size': 'moto takes any size; the EC2 API Reference says 5 to 1,000',
  'stack-policies': 'moto leaves out ManagedPolicyArns of a role',
  'stack-capability': 'moto makes IAM resources without the leave that CloudFormation demands',
  'stack-twice': 'moto breaks off in the call itself and leaves a stack behind',
  stackset: 'moto counts the management account among the targets of an OU',
  'stackset-automatic': 'moto deploys to no account that comes later',
  'stackset-two-regions': 'moto breaks off in the call itself',
  bucket: { before: '5.2.5', says: 'moto leaves out whether a policy is public' },
  'bucket-public': { before: '5.2.5', says: 'moto leaves out whether a policy is public' },
  'queues-paged': { before: '5.2.5', says: 'moto ignores MaxResults of queues' },
  throttle: 'moto never throttles',
}

/** The account in which moto puts keys that it does not know. */
const managementAccountId = '123456789012'

async function moto(file: string): Promise<AwsUnderTest> {
  const server = await startMoto(file)
  try {
    return await organizationIn(server)
  } catch (thrown) {
    server.stop()
    throw thrown
  }
}

async function organizationIn(server: Moto): Promise<AwsUnderTest> {
  const admin = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'unchecked' }
  const at = { endpoint: server.url, region, credentials: admin }
  const organizations = new OrganizationsClient(at)
  await organizations.send(new CreateOrganizationCommand({ FeatureSet: 'ALL' }))
  const { Roots } = await organizations.send(new ListRootsCommand({}))
  await organizations.send(
    new EnablePolicyTypeCommand({ RootId: Roots?.[0]?.Id, PolicyType: 'SERVICE_CONTROL_POLICY' }),
  )
  const made = await organizations.send(
    new CreateAccountCommand({ AccountName: 'member', Email: 'member@larkfield.example' }),
  )
  const denyAll = { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }] }
  const { Policy } = await organizations.send(
    new CreatePolicyCommand({
      Name: 'DenyAll',
      Description: 'Nothing',
      Type: 'SERVICE_CONTROL_POLICY',
      Content: JSON.stringify(denyAll),
    }),
  )
  return {
    url: server.url,
    admin,
    managementAccountId,
    memberAccountId: made.CreateAccountStatus?.AccountId ?? '',
    denyAllPolicyId: Policy?.PolicySummary?.Id ?? '',
    identityCenter: await identityCenter(new SSOAdminClient(at), new IdentitystoreClient(at)),
    advance: (ms) => new Promise((resolve) => setTimeout(resolve, Math.min(ms, 10))),
    async stop() {
      server.stop()
    },
  }
}

async function identityCenter(
  sso: SSOAdminClient,
  store: IdentitystoreClient,
): Promise<AwsUnderTest['identityCenter']> {
  const { Instances } = await sso.send(new ListInstancesCommand({}))
  const { InstanceArn, IdentityStoreId } = Instances?.[0] ?? {}
  const permissionSetName = 'ViewOnly'
  const { PermissionSet } = await sso.send(new CreatePermissionSetCommand({ InstanceArn, Name: permissionSetName }))
  const { UserId } = await store.send(
    new CreateUserCommand({
      IdentityStoreId,
      UserName: 'mateo',
      DisplayName: 'Mateo',
      Name: { GivenName: 'Mateo', FamilyName: 'Alvarado' },
      Emails: [{ Value: 'mateo@larkfield.example', Type: 'work', Primary: true }],
    }),
  )
  return {
    instanceArn: InstanceArn ?? '',
    storeId: IdentityStoreId ?? '',
    region,
    permissionSetArn: PermissionSet?.PermissionSetArn ?? '',
    permissionSetName,
    userId: UserId ?? '',
  }
}

describe.skipIf(program === undefined)('moto', () => {
  awsContract(() => moto(program ?? ''), differences)
})
