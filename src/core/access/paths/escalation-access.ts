/** Principals that come to act as another user or role of their account, as that is or with any permission given to it first. */
import type { GivenContext } from '../context.ts'
import type { CompiledPrincipal } from '../world.ts'
import { type PathOf, pathsOfForm, type Requirement } from './catalogue.ts'
import { type Asking, contextsOf, type Held } from './escalation-ask.ts'
import { type EscalationEdge, edgeOf } from './escalation-edge.ts'
import { type Gain, replacedBy } from './escalation-gain.ts'
import { allOf, isBetter, type Proof } from './escalation-proof.ts'
import { rewritable } from './escalation-self.ts'
import { entersChanged } from './escalation-trust.ts'

const actsAs = pathsOfForm('acts as')
const grantsAndActsAs = pathsOfForm('grants and acts as')

/** Who may do something to a resource: everybody, or one alone. */
export interface Actors {
  holding(action: string, resource: string, more?: GivenContext): readonly Held[]
  /** Of an account, those whose policies have an Allow that speaks of the action. */
  speaking(account: string, action: string): readonly CompiledPrincipal[]
  anySpeaking(account: string, action: string): boolean
}

/** What a requirement about the target may be met on. */
interface Spot {
  readonly resource: string
  readonly name?: string
}

export function accessTo(asking: Asking, actors: Actors, target: CompiledPrincipal): readonly EscalationEdge[] {
  return actsAs.flatMap((path) => {
    if (path.target !== kindOf(target)) return []
    return spotsOf(asking, target, path.requires[0]).flatMap(({ resource, name }) =>
      allMeeting(asking, actors, target, { path, resource }).map(({ actor, proof }) =>
        edgeOf({ path, actor, target, proof, ...(name !== undefined && { on: name }) }),
      ),
    )
  })
}

/** Only over those that would be administrators and are not yet: as those that are, one acts as they are. */
export function grantingTo(
  asking: Asking,
  actors: Actors,
  gain: Gain,
  target: CompiledPrincipal,
): readonly EscalationEdge[] {
  if (!asking.isActor(target)) return []
  return grantsAndActsAs.flatMap((path) => {
    if (path.target !== kindOf(target)) return []
    const best = new Map<number, { readonly actor: CompiledPrincipal; readonly proof: Proof; readonly on?: string }>()
    for (const { resource, name } of spotsOf(asking, target, path.requires[0])) {
      for (const { actor, proof } of allMeeting(asking, actors, target, { path, resource })) {
        const gained = gain.withEverything(target, replacedBy(path.requires[0]?.action ?? '', resource))
        if (!gained) break
        const whole = allOf([proof, gained])
        const before = best.get(actor.index)
        if (before && !isBetter(whole, before.proof)) continue
        best.set(actor.index, { actor, proof: whole, ...(name !== undefined && { on: name }) })
      }
    }
    const administrator = target.principal.account
    return [...best.values()].map((found) => edgeOf({ path, target, administrator, ...found }))
  })
}

const kindOf = ({ principal }: CompiledPrincipal): 'user' | 'role' | 'other' =>
  principal.type === 'user' ? 'user' : principal.type === 'role' ? 'role' : 'other'

function spotsOf({ world }: Asking, target: CompiledPrincipal, needed: Requirement | undefined): readonly Spot[] {
  switch (needed?.on) {
    case 'target':
      return [{ resource: target.principal.arn }]
    case 'target policy':
      return rewritable(target.principal.identity).map(({ arn, name }) => ({ resource: arn, name }))
    case 'provider': {
      const { trust } = target.principal
      const named = trust ? world.facts(trust).statements : []
      const federated = new Set(
        named.flatMap(({ effect, principals }) => (effect === 'Allow' ? (principals?.federated ?? []) : [])),
      )
      return world.snapshot.providers
        .filter(
          ({ arn, kind, account }) => kind === 'saml' && account === target.principal.account && federated.has(arn),
        )
        .map(({ arn, name }) => ({ resource: arn, name: `SAML provider ${name}` }))
    }
    default:
      return []
  }
}

/** The first requirement finds the actors, the others are asked of those alone. */
function allMeeting(
  asking: Asking,
  actors: Actors,
  target: CompiledPrincipal,
  { path, resource }: { readonly path: PathOf<'acts as' | 'grants and acts as'>; readonly resource: string },
): readonly Held[] {
  const [first, ...rest] = path.requires
  if (!first || !path.requires.every(({ action }) => mayMeet(asking, actors, target, action))) return []
  return holdingOf(asking, actors, target, { needed: first, resource }).flatMap(({ actor, proof }) => {
    if (actor.index === target.index) return []
    const proofs = [proof]
    for (const needed of rest) {
      if (needed.action !== assumeRole && !asking.speaks(actor, needed.action)) return []
      const further = meets(asking, actor, target, needed)
      if (!further) return []
      proofs.push(further)
    }
    if (path.requires.some(({ action }) => action === 'iam:UpdateAssumeRolePolicy')) {
      const entered = entersChanged(asking, actor, target)
      if (!entered) return []
      proofs.push(entered)
    }
    return [{ actor, proof: allOf(proofs) }]
  })
}

const assumeRole = 'sts:AssumeRole'

/** Cheap, and wrong only by yes: a role that names no principals lets none in. */
function mayMeet({ world }: Asking, actors: Actors, { principal }: CompiledPrincipal, action: string): boolean {
  if (action !== assumeRole) return actors.anySpeaking(principal.account, action)
  const statements = principal.trust ? world.facts(principal.trust).statements : []
  return statements.some(
    ({ principals }) => principals && (principals.everybody || principals.inverted || principals.aws.length > 0),
  )
}

function meets(asking: Asking, actor: CompiledPrincipal, target: CompiledPrincipal, needed: Requirement) {
  const question = asking.question(needed.action, target.principal.arn)
  return question && asking.askBest(actor, question, contextsOf(asking, needed, target))
}

function holdingOf(
  asking: Asking,
  actors: Actors,
  target: CompiledPrincipal,
  { needed, resource }: { readonly needed: Requirement; readonly resource: string },
): readonly Held[] {
  const ways = contextsOf(asking, needed, target).map((more) => actors.holding(needed.action, resource, more))
  const [first = [], ...others] = ways
  if (others.length === 0) return first
  const best = new Map<number, Held>()
  for (const held of ways.flat()) {
    const before = best.get(held.actor.index)
    if (!before || isBetter(held.proof, before.proof)) best.set(held.actor.index, held)
  }
  return [...best.values()]
}
