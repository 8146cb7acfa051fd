/** One stage of one account: who may enter it, IAM, resources, network, configuration or analysis, in every Region that is read. */
import type { UnitOrder } from '../app/ports/aws.ts'
import type { AccountAccess } from '../aws/access.ts'
import type { AccountId } from '../core/ids.ts'
import type { Closed } from '../core/inventory/accounts-to-read.ts'
import type { CellKey, StageName } from '../core/inventory/coverage.ts'
import { cellKeyText, coverageFold, isCellWanted, stageOfCell } from '../core/inventory/coverage.ts'
import type { Collector } from './collector.ts'
import type { AccountRegions } from './enabled-regions.ts'
import { regionsOf } from './enabled-regions.ts'
import { enterAccount } from './enter-account.ts'
import type { Gap } from './gaps.ts'
import { runAll } from './pool.ts'
import type { RegionPlan } from './region-plan.ts'
import { planRegions } from './region-plan.ts'
import { accountCollectors, regionCollectors } from './registry.ts'
import type { CollectRun } from './run.ts'
import { globalKey, placeOf } from './run.ts'
import { reportCell, runCell } from './run-cell.ts'

/** As many requests of an account are let through at once; more cells would only wait. */
const cellsAtOnce = 8

/** `gap`: why the cell is not read. */
interface PlannedCell {
  readonly key: CellKey
  readonly collector: Collector
  readonly gap?: Gap
}

export async function readAccount(run: CollectRun, order: UnitOrder, accountId: AccountId): Promise<void> {
  if (order.closed) return reportAll(run, order, accountId, closedGap(order.closed))
  const entry = await enterAccount(run, accountId)
  if (!entry.entered) return reportAll(run, order, accountId, entry.gap)
  await readEntered(run, order, accountId, entry.access)
}

async function readEntered(
  run: CollectRun,
  order: UnitOrder,
  accountId: AccountId,
  access: AccountAccess,
): Promise<void> {
  const regional = regionCollectors.filter(isOf(order.stage))
  const known = regional.length > 0 ? await regionsOf(run, accountId, access, order.knownRegions) : undefined
  const spared = new Set(order.spared?.map(cellKeyText))
  const planned = cellsOf(run, order, accountId, known?.regions ?? noRegions).filter(
    ({ key }) => !spared.has(cellKeyText(key)),
  )
  const teller = tellerOfRegions(run, planned)
  await run.sink.planned(planned.filter(isToBeRead).length + roleCells(order))
  if (roleCells(order) > 0) await reportCell(globalKey(accountId, 'role'), undefined, run.sink)
  await runAll(
    planned.map(({ key, collector, gap }) => () => {
      if (gap) return reportCell(key, gap, run.sink)
      return runCell(collector, placeOf(run, key, access), run.sink, key === teller?.key ? regionGaps(known) : [])
    }),
    cellsAtOnce,
  )
}

/**
 * The cell that answers for instances also answers for where they may be; where instances are not read, the first of the stage that
 * is, or nobody would say that Regions are missing.
 */
function tellerOfRegions({ connection }: CollectRun, planned: readonly PlannedCell[]): PlannedCell | undefined {
  const read = planned.filter(({ key, gap }) => !gap && key.region !== 'global')
  return isCellWanted('ec2', connection.settings.resourceTypes) ? read.find(({ key }) => key.type === 'ec2') : read[0]
}

const regionGaps = (known: AccountRegions | undefined): readonly Gap[] => (known?.regionGap ? [known.regionGap] : [])

/**
 * Everything in an account that is not entered has the reason of its `role` cell. In one that should have been, what a setting leaves
 * out would not have been read anyway.
 */
async function reportAll(run: CollectRun, order: UnitOrder, accountId: AccountId, gap: Gap): Promise<void> {
  // Its Regions cannot be asked for.
  const { connection } = run
  const assumed = planRegions(connection.regions, connection.partition, undefined, order.knownRegions)
  const cells = cellsOf(run, order, accountId, assumed).map(({ key, gap: own }) => ({
    key,
    gap: order.closed ? gap : (own ?? gap),
  }))
  if (roleCells(order) > 0) cells.unshift({ key: globalKey(accountId, 'role'), gap })
  await run.sink.planned(cells.filter(isToBeRead).length)
  for (const cell of cells) await reportCell(cell.key, cell.gap, run.sink)
}

/** Work: what a setting leaves out is none. */
const isToBeRead = ({ gap }: Pick<PlannedCell, 'gap'>): boolean =>
  gap === undefined || coverageFold[gap.state] !== 'skipped'

/** The first stage in an account tells whether it can be entered. */
const roleCells = ({ stage, cells }: UnitOrder): number =>
  stage === stageOfCell('role') && (cells?.some(({ type }) => type === 'role') ?? true) ? 1 : 0

const isOf =
  (stage: StageName) =>
  ({ type }: Collector): boolean =>
    stageOfCell(type) === stage

const noRegions: RegionPlan = { read: [], disabled: [], skipped: [] }

function cellsOf(
  { connection }: CollectRun,
  order: UnitOrder,
  accountId: AccountId,
  regions: RegionPlan,
): readonly PlannedCell[] {
  const { resourceTypes } = connection.settings
  const isWished = ({ type }: Collector): boolean =>
    resourceTypes === null || !optionalStages.has(order.stage) || resourceTypes.includes(type)
  const inRegion = (collector: Collector, region: string, gap?: Gap): PlannedCell => ({
    key: { accountId, region, type: collector.type },
    collector,
    ...(gap && { gap }),
  })
  const cells = [
    ...accountCollectors.filter(isOf(order.stage)).map((collector) => inRegion(collector, 'global')),
    ...regionCollectors
      .filter(isOf(order.stage))
      .flatMap((collector) => [
        ...regions.read.map((region) => inRegion(collector, region)),
        ...regions.disabled.map((region) => inRegion(collector, region, disabledGap(region))),
        ...regions.skipped.map((region) => inRegion(collector, region, skippedGap(region))),
      ]),
  ].map((cell) => (isWished(cell.collector) ? cell : { ...cell, gap: notWishedGap }))
  if (!order.cells) return cells
  const wanted = new Set(order.cells.map(cellKeyText))
  return cells.filter(({ key }) => wanted.has(cellKeyText(key)))
}

/** connection.md §5: IAM and organization data cannot be switched off. */
const optionalStages: ReadonlySet<StageName> = new Set(['resources', 'network', 'configuration', 'analysis'])

const closedGap = ({ code, reason }: Closed): Gap => ({ state: 'excluded', code, reason })

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

const notWishedGap: Gap = {
  state: 'skipped_by_setting',
  code: 'skipped_by_setting',
  reason: 'This type is not among those that the integration reads.',
}
