/** What the sandbox's own tests share: a running sandbox and clients of the real SDK that reach it. */
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import { loadCatalogue } from '../catalog/read.ts'
import type { AccountId } from '../core/ids.ts'
import { type Sandbox, type SandboxOptions, startSandbox } from './server.ts'
import { type WorldOptions, world } from './world/generate.ts'
import { accessKeyId, secretKey, uniqueId } from './world/ids.ts'

const catalogue = loadCatalogue()

export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

export async function startTestSandbox(
  options: Partial<SandboxOptions> & { readonly size?: WorldOptions['size'] } = {},
): Promise<Sandbox> {
  const { size = 'tiny', ...rest } = options
  return startSandbox({
    world: world({ seed: 'test', size, start: new Date() }),
    catalogue,
    environment: {},
    ...rest,
  })
}

/** One attempt only: a test wants to see the first answer. */
export const clientConfig = (
  sandbox: Sandbox,
  credentials: Credentials = sandbox.credentials,
  region = 'us-east-1',
) => ({
  endpoint: sandbox.url,
  region,
  credentials,
  maxAttempts: 1,
})

/** Credentials of the role that the product assumes in an account. */
export async function assumeTrustRole(sandbox: Sandbox, accountId: AccountId): Promise<Credentials> {
  const { roleName, externalId } = sandbox.world.home
  return assume(sandbox, sandbox.credentials, {
    RoleArn: `arn:aws:iam::${accountId}:role/${roleName}`,
    RoleSessionName: 'test',
    ExternalId: externalId,
  })
}

export async function assume(
  sandbox: Sandbox,
  credentials: Credentials,
  input: ConstructorParameters<typeof AssumeRoleCommand>[0],
): Promise<Credentials> {
  const sts = new STSClient(clientConfig(sandbox, credentials))
  const { Credentials: given } = await sts.send(new AssumeRoleCommand(input))
  if (!given?.AccessKeyId || !given.SecretAccessKey || !given.SessionToken)
    throw new Error('AssumeRole gave no credentials')
  return { accessKeyId: given.AccessKeyId, secretAccessKey: given.SecretAccessKey, sessionToken: given.SessionToken }
}

/** Puts a user with a key and one inline policy into an account, behind the API's back. */
export function plantUser(
  sandbox: Sandbox,
  accountId: AccountId,
  name: string,
  statements: readonly object[],
): Credentials {
  const account = sandbox.world.accounts.edit(accountId)
  if (account === undefined) throw new Error(`no account ${accountId}`)
  sandbox.world.serial += 1
  const id = accessKeyId('AKIA', accountId, 20_000 + sandbox.world.serial)
  const secret = secretKey('planted', id)
  const at = new Date()
  const document = JSON.parse(JSON.stringify({ Version: '2012-10-17', Statement: statements }))
  account.iam.users.set(name, {
    name,
    path: '/',
    id: uniqueId('AIDA', 'planted', accountId, name),
    arn: `arn:aws:iam::${accountId}:user/${name}`,
    createdAt: at,
    attachedPolicies: [],
    inlinePolicies: new Map(statements.length === 0 ? [] : [['planted', document]]),
    groups: new Set(),
    tags: {},
    mfaDevices: [],
  })
  account.iam.accessKeys.set(id, { id, secret, userName: name, status: 'Active', createdAt: at })
  return { accessKeyId: id, secretAccessKey: secret }
}

/** The error that a call ends with. */
export async function failure(
  call: Promise<unknown>,
): Promise<{ name: string; message: string; status: number | undefined }> {
  try {
    await call
  } catch (thrown) {
    if (!(thrown instanceof Error)) throw thrown
    const metadata: unknown = Reflect.get(thrown, '$metadata')
    const status =
      typeof metadata === 'object' && metadata !== null ? Reflect.get(metadata, 'httpStatusCode') : undefined
    return { name: thrown.name, message: thrown.message, status: typeof status === 'number' ? status : undefined }
  }
  throw new Error('the call was expected to fail and did not')
}
