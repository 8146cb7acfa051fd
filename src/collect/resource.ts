/** Makes the inventory object of one resource, so that a collector says only what is particular to its type. */

import { optionalReadRefused } from '../core/inventory/coverage.ts'
import { unreadFact } from '../core/inventory/merge.ts'
import type { Json, ObjectOfKind, PolicyReading, ResourceType, Tags } from '../core/inventory/objects.ts'
import { compareText } from '../core/order.ts'
import type { CellContext, Reading } from './collector.ts'
import { arnOf, isoDate } from './shapes.ts'

export interface ResourceParts {
  readonly type: ResourceType
  readonly arn: string | undefined
  /** What stays the same while the ARN changes; default: the ARN. */
  readonly nativeId?: string
  readonly name: string
  /** Default: the type has none. */
  readonly policy?: PolicyReading
  readonly tags?: Tags
  readonly createdAt?: Date | undefined
  /** Those that are undefined are left out. */
  readonly facts: { readonly [fact: string]: Json | undefined }
  /** Changes by itself, and is no new version of the resource. */
  readonly volatile?: { readonly [fact: string]: Json | undefined }
  /** What could not be read (`namesUnread`): facts, and `name`, `tags` and `createdAt`. It stands from before. */
  readonly unread?: readonly string[]
}

export function resourceOf(
  cell: Pick<CellContext, 'accountId' | 'region' | 'key'>,
  {
    type,
    arn,
    nativeId,
    name,
    policy = { state: 'none' },
    tags = {},
    createdAt,
    facts,
    volatile,
    unread,
  }: ResourceParts,
): ObjectOfKind<'resource'> {
  const known = arnOf(arn, `ARN of ${name}`)
  const since = isoDate(createdAt)
  return {
    kind: 'resource',
    nativeId: nativeId ?? known,
    arn: known,
    accountId: cell.accountId,
    region: cell.region,
    cell: cell.key.type,
    body: { type, name, policy, tags, ...(since !== undefined && { createdAt: since }), facts: present(facts) },
    ...volatileFacts(volatile, unread),
  }
}

/** None where there are none. */
export function volatileFacts(
  volatile: ResourceParts['volatile'],
  unread: readonly string[] = [],
): Pick<ObjectOfKind<'resource'>, 'facts'> {
  const facts = present({ ...volatile, ...(unread.length > 0 && { [unreadFact]: unread }) })
  return Object.keys(facts).length > 0 ? { facts } : {}
}

/**
 * By fact, what it is read from. A read that nobody is expected to allow is no reason to keep what may have changed long ago: the
 * cell says that it is not looked at.
 */
export const namesUnread = (readings: Readonly<Record<string, Reading<unknown>>>): readonly string[] =>
  Object.entries(readings).flatMap(([fact, reading]) =>
    reading.state === 'unread' && reading.code !== optionalReadRefused ? [fact] : [],
  )

function present(facts: { readonly [fact: string]: Json | undefined }): { readonly [fact: string]: Json } {
  const pairs = Object.entries(facts).flatMap(([fact, value]) => (value === undefined ? [] : [[fact, value] as const]))
  return Object.fromEntries(pairs)
}

/** AWS gives sets in any order; in one order the same set is no new version. Undefined members are left out. */
export const inOrder = (texts: Iterable<string | undefined> | undefined): readonly string[] =>
  [...new Set([...(texts ?? [])].flatMap((text) => text || []))].sort(compareText)

/** The same for things that are no texts. */
export const inOneOrder = <T extends Json>(things: readonly T[]): readonly T[] =>
  things
    .map((thing) => ({ thing, text: JSON.stringify(thing) }))
    .sort((a, b) => compareText(a.text, b.text))
    .map(({ thing }) => thing)

/** A set of texts as a fact: nothing at all where it is empty and that is the usual. */
export const someOf = (texts: Iterable<string | undefined> | undefined): readonly string[] | undefined => {
  const some = inOrder(texts)
  return some.length > 0 ? some : undefined
}
