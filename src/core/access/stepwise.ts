/** Work that is done in small steps, so that whoever has one thread can serve others between them. */
export interface Stepwise<T> {
  /** Does a little; false when all is done. */
  step(): boolean
  /** Does what is left, at once. */
  value(): T
}

/** Begun when it is first asked for, done once. */
export function stepwise<T>(make: () => Generator<void, T>): Stepwise<T> {
  let work: Generator<void, T> | undefined
  let made: { readonly value: T } | undefined
  const step = (): boolean => {
    if (made) return false
    work ??= make()
    const next = work.next()
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
