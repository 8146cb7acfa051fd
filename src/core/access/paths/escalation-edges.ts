/** The edges of the escalation catalogue, each permission proven by the engine (docs/algorithms/paths.md). */
import type { CompiledPrincipal } from '../world.ts'
import type { EdgeSource } from './edge.ts'
import { type Actors, accessTo, grantingTo } from './escalation-access.ts'
import { type Asking, createAsking, type EscalationInput, type Held } from './escalation-ask.ts'
import { createBound, type Wanted } from './escalation-bound.ts'
import { createDirectoryEscalations } from './escalation-directory.ts'
import { type EscalationEdge, surestOfEach } from './escalation-edge.ts'
import { createGain } from './escalation-gain.ts'
import { membersBy } from './escalation-members.ts'
import { passingTo, stackSetRoles, takingOver } from './escalation-passrole.ts'
import { createInstanceProfiles } from './escalation-profiles.ts'
import { selfEscalations } from './escalation-self.ts'
import { createStarts } from './escalation-start.ts'
import { createWorkloads } from './escalation-workloads.ts'
import type { PathNode } from './path-answer.ts'

export interface EscalationSource extends EdgeSource {
  into(node: PathNode, wanted?: Wanted): readonly EscalationEdge[]
  from(node: PathNode): readonly EscalationEdge[]
}

export function createEscalationSource(input: EscalationInput): EscalationSource {
  const { world } = input
  const asking = createAsking(input)
  const gain = createGain(world)
  const starts = createStarts(asking)
  const workloads = createWorkloads(world)
  const profiles = createInstanceProfiles(asking, starts)
  const accounts = membersBy(world, ({ principal }) => [principal.account])
  const directory = createDirectoryEscalations(asking, gain, starts)
  const everybody = everybodyOf(asking)
  const those = thoseOf(asking)
  const administering = stackSetRoles(asking)

  const takingTarget = (actors: Actors, target: CompiledPrincipal): readonly EscalationEdge[] => {
    const passing = { asking, actors, starts, workloads, profiles, administering }
    return surestOfEach([
      ...accessTo(asking, actors, target),
      ...passingTo(passing, target),
      ...takingOver(passing, target),
    ])
  }
  const makingAdministrator = (account: string): readonly EscalationEdge[] => {
    const members = accounts.of(account)
    const bound = createBound(world)
    return [
      ...bound.add(members.flatMap((one) => selfEscalations(asking, gain, one))),
      ...members.flatMap((target) => {
        const wanted = bound.wanted()
        return bound.add(grantingTo(asking, wanted ? those(wanted) : everybody, gain, target))
      }),
      ...directory.into(account),
    ]
  }
  const into = (node: PathNode, wanted?: Wanted): readonly EscalationEdge[] => {
    if (node.kind === 'administrator') return makingAdministrator(node.account ?? '')
    const target = world.principalByArn.get(node.id)
    return target ? takingTarget(wanted ? those(wanted) : everybody, target) : []
  }
  const from = (node: PathNode): readonly EscalationEdge[] => {
    const actor = world.principalByArn.get(node.id)
    if (!actor || !asking.isActor(actor)) return []
    const actors = aloneOf(asking, actor)
    const neighbours = accounts.of(actor.principal.account)
    const elsewhere = workloads.shared().filter((role) => role.principal.account !== actor.principal.account)
    return [
      ...selfEscalations(asking, gain, actor),
      ...directory.from(actor),
      ...neighbours.flatMap((target) => [...takingTarget(actors, target), ...grantingTo(asking, actors, gain, target)]),
      ...elsewhere.flatMap((target) => takingTarget(actors, target)),
    ]
  }
  const known = remembered(into)
  return {
    into: (node, wanted) => (wanted && node.kind !== 'administrator' ? into(node, wanted) : known(node)),
    from: remembered(from),
  }
}

/** About 100 MB; beyond it edges are made anew. */
const rememberedEdges = 200_000

function remembered(make: EscalationSource['from']): EscalationSource['from'] {
  const known = new Map<string, readonly EscalationEdge[]>()
  let edges = 0
  return (node) => {
    const found = known.get(node.id)
    if (found) return found
    if (edges > rememberedEdges) {
      known.clear()
      edges = 0
    }
    const made = make(node)
    known.set(node.id, made)
    edges += made.length
    return made
  }
}

/* ------------------------------------------------------------------ whose permissions are asked */

/** Several paths ask the same of one target before the next target comes. */
const rememberedAnswers = 256

const everybodyOf = (asking: Asking): Actors => ({
  speaking: asking.speaking,
  anySpeaking: asking.anySpeaking,
  holding: rememberedHolders(asking),
})

/** Asked for again and again with the same function. */
function thoseOf(asking: Asking): (wanted: Wanted) => Actors {
  let last: { readonly wanted: Wanted; readonly actors: Actors } | undefined
  return (wanted) => {
    if (last?.wanted !== wanted) last = { wanted, actors: narrowed(asking, wanted) }
    return last.actors
  }
}

function narrowed(asking: Asking, wanted: Wanted): Actors {
  const speakers = new Map<string, readonly CompiledPrincipal[]>()
  const speaking: Actors['speaking'] = (account, action) => {
    const key = `${account} ${action}`
    const found = speakers.get(key) ?? asking.speaking(account, action).filter(wanted)
    speakers.set(key, found)
    return found
  }
  return {
    speaking,
    anySpeaking: (account, action) => speaking(account, action).length > 0,
    holding: rememberedHolders(asking, wanted),
  }
}

function rememberedHolders(asking: Asking, wanted?: Wanted): Actors['holding'] {
  const known = new Map<string, readonly Held[]>()
  return (action, resource, more) => {
    const key = `${action} ${resource} ${JSON.stringify([...(more ?? [])])}`
    const found = known.get(key)
    if (found) return found
    if (known.size >= rememberedAnswers) known.clear()
    const question = asking.question(action, resource)
    const made = question ? asking.holding(question, more, wanted) : []
    known.set(key, made)
    return made
  }
}

function aloneOf(asking: Asking, actor: CompiledPrincipal): Actors {
  const speaks = (account: string, action: string): boolean =>
    account === actor.principal.account && asking.speaks(actor, action)
  return {
    speaking: (account, action) => (speaks(account, action) ? [actor] : []),
    anySpeaking: speaks,
    holding(action, resource, more) {
      const question = asking.question(action, resource)
      const proof = question && asking.ask(actor, question, more)
      return proof ? [{ actor, proof }] : []
    },
  }
}
