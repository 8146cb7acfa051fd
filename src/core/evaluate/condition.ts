/** One condition test against a request. IAM UG *Condition operators*, *Conditions with multiple context keys or values*. */
import type { Test } from '../policy/compiled.ts'
import { hasVariables, type TemplatePart } from '../policy/template.ts'
import { type ConditionValue, instantiate, valueMatches } from '../policy/values.ts'
import { type Formula, type Formulas, no, not, type TestReader, yes } from './formula.ts'
import type { RequestContext } from './types.ts'
import { fillIn, openMatch, partsText } from './variables.ts'

export function testHolds(test: Test, context: RequestContext, formulas: Formulas): Formula {
  const given = context.get(test.lowerKey)
  if (test.operator.family === 'null') return nullHolds(test, given, formulas)
  if (given === 'absent' || (typeof given !== 'string' && given.length === 0)) return absentHolds(test)
  if (given === 'present' || given === 'maybe') return unknownHolds(test, given === 'maybe', context, formulas)
  if (test.variables) {
    const outcome = variableHolds(test, given, context, formulas)
    return test.inverted ? not(outcome) : outcome
  }
  return (test.mode === 'some' ? someMatch(test.values, given) : everyMatches(test.values, given)) !== test.inverted
    ? yes
    : no
}

/** "Some value" fails and "every value" holds for nothing at all; that is AWS's rule for absent keys, set operators included. */
function absentHolds(test: Test): Formula {
  if (test.operator.ifExists) return yes
  return (test.mode === 'all') !== test.inverted ? yes : no
}

function anyMatch(values: readonly ConditionValue[], actual: string): boolean {
  for (const value of values) if (valueMatches(value, actual)) return true
  return false
}

function someMatch(values: readonly ConditionValue[], given: readonly string[]): boolean {
  for (const actual of given) if (anyMatch(values, actual)) return true
  return false
}

function everyMatches(values: readonly ConditionValue[], given: readonly string[]): boolean {
  for (const actual of given) if (!anyMatch(values, actual)) return false
  return true
}

/** `Null: "true"` holds when the key is absent. An empty set of values is absent. */
function nullHolds(test: Test, given: ReturnType<RequestContext['get']>, formulas: Formulas): Formula {
  const absent = given === 'absent' || (typeof given !== 'string' && given.length === 0)
  const isAbsent = given === 'maybe' ? formulas.absent(test.key) : absent ? yes : no
  const wanted = test.values.map((value) => {
    if (value.kind !== 'truth') return no
    return value.truth ? isAbsent : not(isAbsent)
  })
  return formulas.or(wanted)
}

function unknownHolds(test: Test, mayBeAbsent: boolean, context: RequestContext, formulas: Formulas): Formula {
  const outcome = test.variables
    ? comparison(test, mayBeAbsent, knownValues(test, context), formulas.atom, formulas.absent)
    : formulas.ofTest(test, mayBeAbsent, fixedComparison)
  const turned = test.inverted ? not(outcome) : outcome
  // Where absence satisfies the operator already, IfExists adds nothing.
  const absenceFails = (test.mode === 'all') === test.inverted
  return test.operator.ifExists && mayBeAbsent && absenceFails
    ? formulas.or([turned, formulas.absent(test.key)])
    : turned
}

interface Values {
  readonly values: readonly ConditionValue[]
  readonly texts: readonly string[]
  readonly form: string
}

/** `${*}` is a literal star or plain text, depending on the Version of its document. */
const fixedComparison: TestReader = (test, mayBeAbsent, atom, absent) => {
  const { values, texts } = test
  const open = values.filter((_, at) => texts[at]?.includes('${')).map((value) => JSON.stringify(value))
  const form = [...new Set(open)].sort().join()
  return comparison(test, mayBeAbsent, { values, texts, form }, atom, absent)
}

/** Before negation. */
function comparison(
  test: Test,
  mayBeAbsent: boolean,
  { values, texts, form }: Values,
  atom: Formulas['atom'],
  absent: Formulas['absent'],
): Formula {
  // No value can match: "some value does" is never so, "every value does" only where there is none.
  if (values.every(({ kind }) => kind === 'never')) return test.mode === 'all' && mayBeAbsent ? absent(test.key) : no
  // Any value matches: "every value does" is always so, "some value does" where there is one.
  if (values.some(matchesEverything)) return test.mode === 'some' && mayBeAbsent ? not(absent(test.key)) : yes
  return atom({
    key: test.key,
    lowerKey: test.lowerKey,
    mode: test.mode,
    op: test.operator.positive,
    values: texts,
    quantifier: test.operator.quantifier,
    mayBeAbsent,
    multivalued: test.multivalued,
    matchers: values,
    form,
  })
}

const matchesEverything = (value: ConditionValue): boolean =>
  value.kind === 'pattern' && value.pattern.kind === 'everything'

function knownValues(test: Test, context: RequestContext): Values {
  const values: ConditionValue[] = []
  const texts: string[] = []
  const filled = new Set<string>()
  for (const [index, value] of test.values.entries()) {
    if (value.kind !== 'template') {
      values.push(value)
      texts.push(test.texts[index] ?? '')
      continue
    }
    const parts = fillIn(value.parts, context)
    if (parts === undefined) continue
    values.push(hasVariables(parts) ? { kind: 'template', parts } : instantiate(parts, test.operator, () => ''))
    texts.push(partsText(parts))
    filled.add(JSON.stringify(parts))
  }
  return { values, texts, form: [...filled].sort().join() }
}

/** The request's values are known, the policy's hold variables. Before negation. */
function variableHolds(test: Test, given: readonly string[], context: RequestContext, formulas: Formulas): Formula {
  const { values } = knownValues(test, context)
  const matched = given.map((actual) =>
    formulas.or(values.map((value) => oneHolds(test, value, actual, context, formulas))),
  )
  return test.mode === 'some' ? formulas.or(matched) : formulas.and(matched)
}

function oneHolds(
  test: Test,
  value: ConditionValue,
  actual: string,
  context: RequestContext,
  formulas: Formulas,
): Formula {
  if (value.kind !== 'template') return valueMatches(value, actual) ? yes : no
  const matches = (parts: readonly TemplatePart[]) =>
    valueMatches(
      instantiate(parts, test.operator, () => ''),
      actual,
    )
  return openMatch(value.parts, actual, test.operator, matches, context, formulas)
}
