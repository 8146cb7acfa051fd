/** The thread that reads accounts: a reader of its own, whose questions and findings go to the thread that ordered them. */
import type { AwsCredentialIdentityProvider } from '@smithy/types'
import type { BirpcReturn } from 'birpc'
import type { AwsReading, KnownObjects } from '../../app/ports/aws.ts'
import { AppError } from '../../core/fault.ts'
import type { ObjectKind, ObjectOfKind } from '../../core/inventory/objects.ts'
import { type AwsReaderSettings, createAwsReader } from '../reader.ts'
import { gatheringSink } from './gathering-sink.ts'
import { type CheckOrder, link, type OrderingThread, type Port, type ReaderThread, type ReadingOrder } from './link.ts'

export function serveReadings(port: Port, settings: Omit<AwsReaderSettings, 'credentials' | 'threads'>): void {
  const providers = new WeakMap<object, AwsCredentialIdentityProvider>()
  const ofOrders: AwsReaderSettings = { ...settings, credentials: (connection) => providers.get(connection) }
  const reader = createAwsReader(ofOrders)
  // People wait for a check, and a reading leaves it nothing of what it may ask of AWS: it has a share of its own.
  const checker = createAwsReader(ofOrders)
  const readings = new Map<number, AwsReading>()
  const opening = new Set<number>()
  const stops = new Map<number, AbortController>()

  /** Each order arrives with a connection of its own, by which its credentials are asked for. */
  const provide = (
    number: number,
    { connection, asks }: Pick<ReadingOrder, 'connection'> & Pick<CheckOrder, 'asks'>,
  ) => {
    if (asks.credentials) providers.set(connection, () => orderer.credentials(number))
  }
  const stoppable = async <T>(work: number, act: (signal: AbortSignal) => Promise<T>): Promise<T> => {
    const stop = new AbortController()
    stops.set(work, stop)
    try {
      return await act(stop.signal)
    } finally {
      stops.delete(work)
    }
  }

  const knownBy =
    (reading: number): KnownObjects =>
    async <K extends ObjectKind>(cell: Parameters<KnownObjects>[0], kinds: readonly K[]) =>
      // It was asked for these kinds.
      (await orderer.known(reading, cell, kinds)) as readonly ObjectOfKind<K>[]

  const orderer: BirpcReturn<OrderingThread, ReaderThread> = link<OrderingThread, ReaderThread>(port, {
    async verify(number, order) {
      const { connection, asks: _, ...wanted } = order
      provide(number, order)
      return stoppable(number, (signal) =>
        checker.verify(connection, (target) => orderer.tried(number, target), {
          ...wanted,
          signal,
          onCalls: (rows) => orderer.checkCalled(number, rows),
        }),
      )
    },
    async open(number, order) {
      const { connection, runId, asks } = order
      opening.add(number)
      provide(number, order)
      const reading = await reader.open(connection, {
        // Each unit brings its own.
        signal: new AbortController().signal,
        ...(runId !== undefined && { runId }),
        ...(asks.known && { known: knownBy(number) }),
        ...(asks.allow && { allow: (action: string) => orderer.allow(number, action) }),
      })
      if (!opening.delete(number)) {
        reading.close()
        throw new AppError('cancelled', 'The reading was closed before it was open.')
      }
      readings.set(number, reading)
      return reading.ownAccountId
    },
    async read(number, unit, order) {
      const reading = readings.get(number)
      if (!reading) throw new AppError('internal', `Reading ${number} is not open.`)
      const sink = gatheringSink((happenings) => orderer.told(unit, happenings))
      try {
        await stoppable(unit, (signal) => reading.read(order, sink, signal))
      } finally {
        await sink.end()
      }
    },
    stop: (work) => stops.get(work)?.abort(),
    close(number) {
      opening.delete(number)
      readings.get(number)?.close()
      readings.delete(number)
    },
  })
}
