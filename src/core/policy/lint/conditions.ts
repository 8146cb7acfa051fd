/** Conditions that do nothing, or something else than they seem to. IAM UG *Condition operators*. */

import type { Catalogue } from '../../catalogue.ts'
import { nearest } from '../../nearest.ts'
import type { ConditionSource, StatementSource } from '../document.ts'
import type { Family } from '../operators.ts'
import type { ActionRules } from './actions.ts'
import { lintValues } from './condition-values.ts'
import { outcomeOf } from './contradictions.ts'
import { didYouMean, quoted, type Remark, remark } from './finding.ts'
import { keyOccurs } from './resources.ts'
import { isKeyOfAws } from './variables.ts'

export function* lintConditions(
  statement: StatementSource,
  path: string,
  rules: ActionRules,
  variables: boolean,
): Iterable<Remark> {
  const { conditions } = statement
  yield* lintSpelling(conditions, path)
  let sound = true
  for (const condition of conditions) {
    const place = `${path}.Condition.${condition.name}.${condition.key}`
    yield* lintKey(condition, place, statement, rules)
    for (const found of lintValues(condition, place, rules.catalogue, variables)) {
      if (found.code === 'value-never-matches' || found.code === 'no-values') sound = false
      yield found
    }
    yield* lintSets(condition, place, rules.catalogue, statement)
  }
  // A test that can never hold was reported already.
  if (sound) yield* lintOutcome(statement, path, rules, variables)
}

/** IAM reads the names of operators and keys without regard to case. */
function* lintSpelling(conditions: readonly ConditionSource[], path: string): Iterable<Remark> {
  const first = new Map<string, ConditionSource>()
  for (const condition of conditions) {
    const lower = `${condition.name} ${condition.key}`.toLowerCase()
    const known = first.get(lower)
    first.set(lower, known ?? condition)
    if (known === undefined) continue
    const said = `${known.name} ${known.key}`
    const place = `${path}.Condition.${condition.name}.${condition.key}`
    yield remark(
      'keys-differ-in-case',
      place,
      `${quoted(`${condition.name} ${condition.key}`)} repeats ${quoted(said)}`,
    )
  }
}

/** Operators that can match values of a type. Text compares with everything, though rarely as meant. */
const fitting: Readonly<Record<string, readonly Family[]>> = {
  String: ['string', 'stringIgnoreCase', 'stringLike', 'arn', 'binary'],
  ARN: ['arn', 'string', 'stringIgnoreCase', 'stringLike'],
  Bool: ['bool', 'string', 'stringIgnoreCase', 'stringLike'],
  Numeric: ['numeric', 'string'],
  Date: ['date', 'numeric'],
  IPAddress: ['ip'],
}

/** The keys with the prefix of one that is not known; without a prefix, the global ones. */
function keysBeside(key: string, catalogue: Catalogue): readonly string[] {
  const prefix = key.includes(':') ? key.slice(0, key.indexOf(':') + 1).toLowerCase() : 'aws:'
  return catalogue.conditionKeys.filter((known) => known.toLowerCase().startsWith(prefix))
}

function* lintKey(
  condition: ConditionSource,
  path: string,
  statement: StatementSource,
  { catalogue, budget }: ActionRules,
): Iterable<Remark> {
  const { key, operator, name } = condition
  const listed = catalogue.conditionKeyType(key)
  if (listed === undefined) {
    if (!isKeyOfAws(key, catalogue)) return
    const near = nearest(key, keysBeside(key, catalogue), 1)
    yield remark(
      'unknown-condition-key',
      path,
      `AWS has no condition key ${quoted(key)} that this catalogue knows`,
      didYouMean(near),
    )
    return
  }
  const type = listed.replace(/^ArrayOf/, '')
  if (operator.family !== 'null' && !(fitting[type]?.includes(operator.family) ?? true)) {
    yield remark('operator-does-not-fit', path, `${name} cannot compare ${quoted(key)}, whose type is ${type}`)
  }
  // Global keys come with requests of every kind.
  if (key.toLowerCase().startsWith('aws:') || !budget.spend(expansionOfStatement * statement.actions.length)) return
  if (keyOccurs(key, statement, catalogue) !== false) return
  const effect = holdsWhenAbsent(condition)
    ? 'the key is absent, so the test always holds'
    : 'the key is absent, so the statement never applies'
  yield remark('key-never-present', path, `No action here comes with ${quoted(key)}`, { effect })
}

/** Looking through the keys of the actions of one entry, in steps of the budget. */
const expansionOfStatement = 1_000

/** "Some value matches" fails without a value, "none does" and "every one does" hold; IfExists always does. */
function holdsWhenAbsent({ operator, values }: ConditionSource): boolean {
  if (operator.family === 'null') return values.some((value) => value.toLowerCase() === 'true')
  if (operator.ifExists) return true
  return operator.quantifier === 'ForAllValues' || (operator.negated && operator.quantifier === undefined)
}

function* lintSets(
  condition: ConditionSource,
  path: string,
  catalogue: Catalogue,
  statement: StatementSource,
): Iterable<Remark> {
  const { operator, key, name } = condition
  const type = catalogue.conditionKeyType(key)
  if (type === undefined || operator.family === 'null') return
  const multivalued = type.startsWith('ArrayOf')
  if (multivalued && operator.quantifier === undefined) {
    yield remark('missing-set-operator', path, `${quoted(key)} can have several values`)
  } else if (!multivalued && operator.quantifier !== undefined) {
    yield remark('needless-set-operator', path, `${quoted(key)} has one value, and ${name} is for several`)
  } else if (
    operator.quantifier === 'ForAllValues' &&
    statement.effect === 'Allow' &&
    !guardsPresence(statement, key)
  ) {
    yield remark(
      'for-all-values-allows-absent',
      path,
      `${name} in an Allow asks nothing of a request without ${quoted(key)}`,
      {
        fix: `Add "Null": {${quoted(key)}: "false"}`,
      },
    )
  }
}

const guardsPresence = (statement: StatementSource, key: string): boolean =>
  statement.conditions.some(
    (other) =>
      other.operator.family === 'null' &&
      other.key.toLowerCase() === key.toLowerCase() &&
      other.values.includes('false'),
  )

/** Tests may be sound one by one and still exclude each other, or leave nothing out together. */
function* lintOutcome(
  statement: StatementSource,
  path: string,
  { catalogue, budget }: ActionRules,
  variables: boolean,
): Iterable<Remark> {
  if (statement.conditions.length === 0 || !budget.spend(stepsOfOutcome)) return
  const outcome = outcomeOf(statement, catalogue, variables)
  if (outcome === 'never') {
    yield remark('contradicting-conditions', `${path}.Condition`, 'No request can satisfy all of these conditions')
  } else if (outcome === 'always') {
    yield remark('conditions-always-hold', `${path}.Condition`, 'Every request satisfies these conditions')
  }
}

/** Settling a formula of as many tests as `theory.ts` takes on, in steps of the budget. */
const stepsOfOutcome = 20_000
