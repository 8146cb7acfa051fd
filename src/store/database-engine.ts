/** What the store needs of a database, whichever of the two it is. */
import type { Dialect } from 'kysely'

/** Statements as text, for libraries that bring their own SQL (the job queue). Several statements when there are no values. */
export interface SqlExecutor {
  executeSql(text: string, values?: readonly unknown[]): Promise<{ rows: readonly unknown[] }>
}

export interface Engine extends SqlExecutor {
  readonly kind: 'pglite' | 'postgres'
  readonly dialect: Dialect
  /** After much was written: statistics for the planner, and what the embedded engine has no background process for. */
  settle(tables: readonly string[]): Promise<void>
  close(): Promise<void>
}
