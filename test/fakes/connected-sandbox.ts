/** A simulated organization and everything that an administrator does to let the real program read it. */
import { loadCatalogue } from '../../src/catalog/read.ts'
import type { AccountId } from '../../src/core/ids.ts'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/server.ts'
import { type WorldOptions, world } from '../../src/sandbox/world/generate.ts'
import { bailiwick, type Ended, type Surroundings } from './bailiwick-process.ts'

type Size = Pick<WorldOptions, 'accounts' | 'principals' | 'people'>

const smallSize: Size = { accounts: 3, principals: 40, people: 6 }

export const startSmallSandbox = (
  options: Partial<SandboxOptions> & { readonly size?: Size } = {},
): Promise<Sandbox> => {
  const { size = smallSize, ...rest } = options
  return startSandbox({
    world: world({ seed: 'trouble', ...size, start: new Date() }),
    catalogue: loadCatalogue(),
    environment: {},
    ...rest,
  })
}

/** Environment in which the AWS SDK finds the sandbox, or what stands before it, as if it were AWS. */
export const awsEnvironment = ({
  url,
  credentials,
}: Pick<Sandbox, 'url'> & {
  readonly credentials: Sandbox['credentials'] & { readonly sessionToken?: string }
}): Readonly<Record<string, string>> => ({
  AWS_ENDPOINT_URL: url,
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  ...(credentials.sessionToken !== undefined && { AWS_SESSION_TOKEN: credentials.sessionToken }),
})

/** The two Regions in which the small organization keeps most of what it has. */
const regions = 'us-east-1,eu-west-1'

interface ConnectOptions {
  readonly regions?: string
  readonly name?: string
}

/**
 * `connect aws` for the whole organization; the roles are there, with another external id. Without Identity Center, of which
 * Bailiwick reads ten calls a second only.
 */
export function connectOrganization(
  { world: { organization } }: Sandbox,
  surroundings: Surroundings,
  options: ConnectOptions = {},
): Promise<Ended> {
  const management = organization.managementAccountId
  return bailiwick(
    [
      ...['connect', 'aws', '--organization', '--management', management, '--no-identity-center'],
      ...['--region', options.regions ?? regions, '--owner', 'priya@larkfield.example', '--no-wait', '--json'],
      ...(options.name === undefined ? [] : ['--name', options.name]),
    ],
    surroundings,
  )
}

/** Gives every role the external id that `connect aws` printed, as the administrators of the accounts would. */
export function installExternalId({ world: { accounts, home } }: Sandbox, externalId: string): void {
  for (const id of accounts.ids()) {
    const role = accounts.edit(id)?.iam.roles.get(home.roleName)
    if (role === undefined) throw new Error(`account ${id} has no role ${home.roleName}`)
    role.trustPolicy = {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: home.arn },
          Action: 'sts:AssumeRole',
          Condition: { StringEquals: { 'sts:ExternalId': externalId } },
        },
      ],
    }
  }
}

/** Accounts besides the management account, in the order of their numbers. */
export const memberAccounts = ({ world: { accounts, organization } }: Sandbox): readonly AccountId[] =>
  [...accounts.ids()].filter((id) => id !== organization.managementAccountId).sort()
