/**
 * Policy variables: `${key}`, `${key, 'default'}`, and the escapes `${*}`, `${?}`, `${$}` (IAM UG *IAM policy elements:
 * Variables and tags*). Only documents of Version 2012-10-17 have them; for others `${…}` is literal text.
 */
import { literalSymbols, plainSymbols } from './glob.ts'

export type TemplatePart =
  | { readonly kind: 'text'; readonly text: string }
  /** An escaped character: literal, never a wildcard. */
  | { readonly kind: 'escaped'; readonly text: string }
  | {
      readonly kind: 'variable'
      readonly key: string
      readonly lowerKey: string
      readonly fallback: string | undefined
    }

const escapes: ReadonlySet<string> = new Set(['*', '?', '$'])

/** Splits text into its parts; unfinished `${` is text. */
export function parseTemplate(text: string): TemplatePart[] {
  const parts: TemplatePart[] = []
  let from = 0
  for (let at = text.indexOf('${'); at >= 0; at = text.indexOf('${', at)) {
    const found = variableAt(text, at)
    if (found === undefined) {
      at += 2
      continue
    }
    if (at > from) parts.push({ kind: 'text', text: text.slice(from, at) })
    parts.push(found.part)
    from = found.end
    at = found.end
  }
  if (from < text.length) parts.push({ kind: 'text', text: text.slice(from) })
  return parts
}

function variableAt(text: string, start: number): { part: TemplatePart; end: number } | undefined {
  const close = text.indexOf('}', start)
  const quote = text.indexOf("'", start)
  if (close < 0) return undefined
  const comma = text.indexOf(',', start)
  if (comma > 0 && comma < close && quote > comma && text.slice(comma + 1, quote).trim() === '') {
    // The default may hold a brace, so its closing quote decides where the variable ends.
    const endQuote = text.indexOf("'", quote + 1)
    const end = endQuote < 0 ? -1 : text.indexOf('}', endQuote)
    if (end < 0 || text.slice(endQuote + 1, end).trim() !== '') return undefined
    return { part: variable(text.slice(start + 2, comma), text.slice(quote + 1, endQuote)), end: end + 1 }
  }
  const name = text.slice(start + 2, close)
  return { part: escapes.has(name) ? { kind: 'escaped', text: name } : variable(name, undefined), end: close + 1 }
}

function variable(name: string, fallback: string | undefined): TemplatePart {
  const key = name.trim()
  return { kind: 'variable', key, lowerKey: key.toLowerCase(), fallback }
}

export const hasVariables = (parts: readonly TemplatePart[]): boolean => parts.some((part) => part.kind === 'variable')

/** The text with escapes resolved. Only for parts without variables. */
export const plainText = (parts: readonly TemplatePart[]): string =>
  parts.map((part) => (part.kind === 'variable' ? '' : part.text)).join('')

/** Pattern symbols of the parts, with `value` giving the text of each variable; substituted text holds no wildcards. */
export function templateSymbols(
  parts: readonly TemplatePart[],
  value: (part: TemplatePart & { kind: 'variable' }) => string,
): number[] {
  return parts.flatMap((part) => {
    if (part.kind === 'text') return plainSymbols(part.text)
    return literalSymbols(part.kind === 'escaped' ? part.text : value(part))
  })
}
