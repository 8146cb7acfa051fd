/** IP addresses and CIDR blocks. IPv4 and IPv6 never match each other. IAM UG *Condition operators*, "IP address". */

/** 16-bit groups, two for IPv4 and eight for IPv6; only the first `prefix` bits count. */
export interface Network {
  readonly groups: readonly number[]
  readonly prefix: number
}

const byte = /^\d{1,3}$/
const group = /^[0-9a-f]{1,4}$/i
const count = /^\d{1,3}$/

function parseIpv4(text: string): number[] | undefined {
  const bytes = text.split('.')
  if (bytes.length !== 4 || !bytes.every((part) => byte.test(part) && Number(part) < 256)) return undefined
  const [a = 0, b = 0, c = 0, d = 0] = bytes.map(Number)
  return [a * 256 + b, c * 256 + d]
}

function parseGroups(text: string): number[] | undefined {
  if (text === '') return []
  const found: number[] = []
  const parts = text.split(':')
  for (const [index, part] of parts.entries()) {
    if (part.includes('.') && index === parts.length - 1) {
      const tail = parseIpv4(part)
      if (tail === undefined) return undefined
      found.push(...tail)
    } else if (group.test(part)) {
      found.push(Number.parseInt(part, 16))
    } else {
      return undefined
    }
  }
  return found
}

function parseIpv6(text: string): number[] | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const head = parseGroups(halves[0] ?? '')
  const tail = halves.length === 2 ? parseGroups(halves[1] ?? '') : []
  if (head === undefined || tail === undefined) return undefined
  const missing = 8 - head.length - tail.length
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined
  return [...head, ...Array.from({ length: missing }, () => 0), ...tail]
}

const longest = 45

function parseAddress(text: string): readonly number[] | undefined {
  if (text.length > longest) return undefined
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text)
}

/** An address without prefix is one address. */
export function parseNetwork(text: string): Network | undefined {
  const [address = '', prefixText, ...more] = text.split('/')
  const groups = parseAddress(address)
  if (groups === undefined || more.length > 0) return undefined
  const bits = groups.length * 16
  if (prefixText === undefined) return { groups, prefix: bits }
  if (!count.test(prefixText) || Number(prefixText) > bits) return undefined
  return { groups, prefix: Number(prefixText) }
}

export function inNetwork(network: Network, address: string): boolean {
  const groups = parseAddress(address)
  if (groups === undefined || groups.length !== network.groups.length) return false
  for (let index = 0; index < groups.length; index += 1) {
    const bits = Math.min(16, Math.max(0, network.prefix - 16 * index))
    const shift = 16 - bits
    if ((groups[index] ?? 0) >> shift !== (network.groups[index] ?? 0) >> shift) return false
  }
  return true
}
