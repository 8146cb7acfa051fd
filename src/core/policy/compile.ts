/** From the grammar to matchers. Equal action lists, tests and statements are compiled once per engine. */
import type { Catalogue } from '../catalogue.ts'
import type { PolicyType } from '../evaluate/types.ts'
import { createActionMatchers, expansionBudget, expansionCost, firstCovered, lastCovered } from './action-matcher.ts'
import type { CompiledPolicy, Statement, Test } from './compiled.ts'
import type { ConditionSource, DocumentSource, StatementSource } from './document.ts'
import { hashStatement, hashTest, isStatement, isTest } from './equal.ts'
import { createInternTable } from './intern.ts'
import { compilePrincipals } from './principal-matcher.ts'
import { compileResources } from './resource-matcher.ts'
import { compileValue } from './values.ts'

interface How {
  readonly variables: boolean
  readonly expanded: boolean
}

type StatementBody = Omit<Statement, 'index' | 'sid'>

/** Member by member: then all statements have one shape, which their readers are compiled for. */
const placed = (body: StatementBody, index: number, sid: string | undefined): Statement => ({
  index,
  sid,
  deny: body.deny,
  actions: body.actions,
  resources: body.resources,
  notResource: body.notResource,
  principals: body.principals,
  notPrincipal: body.notPrincipal,
  tests: body.tests,
})

/** Shared: empty lists are most lists. */
const none: readonly never[] = []

export function createCompiler(catalogue: Catalogue) {
  const actionMatcher = createActionMatchers(catalogue)
  /** With and without policy variables the same text means different things. */
  const known = [0, 1].map(() => ({ tests: createInternTable<Test>(), statements: createInternTable<Statement>() }))
  const knownTo = ({ variables }: How) => known[variables ? 1 : 0]

  function testOf(source: ConditionSource, how: How): Test {
    const tests = knownTo(how)?.tests
    const hash = hashTest(source)
    const found = tests?.find(hash, (test) => isTest(test, source))
    if (found !== undefined) return found
    const made = compileTest(source, how.variables)
    tests?.add(hash, made)
    return made
  }

  function compileTest(source: ConditionSource, variables: boolean): Test {
    const { operator, key, name } = source
    const values = source.values.map((text) => compileValue(text, operator, variables))
    const type = catalogue.conditionKeyType(key)
    const every = operator.quantifier === 'ForAllValues'
    return {
      name,
      operator,
      key,
      lowerKey: key.toLowerCase(),
      texts: source.values,
      values,
      variables: values.some(({ kind }) => kind === 'template'),
      // ForAnyValue:StringNotEquals asks for a value that matches none, which is "not every value matches"; and the
      // negated ForAllValues, like the negated operator alone, asks that no value matches.
      mode: (operator.negated ? operator.quantifier === 'ForAnyValue' : every) ? 'all' : 'some',
      inverted: operator.negated,
      multivalued: operator.quantifier !== undefined || type === undefined || type.startsWith('ArrayOf'),
    }
  }

  function compileStatement(source: StatementSource, how: How): StatementBody {
    return {
      deny: source.effect === 'Deny',
      actions: actionMatcher(source.actions, source.notAction, how.expanded),
      resources: source.resources === undefined ? undefined : compileResources(source.resources, how.variables),
      notResource: source.notResource,
      principals: source.principal === undefined ? undefined : compilePrincipals(source.principal),
      notPrincipal: source.notPrincipal,
      tests: source.conditions.length === 0 ? none : source.conditions.map((condition) => testOf(condition, how)),
    }
  }

  function statementOf(source: StatementSource, hash: number, index: number, how: How): Statement {
    // What names principals is a resource's own; equal policies are one before it comes to their statements.
    const statements = how.expanded && source.principal === undefined ? knownTo(how)?.statements : undefined
    const found = statements?.find(hash, (statement) => isStatement(statement, source))
    if (found?.index === index && found.sid === source.sid) return found
    const made = placed(found ?? compileStatement(source, how), index, source.sid)
    if (found === undefined) statements?.add(hash, made)
    return made
  }

  /** `hashes`: of the statements. */
  return (
    document: DocumentSource,
    type: PolicyType,
    hashes = document.statements.map(hashStatement),
  ): CompiledPolicy => {
    const cost = document.statements.reduce((sum, { actions }) => sum + expansionCost(actions), 0)
    const how = { variables: document.variables, expanded: cost <= expansionBudget }
    const statements = document.statements.map((source, index) => statementOf(source, hashes[index] ?? 0, index, how))
    const denies = statements.filter(({ deny }) => deny)
    const allows = denies.length === 0 ? statements : statements.filter(({ deny }) => !deny)
    return {
      type,
      denies: denies.length === 0 ? none : denies,
      allows,
      variables: document.variables,
      firstAllowed: allows.reduce(
        (first, { actions }) => Math.min(first, firstCovered(actions)),
        catalogue.actionCount,
      ),
      lastAllowed: allows.reduce((last, { actions }) => Math.max(last, lastCovered(actions)), -1),
      statements,
    }
  }
}
