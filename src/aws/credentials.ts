/** Credentials of the server and of the roles that it assumes. Session credentials live in memory only. */
import type { STSClient } from '@aws-sdk/client-sts'
import { fromNodeProviderChain } from '@aws-sdk/credential-providers'
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from '@smithy/types'
import type { Connection } from '../app/ports/connections.ts'
import type { Clock } from '../app/ports/host.ts'
import { sdk } from './sdk.ts'

/** The SDK's chain: environment, shared configuration, single sign-on, container, instance. */
export function ownCredentials(
  connection: Pick<Connection, 'profile' | 'endpoint' | 'homeRegion'>,
): AwsCredentialIdentityProvider {
  return fromNodeProviderChain({
    ...(connection.profile !== null && { profile: connection.profile }),
    // Who has just signed in or mended a file expects the next attempt to see it, without a restart.
    ignoreCache: true,
    // For the STS call of a profile that names a role itself.
    clientConfig: {
      region: connection.homeRegion,
      ...(connection.endpoint !== null && { endpoint: connection.endpoint }),
    },
  })
}

export interface RoleToAssume {
  readonly arn: string
  /** Null: without one, which a sound trust policy refuses. */
  readonly externalId: string | null
  readonly sessionName: string
}

/** IAM User Guide, "Role chaining": a session got from a session lasts one hour at most. */
const sessionSeconds = 3_600

export async function assumeRole(
  sts: STSClient,
  role: RoleToAssume,
  options: { readonly abortSignal?: AbortSignal } = {},
): Promise<AwsCredentialIdentity> {
  const answer = await sts.send(
    new sdk.sts.AssumeRoleCommand({
      RoleArn: role.arn,
      RoleSessionName: role.sessionName,
      DurationSeconds: sessionSeconds,
      ...(role.externalId !== null && { ExternalId: role.externalId }),
    }),
    options,
  )
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = answer.Credentials ?? {}
  if (AccessKeyId === undefined || SecretAccessKey === undefined || SessionToken === undefined) {
    throw new TypeError('STS answered without credentials')
  }
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    ...(Expiration && { expiration: Expiration }),
  }
}

/** connection.md §9: long enough for the slowest call with its retries to begin before the end. */
const renewBeforeMs = 5 * 60_000

/** One session for all who ask, renewed before it ends. A failure is not kept: the next one who asks tries again. */
export function renewed(load: () => Promise<AwsCredentialIdentity>, clock: Clock): AwsCredentialIdentityProvider {
  let current: AwsCredentialIdentity | undefined
  let loading: Promise<AwsCredentialIdentity> | undefined
  const isFresh = (credentials: AwsCredentialIdentity): boolean =>
    credentials.expiration === undefined || credentials.expiration.getTime() - Date.parse(clock.now()) > renewBeforeMs

  return async () => {
    if (current && isFresh(current)) return current
    loading ??= load().finally(() => {
      loading = undefined
    })
    current = await loading
    return current
  }
}
