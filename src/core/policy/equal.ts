/**
 * When a document, a statement or a test says what a compiled one says already: the same lists in the same order. What is
 * compiled keeps its texts for explanations anyway, so nothing else need be remembered to compare with.
 */
import type { PolicyType } from '../evaluate/types.ts'
import type { CompiledPolicy, Statement, Test } from './compiled.ts'
import type { ConditionSource, DocumentSource, PrincipalSource, StatementSource } from './document.ts'
import { hashSeed, hashText, hashTexts, sameTexts } from './intern.ts'

const kinds = ['aws', 'service', 'federated', 'canonicalUser'] as const

export const hashTest = ({ name, key, values }: ConditionSource): number =>
  hashTexts(hashText(hashText(hashSeed, name), key), values)

/** `Sid` and place apart. */
export function hashStatement(source: StatementSource): number {
  const { effect, actions, notAction, resources, notResource, principal, notPrincipal, conditions } = source
  let hash = hashTexts(hashText(hashSeed, effect), actions)
  hash = hashTexts(hash, resources ?? [])
  hash ^= (notAction ? 1 : 0) | (notResource ? 2 : 0) | (notPrincipal ? 4 : 0)
  if (principal !== undefined) for (const kind of kinds) hash = hashTexts(hash, principal[kind])
  for (const condition of conditions) hash = Math.imul(hash ^ hashTest(condition), 0x01000193)
  return hash
}

/** `statements` are the hashes of its statements. */
export function hashDocument(document: DocumentSource, type: PolicyType, statements: readonly number[]): number {
  let hash = hashText(document.variables ? hashSeed : ~hashSeed, type)
  for (const [index, { sid = '' }] of document.statements.entries()) {
    hash = Math.imul(hashText(hash, sid) ^ (statements[index] ?? 0), 0x01000193)
  }
  return hash
}

export const isTest = ({ name, key, texts }: Test, source: ConditionSource): boolean =>
  key === source.key && name === source.name && sameTexts(texts, source.values)

/** `Sid` and place apart. */
export const isStatement = (one: Statement, source: StatementSource): boolean =>
  one.deny === (source.effect === 'Deny') &&
  one.actions.not === source.notAction &&
  one.notResource === source.notResource &&
  one.notPrincipal === source.notPrincipal &&
  one.tests.length === source.conditions.length &&
  sameTexts(one.actions.texts, source.actions) &&
  sameLists(one.resources?.texts, source.resources) &&
  samePrincipals(one.principals?.source, source.principal) &&
  source.conditions.every((condition, at) => {
    const test = one.tests[at]
    return test !== undefined && isTest(test, condition)
  })

const sameLists = (a: readonly string[] | undefined, b: readonly string[] | undefined): boolean =>
  a === undefined || b === undefined ? a === b : sameTexts(a, b)

function samePrincipals(a: PrincipalSource | undefined, b: PrincipalSource | undefined): boolean {
  if (a === undefined || b === undefined) return a === b
  return kinds.every((kind) => sameTexts(a[kind], b[kind]))
}

export const isPolicy = (one: CompiledPolicy, document: DocumentSource, type: PolicyType): boolean =>
  one.type === type &&
  one.variables === document.variables &&
  one.statements.length === document.statements.length &&
  one.statements.every((statement, at) => {
    const source = document.statements[at]
    return source !== undefined && statement.sid === source.sid && isStatement(statement, source)
  })
