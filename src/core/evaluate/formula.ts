/**
 * Three-valued logic. A formula is a small integer: `no`, `yes`, or a reference to a node of AND over other formulas, its
 * lowest bit saying "not". So NOT is free, OR is NOT AND NOT, and a formula and its complement are seen at a glance. Nodes
 * are interned: equal formulas are equal numbers. The definite path never makes a node.
 *
 * AND is flattened, sorted and without duplicates; `x AND NOT x` is no; absorption and unit propagation run over its OR
 * members; tests of one key under one operator are merged.
 */

import type { Operator } from '../policy/operators.ts'
import type { ConditionValue } from '../policy/values.ts'

export type Formula = number

export const no: Formula = 0
export const yes: Formula = 1
export const not = (formula: Formula): Formula => formula ^ 1
export const isDefinite = (formula: Formula): boolean => formula <= yes

/** A test on a key whose value is not known. */
export interface Atom {
  readonly key: string
  readonly lowerKey: string
  /**
   * `some`: a value of the key matches one of `values`. `all`: every value does (true for an absent key). `absent`: the key
   * is not there. `opaque`: a comparison that involves several unknown keys.
   */
  readonly mode: 'some' | 'all' | 'absent' | 'opaque'
  /** Name of the positive operator. */
  readonly op: string
  readonly values: readonly string[]
  readonly quantifier: Operator['quantifier']
  /** False when the key is surely there. */
  readonly mayBeAbsent: boolean
  /** Several values at once are possible. */
  readonly multivalued: boolean
  /** How to try a value; empty where that is not possible. */
  readonly matchers: readonly ConditionValue[]
}

export interface Formulas {
  reset(): void
  atom(atom: Atom): Formula
  and(parts: readonly Formula[]): Formula
  or(parts: readonly Formula[]): Formula
  /** The atom of a formula or of its complement. */
  atomOf(formula: Formula): Atom | undefined
  /** Members of the AND whose reference, without the "not", this is. */
  membersOf(formula: Formula): readonly Formula[] | undefined
}

/** AND of two, which on the definite path makes no node. */
export function both(formulas: Formulas, a: Formula, b: Formula): Formula {
  if (a === no || b === no) return no
  if (a === yes) return b
  return b === yes ? a : formulas.and([a, b])
}

/** Passes over the members of an AND; each removes at least one member, more only tidy what is already right. */
const maxPasses = 8
/** Comparing every OR with every other is for formulas a person could read. */
const maxSubsumption = 48

const atomText = (atom: Atom): string => JSON.stringify([atom.mode, atom.op, atom.lowerKey, ...atom.values])

export function createFormulas(): Formulas {
  // Index 0 is the constant.
  const atoms: (Atom | undefined)[] = [undefined]
  const members: (readonly Formula[] | undefined)[] = [undefined]
  const interned = new Map<string, Formula>()

  function add(text: string, atom: Atom | undefined, children: readonly Formula[] | undefined): Formula {
    const known = interned.get(text)
    if (known !== undefined) return known
    members.push(children)
    const formula = (atoms.push(atom) - 1) << 1
    interned.set(text, formula)
    return formula
  }

  const atom = (wanted: Atom): Formula => {
    const values = [...new Set(wanted.values)].sort()
    const sorted = { ...wanted, values, matchers: matchersFor(wanted, values) }
    return add(atomText(sorted), sorted, undefined)
  }
  const atomOf = (formula: Formula) => atoms[formula >> 1]
  const membersOf = (formula: Formula) => members[formula >> 1]

  /** Puts a formula into the set of AND members; false when the AND can not hold. */
  function insert(set: Set<Formula>, formula: Formula): boolean {
    if (formula === no) return false
    if (formula === yes) return true
    const inner = (formula & 1) === 0 ? membersOf(formula) : undefined
    if (inner !== undefined) return inner.every((member) => insert(set, member))
    if (set.has(not(formula))) return false
    set.add(formula)
    return true
  }

  /** The alternatives of an OR member. */
  const alternatives = (formula: Formula): Formula[] | undefined =>
    (formula & 1) === 1 ? membersOf(formula)?.map(not) : undefined

  /** Absorption (`x AND (x OR y)` = x) and unit propagation (`x AND (NOT x OR y)` = x AND y). */
  function propagate(set: Set<Formula>): 'done' | 'changed' | 'impossible' {
    let changed = false
    for (const member of [...set]) {
      const choices = alternatives(member)
      if (choices === undefined) continue
      if (choices.some((choice) => holdsIn(set, choice))) {
        set.delete(member)
        continue
      }
      const open = choices.filter((choice) => !failsIn(set, choice))
      if (open.length === choices.length) continue
      set.delete(member)
      changed = true
      if (!insert(set, or(open))) return 'impossible'
    }
    return changed ? 'changed' : 'done'
  }
  const holdsIn = (set: ReadonlySet<Formula>, choice: Formula): boolean =>
    set.has(choice) || ((choice & 1) === 0 && (membersOf(choice)?.every((part) => set.has(part)) ?? false))
  const failsIn = (set: ReadonlySet<Formula>, choice: Formula): boolean =>
    set.has(not(choice)) || ((choice & 1) === 0 && (membersOf(choice)?.some((part) => set.has(not(part))) ?? false))

  /** `(a OR b) AND (a OR b OR c)` = a OR b. */
  function subsume(set: Set<Formula>): void {
    const ors = [...set].flatMap((member) => {
      const choices = alternatives(member)
      return choices === undefined ? [] : [{ member, choices: new Set(choices) }]
    })
    if (ors.length > maxSubsumption) return
    for (const small of ors) {
      for (const large of ors) {
        if (small !== large && set.has(small.member) && isSubset(small.choices, large.choices)) set.delete(large.member)
      }
    }
  }

  /**
   * Tests of one key under one operator: "none of A" and "none of B" is "none of A and B"; for equality on a single value,
   * "one of A" and "one of B" is "one of both", and "none of" takes values away.
   */
  function mergeTests(set: Set<Formula>): boolean {
    const groups = new Map<string, Formula[]>()
    for (const member of set) {
      const test = atomOf(member)
      if (test?.mode !== 'some') continue
      const group = `${test.op} ${test.lowerKey}`
      const known = groups.get(group)
      if (known === undefined) groups.set(group, [member])
      else known.push(member)
    }
    for (const group of groups.values()) {
      if (group.length > 1 && !mergeGroup(set, group)) return false
    }
    return true
  }

  function mergeGroup(set: Set<Formula>, group: readonly Formula[]): boolean {
    const first = atomOf(group[0] ?? no)
    if (first === undefined) return true
    const excluded = new Set(
      group.filter((member) => (member & 1) === 1).flatMap((member) => atomOf(member)?.values ?? []),
    )
    const required = group.filter((member) => (member & 1) === 0).map((member) => new Set(atomOf(member)?.values))
    const exact =
      first.op === 'StringEquals' &&
      group.every((member) => atomOf(member)?.multivalued === false) &&
      !holdsVariables(group)
    const replace = (old: readonly Formula[], replacement: Formula): boolean => {
      for (const member of old) set.delete(member)
      return insert(set, replacement)
    }
    if (exact && required.length > 0) {
      const left = [...(required[0] ?? [])].filter(
        (value) => !excluded.has(value) && required.every((one) => one.has(value)),
      )
      return left.length > 0 && replace(group, atom(withValues(first, left, group)))
    }
    const negative = group.filter((member) => (member & 1) === 1)
    return negative.length < 2 || replace(negative, not(atom(withValues(first, [...excluded], group))))
  }
  /** Values with `${…}` are not known texts, so two of them may be equal. */
  const holdsVariables = (group: readonly Formula[]): boolean =>
    group.some((member) => atomOf(member)?.matchers.some(({ kind }) => kind === 'template') ?? false)

  function withValues(like: Atom, values: readonly string[], group: readonly Formula[]): Atom {
    const known = new Map<string, ConditionValue>()
    for (const member of group) {
      const from = atomOf(member)
      for (const [index, value] of (from?.values ?? []).entries()) {
        const matcher = from?.matchers[index]
        if (matcher !== undefined) known.set(value, matcher)
      }
    }
    return { ...like, values, matchers: values.flatMap((value) => known.get(value) ?? []) }
  }

  function and(parts: readonly Formula[]): Formula {
    const set = new Set<Formula>()
    for (const part of parts) if (!insert(set, part)) return no
    if (set.size > 1) {
      for (let pass = 0; pass < maxPasses; pass += 1) {
        if (!mergeTests(set)) return no
        const outcome = propagate(set)
        if (outcome === 'impossible') return no
        if (outcome === 'done') break
      }
      subsume(set)
    }
    if (set.size === 0) return yes
    const sorted = [...set].sort((a, b) => a - b)
    const [only] = sorted
    return sorted.length === 1 && only !== undefined ? only : add(sorted.join(), undefined, sorted)
  }
  const or = (parts: readonly Formula[]): Formula => not(and(parts.map(not)))

  return {
    reset() {
      if (atoms.length === 1) return
      atoms.length = 1
      members.length = 1
      interned.clear()
    },
    atom,
    and,
    or,
    atomOf,
    membersOf,
  }
}

const isSubset = <T>(small: ReadonlySet<T>, large: ReadonlySet<T>): boolean =>
  small.size <= large.size && [...small].every((member) => large.has(member))

/** Keeps each value's matcher beside it when values are sorted. */
function matchersFor(atom: Atom, values: readonly string[]): readonly ConditionValue[] {
  if (atom.matchers.length !== atom.values.length) return []
  const byText = new Map(atom.values.map((value, index) => [value, atom.matchers[index]] as const))
  return values.flatMap((value) => byText.get(value) ?? [])
}
