/** The Regions of one account, asked of it. */
import type { Connection } from '../app/ports/connections.ts'
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

/** Asked once for all units of the account; again only where AWS throttled that. */
export function regionsOf(
  run: CollectRun,
  accountId: AccountId,
  access: AccountAccess,
  before: readonly string[] | undefined,
): Promise<AccountRegions> {
  const { regions } = run.accounts
  const known = regions.get(accountId) ?? enabledRegions(run.connection, access, run.signal, before)
  regions.set(accountId, known)
  const forget = (): boolean => regions.delete(accountId)
  // Throttled is not refused: the second look of the run asks anew.
  known.then(({ regionGap }) => regionGap?.state === 'throttled' && forget(), forget)
  return known
}

export async function enabledRegions(
  { regions, partition, homeRegion }: Pick<Connection, 'regions' | 'partition' | 'homeRegion'>,
  access: AccountAccess,
  signal: AbortSignal,
  before: readonly string[] = [],
): Promise<AccountRegions> {
  try {
    const known = await describeRegions(access.client('ec2', homeRegion), { abortSignal: signal })
    return { regions: planRegions(regions, partition, known, before), regionGap: undefined }
  } catch (error) {
    signal.throwIfAborted()
    const { state, code, action, reason } = failureOf(error, { action: 'ec2:DescribeRegions', region: homeRegion })
    return {
      regions: planRegions(regions, partition, undefined, before),
      regionGap: { state, code, action, reason: `${reason} The Regions that need no opt-in were read.` },
    }
  }
}
