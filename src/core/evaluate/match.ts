/** Does a statement match a request? Cheapest test first: action, resource, then conditions; the principal is asked apart. */
import { coversAction } from '../policy/action-matcher.ts'
import type { Statement } from '../policy/compiled.ts'
import { matchesPattern } from '../policy/glob.ts'
import { coversResource, type ResourceMatcher, templatePattern } from '../policy/resource-matcher.ts'
import { hasVariables } from '../policy/template.ts'
import { testHolds } from './condition.ts'
import { type Formula, type Formulas, isDefinite, no, not, yes } from './formula.ts'
import type { PreparedRequest } from './request.ts'
import { fillIn, openMatch } from './variables.ts'

/** Action, resource and condition. */
export function statementHolds(statement: Statement, request: PreparedRequest, formulas: Formulas): Formula {
  if (!coversAction(statement.actions, request.action)) return no
  const resource = resourceHolds(statement, request, formulas)
  if (resource === no) return no
  const condition = conditionsHold(statement, request, formulas)
  if (resource === yes || condition === no) return condition
  return formulas.and([resource, condition])
}

function resourceHolds(statement: Statement, request: PreparedRequest, formulas: Formulas): Formula {
  if (statement.resources === undefined) return yes
  const listed = listHolds(statement.resources, request, formulas)
  return statement.notResource ? not(listed) : listed
}

/** An action without resources is covered by `*` alone; AWS's examples add `arn:aws:s3:::*` for `s3:ListAllMyBuckets`. */
function listHolds(list: ResourceMatcher, request: PreparedRequest, formulas: Formulas): Formula {
  if (list.everything) return yes
  if (request.resource === '*') return list.allBuckets && request.action.lower === 's3:listallmybuckets' ? yes : no
  if (coversResource(list, request.resource)) return yes
  return list.templates.length === 0 ? no : templatesHold(list, request, formulas)
}

function templatesHold(list: ResourceMatcher, request: PreparedRequest, formulas: Formulas): Formula {
  const outcomes: Formula[] = []
  for (const template of list.templates) {
    const tail = fillIn(template.tail, request.context)
    if (tail === undefined) continue
    if (!hasVariables(tail)) {
      if (matchesPattern(templatePattern(template, tail), request.resource)) return yes
      continue
    }
    const parts = [{ kind: 'text' as const, text: template.head }, ...tail]
    outcomes.push(
      openMatch(
        parts,
        request.resource,
        { family: 'stringLike' },
        (filled) => matchesPattern(templatePattern(template, filled.slice(1)), request.resource),
        request.context,
        formulas,
      ),
    )
  }
  return formulas.or(outcomes)
}

function conditionsHold(statement: Statement, request: PreparedRequest, formulas: Formulas): Formula {
  let open: Formula[] | undefined
  for (const test of statement.tests) {
    const outcome = testHolds(test, request.context, formulas)
    if (outcome === no) return no
    if (isDefinite(outcome)) continue
    if (open === undefined) open = [outcome]
    else open.push(outcome)
  }
  return open === undefined ? yes : formulas.and(open)
}
