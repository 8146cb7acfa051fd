/** What the main thread and the thread of the embedded database say to each other. */
import type { FaultCode, FaultDetails } from '../core/fault.ts'

/** Given to the thread as `workerData`. `create` fills a new folder and ends; `serve` opens it and answers requests. */
export type WorkerRole =
  | { readonly role: 'create'; readonly dataDir: string }
  | { readonly role: 'serve'; readonly home: string; readonly now: string }

export type WorkerRequest =
  | {
      readonly id: number
      readonly kind: 'query'
      readonly sql: string
      readonly values: readonly unknown[]
      readonly json: JsonColumns
    }
  | { readonly id: number; readonly kind: 'close' }

/** Are json columns handed over as the text that they are, or parsed? */
export type JsonColumns = 'text' | 'parsed'

export interface WorkerResult {
  readonly rows: readonly unknown[]
  readonly affected: number
  /** Command tag of the last statement (`INSERT`, `ROLLBACK`, …). */
  readonly command: string
}

/** An error in plain data: PostgreSQL's fields, or one of our faults. Never the statement or its values. */
export interface WorkerError {
  readonly message: string
  readonly fault?: FaultCode
  readonly details?: FaultDetails
  readonly code?: string
  readonly constraint?: string
}

export type WorkerReply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'refused'; readonly error: WorkerError }
  | { readonly kind: 'done'; readonly id: number; readonly result: WorkerResult }
  | { readonly kind: 'failed'; readonly id: number; readonly error: WorkerError }
