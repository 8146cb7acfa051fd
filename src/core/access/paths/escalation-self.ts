/** Principals that give themselves any permission, within their boundary and the SCPs, or rid themselves of the boundary. */
import type { PolicyEntry } from '../../inventory/snapshot.ts'
import { lazily } from '../lazily.ts'
import type { CompiledPrincipal } from '../world.ts'
import { type PathOf, pathsOfForm, type Requirement } from './catalogue.ts'
import { type Asking, contextsOf } from './escalation-ask.ts'
import { actOf, type EscalationEdge, edgeOf } from './escalation-edge.ts'
import { type Gain, inGroup, replacedBy, withBoundary, withoutBoundary, withVersion } from './escalation-gain.ts'
import { allOf, doubted, isBetter, type Proof, proven } from './escalation-proof.ts'

const grants = pathsOfForm('grants itself')
const lifts = pathsOfForm('lifts boundary')

/** What a change to itself is good for. */
interface Gained {
  readonly proof: Proof
  /** What it does afterwards, where the change alone does not suffice. */
  readonly next?: string
}

/** One resource that a requirement may be met on. */
interface Spot {
  readonly resource: string
  readonly name: string
  readonly gain: () => Gained | undefined
}

interface Found extends Gained {
  /** Of the spot. */
  readonly name: string
}

interface Actor {
  readonly asking: Asking
  readonly gain: Gain
  readonly one: CompiledPrincipal
  /** It has changed itself once already; no second change is looked for after another one. */
  readonly changed?: true
}

/** One edge for each path: the best of what it may be done on. */
export function selfEscalations(asking: Asking, gain: Gain, one: CompiledPrincipal): readonly EscalationEdge[] {
  if (!asking.isActor(one)) return []
  const actor: Actor = { asking, gain, one }
  const edges = grants.flatMap((path) => edgesOf(actor, path, grantingItself(actor, path)))
  // A boundary that does not hold it back need not be lifted.
  if (!one.boundary || edges.some(({ decision }) => decision === 'Allowed')) return edges
  const free = lazily(() => afterwards(actor, withoutBoundary(one)))
  return [
    ...edges,
    ...lifts.flatMap((path) =>
      edgesOf(
        actor,
        path,
        bestOf(actor, path, ({ on }) => boundarySpots(actor, on, free)),
      ),
    ),
  ]
}

function edgesOf(
  { one }: Actor,
  path: PathOf<'grants itself' | 'lifts boundary'>,
  found: Found | undefined,
): readonly EscalationEdge[] {
  if (!found) return []
  const { name: on, ...gained } = found
  return [edgeOf({ path, actor: one, target: one, administrator: one.principal.account, on, ...gained })]
}

const grantingItself = (actor: Actor, path: PathOf<'grants itself'>): Found | undefined =>
  bestOf(actor, path, (needed) => spotsOf(actor, needed))

function bestOf(
  { asking, one }: Actor,
  path: PathOf<'grants itself' | 'lifts boundary'>,
  spots: (needed: Requirement) => readonly Spot[],
): Found | undefined {
  const [needed] = path.requires
  if (!needed || !isActorOf(path, one) || !asking.speaks(one, needed.action)) return undefined
  let best: Found | undefined
  for (const { resource, name, gain } of spots(needed)) {
    const may = permitted(asking, one, needed, resource)
    const gained = may && gain()
    if (!gained) continue
    const proof = allOf([may, gained.proof])
    if (!best || isBetter(proof, best.proof)) best = { ...gained, proof, name }
    if (best.proof.decision === 'Allowed') break
  }
  return best
}

/** A user's action does not help a role, nor the reverse. */
const isActorOf = ({ actor }: { readonly actor: 'user' | 'role' | 'either' }, { principal }: CompiledPrincipal) =>
  actor === 'either' || (principal.type === 'user' ? 'user' : 'role') === actor

function permitted(asking: Asking, one: CompiledPrincipal, needed: Requirement, resource: string): Proof | undefined {
  const question = asking.question(needed.action, resource)
  return question && asking.askBest(one, question, contextsOf(asking, needed, one))
}

/** After it has changed itself it is administrator, or makes itself one by one thing more. */
function afterwards({ asking, gain, changed }: Actor, one: CompiledPrincipal): Gained | undefined {
  const proof = gain.asItIs(one)
  if (changed || proof?.decision === 'Allowed') return proof && { proof }
  const after: Actor = { asking, gain, one, changed: true }
  let best: Gained | undefined = proof && { proof }
  for (const path of grants) {
    const found = grantingItself(after, path)
    if (!found || (best && !isBetter(found.proof, best.proof))) continue
    best = { proof: found.proof, next: actOf(path, { on: found.name }) }
  }
  return best
}

/* ------------------------------------------------------------------ what it may be done on */

function spotsOf(actor: Actor, { action, on }: Requirement): readonly Spot[] {
  const { asking, gain, one } = actor
  const { principal } = one
  const spot = (resource: string, name: string): Spot => ({
    resource,
    name,
    gain: () => {
      const proof = gain.withEverything(one, replacedBy(action, resource))
      return proof && { proof }
    },
  })
  switch (on) {
    case 'itself':
      return [spot(principal.arn, principal.name)]
    case 'own policy':
      return rewritable(one.identity.entries).map(({ arn, name }) => spot(arn, name))
    case 'own policy version':
      return one.identity.entries.flatMap((entry) =>
        versionSpots(actor, entry, 'identity', (version) => withVersion(asking.world, one, entry, version)),
      )
    case 'own group':
      return (principal.groups ?? []).map((arn) => spot(arn, groupName(arn)))
    case 'group':
      return asking.world.snapshot.groups
        .filter(({ arn, account }) => account === principal.account && !principal.groups?.includes(arn))
        .map((group) => ({
          resource: group.arn,
          name: groupName(group.arn),
          gain: () => afterwards(actor, inGroup(asking.world, one, group)),
        }))
    default:
      return []
  }
}

const groupName = (arn: string): string => `group ${arn.slice(arn.lastIndexOf('/') + 1)}`

/** AWS managed policies cannot be edited (IAM UG "AWS managed policies"). */
export const rewritable = (entries: readonly PolicyEntry[]) =>
  entries.flatMap((entry) =>
    entry.kind === 'customer-managed' && entry.arn !== undefined ? [{ arn: entry.arn, name: entry.name }] : [],
  )

function versionSpots(
  actor: Actor,
  { arn = '', otherVersions = [] }: PolicyEntry,
  type: 'identity' | 'permissionsBoundary',
  changed: (version: PolicyEntry) => CompiledPrincipal,
): readonly Spot[] {
  return otherVersions.map((version) => ({
    resource: arn,
    name: version.name,
    gain: () => {
      const [reason] = actor.asking.world.layer([version], type).holes
      if (reason === undefined) return afterwards(actor, changed(version))
      return { proof: doubted(proven, { account: actor.one.principal.account, service: 'iam', reason }) }
    },
  }))
}

/* ------------------------------------------------------------------ the boundary */

/** `free`: what it comes to when nothing holds it back any more. */
function boundarySpots(actor: Actor, on: Requirement['on'], free: () => Gained | undefined): readonly Spot[] {
  const { asking, one } = actor
  const { principal, boundary } = one
  const spot = (resource: string): Spot => ({ resource, name: principal.boundary?.name ?? '', gain: free })
  const entries = boundary?.entries ?? []
  switch (on) {
    case 'own boundary':
      return rewritable(entries).map(({ arn }) => spot(arn))
    case 'own boundary version':
      return entries.flatMap((entry) =>
        versionSpots(actor, entry, 'permissionsBoundary', (version) => withBoundary(asking.world, one, version)),
      )
    default:
      return [spot(principal.arn)]
  }
}
