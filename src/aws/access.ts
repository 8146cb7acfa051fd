/** Reaching AWS for one connection: the server's own credentials, and from them a session in each account. */
import type { AwsCredentialIdentityProvider } from '@smithy/types'
import type { Connection } from '../app/ports/connections.ts'
import type { Clock } from '../app/ports/host.ts'
import { roleArnOf } from '../core/arn/trust-role.ts'
import type { AccountId } from '../core/ids.ts'
import type { Budget } from './budget.ts'
import type { Clients } from './clients.ts'
import { createClientFactory } from './clients.ts'
import { assumeRole, ownCredentials, renewed } from './credentials.ts'
import type { CallLedger } from './ledger.ts'
import { createLedger } from './ledger.ts'
import type { ServiceName } from './operations.ts'
import { otherStsRegion } from './partitions.ts'
import { sdkErrorFacts } from './sdk-error.ts'

/** The way into one account. */
export interface AccountAccess {
  /** Null for the server's own credentials until it is known whose they are. */
  readonly accountId: AccountId | null
  readonly credentials: AwsCredentialIdentityProvider
  client<S extends ServiceName>(service: S, region: string): Clients[S]
}

export interface AwsAccess {
  own(accountId: AccountId | null): AccountAccess
  /** Through the connection's role, with its ExternalId; one session per account for the life of this object. */
  throughRole(accountId: AccountId): AccountAccess
  /** The Region whose STS let us into the account, where the home Region's would not; undefined otherwise. */
  otherStsRegion(accountId: AccountId): string | undefined
  /** Tries the role without the ExternalId, which must be refused. */
  tryWithoutExternalId(accountId: AccountId, signal: AbortSignal): Promise<void>
  readonly ledger: CallLedger
  /** The same ways in, whose calls are counted in another ledger; opening a session is counted here all the same. */
  counting(ledger: CallLedger): AwsAccess
  close(): void
}

export interface AwsAccessSettings {
  readonly clock: Clock
  readonly budget: Budget
  readonly version: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** `bailiwick-<run>`: how the customer finds our calls in CloudTrail. */
  readonly sessionName: string
  /** Instead of the SDK's chain. */
  readonly credentials?: AwsCredentialIdentityProvider | undefined
  readonly maxAttempts?: number
  /** Asked before every request. */
  readonly allow?: ((action: string) => boolean | Promise<boolean>) | undefined
}

export type Reachable = Pick<
  Connection,
  'profile' | 'endpoint' | 'homeRegion' | 'partition' | 'rolePath' | 'roleName' | 'externalId'
> &
  Partial<Pick<Connection, 'managementAccountId' | 'managementRoleArn'>>

export function createAwsAccess(connection: Reachable, settings: AwsAccessSettings): AwsAccess {
  const ledger = createLedger()
  const factory = createClientFactory({ ...settings, endpoint: connection.endpoint ?? undefined })
  const chain = settings.credentials ?? ownCredentials(connection)
  const sessions = new Map<AccountId, AwsCredentialIdentityProvider>()
  const otherStsRegions = new Map<AccountId, string>()
  const assumeIn = (region: string, accountId: AccountId, externalId: string | null, signal?: AbortSignal) =>
    assumeRole(
      // Counted under the account that is entered: that is where the customer looks for it.
      factory.create('sts', { accountId, region, credentials: chain, ledger }),
      { arn: roleArnOf(connection, accountId), externalId, sessionName: settings.sessionName },
      signal && { abortSignal: signal },
    )
  /** STS can be off in a Region while it is on in the partition's first (IAM User Guide, "Manage AWS STS in an AWS Region"). */
  const assume = async (accountId: AccountId, externalId: string | null, signal?: AbortSignal) => {
    const { homeRegion } = connection
    const known = otherStsRegions.get(accountId)
    if (known !== undefined) return assumeIn(known, accountId, externalId, signal)
    try {
      return await assumeIn(homeRegion, accountId, externalId, signal)
    } catch (error) {
      const other = otherStsRegion(homeRegion)
      if (sdkErrorFacts(error).name !== 'RegionDisabledException' || other === undefined) throw error
      const session = await assumeIn(other, accountId, externalId, signal)
      otherStsRegions.set(accountId, other)
      return session
    }
  }

  const sessionOf = (accountId: AccountId): AwsCredentialIdentityProvider => {
    const externalId = connection.externalId === '' ? null : connection.externalId
    const session = sessions.get(accountId) ?? renewed(() => assume(accountId, externalId), settings.clock)
    sessions.set(accountId, session)
    return session
  }
  const countedIn = (counted: CallLedger): AwsAccess => {
    const accessWith = (accountId: AccountId | null, credentials: AwsCredentialIdentityProvider): AccountAccess => ({
      accountId,
      credentials,
      client: (service, region) => factory.create(service, { accountId, region, credentials, ledger: counted }),
    })
    return {
      ledger: counted,
      own: (accountId) => accessWith(accountId, chain),
      throughRole: (accountId) => accessWith(accountId, sessionOf(accountId)),
      otherStsRegion: (accountId) => otherStsRegions.get(accountId),
      async tryWithoutExternalId(accountId, signal) {
        await assume(accountId, null, signal)
      },
      counting: countedIn,
      close: () => factory.close(),
    }
  }
  return countedIn(ledger)
}
