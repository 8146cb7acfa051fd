/** Time that moves when the test says so, and a log that remembers. */
import type { Clock, Log } from '../../src/app/ports/host.ts'

export interface ManualClock extends Clock {
  advance(ms: number): void
}

export function manualClock(start = '2026-05-03T10:00:00.000Z'): ManualClock {
  let now = Date.parse(start)
  return {
    now: () => new Date(now).toISOString(),
    elapsed: () => now,
    advance: (ms) => {
      now += ms
    },
  }
}

export interface MemoryLog extends Log {
  readonly lines: readonly string[]
}

export function memoryLog(): MemoryLog {
  const lines: string[] = []
  const keep =
    (level: string) =>
    (fact: string, details?: object): void => {
      lines.push(`${level} ${fact} ${JSON.stringify(details ?? {})}`)
    }
  return { lines, debug: keep('debug'), info: keep('info'), warn: keep('warn'), error: keep('error') }
}
