/** Names nearest to one that was not found, for "did you mean". */

/** Best first. Prefix and part matches come before spelling; spelling only up to a third of the letters. */
export function nearestNames(wanted: string, names: Iterable<string>, limit: number): readonly string[] {
  const needle = wanted.toLowerCase()
  const allowed = Math.max(2, Math.floor(needle.length / 3))
  const found: { readonly name: string; readonly distance: number }[] = []
  for (const name of names) {
    const text = name.toLowerCase()
    if (text === needle) found.push({ name, distance: 0 })
    else if (needle.length >= 3 && text.includes(needle))
      found.push({ name, distance: text.startsWith(needle) ? 0.5 : 0.8 })
    else if (Math.abs(text.length - needle.length) <= allowed) {
      const distance = editDistance(needle, text, allowed)
      if (distance <= allowed) found.push({ name, distance })
    }
  }
  found.sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
  return [...new Set(found.map(({ name }) => name))].slice(0, limit)
}

/** Insertions, deletions and replacements; anything above `bound` is `bound + 1`. */
function editDistance(a: string, b: string, bound: number): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i]
    let best = i
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      const cost = Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1)
      next.push(cost)
      best = Math.min(best, cost)
    }
    if (best > bound) return bound + 1
    row = next
  }
  return Math.min(row[b.length] ?? 0, bound + 1)
}
