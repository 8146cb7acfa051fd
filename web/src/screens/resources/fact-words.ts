/** Facts of a resource as people read them. Pure, tested beside. */

/** `metadataTokens` → `Metadata tokens`. */
export function factName(name: string): string {
  const words = name.replace(
    /([a-z0-9])([A-Z])/g,
    (_, before: string, after: string) => `${before} ${after.toLowerCase()}`,
  )
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** One line for each of several things. */
export function factText(value: unknown): string {
  if (value === null) return 'not known'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'string' || typeof value === 'number') return String(value)
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(inLine).join('\n')
  return inLine(value)
}

/** `protocol: tcp, from: 443, peers: 0.0.0.0/0` */
function inLine(value: unknown): string {
  if (Array.isArray(value)) return value.map(inLine).join(' ')
  if (typeof value !== 'object' || value === null) return factText(value)
  return Object.entries(value)
    .map(([name, part]) => `${name}: ${inLine(part)}`)
    .join(', ')
}
