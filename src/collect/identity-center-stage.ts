/** People and their permission sets, from the one Region that has the instance. */
import type { AccountAccess } from '../aws/access.ts'
import type { CellKey } from '../core/inventory/coverage.ts'
import { enabledRegions } from './account-stages.ts'
import { enterAccount } from './enter-account.ts'
import type { CollectRun } from './run.ts'
import { placeOf } from './run.ts'
import { reportCell, runCell } from './run-cell.ts'
import { identityCenter, listInstances } from './services/identity-center.ts'

export async function readIdentityCenter(run: CollectRun): Promise<void> {
  const { connection, managementAccountId } = run
  // A trial with one's own credentials sees Identity Center where it sees the organization: in the management account.
  const wanted = connection.identityCenter || (connection.method === 'direct' && managementAccountId !== null)
  const owner = run.targets.get(managementAccountId ?? run.ownAccountId) ?? [...run.targets.values()][0]
  if (!wanted || !owner) return
  const entry = await enterAccount(run, owner)
  const region = entry.entered ? await findInstanceRegion(run, entry.access) : settingOf(run)
  const key: CellKey = { accountId: owner.accountId, region, type: identityCenter.type }
  if (entry.entered) await runCell(identityCenter, placeOf(run, key, entry.access), run.sink)
  else await reportCell(key, entry.gap, run.sink)
}

const settingOf = ({ connection }: CollectRun): string => connection.identityCenterRegion ?? connection.homeRegion

/**
 * The Region of the setting, unless it has no instance and another enabled one has. A refusal ends the search: the cell of
 * that Region will say what was refused.
 */
export async function findInstanceRegion(run: CollectRun, access: AccountAccess): Promise<string> {
  const first = settingOf(run)
  const count = async (region: string): Promise<number | undefined> => {
    const instances = await listInstances(access.client('sso-admin', region), { abortSignal: run.signal }).catch(
      () => undefined,
    )
    run.signal.throwIfAborted()
    return instances?.length
  }
  if ((await count(first)) !== 0) return first
  const { regions } = await enabledRegions(run, access)
  for (const region of regions.read) if (region !== first && ((await count(region)) ?? 0) > 0) return region
  return first
}
