/** Who is in the organization. What is found here decides which accounts the later stages read. */
import type { CollectSink } from '../app/ports.ts'
import type { AccountId } from '../core/ids.ts'
import type { InventoryObject } from '../core/inventory/objects.ts'
import { enterAccount } from './enter-account.ts'
import { runAll } from './pool.ts'
import type { CollectRun } from './run.ts'
import { accountsAtOnce, announce, asksForOrganization, globalKey, noteTarget, placeOf } from './run.ts'
import { reportCell, runCell } from './run-cell.ts'
import { describeOrganization, organizations } from './services/organizations.ts'

/**
 * Read in the management account when that is known; otherwise in each named account, which tells whether an organization
 * stands above it.
 */
export async function readOrganization(run: CollectRun): Promise<void> {
  run.managementAccountId ??= await findManagementAccount(run)
  const management = run.managementAccountId
  if (management !== null && !run.targets.has(management)) {
    await announce(run, [noteTarget(run, { accountId: management, name: null, status: 'ACTIVE' })])
  }
  const readers = [...run.targets.values()].filter(({ accountId }) => asksForOrganization(run, accountId))
  await runAll(
    readers.map((target) => async () => {
      const key = globalKey(target.accountId, organizations.type)
      const entry = await enterAccount(run, target)
      if (entry.entered) await runCell(organizations, placeOf(run, key, entry.access), watchingAccounts(run))
      else await reportCell(key, entry.gap, run.sink)
    }),
    accountsAtOnce,
  )
}

/** Asked of the first account that can be entered, when the whole organization shall be read. */
async function findManagementAccount(run: CollectRun): Promise<AccountId | null> {
  const { connection, signal } = run
  if (connection.method !== 'direct' && !connection.organization) return null
  for (const target of run.targets.values()) {
    const entry = await enterAccount(run, target)
    if (!entry.entered) continue
    const client = entry.access.client('organizations', connection.homeRegion)
    // A refusal is no gap here: the organization cell of this account meets it again and keeps it.
    const facts = await describeOrganization(client, { abortSignal: signal }).catch(() => undefined)
    signal.throwIfAborted()
    const found = facts?.managementAccountId ?? null
    return connection.method === 'direct' && found !== run.ownAccountId ? null : found
  }
  return null
}

/** Passes everything on, and takes note of the accounts that go by. */
function watchingAccounts(run: CollectRun): CollectSink {
  const { sink, connection } = run
  const wanted = (id: AccountId): boolean =>
    run.targets.has(id) || (connection.organization && connection.method !== 'direct')
  return {
    async objects(cell, objects) {
      const found = objects.flatMap((object) => (isMember(object) && wanted(object.body.id) ? [object.body] : []))
      await announce(
        run,
        found.map(({ id, name, status }) => noteTarget(run, { accountId: id, name, status })),
      )
      await sink.objects(cell, objects)
    },
    accounts: (accounts) => sink.accounts(accounts),
    stage: (name, state) => sink.stage(name, state),
    cell: (cell) => sink.cell(cell),
    calls: (rows) => sink.calls(rows),
  }
}

const isMember = (object: InventoryObject): object is Extract<InventoryObject, { kind: 'account' }> =>
  object.kind === 'account' && object.body.parentId !== null
