/**
 * The Allow that comes nearest: it speaks of the action, and one of its elements misses. Which one is found by relaxing them in
 * turn, so whatever is said of a statement was tried.
 */
import { splitArn } from '../../arn/arn.ts'
import type { Residual } from '../../evaluate/types.ts'
import { isJsonObject } from '../../inventory/content-key.ts'
import type { Json } from '../../inventory/objects.ts'
import type { PolicyEntry } from '../../inventory/snapshot.ts'
import { readDocument } from '../../policy/document.ts'
import { policyObject, speaksOf, statementsOf } from '../policy-facts.ts'
import { editsOf, type GrantFix, isDenied, mayWiden, type Way } from './fixes.ts'
import type { Explained } from './reasons.ts'
import type { Edit, GrantingLayer, StatementJson, Trial } from './trial.ts'

export interface NearAllow {
  readonly layer: GrantingLayer
  readonly entry: PolicyEntry
  readonly statement: number
  readonly sid?: string
  /** Of an SCP. */
  readonly level?: string
  readonly missed: Missed
  /** Absent where the statement should not be edited in that way. */
  readonly edit?: Edit
}

export type Missed =
  | { readonly element: 'condition'; readonly condition: Residual }
  | { readonly element: 'resource'; readonly patterns: readonly string[] }
  | { readonly element: 'notResource' }
  | { readonly element: 'principal'; readonly names: readonly string[] }

/** Statements looked at, the likeliest first. */
const maxStatements = 12

export function nearestAllow(explained: Explained, trial: Trial, { fixes }: Way): NearAllow | undefined {
  const grant = fixes.find((fix): fix is GrantFix => fix.kind === 'grant')
  if (!grant) return undefined
  const others = editsOf(fixes.filter((fix) => fix !== grant))
  const candidates = speakingAllows(explained, grant.among)
  for (const relax of [withoutCondition, withResource, withPrincipal]) {
    for (const candidate of candidates) {
      const relaxed = relax(candidate, explained, grant.layer)
      if (!relaxed) continue
      const { entry, index, sid } = candidate
      const edit: Edit = { op: 'statement', ref: entry.ref, statement: index, to: relaxed.to }
      if (isDenied(trial([...others, edit]))) continue
      const isEditable = relaxed.isEdit && mayWiden(grant.layer, entry)
      return {
        layer: grant.layer,
        entry,
        statement: index,
        ...(sid !== undefined && { sid }),
        ...(grant.level !== undefined && { level: grant.level }),
        missed: relaxed.missed,
        ...(isEditable && { edit }),
      }
    }
  }
  return undefined
}

interface Candidate {
  readonly entry: PolicyEntry
  readonly index: number
  readonly sid?: string
  readonly json: StatementJson
  /** How much of the resource its patterns spell out. */
  readonly shared: number
}

function speakingAllows(explained: Explained, entries: readonly PolicyEntry[]): readonly Candidate[] {
  const { world, question } = explained
  const candidates = entries.flatMap((entry) => {
    const documents = statementsOf(policyObject(entry.document ?? null))
    return world.facts(entry).statements.flatMap((facts): Candidate[] => {
      const json = documents[facts.index]
      if (!json || facts.effect === 'Deny' || !speaksOf(facts, question.actionLowerCase)) return []
      const { index, sid, resources, notResources } = facts
      const shared = notResources ? 0 : Math.max(0, ...resources.map((text) => sharedLength(text, question.resource)))
      return [{ entry, index, ...(sid !== undefined && { sid }), json, shared }]
    })
  })
  return candidates.sort((a, b) => b.shared - a.shared).slice(0, maxStatements)
}

/** -1 for a pattern that is about another service. */
function sharedLength(pattern: string, resource: string): number {
  if (pattern === '*' || resource === '*') return 0
  if (splitArn(pattern)?.service !== splitArn(resource)?.service) return -1
  let length = 0
  while (length < pattern.length && pattern[length] === resource[length]) length += 1
  return length
}

/* ------------------------------------------------------------------ one element relaxed */

interface Relaxed {
  readonly to: StatementJson
  readonly missed: Missed
  /** What was tried is also what one would write. */
  readonly isEdit: boolean
}

type Relax = (candidate: Candidate, explained: Explained, layer: GrantingLayer) => Relaxed | undefined

const withoutCondition: Relax = ({ json, entry, index }, _explained, layer) => {
  const { Condition, ...to } = json
  if (Condition === undefined) return undefined
  const read = readDocument(policyObject(entry.document ?? null), layer)
  const tests = read.ok ? (read.value.statements[index]?.conditions ?? []) : []
  const all = tests.map(
    ({ operator: { quantifier, ifExists }, name, key, values }): Residual => ({
      op: bareName(name),
      key,
      values,
      ...(quantifier !== undefined && { quantifier }),
      ...(ifExists && { ifExists }),
    }),
  )
  return { to, missed: { element: 'condition', condition: { all } }, isEdit: true }
}

/** `ForAnyValue:StringLikeIfExists` without what stands around the operator. */
const bareName = (name: string): string => name.replace(/^For(?:All|Any)Values?:/i, '').replace(/IfExists$/i, '')

const withResource: Relax = ({ json }, { question: { resource } }) => {
  const { NotResource, Resource, ...rest } = json
  if (NotResource !== undefined) {
    return { to: { ...rest, Resource: resource }, missed: { element: 'notResource' }, isEdit: false }
  }
  const patterns = textsOf(Resource)
  if (Resource === undefined || !patterns.some((text) => sharedLength(text, resource) >= 0)) return undefined
  // `*` for an action without resources would open everything else that the statement speaks of.
  return {
    to: { ...json, Resource: [...patterns, resource] },
    missed: { element: 'resource', patterns },
    isEdit: resource !== '*',
  }
}

const withPrincipal: Relax = ({ json }, { one }) => {
  const { Principal } = json
  if (!isJsonObject(Principal)) return undefined
  const names = textsOf(Principal['AWS'])
  const all = Object.values(Principal).flatMap(textsOf)
  return {
    to: { ...json, Principal: { ...Principal, AWS: [...names, one.principal.arn] } },
    missed: { element: 'principal', names: all },
    isEdit: true,
  }
}

const textsOf = (value: Json | undefined): readonly string[] =>
  (Array.isArray(value) ? value : [value]).filter((one): one is string => typeof one === 'string')
