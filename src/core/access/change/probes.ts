/**
 * On which resources two sets of policies must be compared so that no difference is missed. A resource is told apart by which
 * patterns match it; so one text for each set of patterns that can match together is enough: the patterns themselves and
 * their intersections. Each text stands for the resources it matches, and is asked about as it is written.
 */
import { resourcePattern } from '../../policy/arn-pattern.ts'
import { matchesPattern, type Pattern } from '../../policy/glob.ts'

/** Beyond these the answer says that not all of them were tried. */
const maxProbes = 96

export interface Probes {
  readonly texts: readonly string[]
  /** There are more. */
  readonly isCut: boolean
}

/** Texts inside one of `starts`, one for each way in which `patterns` can meet there; sorted, the widest first. */
export function probesOf(starts: readonly string[], patterns: readonly string[]): Probes {
  const found = new Set(starts)
  const open = [...found]
  let isCut = false
  for (let text = open.pop(); text !== undefined; text = open.pop()) {
    for (const pattern of patterns) {
      const meeting = intersection(text, pattern)
      if (!meeting) isCut = true
      for (const both of meeting ?? []) {
        if (found.has(both)) continue
        if (found.size >= maxProbes) {
          isCut = true
          continue
        }
        found.add(both)
        open.push(both)
      }
    }
  }
  const texts = [...new Set([...found].map((text) => aloof(text, patterns)))].sort(byWidth)
  return { texts, isCut }
}

const byWidth = (a: string, b: string): number => (a === '*' ? -1 : b === '*' ? 1 : a < b ? -1 : a > b ? 1 : 0)

/** `?` takes the star of a text for a letter; a longer run of stars means the same and fits no run of `?`. */
function aloof(text: string, patterns: readonly string[]): string {
  if (text === '*' || !text.includes('*')) return text
  const caught = patterns.filter((pattern) => pattern.includes('?') && covers(pattern, text))
  if (caught.length === 0) return text
  const letters = Math.max(...caught.map((pattern) => pattern.split('?').length - 1))
  return text.replaceAll(/\*+/g, '*'.repeat(letters + 1))
}

/* ------------------------------------------------------------------ patterns that meet */

/** Policies repeat their patterns a great deal; the bounds hold a flood of new ones. */
const compiled = new Map<string, Pattern>()
const meetings = new Map<string, readonly string[]>()
const memoLimit = 20_000

function patternOf(text: string): Pattern {
  const known = compiled.get(text)
  if (known) return known
  if (compiled.size >= memoLimit) compiled.clear()
  const made = resourcePattern(text)
  compiled.set(text, made)
  return made
}

/** Every text that `inner` stands for. */
export const covers = (outer: string, inner: string): boolean =>
  outer === '*' || outer === inner || matchesPattern(patternOf(outer), inner)

/** ARNs are far shorter; reading two patterns letter by letter takes the product of their lengths. */
const longestMerged = 512

/** What both match, as few texts as it takes; empty when nothing is matched by both, undefined when it is too long to tell. */
export function intersection(a: string, b: string): readonly string[] | undefined {
  if (covers(a, b)) return [b]
  if (covers(b, a)) return [a]
  if (!meetAtTheEnds(a, b)) return []
  const key = `${a}\n${b}`
  const known = meetings.get(key)
  if (known) return known
  if (a.length > longestMerged || b.length > longestMerged) return undefined
  if (meetings.size >= memoLimit) meetings.clear()
  const all = [...merged(a, b)].filter((text) => covers(a, text) && covers(b, text))
  const made = all.filter((text) => !all.some((other) => other !== text && covers(other, text)))
  meetings.set(key, made)
  return made
}

const isWild = (letter: string | undefined): boolean => letter === '*' || letter === '?'

/** Most pairs differ before their first star or behind their last. */
function meetAtTheEnds(a: string, b: string): boolean {
  for (let at = 0; !isWild(a[at]) && !isWild(b[at]); at += 1) {
    if (a[at] !== b[at]) return false
    if (at >= a.length && at >= b.length) return true
  }
  for (let at = 1; !isWild(a.at(-at)) && !isWild(b.at(-at)); at += 1) {
    if (a.at(-at) !== b.at(-at)) return false
    if (at > a.length && at > b.length) return true
  }
  return true
}

/** Two stars can meet in many ways; that many are kept apart. */
const maxMerged = 24

/** Texts with stars that both match, read letter by letter; a star takes the other's letters or ends. */
function merged(a: string, b: string): ReadonlySet<string> {
  const made = new Map<number, ReadonlySet<string>>()
  const width = b.length + 1
  const from = (i: number, j: number): ReadonlySet<string> => {
    const key = i * width + j
    const known = made.get(key)
    if (known) return known
    const texts = new Set<string>()
    const add = (letter: string, rests: ReadonlySet<string>): void => {
      for (const rest of rests)
        if (texts.size < maxMerged) texts.add(letter === '*' && rest.startsWith('*') ? rest : letter + rest)
    }
    const [x, y] = [a[i], b[j]]
    if (x === undefined && y === undefined) texts.add('')
    else if (x === '*' && y === '*') {
      add('*', from(i + 1, j))
      add('*', from(i, j + 1))
    } else if (x === '*') {
      if (y !== undefined) add(y, from(i, j + 1))
      add('', from(i + 1, j))
    } else if (y === '*') {
      if (x !== undefined) add(x, from(i + 1, j))
      add('', from(i, j + 1))
    } else if (x !== undefined && y !== undefined && (x === y || x === '?' || y === '?')) {
      add(x === '?' ? y : x, from(i + 1, j + 1))
    }
    made.set(key, texts)
    return texts
  }
  return from(0, 0)
}
