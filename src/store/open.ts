/** The one door to the database: the embedded one in the home, or PostgreSQL where a URL names one. */
import { Kysely, sql } from 'kysely'
import type { Clock, Log } from '../app/ports/host.ts'
import type { Store } from '../app/ports/store.ts'
import { appDecisionStore } from './app-decisions.ts'
import { checkStore } from './checks.ts'
import { connectionStore } from './connections.ts'
import { coverageStore } from './coverage.ts'
import type { SqlDatabase } from './database-engine.ts'
import { openPglite } from './database-pglite.ts'
import { openPostgres } from './database-postgres.ts'
import { draftStore } from './drafts.ts'
import { handoffStore } from './handoffs.ts'
import { auditLog, settingStore } from './installation.ts'
import { inventoryStore } from './inventory.ts'
import { type Migrated, migrate } from './migrate.ts'
import { noticeStore } from './notices.ts'
import { sessionStore, userStore } from './people.ts'
import { remembered } from './remembered.ts'
import { scheduleStore } from './schedule.ts'
import type { Tables } from './schema.ts'
import { secretStore } from './secrets.ts'
import { syncRunStore } from './sync-runs.ts'
import { syncUnitStore } from './sync-units.ts'
import { timelineStore } from './timeline.ts'

export interface StoreOptions {
  readonly home: string
  readonly databaseUrl?: string | undefined
  readonly clock: Clock
  readonly log: Log
}

export interface OpenedStore extends Store {
  /** For the job queue, which brings its own SQL. */
  readonly sql: SqlDatabase
  readonly migrated: Migrated
}

/**
 * Opens the database, making it and bringing it to this program's schema where needed. Faults: `home_locked`,
 * `home_unwritable`, `database_unavailable`, `database_newer`.
 */
export async function openStore({ home, databaseUrl, clock, log }: StoreOptions): Promise<OpenedStore> {
  const engine =
    databaseUrl === undefined ? await openPglite({ home, clock, log }) : await openPostgres(databaseUrl, log)
  const database = new Kysely<Tables>({ dialect: engine.dialect })
  const close = async (): Promise<void> => {
    await database.destroy()
    await engine.close()
  }
  try {
    const migrated = await migrate(database)
    const askedAlways = {
      users: userStore(database),
      sessions: sessionStore(database),
      connections: connectionStore(database, clock),
    }
    return {
      ...(engine.kind === 'pglite' ? remembered(askedAlways, log) : askedAlways),
      inventory: inventoryStore(database, engine, log),
      timeline: timelineStore(database),
      secrets: secretStore(database),
      drafts: draftStore(database),
      handoffs: handoffStore(database),
      syncRuns: syncRunStore(database),
      syncUnits: syncUnitStore(database),
      coverage: coverageStore(database),
      checks: checkStore(database),
      schedule: scheduleStore(database),
      appDecisions: appDecisionStore(database),
      notices: noticeStore(database),
      settings: settingStore(database),
      audit: auditLog(database),
      describe: async () => ({
        engine: engine.kind,
        version: await serverVersion(database),
        migration: migrated.latest,
      }),
      close,
      sql: engine,
      migrated,
    }
  } catch (error) {
    await close()
    throw error
  }
}

async function serverVersion(database: Kysely<Tables>): Promise<string> {
  const { rows } = await sql<{ server_version: string }>`show server_version`.execute(database)
  return rows[0]?.server_version ?? 'unknown'
}
