/** IAM of each account, then its resources in every Region that is read. */
import type { AccountAccess } from '../aws/access.ts'
import type { AccountId } from '../core/ids.ts'
import { stageOfCell } from '../core/inventory/coverage.ts'
import type { Collector } from './collector.ts'
import type { AccountRegions } from './enabled-regions.ts'
import { enabledRegions } from './enabled-regions.ts'
import { enterAccount } from './enter-account.ts'
import type { Gap } from './gaps.ts'
import { interleave, runAll } from './pool.ts'
import { accountCollectors, regionCollectors } from './registry.ts'
import type { CollectRun } from './run.ts'
import { accountsAtOnce, announce, globalKey, placeOf, reportUnreadable } from './run.ts'
import { reportCell, runCell } from './run-cell.ts'

export interface ReadableAccount extends AccountRegions {
  readonly accountId: AccountId
  readonly access: AccountAccess
}

/** Enters each account, asks for its Regions, and reads IAM. Returns the accounts that could be entered. */
export async function readIam(run: CollectRun): Promise<readonly ReadableAccount[]> {
  const readable: ReadableAccount[] = []
  await runAll(
    [...run.targets.values()].map((target) => async () => {
      const entry = await enterAccount(run, target)
      if (!entry.entered) return reportUnreadable(run, target, entry.gap)
      const account = {
        accountId: target.accountId,
        access: entry.access,
        ...(await enabledRegions(run.connection, entry.access, run.signal)),
      }
      await announce(run, [target], account.regions)
      for (const collector of accountCollectors.filter(({ type }) => stageOfCell(type) === 'iam')) {
        await runCell(collector, placeOf(run, globalKey(target.accountId, collector.type), entry.access), run.sink)
      }
      readable.push(account)
    }),
    accountsAtOnce,
  )
  return readable
}

/** More cells at once would only wait for the request budget. */
const cellsAtOnce = 48

export async function readResources(run: CollectRun, accounts: readonly ReadableAccount[]): Promise<void> {
  const cells = accounts.map((account) => [
    ...accountCollectors
      .filter(({ type }) => stageOfCell(type) === 'resources')
      .map(
        (collector) => () =>
          runCell(collector, placeOf(run, globalKey(account.accountId, collector.type), account.access), run.sink),
      ),
    ...account.regions.read.flatMap((region) =>
      regionCollectors.map((collector) => () => readRegion(run, account, region, collector)),
    ),
    () => reportLeftOut(run, account),
  ])
  await runAll(interleave(cells), cellsAtOnce)
}

async function readRegion(
  run: CollectRun,
  account: ReadableAccount,
  region: string,
  collector: Collector,
): Promise<void> {
  const key = { accountId: account.accountId, region, type: collector.type }
  // The cell that answers for instances also answers for where they may be.
  const tellsRegions = collector.type === 'ec2' && region === account.regions.read[0]
  const gaps = tellsRegions && account.regionGap ? [account.regionGap] : []
  await runCell(collector, placeOf(run, key, account.access), run.sink, gaps)
}

async function reportLeftOut(run: CollectRun, { accountId, regions }: ReadableAccount): Promise<void> {
  for (const { type } of regionCollectors) {
    for (const region of regions.disabled) await reportCell({ accountId, region, type }, disabledGap(region), run.sink)
    for (const region of regions.skipped) await reportCell({ accountId, region, type }, skippedGap(region), run.sink)
  }
}

const disabledGap = (region: string): Gap => ({
  state: 'region_disabled',
  code: 'region_disabled',
  reason: `${region} is not enabled in this account.`,
})

const skippedGap = (region: string): Gap => ({
  state: 'skipped_by_setting',
  code: 'skipped_by_setting',
  reason: `${region} is not among the Regions of this integration.`,
})
