/** The Regions of one account, asked of it. */
import type { Connection } from '../app/ports.ts'
import type { AccountAccess } from '../aws/access.ts'
import { failureOf } from '../aws/failure.ts'
import type { AccountId } from '../core/ids.ts'
import type { Gap } from './gaps.ts'
import type { RegionPlan } from './region-plan.ts'
import { planRegions } from './region-plan.ts'
import type { CollectRun } from './run.ts'
import { describeRegions } from './services/ec2.ts'

export interface AccountRegions {
  readonly regions: RegionPlan
  /** Why they are not known for certain. */
  readonly regionGap: Gap | undefined
}

/** Asked once for all units of the account. */
export function regionsOf(run: CollectRun, accountId: AccountId, access: AccountAccess): Promise<AccountRegions> {
  const { regions } = run.accounts
  const known = regions.get(accountId) ?? enabledRegions(run.connection, access, run.signal)
  regions.set(accountId, known)
  known.catch(() => regions.delete(accountId))
  return known
}

export async function enabledRegions(
  { regions, partition, homeRegion }: Pick<Connection, 'regions' | 'partition' | 'homeRegion'>,
  access: AccountAccess,
  signal: AbortSignal,
): Promise<AccountRegions> {
  try {
    const known = await describeRegions(access.client('ec2', homeRegion), { abortSignal: signal })
    return { regions: planRegions(regions, partition, known), regionGap: undefined }
  } catch (error) {
    signal.throwIfAborted()
    const { state, code, action, reason } = failureOf(error, { action: 'ec2:DescribeRegions', region: homeRegion })
    return {
      regions: planRegions(regions, partition, undefined),
      regionGap: { state, code, action, reason: `${reason} The Regions that need no opt-in were read.` },
    }
  }
}
