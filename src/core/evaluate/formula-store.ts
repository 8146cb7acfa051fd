/**
 * Where formulas live. Equal ones are one number, from question to question; what depends on the question asked is kept
 * apart: which of several wordings of a test came first, and how a key was spelled.
 */
import type { Test } from '../policy/compiled.ts'
import type { ConditionValue } from '../policy/values.ts'
import type { Atom, Formula, Formulas, TestReader } from './formula.ts'

/** A few megabytes. Organizations leave some hundred different formulas. */
const maxRemembered = 20_000

/** What an atom says; `wording` adds how. */
const meaningOf = (atom: Atom): string =>
  JSON.stringify([atom.mode, atom.op, atom.lowerKey, ...atom.values, atom.form ?? ''])
const wordingOf = ({ quantifier, mayBeAbsent, multivalued }: Atom): string =>
  `${quantifier} ${mayBeAbsent} ${multivalued}`

/** Number of a question, and what came first in it. */
interface First<T> {
  question: number
  value: T
}

export interface FormulaStore extends Omit<Formulas, 'and' | 'or'> {
  /** An atom that no question has asked for. */
  internAtom(atom: Atom): Formula
  /** AND over members that are neither settled nor ANDs. */
  internAnd(members: Iterable<Formula>): Formula
  /** Remembers outcomes of `and` by its parts, for as long as the formulas are known. */
  readonly conjunctions: Map<number, { readonly parts: readonly Formula[]; readonly outcome: Formula }>
}

export function createFormulaStore(): FormulaStore {
  // Index 0 is the constant.
  const atoms: (Atom | undefined)[] = [undefined]
  const members: (readonly Formula[] | undefined)[] = [undefined]
  /** Of atoms: what they say, and how; the canonical order. */
  const texts: string[] = ['']
  const meanings: (First<Formula> | undefined)[] = [undefined]
  const interned = new Map<string, Formula>()
  const meaningByText = new Map<string, First<Formula>>()
  const spellings = new Map<string, First<string>>()
  const conjunctions = new Map<number, { readonly parts: readonly Formula[]; readonly outcome: Formula }>()
  const absents = new Map<string, Formula>()
  const surelyThere = new Map<Test, Formula>()
  const maybeThere = new Map<Test, Formula>()
  const memories: Map<Formula, unknown>[] = []
  let question = 0

  function begin(): void {
    question += 1
    if (atoms.length + conjunctions.size <= maxRemembered) return
    atoms.length = 1
    members.length = 1
    texts.length = 1
    meanings.length = 1
    for (const known of [
      interned,
      meaningByText,
      spellings,
      conjunctions,
      absents,
      surelyThere,
      maybeThere,
      ...memories,
    ])
      known.clear()
  }

  function add(text: string, atom: Atom | undefined, children: readonly Formula[] | undefined): Formula {
    const formula = (atoms.push(atom) - 1) << 1
    members.push(children)
    texts.push(text)
    meanings.push(undefined)
    interned.set(text, formula)
    return formula
  }

  function internAtom(wanted: Atom): Formula {
    const values = [...new Set(wanted.values)].sort()
    const sorted = { ...wanted, values, matchers: matchersFor(wanted, values) }
    const meaning = meaningOf(sorted)
    const text = `${meaning} ${wordingOf(sorted)}`
    const known = interned.get(text)
    if (known !== undefined) return known
    const formula = add(text, sorted, undefined)
    const shared = meaningByText.get(meaning) ?? { question: 0, value: formula }
    meaningByText.set(meaning, shared)
    meanings[formula >> 1] = shared
    return formula
  }

  /** The first atom of the same meaning in this question. */
  function settledOn(formula: Formula): Formula {
    const meaning = meanings[formula >> 1]
    if (meaning === undefined) return formula
    if (meaning.question !== question) {
      meaning.question = question
      meaning.value = formula & ~1
    }
    return meaning.value | (formula & 1)
  }

  function spell({ key, lowerKey }: Pick<Atom, 'key' | 'lowerKey'>): void {
    const spelling = spellings.get(lowerKey)
    if (spelling === undefined) spellings.set(lowerKey, { question, value: key })
    else if (spelling.question !== question) {
      spelling.question = question
      spelling.value = key
    }
  }

  function atom(wanted: Atom): Formula {
    spell(wanted)
    return settledOn(internAtom(wanted))
  }

  function internAbsent(key: string): Formula {
    const known = absents.get(key)
    if (known !== undefined) return known
    const made = internAtom(absentAtom(key))
    absents.set(key, made)
    return made
  }

  function absent(key: string): Formula {
    spell({ key, lowerKey: key.toLowerCase() })
    return settledOn(internAbsent(key))
  }

  function ofTest(test: Test, mayBeAbsent: boolean, make: TestReader): Formula {
    spell(test)
    const read = mayBeAbsent ? maybeThere : surelyThere
    let known = read.get(test)
    if (known === undefined) {
      known = make(test, mayBeAbsent, internAtom, internAbsent)
      read.set(test, known)
    }
    return settledOn(known)
  }

  function memo<T>(of: (formula: Formula) => T): (formula: Formula) => T {
    const known = new Map<Formula, T>()
    memories.push(known)
    return (formula) => {
      const found = known.get(formula)
      if (found !== undefined) return found
      const made = of(formula)
      known.set(formula, made)
      return made
    }
  }

  const atomOf = (formula: Formula) => atoms[formula >> 1]
  const membersOf = (formula: Formula) => members[formula >> 1]

  /** By what they say: atoms first, presence last of them, small before large. What says the same as a later one is left out. */
  function order(a: Formula, b: Formula): number {
    if (a >> 1 === b >> 1) return (a & 1) - (b & 1)
    const [ofA, ofB] = [membersOf(a), membersOf(b)]
    if (ofA === undefined || ofB === undefined) {
      if (ofA !== ofB) return ofA === undefined ? -1 : 1
      const absence = Number(atomOf(a)?.mode === 'absent') - Number(atomOf(b)?.mode === 'absent')
      return absence || ((texts[a >> 1] ?? '') < (texts[b >> 1] ?? '') ? -1 : 1)
    }
    if (ofA.length !== ofB.length || (a & 1) !== (b & 1)) return ofA.length - ofB.length || (a & 1) - (b & 1)
    for (const [at, member] of ofA.entries()) {
      const difference = order(member, ofB[at] ?? 0)
      if (difference !== 0) return difference
    }
    return 0
  }
  function internAnd(parts: Iterable<Formula>): Formula {
    const sorted = [...parts].sort(order)
    const text = sorted.join()
    return interned.get(text) ?? add(text, undefined, sorted)
  }

  return {
    begin,
    atom,
    absent,
    spelled: (lowerKey) => spellings.get(lowerKey)?.value ?? lowerKey,
    ofTest,
    memo,
    atomOf,
    membersOf,
    internAtom,
    internAnd,
    conjunctions,
  }
}

const absentAtom = (key: string): Atom => ({
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

/** Keeps each value's matcher beside it when values are sorted. */
function matchersFor(atom: Atom, values: readonly string[]): readonly ConditionValue[] {
  if (atom.matchers.length !== atom.values.length) return []
  const byText = new Map(atom.values.map((value, index) => [value, atom.matchers[index]] as const))
  return values.flatMap((value) => byText.get(value) ?? [])
}
