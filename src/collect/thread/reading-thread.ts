/** A reader in a thread beside the main one, where people wait for answers while requests are signed and XML is parsed. */
import type { Worker } from 'node:worker_threads'
import type { AwsCredentialIdentityProvider } from '@smithy/types'
import type { AwsReading, CallerIdentity, CollectOptions, CollectSink, VerifyOptions } from '../../app/ports/aws.ts'
import type { Connection } from '../../app/ports/connections.ts'
import type { Log } from '../../app/ports/host.ts'
import { AppError } from '../../core/fault.ts'
import { traceOf } from '../../core/fault-trace.ts'
import { type Happening, happen, link, type OrderingThread, type ReaderThread, type TriedTarget } from './link.ts'

/** The thread lives from the first reading or check to the end of the last. */
export interface ReadingThread {
  /** As `AwsReader.open`. */
  open(
    connection: Connection,
    options: CollectOptions,
    credentials: AwsCredentialIdentityProvider | undefined,
  ): Promise<AwsReading>
  /** As `AwsReader.verify`. */
  verify(
    connection: Connection,
    onTarget: (target: TriedTarget) => Promise<void>,
    options: VerifyOptions,
    credentials: AwsCredentialIdentityProvider | undefined,
  ): Promise<CallerIdentity>
}

interface Asking {
  readonly credentials: AwsCredentialIdentityProvider | undefined
}

interface Reading extends Asking {
  readonly options: CollectOptions
}

interface Check extends Asking {
  readonly onTarget: (target: TriedTarget) => Promise<void>
  readonly onCalls: VerifyOptions['onCalls']
  /** What those have failed with. */
  fault?: unknown
}

interface Unit {
  readonly sink: CollectSink
  /** What the sink has failed with, which does not cross threads whole. */
  fault?: unknown
}

/** `start`: a thread that serves readings. */
export function createReadingThread(start: () => Worker, log: Pick<Log, 'error'>): ReadingThread {
  let thread: ReturnType<typeof begin> | undefined
  const readings = new Map<number, Reading>()
  const units = new Map<number, Unit>()
  const checks = new Map<number, Check>()
  let last = 0

  const optionsOf = (number: number): CollectOptions => found(readings, number).options
  const answers: OrderingThread = {
    async told(number, happenings) {
      const unit = found(units, number)
      await keepingFault(unit, async () => {
        // It was made so by the thread's sink.
        for (const happening of JSON.parse(happenings) as Happening[]) await happen(unit.sink, happening)
      })
    },
    async tried(number, target) {
      const check = found(checks, number)
      await keepingFault(check, () => check.onTarget(target))
    },
    async checkCalled(number, rows) {
      const check = found(checks, number)
      await keepingFault(check, async () => check.onCalls?.(rows))
    },
    known: async (number, cell, kinds) => (await optionsOf(number).known?.(cell, kinds)) ?? [],
    allow: async (number, action) => (await optionsOf(number).allow?.(action)) ?? true,
    async credentials(number) {
      const { credentials } = checks.get(number) ?? found(readings, number)
      if (!credentials) throw new AppError('internal', `Reading ${number} uses AWS's own chain.`)
      return credentials()
    },
  }

  function begin() {
    const worker = start()
    const asked = link<ReaderThread, OrderingThread>(worker, answers)
    // One that we ended ourselves is nobody's thread by then.
    const ended = (facts: object): void => {
      if (thread?.worker === worker) {
        thread = undefined
        log.error('the thread that reads AWS has stopped', facts)
      }
      asked.$close(stopped())
    }
    worker.once('error', (cause) => ended({ cause: traceOf(cause) }))
    worker.once('exit', (status) => ended({ status }))
    return { worker, asked }
  }

  const endUnused = (worker: Worker): void => {
    if (readings.size + checks.size > 0 || thread?.worker !== worker) return
    thread = undefined
    void worker.terminate()
  }

  /** Work that the thread does under a number until the signal stops it; `own`: its fault from this side, which is the first cause. */
  async function stoppable<T>(
    asked: ReturnType<typeof begin>['asked'],
    number: number,
    own: { readonly fault?: unknown },
    signal: AbortSignal,
    work: () => Promise<T>,
  ): Promise<T> {
    const stop = (): void => void asked.stop(number).catch(() => undefined)
    signal.addEventListener('abort', stop)
    try {
      const doing = work()
      if (signal.aborted) stop()
      return await doing
    } catch (fault) {
      throw own.fault ?? (asked.$closed ? stopped() : fault)
    } finally {
      signal.removeEventListener('abort', stop)
    }
  }

  return {
    async verify(connection, onTarget, { signal, onCalls, ...wanted }, credentials) {
      last += 1
      const number = last
      thread ??= begin()
      const { asked, worker } = thread
      const check: Check = { onTarget, onCalls, credentials }
      checks.set(number, check)
      try {
        const order = { connection, asks: { credentials: credentials !== undefined }, ...wanted }
        return await stoppable(asked, number, check, signal, () => asked.verify(number, order))
      } finally {
        checks.delete(number)
        endUnused(worker)
      }
    },
    async open(connection, options, credentials) {
      last += 1
      const number = last
      thread ??= begin()
      const { asked, worker } = thread
      readings.set(number, { options, credentials })
      const close = (): void => {
        readings.delete(number)
        void asked.close(number).catch(() => undefined)
        endUnused(worker)
      }
      try {
        const { signal, runId } = options
        const asks = {
          credentials: credentials !== undefined,
          known: options.known !== undefined,
          allow: options.allow !== undefined,
        }
        const ownAccountId = await unlessAborted(signal, asked.open(number, { connection, runId, asks }))
        return {
          ownAccountId,
          async read(order, sink, signal) {
            last += 1
            const id = last
            const unit: Unit = { sink }
            units.set(id, unit)
            try {
              await stoppable(asked, id, unit, signal, () => asked.read(number, id, order))
            } finally {
              units.delete(id)
            }
          },
          close,
        }
      } catch (fault) {
        close()
        throw fault
      }
    },
  }
}

async function keepingFault(work: { fault?: unknown }, act: () => Promise<void>): Promise<void> {
  try {
    await act()
  } catch (fault) {
    work.fault ??= fault
    throw fault
  }
}

const stopped = (): AppError => new AppError('internal', 'The thread that reads AWS has stopped.')

/** What it waits for may go on. */
async function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const abort = (): void => reject(signal.reason)
  signal.addEventListener('abort', abort)
  try {
    signal.throwIfAborted()
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', abort)
    work.catch(() => undefined)
  }
}

function found<T>(all: ReadonlyMap<number, T>, number: number): T {
  const one = all.get(number)
  if (one === undefined) throw new AppError('cancelled', 'Reading AWS has ended.')
  return one
}
