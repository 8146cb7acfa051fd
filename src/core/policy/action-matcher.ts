/** `Action` and `NotAction` lists as sets of action ids. IAM UG *Policy elements: Action*, *NotAction*. */
import type { Catalogue } from '../catalogue.ts'
import { matchesPattern, type Pattern, plainPattern } from './glob.ts'

/** Ids up to this many are kept as a sorted list: smaller than the bit set and as fast. */
const shortList = 64

export interface ActionMatcher {
  /** As written. */
  readonly texts: readonly string[]
  /** The list stands in `NotAction`. */
  readonly not: boolean
  readonly ids: ActionIds
  /** For actions that the catalogue does not know. */
  readonly patterns: readonly { readonly service: string | undefined; readonly name: Pattern; readonly text: string }[]
}

export type ActionIds =
  | { readonly kind: 'all' }
  | { readonly kind: 'few'; readonly ids: Uint16Array }
  | { readonly kind: 'bits'; readonly words: Uint32Array }

/** `*` and `*:*` are every action. A service prefix takes no wildcard, so any other such pattern matches nothing. */
const isEverything = (lower: string): boolean => /^\*+(?::\*+)?$/.test(lower)

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

  return (texts: readonly string[], isNot: boolean): ActionMatcher => {
    const normal = [...new Set(texts.map((text) => text.toLowerCase()))].sort()
    const key = JSON.stringify(normal)
    let shared = interned.get(key)
    if (shared === undefined) {
      const patterns = normal.map((text) => {
        const split = text.indexOf(':')
        if (isEverything(text)) return { service: undefined, name: plainPattern('*'), text }
        return { service: text.slice(0, Math.max(split, 0)), name: plainPattern(text.slice(split + 1)), text }
      })
      shared = { ids: idsOf(normal), patterns }
      interned.set(key, shared)
    }
    return { texts, not: isNot, ...shared }
  }
}

/** An action of a request: `id` is -1 when the catalogue does not know it. */
export interface RequestedAction {
  readonly id: number
  readonly service: string
  /** Lower case, without the service. */
  readonly name: string
}

function listed(matcher: ActionMatcher, action: RequestedAction): boolean {
  const { ids } = matcher
  const { id } = action
  if (ids.kind === 'all') return true
  if (id < 0) {
    return matcher.patterns.some(
      ({ service, name }) => service === undefined || (service === action.service && matchesPattern(name, action.name)),
    )
  }
  if (ids.kind === 'bits') return (((ids.words[id >> 5] ?? 0) >>> (id & 31)) & 1) === 1
  const few = ids.ids
  for (let at = 0; at < few.length; at += 1) if (few[at] === id) return true
  return false
}

export const coversAction = (matcher: ActionMatcher, action: RequestedAction): boolean =>
  listed(matcher, action) !== matcher.not

/** The pattern that covers the action, as written; undefined when none does. */
export function coveringPattern(matcher: ActionMatcher, action: RequestedAction): string | undefined {
  return matcher.texts.find((text) => {
    const lower = text.toLowerCase()
    const found = matcher.patterns.find((pattern) => pattern.text === lower)
    if (found === undefined) return false
    return found.service === undefined || (found.service === action.service && matchesPattern(found.name, action.name))
  })
}
