/** Who is in the organization. What is found here decides which accounts the later stages read. */
import type { CollectSink, EndedCell, UnitOrder } from '../app/ports/aws.ts'
import type { AccountId } from '../core/ids.ts'
import { namedAccounts } from '../core/inventory/accounts-to-read.ts'
import { memberAccount } from '../core/inventory/coverage.ts'
import { enterAccount } from './enter-account.ts'
import { accountsAtOnce, runAll } from './pool.ts'
import type { CollectRun } from './run.ts'
import { globalKey, placeOf } from './run.ts'
import { reportCell, runCell } from './run-cell.ts'
import { describeOrganization, organizations, seesTree } from './services/organizations.ts'

/**
 * Read in the management account when that is known; otherwise, or when it tells nothing, in a delegated administrator among
 * the other accounts. Where there is none, each named account tells whether an organization stands above it.
 */
export async function readOrganization(run: CollectRun, { cells }: UnitOrder): Promise<void> {
  if (cells)
    return void (await readIn(
      run,
      cells.map(({ accountId }) => accountId),
    ))
  const management = run.organization.managementAccountId ?? (await findManagementAccount(run))
  if (management !== null && (await readIn(run, [management]))) return
  const delegate = await findDelegate(run, management)
  if (delegate && (await readIn(run, [delegate], { insteadOf: management }))) return
  if (management === null) await readIn(run, namedAccounts(run.connection, run.ownAccountId))
}

/**
 * Did one of them tell of its organization? `insteadOf`: the account whose cell has said why it does not. Others that do not either
 * have nothing to add, and nobody would read their cells again once that one tells.
 */
async function readIn(
  run: CollectRun,
  readers: readonly AccountId[],
  { insteadOf = null }: { readonly insteadOf?: AccountId | null } = {},
): Promise<boolean> {
  const before = insteadOf === null ? 0 : 1
  await run.sink.planned(before + readers.length)
  let told = false
  const sink: CollectSink = {
    planned: (count) => run.sink.planned(count),
    async objects(cell, objects) {
      told ||= objects.some(({ kind }) => kind === 'organization')
      await run.sink.objects(cell, objects)
    },
    cell: (cell) => {
      if (!told && insteadOf !== null) return run.sink.planned(before)
      return run.sink.cell(isGivenAsManagement(run, cell) ? { ...cell, state: 'failed' } : cell)
    },
    calls: (rows) => run.sink.calls(rows),
  }
  await runAll(
    readers.map((accountId) => async () => {
      const key = globalKey(accountId, organizations.type)
      const entry = await enterAccount(run, accountId)
      if (entry.entered) await runCell(organizations, placeOf(run, key, entry.access), sink)
      else await reportCell(key, entry.gap, sink)
    }),
    accountsAtOnce,
  )
  return told
}

/** What nobody can read in a member is a fault where that was given as the management account (connection.md §15). */
const isGivenAsManagement = ({ connection }: CollectRun, { accountId, code }: EndedCell): boolean =>
  code === memberAccount && accountId === connection.managementAccountId

/**
 * A member that is delegated administrator of some service sees the whole tree (Organizations UG, "Delegated administrator").
 * A single account needs no search: its own cell tells.
 */
async function findDelegate(run: CollectRun, management: AccountId | null): Promise<AccountId | undefined> {
  const { connection, signal, ownAccountId, organization } = run
  const known = new Set([...namedAccounts(connection, ownAccountId), ...organization.accounts])
  const members = [...known].filter((accountId) => accountId !== management)
  if (connection.method === 'direct' || (management === null && members.length < 2)) return undefined
  let found: AccountId | undefined
  await runAll(
    members.map((accountId) => async () => {
      if (found) return
      const entry = await enterAccount(run, accountId)
      if (!entry.entered) return
      const client = entry.access.client('organizations', connection.homeRegion)
      if (await seesTree(client, { abortSignal: signal })) found ??= accountId
      signal.throwIfAborted()
    }),
    accountsAtOnce,
  )
  return found
}

/** Asked of the first account that can be entered, when the whole organization shall be read. */
async function findManagementAccount(run: CollectRun): Promise<AccountId | null> {
  const { connection, ownAccountId, signal } = run
  if (connection.method !== 'direct' && !connection.organization) return null
  for (const accountId of namedAccounts(connection, ownAccountId)) {
    const entry = await enterAccount(run, accountId)
    if (!entry.entered) continue
    const client = entry.access.client('organizations', connection.homeRegion)
    // A refusal is no gap here: the organization cell of this account meets it again and keeps it.
    const facts = await describeOrganization(client, { abortSignal: signal }).catch(() => undefined)
    signal.throwIfAborted()
    const found = facts?.managementAccountId ?? null
    return connection.method === 'direct' && found !== ownAccountId ? null : found
  }
  return null
}
