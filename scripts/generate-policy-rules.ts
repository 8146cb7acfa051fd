/** Writes `docs/reference/policy-rules.md` from the cases in `test/cases/`. `--check` fails when it is stale. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { areas, type Rule } from './policy-rules.ts'

const root = join(import.meta.dirname, '..')
const folder = join(root, 'test/cases')
const target = join(root, 'docs/reference/policy-rules.md')
const notCoveredFile = 'not-covered.json'

type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json }
type Members = { readonly [name: string]: Json }

const isMembers = (value: Json | undefined): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const listOf = (value: Json | undefined): readonly Json[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value]

function read(file: string): readonly Members[] {
  const content: Json = JSON.parse(readFileSync(join(folder, file), 'utf8'))
  return listOf(content).filter(isMembers)
}

const cases = readdirSync(folder)
  .filter((name) => name.endsWith('.json') && name !== notCoveredFile)
  .sort()
  .flatMap(read)

const text = (one: Members, name: string): string => {
  const value = one[name]
  if (typeof value === 'string') return value
  throw new Error(`${JSON.stringify(one['id'])}: ${name} is no text`)
}

/* ------------------------------------------------------------------ forms of operators */

const forms = ['true', 'false', 'missing', 'unknown'] as const
type Form = (typeof forms)[number]

interface Test {
  readonly effect: Json | undefined
  readonly operator: string
  readonly key: string
}

const policyFields = [
  'identityPolicies',
  'permissionsBoundary',
  'sessionPolicies',
  'endpointPolicies',
  'serviceControlPolicies',
  'resourceControlPolicies',
  'resourcePolicy',
]

function testsOf(one: Members): Test[] {
  const policies = policyFields.flatMap((field) => listOf(one[field]).flatMap(listOf)).filter(isMembers)
  const statements = policies.flatMap((policy) => listOf(policy['Statement'])).filter(isMembers)
  return statements.flatMap((statement) =>
    Object.entries(isMembers(statement['Condition']) ? statement['Condition'] : {}).flatMap(([operator, keys]) =>
      Object.keys(isMembers(keys) ? keys : {}).map((key) => ({ effect: statement['Effect'], operator, key })),
    ),
  )
}

/** Only where a case has one test: then its outcome shows whether the test holds. */
function operatorForm(one: Members): { readonly operator: string; readonly form: Form } | undefined {
  const [test, ...more] = testsOf(one)
  if (test === undefined || more.length > 0) return undefined
  const { effect, operator, key } = test
  if (one['expected'] === 'Conditional') return { operator, form: 'unknown' }
  const context = Object.entries(isMembers(one['context']) ? one['context'] : {})
  const given = context.find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1]
  if (listOf(given).length === 0) return { operator, form: 'missing' }
  const holds = one['expected'] === (effect === 'Allow' ? 'Allowed' : 'ExplicitlyDenied')
  return { operator, form: holds ? 'true' : 'false' }
}

const operatorNames = [
  ...['StringEquals', 'StringNotEquals', 'StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase'],
  ...['StringLike', 'StringNotLike', 'NumericEquals', 'NumericNotEquals', 'NumericLessThan', 'NumericLessThanEquals'],
  ...['NumericGreaterThan', 'NumericGreaterThanEquals', 'DateEquals', 'DateNotEquals', 'DateLessThan'],
  ...['DateLessThanEquals', 'DateGreaterThan', 'DateGreaterThanEquals', 'Bool', 'BinaryEquals', 'IpAddress'],
  ...['NotIpAddress', 'ArnEquals', 'ArnNotEquals', 'ArnLike', 'ArnNotLike', 'Null'],
]
const shapes: readonly ((operator: string) => string)[] = [
  (operator) => operator,
  (operator) => `${operator}IfExists`,
  (operator) => `ForAllValues:${operator}`,
  (operator) => `ForAnyValue:${operator}`,
]

function operatorTable(): string[] {
  const counts = new Map<string, number>()
  for (const found of cases.map(operatorForm)) {
    if (found === undefined) continue
    const name = `${found.operator} ${found.form}`
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  const cell = (operator: string): string => forms.map((form) => counts.get(`${operator} ${form}`) ?? 0).join(' · ')
  const row = (operator: string): string =>
    // `Null` takes neither IfExists nor a set operator.
    operator === 'Null'
      ? `| \`Null\` | ${cell('Null')} | – | – | – |`
      : `| \`${operator}\` | ${shapes.map((shape) => cell(shape(operator))).join(' | ')} |`
  return [
    '| operator | alone | with `IfExists` | `ForAllValues:` | `ForAnyValue:` |',
    '| --- | --- | --- | --- | --- |',
    ...operatorNames.map(row),
  ]
}

/* ------------------------------------------------------------------ the page */

const inCell = (value: string): string => value.replaceAll('|', '\\|')

function ruleRow(rule: Rule): string {
  const own = cases.filter((one) => one['group'] === rule.id)
  if (own.length === 0) throw new Error(`no case of rule ${rule.id}`)
  const count = (...expected: readonly string[]): number =>
    own.filter((one) => expected.includes(text(one, 'expected'))).length
  const [allowed, denied] = [count('Allowed'), count('ImplicitlyDenied', 'ExplicitlyDenied')]
  const conditional = count('Conditional')
  const pages = [...new Set(own.map((one) => text(one, 'source')))].sort()
  const counts = [own.length, allowed, denied, conditional, own.length - allowed - denied - conditional]
  return `| ${rule.title} | ${counts.join(' | ')} | ${inCell(pages.join('<br>'))} |`
}

function page(): string {
  const known = new Set(areas.flatMap(({ rules }) => rules.map(({ id }) => id)))
  const stray = cases.find((one) => !known.has(text(one, 'group')))
  if (stray !== undefined) throw new Error(`${text(stray, 'id')}: no rule ${text(stray, 'group')}`)
  const contested = cases.filter((one) => one['contested'] === true).length
  return [
    '# Rules of policy evaluation',
    '',
    `Generated from the ${cases.length} cases in \`test/cases/\` by \`node scripts/generate-policy-rules.ts\`. Each case is one request with its policies, the`,
    'decision that AWS documents, and the page that says so. `npm test` evaluates all of them; `bailiwick evaluate FILE` evaluates any.',
    `${contested} cases settle what AWS leaves open and are not counted as agreement.`,
    '',
    ...areas.flatMap(({ title, rules }) => [
      `## ${title}`,
      '',
      '| rule | cases | allowed | denied | conditional | refused | AWS pages |',
      '| --- | --- | --- | --- | --- | --- | --- |',
      ...rules.map(ruleRow),
      '',
      ...(title === 'Conditions' ? operatorSection() : []),
    ]),
    '## What is not covered',
    '',
    '| what | the answer then | flag | AWS page |',
    '| --- | --- | --- | --- |',
    ...read(notCoveredFile).map((one) => {
      const flag = one['flag'] === undefined ? '–' : `\`${text(one, 'flag')}\``
      return `| ${inCell(text(one, 'what'))} | ${inCell(text(one, 'answer'))} | ${flag} | ${text(one, 'source')} |`
    }),
    '',
  ].join('\n')
}

const operatorSection = (): string[] => [
  '### Operators',
  '',
  'Cases whose only test has this operator: it holds · does not hold · the key is missing · the key is not known. IAM User Guide: *IAM JSON',
  'policy elements: Condition operators*, *Set operators for multivalued context keys*.',
  '',
  ...operatorTable(),
  '',
]

const made = page()
const isFresh = existsSync(target) && readFileSync(target, 'utf8') === made
if (process.argv.includes('--check')) {
  process.stdout.write(
    `${cases.length} cases, docs/reference/policy-rules.md is ${isFresh ? 'fresh' : 'stale: node scripts/generate-policy-rules.ts'}\n`,
  )
  process.exitCode = isFresh ? 0 : 1
} else {
  if (!isFresh) writeFileSync(target, made)
  process.stdout.write(`${cases.length} cases, ${isFresh ? 'nothing new' : 'docs/reference/policy-rules.md written'}\n`)
}
