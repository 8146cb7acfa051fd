/**
 * The values of one context key fall into few classes that its tests can tell apart: a value that a test names, one between
 * two numbers, one inside both of two patterns, none of them. A class is written as the truth of each test for its values.
 * Leaving a class out would settle what is open, so whatever is not sure to be impossible is a class.
 */
import { codePoints, patternSymbols } from '../policy/glob.ts'
import type { Network } from '../policy/network.ts'
import { coversPattern, mayOverlap } from '../policy/overlap.ts'
import { type ConditionValue, valueMatches } from '../policy/values.ts'
import type { Atom } from './formula.ts'

/** Truth of each atom of one key, for one class of values. */
export type Row = readonly boolean[]

/** 2^5 rows for five independent tests of one key. */
const maxIndependent = 5
/** Sets of values of one key; more are not told apart. */
const maxSets = 64
/** Every value is tried against every other: their number times their characters. Longer lists are not told apart. */
const maxTrials = 4_000_000
/** Characters and wildcards of all patterns of one key, each pair of which is compared; longer ones count as meeting. */
const maxSymbols = 2_000

const typedKeys: ReadonlySet<string> = new Set(['Numeric', 'Date', 'IPAddress'])
const bools = ['true', 'false']
/** A comparison of these types tells apart all values that there are; one as text leaves all that it does not name. */
const typedKinds: ReadonlySet<ConditionValue['kind']> = new Set(['number', 'instant', 'network', 'truth', 'never'])

/** Undefined when there are too many. */
export function classesOf(atoms: readonly Atom[], type: string | undefined): Row[] | undefined {
  const rows = areFew(atoms) && atoms.every(isListable) && areAlike(atoms, type) ? valueRows(atoms, type) : undefined
  const found = rows !== undefined && atoms.some(({ multivalued }) => multivalued) ? setRows(atoms, rows) : rows
  const all = found ?? independentRows(atoms)
  if (all === undefined) return undefined
  return distinct(atoms.some(({ mayBeAbsent }) => mayBeAbsent) ? [...all, ...absentRows(atoms)] : all)
}

/** A comparison that involves several keys may come out either way: the default of a policy variable may stand for this one. */
function absentRows(atoms: readonly Atom[]): Row[] {
  const opaque = atoms.filter(({ mode }) => mode === 'opaque')
  return combinations(opaque.length).map((row) =>
    atoms.map((atom) => row[opaque.indexOf(atom)] ?? (atom.mode === 'absent' || atom.mode === 'all')),
  )
}

const distinct = (rows: readonly Row[]): Row[] => [...new Map(rows.map((row) => [row.join(), row])).values()]

function areFew(atoms: readonly Atom[]): boolean {
  const texts = atoms.flatMap(({ values }) => values)
  return texts.length * texts.reduce((sum, text) => sum + text.length + 1, 0) <= maxTrials
}

/** Its values are known, so that others can be tried. */
const isListable = ({ mode, matchers, values }: Atom): boolean =>
  mode === 'absent' ||
  (mode !== 'opaque' && matchers.length === values.length && !matchers.some(({ kind }) => kind === 'template'))

/**
 * Tests of different types on one key are not told apart: `5` and `5.0` are one number and two texts. A key of type Bool has
 * no values but two, however it is tested.
 */
function areAlike(atoms: readonly Atom[], type: string | undefined): boolean {
  const kinds = new Set(atoms.flatMap(({ matchers }) => matchers.map(({ kind }) => kind)))
  for (const kind of ['folded', 'pattern'] as const) if (kinds.delete(kind)) kinds.add('text')
  kinds.delete('never')
  return kinds.size <= 1 || type === 'Bool'
}

function combinations(count: number): Row[] {
  return Array.from({ length: 1 << count }, (_, bits) =>
    Array.from({ length: count }, (_unused, at) => ((bits >> at) & 1) === 1),
  )
}

/** Nothing is known of how the tests hang together, but that the key is there. */
function independentRows(atoms: readonly Atom[]): Row[] | undefined {
  const free = atoms.filter(({ mode }) => mode !== 'absent')
  if (free.length > maxIndependent) return undefined
  return combinations(free.length).map((row) => atoms.map((atom) => row[free.indexOf(atom)] ?? false))
}

/** For keys of one value. */
function valueRows(atoms: readonly Atom[], type: string | undefined): Row[] | undefined {
  const candidates = type === 'Bool' ? [...bools, ...candidateTexts(atoms)] : candidateTexts(atoms)
  const rows = candidates.map(
    (text): Row => atoms.map((atom) => atom.matchers.some((value) => valueMatches(value, text))),
  )
  const open = atoms.filter(isOpen)
  if (open.length > maxIndependent) return undefined
  // A value that no test names.
  if (open.length > 0 || !(type === 'Bool' || isTyped(atoms, type)) || rows.length === 0) {
    for (const row of possibleTogether(open)) rows.push(atoms.map((atom) => row[open.indexOf(atom)] ?? false))
  }
  return distinct(rows)
}

/** The key has a type with an order or an end, and is compared as that alone. */
const isTyped = (atoms: readonly Atom[], type: string | undefined): boolean =>
  typedKeys.has(type ?? '') && atoms.every(({ matchers }) => matchers.every(({ kind }) => typedKinds.has(kind)))

/** For keys of several values at once: a set of values matches "some" when one of them does, "all" when each does. */
function setRows(atoms: readonly Atom[], values: readonly Row[]): Row[] | undefined {
  const sets = new Map<string, Row>(values.map((row) => [row.join(), row]))
  // A set that is added is itself visited later, so in the end every union has been met.
  for (const set of sets.values()) {
    for (const value of values) {
      const union = atoms.map(({ mode }, at) => {
        const [one, other] = [set[at] === true, value[at] === true]
        return mode === 'all' ? one && other : one || other
      })
      sets.set(union.join(), union)
      if (sets.size > maxSets) return undefined
    }
  }
  return [...sets.values()]
}

/* ------------------------------------------------------------------ values that tests name */

function candidateTexts(atoms: readonly Atom[]): string[] {
  const matchers = atoms.flatMap((atom) => atom.matchers)
  const numbers = matchers.flatMap((value) => (value.kind === 'number' ? [value.value] : []))
  const instants = matchers.flatMap((value) => (value.kind === 'instant' ? [value.value] : []))
  const networks = matchers.flatMap((value) => (value.kind === 'network' ? [value.network] : []))
  return [
    ...new Set([
      ...atoms.flatMap((atom) => atom.matchers.flatMap((value, at) => namedTexts(value, atom.values[at] ?? ''))),
      ...between(numbers).map(String),
      // With decimals: four bare digits would be a year.
      ...between(instants).map((milliseconds) => (milliseconds / 1000).toFixed(6)),
      ...networks.flatMap(networkEdges),
      ...(networks.length > 0 ? [someIpv4, someIpv6] : []),
    ]),
  ]
}

function namedTexts(value: ConditionValue, written: string): string[] {
  switch (value.kind) {
    case 'text':
      return [value.text]
    case 'folded':
      return [value.text, value.text.toUpperCase(), value.text.slice(0, 1).toUpperCase() + value.text.slice(1)]
    case 'pattern':
      return value.pattern.kind === 'exact' ? [value.pattern.text] : []
    case 'truth':
      return bools
    case 'bytes':
      return [written]
    case 'number':
    case 'instant':
    case 'network':
    case 'template':
    case 'never':
      return []
  }
}

/** The thresholds, a point in each gap between two of them, and one on either side. */
function between(thresholds: readonly number[]): number[] {
  const sorted = [...new Set(thresholds)].sort((a, b) => a - b)
  const [first, last] = [sorted[0], sorted.at(-1)]
  if (first === undefined || last === undefined) return []
  const gaps = sorted.slice(1).map((threshold, at) => ((sorted[at] ?? threshold) + threshold) / 2)
  const margin = Math.max(1, Math.abs(first), Math.abs(last))
  return [first - margin, ...sorted, ...gaps, last + margin]
}

/** From the documentation blocks; they stand for every address of the other family. */
const someIpv4 = '192.0.2.0'
const someIpv6 = '2001:db8::'

/** First and last address of the block, and those beside it. */
function networkEdges({ groups, prefix }: Network): string[] {
  const bits = BigInt(groups.length * 16)
  const address = groups.reduce((sum, group) => sum * 65_536n + BigInt(group), 0n)
  const size = 2n ** (bits - BigInt(prefix))
  const first = (address / size) * size
  return [first - 1n, first, first + size - 1n, first + size]
    .filter((edge) => edge >= 0n && edge < 2n ** bits)
    .map((edge) => (groups.length === 2 ? ipv4Text(Number(edge)) : ipv6Text(edge)))
}

const ipv4Text = (address: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.')

const ipv6Text = (address: bigint): string =>
  [7n, 6n, 5n, 4n, 3n, 2n, 1n, 0n].map((at) => ((address >> (16n * at)) % 65_536n).toString(16)).join(':')

/* ------------------------------------------------------------------ values that only fit */

/** Values that match it cannot be listed by hand: a pattern, or a text in any case. */
const isOpen = (atom: Atom): boolean =>
  atom.matchers.some((value) => value.kind === 'folded' || (value.kind === 'pattern' && value.pattern.kind !== 'exact'))

interface Shape {
  readonly folded: boolean
  /** Code points and wildcards. */
  readonly symbols: readonly number[]
}

function shapesOf(atom: Atom): Shape[] {
  return atom.matchers.flatMap((value): Shape[] => {
    if (value.kind === 'folded') return [{ folded: true, symbols: codePoints(value.text) }]
    if (value.kind === 'pattern') return [{ folded: false, symbols: patternSymbols(value.pattern) }]
    return value.kind === 'text' ? [{ folded: false, symbols: codePoints(value.text) }] : []
  })
}

/** Which of the tests one value can meet together, as far as two of them at a time tell. */
function possibleTogether(open: readonly Atom[]): Row[] {
  const shapes = open.map(shapesOf)
  const size = shapes.flat().reduce((sum, { symbols }) => sum + symbols.length + 1, 0)
  if (size > maxSymbols) return combinations(open.length)
  const apart = (a: number, b: number): boolean =>
    !(shapes[a] ?? []).some((one) => (shapes[b] ?? []).some((other) => mayMeet(one, other)))
  const within = (a: number, b: number): boolean =>
    (shapes[a] ?? []).every((narrow) => (shapes[b] ?? []).some((wide) => liesIn(narrow, wide)))
  const pairs = open.flatMap((_, a) => open.flatMap((_other, b) => (a === b ? [] : [[a, b] as const])))
  const excluding = pairs.filter(([a, b]) => a < b && apart(a, b))
  const implying = pairs.filter(([a, b]) => open[a]?.op === open[b]?.op && within(a, b))
  return combinations(open.length).filter(
    (row) =>
      !excluding.some(([a, b]) => row[a] === true && row[b] === true) &&
      !implying.some(([narrow, wide]) => row[narrow] === true && row[wide] !== true),
  )
}

function mayMeet(a: Shape, b: Shape): boolean {
  if (!a.folded && !b.folded) return mayOverlap(a.symbols, b.symbols)
  const [one, other] = [lowered(a.symbols), lowered(b.symbols)]
  return one === undefined || other === undefined || mayOverlap(one, other)
}

/** The lower case of a capital sigma depends on whether it ends a word. Unicode, *SpecialCasing.txt*. */
const capitalSigma = 0x3a3

/** Undefined where lower case is not one character for one. */
function lowered(symbols: readonly number[]): number[] | undefined {
  const found: number[] = []
  for (const symbol of symbols) {
    if (symbol === capitalSigma) return undefined
    const [lower, ...more] = symbol < 0 ? [symbol] : codePoints(String.fromCodePoint(symbol).toLowerCase())
    if (lower === undefined || more.length > 0) return undefined
    found.push(lower)
  }
  return found
}

const liesIn = (narrow: Shape, wide: Shape): boolean =>
  narrow.folded === wide.folded && coversPattern(wide.symbols, narrow.symbols)
