/** The principals of a world over their table: records are made on access, groups and lookups are arrays of positions. */
import type { PrincipalTable } from '../inventory/principal-table.ts'
import type { SnapshotPrincipal } from '../inventory/snapshot.ts'
import type { Steps } from './stepwise.ts'
import type { CompiledPrincipal, PrincipalList, Signature, World } from './world.ts'

/** What the principals of one profile share; position as in `PrincipalTable.profiles`. */
export type CompiledProfile = Omit<CompiledPrincipal, 'index' | 'principal'>

type Listed = Pick<
  World,
  'principals' | 'principalByArn' | 'principalById' | 'principalsByName' | 'roleByName' | 'signatures'
>

export function* listPrincipalsInSteps(table: PrincipalTable, compiled: readonly CompiledProfile[]): Steps<Listed> {
  const sharedAt = (index: number): CompiledProfile | undefined =>
    index >= 0 && index < table.length ? compiled[table.profileOf(index).number] : undefined
  const typeAt = (index: number): SnapshotPrincipal['type'] | undefined =>
    index >= 0 && index < table.length ? table.profileOf(index).type : undefined
  const arnAt = (index: number): string | undefined =>
    index >= 0 && index < table.length ? table.arnOf(index) : undefined
  const at = (index: number): CompiledPrincipal | undefined => {
    const shared = sharedAt(index)
    return shared && recordOf(table, index, shared)
  }
  const found = (index: number | undefined): CompiledPrincipal | undefined =>
    index === undefined ? undefined : at(index)
  const all = (positions: Iterable<number>): CompiledPrincipal[] => [...positions].flatMap((index) => at(index) ?? [])
  const bySet = yield* positionsByPermissionSet(table)
  const signatures = yield* signaturesOf(table, compiled, at)
  return {
    principals: { ...listOf(table.length, at), sharedAt, typeAt, arnAt },
    principalByArn: { get: (arn) => found(table.withArn(arn)) },
    principalById: { get: (id) => found(table.withId(id)) },
    principalsByName: {
      get(name) {
        // A role of Identity Center is found by its permission set, and by its own name where nobody else has it.
        const own = table.withOwnName(name)
        const named = own.filter((index) => table.profileOf(index).type !== 'permission-set-role')
        const positions = [...named, ...(bySet.get(name) ?? [])].sort((a, b) => a - b)
        return all(positions.length > 0 ? positions : own)
      },
    },
    roleByName: {
      get(name) {
        const split = name.indexOf('/')
        const account = name.slice(0, split)
        return all(table.withOwnName(name.slice(split + 1))).find(
          ({ principal }) => principal.account === account && principal.trust !== undefined,
        )
      },
    },
    signatures,
  }
}

function recordOf(table: PrincipalTable, index: number, shared: CompiledProfile): CompiledPrincipal {
  let record: SnapshotPrincipal | undefined
  return {
    index,
    get principal() {
      record ??= table.at(index)
      if (record === undefined) throw new RangeError(`there is no principal ${index}`)
      return record
    },
    account: shared.account,
    identity: shared.identity,
    boundary: shared.boundary,
    holes: shared.holes,
    signature: shared.signature,
  }
}

export function listOf(length: number, at: (position: number) => CompiledPrincipal | undefined): PrincipalList {
  return {
    length,
    at,
    *[Symbol.iterator]() {
      for (let position = 0; position < length; position += 1) {
        const one = at(position)
        if (one) yield one
      }
    },
  }
}

const listedAtOnce = 1_000

function* positionsByPermissionSet(table: PrincipalTable): Steps<ReadonlyMap<string, readonly number[]>> {
  const positions = new Map<string, number[]>()
  for (let index = 0; index < table.length; index += 1) {
    if (index % listedAtOnce === 0) yield
    if (table.profileOf(index).type !== 'permission-set-role') continue
    const name = table.at(index)?.name ?? ''
    const known = positions.get(name)
    if (known) known.push(index)
    else positions.set(name, [index])
  }
  return positions
}

/** Positions sorted by signature in one array, of which each signature has a stretch. */
function* signaturesOf(
  table: PrincipalTable,
  compiled: readonly CompiledProfile[],
  at: (index: number) => CompiledPrincipal | undefined,
): Steps<readonly Signature[]> {
  const signatureAt = (index: number): number => compiled[table.profileOf(index).number]?.signature ?? 0
  const count = compiled.reduce((most, { signature }) => Math.max(most, signature + 1), 0)
  const ends = new Uint32Array(count + 1)
  for (let index = 0; index < table.length; index += 1) {
    if (index % listedAtOnce === 0) yield
    ends[signatureAt(index) + 1] = (ends[signatureAt(index) + 1] ?? 0) + 1
  }
  for (let id = 0; id < count; id += 1) ends[id + 1] = (ends[id + 1] ?? 0) + (ends[id] ?? 0)
  const starts = ends.slice()
  const members = new Uint32Array(table.length)
  for (let index = 0; index < table.length; index += 1) {
    if (index % listedAtOnce === 0) yield
    const id = signatureAt(index)
    const place = starts[id] ?? 0
    members[place] = index
    starts[id] = place + 1
  }
  const sorted = { positions: members, at }
  const signatures: Signature[] = []
  for (let id = 0; id < count; id += 1) {
    if (id % listedAtOnce === 0) yield
    const from = ends[id] ?? 0
    const to = ends[id + 1] ?? 0
    const first = members[from] ?? 0
    const shared = from < to ? compiled[table.profileOf(first).number] : undefined
    if (!shared) continue
    const { type } = table.profileOf(first)
    signatures.push(new PackedSignature({ id, account: shared.account, type }, sorted, from, to))
  }
  return signatures
}

/** All principals, those of one signature side by side. */
interface Sorted {
  readonly positions: Uint32Array
  readonly at: (index: number) => CompiledPrincipal | undefined
}

/** A class, because the closures of a hundred thousand lists of members took thirty megabytes: here a list is made when it is looked at. */
class PackedSignature implements Signature {
  readonly id: Signature['id']
  readonly account: Signature['account']
  readonly type: Signature['type']
  readonly #sorted: Sorted
  readonly #from: number
  readonly #to: number

  constructor({ id, account, type }: Omit<Signature, 'members'>, sorted: Sorted, from: number, to: number) {
    this.id = id
    this.account = account
    this.type = type
    this.#sorted = sorted
    this.#from = from
    this.#to = to
  }

  get members(): PrincipalList {
    const { positions, at } = this.#sorted
    const [from, length] = [this.#from, this.#to - this.#from]
    return listOf(length, (position) => {
      const index = position >= 0 && position < length ? positions[from + position] : undefined
      return index === undefined ? undefined : at(index)
    })
  }
}
