/** The machine the program runs on: time, ids, the log, the queue, the checks of the doctor. */

export interface Clock {
  /** ISO 8601 in UTC with milliseconds. */
  now(): string
  /** Milliseconds on a clock that never goes back; for durations only. */
  elapsed(): number
}

/** Lets whatever else waits for this thread have its turn. */
export type Pause = () => Promise<void>

export interface Ids {
  /** UUID version 4 from the operating system's generator. */
  uuid(): string
  /** `bytes` random bytes, base64url. */
  token(bytes: number): string
}

/** The simulated organization that can run beside the server. */
export interface SampleWorld {
  isRunning(): boolean
  /** Starts it, connects it and has it read; once, however often it is asked for. */
  start(): Promise<void>
}

/** Never given a policy body, a token or a key. */
export interface Log {
  debug(fact: string, details?: object): void
  info(fact: string, details?: object): void
  warn(fact: string, details?: object): void
  error(fact: string, details?: object): void
}

export type JobKind = 'sync'

export interface Jobs {
  /**
   * At most one job of the same kind and key waits, and at most one runs. A second request gives the one that waits its payload,
   * field by field: what the first had and the second does not name stays.
   */
  enqueue(kind: JobKind, key: string, payload: object): Promise<void>
  /** Stops taking jobs, tells running ones to stop, and waits for them. */
  stop(): Promise<void>
}

export interface DoctorFinding {
  readonly name: string
  readonly state: 'ok' | 'warn' | 'bad'
  /** One sentence. */
  readonly says: string
  readonly fix?: string
}

/** One self-check. It never throws for what it came to find; what it throws is reported as `bad`. */
export interface DoctorCheck {
  readonly name: string
  run(): Promise<Omit<DoctorFinding, 'name'>>
}
