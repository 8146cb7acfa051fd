/**
 * Grants of a KMS key, written as the policy statements they amount to: a live grant allows its operations without key policy
 * and identity policy, within its encryption context; Deny statements still win (KMS DG "Grants in AWS KMS").
 */
import { parseAccountId } from '../ids.ts'
import { contentKey, isJsonObject } from './content-key.ts'
import type { Json, PolicyDocument } from './objects.ts'

/** Several grants of one kind become one statement. Beyond this many kinds the rest is left out, and is told as not read. */
const maxStatements = 2_000

/** KMS DG "Using grant constraints": a constraint does not apply to these. */
const unconstrained: ReadonlySet<string> = new Set(['CreateGrant', 'DescribeKey', 'RetireGrant'])

interface Permission {
  readonly principal: string
  readonly operations: readonly string[]
  readonly condition: Json | undefined
}

/** `document` is undefined when there is no grant. */
export interface GrantsAsPolicy {
  readonly document: PolicyDocument | undefined
  readonly complete: boolean
}

/** Undefined when the grants were not read. */
export function grantsAsPolicy(fact: Json | undefined): GrantsAsPolicy | undefined {
  if (!Array.isArray(fact)) return undefined
  const kinds = Map.groupBy(fact.filter(isJsonObject).flatMap(permissionsOf), ({ operations, condition }) =>
    contentKey([operations, condition ?? null]),
  )
  const statements = [...kinds.values()].map(statementOf)
  if (statements.length === 0) return { document: undefined, complete: true }
  const kept = statements.slice(0, maxStatements)
  return { document: { Version: '2012-10-17', Statement: kept }, complete: kept.length === statements.length }
}

function permissionsOf(grant: { readonly [key: string]: Json }): readonly Permission[] {
  const { grantee, retiringPrincipal, operations } = grant
  const named = Array.isArray(operations)
    ? operations.filter((name): name is string => typeof name === 'string').sort()
    : []
  const condition = constraintOf(grant)
  const permission = (principal: Json | undefined, list: readonly string[], when: Json | undefined): Permission[] =>
    typeof principal === 'string' && principal !== '' && list.length > 0
      ? [{ principal, operations: list, condition: when }]
      : []
  if (condition === undefined) {
    return [...permission(grantee, named, undefined), ...permission(retiringPrincipal, ['RetireGrant'], undefined)]
  }
  const isFree = (name: string): boolean => unconstrained.has(name)
  return [
    ...permission(
      grantee,
      named.filter((name) => !isFree(name)),
      condition,
    ),
    ...permission(grantee, named.filter(isFree), undefined),
    ...permission(retiringPrincipal, ['RetireGrant'], undefined),
  ]
}

/** `encryptionContextSubset`: at least these pairs. `encryptionContextEquals`: these pairs and no other. */
function constraintOf(grant: { readonly [key: string]: Json }): Json | undefined {
  const { encryptionContextSubset: subset, encryptionContextEquals: exact } = grant
  const pairs = Object.entries(isJsonObject(exact) ? exact : isJsonObject(subset) ? subset : {})
  if (pairs.length === 0) return undefined
  const tests = Object.fromEntries(
    pairs.map(([key, value]) => [`kms:EncryptionContext:${key}`, typeof value === 'string' ? literal(value) : value]),
  )
  const only = isJsonObject(exact) && {
    'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': pairs.map(([key]) => literal(key)) },
  }
  return { StringEquals: tests, ...only }
}

/** What looks like a policy variable is none in an encryption context. */
const literal = (text: string): string => text.replaceAll('${', '${$}{')

function statementOf(permissions: readonly Permission[]): Json {
  const [first] = permissions
  const principals = [...new Set(permissions.map(({ principal }) => principal))].sort()
  // Integrated services hold grants under their host names (`dynamodb.eu-west-1.amazonaws.com`).
  const isHost = (text: string): boolean => !text.startsWith('arn:') && text.includes('.') && !parseAccountId(text)
  const hosts = principals.filter(isHost)
  const others = principals.filter((text) => !isHost(text))
  return {
    Effect: 'Allow',
    Principal: { ...(others.length > 0 && { AWS: others }), ...(hosts.length > 0 && { Service: hosts }) },
    Action: (first?.operations ?? []).map((operation) => `kms:${operation}`),
    Resource: '*',
    ...(first?.condition !== undefined && { Condition: first.condition }),
  }
}
