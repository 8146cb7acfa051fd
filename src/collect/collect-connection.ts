/**
 * Reads everything that a connection covers, stage by stage: the organization, which says what accounts there are, then
 * Identity Center, IAM, resources. Accounts take turns; one that cannot be entered costs its own cells and no other's.
 */
import type { StageName } from '../app/ports.ts'
import type { AccountId } from '../core/ids.ts'
import { readIam, readResources } from './account-stages.ts'
import { readIdentityCenter } from './identity-center-stage.ts'
import { readOrganization } from './organization-stage.ts'
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

  await stage(run, 'organization', () => readOrganization(run))
  await stage(run, 'identity_center', () => readIdentityCenter(run))
  const readable = await stage(run, 'iam', () => readIam(run))
  await stage(run, 'resources', () => readResources(run, readable))
}

function namedAccounts({ connection, ownAccountId, managementAccountId }: CollectRun): readonly AccountId[] {
  if (connection.method === 'direct') return [ownAccountId]
  return managementAccountId === null ? connection.accounts : [managementAccountId, ...connection.accounts]
}

/** How often the ledger is handed on while a stage runs: often enough for a live card, seldom enough for a database. */
const ledgerEveryMs = 1_000

async function stage<T>(run: CollectRun, name: StageName, read: () => Promise<T>): Promise<T> {
  await run.sink.stage(name, 'running')
  const ledger = handOnLedger(run)
  const result = await read().finally(() => ledger.stop())
  await run.sink.stage(name, 'done')
  return result
}

function handOnLedger({ access, sink }: CollectRun): { stop(): Promise<void> } {
  const flush = async (): Promise<void> => {
    const rows = access.ledger.drain()
    if (rows.length > 0) await sink.calls(rows)
  }
  const faults: unknown[] = []
  let flushing = Promise.resolve()
  const timer = setInterval(() => {
    flushing = flushing.then(flush).catch((error: unknown) => void faults.push(error))
  }, ledgerEveryMs)
  return {
    async stop() {
      clearInterval(timer)
      await flushing
      if (faults.length > 0) throw faults[0]
      await flush()
    },
  }
}
