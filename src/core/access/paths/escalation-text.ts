/** A resource of some type that a policy's pattern covers too. Only a proposal: the engine decides what policies cover. */

/** Longer ones are no resource of AWS; the work grows with the product of both lengths. */
const longest = 512

/**
 * `text` is an ARN in which a star stands for a name that may be chosen; no name holds a colon. With `dev-*` for the name and the
 * pattern `*-api` the text becomes `dev-*-api`: what both leave open stays open. Undefined when nothing fits both.
 */
export function fitted(text: string, pattern: string): string | undefined {
  if (pattern === '*' || text === pattern) return text
  if (text.length > longest || pattern.length > longest) return undefined
  const width = pattern.length + 1
  const failed = new Uint8Array((text.length + 1) * width)
  const from = (i: number, j: number): string | undefined => {
    if (i === text.length && j === pattern.length) return ''
    if (failed[i * width + j] === 1) return undefined
    const found = step(i, j)
    if (found === undefined) failed[i * width + j] = 1
    return found
  }
  const step = (i: number, j: number): string | undefined => {
    const [own, theirs] = [text[i], pattern[j]]
    const isName = own === '*'
    const isRun = theirs === '*'
    // What a star takes in from the other one first, then its end.
    const taken =
      (isName && theirs !== undefined && theirs !== ':' ? followed(theirs, from(i, j + 1)) : undefined) ??
      (isRun && own !== undefined ? followed(own, from(i + 1, j)) : undefined) ??
      (isName ? from(i + 1, j) : undefined) ??
      (isRun ? from(i, j + 1) : undefined)
    if (isName || isRun || own === undefined || theirs === undefined) return taken
    return own === theirs || theirs === '?' ? followed(own, from(i + 1, j + 1)) : undefined
  }
  return from(0, 0)
}

const followed = (symbol: string, rest: string | undefined): string | undefined =>
  rest === undefined ? undefined : symbol + rest
