import { openStore } from '../store/open.ts'
import type { Config } from './config.ts'
import { createLog } from './log.ts'
import { systemClock } from './system-clock.ts'

/** Opening the store brings the schema up to date; this does only that. */
export async function migrateHome(config: Config): Promise<{ engine: string; migration: string }> {
  const log = createLog(config.log.level, process.stderr)
  const store = await openStore({ home: config.home, databaseUrl: config.database.url, clock: systemClock, log })
  try {
    const { engine, migration } = await store.describe()
    return { engine, migration }
  } finally {
    await store.close()
  }
}
