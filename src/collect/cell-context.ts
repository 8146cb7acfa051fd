/** The context of one cell: counts what goes wrong, so that a collector can concern itself with what goes right. */
import { setTimeout as sleep } from 'node:timers/promises'
import pLimit from 'p-limit'
import type { KnownObjects } from '../app/ports/aws.ts'
import type { ConnectionSettings, Partition } from '../app/ports/connections.ts'
import type { Clock } from '../app/ports/host.ts'
import type { AccountAccess } from '../aws/access.ts'
import { failureOf, unreadableAnswer } from '../aws/failure.ts'
import { isSdkError, sdkErrorFacts } from '../aws/sdk-error.ts'
import { isSessionEnd } from '../aws/session-end.ts'
import type { AccountId } from '../core/ids.ts'
import { type CellKey, optionalReadRefused } from '../core/inventory/coverage.ts'
import type { InventoryObject } from '../core/inventory/objects.ts'
import type { CellContext, ExpectedAnswers, Page, ReadAction, Reading } from './collector.ts'
import type { Gap } from './gaps.ts'
import { createGapList, surpriseGap } from './gaps.ts'

export interface CellPlace {
  readonly key: CellKey
  readonly accountId: AccountId
  readonly partition: Partition
  readonly region: string
  readonly access: AccountAccess
  readonly organizationAccounts: readonly AccountId[]
  readonly managementAccountId?: AccountId | null
  /** Items a page; undefined: as many as AWS gives. */
  readonly pageSize: number | undefined
  readonly signal: AbortSignal
  readonly settings: ConnectionSettings
  readonly clock: Clock
  readonly known?: KnownObjects | undefined
  /** Instead of the usual number (`CellContext.jobsPerRun`). */
  readonly jobsPerRun?: number | undefined
  /** Instead of the real one. */
  readonly wait?: Wait | undefined
}

/** A thousand accounts of a hundred principals each are then asked about in four days, in about a hundred calls an account and day. */
const usualJobsPerRun = 25

export type Wait = (ms: number, signal: AbortSignal) => Promise<void>

const realWait: Wait = (ms, signal) => sleep(ms, undefined, { signal })
const nothingKnown: KnownObjects = async () => []

export interface OpenCell extends CellContext {
  /** The reading ended early because of it. */
  endWith(gap: Gap): void
  /** The gravest gap, which speaks for the cell; undefined when everything was read. */
  worstGap(): Gap | undefined
  /** What optional actions would have told; undefined when all of them were allowed. */
  note(): Note | undefined
}

/** Said of a cell that is `ok`. */
export type Note = Pick<Gap, 'code' | 'reason' | 'action'>

/** As many objects of a page are worked on at once; the request budget lets two calls of a cell through at a time. */
const objectsAtOnce = 4

/** The object was removed between its listing and the look at it. */
class Gone extends Error {}

/** `reads`: what the collector declares; of them it is known which may be refused. */
export function openCell(place: CellPlace, reads: readonly ReadAction[] = []): OpenCell {
  const { signal } = place
  const gaps = createGapList()
  /** By action, or by code where there is none. */
  const notes = new Map<string, Note>()
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
      const failure = failureOf(error, { action, region: place.region })
      if (isOptionalRefusal(failure, reads)) {
        const reading = { state: 'unread', code: optionalReadRefused, reason: failure.reason, action } as const
        notes.set(action, { code: reading.code, reason: reading.reason, action })
        // Where the role lacks the action, the next object would be refused as well.
        if (failure.cause !== 'resource_policy') hopeless.set(action, reading)
        return reading
      }
      const { state, code, reason, action: refused } = failure
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
    managementAccountId: place.managementAccountId ?? null,
    options: { abortSignal: signal },
    settings: place.settings,
    clock: place.clock,
    known: place.known ?? nothingKnown,
    jobsPerRun: place.jobsPerRun ?? usualJobsPerRun,
    async wait(ms) {
      await (place.wait ?? realWait)(ms, signal)
      signal.throwIfAborted()
    },
    client: (service, region = place.region) => place.access.client(service, region),
    pageSize: (largest, smallest = 1) => Math.min(largest, Math.max(smallest, place.pageSize ?? largest)),
    read,
    async objects(page) {
      const limit = pLimit(objectsAtOnce)
      const made = await Promise.all((page.items ?? []).map((item) => limit(() => objectOf(item, page))))
      return made.filter((object) => object !== undefined)
    },
    gap: gaps.add,
    remark(code, reason) {
      notes.set(code, { code, reason })
    },
    endWith: gaps.end,
    worstGap: gaps.worst,
    note: () => asOne([...notes.values()]),
  }
}

function asOne([first, ...others]: readonly Note[]): Note | undefined {
  if (!first || others.length === 0) return first
  return { ...first, reason: `${first.reason} Also: ${others.map(({ action, code }) => action ?? code).join(', ')}.` }
}

export const isOptionalRefusal = (
  { state, action }: { readonly state: string; readonly action: string },
  reads: readonly ReadAction[],
): boolean =>
  (state === 'denied' || state === 'blocked_by_scp') && reads.some((read) => read.optional && read.action === action)
