/** A number for each object: keys are made of them. Strong, for what is numbered lives longer than what numbers it. */
export function createNumbers(): (one: object) => number {
  const numbers = new Map<object, number>()
  return (one) => {
    const known = numbers.get(one)
    if (known !== undefined) return known
    const made = numbers.size
    numbers.set(one, made)
    return made
  }
}
