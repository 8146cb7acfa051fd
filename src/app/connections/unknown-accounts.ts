import { AppError } from '../../core/fault.ts'
import type { AccountId } from '../../core/ids.ts'
import type { Connection } from '../ports/connections.ts'
import type { Store } from '../ports/store.ts'

/** A run of an account that the connection does not read would have nothing to do. Fault `bad_input`. */
export async function refuseUnknownAccounts(
  store: Store,
  connection: Connection,
  accounts: readonly AccountId[],
): Promise<void> {
  const { managementAccountId, accounts: named } = connection
  const targets = await store.connections.targets(connection.id)
  const known = await store.inventory.organization(connection.id)
  const all = new Set([...named, ...[...targets, ...known.accounts].map(({ accountId }) => accountId)])
  if (managementAccountId !== null) all.add(managementAccountId)
  const unknown = accounts.filter((accountId) => !all.has(accountId))
  if (unknown.length === 0) return
  throw new AppError('bad_input', `The integration does not read ${unknown.join(', ')}.`, {
    fix: 'Name accounts of this integration, or add them to it first.',
  })
}
