/** A reader in a thread beside the main one, where people wait for answers while requests are signed and XML is parsed. */
import type { Worker } from 'node:worker_threads'
import type { AwsCredentialIdentityProvider } from '@smithy/types'
import type { AwsReading, CollectOptions, CollectSink } from '../../app/ports/aws.ts'
import type { Connection } from '../../app/ports/connections.ts'
import type { Log } from '../../app/ports/host.ts'
import { AppError } from '../../core/fault.ts'
import { traceOf } from '../../core/fault-trace.ts'
import { type Happening, happen, link, type OrderingThread, type ReaderThread } from './link.ts'

export interface ReadingThread {
  /** As `AwsReader.open`. The thread lives from the first reading to the end of the last. */
  open(
    connection: Connection,
    options: CollectOptions,
    credentials: AwsCredentialIdentityProvider | undefined,
  ): Promise<AwsReading>
}

interface Reading {
  readonly options: CollectOptions
  readonly credentials: AwsCredentialIdentityProvider | undefined
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
  let last = 0

  const optionsOf = (number: number): CollectOptions => found(readings, number).options
  const answers: OrderingThread = {
    async told(number, happenings) {
      const unit = found(units, number)
      try {
        // It was made so by the thread's sink.
        for (const happening of JSON.parse(happenings) as Happening[]) await happen(unit.sink, happening)
      } catch (fault) {
        unit.fault ??= fault
        throw fault
      }
    },
    known: async (number, cell, kinds) => (await optionsOf(number).known?.(cell, kinds)) ?? [],
    allow: async (number, action) => (await optionsOf(number).allow?.(action)) ?? true,
    async credentials(number) {
      const { credentials } = found(readings, number)
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

  return {
    async open(connection, options, credentials) {
      last += 1
      const number = last
      thread ??= begin()
      const { asked, worker } = thread
      readings.set(number, { options, credentials })
      const close = (): void => {
        readings.delete(number)
        void asked.close(number).catch(() => undefined)
        if (readings.size > 0 || thread?.worker !== worker) return
        thread = undefined
        void worker.terminate()
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
            const stop = (): void => void asked.stop(id).catch(() => undefined)
            signal.addEventListener('abort', stop)
            try {
              const reading = asked.read(number, id, order)
              if (signal.aborted) stop()
              await reading
            } catch (fault) {
              throw unit.fault ?? (asked.$closed ? stopped() : fault)
            } finally {
              signal.removeEventListener('abort', stop)
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
