/**
 * The principals of a snapshot in columns: what a hundred thousand roles share stands once, what is their own in typed arrays and
 * two text buffers. A principal that carries known policies costs under two hundred bytes; records are made when asked for.
 */
import { atOnce, mappedInSteps, type Steps } from '../access/stepwise.ts'
import { resourcePartStart } from '../arn/arn.ts'
import { permissionSetOfRole } from './assemble-people.ts'
import { contentKey, shortHash } from './content-key.ts'
import type { PolicyDocument } from './objects.ts'
import type { PolicyEntry, SnapshotPrincipal } from './snapshot.ts'
import { packTextsInSteps, textLookupInSteps } from './text-table.ts'
import { createTimeTable, type TimeTable } from './time-table.ts'

/** Records may be made anew on each access: compare positions, never records. */
export interface PrincipalTable extends Iterable<SnapshotPrincipal> {
  readonly length: number
  at(position: number): SnapshotPrincipal | undefined
  arnOf(position: number): string
  /** What principals share; AWS decides alike about those of one profile but for keys about the single one. */
  readonly profiles: readonly PrincipalProfile[]
  profileOf(position: number): PrincipalProfile
  /** Of several with one ARN (two dumps of one account) the last. */
  withArn(arn: string): number | undefined
  withId(uniqueId: string): number | undefined
  /** By the last part of the ARN, ascending: a role of Identity Center is `AWSReservedSSO_…` here. */
  withOwnName(name: string): readonly number[]
}

/** Everything but who the single one is. Whoever misses something has a profile of its own. */
export interface PrincipalProfile
  extends Pick<
    SnapshotPrincipal,
    | 'type'
    | 'account'
    | 'tags'
    | 'people'
    | 'identity'
    | 'boundary'
    | 'groups'
    | 'instanceProfiles'
    | 'permissionSet'
    | 'holes'
  > {
  /** Position in `profiles`. */
  readonly number: number
}

type Writable<T> = { -readonly [K in keyof T]: T[K] }

const packedAtOnce = 50

export const packPrincipals = (principals: readonly SnapshotPrincipal[]): PrincipalTable =>
  atOnce(packPrincipalsInSteps(principals))

export function* packPrincipalsInSteps(principals: readonly SnapshotPrincipal[]): Steps<PrincipalTable> {
  const arns = yield* packArns(principals)
  const ids = yield* packTextsInSteps(yield* mappedInSteps(principals, (one) => one.uniqueId ?? ''))
  const created = yield* packTimes(principals, (one) => one.createdAt)
  const used = yield* packTimes(principals, (one) => one.lastUsed)
  const { profiles, profileOf } = yield* packProfiles(principals)
  const names = yield* exceptions(
    principals,
    (one) => one.name,
    ({ arn, type }) => nameOf(arn, type),
  )
  const trusts = yield* packTrusts(principals)
  const { length } = principals

  function at(position: number): SnapshotPrincipal | undefined {
    if (!(position >= 0 && position < length)) return undefined
    const shared = profileOf(position)
    const { type, account, tags, people, identity, holes } = shared
    const arn = arns(position)
    const name = (names.size > 0 ? names.get(position) : undefined) ?? nameOf(arn, type)
    // Filled in step by step: answers make thousands of these, and spreads cost more than all the rest.
    const record: Writable<SnapshotPrincipal> = { arn, name, type, account, tags, people, identity, holes }
    const { boundary, groups, instanceProfiles, permissionSet } = shared
    if (boundary) record.boundary = boundary
    if (groups) record.groups = groups
    if (instanceProfiles) record.instanceProfiles = instanceProfiles
    if (permissionSet !== undefined) record.permissionSet = permissionSet
    const uniqueId = ids.at(position)
    if (uniqueId !== '') record.uniqueId = uniqueId
    const createdAt = created(position)
    if (createdAt !== undefined) record.createdAt = createdAt
    const lastUsed = used(position)
    if (lastUsed !== undefined) record.lastUsed = lastUsed
    const trust = trusts(position, { arn, name, account })
    if (trust) record.trust = trust
    return record
  }

  const byArn = yield* textLookupInSteps(length, arns, (position, text) => arns(position) === text)
  const byId = yield* textLookupInSteps(
    length,
    (position) => ids.at(position) || undefined,
    (position, text) => ids.at(position) === text,
  )
  const ownName = (position: number): string => lastPart(arns(position))
  const byOwnName = yield* textLookupInSteps(length, ownName, (position, text) => ownName(position) === text)
  return {
    length,
    at,
    arnOf: arns,
    profiles,
    profileOf,
    withArn: (arn) => byArn.positions(arn).at(-1),
    withId: (uniqueId) => (uniqueId === '' ? undefined : byId.positions(uniqueId).at(-1)),
    withOwnName: byOwnName.positions,
    *[Symbol.iterator]() {
      for (let position = 0; position < length; position += 1) {
        const one = at(position)
        if (one) yield one
      }
    },
  }
}

const lastPart = (arn: string): string => arn.slice(Math.max(arn.lastIndexOf('/'), arn.lastIndexOf(':')) + 1)

/** As people call it (`SnapshotPrincipal.name`). */
function nameOf(arn: string, type: SnapshotPrincipal['type']): string {
  const own = lastPart(arn)
  return (type === 'permission-set-role' ? permissionSetOfRole(own) : undefined) ?? own
}

/** Values that do not follow from the rest, by position; nearly none. */
function* exceptions<T>(
  principals: readonly SnapshotPrincipal[],
  actual: (one: SnapshotPrincipal) => T,
  expected: (one: SnapshotPrincipal) => T,
): Steps<ReadonlyMap<number, T>> {
  const found = new Map<number, T>()
  for (const [position, one] of principals.entries()) {
    if (position % packedAtOnce === 0) yield
    const value = actual(one)
    if (value !== expected(one)) found.set(position, value)
  }
  return found
}

/** The first five fields of an ARN are those of the whole account. */
function* packArns(principals: readonly SnapshotPrincipal[]): Steps<(position: number) => string> {
  const heads: string[] = []
  const numbers = new Map<string, number>()
  const headOf = new Uint32Array(principals.length)
  const tails: string[] = []
  for (const [position, { arn }] of principals.entries()) {
    if (position % packedAtOnce === 0) yield
    const start = Math.max(resourcePartStart(arn), 0)
    const head = arn.slice(0, start)
    let number = numbers.get(head)
    if (number === undefined) {
      number = heads.push(head) - 1
      numbers.set(head, number)
    }
    headOf[position] = number
    tails.push(arn.slice(start))
  }
  const packed = yield* packTextsInSteps(tails)
  return (position) => (heads[headOf[position] ?? 0] ?? '') + packed.at(position)
}

function* packTimes(
  principals: readonly SnapshotPrincipal[],
  timeOf: (one: SnapshotPrincipal) => string | undefined,
): Steps<TimeTable['at']> {
  const table = createTimeTable(principals.length)
  for (const [position, one] of principals.entries()) {
    if (position % packedAtOnce === 0) yield
    table.set(position, timeOf(one))
  }
  return table.at
}

/* ------------------------------------------------------------------ what is shared */

interface PackedProfiles {
  readonly profiles: readonly PrincipalProfile[]
  readonly profileOf: (position: number) => PrincipalProfile
}

function* packProfiles(principals: readonly SnapshotPrincipal[]): Steps<PackedProfiles> {
  const profiles: PrincipalProfile[] = []
  const known = new Map<string, number>()
  const numbers = new Uint32Array(principals.length)
  const numberOfEntry = numbering<PolicyEntry>()
  const numberOfTags = sharedNumbering()
  const numberOfContent = contentNumbering()
  for (const [position, one] of principals.entries()) {
    if (position % packedAtOnce === 0) yield
    const { type, account, identity, boundary, groups, instanceProfiles, permissionSet, tags, people, holes } = one
    const key = [
      type,
      account,
      identity.map(numberOfEntry).join(','),
      boundary ? numberOfEntry(boundary) : '',
      numberOfTags(tags),
      numberOfContent([people, groups, instanceProfiles, permissionSet]),
      holes.length > 0 ? one.arn : '',
    ].join('|')
    let number = known.get(key)
    if (number === undefined) {
      number = profiles.length
      profiles.push({
        number,
        type,
        account,
        tags,
        people,
        identity,
        ...(boundary && { boundary }),
        ...(groups && { groups }),
        ...(instanceProfiles && { instanceProfiles }),
        ...(permissionSet !== undefined && { permissionSet }),
        holes,
      })
      known.set(key, number)
    }
    numbers[position] = number
  }
  const profileOf = (position: number): PrincipalProfile => {
    const profile = profiles[numbers[position] ?? -1]
    if (profile === undefined) throw new RangeError(`there is no principal ${position}`)
    return profile
  }
  return { profiles, profileOf }
}

function numbering<T>(): (value: T) => number {
  const numbers = new Map<T, number>()
  return (value) => {
    const known = numbers.get(value)
    if (known !== undefined) return known
    numbers.set(value, numbers.size)
    return numbers.size - 1
  }
}

function contentNumbering(): (value: unknown) => number {
  const numberOf = numbering<string>()
  return (value) => numberOf(contentKey(value))
}

/** The same, of what many have as one object (shared-json.ts): each is looked through once. */
function sharedNumbering(): (value: unknown) => number {
  const known = new Map<unknown, number>()
  const numberOf = contentNumbering()
  return (value) => {
    const number = known.get(value) ?? numberOf(value)
    known.set(value, number)
    return number
  }
}

/* ------------------------------------------------------------------ trust policies */

type Owner = Pick<SnapshotPrincipal, 'arn' | 'name' | 'account'>

/** Many roles trust alike; name and address of each policy follow from its role. */
function* packTrusts(
  principals: readonly SnapshotPrincipal[],
): Steps<(position: number, owner: Owner) => PolicyEntry | undefined> {
  const documents: PolicyDocument[] = []
  const numberOf = sharedNumbering()
  /** Number of the document plus one; 0 for none. */
  const documentOf = new Uint32Array(principals.length)
  const others = new Map<number, PolicyEntry>()
  for (const [position, one] of principals.entries()) {
    if (position % packedAtOnce === 0) yield
    const { trust } = one
    if (!trust) continue
    if (trust.document === undefined || !isFollowing(trust, one)) {
      others.set(position, trust)
      continue
    }
    const number = numberOf(trust.document)
    documents[number] ??= trust.document
    documentOf[position] = number + 1
  }
  return (position, owner) => {
    const document = documents[(documentOf[position] ?? 0) - 1]
    return document === undefined ? others.get(position) : trustEntry(owner, document)
  }
}

export const trustKey = (arn: string): string => `trust ${arn}`

/** How the trust policy of a role is called and found. */
export const trustPolicyOf = (
  { arn, name, account }: Owner,
  document: PolicyDocument,
): Omit<PolicyEntry, 'ref'> & { readonly document: PolicyDocument } => ({
  name: `trust policy of ${name}`,
  kind: 'trust',
  arn,
  account,
  document,
})

const trustEntry = (owner: Owner, document: PolicyDocument): PolicyEntry => ({
  // A hash takes as long as the rest of a record, and few of them are looked at.
  get ref() {
    return shortHash(trustKey(owner.arn))
  },
  ...trustPolicyOf(owner, document),
})

function isFollowing({ ref, name, kind, arn, account }: PolicyEntry, owner: Owner): boolean {
  const expected = trustEntry(owner, null)
  return (
    ref === expected.ref &&
    name === expected.name &&
    kind === expected.kind &&
    arn === expected.arn &&
    account === expected.account
  )
}
