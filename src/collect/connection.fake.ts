/** A connection and a reader for tests. */
import type { AwsCredentialIdentity } from '@smithy/types'
import type { AwsReader, CollectOptions } from '../app/ports/aws.ts'
import type { Connection } from '../app/ports/connections.ts'
import { defaultSettings } from '../app/ports/connections.ts'
import { unsharedLimits } from '../aws/budget.ts'
import type { AccountId } from '../core/ids.ts'
import { parseAccountId, toConnectionId } from '../core/ids.ts'
import { collectAll } from './collect-all.fake.ts'
import type { AwsReaderSettings } from './reader.ts'
import { createAwsReader } from './reader.ts'

export function accountIdOf(text: string): AccountId {
  const id = parseAccountId(text)
  if (!id) throw new Error(`${text} is no account id`)
  return id
}

export function connectionTo(endpoint: string, change: Partial<Connection> = {}): Connection {
  return {
    id: toConnectionId('test'),
    partition: 'aws',
    method: 'manual',
    externalId: '3c0f3b0e-7d0a-4f9f-9f0e-2c6f7f0b9a11',
    roleName: 'BailiwickCrossAccountTrustRole',
    rolePath: '/',
    trustPrincipalArn: null,
    accounts: [],
    managementAccountId: null,
    organization: false,
    identityCenter: false,
    regions: [],
    homeRegion: 'us-east-1',
    identityCenterRegion: null,
    profile: null,
    endpoint,
    managementRoleArn: null,
    accessKey: null,
    settings: defaultSettings,
    createdAt: '2026-11-26T08:00:00.000Z',
    ...change,
  }
}

export interface TestReader extends AwsReader {
  /** Everything of the connection in one go. */
  collect(connection: Connection, sink: Parameters<typeof collectAll>[2], options: CollectOptions): Promise<void>
}

export function readerWith(credentials: AwsCredentialIdentity, change: Partial<AwsReaderSettings> = {}): TestReader {
  const reader = createAwsReader({
    clock: { now: () => new Date().toISOString(), elapsed: () => performance.now() },
    version: '0.0.0',
    env: {},
    credentials: () => async () => credentials,
    limits: unsharedLimits,
    // No test has a minute: what is not done at once is looked at again at once.
    wait: async () => undefined,
    ...change,
  })
  return { ...reader, collect: (connection, sink, options) => collectAll(reader, connection, sink, options) }
}

export const noAbort = { signal: new AbortController().signal }
