/** From a formula to the condition that people and programs read. Deterministic: sorted by key, operator and values. */
import { limits } from '../policy/limits.ts'
import { complementName, negatedName } from '../policy/operators.ts'
import { type Atom, type Formula, type Formulas, not } from './formula.ts'
import type { Residual } from './types.ts'

type Leaf = Extract<Residual, { op: string }>

const isLeaf = (residual: Residual): residual is Leaf => 'op' in residual

export interface ReadResidual {
  readonly residual: Residual
  readonly truncated: boolean
}

/** Reads each formula once, as long as questions spell its keys alike. */
export function createResidualReader(formulas: Formulas): (formula: Formula) => ReadResidual {
  const known = formulas.memo((formula): { readonly keys: readonly string[]; read: Spelled | undefined } => ({
    keys: [...keysOf(formula, formulas)],
    read: undefined,
  }))
  return (formula) => {
    const memory = known(formula)
    const spelling = memory.read?.spelling
    if (memory.read !== undefined && memory.keys.every((key, at) => formulas.spelled(key) === spelling?.[at])) {
      return memory.read
    }
    memory.read = { ...residualOf(formula, formulas), spelling: memory.keys.map(formulas.spelled) }
    return memory.read
  }
}

interface Spelled extends ReadResidual {
  readonly spelling: readonly string[]
}

/** Collapses to the keys it depends on when it is larger than a person or a screen can hold. */
function residualOf(formula: Formula, formulas: Formulas): ReadResidual {
  if (countNodes(formula, formulas) > limits.residualNodes) {
    const keys = [...keysOf(formula, formulas)].map(formulas.spelled).sort()
    const any = keys.map((key): Residual => ({ op: 'DependsOn', key, values: [] }))
    return { residual: { any: any.slice(0, limits.residualNodes) }, truncated: true }
  }
  return { residual: build(formula, formulas), truncated: false }
}

/** As a tree: a node that is used twice is printed twice. Stops counting at the limit. */
function countNodes(formula: Formula, formulas: Formulas): number {
  let count = 0
  const visit = (at: Formula): void => {
    count += 1
    if (count > limits.residualNodes) return
    for (const member of formulas.membersOf(at) ?? []) visit(member)
  }
  visit(formula)
  return count
}

/** Lower case. */
function keysOf(formula: Formula, formulas: Formulas): Set<string> {
  const keys = new Set<string>()
  const seen = new Set<number>()
  const visit = (at: Formula): void => {
    if (seen.has(at >> 1)) return
    seen.add(at >> 1)
    const atom = formulas.atomOf(at)
    if (atom !== undefined) keys.add(atom.lowerKey)
    for (const member of formulas.membersOf(at) ?? []) visit(member)
  }
  visit(formula)
  return keys
}

function build(formula: Formula, formulas: Formulas): Residual {
  const found = formulas.atomOf(formula)
  if (found !== undefined) {
    const atom = { ...found, key: formulas.spelled(found.lowerKey) }
    return (formula & 1) === 0 ? positive(atom) : negative(atom)
  }
  const members = formulas.membersOf(formula) ?? []
  if ((formula & 1) === 0) {
    const all = sorted(withoutIfExists(members.map((member) => build(member, formulas))))
    return single(all) ?? { all }
  }
  const any = sorted(withIfExists(members.map((member) => build(not(member), formulas))))
  return single(any) ?? { any }
}

/** People ask first where a request goes and whence it comes, and last how and when its session began; the rest by name. */
const readFirst = ['aws:requestedregion', 'aws:sourceip', 'aws:sourcevpc', 'aws:sourcevpce']
const readLast = ['aws:multifactorauthpresent', 'aws:multifactorauthage', 'aws:tokenissuetime', 'aws:currenttime']

function rankOf(lowerKey: string): string {
  const first = readFirst.indexOf(lowerKey)
  return first < 0 ? `5${readLast.indexOf(lowerKey) + 1}` : `0${first}`
}

function sorted(residuals: readonly Residual[]): Residual[] {
  const text = (residual: Residual): string => {
    if (!isLeaf(residual)) return `9 ${JSON.stringify(residual)}`
    const lowerKey = residual.key.toLowerCase()
    return `${rankOf(lowerKey)} ${lowerKey} ${JSON.stringify(residual)}`
  }
  return residuals
    .map((residual) => ({ residual, text: text(residual) }))
    .sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0))
    .map(({ residual }) => residual)
}

const single = <T>(list: readonly T[]): T | undefined => (list.length === 1 ? list[0] : undefined)

/** "… if the key exists, and it does" is the plain test. */
function withoutIfExists(all: readonly Residual[]): Residual[] {
  const present = new Set(all.flatMap((one) => (isLeaf(one) && isPresence(one) ? one.key.toLowerCase() : [])))
  const plain = new Set<string>()
  const tests = all.map((one): Residual => {
    if (!isLeaf(one) || one.ifExists !== true || !present.has(one.key.toLowerCase())) return one
    plain.add(one.key.toLowerCase())
    const { ifExists: _, ...test } = one
    return test
  })
  return tests.filter((one) => !(isLeaf(one) && isPresence(one) && plain.has(one.key.toLowerCase())))
}

const isPresence = ({ op, values }: Leaf): boolean => op === 'Null' && values[0] === 'false'

/** "The key is absent, or …" is what `IfExists` says. */
function withIfExists(any: readonly Residual[]): Residual[] {
  let rest = [...any]
  for (const absent of any) {
    if (!isLeaf(absent) || absent.op !== 'Null' || absent.values[0] !== 'true') continue
    const sameKey = rest.filter(
      (one) => one !== absent && isLeaf(one) && one.key.toLowerCase() === absent.key.toLowerCase(),
    )
    const [test] = sameKey
    if (sameKey.length !== 1 || test === undefined || !isLeaf(test)) continue
    rest = rest.filter((one) => one !== absent && one !== test)
    rest.push({ ...test, ifExists: true })
  }
  return rest
}

const leaf = (atom: Atom, op: string, quantifier?: Leaf['quantifier']): Leaf => ({
  op,
  key: atom.key,
  values: atom.values,
  ...(quantifier === undefined ? {} : { quantifier }),
})

function positive(atom: Atom): Residual {
  if (atom.mode === 'all') return leaf(atom, atom.op, 'ForAllValues')
  return leaf(atom, atom.op, atom.quantifier === undefined ? undefined : 'ForAnyValue')
}

function negative(atom: Atom): Residual {
  if (atom.mode === 'absent') return { ...leaf(atom, 'Null'), values: ['false'] }
  const opposite = atom.mode === 'opaque' ? undefined : negatedName(atom.op)
  if (opposite !== undefined) {
    if (atom.mode === 'all') return leaf(atom, opposite, 'ForAnyValue')
    return leaf(atom, opposite, atom.quantifier === undefined ? undefined : 'ForAllValues')
  }
  const turned =
    atom.mode === 'some' && atom.values.length === 1 && atom.quantifier === undefined ? turnedRound(atom) : undefined
  if (turned === undefined) return { not: positive(atom) }
  // Unlike the negated operators these fail for an absent key, for which NOT holds.
  return atom.mayBeAbsent ? { ...turned, ifExists: true } : turned
}

function turnedRound(atom: Atom): Leaf | undefined {
  const complement = complementName(atom.op)
  if (complement !== undefined) return leaf(atom, complement)
  if (atom.op !== 'Bool') return undefined
  return { ...leaf(atom, 'Bool'), values: [atom.values[0]?.toLowerCase() === 'true' ? 'false' : 'true'] }
}
