/** Takes units of one run and reads them, many at a time. Any number of workers, in any number of processes, share a run. */
import { AppError } from '../../core/fault.ts'
import type { AppDeps } from '../deps.ts'
import type { AwsReading, UnitOrder } from '../ports/aws.ts'
import type { Clock } from '../ports/host.ts'
import type { CallCount, ClaimedUnit, SyncRun } from '../ports/sync.ts'
import { idleCells } from './idle-cells.ts'
import type { UnitSink } from './unit-pages.ts'
import { createUnitSink, UnitLost } from './unit-pages.ts'

/** More accounts at once would only wait for the request budget (connection.md §9: 96 in flight, 8 an account). */
const unitsAtOnce = 24

/** A person sees the first progress within a second and then movement; the database is not written for every page. */
const flushEveryMs = 500

/** How often a worker says that it is there, and learns that somebody has ended the run. */
const beatEveryMs = 2_000

/** A worker that was not heard of for so long is dead; many beats, because a busy database may keep one waiting. */
export const silentMs = 30_000

/** How often it looks for units that another process has made ready or given back. */
const lookEveryMs = 500

export interface UnitWorker {
  readonly id: string
  /** Reads until `isOver`, or until the signal or a fault ends it; then nothing of it goes on, and what it had begun is given back. */
  run(isOver: () => boolean): Promise<void>
  /** There may be something to take. */
  wake(): void
  /** For how many milliseconds it has found nothing to take and read nothing. */
  idleMs(): number
  /** Resolves when a unit ends here, or after so long. */
  ended(withinMs: number): Promise<void>
}

export interface WorkerSettings {
  readonly run: Pick<SyncRun, 'id' | 'connectionId' | 'scope' | 'createdAt'>
  readonly reading: AwsReading
  /** What is known now of the organization; asked for once a stage. */
  readonly organization: () => Promise<UnitOrder['organization']>
  readonly signal: AbortSignal
  readonly onCalls?: (rows: readonly CallCount[]) => void
}

export const endedElsewhere = new AppError('cancelled', 'The run was ended by another process.')

export function createUnitWorker(
  deps: Pick<AppDeps, 'store' | 'clock' | 'ids' | 'log'>,
  settings: WorkerSettings,
): UnitWorker {
  const { run, reading, signal } = settings
  const { syncUnits } = deps.store
  const idle = idleCells(deps, run)
  const id = deps.ids.uuid()
  const stopping = new AbortController()
  const together = AbortSignal.any([signal, stopping.signal])
  const sinks = new Set<UnitSink>()
  const going = new Set<Promise<void>>()
  const organizations = new Map<UnitOrder['stage'], ReturnType<WorkerSettings['organization']>>()
  const bell = createBell()
  const unitBell = createBell()
  let fault: unknown
  let busyAt = deps.clock.elapsed()

  function fail(cause: unknown): void {
    fault ??= cause
    stopping.abort(cause)
    bell.ring()
  }

  function organizationAt(stage: UnitOrder['stage']): ReturnType<WorkerSettings['organization']> {
    const known = organizations.get(stage) ?? settings.organization()
    organizations.set(stage, known)
    return known
  }

  async function knownOf(accountId: ClaimedUnit['accountId']): Promise<Pick<UnitOrder, 'spared' | 'knownRegions'>> {
    if (accountId === null) return {}
    const knownRegions = await deps.store.coverage.regions(run.connectionId, accountId)
    return { spared: await idle(accountId), knownRegions }
  }

  async function read(unit: ClaimedUnit): Promise<void> {
    const { stage, accountId, closed, cells } = unit
    const sink = createUnitSink(
      unit,
      deps.clock,
      (pages, tally, endedAt) =>
        syncUnits.write({ runId: run.id, worker: id, stage, accountId }, pages, tally, endedAt),
      settings.onCalls ?? (() => undefined),
    )
    sinks.add(sink)
    try {
      const organization = await organizationAt(stage)
      const order = { stage, accountId, closed, cells, organization, ...(await knownOf(accountId)) }
      await reading.read(order, sink, together)
      together.throwIfAborted()
      sinks.delete(sink)
      await sink.end()
    } catch (cause) {
      if (!(cause instanceof UnitLost)) throw cause
      deps.log.warn('a unit was taken away', { run: run.id, stage, account: accountId })
    } finally {
      sinks.delete(sink)
    }
  }

  function start(unit: ClaimedUnit): void {
    const work = read(unit)
      .catch((cause: unknown) => {
        if (!together.aborted) fail(cause)
      })
      .finally(() => {
        going.delete(work)
        busyAt = deps.clock.elapsed()
        bell.ring()
        unitBell.ring()
      })
    going.add(work)
  }

  async function take(): Promise<number> {
    const free = unitsAtOnce - going.size
    if (free <= 0) return 0
    const units = await syncUnits.claim(run.id, id, free, deps.clock.now())
    for (const unit of units) start(unit)
    return units.length
  }

  async function beat(): Promise<void> {
    if (!(await syncUnits.alive(run.id, id))) stopping.abort(endedElsewhere)
  }

  async function flush(): Promise<void> {
    for (const sink of [...sinks]) {
      await sink.flush().catch((cause: unknown) => {
        if (!(cause instanceof UnitLost)) fail(cause)
      })
    }
  }

  return {
    id,
    wake: bell.ring,
    idleMs: () => (going.size === 0 ? deps.clock.elapsed() - busyAt : 0),
    ended: (withinMs) => unitBell.heard(withinMs),
    async run(isOver) {
      const timers = [every(beatEveryMs, beat, fail, deps.clock), every(flushEveryMs, flush, fail, deps.clock)]
      try {
        while (!together.aborted && !isOver()) {
          if ((await take()) === 0 && !isOver()) await bell.heard(lookEveryMs, together)
        }
      } catch (cause) {
        fail(cause)
      } finally {
        if (!isOver()) stopping.abort(fault)
        await Promise.all(going)
        await Promise.all(timers.map((timer) => timer.stop()))
        await syncUnits.release(run.id, { worker: id })
      }
      if (fault !== undefined) throw fault
      together.throwIfAborted()
    },
  }
}

interface Bell {
  ring(): void
  /** Resolves at the next ring, after so long, or when the signal aborts. */
  heard(withinMs: number, signal?: AbortSignal): Promise<void>
}

function createBell(): Bell {
  let listeners: (() => void)[] = []
  let hasRung = false
  return {
    ring() {
      hasRung = listeners.length === 0
      const told = listeners
      listeners = []
      for (const tell of told) tell()
    },
    heard(withinMs, signal) {
      // What rang while nobody listened is heard now.
      if (hasRung || signal?.aborted) {
        hasRung = false
        return Promise.resolve()
      }
      return new Promise((resolve) => {
        const tell = (): void => {
          clearTimeout(timer)
          signal?.removeEventListener('abort', tell)
          resolve()
        }
        const timer = setTimeout(tell, withinMs)
        signal?.addEventListener('abort', tell)
        listeners.push(tell)
      })
    },
  }
}

/** Never two at once; after slow work the pause is as long again, so that it takes half of the time at most. */
function every(
  ms: number,
  work: () => Promise<void>,
  onFault: (cause: unknown) => void,
  { elapsed }: Pick<Clock, 'elapsed'>,
): { stop(): Promise<void> } {
  let isStopped = false
  let timer: ReturnType<typeof setTimeout> | undefined
  let underWay = Promise.resolve()
  const next = (pause: number): void => {
    timer = setTimeout(() => {
      const begun = elapsed()
      underWay = work()
        .catch(onFault)
        .finally(() => {
          if (!isStopped) next(Math.max(ms, elapsed() - begun))
        })
    }, pause)
  }
  next(ms)
  return {
    async stop() {
      isStopped = true
      clearTimeout(timer)
      await underWay
    },
  }
}
