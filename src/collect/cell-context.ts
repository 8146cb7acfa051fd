/** The context of one cell: counts what goes wrong, so that a collector can concern itself with what goes right. */
import pLimit from 'p-limit'
import type { Partition } from '../app/ports.ts'
import type { AccountAccess } from '../aws/access.ts'
import { failureOf, isSessionEnd, unreadableAnswer } from '../aws/failure.ts'
import { isSdkError, sdkErrorFacts } from '../aws/sdk-error.ts'
import type { AccountId } from '../core/ids.ts'
import type { CellKey } from '../core/inventory/coverage.ts'
import type { InventoryObject } from '../core/inventory/objects.ts'
import type { CellContext, ExpectedAnswers, Page, Reading } from './collector.ts'
import type { Gap } from './gaps.ts'
import { createGapList, surpriseGap } from './gaps.ts'

export interface CellPlace {
  readonly key: CellKey
  readonly accountId: AccountId
  readonly partition: Partition
  readonly region: string
  readonly access: AccountAccess
  readonly organizationAccounts: readonly AccountId[]
  /** Items a page; undefined: as many as AWS gives. */
  readonly pageSize: number | undefined
  readonly signal: AbortSignal
}

export interface OpenCell extends CellContext {
  /** The reading ended early because of it. */
  endWith(gap: Gap): void
  /** The gravest gap, which speaks for the cell; undefined when everything was read. */
  worstGap(): Gap | undefined
}

/** As many objects of a page are worked on at once; the request budget lets two calls of a cell through at a time. */
const objectsAtOnce = 4

/** The object was removed between its listing and the look at it. */
class Gone extends Error {}

export function openCell(place: CellPlace): OpenCell {
  const { signal } = place
  const gaps = createGapList()
  /** By action: what is not offered here is not asked for again for every object. */
  const hopeless = new Map<string, Reading<never>>()

  async function read<T>(action: string, call: () => Promise<T>, answers: ExpectedAnswers = {}): Promise<Reading<T>> {
    const known = hopeless.get(action)
    if (known) return known
    try {
      return { state: 'read', value: await call() }
    } catch (error) {
      const { name } = sdkErrorFacts(error)
      if (answers.none?.includes(name)) return { state: 'none' }
      if (answers.gone?.includes(name)) throw new Gone()
      if (signal.aborted || isSessionEnd(error) || !isSdkError(error)) throw error
      const { state, code, reason, action: refused } = failureOf(error, { action, region: place.region })
      // A detail that is not offered leaves a doubt about its objects; the list of them was read all the same.
      gaps.add({ state: state === 'unsupported' ? 'suspect' : state, code, reason, action: refused })
      const reading = { state: 'unread', code, reason, action: refused } as const
      if (state === 'unsupported' || code === unreadableAnswer) hopeless.set(action, reading)
      return reading
    }
  }

  async function objectOf<T>(item: T, page: Page<T>): Promise<InventoryObject | undefined> {
    signal.throwIfAborted()
    try {
      return await page.toObject(item)
    } catch (error) {
      if (error instanceof Gone) return undefined
      if (signal.aborted || isSdkError(error)) throw error
      gaps.add(surpriseGap(error, page.name(item)))
      return undefined
    }
  }

  return {
    key: place.key,
    accountId: place.accountId,
    partition: place.partition,
    region: place.region,
    organizationAccounts: place.organizationAccounts,
    options: { abortSignal: signal },
    client: (service, region = place.region) => place.access.client(service, region),
    pageSize: (largest, smallest = 1) => Math.min(largest, Math.max(smallest, place.pageSize ?? largest)),
    read,
    async objects(page) {
      const limit = pLimit(objectsAtOnce)
      const made = await Promise.all((page.items ?? []).map((item) => limit(() => objectOf(item, page))))
      return made.filter((object) => object !== undefined)
    },
    gap: gaps.add,
    endWith: gaps.end,
    worstGap: gaps.worst,
  }
}
