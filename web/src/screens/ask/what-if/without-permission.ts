/** The smallest edit of a document after which it no longer grants one action on one resource to one principal. Pure, tested beside. */
import { matchesAction } from '../../../parts/glob.ts'
import type { Removal } from './draft.ts'

type Json = Readonly<Record<string, unknown>>

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
const listOf = (value: unknown): readonly unknown[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value]

const sidOfCut = 'WhatIfCut'

/** IAM User Guide, "AWS JSON policy elements: Principal": providers and services have keys of their own. */
function principalElement(principal: string): Json {
  if (/:(oidc|saml)-provider\//.test(principal)) return { Federated: principal }
  return principal.startsWith('arn:') || /^\d{12}$/.test(principal) ? { AWS: principal } : { Service: principal }
}

/** What a statement that takes it away says. */
export function denialOf({ action, resource, principal }: Removal, form: 'identity' | 'trust' | 'resource'): Json {
  return {
    Sid: sidOfCut,
    Effect: 'Deny',
    ...(form !== 'identity' && { Principal: principal === undefined ? '*' : principalElement(principal) }),
    Action: action,
    ...(form !== 'trust' && { Resource: resource }),
  }
}

/**
 * An action that the statement names is taken out of it. One that only a wildcard covers is denied beside it, and so is one of a
 * policy that names principals, so that others keep what they have.
 */
export function withoutPermission(document: Json, removal: Removal, form: 'identity' | 'trust' | 'resource'): Json {
  const statements = listOf(document['Statement'])
  const statement = statements[removal.statement]
  const shorter = form === 'identity' && isJson(statement) ? withoutAction(statement, removal.action) : undefined
  if (shorter === undefined) return { ...document, Statement: [...statements, denialOf(removal, form)] }
  const kept = statements.flatMap((one, at) =>
    at !== removal.statement ? [one] : shorter === 'nothing left' ? [] : [shorter],
  )
  return kept.length > 0 ? { ...document, Statement: kept } : { ...document, Statement: [denialOf(removal, form)] }
}

/** Undefined: the action is not named, so it cannot be taken out alone. */
function withoutAction(statement: Json, action: string): Json | 'nothing left' | undefined {
  const actions = listOf(statement['Action'])
  const kept = actions.filter((one) => typeof one !== 'string' || one.toLowerCase() !== action.toLowerCase())
  if (kept.length === actions.length) return undefined
  if (kept.some((one) => typeof one !== 'string' || matchesAction(one, action))) return undefined
  return kept.length === 0 ? 'nothing left' : { ...statement, Action: kept.length === 1 ? kept[0] : kept }
}
