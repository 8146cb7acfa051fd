/**
 * The truth rules (connection.md §10) for one cell: what a reading adds, what it makes missing, what it must leave alone.
 * Pure; the store applies the outcome in one transaction.
 */
import { type CellState, identityCenterElsewhere } from './coverage.ts'
import type { InventoryObject, Json, ObjectOfKind } from './objects.ts'

export interface KnownObject {
  readonly object: InventoryObject
  /** `missing`: absent from the last complete reading; it is shown with its date and no longer counts as present. */
  readonly status: 'present' | 'missing'
}

export interface CellMerge {
  /** Read now: write a version where the content differs, renew the facts, mark as present. */
  readonly upsert: readonly InventoryObject[]
  /** Absent from a complete reading for the first time. */
  readonly missing: readonly KnownObject[]
  /** Absent from a second complete reading: deleted, dated back to the first. */
  readonly deleted: readonly KnownObject[]
  /** Untouched: the reading proves nothing about them. */
  readonly keep: readonly KnownObject[]
  /** Kept resources, newly marked: their policies stand from an earlier reading (rule 5). Write their facts only. */
  readonly stale: readonly InventoryObject[]
  /** Rule 3, the brake: so much would vanish that the cell must be read again before it is believed. */
  readonly massDisappearance: boolean
}

/** Code of a cell whose reading lost so much that it waits for a second one (connection.md §10.3). */
export const massDisappearanceCode = 'MassDisappearance'

/** Code of an Identity Center cell: its organization's instance is gone, which a reading of another run must confirm. */
const instanceGoneCode = 'identity_center_gone'

/** Why a cell that was read whole is kept as it was known until the next reading agrees. */
interface Doubt {
  readonly code: string
  readonly reason: string
}

/** Codes of the cell. */
interface Codes {
  readonly now: string | null | undefined
  /** As it is published. */
  readonly before: string | null | undefined
}

/**
 * Undefined: it is believed. `known`: how many objects were. With an instance go all people, so one run is too little, and a second
 * look in the same run would see the same list.
 */
export function doubtOf(merge: CellMerge, known: number, { now, before }: Codes): Doubt | undefined {
  const gone = now === identityCenterElsewhere ? undefined : instanceGone(merge)
  const doubt = gone ?? massGone(merge, known)
  return doubt?.code === before ? undefined : doubt
}

function instanceGone({ missing, upsert }: CellMerge): Doubt | undefined {
  const gone = missing.map(({ object }) => object).find(isOfOrganization)
  if (!gone || upsert.some(isOfOrganization)) return undefined
  const reason = `${gone.nativeId} is not listed any more; what was known of it stands until the next run agrees that it is gone.`
  return { code: instanceGoneCode, reason }
}

const isOfOrganization = (object: InventoryObject): boolean =>
  object.kind === 'identityCenter' && object.body.ofOneAccount !== true

function massGone({ massDisappearance, missing }: CellMerge, known: number): Doubt | undefined {
  if (!massDisappearance) return undefined
  const reason = `${missing.length} of ${known} known objects were absent; they are kept until the next reading agrees.`
  return { code: massDisappearanceCode, reason }
}

/** connection.md §10.3. */
const brakeShare = 0.2
const brakeMinimum = 10

/** Identity of an object inside a connection. A role made again under an old name has another native id. */
export const objectKey = (object: Pick<InventoryObject, 'kind' | 'accountId' | 'region' | 'nativeId'>): string =>
  `${object.kind}\n${object.accountId}\n${object.region}\n${object.nativeId}`

export function mergeCell(
  previous: readonly KnownObject[],
  read: readonly InventoryObject[],
  outcome: CellState,
): CellMerge {
  const known = new Map(previous.map((one) => [objectKey(one.object), one]))
  // Pages that overlap repeat objects; the later page is the later look.
  const now = new Map(read.map((object) => [objectKey(object), object]))
  const upsert = [...now].map(([key, object]) => withLastKnown(object, known.get(key)?.object))
  const absent = previous.filter((one) => !now.has(objectKey(one.object)))
  if (outcome !== 'ok') {
    const stale = absent.flatMap((one) => markStale(one, outcome))
    return { upsert, missing: [], deleted: [], keep: absent, stale, massDisappearance: false }
  }

  const missing = absent.filter((one) => one.status === 'present')
  const deleted = absent.filter((one) => one.status === 'missing')
  const present = previous.filter((one) => one.status === 'present').length
  const massDisappearance = missing.length >= brakeMinimum && missing.length > present * brakeShare
  return { upsert, missing, deleted, keep: [], stale: [], massDisappearance }
}

/** Fact of a resource whose policy could not be read this time and stands from an earlier reading: `{code, reason}`. */
export const stalePolicyFact = 'policyStale'

/** A resource that was not seen this time: what its policy says now is not known, and no answer may rest on it as certain. */
function markStale({ object, status }: KnownObject, outcome: CellState): readonly InventoryObject[] {
  if (object.kind !== 'resource' || status !== 'present' || object.body.policy.state === 'unread') return []
  if (object.facts?.[stalePolicyFact] !== undefined) return []
  const reason = 'The resource was not seen in the last reading, which was not complete.'
  return [{ ...object, facts: { ...object.facts, [stalePolicyFact]: { code: outcome, reason } } }]
}

/** Of one object: what could not be read of it this time stands from before. */
const withLastKnown = (object: InventoryObject, before: InventoryObject | undefined): InventoryObject =>
  withLastKnownPolicy(withLastKnownFacts(object, before), before)

/** Fact of a resource: what could not be read of it this time and stands from before: names of its facts, `name`, `tags`, `createdAt`. */
export const unreadFact = 'unread'

function withLastKnownFacts(object: InventoryObject, before: InventoryObject | undefined): InventoryObject {
  const names = object.facts?.[unreadFact]
  if (object.kind !== 'resource' || before?.kind !== 'resource' || !Array.isArray(names)) return object
  const { name, tags, createdAt, facts } = before.body
  const body = {
    ...object.body,
    ...(names.includes('name') && { name }),
    ...(names.includes('tags') && { tags }),
    ...(names.includes('createdAt') && createdAt !== undefined && { createdAt }),
    facts: {
      ...object.body.facts,
      ...Object.fromEntries(Object.entries(facts).filter(([fact]) => names.includes(fact))),
    },
  }
  return { ...object, body } satisfies ObjectOfKind<'resource'>
}

/** A policy that could not be read this time does not stop to exist: keep what was known and say that it is old. */
function withLastKnownPolicy(object: InventoryObject, before: InventoryObject | undefined): InventoryObject {
  if (object.kind !== 'resource' || before?.kind !== 'resource') return object
  const reading = object.body.policy
  const last = before.body.policy
  if (reading.state !== 'unread' || last.state === 'unread') return object
  const stale: Json = { code: reading.code, reason: reading.reason }
  return {
    ...object,
    body: { ...object.body, policy: last },
    facts: { ...object.facts, [stalePolicyFact]: stale },
  } satisfies ObjectOfKind<'resource'>
}
