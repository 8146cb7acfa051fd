/** Conditions that do nothing, or something else than they seem to. IAM UG *Condition operators*. */
import type { Catalogue } from '../../core/catalogue.ts'
import type { ConditionSource, StatementSource } from '../../core/policy/document.ts'
import type { Family } from '../../core/policy/operators.ts'
import { compileValue } from '../../core/policy/values.ts'
import type { Remark } from './lint-finding.ts'

export function lintConditions(
  statement: StatementSource,
  path: string,
  catalogue: Catalogue,
  variables: boolean,
): Remark[] {
  return statement.conditions.flatMap((condition) => {
    const place = `${path}.Condition.${condition.name}.${condition.key}`
    return [
      ...lintKey(condition, place, catalogue),
      ...lintValues(condition, place, variables),
      ...lintSets(condition, place, catalogue, statement),
    ]
  })
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

function lintKey({ key, operator, name }: ConditionSource, path: string, catalogue: Catalogue): Remark[] {
  const listed = catalogue.conditionKeyType(key)
  if (listed === undefined) {
    const service = key.slice(0, Math.max(key.indexOf(':'), 0)).toLowerCase()
    // The claims of an identity provider cannot be listed.
    const isKnown = service === 'aws' || catalogue.actionRange(service) !== undefined
    if (key.includes(':') && !isKnown) return []
    return [
      {
        path,
        severity: 'warning',
        code: 'unknown-condition-key',
        message: `AWS has no condition key ${JSON.stringify(key)} that this catalogue knows`,
      },
    ]
  }
  const type = listed.replace(/^ArrayOf/, '')
  if (operator.family === 'null' || (fitting[type]?.includes(operator.family) ?? true)) return []
  return [
    {
      path,
      severity: 'error',
      code: 'operator-does-not-fit',
      message: `${name} cannot match ${key}, whose type is ${type}`,
    },
  ]
}

const expectations: Readonly<Partial<Record<Family, string>>> = {
  numeric: 'a number',
  date: 'a date (ISO 8601 or epoch seconds)',
  bool: 'true or false',
  binary: 'base64',
  ip: 'an IP address or CIDR block',
  arn: 'an ARN of six fields',
  null: 'true or false',
}

function lintValues({ values, operator, name }: ConditionSource, path: string, variables: boolean): Remark[] {
  if (values.length === 0) {
    return [{ path, severity: 'warning', code: 'no-values', message: 'Without values the test never matches' }]
  }
  return values.flatMap((text, index) => {
    if (compileValue(text, operator, variables).kind !== 'never') return []
    const expected = expectations[operator.family] ?? 'text'
    return [
      {
        path: `${path}[${index}]`,
        severity: 'error' as const,
        code: 'value-never-matches',
        message: `${JSON.stringify(text)} is not ${expected}, which ${name} needs`,
      },
    ]
  })
}

function lintSets(
  condition: ConditionSource,
  path: string,
  catalogue: Catalogue,
  statement: StatementSource,
): Remark[] {
  const { operator, key, name } = condition
  const type = catalogue.conditionKeyType(key)
  if (type === undefined || operator.family === 'null') return []
  const multivalued = type.startsWith('ArrayOf')
  if (multivalued && operator.quantifier === undefined) {
    return [
      {
        path,
        severity: 'warning',
        code: 'missing-set-operator',
        message: `${key} can have several values; say ForAnyValue: or ForAllValues:`,
      },
    ]
  }
  if (!multivalued && operator.quantifier !== undefined) {
    return [
      {
        path,
        severity: 'warning',
        code: 'needless-set-operator',
        message: `${key} has one value; ${name} treats an absent key in its own way`,
      },
    ]
  }
  if (operator.quantifier !== 'ForAllValues' || statement.effect !== 'Allow' || guardsPresence(statement, key))
    return []
  return [
    {
      path,
      severity: 'warning',
      code: 'for-all-values-allows-absent',
      message: `${name} in an Allow also holds when ${key} is absent; add "Null": {"${key}": "false"}`,
    },
  ]
}

const guardsPresence = (statement: StatementSource, key: string): boolean =>
  statement.conditions.some(
    (other) =>
      other.operator.family === 'null' &&
      other.key.toLowerCase() === key.toLowerCase() &&
      other.values.includes('false'),
  )
