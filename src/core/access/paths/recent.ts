/** Remembers what was made for the last few texts. */
export function recent<V>(most: number): (text: string, make: () => V) => V {
  const known = new Map<string, V>()
  return (text, make) => {
    const found = known.get(text)
    const value = found ?? make()
    known.delete(text)
    known.set(text, value)
    for (const oldest of known.keys()) if (known.size > most) known.delete(oldest)
    return value
  }
}
