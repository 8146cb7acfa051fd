/** Reads one cell: its pages go to the sink as they come, and then the one word on how it ended. */
import type { CollectSink } from '../app/ports/aws.ts'
import { failureOf } from '../aws/failure.ts'
import { isSdkError } from '../aws/sdk-error.ts'
import { type CellKey, optionalReadRefused } from '../core/inventory/coverage.ts'
import type { InventoryObject } from '../core/inventory/objects.ts'
import { absentService } from './absent-service.ts'
import type { CellPlace, Note } from './cell-context.ts'
import { isOptionalRefusal, openCell } from './cell-context.ts'
import type { Collector } from './collector.ts'
import type { Gap } from './gaps.ts'
import { surpriseGap } from './gaps.ts'

export async function runCell(
  collector: Collector,
  place: CellPlace,
  sink: CollectSink,
  knownGaps: readonly Gap[] = [],
): Promise<void> {
  place.signal.throwIfAborted()
  const cell = openCell(place, collector.reads)
  for (const gap of knownGaps) cell.gap(gap)
  const pages = collector.collect(cell)[Symbol.asyncIterator]()
  for (;;) {
    // Only the reading is caught: a fault of the sink is the run's, not the cell's.
    const page = await nextPage(pages).catch(async (error: unknown) => {
      place.signal.throwIfAborted()
      const { state, ...gap } = gapOf(error, collector, place)
      const absent = state === 'failed' && (await absentService(error, place, gap.action ?? collector.type))
      place.signal.throwIfAborted()
      cell.endWith(absent || { state, ...gap })
      return undefined
    })
    if (page === undefined) break
    if (page.length > 0) await sink.objects(place.key, page)
  }
  await reportCell(place.key, cell.worstGap(), sink, cell.note())
}

async function nextPage(
  pages: AsyncIterator<readonly InventoryObject[]>,
): Promise<readonly InventoryObject[] | undefined> {
  const step = await pages.next()
  return step.done ? undefined : step.value
}

function gapOf(error: unknown, collector: Collector, place: CellPlace): Gap {
  if (!isSdkError(error)) return { ...surpriseGap(error, undefined), state: 'failed' }
  const failure = failureOf(error, {
    action: collector.reads[0]?.action ?? collector.type,
    region: place.region,
  })
  const { state, code, reason, action } = failure
  if (isOptionalRefusal(failure, collector.reads)) {
    return { state: 'unsupported', code: optionalReadRefused, reason, action }
  }
  return { state, code, reason, action }
}

export async function reportCell(
  key: CellKey,
  gap: Gap | undefined,
  sink: CollectSink,
  note?: Note | undefined,
): Promise<void> {
  await sink.cell(gap ? { ...key, ...gap } : { ...key, state: 'ok', ...note })
}
