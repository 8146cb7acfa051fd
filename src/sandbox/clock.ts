/** Time in the sandbox: the machine's, plus what a test has let pass. Work that AWS does later waits here. */
export interface SandboxClock {
  /** Milliseconds since the epoch. */
  now(): number
  advance(ms: number): void
}

export function createClock(wall: () => number = Date.now): SandboxClock {
  let ahead = 0
  return {
    now: () => wall() + ahead,
    advance(ms) {
      ahead += ms
    },
  }
}

export interface Later {
  at(time: number, act: (now: number) => void): void
  /** Does what is due, in order of its time. Called before each request, so nothing happens unseen. */
  settle(now: number): void
}

export function createLater(): Later {
  const waiting: { time: number; act: (now: number) => void }[] = []
  return {
    at(time, act) {
      waiting.push({ time, act })
      waiting.sort((a, b) => a.time - b.time)
    },
    settle(now) {
      for (let first = waiting[0]; first !== undefined && first.time <= now; first = waiting[0]) {
        waiting.shift()
        first.act(first.time)
      }
    },
  }
}
