/** Forward only. A change of the schema is a new file in `migrations/` and a new line here; a released one is never edited. */
import { type Kysely, sql } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import { AppError } from '../core/fault.ts'
import { foundation } from './migrations/0001-foundation.ts'
import { coverageHistory } from './migrations/0002-coverage-history.ts'
import { connectionSettings } from './migrations/0003-connection-settings.ts'
import { syncUnits } from './migrations/0004-sync-units.ts'
import { checksAndRhythm } from './migrations/0005-checks-and-rhythm.ts'
import { history } from './migrations/0006-history.ts'
import { timeline } from './migrations/0007-timeline.ts'
import { sameContent } from './migrations/0008-same-content.ts'
import { coverageDigest } from './migrations/0009-coverage-digest.ts'
import { notices } from './migrations/0010-notices.ts'
import { ledgerOfSizes } from './migrations/0011-ledger-of-sizes.ts'
import { repeatedCalls } from './migrations/0012-repeated-calls.ts'
import { objectsElsewhere } from './migrations/0013-objects-elsewhere.ts'
import { readsAs } from './migrations/0014-reads-as.ts'
import type { Tables } from './schema.ts'

const migrations: Readonly<Record<string, Migration>> = {
  '0001-foundation': foundation,
  '0002-coverage-history': coverageHistory,
  '0003-connection-settings': connectionSettings,
  '0004-sync-units': syncUnits,
  '0005-checks-and-rhythm': checksAndRhythm,
  '0006-history': history,
  '0007-timeline': timeline,
  '0008-same-content': sameContent,
  '0009-coverage-digest': coverageDigest,
  '0010-notices': notices,
  '0011-ledger-of-sizes': ledgerOfSizes,
  '0012-repeated-calls': repeatedCalls,
  '0013-objects-elsewhere': objectsElsewhere,
  '0014-reads-as': readsAs,
}

const ledger = 'schema_migration'

export interface Migrated {
  /** Names of what this call did, in order. */
  readonly applied: readonly string[]
  /** The last one that the database has. */
  readonly latest: string
}

/**
 * Brings the database to this program's schema; safe to call from several processes at once, of which one does the work
 * (Kysely holds an advisory lock on PostgreSQL). Fault `database_newer` when it knows more than we do.
 */
export async function migrate(database: Kysely<Tables>): Promise<Migrated> {
  const names = Object.keys(migrations)
  const latest = names.at(-1) ?? ''
  const done = await applied(database)
  refuseNewer(done)
  if (names.every((name) => done.includes(name))) return { applied: [], latest }

  const migrator = new Migrator({
    db: database,
    provider: { getMigrations: async () => ({ ...migrations }) },
    migrationTableName: ledger,
    migrationLockTableName: `${ledger}_lock`,
  })
  const { error, results = [] } = await migrator.migrateToLatest()
  if (error !== undefined) throw error
  return {
    applied: results.filter(({ status }) => status === 'Success').map(({ migrationName }) => migrationName),
    latest,
  }
}

function refuseNewer(done: readonly string[]): void {
  const unknown = done.filter((name) => !(name in migrations))
  if (unknown.length === 0) return
  throw new AppError('database_newer', `The database has ${unknown.join(', ')}, which this Bailiwick does not know.`, {
    effect: 'The database was not opened; nothing was changed.',
    fix: 'Install the Bailiwick that made it, or a later one.',
  })
}

async function applied(database: Kysely<Tables>): Promise<readonly string[]> {
  const { rows: found } = await sql<{ ledger: string | null }>`select to_regclass(${ledger})::text as ledger`.execute(
    database,
  )
  if (found[0]?.ledger == null) return []
  const { rows } = await sql<{ name: string }>`select name from ${sql.table(ledger)} order by name`.execute(database)
  return rows.map(({ name }) => name)
}
