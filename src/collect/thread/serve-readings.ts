/** The thread that reads accounts: a reader of its own, whose questions and findings go to the thread that ordered them. */
import type { AwsCredentialIdentityProvider } from '@smithy/types'
import type { AwsReading, KnownObjects } from '../../app/ports/aws.ts'
import { AppError } from '../../core/fault.ts'
import type { ConnectionId } from '../../core/ids.ts'
import type { ObjectKind, ObjectOfKind } from '../../core/inventory/objects.ts'
import { type AwsReaderSettings, createAwsReader } from '../reader.ts'
import { gatheringSink } from './gathering-sink.ts'
import { link, type OrderingThread, type Port, type ReaderThread } from './link.ts'

export function serveReadings(port: Port, settings: Omit<AwsReaderSettings, 'credentials' | 'threads'>): void {
  const providers = new Map<ConnectionId, AwsCredentialIdentityProvider>()
  const reader = createAwsReader({ ...settings, credentials: ({ id }) => id && providers.get(id) })
  const readings = new Map<number, AwsReading>()
  const opening = new Set<number>()
  const stops = new Map<number, AbortController>()

  const knownBy =
    (reading: number): KnownObjects =>
    async <K extends ObjectKind>(cell: Parameters<KnownObjects>[0], kinds: readonly K[]) =>
      // It was asked for these kinds.
      (await orderer.known(reading, cell, kinds)) as readonly ObjectOfKind<K>[]

  const orderer = link<OrderingThread, ReaderThread>(port, {
    async open(number, { connection, runId, asks }) {
      opening.add(number)
      if (asks.credentials) providers.set(connection.id, () => orderer.credentials(number))
      else providers.delete(connection.id)
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
      const stop = new AbortController()
      stops.set(unit, stop)
      const sink = gatheringSink((happenings) => orderer.told(unit, happenings))
      try {
        await reading.read(order, sink, stop.signal)
      } finally {
        stops.delete(unit)
        await sink.end()
      }
    },
    stop: (unit) => stops.get(unit)?.abort(),
    close(number) {
      opening.delete(number)
      readings.get(number)?.close()
      readings.delete(number)
    },
  })
}
