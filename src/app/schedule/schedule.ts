/** When an integration is read by itself: shown and set. */
import { AppError } from '../../core/fault.ts'
import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'
import { record } from '../audit/record.ts'
import { findIntegration } from '../connections/find-integration.ts'
import type { AppDeps } from '../deps.ts'
import type { Rhythm, RhythmMinutes } from '../ports/connection-store.ts'
import type { Connection, Integration } from '../ports/connections.ts'
import { nextRunAt, scheduleFacts } from './next-run.ts'

export interface Schedule {
  /** Null: never by itself. */
  readonly everyMinutes: RhythmMinutes
  /** Null when nothing is read by itself. */
  readonly nextRunAt: string | null
  readonly paused: boolean
}

type Deps = Pick<AppDeps, 'store' | 'clock'>

export const showSchedule =
  (deps: Deps) =>
  async (actor: Actor, input: { readonly integration: string }): Promise<Schedule> => {
    permit(actor, 'read')
    const { integration, connection } = await findIntegration(deps.store, input.integration)
    return scheduleOf(deps, connection, integration)
  }

export interface SetScheduleInput {
  readonly integration: string
  readonly everyMinutes: { readonly [R in Rhythm]?: number | null | undefined }
}

export const setSchedule =
  (deps: Deps) =>
  async (actor: Actor, input: SetScheduleInput): Promise<Schedule> => {
    permit(actor, 'integrate')
    const { integration, connection } = await findIntegration(deps.store, input.integration)
    if (connection.method === 'import') {
      throw new AppError('wrong_state', 'This was read from files; nothing is read by itself.', {
        fix: 'Import a newer export under the same name instead.',
      })
    }
    const { everyMinutes: before } = await scheduleFacts(deps.store.schedule, connection)
    const after = changed(before, input.everyMinutes)
    await deps.store.schedule.setMinutes(connection.id, after)
    await record(deps, actor, 'integration.schedule_changed', integration.id, { before, after })
    return scheduleOf(deps, connection, integration)
  }

/** More often than that a large organization would be read without end; less often than that nobody would call it known. */
const shortest = 15
const longest = 7 * 24 * 60

function changed(before: RhythmMinutes, wanted: SetScheduleInput['everyMinutes']): RhythmMinutes {
  const of = (rhythm: Rhythm): number | null => {
    const minutes = wanted[rhythm]
    if (minutes === undefined) return before[rhythm]
    if (minutes === null || (Number.isInteger(minutes) && minutes >= shortest && minutes <= longest)) return minutes
    const message = `${rhythm} can be read every ${shortest} minutes to every 7 days, not every ${minutes} minutes.`
    throw new AppError('bad_input', message, { places: [{ path: `everyMinutes.${rhythm}`, message }] })
  }
  return { identities: of('identities'), resources: of('resources'), reports: of('reports') }
}

async function scheduleOf(deps: Deps, connection: Connection, card: Integration): Promise<Schedule> {
  const facts = await scheduleFacts(deps.store.schedule, connection)
  return {
    everyMinutes: facts.everyMinutes,
    nextRunAt: nextRunAt(connection, card, facts, deps.clock.now()),
    paused: card.state === 'paused',
  }
}
