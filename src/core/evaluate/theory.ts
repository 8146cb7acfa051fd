/**
 * What logic alone cannot see: that tests of one key hang together. `= a` excludes `= b`, an address inside 10.1.0.0/16 is
 * inside 10.0.0.0/8, nothing equals an absent key. For every key the values fall into few classes that its tests can tell
 * apart; the formula is tried on one value of each class. Where classes cannot be listed (patterns, sets of values) the
 * tests count as independent, which can only leave a condition standing that could have been settled.
 */
import type { Catalogue } from '../catalogue.ts'
import { type Atom, type Formula, type Formulas, isDefinite, no, not, yes } from './formula.ts'
import { classesOf, type Row } from './value-classes.ts'

const maxScenarios = 4_096
/** More tests than this are no condition a person reads; trying them all against each other would take long. */
const maxTests = 64
/** Members of ANDs times scenarios, a few nanoseconds each. What thousands of statements leave open, nobody could read. */
const maxSteps = 16_000_000

/** "true or false", "under 5 or over 3": several values of a type that has an order or an end may cover everything. */
const mayBeCertain = (atom: Atom | undefined): boolean =>
  atom !== undefined && atom.values.length > 1 && /^(?:Bool|Numeric|Date|IpAddress)/.test(atom.op)

interface Below {
  /** Distinct atoms. */
  readonly nodes: readonly number[]
  /** One of them occurs more than once. */
  readonly repeated: boolean
  /** Members of all ANDs. */
  readonly members: number
}

function atomsBelow(formula: Formula, formulas: Formulas): Below {
  const nodes: number[] = []
  const seen = new Set<number>()
  let repeated = false
  let members = 0
  const visit = (at: Formula): void => {
    const node = at >> 1
    members += 1
    if (seen.has(node)) {
      repeated = true
      return
    }
    seen.add(node)
    if (formulas.atomOf(at) !== undefined) nodes.push(node)
    for (const member of formulas.membersOf(at) ?? []) visit(member)
  }
  visit(formula)
  return { nodes, repeated, members }
}

interface Simplified {
  readonly formula: Formula
  /** Truth in every scenario. */
  readonly truth: Uint8Array
}

/** The same formula without what cannot be, or does not matter, for any values of the keys. */
export function settle(formula: Formula, formulas: Formulas, catalogue: Pick<Catalogue, 'conditionKeyType'>): Formula {
  if (isDefinite(formula)) return formula
  const { nodes, repeated, members } = atomsBelow(formula, formulas)
  const byKey = new Map<string, number[]>()
  for (const node of nodes) {
    const key = formulas.atomOf(node << 1)?.lowerKey ?? ''
    const group = byKey.get(key)
    if (group === undefined) byKey.set(key, [node])
    else group.push(node)
  }
  // Every test once and every key once: nothing hangs together.
  const apart =
    !repeated && byKey.size === nodes.length && !nodes.some((node) => mayBeCertain(formulas.atomOf(node << 1)))
  if (apart || nodes.length > maxTests) return formula

  const groups: { nodes: readonly number[]; rows: readonly Row[] }[] = []
  let scenarios = 1
  for (const [key, group] of byKey) {
    const rows = classesOf(
      group.flatMap((node) => formulas.atomOf(node << 1) ?? []),
      catalogue.conditionKeyType(key),
    )
    scenarios *= rows?.length ?? Number.POSITIVE_INFINITY
    if (rows === undefined || scenarios > maxScenarios || scenarios * members > maxSteps) return formula
    groups.push({ nodes: group, rows })
  }

  const truths = new Map<number, Uint8Array>()
  let stride = 1
  for (const { nodes: group, rows } of groups) {
    for (const [at, node] of group.entries()) {
      const truth = new Uint8Array(scenarios)
      for (let index = 0; index < scenarios; index += 1) {
        truth[index] = rows[Math.floor(index / stride) % rows.length]?.[at] === true ? 1 : 0
      }
      truths.set(node, truth)
    }
    stride *= rows.length
  }
  return simplify(formula, new Uint8Array(scenarios).fill(1), truths, formulas).formula
}

/** Only scenarios in `care` count; in the others the result may differ. */
function simplify(
  formula: Formula,
  care: Uint8Array,
  truths: ReadonlyMap<number, Uint8Array>,
  formulas: Formulas,
): Simplified {
  if ((formula & 1) === 1) {
    const inner = simplify(not(formula), care, truths, formulas)
    return { formula: not(inner.formula), truth: inner.truth.map((bit) => bit ^ 1) }
  }
  const size = care.length
  const constant = (truth: Uint8Array): Simplified | undefined => {
    let holds = true
    let fails = true
    for (let at = 0; at < size; at += 1) {
      if (care[at] === 0) continue
      if (truth[at] === 1) fails = false
      else holds = false
    }
    if (fails) return { formula: no, truth: new Uint8Array(size) }
    return holds ? { formula: yes, truth: new Uint8Array(size).fill(1) } : undefined
  }
  const own = truths.get(formula >> 1)
  if (own !== undefined) return constant(own) ?? { formula, truth: own }

  const parts: Simplified[] = (formulas.membersOf(formula) ?? []).map((member) => ({
    formula: member,
    truth: truthOf(member, truths, formulas, size),
  }))
  /** How many parts fail in a scenario: a part matters where no other fails. */
  const failing = new Uint32Array(size)
  for (const { truth } of parts) count(failing, truth, 1)
  for (const [index, part] of parts.entries()) {
    count(failing, part.truth, -1)
    const careHere = care.map((bit, at) => (failing[at] === 0 ? bit : 0))
    const simple = simplify(part.formula, careHere, truths, formulas)
    parts[index] = simple
    count(failing, simple.truth, 1)
  }
  const truth = Uint8Array.from(failing, (fails) => (fails === 0 ? 1 : 0))
  return constant(truth) ?? { formula: formulas.and(parts.map((part) => part.formula)), truth }
}

function count(failing: Uint32Array, truth: Uint8Array, change: 1 | -1): void {
  for (let at = 0; at < failing.length; at += 1) if (truth[at] === 0) failing[at] = (failing[at] ?? 0) + change
}

function truthOf(
  formula: Formula,
  truths: ReadonlyMap<number, Uint8Array>,
  formulas: Formulas,
  size: number,
): Uint8Array {
  if (isDefinite(formula)) return new Uint8Array(size).fill(formula)
  if ((formula & 1) === 1) return truthOf(not(formula), truths, formulas, size).map((bit) => bit ^ 1)
  const own = truths.get(formula >> 1)
  if (own !== undefined) return own
  const truth = new Uint8Array(size).fill(1)
  for (const member of formulas.membersOf(formula) ?? []) {
    const part = truthOf(member, truths, formulas, size)
    for (let at = 0; at < size; at += 1) truth[at] = (truth[at] ?? 0) & (part[at] ?? 0)
  }
  return truth
}
