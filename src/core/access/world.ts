/**
 * A snapshot with its policies compiled: what every question starts from. Principals that the engine cannot tell apart
 * share a signature and are evaluated once (docs/algorithms/index.md).
 */
import type { Catalogue } from '../catalogue.ts'
import type { PolicyEngine, PolicyId, PolicyType } from '../evaluate/types.ts'
import { type CellCoverage, createCoverage } from '../inventory/cell-lookup.ts'
import type {
  OrganizationPolicies,
  PolicyEntry,
  PolicyLevel,
  Snapshot,
  SnapshotAccount,
  SnapshotPrincipal,
  SnapshotResource,
} from '../inventory/snapshot.ts'
import { keyPolicyWithGrants } from './key-policy.ts'
import { compileOpenPolicies, type OpenPolicies } from './open-policies.ts'
import { type PolicyFacts, policyFactsOf } from './policy-facts.ts'

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

type Lookup<V> = Pick<ReadonlyMap<string, V>, 'get'>

/** Principals of one account and type with the same policies: only keys about the single principal can tell them apart. */
export interface Signature {
  readonly id: number
  readonly members: PrincipalList
  readonly account: CompiledAccount
  /** Distinct entries of identity policies, boundary and SCPs. */
  readonly entries: readonly PolicyEntry[]
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
  readonly principals: PrincipalList
  readonly principalByArn: Lookup<CompiledPrincipal>
  readonly principalsByName: Lookup<readonly CompiledPrincipal[]>
  readonly principalById: Lookup<CompiledPrincipal>
  readonly signatures: readonly Signature[]
  readonly open: OpenPolicies
  readonly resourceByArn: ReadonlyMap<string, SnapshotResource>
  readonly resourcesByName: ReadonlyMap<string, readonly SnapshotResource[]>
  /** By account and name, as sessions name their role: `111111111111/AWSReservedSSO_Audit_0123456789abcdef`. */
  readonly roleByName: Lookup<CompiledPrincipal>
  layer(entries: readonly PolicyEntry[], type: PolicyType): CompiledLayer
  /** The policy of a resource, with the grants of a key behind it. */
  withGrants(resource: SnapshotResource): PolicyEntry | undefined
  facts(entry: PolicyEntry): PolicyFacts
  /** Words that many answers share, made once. */
  remember(key: string, make: () => string): string
}

export function compileWorld(snapshot: Snapshot, catalogue: Catalogue, engine: PolicyEngine): World {
  const layer = layerCompiler(engine)
  const facts = memoize((entry: PolicyEntry) => policyFactsOf(entry.document ?? null))
  const accounts = new Map(
    snapshot.accounts.map((account): [string, CompiledAccount] => [
      account.id,
      {
        account,
        serviceControl: compileLevels(account.serviceControl, 'serviceControl', layer),
        resourceControl: compileLevels(account.resourceControl, 'resourceControl', layer),
      },
    ]),
  )
  const numbering = createNumbering()
  const principals = snapshot.principals.flatMap((principal, index): CompiledPrincipal[] => {
    const account = accounts.get(principal.account)
    if (!account) return []
    const identity = layer(principal.identity, 'identity')
    const boundary = principal.boundary && layer([principal.boundary], 'permissionsBoundary')
    const holes = [...principal.holes, ...identity.holes, ...(boundary?.holes ?? [])]
    const signature = numbering([
      principal.account,
      principal.type,
      [...identity.ids].sort((a, b) => a - b).join(','),
      boundary ? `b${boundary.ids.join(',')}` : '',
      holes.length > 0 ? principal.arn : '',
    ])
    return [{ index, principal, account, identity, boundary, holes, signature }]
  })
  return {
    snapshot,
    catalogue,
    engine,
    coverage: createCoverage(snapshot.cells),
    accounts,
    organizations: new Set(snapshot.accounts.flatMap((account) => account.organizationId ?? [])),
    principals,
    principalByArn: new Map(principals.map((one) => [one.principal.arn, one])),
    principalsByName: byName(principals),
    roleByName: new Map(
      principals.flatMap((one) =>
        one.principal.trust ? [[`${one.principal.account}/${nameInArn(one.principal.arn)}`, one]] : [],
      ),
    ),
    principalById: new Map(
      principals.flatMap((one) => (one.principal.uniqueId ? [[one.principal.uniqueId, one]] : [])),
    ),
    signatures: signaturesOf(principals),
    open: compileOpenPolicies(engine),
    resourceByArn: new Map(snapshot.resources.map((resource) => [resource.arn, resource])),
    resourcesByName: Map.groupBy(snapshot.resources, (resource) => resource.name),
    layer,
    withGrants: memoize(keyPolicyWithGrants),
    facts,
    remember: createMemory(),
  }
}

const nameInArn = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1)

/** A role of Identity Center is found by its permission set and by its own name. */
function byName(principals: readonly CompiledPrincipal[]): ReadonlyMap<string, readonly CompiledPrincipal[]> {
  const named = Map.groupBy(principals, (one) => one.principal.name)
  for (const one of principals) {
    const own = nameInArn(one.principal.arn)
    if (one.principal.type === 'permission-set-role' && own !== one.principal.name) named.set(own, [one])
  }
  return named
}

function layerCompiler(engine: PolicyEngine): World['layer'] {
  const parse = memoizeBy(
    (entry: PolicyEntry, type: PolicyType): { readonly id: PolicyId } | { readonly hole: string } => {
      if (entry.document === undefined) return { hole: entry.unread ?? `The policy ${entry.name} was not read` }
      const parsed = engine.parse(entry.document, type)
      if (parsed.ok) return { id: parsed.value }
      const { path, message } = parsed.error
      return { hole: `The policy ${entry.name} is not valid${path === '' ? '' : ` at ${path}`}: ${message}` }
    },
  )
  return (entries, type) => {
    const ids: PolicyId[] = []
    const kept: PolicyEntry[] = []
    const holes: string[] = []
    for (const entry of entries) {
      const outcome = parse(entry, type)
      if ('hole' in outcome) {
        holes.push(outcome.hole)
      } else {
        ids.push(outcome.id)
        kept.push(entry)
      }
    }
    return { ids, entries: kept, holes }
  }
}

function compileLevels(
  policies: OrganizationPolicies,
  type: 'serviceControl' | 'resourceControl',
  layer: World['layer'],
): readonly CompiledLevel[] {
  return policies.levels.map((level: PolicyLevel) => ({ label: level.label, ...layer(level.policies, type) }))
}

function signaturesOf(principals: readonly CompiledPrincipal[]): readonly Signature[] {
  return [...Map.groupBy(principals, (one) => one.signature)].flatMap(([id, members]) => {
    const [first] = members
    if (!first) return []
    const levels = first.account.serviceControl.flatMap((level) => level.entries)
    const entries = [...new Set([...first.identity.entries, ...(first.boundary?.entries ?? []), ...levels])]
    return [{ id, members, account: first.account, entries }]
  })
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

function createNumbering(): (parts: readonly string[]) => number {
  const numbers = new Map<string, number>()
  return (parts) => {
    const key = parts.join('|')
    const known = numbers.get(key)
    if (known !== undefined) return known
    numbers.set(key, numbers.size)
    return numbers.size - 1
  }
}

function memoize<K extends object, V>(make: (key: K) => V): (key: K) => V {
  const made = new WeakMap<K, V>()
  return (key) => {
    const known = made.get(key)
    if (known !== undefined) return known
    const value = make(key)
    made.set(key, value)
    return value
  }
}

function memoizeBy<K extends object, T extends string, V extends object>(
  make: (key: K, type: T) => V,
): (key: K, type: T) => V {
  const byType = new Map<T, (key: K) => V>()
  return (key, type) => {
    const known = byType.get(type) ?? memoize((one: K) => make(one, type))
    byType.set(type, known)
    return known(key)
  }
}
