/** Bounded memory of what was made from a text: an organization has far fewer principals, actions and keys in use at once. */
const memoLimit = 65_536
/** Longer texts are nobody's name; they are made anew each time, so that the memory stays within a few megabytes. */
const longest = 256

export function memo<V>(make: (text: string) => V): (text: string) => V {
  const known = new Map<string, V>()
  return (text) => {
    const found = known.get(text)
    if (found !== undefined) return found
    const made = make(text)
    if (text.length > longest) return made
    if (known.size >= memoLimit) known.clear()
    known.set(text, made)
    return made
  }
}
