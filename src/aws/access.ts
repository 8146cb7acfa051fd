/** Reaching AWS for one connection: the server's own credentials, and from them a session in each account. */
import type { AwsCredentialIdentityProvider } from '@smithy/types'
import type { Clock, Connection } from '../app/ports.ts'
import type { AccountId } from '../core/ids.ts'
import type { Budget } from './budget.ts'
import type { Clients } from './clients.ts'
import { createClientFactory } from './clients.ts'
import { assumeRole, ownCredentials, renewed, roleArnOf } from './credentials.ts'
import type { CallLedger } from './ledger.ts'
import { createLedger } from './ledger.ts'
import type { ServiceName } from './operations.ts'

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
  /** Tries the role without the ExternalId, which must be refused. */
  tryWithoutExternalId(accountId: AccountId, signal: AbortSignal): Promise<void>
  readonly ledger: CallLedger
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
}

export type Reachable = Pick<
  Connection,
  'profile' | 'endpoint' | 'homeRegion' | 'partition' | 'rolePath' | 'roleName' | 'externalId'
>

export function createAwsAccess(connection: Reachable, settings: AwsAccessSettings): AwsAccess {
  const ledger = createLedger()
  const factory = createClientFactory({ ...settings, ledger, endpoint: connection.endpoint ?? undefined })
  const chain = settings.credentials ?? ownCredentials(connection)
  const sessions = new Map<AccountId, AccountAccess>()

  const accessWith = (accountId: AccountId | null, credentials: AwsCredentialIdentityProvider): AccountAccess => ({
    accountId,
    credentials,
    client: (service, region) => factory.create(service, { accountId, region, credentials }),
  })
  const assume = (accountId: AccountId, externalId: string | null, signal?: AbortSignal) =>
    assumeRole(
      // Counted under the account that is entered: that is where the customer looks for it.
      factory.create('sts', { accountId, region: connection.homeRegion, credentials: chain }),
      { arn: roleArnOf(connection, accountId), externalId, sessionName: settings.sessionName },
      signal && { abortSignal: signal },
    )

  return {
    ledger,
    own: (accountId) => accessWith(accountId, chain),
    throughRole(accountId) {
      const known = sessions.get(accountId)
      if (known) return known
      const made = accessWith(
        accountId,
        renewed(() => assume(accountId, connection.externalId === '' ? null : connection.externalId), settings.clock),
      )
      sessions.set(accountId, made)
      return made
    },
    async tryWithoutExternalId(accountId, signal) {
      await assume(accountId, null, signal)
    },
    close: () => factory.close(),
  }
}
