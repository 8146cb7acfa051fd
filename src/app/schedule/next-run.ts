/** When a connection is read by itself next, and in which rhythm. */
import type { Rhythm, RhythmMinutes, ScheduleStore, Turn } from '../ports/connection-store.ts'
import { rhythms } from '../ports/connection-store.ts'
import type { Connection, Integration } from '../ports/connections.ts'
import type { Beat } from './turns.ts'
import { defaultMinutes, nextTurn } from './turns.ts'

export interface ScheduleFacts {
  readonly everyMinutes: RhythmMinutes
  /** Of all connections. */
  readonly turns: readonly Turn[]
}

export async function scheduleFacts(schedule: ScheduleStore, { id }: Pick<Connection, 'id'>): Promise<ScheduleFacts> {
  const [minutes, turns] = await Promise.all([schedule.minutes(id), schedule.turns()])
  return { everyMinutes: minutes ?? defaultMinutes, turns }
}

export const beatOf = ({ id }: Pick<Connection, 'id'>, rhythm: Rhythm, minutes: number): Beat => ({
  key: `${id} ${rhythm}`,
  minutes,
})

/** Before its first turn a rhythm counts from the reading that somebody asked for. */
export const sinceWhen = (
  { createdAt }: Pick<Connection, 'createdAt'>,
  { lastSyncAt }: Pick<Integration, 'lastSyncAt'>,
) => (lastSyncAt !== null && lastSyncAt > createdAt ? lastSyncAt : createdAt)

/** Null when nothing is read by itself: paused, imported, or not read yet. */
export function nextRunAt(
  connection: Pick<Connection, 'id' | 'createdAt' | 'method'>,
  card: Pick<Integration, 'state' | 'lastSyncAt'>,
  { everyMinutes, turns }: ScheduleFacts,
  now: string,
): string | null {
  if (connection.method === 'import' || card.state === 'paused' || card.lastSyncAt === null) return null
  const since = sinceWhen(connection, card)
  const next = rhythms.flatMap((rhythm) => {
    const minutes = everyMinutes[rhythm]
    if (minutes === null) return []
    const last = turns.find((turn) => turn.connectionId === connection.id && turn.rhythm === rhythm)?.at
    return [nextTurn(beatOf(connection, rhythm, minutes), last ?? since, now)]
  })
  return next.sort()[0] ?? null
}
