/**
 * What is wrong with a policy document, and where. Pure; never throws, whatever the text. Linear in its length: the checks that
 * compare things with each other have a budget that no document AWS could store uses up.
 */
import type { Catalogue } from '../../catalogue.ts'
import { type JsonDocument, parseJson } from '../../json.ts'
import { limits } from '../limits.ts'
import { jsonPathOf, pathText } from '../locate.ts'
import { type ActionRules, lintActions } from './actions.ts'
import { createBudget } from './budget.ts'
import { lintCodes } from './codes.ts'
import { lintConditions } from './conditions.ts'
import {
  guessType,
  lintLength,
  lintRcp,
  lintSids,
  lintVersion,
  own,
  type Reading,
  readStatements,
  statementsOf,
} from './elements.ts'
import { type LintFinding, type Remark, remark } from './finding.ts'
import { lintPrincipals } from './principals.ts'
import { lintRedundancy } from './redundancy.ts'
import { lintResources } from './resources.ts'
import type { LintType } from './types.ts'
import { lintLiteralVariables, lintResourceVariables } from './variables.ts'

/** A document that is wrong in more places than this is wrong as a whole. */
const mostFindings = 200

/** Comparisons of symbols and the like, some 20 ns each: under half a second. */
const steps = 20_000_000

/**
 * Findings in the order of the text. Without a type it is guessed: a document with principals is a resource policy, or a trust
 * policy when it names no resources; any other is an identity policy. At most 200 findings; a last one says when there are more.
 */
export function lintPolicy(text: string, catalogue: Catalogue, type?: LintType): readonly LintFinding[] {
  if (text.length > limits.documentSize) {
    const cause = `The document has more than ${limits.documentSize} characters`
    return [{ ...finding(remark('document-too-long', '', cause)), line: 1, column: 1 }]
  }
  const read = parseJson(text)
  if (!read.ok) {
    const { message, line, column } = read.error
    return [{ ...finding(remark('invalid-json', '', message)), line, column }]
  }
  const remarks: Remark[] = []
  for (const one of remarksOn(read.value, text, catalogue, type ?? guessType(read.value.value))) {
    if (remarks.push(one) > mostFindings) break
  }
  const kept = placed(remarks.slice(0, mostFindings), read.value)
  const duplicates = read.value.duplicateKeys.map(({ path, line, column }): LintFinding => {
    const cause = `The key ${JSON.stringify(path.at(-1))} occurs twice`
    return { ...finding(remark('duplicate-key', pathText(path), cause)), line, column }
  })
  const sorted = [...duplicates, ...kept].sort((a, b) => a.line - b.line || a.column - b.column)
  const last = sorted.at(-1)
  if (remarks.length <= mostFindings || last === undefined) return sorted
  const more = finding(remark('more-findings', '', `There are more than ${mostFindings} findings`))
  return [...sorted, { ...more, line: last.line, column: last.column }]
}

/** The same for several documents, with the name of each beside its findings. */
export function lintPolicies(
  files: readonly { readonly file: string; readonly text: string }[],
  catalogue: Catalogue,
  type?: LintType,
): readonly LintFinding[] {
  return files.flatMap(({ file, text }) => lintPolicy(text, catalogue, type).map((one) => ({ file, ...one })))
}

const finding = ({ path, code, message }: Remark) => ({ path, severity: lintCodes[code].severity, code, message })

function placed(remarks: readonly Remark[], document: JsonDocument): LintFinding[] {
  const places = document.locateAll(remarks.map(({ path }) => jsonPathOf(path, document.value)))
  return remarks.map((one, index) => {
    const { path, severity, code, message } = finding(one)
    const { line, column } = places[index] ?? { line: 1, column: 1 }
    return { path, line, column, severity, code, message }
  })
}

/** Lazily: behind the findings that are kept nothing is looked at. */
function* remarksOn(
  { value: document }: JsonDocument,
  text: string,
  catalogue: Catalogue,
  type: LintType,
): Iterable<Remark> {
  yield* lintLength(text, type)
  const reading = readStatements(document, type)
  yield* reading.remarks
  yield* lintVersion(document)
  if (Array.isArray(own(document, 'Statement')) && statementsOf(document).length === 0) {
    yield remark('no-statements', 'Statement', 'Statement is empty')
  }
  const budget = createBudget(steps)
  yield* lintSids(reading.statements, type)
  yield* lintStatements(document, reading, { catalogue, type, budget })
  yield* lintRedundancy(reading.statements, budget)
}

function* lintStatements(document: unknown, { statements, variables }: Reading, rules: ActionRules): Iterable<Remark> {
  const version = own(document, 'Version')
  const which = version === undefined ? 'Without Version' : 'In Version 2008-10-17'
  for (const [index, statement] of statements) {
    const path = `Statement[${index}]`
    yield* lintPrincipals(statement, path, rules.type)
    if (rules.type === 'resourceControl') yield* lintRcp(statement, path)
    yield* lintActions(statement, path, rules)
    yield* lintResources(statement, path, rules)
    if (variables) yield* lintResourceVariables(statement, path, rules.catalogue)
    else if (version === undefined || version === '2008-10-17') yield* lintLiteralVariables(statement, path, which)
    if (hasEmptyCondition(document, index)) yield remark('empty-condition', `${path}.Condition`, 'Condition is empty')
    yield* lintConditions(statement, path, rules, variables)
  }
}

function hasEmptyCondition(document: unknown, index: number): boolean {
  const condition = own(statementsOf(document)[index], 'Condition')
  return typeof condition === 'object' && condition !== null && Object.keys(condition).length === 0
}
