/** PostgreSQL named by `DATABASE_URL`. */
import { PostgresDialect, type PostgresPool } from 'kysely'
import pg from 'pg'
import type { Log } from '../app/ports/host.ts'
import { AppError } from '../core/fault.ts'
import type { Engine, SqlExecutor } from './database-engine.ts'
import { postgresFault } from './faults.ts'

/** The oldest release that the contract suite runs on. */
const oldestServer = 15
/** Enough for the console and a sync beside it; several servers must fit into PostgreSQL's default of 100. */
const poolSize = 10
const connectTimeoutMs = 10_000

/** OIDs of `json` and `jsonb`: handed over as text, so that both engines give the same and each body is parsed once. */
const jsonTypes: ReadonlySet<number> = new Set([114, 3802])

const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) => (jsonTypes.has(oid) ? (text: string) => text : pg.types.getTypeParser(oid, format)),
}

/** Fault `database_unavailable`; neither its message nor its details hold the password. */
export async function openPostgres(databaseUrl: string, log: Log): Promise<Engine> {
  const where = placeOf(databaseUrl)
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: poolSize,
    connectionTimeoutMillis: connectTimeoutMs,
    application_name: 'bailiwick',
    types,
  })
  // An idle connection that breaks is replaced at the next use; without a listener it would end the process.
  pool.on('error', (error) => log.warn('database.connection_lost', { server: where, reason: error.message }))

  const told = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      throw postgresFault(where, error)
    }
  }
  try {
    await told(() => checkVersion(pool, where))
  } catch (error) {
    await pool.end()
    throw error
  }

  return {
    kind: 'postgres',
    dialect: new PostgresDialect({ pool: toldPool(pool, told) }),
    executeSql: (text, values = []) => told(() => execute(pool, text, values)),
    transaction: (work) => told(() => inTransaction(pool, work)),
    // Autovacuum cleans up by itself, but may look at a table only minutes after its first thousands of rows.
    settle: (tables) => told(async () => void (await pool.query(`analyze ${tables.join(', ')}`))),
    close: async () => {
      if (!pool.ending) await pool.end()
    },
  }
}

async function checkVersion(pool: pg.Pool, where: string): Promise<void> {
  const { rows } = await pool.query<{ server_version_num: string }>('show server_version_num')
  const major = Math.floor(Number(rows[0]?.server_version_num) / 10_000)
  if (major >= oldestServer) return
  throw new AppError(
    'database_unavailable',
    `PostgreSQL at ${where} is release ${major}; Bailiwick needs ${oldestServer} or later.`,
    {
      fix: 'Upgrade PostgreSQL.',
    },
  )
}

/** The job queue expects json parsed, as node-postgres does by itself. */
async function execute(
  on: pg.Pool | pg.PoolClient,
  text: string,
  values: readonly unknown[],
): Promise<{ rows: readonly unknown[] }> {
  const query: pg.QueryConfig = { text, types: { getTypeParser: pg.types.getTypeParser } }
  const result: pg.QueryResult | pg.QueryResult[] = await on.query(
    values.length === 0 ? query : { ...query, values: [...values] },
  )
  return { rows: Array.isArray(result) ? result.flatMap(({ rows }) => rows) : result.rows }
}

async function inTransaction<T>(pool: pg.Pool, work: (sql: SqlExecutor) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    const value = await work({ executeSql: (text, values = []) => execute(client, text, values) })
    await client.query('commit')
    client.release()
    return value
  } catch (error) {
    // A connection in an unknown state is not used again; the server rolls back what it had begun.
    client.release(true)
    throw error
  }
}

type Told = <T>(work: () => Promise<T>) => Promise<T>

/** Kysely's view of the pool, every answer of which passes through `told`. */
function toldPool(pool: pg.Pool, told: Told): PostgresPool {
  return {
    options: pool.options,
    end: async () => {},
    connect: async () => {
      const client = await told(() => pool.connect())
      return new Proxy(client, {
        get: (target, property) => {
          const value: unknown = Reflect.get(target, property, target)
          if (typeof value !== 'function') return value
          if (property !== 'query') return value.bind(target)
          return (...query: unknown[]) => told(() => Reflect.apply(value, target, query))
        },
      })
    },
  }
}

/** `host:port/database`, for messages; neither user nor password. */
function placeOf(databaseUrl: string): string {
  // A server behind a Unix socket has no host in the URL: `postgres://user@/database?host=/run/postgresql`.
  const url = URL.parse(databaseUrl.replace('@/', '@localhost/'))
  if (url !== null && /^postgres(ql)?:$/.test(url.protocol)) {
    const socket = url.searchParams.get('host')
    return `${socket ?? url.host}${url.pathname}`
  }
  throw new AppError('database_unavailable', 'DATABASE_URL is no address of a PostgreSQL server.', {
    effect: 'No database was opened.',
    fix: 'Write postgres://user:password@host:5432/database, with # / ? : @ in the password escaped (%23 %2F %3F %3A %40).',
  })
}
