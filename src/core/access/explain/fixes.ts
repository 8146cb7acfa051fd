/**
 * What stands in the way of a denied call: each Deny that has to go and each layer that has to allow, as changes that can be
 * tried; and the fewest of them that together turn the decision.
 */
import type { StatementRef } from '../../evaluate/types.ts'
import type { PolicyEntry } from '../../inventory/snapshot.ts'
import type { Assessment } from '../assess.ts'
import { mayHavePolicy } from '../question.ts'
import { type Explained, originOf } from './reasons.ts'
import type { Edit, GrantingLayer, StatementJson, Trial } from './trial.ts'

export type Fix = DenyFix | GrantFix | { readonly kind: 'public-access'; readonly edit: Edit }

/** A statement that denies. */
export interface DenyFix {
  readonly kind: 'deny'
  readonly layer: StatementRef['type']
  readonly entry: PolicyEntry
  readonly statement: number
  readonly sid?: string
  readonly level?: string
  readonly edit: Edit
}

/** A layer that has to allow. */
export interface GrantFix {
  readonly kind: 'grant'
  readonly layer: GrantingLayer
  /** What the layer has. */
  readonly among: readonly PolicyEntry[]
  /** The policy that a statement would be added to; absent: a new one. */
  readonly entry?: PolicyEntry
  readonly level?: string
  readonly edit: Edit
}

export interface Way {
  readonly fixes: readonly Fix[]
  readonly outcome: Assessment
}

/** Beyond these nobody mends a denial statement by statement. */
const maxFixes = 12
const maxWays = 4

export const isDenied = ({ asRead: { decision } }: Assessment): boolean =>
  decision === 'ImplicitlyDenied' || decision === 'ExplicitlyDenied'

export const editsOf = (fixes: readonly Fix[]): readonly Edit[] => fixes.map(({ edit }) => edit)

/** The smallest sets of fixes that turn the decision, all of one size; none where no policy could. */
export function waysOut(explained: Explained, trial: Trial): readonly Way[] {
  const fixes = fixesFor(explained, trial)
  const tried = (chosen: readonly Fix[]): Way => ({ fixes: chosen, outcome: trial(editsOf(chosen)) })
  const turning = (sets: readonly (readonly Fix[])[]): readonly Way[] =>
    sets.map(tried).filter(({ outcome }) => !isDenied(outcome))
  const alone = turning(fixes.map((fix) => [fix]))
  if (alone.length > 0) return certainFirst(alone)
  const inPairs = turning(fixes.flatMap((one, index) => fixes.slice(index + 1).map((other) => [one, other])))
  if (inPairs.length > 0) return certainFirst(inPairs)
  if (isDenied(trial(editsOf(fixes)))) return []
  const needed = fixes.reduceRight<readonly Fix[]>((kept, fix) => {
    const without = kept.filter((other) => other !== fix)
    return isDenied(trial(editsOf(without))) ? kept : without
  }, fixes)
  return [tried(needed)]
}

const certainFirst = (ways: readonly Way[]): readonly Way[] =>
  [
    ...ways.filter(({ outcome }) => outcome.answer === 'Allowed'),
    ...ways.filter(({ outcome }) => outcome.answer !== 'Allowed'),
  ].slice(0, maxWays)

function fixesFor(explained: Explained, trial: Trial): readonly Fix[] {
  const denies: Fix[] = []
  const add = ({ asRead }: Assessment): boolean => {
    const fresh = [...deniesIn(explained, asRead.decidedBy), ...publicAccessIn(asRead.flags)].filter(
      (fix) => !denies.some((known) => isSame(known, fix)),
    )
    denies.push(...fresh)
    return fresh.length > 0
  }
  // An answer names the first certain Deny; the next one is seen when that is gone.
  let now = explained.assessment
  while (isDenied(now) && denies.length < maxFixes && add(now)) now = trial(editsOf(denies))
  return isDenied(now) ? [...denies, ...grantsFor(explained)] : denies
}

const isSame = (a: Fix, b: Fix): boolean => JSON.stringify(a.edit) === JSON.stringify(b.edit)

function deniesIn(explained: Explained, refs: readonly StatementRef[]): readonly Fix[] {
  return refs.flatMap((ref): Fix[] => {
    const origin = ref.effect === 'Deny' ? originOf(explained, ref) : undefined
    if (!origin) return []
    const { entry, statement, level } = origin
    return [
      {
        kind: 'deny',
        layer: ref.type,
        entry,
        statement,
        ...(ref.sid !== undefined && { sid: ref.sid }),
        ...(level !== undefined && { level }),
        // Nobody but AWS edits its policies.
        edit: isOfAws(entry) ? { op: 'detach', ref: entry.ref } : { op: 'statement', ref: entry.ref, statement },
      },
    ]
  })
}

const publicAccessIn = (flags: Assessment['asRead']['flags']): readonly Fix[] =>
  flags.includes('s3BlockPublicAccess') ? [{ kind: 'public-access', edit: { op: 'unblock-public-access' } }] : []

export const isOfAws = ({ kind, arn }: PolicyEntry): boolean => kind === 'aws-managed' || arn?.split(':')[4] === 'aws'

/* ------------------------------------------------------------------ layers that have to allow */

function grantsFor(explained: Explained): readonly Fix[] {
  const { one } = explained
  const statement = grantOf(explained)
  const grant = (
    layer: GrantingLayer,
    among: readonly PolicyEntry[],
    at: { readonly index?: number; readonly level?: string } = {},
  ): Fix => {
    const entry = among.find((candidate) => mayWiden(layer, candidate))
    const edit: Edit = entry
      ? { op: 'add', ref: entry.ref, statement }
      : { op: 'attach', layer, ...(at.index !== undefined && { level: at.index }), statement }
    return {
      kind: 'grant',
      layer,
      among,
      ...(entry && { entry }),
      ...(at.level !== undefined && { level: at.level }),
      edit,
    }
  }
  return [
    ...(one.principal.type === 'root' ? [] : [grant('identity', one.identity.entries)]),
    ...(one.boundary && one.boundary.holes.length === 0 ? [grant('permissionsBoundary', one.boundary.entries)] : []),
    ...one.account.serviceControl.map(({ entries, label }, index) =>
      grant('serviceControl', entries, { index, level: label }),
    ),
    ...resourceGrant(explained),
  ]
}

/** Policies of AWS cannot be edited, and identity policies that others may share are not the place to grant something to one. */
export const mayWiden = (layer: GrantingLayer, entry: PolicyEntry): boolean =>
  !isOfAws(entry) && (layer !== 'identity' || entry.kind === 'inline')

/** An Allow of exactly this. */
const grantOf = ({ question: { action, resource } }: Explained): StatementJson => ({
  Effect: 'Allow',
  Action: action,
  Resource: resource,
})

/** The policy of a resource lets in by naming; a trust policy has no Resource. */
function resourceGrant(explained: Explained): readonly Fix[] {
  const { one, question } = explained
  const { entry, reading } = question.resourcePolicy
  if (question.resource === '*' || !(entry || (reading.state === 'none' && mayHavePolicy(question)))) return []
  const { Resource, ...rest } = grantOf(explained)
  const statement: StatementJson = {
    ...rest,
    Principal: { AWS: one.principal.arn },
    ...(question.service !== 'sts' && Resource !== undefined && { Resource }),
  }
  const edit: Edit = entry ? { op: 'add', ref: entry.ref, statement } : { op: 'attach', layer: 'resource', statement }
  return [{ kind: 'grant', layer: 'resource', among: entry ? [entry] : [], ...(entry && { entry }), edit }]
}
