/**
 * Work that is done in small steps, so that whoever has one thread can serve others between them. A step makes some ten kilobytes at most:
 * while V8 marks what lives, every 64 KB that are allocated cost up to five milliseconds of marking, so that what takes two
 * milliseconds otherwise took half a second.
 */
export interface Stepwise<T> {
  /** Does a little; false when all is done. */
  step(): boolean
  /** Does what is left, at once. */
  value(): T
}

/** What the work is written as: each `yield` ends a step, `yield*` goes through the steps of a part. */
export type Steps<T> = Generator<void, T>

/** Begun when it is first asked for, done once; what failed begins anew. */
export function stepwise<T>(make: () => Steps<T>): Stepwise<T> {
  let work: Steps<T> | undefined
  let made: { readonly value: T } | undefined
  const advanced = (steps: Steps<T>): IteratorResult<void, T> => {
    try {
      return steps.next()
    } catch (cause) {
      work = undefined
      throw cause
    }
  }
  const step = (): boolean => {
    if (made) return false
    work ??= make()
    const next = advanced(work)
    if (next.done !== true) return true
    made = { value: next.value }
    work = undefined
    return false
  }
  return {
    step,
    value() {
      while (step());
      if (!made) throw new Error('the work ended without a value')
      return made.value
    },
  }
}

/** The steps of work that others may be waiting for too. */
export function* awaited<T>(work: Stepwise<T>): Steps<T> {
  while (work.step()) yield
  return work.value()
}

export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const next = steps.next()
    if (next.done === true) return next.value
  }
}

/** A request goes through several turns of the event loop, and waits for a slice in each. */
const sliceMs = 2

export interface Slicing {
  /** Milliseconds on a clock that never goes back. */
  elapsed(): number
  /** Lets whatever else waits for this thread have its turn. */
  pause(): Promise<void>
}

/** Steps until there are none left, a few milliseconds at a time. */
export async function inSlices(step: () => boolean, { elapsed, pause }: Slicing): Promise<void> {
  for (;;) {
    const until = elapsed() + sliceMs
    while (elapsed() < until) if (!step()) return
    await pause()
  }
}

const doneAtOnce = 50

export function* eachInSteps<T>(all: Iterable<T>, act: (one: T) => void): Steps<void> {
  let done = 0
  for (const one of all) {
    act(one)
    done += 1
    if (done % doneAtOnce === 0) yield
  }
}

export function* mappedInSteps<T, U>(all: Iterable<T>, made: (one: T) => U): Steps<readonly U[]> {
  const found: U[] = []
  yield* eachInSteps(all, (one) => void found.push(made(one)))
  return found
}

/** Gives a value away once: steps that take hundreds of megabytes from whoever made them are then the only ones to hold them. */
export function handedOver<T>(value: T): () => T {
  let held: { readonly value: T } | undefined = { value }
  return () => {
    if (!held) throw new Error('what was handed over was taken before')
    const taken = held.value
    held = undefined
    return taken
  }
}

/** In their order, each let go of when the next is asked for; the list is empty afterwards. */
export function* drained<T>(list: T[]): Iterable<T> {
  list.reverse()
  for (let one = list.pop(); one !== undefined; one = list.pop()) yield one
}

const sortedAtOnce = 1_000

/** A stable sort in steps: short runs, merged by twos. */
export function* sortedInSteps<T>(values: readonly T[], compare: (a: T, b: T) => number): Steps<T[]> {
  let runs: T[][] = []
  for (let from = 0; from < values.length; from += sortedAtOnce) {
    runs.push(values.slice(from, from + sortedAtOnce).sort(compare))
    yield
  }
  while (runs.length > 1) {
    const merged: T[][] = []
    for (let at = 0; at < runs.length; at += 2) {
      merged.push(yield* mergedInSteps(runs[at] ?? [], runs[at + 1] ?? [], compare))
    }
    runs = merged
  }
  return runs[0] ?? []
}

function* mergedInSteps<T>(left: readonly T[], right: readonly T[], compare: (a: T, b: T) => number): Steps<T[]> {
  const merged: T[] = []
  const rest = right.values()
  let next = rest.next()
  for (const value of left) {
    while (next.done !== true && compare(next.value, value) < 0) {
      if (merged.push(next.value) % sortedAtOnce === 0) yield
      next = rest.next()
    }
    if (merged.push(value) % sortedAtOnce === 0) yield
  }
  for (; next.done !== true; next = rest.next()) if (merged.push(next.value) % sortedAtOnce === 0) yield
  return merged
}
