/** Why a statement matches, in one short sentence. */
import { coveringPattern } from '../policy/action-matcher.ts'
import type { Statement, Test } from '../policy/compiled.ts'
import { compileResources, coversResource } from '../policy/resource-matcher.ts'
import { testHolds } from './condition.ts'
import { type Formulas, isDefinite } from './formula.ts'
import type { PreparedRequest } from './request.ts'
import type { RequestContext } from './types.ts'

/** Lists longer than this are counted, not spelled out. */
const spelledOut = 3

export function whyStatement(
  statement: Statement,
  request: PreparedRequest,
  action: string,
  formulas: Formulas,
): string {
  const parts = [
    whyAction(statement, request, action),
    whyResource(statement, request),
    ...statement.tests.map((test) => whyTest(test, request.context, formulas)),
  ]
  return parts.filter((part) => part !== '').join('; ')
}

function whyAction({ actions }: Statement, request: PreparedRequest, action: string): string {
  if (actions.not) return `${action} is not among ${list(actions.texts)}, which NotAction leaves out`
  const pattern = coveringPattern(actions, request.action) ?? actions.texts[0] ?? ''
  return pattern.toLowerCase() === action.toLowerCase() ? `the action is ${pattern}` : `${pattern} covers ${action}`
}

function whyResource({ resources, notResource }: Statement, request: PreparedRequest): string {
  if (resources === undefined || request.resource === '*') return ''
  if (notResource) return `${request.resource} is not among ${list(resources.texts)}, which NotResource leaves out`
  if (resources.everything) return ''
  const pattern =
    resources.texts.find((text) => coversResource(compileResources([text], false), request.resource)) ??
    resources.templates[0]?.text
  if (pattern === undefined || pattern === request.resource) return ''
  return `${pattern} covers ${request.resource}`
}

function whyTest(test: Test, context: RequestContext, formulas: Formulas): string {
  const values = test.texts.length === 0 ? 'no value' : list(test.texts)
  const given = context.get(test.lowerKey)
  const actual = typeof given === 'string' ? (given === 'absent' ? 'absent' : 'not known') : list(given)
  const outcome = testHolds(test, context, formulas)
  const verdict = isDefinite(outcome) ? '' : ', so this depends on the request'
  return `${test.name} ${test.key} ${values}: it is ${actual}${verdict}`
}

function list(texts: readonly string[]): string {
  if (texts.length > spelledOut) return `${texts.length} entries`
  return texts.length < 2 ? (texts[0] ?? '') : `${texts.slice(0, -1).join(', ')} or ${texts.at(-1)}`
}
