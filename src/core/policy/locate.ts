/** Where an element that an error names stands in the document. */
import type { JsonPath } from '../json.ts'

/**
 * `Statement[0].Condition.Bool.aws:SecureTransport` → the members to walk. Names of members may themselves hold dots and
 * brackets, so the document decides; the way ends at the last element that is there. A single statement that is no list
 * counts as the first of one.
 */
export function jsonPathOf(path: string, document: unknown): JsonPath {
  const found: (string | number)[] = []
  let rest = path
  let value = document
  while (rest !== '') {
    const step = nextStep(rest, value)
    if (step === undefined) break
    rest = step.rest
    if (step.name === undefined) continue
    found.push(step.name)
    value = step.value
  }
  return found
}

function nextStep(
  rest: string,
  value: unknown,
): { name: string | number | undefined; value: unknown; rest: string } | undefined {
  const index = /^\[(\d{1,9})\]\.?/.exec(rest)
  if (index !== null) {
    const behind = rest.slice(index[0].length)
    const at = Number(index[1])
    if (Array.isArray(value)) return at < value.length ? { name: at, value: value[at], rest: behind } : undefined
    return at === 0 ? { name: undefined, value, rest: behind } : undefined
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const names = Object.keys(value).filter((name) => rest.startsWith(name) && endsName(rest.charAt(name.length)))
  const name = names.sort((a, b) => b.length - a.length)[0]
  if (name === undefined) return undefined
  const behind = rest.slice(name.length)
  const member: unknown = Object.entries(value).find(([key]) => key === name)?.[1]
  return { name, value: member, rest: behind.startsWith('.') ? behind.slice(1) : behind }
}

const endsName = (next: string): boolean => next === '' || next === '.' || next === '['

/** The way as people write it: `Statement[0].Effect`. */
export const pathText = (path: JsonPath): string =>
  path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : text === '' ? part : `${text}.${part}`),
    '',
  )
