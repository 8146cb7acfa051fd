/** Wall time, and the processor time of the process beside it: on a machine that others use too only the latter says something. */
export interface Times {
  /** Milliseconds: median of the rounds. */
  readonly wall: number
  /** Milliseconds of processor time a round, those of collecting garbage included. */
  readonly cpu: number
}

export const median = (times: readonly number[]): number =>
  [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0

const processorTime = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

export function timed(rounds: number, act: (round: number) => unknown): Times {
  const before = processorTime()
  const walls = Array.from({ length: rounds }, (_, round) => {
    const from = performance.now()
    act(round)
    return performance.now() - from
  })
  return { wall: median(walls), cpu: (processorTime() - before) / rounds }
}

/** What was made, and how long it took once. */
export function once<T>(make: () => T): Times & { readonly value: T } {
  const before = processorTime()
  const from = performance.now()
  const value = make()
  return { value, wall: performance.now() - from, cpu: processorTime() - before }
}

export function check(what: string, actual: number, expected: number): void {
  if (actual !== expected) throw new Error(`${what}: ${actual}, not ${expected}`)
}
