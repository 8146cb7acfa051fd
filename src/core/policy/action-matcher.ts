/** `Action` and `NotAction` lists as sets of action ids. IAM UG *Policy elements: Action*, *NotAction*. */
import type { Catalogue } from '../catalogue.ts'
import { matchesPattern, type Pattern, plainPattern } from './glob.ts'
import { createInternTable, hashSeed, hashTexts, sameTexts } from './intern.ts'

/** Ids up to this many are kept as a sorted list when they lie far apart: smaller than the bit set and as fast. */
const shortList = 64
/** Bit sets up to this many words are always smaller than a list. */
const shortSpan = 8

export interface ActionMatcher {
  /** As written. */
  readonly texts: readonly string[]
  /** The list stands in `NotAction`. */
  readonly not: boolean
  readonly ids: ActionIds
}

/** One shape for all, because the test of the action is asked more often than anything else. */
export interface ActionIds {
  readonly everything: boolean
  /** False: the patterns are tried one by one. */
  readonly expanded: boolean
  /** All ids lie between these, both included. Without any, `last` is -1. */
  readonly first: number
  readonly last: number
  /** Bits from `first`, rounded down to a word, on. */
  readonly words: Uint32Array | undefined
  /** Sorted; when there are no bits. */
  readonly few: Uint16Array | undefined
}

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

/** Ids have 16 bits. */
const anyId = 0xffff

export function createActionMatchers(catalogue: Catalogue) {
  const known = createInternTable<ActionMatcher>()
  const none = { everything: false, expanded: true, first: anyId, last: -1, words: undefined, few: undefined }
  const all: ActionIds = { ...none, everything: true, first: 0, last: catalogue.actionCount - 1 }
  const unexpanded: ActionIds = { ...none, expanded: false }

  function idsOf(texts: readonly string[]): ActionIds {
    if (texts.some(isEverything)) return all
    const found = new Set<number>()
    for (const text of texts) for (const id of catalogue.expand(text.toLowerCase())) found.add(id)
    if (found.size === 0) return none
    const few = Uint16Array.from(found).sort()
    const first = few[0] ?? 0
    const last = few[few.length - 1] ?? -1
    const from = first >> 5
    const span = (last >> 5) - from + 1
    if (span > shortSpan && few.length <= shortList) return { ...none, first, last, few }
    const words = new Uint32Array(span)
    for (const id of few) words[(id >> 5) - from] = (words[(id >> 5) - from] ?? 0) | (1 << (id & 31))
    return { ...none, first, last, words }
  }

  /** `expanded`: the list is made into a set of ids. */
  return (texts: readonly string[], isNot: boolean, expanded: boolean): ActionMatcher => {
    if (!expanded) {
      return { texts, not: isNot, ids: texts.some(isEverything) ? all : unexpanded }
    }
    const hash = hashTexts(isNot ? ~hashSeed : hashSeed, texts)
    const found = known.find(hash, (one) => one.not === isNot && sameTexts(one.texts, texts))
    if (found !== undefined) return found
    const made = { texts, not: isNot, ids: idsOf(texts) }
    known.add(hash, made)
    return made
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
  const { id } = action
  const { everything, expanded, first, last, words, few } = matcher.ids
  if (everything) return true
  if (id < 0 || !expanded) return listedByName(matcher, action)
  if (id < first || id > last) return false
  if (words !== undefined) return (((words[(id >> 5) - (first >> 5)] ?? 0) >>> (id & 31)) & 1) === 1
  return few !== undefined && isAmong(few, id)
}

function isAmong(sorted: Uint16Array, id: number): boolean {
  let low = 0
  let high = sorted.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? 0) < id) low = middle + 1
    else high = middle
  }
  return sorted[low] === id
}

/** Without a colon there is no service, and no action has such a name. */
function splitAction(text: string): { readonly service: string; readonly name: string } {
  const split = text.indexOf(':')
  return { service: text.slice(0, Math.max(split, 0)), name: text.slice(split + 1) }
}

/** Patterns of a list by service; made when an action is asked for that the catalogue does not know. */
const namePatterns = new WeakMap<ActionMatcher, ReadonlyMap<string, readonly Pattern[]>>()

function namePatternsOf(matcher: ActionMatcher): ReadonlyMap<string, readonly Pattern[]> {
  const known = namePatterns.get(matcher)
  if (known !== undefined) return known
  const made = new Map<string, Pattern[]>()
  for (const text of new Set(matcher.texts.map((text) => text.toLowerCase()))) {
    const { service, name } = splitAction(text)
    const pattern = plainPattern(name)
    const others = made.get(service)
    if (others === undefined) made.set(service, [pattern])
    else others.push(pattern)
  }
  namePatterns.set(matcher, made)
  return made
}

const listedByName = (matcher: ActionMatcher, action: RequestedAction): boolean =>
  namePatternsOf(matcher)
    .get(action.service)
    ?.some((pattern) => matchesPattern(pattern, action.name)) ?? false

export const coversAction = (matcher: ActionMatcher, action: RequestedAction): boolean =>
  listed(matcher, action) !== matcher.not

/** Among the actions of the catalogue none before this one is covered; nor is one behind the last. */
export const firstCovered = ({ not, ids }: ActionMatcher): number => (not || !ids.expanded ? 0 : ids.first)
export const lastCovered = ({ not, ids }: ActionMatcher): number => (not || !ids.expanded ? anyId : ids.last)

/** The pattern that covers the action, as written; undefined when none does. */
export const coveringPattern = ({ texts }: ActionMatcher, action: RequestedAction): string | undefined =>
  texts.find((text) => {
    const lower = text.toLowerCase()
    if (isEverything(lower)) return true
    const { service, name } = splitAction(lower)
    return service === action.service && matchesPattern(plainPattern(name), action.name)
  })
