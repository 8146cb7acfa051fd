/** What the store needs of a database, whichever of the two it is. */
import type { Dialect } from 'kysely'

/** Statements as text, for libraries that bring their own SQL (the job queue). Several statements when there are no values. */
export interface SqlExecutor {
  executeSql(text: string, values?: readonly unknown[]): Promise<{ rows: readonly unknown[] }>
}

export interface SqlDatabase extends SqlExecutor {
  /** The work goes through what it is handed and nothing else: the embedded database has one session, so anybody else waits for it. */
  transaction<T>(work: (sql: SqlExecutor) => Promise<T>): Promise<T>
}

export interface Engine extends SqlDatabase {
  readonly kind: 'pglite' | 'postgres'
  readonly dialect: Dialect
  /** After much was written: statistics for the planner, and what the embedded engine has no background process for. */
  settle(tables: readonly string[]): Promise<void>
  close(): Promise<void>
}
