/**
 * Two patterns compared with each other: can one text match both, and does everything that one matches also match the other?
 * Patterns are symbols as in `glob.ts`.
 */
import { resourcePartStart } from '../arn/arn.ts'
import { headSymbols } from './arn-pattern.ts'
import { anyOne, anyOneInField, anyRun, anyRunInField, literalSymbols, plainSymbols } from './glob.ts'
import { parseTemplate } from './template.ts'

/** A run without colon and slash: what a bucket's name can be. */
const anyRunInName = -5

const colon = 58
const slash = 47

const isRun = (symbol: number): boolean => symbol === anyRun || symbol === anyRunInField || symbol === anyRunInName

/** May the run take in this symbol of the other pattern? */
function takes(run: number, symbol: number): boolean {
  if (symbol < 0 || run === anyRun) return true
  return symbol !== colon && (run === anyRunInField || symbol !== slash)
}

function oneFits(a: number, b: number): boolean {
  if (a >= 0 && b >= 0) return a === b
  const [one, other] = a < 0 ? [a, b] : [b, a]
  return one === anyOne || other !== colon
}

/** Steps of a comparison, for budgets. */
export const overlapCost = (a: readonly number[], b: readonly number[]): number => (a.length + 1) * (b.length + 1)

/** A glance that settles most pairs: literal beginnings that differ. */
export function mayBegin(a: readonly number[], b: readonly number[]): boolean {
  for (let at = 0; at < a.length && at < b.length; at += 1) {
    const [one = 0, other = 0] = [a[at], b[at]]
    if (one < 0 || other < 0) return true
    if (one !== other) return false
  }
  return true
}

/** Is there a text that matches both? O(length × length). */
export function mayOverlap(a: readonly number[], b: readonly number[]): boolean {
  const width = b.length + 1
  // `below[j]`: the rest of `a` behind the current symbol and the rest of `b` from j on have a text in common.
  let below = new Uint8Array(width)
  for (let i = a.length; i >= 0; i -= 1) {
    const row = new Uint8Array(width)
    const left = a[i]
    for (let j = b.length; j >= 0; j -= 1) {
      const right = b[j]
      row[j] = commonFrom(left, right, below[j] ?? 0, row[j + 1] ?? 0, below[j + 1] ?? 0)
    }
    below = row
  }
  return below[0] === 1
}

/** `down`: without the left symbol. `across`: without the right one. `both`: without either. */
function commonFrom(
  left: number | undefined,
  right: number | undefined,
  down: number,
  across: number,
  both: number,
): number {
  if (left === undefined && right === undefined) return 1
  if (left !== undefined && isRun(left)) {
    if (down === 1) return 1
    return right !== undefined && (isRun(right) || takes(left, right)) ? across : 0
  }
  if (right !== undefined && isRun(right)) {
    if (across === 1) return 1
    return left !== undefined && takes(right, left) ? down : 0
  }
  return left !== undefined && right !== undefined && oneFits(left, right) ? both : 0
}

/**
 * Symbols of an entry of `Resource`; a policy variable may be anything. A star of the first five fields is read as the author
 * meant it, inside its field, although IAM lets one that ends its field run on.
 */
export function resourceSymbols(text: string): number[] {
  const tail = Math.max(resourcePartStart(text), 0)
  const parts = parseTemplate(text.slice(tail)).flatMap((part) => {
    if (part.kind === 'variable') return [anyRun]
    return part.kind === 'escaped' ? literalSymbols(part.text) : plainSymbols(part.text)
  })
  return [...headSymbols(text.slice(0, tail), false), ...parts]
}

/** The same for `coversPattern`: a variable covers and is covered as it is written, whatever it may stand for. */
export const resourceCoverSymbols = (text: string): number[] =>
  text.includes('${') ? literalSymbols(text) : resourceSymbols(text)

/** Variables of ARN templates whose values have no slash. S3 UG *Bucket naming rules*. */
const namesWithoutSlash: ReadonlySet<string> = new Set(['BucketName'])

/** Symbols of an ARN template of the Service Authorization Reference: `arn:${Partition}:s3:::${BucketName}`. */
export function arnTemplateSymbols(template: string): number[] {
  const tail = resourcePartStart(template)
  const symbols: number[] = []
  for (let at = 0; at < template.length; at += 1) {
    const end = template.startsWith('${', at) ? template.indexOf('}', at) : -1
    const inHead = at < tail
    if (end > 0) {
      const name = template.slice(at + 2, end)
      symbols.push(inHead ? anyRunInField : namesWithoutSlash.has(name) ? anyRunInName : anyRun)
      at = end
    } else if (template[at] === '*') symbols.push(inHead ? anyRunInField : anyRun)
    else symbols.push(template.charCodeAt(at))
  }
  return symbols
}

/** Behind the last code point of Unicode: a character that no text holds. */
const beyondText = 0x11_0000
/** Stand for the wildcards of a pattern that is itself matched: only a `*` takes them in. */
const standIns: ReadonlyMap<number, number> = new Map([
  [anyRun, beyondText],
  [anyRunInField, beyondText],
  [anyOne, beyondText + 1],
  [anyOneInField, beyondText + 1],
])

/**
 * Does every text that `narrow` matches also match `wide`? Never a wrong yes; a pattern with `?` covers only itself. Each
 * wildcard of `narrow` is taken for a character that nothing but a `*` of `wide` matches.
 */
export function coversPattern(wide: readonly number[], narrow: readonly number[]): boolean {
  if (wide.length === narrow.length && wide.every((symbol, at) => symbol === narrow[at])) return true
  if (wide.some((symbol) => symbol === anyOne || symbol === anyOneInField)) return false
  if (!wide.some(isRun)) return false
  return mayOverlap(
    wide,
    narrow.map((symbol) => standIns.get(symbol) ?? symbol),
  )
}
