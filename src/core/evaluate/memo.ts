/** Bounded memory of what was made from a text: an organization has far fewer principals, actions and keys in use at once. */
const memoLimit = 65_536

export function memo<V>(make: (text: string) => V): (text: string) => V {
  const known = new Map<string, V>()
  return (text) => {
    const found = known.get(text)
    if (found !== undefined) return found
    const made = make(text)
    if (known.size >= memoLimit) known.clear()
    known.set(text, made)
    return made
  }
}
