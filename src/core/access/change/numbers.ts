const numbers = new WeakMap<object, number>()
let last = 0

/** A number for each object, the same as long as it lives: keys are made of them. */
export function numberOf(one: object): number {
  const known = numbers.get(one)
  if (known !== undefined) return known
  last += 1
  numbers.set(one, last)
  return last
}
