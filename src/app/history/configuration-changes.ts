/** What came, went and changed between two moments, field by field. What it did to access is another question (`diff`). */
import { changedFields, type FieldChange } from '../../core/inventory/changed-fields.ts'
import {
  compareInventories,
  kindsOfUse,
  type ObjectDifference,
  type OutlinedObject,
} from '../../core/inventory/compare-inventories.ts'
import { isJsonObject } from '../../core/inventory/content-key.ts'
import type { Json, ObjectKind } from '../../core/inventory/objects.ts'
import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'
import type { Clock } from '../ports/host.ts'
import type { SnapshotRef } from '../ports/inventory.ts'
import type { Store } from '../ports/store.ts'
import { snapshotAt } from '../snapshot-at.ts'
import { shownFields } from './shown-fields.ts'

export interface ConfigurationInput {
  /** `now`, the id of a snapshot, or a time (ISO 8601). */
  readonly from: string
  readonly to: string
  readonly account?: string | undefined
  readonly kind?: string | undefined
  readonly limit?: number | undefined
  readonly offset?: number | undefined
}

type Change = ObjectDifference['change']

export interface ConfigurationChange {
  readonly change: Change
  readonly kind: ObjectKind
  /** Of a resource (`s3:bucket`). */
  readonly type?: string
  readonly name: string
  readonly arn: string
  readonly nativeId: string
  readonly accountId: string
  readonly region: string
  /** Of what changed. */
  readonly fields: readonly FieldChange[]
  readonly moreFields: number
  /** The two looks between which it came or changed last; `after` null: it was there when somebody looked first. */
  readonly between?: { readonly after: string | null; readonly until: string }
  readonly doubt?: string
}

export interface ConfigurationAnswer {
  readonly from: { readonly snapshot: string; readonly at: string }
  readonly to: { readonly snapshot: string; readonly at: string }
  readonly counts: Readonly<Record<Change, number>>
  readonly kinds: readonly ({ readonly kind: ObjectKind } & Readonly<Record<Change, number>>)[]
  /** By account, kind and ARN. */
  readonly changes: readonly ConfigurationChange[]
  readonly more: number
  readonly sentence: string
}

interface Deps {
  readonly store: Pick<Store, 'inventory'>
  readonly clock: Pick<Clock, 'now'>
}

const defaultLimit = 500

/** Faults `bad_input`, `not_found`, `nothing_read`. */
export const configurationChanges =
  ({ store: { inventory }, clock }: Deps) =>
  async (actor: Actor, input: ConfigurationInput): Promise<ConfigurationAnswer> => {
    permit(actor, 'read')
    const { account, kind, limit = defaultLimit, offset = 0 } = input
    const from = await snapshotAt({ inventory, clock }, input.from, 'from')
    const to = await snapshotAt({ inventory, clock }, input.to, 'to')
    const { before, after } = await inventory.outlines(from.publishedAt, to.publishedAt)
    const differences = compareInventories(before, after).filter((one) => isAbout(objectOf(one), account, kind))
    const shown = differences.slice(offset, offset + limit)
    const hashes = shown.flatMap(({ before, after }) => [before?.hash ?? [], after?.hash ?? []].flat())
    const bodies = await inventory.bodies(new Set(hashes))
    const counts = countsOf(differences)
    return {
      from: sideOf(from),
      to: sideOf(to),
      counts,
      kinds: kindsOf(differences),
      changes: shown.map((one) => changeOf(one, bodies)),
      more: Math.max(0, differences.length - offset - shown.length),
      sentence: sentenceOf(counts),
    }
  }

const sideOf = ({ id, publishedAt }: SnapshotRef) => ({ snapshot: id, at: publishedAt })

function objectOf({ before, after }: ObjectDifference): OutlinedObject {
  const object = after ?? before
  if (!object) throw new TypeError('a difference is about an object')
  return object
}

const isAbout = (object: OutlinedObject, account: string | undefined, kind: string | undefined): boolean =>
  (account === undefined || object.accountId === account) &&
  (kind === undefined ? !kindsOfUse.includes(object.kind) : object.kind === kind)

function changeOf(difference: ObjectDifference, bodies: ReadonlyMap<string, Json>): ConfigurationChange {
  const { change, before, after, doubt } = difference
  const object = objectOf(difference)
  const bodyOf = (one: OutlinedObject | undefined): Json => (one && bodies.get(one.hash)) ?? null
  const body = bodyOf(after ?? before)
  const { fields, more } = shownFields(change === 'changed' ? changedFields(bodyOf(before), bodyOf(after)) : [])
  const type = textIn(body, 'type')
  return {
    change,
    kind: object.kind,
    ...(object.kind === 'resource' && type !== undefined && { type }),
    name: nameOf(object, body),
    arn: object.arn,
    nativeId: object.nativeId,
    accountId: object.accountId,
    region: object.region,
    fields,
    moreFields: more,
    ...(after && { between: { after: after.observedAfter, until: after.validFrom } }),
    ...(doubt !== undefined && { doubt }),
  }
}

function nameOf({ arn, nativeId, kind }: OutlinedObject, body: Json): string {
  if (kind === 'accountAssignment') return nativeId
  return (
    textIn(body, 'name') ?? textIn(body, 'userName') ?? textIn(body, 'displayName') ?? arn.split(/[/:]/).at(-1) ?? arn
  )
}

function textIn(body: Json, field: string): string | undefined {
  const value = isJsonObject(body) ? body[field] : undefined
  return typeof value === 'string' && value !== '' ? value : undefined
}

function countsOf(differences: readonly ObjectDifference[]): Readonly<Record<Change, number>> {
  const of = (change: Change): number => differences.filter((one) => one.change === change).length
  return { added: of('added'), removed: of('removed'), changed: of('changed') }
}

const kindsOf = (differences: readonly ObjectDifference[]): ConfigurationAnswer['kinds'] =>
  [...Map.groupBy(differences, (one) => objectOf(one).kind)].map(([kind, own]) => ({ kind, ...countsOf(own) }))

function sentenceOf({ added, removed, changed }: Readonly<Record<Change, number>>): string {
  if (added + removed + changed === 0) return 'The configuration is the same.'
  return `In the configuration ${added} came, ${removed} went, ${changed} changed.`
}
