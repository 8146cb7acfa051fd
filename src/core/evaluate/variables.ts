/** Policy variables against a request, some of whose keys may not be known. */
import { anyRun, compilePattern, literalSymbols, matchesPattern, plainSymbols } from '../policy/glob.ts'
import type { Operator } from '../policy/operators.ts'
import type { TemplatePart } from '../policy/template.ts'
import { type Atom, type Formula, type Formulas, no } from './formula.ts'
import type { RequestContext } from './types.ts'

type Variable = TemplatePart & { readonly kind: 'variable' }

/**
 * Fills in what is known. Undefined when a variable has neither value nor default: then the whole matches nothing. A key
 * with several values is no valid variable. Variables that remain are not known.
 */
export function fillIn(parts: readonly TemplatePart[], context: RequestContext): TemplatePart[] | undefined {
  const filled: TemplatePart[] = []
  for (const part of parts) {
    if (part.kind !== 'variable') {
      filled.push(part)
      continue
    }
    const value = context.get(part.lowerKey)
    if (value === 'present' || value === 'maybe') {
      filled.push(part)
      continue
    }
    const text = value === 'absent' || value.length === 0 ? part.fallback : value.length === 1 ? value[0] : undefined
    if (text === undefined) return undefined
    // "escaped" is literal text: a star in a tag is no wildcard.
    filled.push({ kind: 'escaped', text })
  }
  return filled
}

export const partsText = (parts: readonly TemplatePart[]): string =>
  parts.map((part) => (part.kind === 'variable' ? `\${${part.key}}` : part.text)).join('')

/** More candidate values than this are no answer a person could use; the comparison then stays opaque. */
const maxCandidates = 16

/**
 * For which values of the unknown variables does the template match the text? With one variable these are parts of the
 * text itself, so the answer is a test of equality on that key.
 */
export function openMatch(
  parts: readonly TemplatePart[],
  text: string,
  operator: Pick<Operator, 'family'>,
  matches: (filled: readonly TemplatePart[]) => boolean,
  context: RequestContext,
  formulas: Formulas,
): Formula {
  const variables = parts.filter((part): part is Variable => part.kind === 'variable')
  const [variable] = variables
  if (variable === undefined || !couldMatch(parts, text, operator)) return no
  const mayBeAbsent = context.get(variable.lowerKey) === 'maybe'
  const fill = (value: string) =>
    parts.map((part): TemplatePart => (part.kind === 'variable' ? { kind: 'escaped', text: value } : part))
  const candidates =
    variables.length === 1 ? candidateValues(parts, text, operator, (value) => matches(fill(value))) : undefined
  if (candidates === undefined) {
    return formulas.atom({ ...opaqueAtom(variable, partsText(parts), text), mayBeAbsent })
  }
  const folded = operator.family === 'stringIgnoreCase'
  const equal: Atom = {
    key: variable.key,
    lowerKey: variable.lowerKey,
    mode: 'some',
    op: folded ? 'StringEqualsIgnoreCase' : 'StringEquals',
    values: candidates,
    quantifier: undefined,
    mayBeAbsent,
    multivalued: false,
    matchers: candidates.map((value) =>
      folded ? { kind: 'folded', text: value.toLowerCase() } : { kind: 'text', text: value },
    ),
  }
  const whenThere = candidates.length === 0 ? no : formulas.atom(equal)
  if (!mayBeAbsent || variable.fallback === undefined || !matches(fill(variable.fallback))) return whenThere
  return formulas.or([whenThere, formulas.absent(variable.key)])
}

const opaqueAtom = (variable: Variable, pattern: string, text: string): Omit<Atom, 'mayBeAbsent'> => ({
  key: variable.key,
  lowerKey: variable.lowerKey,
  mode: 'opaque',
  op: 'PatternMatches',
  values: [pattern, text],
  quantifier: undefined,
  multivalued: true,
  matchers: [],
})

/** False when the literal parts alone rule a match out. Lets wildcards run further than they may, never less far. */
function couldMatch(parts: readonly TemplatePart[], text: string, operator: Pick<Operator, 'family'>): boolean {
  const folded = operator.family === 'stringIgnoreCase'
  const literalStars = operator.family === 'string' || folded
  const symbols = parts.flatMap((part) => {
    if (part.kind === 'variable') return [anyRun]
    const own = folded ? part.text.toLowerCase() : part.text
    return part.kind === 'text' && !literalStars ? plainSymbols(own) : literalSymbols(own)
  })
  return matchesPattern(compilePattern(symbols), folded ? text.toLowerCase() : text)
}

/** Undefined when there are too many to try or to tell: each try costs a whole match. */
function candidateValues(
  parts: readonly TemplatePart[],
  text: string,
  operator: Pick<Operator, 'family'>,
  matches: (value: string) => boolean,
): string[] | undefined {
  const place = parts.findIndex((part) => part.kind === 'variable')
  const before = parts.slice(0, place)
  const after = parts.slice(place + 1)
  const fold = (value: string): string => (operator.family === 'stringIgnoreCase' ? value.toLowerCase() : value)
  const found = new Set<string>()
  let tries = 0
  for (const start of possibleStarts(before, fold(text), fold)) {
    for (const end of possibleEnds(after, fold(text), start, fold)) {
      tries += 1
      if (tries > maxCandidates) return undefined
      const value = text.slice(start, end)
      if (!found.has(value) && matches(value)) found.add(value)
    }
    // A start without any end counts, too.
    tries += 1
    if (tries > maxCandidates) return undefined
  }
  return [...found]
}

type Fold = (text: string) => string

/** Where the value can begin: behind an occurrence of the literal text that stands right before the variable. */
function* possibleStarts(before: readonly TemplatePart[], text: string, fold: Fold): Iterable<number> {
  const length = literalLength(before)
  if (length !== undefined) {
    yield length
    return
  }
  const last = before.at(-1)
  const literal = fold(
    last?.kind === 'text' ? (last.text.split(/[*?]/).at(-1) ?? '') : last?.kind === 'escaped' ? last.text : '',
  )
  for (const at of occurrences(literal, text, 0)) yield at + literal.length
}

/** Where it can end: before an occurrence of the literal text that stands right behind the variable. */
function* possibleEnds(after: readonly TemplatePart[], text: string, start: number, fold: Fold): Iterable<number> {
  const length = literalLength(after)
  if (length !== undefined) {
    if (text.length - length >= start) yield text.length - length
    return
  }
  const next = after[0]
  const literal = fold(
    next?.kind === 'text' ? (next.text.split(/[*?]/, 1)[0] ?? '') : next?.kind === 'escaped' ? next.text : '',
  )
  yield* occurrences(literal, text, start)
}

function* occurrences(literal: string, text: string, from: number): Iterable<number> {
  for (let at = text.indexOf(literal, from); at >= 0; at = text.indexOf(literal, at + 1)) {
    yield at
    if (at === text.length) return
  }
}

/** Length of parts without wildcards; undefined when there are some. */
function literalLength(parts: readonly TemplatePart[]): number | undefined {
  let length = 0
  for (const part of parts) {
    if (part.kind === 'variable') return undefined
    if (part.kind === 'text' && (part.text.includes('*') || part.text.includes('?'))) return undefined
    length += part.text.length
  }
  return length
}
