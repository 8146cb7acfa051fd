/** Principals that give themselves any permission, within their boundary and the SCPs, or rid themselves of the boundary. */
import type { PolicyEntry } from '../../inventory/snapshot.ts'
import type { CompiledPrincipal } from '../world.ts'
import { type PathOf, pathsOfForm, type Requirement } from './catalogue.ts'
import { type Asking, contextsOf } from './escalation-ask.ts'
import { assumptionOf, type EscalationEdge, edgeOf } from './escalation-edge.ts'
import { type Gain, replacedBy, withoutBoundary } from './escalation-gain.ts'
import { allOf, doubted, isBetter, type Proof, rankOf } from './escalation-proof.ts'

const grants = pathsOfForm('grants itself')
const lifts = pathsOfForm('lifts boundary')

/** One resource that a requirement may be met on, and what meeting it is good for. */
interface Spot {
  readonly resource: string
  readonly name: string
  readonly gain: () => Proof | undefined
}

interface Found {
  readonly path: PathOf<'grants itself'>
  readonly spot: Spot
  readonly proof: Proof
}

/** One edge for each path: the best of what it may be done on. */
export function selfEscalations(asking: Asking, gain: Gain, one: CompiledPrincipal): readonly EscalationEdge[] {
  if (!asking.isActor(one)) return []
  const found = grants.flatMap((path) => grantingItself(asking, gain, one, path) ?? [])
  const administrator = one.principal.account
  const edges = found.map(({ path, spot, proof }) =>
    edgeOf({ path, actor: one, target: one, administrator, on: spot.name, proof }),
  )
  // A boundary that does not hold it back need not be lifted.
  if (!one.boundary || edges.some(({ decision }) => decision === 'Allowed')) return edges
  return [...edges, ...liftingBoundary(asking, gain, one)]
}

function grantingItself(
  asking: Asking,
  gain: Gain,
  one: CompiledPrincipal,
  path: PathOf<'grants itself'>,
): Found | undefined {
  const [needed] = path.requires
  if (!needed || !isActorOf(path, one) || !asking.speaks(one, needed.action)) return undefined
  let best: Found | undefined
  for (const spot of spotsOf(asking, gain, one, needed)) {
    const may = permitted(asking, one, needed, spot.resource)
    const gained = may && spot.gain()
    if (!gained) continue
    const whole = allOf([may, gained])
    const proof = path.certain === false ? doubted(whole, assumptionOf(path, one)) : whole
    if (!best || isBetter(proof, best.proof)) best = { path, spot, proof }
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

/* ------------------------------------------------------------------ what it may be done on */

function spotsOf(asking: Asking, gain: Gain, one: CompiledPrincipal, { action, on }: Requirement): readonly Spot[] {
  const { principal } = one
  const spot = (resource: string, name: string): Spot => ({
    resource,
    name,
    gain: () => gain.withEverything(one, replacedBy(action, resource)),
  })
  switch (on) {
    case 'itself':
      return [spot(principal.arn, principal.name)]
    case 'own policy':
      return rewritable(principal.identity).map(({ arn, name }) => spot(arn, name))
    case 'own group':
      return (principal.groups ?? []).map((arn) => spot(arn, groupName(arn)))
    case 'group':
      return asking.world.snapshot.groups
        .filter(({ arn, account }) => account === principal.account && !principal.groups?.includes(arn))
        .map((group) => ({
          resource: group.arn,
          name: groupName(group.arn),
          gain: () => gain.inGroup(one, group),
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

/* ------------------------------------------------------------------ the boundary */

/** Rid of it, it either is administrator or makes itself one. */
function liftingBoundary(asking: Asking, gain: Gain, one: CompiledPrincipal): readonly EscalationEdge[] {
  const free = withoutBoundary(one)
  let after: Proof | undefined
  const afterwards = (): Proof | undefined => {
    after ??= gain.asItIs(free) ?? bestGrant(asking, gain, free)
    return after
  }
  return lifts.flatMap((path) => {
    const [needed] = path.requires
    if (!needed || !isActorOf(path, one)) return []
    const boundary = rewritable(one.boundary?.entries ?? [])
    const resource = needed.on === 'own boundary' ? boundary[0]?.arn : one.principal.arn
    const may = resource === undefined ? undefined : permitted(asking, one, needed, resource)
    const gained = may && afterwards()
    if (!gained) return []
    const on = one.principal.boundary?.name ?? ''
    const administrator = one.principal.account
    return [edgeOf({ path, actor: one, target: one, administrator, on, proof: allOf([may, gained]) })]
  })
}

function bestGrant(asking: Asking, gain: Gain, free: CompiledPrincipal): Proof | undefined {
  const proofs = grants.flatMap((path) => grantingItself(asking, gain, free, path)?.proof ?? [])
  return proofs.sort((a, b) => rankOf[a.decision] - rankOf[b.decision])[0]
}
