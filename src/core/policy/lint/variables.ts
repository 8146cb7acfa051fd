/** Policy variables. IAM UG *IAM policy elements: Variables and tags*. */

import { resourcePartStart } from '../../arn/arn.ts'
import type { Catalogue } from '../../catalogue.ts'
import type { StatementSource } from '../document.ts'
import { parseTemplate } from '../template.ts'
import { quoted, type Remark, remark } from './finding.ts'

/** For documents whose Version has variables. */
export function* lintVariables(text: string, path: string, catalogue: Catalogue): Iterable<Remark> {
  if (!text.includes('${')) return
  for (const part of parseTemplate(text)) {
    if (part.kind === 'text' && part.text.includes('${')) {
      yield remark('malformed-variable', path, `${quoted(text)} opens a variable that is not closed`)
    }
    if (part.kind !== 'variable') continue
    if (part.key === '' || /\s/.test(part.key)) {
      yield remark('malformed-variable', path, `${quoted(`\${${part.key}}`)} is no variable`)
    } else if (catalogue.conditionKeyType(part.key) === undefined && isKeyOfAws(part.key, catalogue)) {
      yield remark('unknown-variable', path, `AWS has no key ${quoted(part.key)} that this catalogue knows`)
    }
  }
}

/** False for the claims of an identity provider, which nobody can list. */
export function isKeyOfAws(key: string, catalogue: Catalogue): boolean {
  const service = key.slice(0, Math.max(key.indexOf(':'), 0)).toLowerCase()
  return service === '' || service === 'aws' || catalogue.actionRange(service) !== undefined
}

export function* lintResourceVariables(
  statement: StatementSource,
  path: string,
  catalogue: Catalogue,
): Iterable<Remark> {
  const place = `${path}.${statement.notResource ? 'NotResource' : 'Resource'}`
  for (const [index, resource] of (statement.resources ?? []).entries()) {
    const tail = resource.slice(Math.max(resourcePartStart(resource), 0))
    yield* lintVariables(tail, `${place}[${index}]`, catalogue)
  }
}

/** For documents whose Version has none: what would have been a variable. */
export function* lintLiteralVariables(statement: StatementSource, path: string, which: string): Iterable<Remark> {
  const found = (text: string, place: string): Remark[] =>
    /\$\{[^}]/.test(text)
      ? [remark('variables-are-literal', place, `${which} the variable in ${quoted(text)} is not replaced`)]
      : []
  const place = `${path}.${statement.notResource ? 'NotResource' : 'Resource'}`
  for (const [index, resource] of (statement.resources ?? []).entries()) yield* found(resource, `${place}[${index}]`)
  for (const { name, key, values } of statement.conditions) {
    const here = `${path}.Condition.${name}.${key}`
    for (const [index, value] of values.entries()) yield* found(value, `${here}[${index}]`)
  }
}
