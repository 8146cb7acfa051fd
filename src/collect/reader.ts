/** The port `AwsReader` on the real AWS, or on whatever answers at the connection's endpoint. */
import type { AwsCredentialIdentityProvider } from '@smithy/types'
import type { AwsReader, Clock, Connection, Log } from '../app/ports.ts'
import type { AwsAccess, Reachable } from '../aws/access.ts'
import { createAwsAccess } from '../aws/access.ts'
import type { RequestLimits } from '../aws/budget.ts'
import { createBudget, requestLimits } from '../aws/budget.ts'
import { readCallerIdentity } from '../aws/caller-identity.ts'
import { AppError } from '../core/fault.ts'
import { collectConnection } from './collect-connection.ts'
import { verifyConnection } from './verify-connection.ts'

export interface AwsReaderSettings {
  readonly clock: Clock
  readonly log: Log
  /** Bailiwick's own, for the user agent. */
  readonly version: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Credentials of a connection that does not use the SDK's chain: the simulated organization's, or those of a test. */
  readonly credentials?: (
    connection: Pick<Connection, 'profile' | 'endpoint'>,
  ) => AwsCredentialIdentityProvider | undefined
  /** Instead of AWS's. */
  readonly limits?: RequestLimits
  /** Items a page; absent: as many as AWS gives. */
  readonly pageSize?: number
}

/** The simulated organization runs on this machine for one reader: there are no others whose share must be left to them. */
const sampleLimits: RequestLimits = { ...requestLimits, identityCenterPerSecond: 1_000 }

/** Somebody waits for these answers, so they give up sooner than a sync does. */
const attemptsForPeople = 3

export function createAwsReader(settings: AwsReaderSettings): AwsReader {
  const { clock, limits = requestLimits } = settings
  // One for all connections: the machine's connections and AWS's patience are shared.
  const budget = createBudget({ clock, limits })
  const sampleBudget = createBudget({ clock, limits: sampleLimits })

  const open = (connection: Openable, sessionName: string, maxAttempts?: number): AwsAccess =>
    createAwsAccess(connection, {
      ...settings,
      budget: connection.method === 'sample' ? sampleBudget : budget,
      sessionName,
      credentials: settings.credentials?.(connection),
      ...(maxAttempts !== undefined && { maxAttempts }),
    })
  const whoIs = (access: AwsAccess, connection: Asked, configured: string | null = null) =>
    readCallerIdentity(access.own(null), { ...connection, configured, env: settings.env })

  const reader: AwsReader = {
    async callerIdentity(connection, trustPrincipalArn) {
      return using(open({ ...noRole, ...connection }, 'bailiwick', attemptsForPeople), (access) =>
        whoIs(access, connection, trustPrincipalArn),
      )
    },
    async verify(connection, onTarget, { signal }) {
      const { accountId } = await reader.callerIdentity(connection)
      await using(open(connection, 'bailiwick-verify', attemptsForPeople), (access) =>
        stoppable(signal, () =>
          verifyConnection({ connection, access, clock: settings.clock, signal, ownAccountId: accountId, onTarget }),
        ),
      )
    },
    async collect(connection, sink, { signal, runId }) {
      const { accountId } = await using(open(connection, sessionNameOf(runId), attemptsForPeople), async (access) => {
        const caller = await whoIs(access, connection)
        await sink.calls(access.ledger.drain())
        return caller
      })
      const begun = settings.clock.elapsed()
      await using(open(connection, sessionNameOf(runId)), (access) =>
        stoppable(signal, () =>
          collectConnection({ connection, access, sink, signal, pageSize: settings.pageSize, ownAccountId: accountId }),
        ),
      )
      settings.log.info('AWS was read', { connection: connection.id, ms: Math.round(settings.clock.elapsed() - begun) })
    },
  }
  return reader
}

type Asked = Pick<Connection, 'profile' | 'endpoint' | 'homeRegion'>
type Openable = Reachable & Pick<Connection, 'method'>

/** For calls with the server's own credentials only. */
const noRole = { method: 'direct', partition: 'aws', rolePath: '/', roleName: '', externalId: '' } as const

/** connection.md §2: the customer finds all our calls of a run by it in CloudTrail. */
const sessionNameOf = (runId: string | undefined): string =>
  runId === undefined ? 'bailiwick' : `bailiwick-${runId.replaceAll('-', '').slice(0, 12)}`

async function using<T>(access: AwsAccess, act: (access: AwsAccess) => Promise<T>): Promise<T> {
  try {
    return await act(access)
  } finally {
    access.close()
  }
}

/** Whatever a stopped call throws, the caller learns that it was stopped. */
async function stoppable(signal: AbortSignal, act: () => Promise<void>): Promise<void> {
  try {
    await act()
  } catch (error) {
    if (signal.aborted) throw new AppError('cancelled', 'Reading AWS was cancelled.', {}, { cause: error })
    throw error
  }
}
