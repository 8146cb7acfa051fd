/** The trust policy of our role as it stands in AWS, against the one that we generated (connection.md §2, §7). */
import { isJsonObject } from '../core/inventory/content-key.ts'
import type { Json, PolicyDocument } from '../core/inventory/objects.ts'

export interface ExpectedTrust {
  /** The one role or user. */
  readonly principal: string
  readonly externalId: string
}

export type TrustComparison =
  | { readonly trust: 'as_generated' }
  /** Lets nobody in whom ours would keep out. */
  | { readonly trust: 'different'; readonly reason: string }
  | { readonly trust: 'wider'; readonly reason: string }
  /** Asks us, and nobody else, for another ExternalId. */
  | { readonly trust: 'mismatch'; readonly reason: string }

export function compareTrust(document: PolicyDocument, expected: ExpectedTrust): TrustComparison {
  if (!isJsonObject(document)) return { trust: 'different', reason: 'The trust policy is not readable as JSON.' }
  const statements = listOf(document['Statement']).filter(isJsonObject)
  if (statements.length > 0 && statements.every((statement) => asksForAnother(statement, expected))) {
    return { trust: 'mismatch', reason: 'The trust policy names another ExternalId than that of this integration.' }
  }
  for (const statement of statements) {
    const reason = statement['Effect'] === 'Allow' ? widening(statement, expected) : undefined
    if (reason !== undefined) return { trust: 'wider', reason: `The trust policy is wider than generated: ${reason}.` }
  }
  const [only, ...others] = statements
  if (only && others.length === 0 && isGenerated(only)) return { trust: 'as_generated' }
  return {
    trust: 'different',
    reason: 'The trust policy is not the one that was generated, but lets nobody else in.',
  }
}

type Statement = { readonly [key: string]: Json }

const listOf = (value: Json | undefined): readonly Json[] => {
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? value : [value]
}

/** What an Allow lets in beyond our principal with our ExternalId, in words; undefined when nothing. */
function widening(statement: Statement, expected: ExpectedTrust): string | undefined {
  if (statement['NotPrincipal'] !== undefined) return 'it admits everybody but a few (NotPrincipal)'
  const stranger = principalsOf(statement).find((principal) => principal !== expected.principal)
  if (stranger !== undefined) return stranger === '*' ? 'it admits everybody (*)' : `it admits ${stranger}`
  const asked = externalIdsOf(statement)
  if (asked.length === 0) return 'it does not ask for the ExternalId'
  const foreign = asked.find((id) => id !== expected.externalId)
  return foreign === undefined ? undefined : 'it accepts another ExternalId than that of this connection'
}

function asksForAnother(statement: Statement, { principal, externalId }: ExpectedTrust): boolean {
  const principals = principalsOf(statement)
  const asked = externalIdsOf(statement)
  const isOurs =
    statement['Effect'] === 'Allow' && principals.length > 0 && principals.every((one) => one === principal)
  return isOurs && asked.length > 0 && !asked.includes(externalId)
}

/** Of every kind; `*` also when AWS is the kind. */
function principalsOf({ Principal: principal }: Statement): readonly string[] {
  const values = isJsonObject(principal) ? Object.values(principal).flatMap(listOf) : listOf(principal)
  return values.map(String)
}

/** Values of `sts:ExternalId` under an operator that demands one of them; names of keys and operators have no case. */
function externalIdsOf({ Condition: condition }: Statement): readonly string[] {
  if (!isJsonObject(condition)) return []
  const wanted = Object.entries(condition).flatMap(([operator, keys]) =>
    operator.toLowerCase() === 'stringequals' && isJsonObject(keys) ? Object.entries(keys) : [],
  )
  return wanted.flatMap(([key, values]) => (key.toLowerCase() === 'sts:externalid' ? listOf(values).map(String) : []))
}

/** One that widens nothing: no action and no condition beside ours. */
function isGenerated(statement: Statement): boolean {
  const { Effect, Principal, Action, Condition, Sid: _, ...others } = statement
  const actions = listOf(Action)
  const conditions = isJsonObject(Condition) ? Object.values(Condition) : []
  return (
    Effect === 'Allow' &&
    isJsonObject(Principal) &&
    actions.length === 1 &&
    actions[0] === 'sts:AssumeRole' &&
    conditions.length === 1 &&
    conditions.every((keys) => isJsonObject(keys) && Object.keys(keys).length === 1) &&
    Object.keys(others).length === 0
  )
}
