/** Condition operators. IAM UG *IAM JSON policy elements: Condition operators*. */

export type Family =
  | 'string'
  | 'stringIgnoreCase'
  | 'stringLike'
  | 'numeric'
  | 'date'
  | 'bool'
  | 'binary'
  | 'ip'
  | 'arn'
  | 'null'

export type Comparison = 'equal' | 'less' | 'lessOrEqual' | 'greater' | 'greaterOrEqual'

interface BaseOperator {
  readonly family: Family
  readonly comparison: Comparison
  /** Name of the operator that is not negated. */
  readonly positive: string
  readonly negated: boolean
}

export interface Operator extends BaseOperator {
  readonly quantifier: 'ForAllValues' | 'ForAnyValue' | undefined
  readonly ifExists: boolean
}

const ordered = (prefix: string, family: Family): [string, BaseOperator][] =>
  (
    [
      ['Equals', 'equal'],
      ['LessThan', 'less'],
      ['LessThanEquals', 'lessOrEqual'],
      ['GreaterThan', 'greater'],
      ['GreaterThanEquals', 'greaterOrEqual'],
    ] as const
  ).map(([suffix, comparison]) => [prefix + suffix, { family, comparison, positive: prefix + suffix, negated: false }])

const pair = (positive: string, negative: string, family: Family): [string, BaseOperator][] => [
  [positive, { family, comparison: 'equal', positive, negated: false }],
  [negative, { family, comparison: 'equal', positive, negated: true }],
]

const single = (name: string, family: Family): [string, BaseOperator] => [
  name,
  { family, comparison: 'equal', positive: name, negated: false },
]

const table: readonly [string, BaseOperator][] = [
  ...pair('StringEquals', 'StringNotEquals', 'string'),
  ...pair('StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase', 'stringIgnoreCase'),
  ...pair('StringLike', 'StringNotLike', 'stringLike'),
  ...ordered('Numeric', 'numeric'),
  ...pair('NumericEquals', 'NumericNotEquals', 'numeric'),
  ...ordered('Date', 'date'),
  ...pair('DateEquals', 'DateNotEquals', 'date'),
  single('Bool', 'bool'),
  single('BinaryEquals', 'binary'),
  ...pair('IpAddress', 'NotIpAddress', 'ip'),
  ...pair('ArnEquals', 'ArnNotEquals', 'arn'),
  ...pair('ArnLike', 'ArnNotLike', 'arn'),
  single('Null', 'null'),
]

/** As AWS writes them, without set operators and `IfExists`. */
export const operatorNames: readonly string[] = table.map(([name]) => name)

/** IAM reads operator names without regard to case. */
const operators: ReadonlyMap<string, BaseOperator> = new Map(
  table.map(([name, operator]) => [name.toLowerCase(), operator]),
)

const quantifiers = [
  ['forallvalues:', 'ForAllValues'],
  ['foranyvalue:', 'ForAnyValue'],
] as const

/** By lower-case name: one of each, however many tests use it. */
const known = new Map<string, Operator>()

/** Undefined for text that is no operator. `Null` takes neither a set operator nor `IfExists`. */
export function parseOperator(text: string): Operator | undefined {
  const name = text.toLowerCase()
  const found = known.get(name) ?? readOperator(name)
  if (found !== undefined) known.set(name, found)
  return found
}

function readOperator(lower: string): Operator | undefined {
  let name = lower
  let quantifier: Operator['quantifier']
  for (const [prefix, found] of quantifiers) {
    if (!name.startsWith(prefix)) continue
    quantifier = found
    name = name.slice(prefix.length)
    break
  }
  const ifExists = name.endsWith('ifexists')
  const base = operators.get(ifExists ? name.slice(0, -'ifexists'.length) : name)
  if (base === undefined || (base.family === 'null' && (ifExists || quantifier !== undefined))) return undefined
  return { ...base, quantifier, ifExists }
}

const negatives: ReadonlyMap<string, string> = new Map([
  ...table.filter(([, operator]) => operator.negated).map(([name, { positive }]) => [positive, name] as const),
  // The pair of ArnEquals is named last in the table's order of preference.
  ['ArnEquals', 'ArnNotEquals'],
])

/** `StringEquals` → `StringNotEquals`; undefined where AWS has no negated form. */
export const negatedName = (positive: string): string | undefined => negatives.get(positive)

const complements: ReadonlyMap<string, string> = new Map(
  ['Numeric', 'Date'].flatMap((prefix) => [
    [`${prefix}LessThan`, `${prefix}GreaterThanEquals`],
    [`${prefix}GreaterThanEquals`, `${prefix}LessThan`],
    [`${prefix}GreaterThan`, `${prefix}LessThanEquals`],
    [`${prefix}LessThanEquals`, `${prefix}GreaterThan`],
  ]),
)

/** `NumericLessThan` → `NumericGreaterThanEquals`: opposite for values of the right type, false for both when the key is absent. */
export const complementName = (positive: string): string | undefined => complements.get(positive)
