/** `Action` and `NotAction` lists as sets of action ids. IAM UG *Policy elements: Action*, *NotAction*. */
import type { Catalogue } from '../catalogue.ts'
import { matchesPattern, type Pattern, plainPattern } from './glob.ts'

/** Ids up to this many are kept as a sorted list: smaller than the bit set and as fast. */
const shortList = 64

type NamePattern = { readonly service: string | undefined; readonly name: Pattern; readonly text: string }

export interface ActionMatcher {
  /** As written. */
  readonly texts: readonly string[]
  /** The list stands in `NotAction`. */
  readonly not: boolean
  readonly ids: ActionIds
  /** For actions that the catalogue does not know, and for lists that are not expanded. */
  readonly patterns: readonly NamePattern[]
}

export type ActionIds =
  | { readonly kind: 'all' }
  /** Not expanded: the patterns are tried one by one. */
  | { readonly kind: 'patterns' }
  | { readonly kind: 'few'; readonly ids: Uint16Array }
  | { readonly kind: 'bits'; readonly words: Uint32Array }

/** `*` and `*:*` are every action. A service prefix takes no wildcard, so any other such pattern matches nothing. */
const isEverything = (lower: string): boolean => /^\*+(?::\*+)?$/.test(lower)

/**
 * Expanding a pattern tries every action of its service. This is enough for more names and prefixes than the largest document
 * that AWS stores has room for. One made of 1 MiB of hostile patterns would take a quarter of a minute; its patterns are
 * left as they are and cost a little at each question instead.
 */
export const expansionBudget = 5_000
const costOfGlob = 20

/** How dear the expansion of an `Action` list is, in patterns without a wildcard in their midst. */
export function expansionCost(texts: readonly string[]): number {
  let cost = 0
  for (const text of texts) {
    const wildcard = text.search(/[*?]/)
    cost += wildcard < 0 || (text[wildcard] === '*' && wildcard === text.length - 1) ? 1 : costOfGlob
  }
  return cost
}

export function createActionMatchers(catalogue: Catalogue) {
  const interned = new Map<string, Pick<ActionMatcher, 'ids' | 'patterns'>>()

  function idsOf(patterns: readonly string[]): ActionIds {
    if (patterns.some(isEverything)) return { kind: 'all' }
    const words = new Uint32Array((catalogue.actionCount + 31) >> 5)
    let count = 0
    for (const pattern of patterns) {
      for (const id of catalogue.expand(pattern)) {
        const bit = 1 << (id & 31)
        const word = words[id >> 5] ?? 0
        if ((word & bit) === 0) count += 1
        words[id >> 5] = word | bit
      }
    }
    if (count > shortList) return { kind: 'bits', words }
    const ids = new Uint16Array(count)
    let at = 0
    for (const [index, word] of words.entries()) {
      for (let bit = 0; word !== 0 && bit < 32; bit += 1) {
        if (((word >>> bit) & 1) === 1) ids[at++] = index * 32 + bit
      }
    }
    return { kind: 'few', ids }
  }

  /** `expanded`: the list is made into a set of ids. */
  return (texts: readonly string[], isNot: boolean, expanded: boolean): ActionMatcher => {
    const normal = [...new Set(texts.map((text) => text.toLowerCase()))].sort()
    const key = `${expanded} ${JSON.stringify(normal)}`
    let shared = interned.get(key)
    if (shared === undefined) {
      shared = { ids: expanded ? idsOf(normal) : { kind: 'patterns' }, patterns: normal.map(namePattern) }
      interned.set(key, shared)
    }
    return { texts, not: isNot, ...shared }
  }
}

function namePattern(text: string): NamePattern {
  if (isEverything(text)) return { service: undefined, name: plainPattern('*'), text }
  const split = text.indexOf(':')
  return { service: text.slice(0, Math.max(split, 0)), name: plainPattern(text.slice(split + 1)), text }
}

/** An action of a request: `id` is -1 when the catalogue does not know it. */
export interface RequestedAction {
  readonly id: number
  readonly service: string
  /** Lower case, without the service. */
  readonly name: string
}

const covers = ({ service, name }: NamePattern, action: RequestedAction): boolean =>
  service === undefined || (service === action.service && matchesPattern(name, action.name))

function listed(matcher: ActionMatcher, action: RequestedAction): boolean {
  const { ids } = matcher
  const { id } = action
  if (ids.kind === 'all') return true
  if (ids.kind === 'patterns' || id < 0) return matcher.patterns.some((pattern) => covers(pattern, action))
  if (ids.kind === 'bits') return (((ids.words[id >> 5] ?? 0) >>> (id & 31)) & 1) === 1
  const few = ids.ids
  for (let at = 0; at < few.length; at += 1) if (few[at] === id) return true
  return false
}

export const coversAction = (matcher: ActionMatcher, action: RequestedAction): boolean =>
  listed(matcher, action) !== matcher.not

/** The pattern that covers the action, as written; undefined when none does. */
export function coveringPattern(matcher: ActionMatcher, action: RequestedAction): string | undefined {
  const found = new Set(matcher.patterns.filter((pattern) => covers(pattern, action)).map(({ text }) => text))
  return matcher.texts.find((text) => found.has(text.toLowerCase()))
}
