/** What was typed, looked up among a hundred thousand names: sorted and in lower case once, read through for each question. */
import { type Steps, sortedInSteps } from './stepwise.ts'

/** What a picker offers. */
export interface Offered {
  readonly value: string
  readonly label: string
  readonly detail?: string
}

/** Made anew each time: what stays in memory is the text that is looked through. */
export interface OfferedList<T extends Offered> {
  readonly length: number
  at(position: number): T | undefined
}

export interface SuggestionLookup<T extends Offered> {
  /** Best first. */
  find(words: readonly string[], limit: number): readonly T[]
}

export const wordsOf = (typed: string): readonly string[] =>
  typed
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')

interface Row {
  readonly position: number
  readonly length: number
  readonly value: string
  /** Label, value and detail, a line each. */
  readonly text: string
}

interface Page {
  readonly positions: Uint32Array
  readonly text: string
  /** Where the text of each row begins, and where that of the last one ends. */
  readonly starts: Uint32Array
}

/** So many take a few milliseconds. */
const madeAtOnce = 500

/** One letter that Latin-1 has not doubles the memory of its page. */
const rowsOfPage = 1_000

export function* lookupInSteps<T extends Offered>(list: OfferedList<T>): Steps<SuggestionLookup<T>> {
  const rows: Row[] = []
  for (let position = 0; position < list.length; position += 1) {
    if (position % madeAtOnce === 0) yield
    const one = list.at(position)
    if (one) rows.push({ position, length: one.label.length, value: one.value, text: textOf(one) })
  }
  const inOrder = yield* sortedInSteps(rows, (a, b) => a.length - b.length || (a.value < b.value ? -1 : 1))
  const pages: Page[] = []
  for (let from = 0; from < inOrder.length; from += rowsOfPage) {
    pages.push(pageOf(inOrder.slice(from, from + rowsOfPage)))
    yield
  }
  return {
    find: (words, limit) => bestOf(pages, words, limit).flatMap((position) => list.at(position) ?? []),
  }
}

const textOf = ({ label, value, detail = '' }: Offered): string =>
  [label, value, detail].map((text) => text.replaceAll('\n', ' ').toLowerCase()).join('\n')

function pageOf(rows: readonly Row[]): Page {
  const starts = new Uint32Array(rows.length + 1)
  for (const [at, { text }] of rows.entries()) starts[at + 1] = (starts[at] ?? 0) + text.length + 1
  return {
    positions: Uint32Array.from(rows, ({ position }) => position),
    text: rows.map(({ text }) => `${text}\n`).join(''),
    starts,
  }
}

/** Of equal rank in the order of the pages: the shortest name first. */
function bestOf(pages: readonly Page[], words: readonly string[], limit: number): readonly number[] {
  const ranked: readonly [number[], number[], number[]] = [[], [], []]
  const [best] = ranked
  // The longest word is the rarest, as a rule: only rows that have it are looked at.
  const rarest = words.reduce((longest, word) => (word.length > longest.length ? word : longest), '')
  for (const { positions, text, starts } of pages) {
    let row = 0
    for (let at = text.indexOf(rarest); at >= 0 && row < positions.length; at = text.indexOf(rarest, starts[row])) {
      while ((starts[row + 1] ?? text.length) <= at) row += 1
      const rank = rankOf(text.slice(starts[row], starts[row + 1]), words)
      const equals = rank === undefined ? undefined : ranked[rank]
      if (equals && equals.length < limit) equals.push(positions[row] ?? 0)
      if (best.length >= limit) return best
      row += 1
    }
  }
  return ranked.flat().slice(0, limit)
}

type Rank = 0 | 1 | 2

/** As well as the word that fits worst: beginning of the name, anywhere in it, anywhere in value or detail. */
function rankOf(row: string, words: readonly string[]): Rank | undefined {
  const label = row.slice(0, row.indexOf('\n'))
  const name = label.indexOf(':') + 1
  let worst: Rank = 0
  for (const word of words) {
    if (label.startsWith(word) || label.startsWith(word, name)) continue
    if (label.includes(word)) worst = worst === 0 ? 1 : worst
    else if (row.includes(word)) worst = 2
    else return undefined
  }
  return worst
}
