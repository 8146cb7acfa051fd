/**
 * Three-valued logic. A formula is a small integer: `no`, `yes`, or a reference to a node of AND over other formulas, its
 * lowest bit saying "not". So NOT is free, OR is NOT AND NOT, and a formula and its complement are seen at a glance. Nodes
 * are interned: equal formulas are equal numbers. The definite path never makes a node.
 *
 * What was worked out for one question serves the next: the tests of an organization's policies leave the same few formulas
 * again and again. So that no answer depends on the questions before it, members are ordered by what they say and never by
 * their numbers, and memory of too many is given up between two questions.
 *
 * AND is flattened, sorted and without duplicates; `x AND NOT x` is no; absorption and unit propagation run over its OR
 * members; tests of one key under one operator are merged.
 */

import type { Test } from '../policy/compiled.ts'
import type { Operator } from '../policy/operators.ts'
import type { ConditionValue } from '../policy/values.ts'
import { createFormulaStore } from './formula-store.ts'

export type Formula = number

export const no: Formula = 0
export const yes: Formula = 1
export const not = (formula: Formula): Formula => formula ^ 1
export const isDefinite = (formula: Formula): boolean => formula <= yes

/** A test on a key whose value is not known. */
export interface Atom {
  /** As written. Policies may write it in several ways; read it with `spelled`. */
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
  /** Tells atoms apart whose values read alike: filled-in variables are literal text, and some stay open. */
  readonly form?: string
}

export interface Formulas {
  /** Before every question. */
  begin(): void
  /** Of tests of one question that mean the same the first stands for all; with and without a set operator they may. */
  atom(atom: Atom): Formula
  /** The key is not there. */
  absent(key: string): Formula
  /** A key as this question wrote it first. */
  spelled(lowerKey: string): string
  /** What an unknown key leaves of a test whose values are all known; `make` tells it once. */
  ofTest(test: Test, mayBeAbsent: boolean, make: TestReader): Formula
  /** Remembers outcomes for as long as the formulas are known. */
  memo<T>(of: (formula: Formula) => T): (formula: Formula) => T
  and(parts: readonly Formula[]): Formula
  or(parts: readonly Formula[]): Formula
  /** The atom of a formula or of its complement. */
  atomOf(formula: Formula): Atom | undefined
  /** Members of the AND whose reference, without the "not", this is. */
  membersOf(formula: Formula): readonly Formula[] | undefined
}

export type TestReader = (
  test: Test,
  mayBeAbsent: boolean,
  atom: Formulas['atom'],
  absent: Formulas['absent'],
) => Formula

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

export function createFormulas(): Formulas {
  const store = createFormulaStore()
  const { atomOf, membersOf, internAtom, internAnd, conjunctions } = store

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
      return left.length > 0 && replace(group, internAtom(withValues(first, left, group)))
    }
    const negative = group.filter((member) => (member & 1) === 1)
    return negative.length < 2 || replace(negative, not(internAtom(withValues(first, [...excluded], group))))
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
    const forms = new Set(group.map((member) => atomOf(member)?.form ?? ''))
    const form = [...forms].sort().join(' ')
    return { ...like, values, matchers: values.flatMap((value) => known.get(value) ?? []), form }
  }

  function and(parts: readonly Formula[]): Formula {
    let open = yes
    let hash = parts.length
    for (const part of parts) {
      if (part === no) return no
      if (part === yes || part === open) continue
      open = open === yes ? part : no
      hash = Math.imul(hash ^ part, 0x01000193)
    }
    // At most one part is not settled.
    if (open !== no) return open
    const known = conjunctions.get(hash)
    if (known !== undefined && sameParts(known.parts, parts)) return known.outcome
    const outcome = conjunction(parts)
    conjunctions.set(hash, { parts: [...parts], outcome })
    return outcome
  }

  function conjunction(parts: readonly Formula[]): Formula {
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
    const [only = yes] = set
    return set.size < 2 ? only : internAnd(set)
  }

  const or = (parts: readonly Formula[]): Formula => not(and(parts.map(not)))

  return { ...store, and, or }
}

function sameParts(a: readonly Formula[], b: readonly Formula[]): boolean {
  if (a.length !== b.length) return false
  for (let at = 0; at < a.length; at += 1) if (a[at] !== b[at]) return false
  return true
}

const isSubset = <T>(small: ReadonlySet<T>, large: ReadonlySet<T>): boolean =>
  small.size <= large.size && [...small].every((member) => large.has(member))
