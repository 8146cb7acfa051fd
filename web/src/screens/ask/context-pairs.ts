/** Facts of a request as the address has them: `aws:SourceIp=203.0.113.7`; `key=` for an absent key, `key=""` for an empty value. */

const keyOf = (pair: string): string => pair.slice(0, Math.max(pair.indexOf('='), 0)).toLowerCase()

/** A pair takes the place of what was said of its key; AWS reads keys without case. */
export function withPairs(context: readonly string[], pairs: readonly string[]): readonly string[] {
  const keys = new Set(pairs.map(keyOf))
  return [...context.filter((pair) => !keys.has(keyOf(pair))), ...pairs]
}

/** `undefined`: the request does not have the key. */
export function pairOf(key: string, value: string | undefined): string {
  if (value === undefined) return `${key}=`
  return `${key}=${value === '' ? '""' : value}`
}

/** Yes-or-no keys read better as a sentence of their own. */
const sentences: ReadonlyMap<string, string> = new Map([
  ['aws:multifactorauthpresent=true', 'the session used MFA'],
  ['aws:multifactorauthpresent=false', 'the session did not use MFA'],
  ['aws:securetransport=true', 'the connection is encrypted'],
  ['aws:securetransport=false', 'the connection is not encrypted'],
])

/** As it stands in the question. */
export function pairWords(pair: string): string {
  const at = pair.indexOf('=')
  if (at < 0) return pair
  const known = sentences.get(pair.toLowerCase())
  if (known !== undefined) return known
  const [key, value] = [pair.slice(0, at), pair.slice(at + 1)]
  return value === '' ? `${key} is absent` : `${key} is ${value}`
}
