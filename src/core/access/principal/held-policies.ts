/**
 * What each policy of a principal is good for: what it would grant by itself, and what would go with it. Both within the
 * boundary and the SCPs of the principal, so that the figures add up to what the principal may really do.
 */
import type { PolicyEntry, PolicyKind, SnapshotGroup } from '../../inventory/snapshot.ts'
import type { Change } from '../change/change.ts'
import { speaksOf } from '../policy-facts.ts'
import type { Steps } from '../stepwise.ts'
import { abilitiesIn, everyAction } from '../what-can.ts'
import type { CompiledLayer, CompiledPrincipal, World } from '../world.ts'

export interface HeldPolicy {
  readonly ref: string
  readonly name: string
  readonly kind: PolicyKind
  readonly arn?: string
  /** What it is to the principal: it grants, it limits what others grant, or it says who may take the role on. */
  readonly bears: 'grants' | 'boundary' | 'trust'
  /** The IAM group that brings it. */
  readonly group?: string
  /** One sentence; then nothing is known of what it grants. */
  readonly unread?: string
  /** Of what grants and was read. */
  readonly share?: PolicyShare
  /** What takes it away; absent where nobody can. */
  readonly removal?: Change
}

export interface PolicyShare {
  /** Actions that it would grant by itself. */
  readonly actions: number
  /** Actions that nothing else grants: lost without it. */
  readonly lost: number
  /** Actions that its Deny statements hold back: gained without it. */
  readonly gained: number
  /** Prefixes of services of which nothing would be left, the largest loss first. */
  readonly lostServices: readonly string[]
}

export function* heldPolicies(world: World, one: CompiledPrincipal): Steps<readonly HeldPolicy[]> {
  const { principal } = one
  const held: HeldPolicy[] = []
  const all = grantedTo(world, one)
  yield
  const places = placesOf(one)
  for (const [position, entry] of principal.identity.entries()) {
    const place = places[position]
    const share = place === undefined ? undefined : yield* shareOf(world, one, { all, place })
    held.push(policyOf(entry, 'grants', { ...originOf(world, one, position), ...(share && { share }) }))
  }
  const { boundary, trust, arn } = principal
  if (boundary) held.push(policyOf(boundary, 'boundary', { removal: { op: 'remove-boundary', on: arn } }))
  if (trust) held.push(policyOf(trust, 'trust', {}))
  return held
}

type Further = Pick<HeldPolicy, 'group' | 'share' | 'removal'>

const policyOf = (entry: PolicyEntry, bears: HeldPolicy['bears'], further: Further): HeldPolicy => ({
  ref: entry.ref,
  name: entry.name,
  kind: entry.kind,
  ...(entry.arn !== undefined && { arn: entry.arn }),
  bears,
  ...(entry.document === undefined && { unread: entry.unread ?? 'It was not read' }),
  ...further,
})

/** Where each of the principal's entries stands among those that compiled; undefined: it did not. */
function placesOf({ principal, identity }: CompiledPrincipal): readonly (number | undefined)[] {
  let next = 0
  return principal.identity.map((entry) => {
    const isThis = identity.entries[next]?.ref === entry.ref
    return isThis ? next++ : undefined
  })
}

/* ------------------------------------------------------------------ what it is good for */

/** Names of actions, and of each its service. */
type Granted = ReadonlyMap<string, string>

/** Everything that is allowed somewhere. */
function grantedTo(world: World, one: CompiledPrincipal): Granted {
  const granted = new Map<string, string>()
  for (const { actions } of abilitiesIn(world, one, { within: everyAction(world) }, []))
    for (const { name, service } of actions) granted.set(name, service)
  return granted
}

interface Place {
  readonly all: Granted
  readonly place: number
}

function* shareOf(world: World, one: CompiledPrincipal, { all, place }: Place): Steps<PolicyShare> {
  const alone = grantedTo(world, { ...one, identity: only(one.identity, (at) => at === place) })
  yield
  const without = grantedTo(world, { ...one, identity: only(one.identity, (at) => at !== place) })
  yield
  const lost = [...all].filter(([name]) => !without.has(name))
  const left = new Set(without.values())
  const byService = Map.groupBy(lost, ([, service]) => service)
  return {
    actions: alone.size - (isFreeBesides(world, one.identity.entries[place]) ? 1 : 0),
    lost: lost.length,
    gained: [...without.keys()].filter((name) => !all.has(name)).length,
    lostServices: [...byService]
      .filter(([service]) => !left.has(service))
      .sort(([, a], [, b]) => b.length - a.length)
      .map(([service]) => service),
  }
}

const only = ({ ids, entries, holes }: CompiledLayer, wanted: (place: number) => boolean): CompiledLayer => ({
  ids: ids.filter((_, place) => wanted(place)),
  entries: entries.filter((_, place) => wanted(place)),
  holes,
})

const free = 'sts:getcalleridentity'

/** Whoever has credentials may ask who they are (IAM UG); of a policy that does not speak of it, it is not a grant. */
const isFreeBesides = (world: World, entry: PolicyEntry | undefined): boolean =>
  entry !== undefined &&
  !world.facts(entry).statements.some((statement) => statement.effect === 'Allow' && speaksOf(statement, free))

/* ------------------------------------------------------------------ where it comes from */

/** Own policies stand before those of groups, in the order of the groups (inventory/assemble.ts). */
function originOf(world: World, { principal }: CompiledPrincipal, position: number): Further {
  const entry = principal.identity[position]
  const groups = groupsOf(world, principal.groups ?? [])
  let from = principal.identity.length - groups.reduce((sum, group) => sum + group.identity.length, 0)
  if (!entry || principal.type === 'service-linked-role') return {}
  if (position < from) return { removal: removalOf(entry, principal.arn) }
  const group = groups.find(({ identity }) => {
    from += identity.length
    return position < from
  })
  if (!group) return {}
  return { group: group.name, removal: removalOf(entry, group.arn) }
}

function groupsOf({ snapshot }: World, arns: readonly string[]): readonly SnapshotGroup[] {
  if (arns.length === 0) return []
  const byArn = new Map(snapshot.groups.map((group) => [group.arn, group]))
  return arns.flatMap((arn) => byArn.get(arn) ?? [])
}

const removalOf = ({ kind, arn, name }: PolicyEntry, owner: string): Change =>
  kind === 'inline' || kind === 'group-inline'
    ? { op: 'delete-inline-policy', name, on: owner }
    : { op: 'detach-policy', policy: arn ?? name, from: owner }
