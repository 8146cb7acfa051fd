/** Asks the engine's own logic whether the conditions of a statement can hold, and whether they can fail. */
import type { Catalogue } from '../../catalogue.ts'
import { testHolds } from '../../evaluate/condition.ts'
import { createFormulas, no, yes } from '../../evaluate/formula.ts'
import { settle } from '../../evaluate/theory.ts'
import { createCompiler } from '../compile.ts'
import type { StatementSource } from '../document.ts'

/** A longer list is no condition a person reads. */
const mostTests = 32
const mostValues = 64

export function outcomeOf(
  statement: StatementSource,
  catalogue: Catalogue,
  variables: boolean,
): 'never' | 'always' | 'open' {
  const { conditions } = statement
  if (conditions.length > mostTests || conditions.some(({ values }) => values.length > mostValues)) return 'open'
  // Of every key nothing is known, not even whether it is there.
  const nothingKnown = { get: () => 'maybe' as const }
  const formulas = createFormulas()
  const only = {
    effect: statement.effect,
    actions: ['*'],
    notAction: false,
    notResource: false,
    notPrincipal: false,
    conditions,
  }
  const compiled = createCompiler(catalogue)({ variables, statements: [only], unknownElements: [] }, 'identity')
  const tests = compiled.statements[0]?.tests ?? []
  const outcome = settle(
    formulas.and(tests.map((test) => testHolds(test, nothingKnown, formulas))),
    formulas,
    catalogue,
  )
  return outcome === no ? 'never' : outcome === yes ? 'always' : 'open'
}
