/**
 * A snapshot with its policies compiled: what every question starts from. Principals that the engine cannot tell apart
 * share a signature and are evaluated once (docs/algorithms/index.md).
 */
import type { Catalogue } from '../catalogue.ts'
import type { PolicyEngine, PolicyId, PolicyType } from '../evaluate/types.ts'
import { type CellCoverage, coverageOf } from '../inventory/cell-lookup.ts'
import { type PrincipalTable, packPrincipalsInSteps } from '../inventory/principal-table.ts'
import type {
  OrganizationPolicies,
  PolicyEntry,
  PolicyLevel,
  Snapshot,
  SnapshotAccount,
  SnapshotPrincipal,
  SnapshotResource,
} from '../inventory/snapshot.ts'
import { type KnownPolicies, knowPolicies } from './known-policies.ts'
import type { OpenPolicies } from './open-policies.ts'
import type { PolicyFacts } from './policy-facts.ts'
import { type CompiledProfile, listPrincipalsInSteps } from './principal-list.ts'
import { lookUpResourcesInSteps, type ResourceLookup } from './resource-lookup.ts'
import { atOnce, type Steps } from './stepwise.ts'

/** Entries and ids run side by side: the engine's `position` finds the entry. What was not read or is not valid is a hole. */
export interface CompiledLayer {
  readonly ids: readonly PolicyId[]
  readonly entries: readonly PolicyEntry[]
  /** One sentence each. */
  readonly holes: readonly string[]
}

export interface CompiledLevel extends CompiledLayer {
  readonly label: string
}

export interface CompiledAccount {
  readonly account: SnapshotAccount
  readonly serviceControl: readonly CompiledLevel[]
  readonly resourceControl: readonly CompiledLevel[]
}

export interface CompiledPrincipal {
  /** Position in `World.principals`. */
  readonly index: number
  readonly principal: SnapshotPrincipal
  readonly account: CompiledAccount
  readonly identity: CompiledLayer
  readonly boundary: CompiledLayer | undefined
  /** Everything of its identity layer and boundary that was not read. */
  readonly holes: readonly string[]
  readonly signature: number
}

/**
 * Principals by position. Records may be made anew on each access: compare them by `index`, never by identity, and keep indexes
 * rather than records.
 */
export interface PrincipalList extends Iterable<CompiledPrincipal> {
  readonly length: number
  at(position: number): CompiledPrincipal | undefined
}

/** All principals of a world. The rest tells without a record what many share: records of all cost more than a look at all may. */
export interface WorldPrincipals extends PrincipalList {
  sharedAt(position: number): CompiledProfile | undefined
  typeAt(position: number): SnapshotPrincipal['type'] | undefined
  arnAt(position: number): string | undefined
}

type Lookup<V> = Pick<ReadonlyMap<string, V>, 'get'>

/** Principals of one account and type with the same policies: only keys about the single principal can tell them apart. */
export interface Signature {
  readonly id: number
  readonly members: PrincipalList
  readonly account: CompiledAccount
  readonly type: SnapshotPrincipal['type']
}

export interface World {
  readonly snapshot: Snapshot
  readonly catalogue: Catalogue
  readonly engine: PolicyEngine
  readonly coverage: CellCoverage
  readonly accounts: ReadonlyMap<string, CompiledAccount>
  /** Ids of the organizations that were read. */
  readonly organizations: ReadonlySet<string>
  /** By account, then name. */
  readonly principals: WorldPrincipals
  readonly principalByArn: Lookup<CompiledPrincipal>
  readonly principalsByName: Lookup<readonly CompiledPrincipal[]>
  readonly principalById: Lookup<CompiledPrincipal>
  readonly signatures: readonly Signature[]
  readonly open: OpenPolicies
  readonly resourceByArn: ResourceLookup['resourceByArn']
  readonly resourcesByName: ResourceLookup['resourcesByName']
  /** By account and name, as sessions name their role: `111111111111/AWSReservedSSO_Audit_0123456789abcdef`. */
  readonly roleByName: Lookup<CompiledPrincipal>
  layer(entries: readonly PolicyEntry[], type: PolicyType): CompiledLayer
  /** The policy of a resource, with whatever else bears on it behind it: the registry's, the grants of a key. */
  withGrants(resource: SnapshotResource): PolicyEntry | undefined
  facts(entry: PolicyEntry): PolicyFacts
  /** Words that many answers share, made once. */
  remember(key: string, make: () => string): string
}

export const compileWorld = (
  snapshot: Snapshot,
  catalogue: Catalogue,
  engine: PolicyEngine,
  known: KnownPolicies = knowPolicies(engine),
): World => atOnce(compileWorldInSteps(() => snapshot, catalogue, engine, known))

/** So many compile at once where their policies are known; where they are new, some milliseconds' worth. */
const profilesAtOnce = 4

/** The records of the principals are let go of once they are packed, unless somebody else holds them. */
export function* compileWorldInSteps(
  take: () => Snapshot,
  catalogue: Catalogue,
  engine: PolicyEngine,
  known: KnownPolicies = knowPolicies(engine),
): Steps<World> {
  const { layer, facts, withGrants, open } = known
  let snapshot = take()
  const accounts = new Map(
    snapshot.accounts.map((account): [string, CompiledAccount] => [account.id, compileAccount(account, layer)]),
  )
  yield
  const table = yield* packPrincipalsInSteps(snapshot.principals.filter((one) => accounts.has(one.account)))
  snapshot = withoutRecords(snapshot, table)
  const numbering = createNumbering()
  const compiled: CompiledProfile[] = []
  for (const [position, profile] of table.profiles.entries()) {
    if (position % profilesAtOnce === 0) yield
    const account = accounts.get(profile.account)
    if (!account) continue
    const policies = compilePolicies(profile, layer)
    // The first question looks at the facts of all: here they are made while others are served.
    for (const entry of policies.identity.entries) facts(entry)
    compiled.push({ account, ...policies, signature: numbering(signatureKey(profile, policies)) })
  }
  const coverage = coverageOf(snapshot.cells)
  const lists = yield* listPrincipalsInSteps(table, compiled)
  const resources = yield* lookUpResourcesInSteps(snapshot.resources)
  return {
    snapshot,
    catalogue,
    engine,
    coverage,
    accounts,
    organizations: new Set(snapshot.accounts.flatMap((account) => account.organizationId ?? [])),
    ...lists,
    open,
    ...resources,
    layer,
    withGrants,
    facts,
    remember: createMemory(),
  }
}

/** A change is drawn up over records; they are made for it, and kept no longer than somebody holds them. */
function withoutRecords(snapshot: Snapshot, table: PrincipalTable): Snapshot {
  let records: WeakRef<readonly SnapshotPrincipal[]> | undefined
  return {
    ...snapshot,
    get principals() {
      const known = records?.deref()
      if (known) return known
      const made = [...table]
      records = new WeakRef(made)
      return made
    },
  }
}

/** The same world at another moment: for policies that ask what time it is, and for when it was read. */
export function worldAt(world: World, { id, at, cells }: Pick<Snapshot, 'id' | 'at' | 'cells'>): World {
  // Property by property: a copy would read the principals, which makes a record of each.
  const snapshot: Snapshot = Object.create(Object.prototype, {
    ...Object.getOwnPropertyDescriptors(world.snapshot),
    id: { value: id, enumerable: true },
    at: { value: at, enumerable: true },
    cells: { value: cells, enumerable: true },
  })
  return { ...world, snapshot, coverage: coverageOf(cells) }
}

export const compileAccount = (account: SnapshotAccount, layer: World['layer']): CompiledAccount => ({
  account,
  serviceControl: compileLevels(account.serviceControl, 'serviceControl', layer),
  resourceControl: compileLevels(account.resourceControl, 'resourceControl', layer),
})

type OwnPolicies = Pick<CompiledPrincipal, 'identity' | 'boundary' | 'holes'>

export function compilePolicies(
  principal: Pick<SnapshotPrincipal, 'identity' | 'boundary' | 'holes'>,
  layer: World['layer'],
): OwnPolicies {
  const identity = layer(principal.identity, 'identity')
  const boundary = principal.boundary && layer([principal.boundary], 'permissionsBoundary')
  const ofPolicies = boundary ? [...identity.holes, ...boundary.holes] : identity.holes
  return { identity, boundary, holes: ofPolicies.length === 0 ? principal.holes : [...principal.holes, ...ofPolicies] }
}

/** Equal for principals that the engine can tell apart only by keys about the single principal. */
const signatureKey = (
  principal: Pick<SnapshotPrincipal, 'account' | 'type'>,
  { identity, boundary, holes }: OwnPolicies,
): string =>
  [
    principal.account,
    principal.type,
    [...identity.ids].sort((a, b) => a - b).join(','),
    boundary ? `b${boundary.ids.join(',')}` : '',
    ...holes,
  ].join('|')

function compileLevels(
  policies: OrganizationPolicies,
  type: 'serviceControl' | 'resourceControl',
  layer: World['layer'],
): readonly CompiledLevel[] {
  return policies.levels.map((level: PolicyLevel) => ({ label: level.label, ...layer(level.policies, type) }))
}

/** Reasons that a screen or two ask for again; a flood of questions only costs the time to make them anew. */
const rememberedTexts = 20_000

function createMemory(): World['remember'] {
  const texts = new Map<string, string>()
  return (key, make) => {
    const known = texts.get(key)
    if (known !== undefined) return known
    if (texts.size >= rememberedTexts) texts.clear()
    const made = make()
    texts.set(key, made)
    return made
  }
}

/** From `first` on, in the order in which keys are first seen. */
export function createNumbering(first = 0): (key: string) => number {
  const numbers = new Map<string, number>()
  return (key) => {
    const known = numbers.get(key)
    if (known !== undefined) return known
    const made = first + numbers.size
    numbers.set(key, made)
    return made
  }
}
