/**
 * Reads everything that a connection covers: the organization first, which says what accounts there are; then IAM and the
 * resources of every account, with Identity Center beside them. Accounts take turns; one that cannot be entered costs its own
 * cells and no other's.
 */
import type { AccountId } from '../core/ids.ts'
import type { StageName } from '../core/inventory/coverage.ts'
import { readIam, readResources } from './account-stages.ts'
import { readIdentityCenter } from './identity-center-stage.ts'
import { readOrganization } from './organization-stage.ts'
import { runAll } from './pool.ts'
import type { CollectRun } from './run.ts'
import { announce, noteTarget } from './run.ts'

export async function collectConnection(beginning: Omit<CollectRun, 'targets' | 'managementAccountId'>): Promise<void> {
  const { connection } = beginning
  const direct = connection.method === 'direct'
  const run: CollectRun = {
    ...beginning,
    targets: new Map(),
    managementAccountId: direct ? null : connection.managementAccountId,
  }
  const named = namedAccounts(run).map((accountId) => noteTarget(run, { accountId, name: null, status: 'ACTIVE' }))
  await announce(run, named)

  const ledger = handOnLedger(run)
  const stage = async <T>(name: StageName, read: () => Promise<T>): Promise<T> => {
    await run.sink.stage(name, 'running')
    const result = await read()
    await ledger.flush()
    await run.sink.stage(name, 'done')
    return result
  }
  try {
    await stage('organization', () => readOrganization(run))
    // The rate of Identity Center is the floor of its stage, so nothing waits for it (connection.md §9).
    await runAll(
      [
        () => stage('identity_center', () => readIdentityCenter(run)),
        async () => {
          const readable = await stage('iam', () => readIam(run))
          await stage('resources', () => readResources(run, readable))
        },
      ],
      2,
    )
  } finally {
    await ledger.stop()
  }
}

function namedAccounts({ connection, ownAccountId, managementAccountId }: CollectRun): readonly AccountId[] {
  if (connection.method === 'direct') return [ownAccountId]
  return managementAccountId === null ? connection.accounts : [managementAccountId, ...connection.accounts]
}

/** How often the ledger is handed on: often enough for a live card, seldom enough for a database. */
const ledgerEveryMs = 1_000

function handOnLedger({ access, sink }: CollectRun): { flush(): Promise<void>; stop(): Promise<void> } {
  let handingOn = Promise.resolve()
  // One after the other; after a fault of the sink every later flush tells it.
  const flush = (): Promise<void> => {
    handingOn = handingOn.then(async () => {
      const rows = access.ledger.drain()
      if (rows.length > 0) await sink.calls(rows)
    })
    return handingOn
  }
  const timer = setInterval(() => void flush().catch(() => undefined), ledgerEveryMs)
  return {
    flush,
    stop() {
      clearInterval(timer)
      return flush()
    },
  }
}
