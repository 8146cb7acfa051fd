/** Policy variables against a request, some of whose keys may not be known. */
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
/** Places tried in search of candidates. */
const maxTries = 4_096

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
  if (variable === undefined) return no
  const mayBeAbsent = context.get(variable.lowerKey) === 'maybe'
  const fill = (value: string) =>
    parts.map((part): TemplatePart => (part.kind === 'variable' ? { kind: 'escaped', text: value } : part))
  const candidates = variables.length === 1 ? candidateValues(parts, text, (value) => matches(fill(value))) : undefined
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
  return formulas.or([whenThere, formulas.atom(absentAtom(variable.key))])
}

export const absentAtom = (key: string): Atom => ({
  key,
  lowerKey: key.toLowerCase(),
  mode: 'absent',
  op: 'Null',
  values: ['true'],
  quantifier: undefined,
  mayBeAbsent: true,
  multivalued: false,
  matchers: [],
})

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

/** Undefined when there are too many to try or to tell. */
function candidateValues(
  parts: readonly TemplatePart[],
  text: string,
  matches: (value: string) => boolean,
): string[] | undefined {
  const place = parts.findIndex((part) => part.kind === 'variable')
  const before = literalLength(parts.slice(0, place))
  const after = literalLength(parts.slice(place + 1))
  const starts = before === undefined ? range(0, text.length) : [before]
  const found = new Set<string>()
  let tries = 0
  for (const start of starts) {
    const ends = after === undefined ? range(start, text.length) : [text.length - after]
    for (const end of ends) {
      if (end < start) continue
      tries += 1
      if (tries > maxTries) return undefined
      const value = text.slice(start, end)
      if (!found.has(value) && matches(value)) found.add(value)
      if (found.size > maxCandidates) return undefined
    }
  }
  return [...found]
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index)

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
