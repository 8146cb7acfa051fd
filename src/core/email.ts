/**
 * An address as people have them: dot-atom, `@`, a domain of at least two labels (RFC 5321 §4.1.2 without quoted strings and
 * address literals), at most 254 characters. Lower case, because no provider in use tells cases apart and people mix them.
 */
export function parseEmail(text: string): string | undefined {
  const address = text.trim().toLowerCase()
  return address.length <= 254 && addrSpec.test(address) ? address : undefined
}

const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?'
const atom = "[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
const addrSpec = new RegExp(`^(?=.{1,64}@)${atom}(?:\\.${atom})*@(?:${label}\\.)+${label}$`)
