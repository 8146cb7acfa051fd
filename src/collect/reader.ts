/** The port `AwsReader` on the real AWS, or on whatever answers at the connection's endpoint. */
import type { AwsCredentialIdentityProvider } from '@smithy/types'
import type { AskedCredentials, AwsReader, CallerIdentity, CollectOptions } from '../app/ports/aws.ts'
import type { Connection } from '../app/ports/connections.ts'
import type { Clock } from '../app/ports/host.ts'
import type { AwsAccess, Reachable } from '../aws/access.ts'
import { createAwsAccess } from '../aws/access.ts'
import type { RequestLimits } from '../aws/budget.ts'
import { createBudget, requestLimits, unsharedLimits } from '../aws/budget.ts'
import { readCallerIdentity } from '../aws/caller-identity.ts'
import { failureOf } from '../aws/failure.ts'
import { keyWarning, rightsBeyondAssuming } from '../aws/key-rights.ts'
import { sdkErrorFacts } from '../aws/sdk-error.ts'
import { AppError } from '../core/fault.ts'
import type { Wait } from './cell-context.ts'
import { organizationTree } from './organization-tree.ts'
import { countedFrom, createReading } from './read-unit.ts'
import { collectors } from './registry.ts'
import { isCheckedBeside, type ReadingThreads, readBeside } from './thread/read-beside.ts'
import { verifyConnection } from './verify-connection.ts'

export interface AwsReaderSettings {
  readonly clock: Clock
  /** Bailiwick's own, for the user agent. */
  readonly version: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Credentials of a connection that does not use the SDK's chain: the simulated organization's, or those of a test. */
  readonly credentials?: (
    connection: Pick<AskedCredentials, 'profile' | 'endpoint' | 'id' | 'method' | 'accessKey'>,
  ) => AwsCredentialIdentityProvider | undefined
  /** Where an organization of many accounts is read; absent: here. Shares of AWS's rates are counted in each by itself. */
  readonly threads?: ReadingThreads
  /** Instead of AWS's. */
  readonly limits?: RequestLimits
  /** Items a page; absent: as many as AWS gives. */
  readonly pageSize?: number
  /** How many reports about single principals to ask for in a reading of an account; absent: the usual number. */
  readonly jobsPerRun?: number
  /** How to wait for what AWS does in the background; absent: really. */
  readonly wait?: Wait
}

/** Somebody waits for these answers, so they give up sooner than a sync does. */
const attemptsForPeople = 3

export function createAwsReader(settings: AwsReaderSettings): AwsReader {
  const { clock, threads, limits = requestLimits } = settings
  // One for all connections: the machine's connections and AWS's patience are shared.
  const budget = createBudget({ clock, limits })
  const sampleBudget = createBudget({ clock, limits: unsharedLimits })

  const credentialsOf = (connection: Openable): AwsCredentialIdentityProvider | undefined =>
    typedKey(connection) ?? settings.credentials?.(connection)
  const open = (
    connection: Openable,
    sessionName: string,
    maxAttempts?: number,
    allow?: CollectOptions['allow'],
  ): AwsAccess =>
    createAwsAccess(connection, {
      ...settings,
      budget: connection.method === 'sample' ? sampleBudget : budget,
      sessionName,
      credentials: credentialsOf(connection),
      ...(maxAttempts !== undefined && { maxAttempts }),
      allow,
    })
  const whoIs = (access: AwsAccess, connection: Asked, configured: string | null = null) =>
    readCallerIdentity(access.own(null), { ...connection, configured, env: settings.env })

  const reader: AwsReader = {
    async callerIdentity(connection, trustPrincipalArn) {
      return using(open({ ...noRole, ...connection }, 'bailiwick', attemptsForPeople), async (access) => {
        const caller = await whoIs(access, connection, trustPrincipalArn)
        if (!connection.key || caller.note !== null) return caller
        return { ...caller, note: keyWarning(await rightsBeyondAssuming(access.own(null), connection.homeRegion)) }
      })
    },
    async verify(connection, onTarget, options) {
      if (threads && isCheckedBeside(connection, options))
        return threads.accounts.verify(connection, onTarget, options, credentialsOf(connection))
      const { signal, onCalls } = options
      return using(open(connection, 'bailiwick-verify', attemptsForPeople), async (access) => {
        const caller = await whoIs(access, connection)
        refuseOthers(connection, caller)
        const run = { connection, access, clock, caller, onTarget, options }
        try {
          await stoppable(signal, () => verifyConnection(run))
        } finally {
          await onCalls?.(access.ledger.drain())
        }
        return caller
      })
    },
    readings: collectors.map(({ type, scope, reads }) => ({
      type,
      scope,
      actions: reads.map(({ action }) => action),
      ofCell: reads.flatMap(({ action, ofCell }) => (ofCell ? action : [])),
    })),
    async organizationTree(connection, signal) {
      return using(open(connection, 'bailiwick-preview', attemptsForPeople), async (access) => {
        const caller = await whoIs(access, connection)
        try {
          return await organizationTree({ connection, access, clock, caller, signal })
        } catch (error) {
          signal.throwIfAborted()
          if (sdkErrorFacts(error).name === 'AWSOrganizationsNotInUseException') return []
          const action = 'organizations:DescribeOrganization'
          const { reason } = failureOf(error, { action, region: connection.homeRegion })
          throw new AppError('aws_denied', `The organization cannot be read: ${reason}`, {}, { cause: error })
        }
      })
    },
    async open(connection, options) {
      const { signal, runId, known, allow } = options
      const { caller, calls } = await using(
        open(connection, sessionNameOf(runId), attemptsForPeople, allow),
        async (access) => {
          const caller = await whoIs(access, connection)
          refuseOthers(connection, caller)
          return { caller, calls: access.ledger.drain() }
        },
      )
      signal.throwIfAborted()
      const access = open(connection, sessionNameOf(runId), undefined, allow)
      const { jobsPerRun, wait, pageSize } = settings
      const shared = { connection, clock, known, jobsPerRun, wait, pageSize }
      const here = createReading({ ...shared, access, ownAccountId: caller.accountId })
      const reading = threads
        ? readBeside(here, threads, (thread) => thread.open(connection, options, credentialsOf(connection)))
        : here
      return { ...countedFrom(calls, reading), caller }
    },
  }
  return reader
}

/** What other credentials read would stand beside what is known of the account as if both were one. */
function refuseOthers(
  { method, accounts: [own] }: Pick<Connection, 'method' | 'accounts'>,
  caller: CallerIdentity,
): void {
  if (method !== 'direct' || own === undefined || own === caller.accountId) return
  const message = `These credentials are of account ${caller.accountId}, and this integration reads ${own} directly.`
  const fix = `Sign in to ${own} again (AWS_PROFILE, or the credentials in the environment), or connect ${caller.accountId} by a role.`
  throw new AppError('aws_credentials_refused', message, { fix })
}

/** Of a key that is tried before it is kept. */
const typedKey = ({ key }: Openable): AwsCredentialIdentityProvider | undefined => key && (async () => key)

type Asked = Pick<Connection, 'profile' | 'endpoint' | 'homeRegion'>
type Openable = Reachable & Pick<Connection, 'method'> & Pick<AskedCredentials, 'id' | 'accessKey' | 'key'>

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
