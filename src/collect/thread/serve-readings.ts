/** The thread that reads accounts: a reader of its own, whose questions and findings go to the thread that ordered them. */
import type { AwsCredentialIdentityProvider } from '@smithy/types'
import type { BirpcReturn } from 'birpc'
import type { AwsReading, KnownObjects } from '../../app/ports/aws.ts'
import { AppError } from '../../core/fault.ts'
import type { ConnectionId } from '../../core/ids.ts'
import type { ObjectKind, ObjectOfKind } from '../../core/inventory/objects.ts'
import { type AwsReaderSettings, createAwsReader } from '../reader.ts'
import { gatheringSink } from './gathering-sink.ts'
import { link, type OrderingThread, type Port, type ReaderThread } from './link.ts'

export function serveReadings(port: Port, settings: Omit<AwsReaderSettings, 'credentials' | 'threads'>): void {
  /** Readings and checks whose credentials are asked for, by number. */
  const asking = new Map<number, ConnectionId>()
  const reader = createAwsReader({
    ...settings,
    credentials: ({ id }) => (id && lastOf(id) ? provider(id) : undefined),
  })
  const readings = new Map<number, AwsReading>()
  const opening = new Set<number>()
  const stops = new Map<number, AbortController>()

  const lastOf = (id: ConnectionId): number | undefined =>
    [...asking].findLast(([, connectionId]) => connectionId === id)?.[0]
  const provider =
    (id: ConnectionId): AwsCredentialIdentityProvider =>
    async () => {
      const number = lastOf(id)
      if (number === undefined) throw new AppError('cancelled', 'Reading AWS has ended.')
      return orderer.credentials(number)
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
    async verify(number, { connection, asks, ...wanted }) {
      if (asks.credentials) asking.set(number, connection.id)
      try {
        return await stoppable(number, (signal) =>
          reader.verify(connection, (target) => orderer.tried(number, target), {
            ...wanted,
            signal,
            onCalls: (rows) => orderer.checkCalled(number, rows),
          }),
        )
      } finally {
        asking.delete(number)
      }
    },
    async open(number, { connection, runId, asks }) {
      opening.add(number)
      if (asks.credentials) asking.set(number, connection.id)
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
      asking.delete(number)
      readings.get(number)?.close()
      readings.delete(number)
    },
  })
}
