/** From the grammar to matchers. Equal action lists and equal documents are compiled once per engine. */
import type { Catalogue } from '../catalogue.ts'
import type { PolicyType } from '../evaluate/types.ts'
import { createActionMatchers, expansionBudget, expansionCost } from './action-matcher.ts'
import type { CompiledPolicy, Statement, Test } from './compiled.ts'
import type { ConditionSource, DocumentSource, StatementSource } from './document.ts'
import { compilePrincipals } from './principal-matcher.ts'
import { compileResources } from './resource-matcher.ts'
import { compileValue } from './values.ts'

export function createCompiler(catalogue: Catalogue) {
  const actionMatcher = createActionMatchers(catalogue)

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

  function compileStatement(
    source: StatementSource,
    index: number,
    { variables, expanded }: { readonly variables: boolean; readonly expanded: boolean },
  ): Statement {
    return {
      index,
      sid: source.sid,
      deny: source.effect === 'Deny',
      actions: actionMatcher(source.actions, source.notAction, expanded),
      resources: source.resources === undefined ? undefined : compileResources(source.resources, variables),
      notResource: source.notResource,
      principals: source.principal === undefined ? undefined : compilePrincipals(source.principal),
      notPrincipal: source.notPrincipal,
      tests: source.conditions.map((condition) => compileTest(condition, variables)),
    }
  }

  return (document: DocumentSource, type: PolicyType): CompiledPolicy => {
    const cost = document.statements.reduce((sum, { actions }) => sum + expansionCost(actions), 0)
    const how = { variables: document.variables, expanded: cost <= expansionBudget }
    const statements = document.statements.map((source, index) => compileStatement(source, index, how))
    return {
      type,
      denies: statements.filter(({ deny }) => deny),
      allows: statements.filter(({ deny }) => !deny),
      statements,
    }
  }
}
