/** The edges of the escalation catalogue, each permission proven by the engine (docs/algorithms/paths.md). */
import { splitArn } from '../../arn/arn.ts'
import type { GivenContext } from '../context.ts'
import type { Question } from '../question.ts'
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
  parts(node: PathNode, wanted?: Wanted): Iterable<readonly EscalationEdge[]>
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
  function* makingAdministrator(account: string): Generator<readonly EscalationEdge[]> {
    const members = accounts.of(account)
    const bound = createBound(world)
    for (const one of members) yield bound.add(selfEscalations(asking, gain, one))
    for (const target of members) {
      const wanted = bound.wanted()
      yield bound.add(grantingTo(asking, wanted ? those(wanted) : everybody, gain, target))
    }
    yield directory.into(account)
  }
  const parts = (node: PathNode, wanted?: Wanted): Iterable<readonly EscalationEdge[]> => {
    if (node.kind === 'administrator') return makingAdministrator(node.account ?? '')
    const target = world.principalByArn.get(node.id)
    return target ? [takingTarget(wanted ? those(wanted) : everybody, target)] : []
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
  const known = remembered(parts)
  const partsKnown: EscalationSource['parts'] = (node, wanted) =>
    wanted && node.kind !== 'administrator' ? parts(node, wanted) : known(node)
  const knownFrom = remembered((node) => [from(node)])
  return {
    step: () => [accounts, asking, administering, directory].some((one) => one.step()),
    parts: partsKnown,
    into: (node, wanted) => [...partsKnown(node, wanted)].flat(),
    from: (node) => [...knownFrom(node)].flat(),
  }
}

/** About 80 MB. What comes first stays, as paths to administrators begin where `escalations` did; further edges are made anew. */
const rememberedEdges = 80_000

type Parts = (node: PathNode) => Iterable<readonly EscalationEdge[]>

function remembered(make: Parts): Parts {
  const known = new Map<string, readonly EscalationEdge[]>()
  let edges = 0
  return function* (node) {
    const found = known.get(node.id)
    if (found) {
      yield found
      return
    }
    const made: EscalationEdge[] = []
    let fits = true
    for (const part of make(node)) {
      fits &&= edges + made.length + part.length <= rememberedEdges
      if (fits) made.push(...part)
      else made.length = 0
      yield part
    }
    if (!fits || known.has(node.id)) return
    known.set(node.id, made)
    edges += made.length
  }
}

/* ------------------------------------------------------------------ whose permissions are asked */

/** Several paths ask the same of one target before the next target comes. */
const rememberedAnswers = 256
const rememberedHeld = 20_000

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
  const holding = rememberedHolders(asking, wanted)
  return {
    speaking,
    anySpeaking: (account, action) => speaking(account, action).length > 0,
    holding(action, resource, more) {
      // Nobody changes the users, roles and policies of another account; and where few are left they are soon asked.
      if (!action.startsWith('iam:')) return holding(action, resource, more)
      const question = asking.question(action, resource)
      const account = splitArn(resource)?.account
      return question && account ? holdingAmong(asking, speaking(account, action), question, more) : []
    },
  }
}

function holdingAmong(
  asking: Asking,
  actors: readonly CompiledPrincipal[],
  question: Question,
  more: GivenContext | undefined,
): readonly Held[] {
  const denied = new Set<string>()
  return actors.flatMap((actor) => {
    const group = asking.groupOf(actor)
    const proof = denied.has(group) ? undefined : asking.ask(actor, question, more)
    if (proof) return [{ actor, proof }]
    denied.add(group)
    return []
  })
}

function rememberedHolders(asking: Asking, wanted?: Wanted): Actors['holding'] {
  const known = new Map<string, readonly Held[]>()
  let count = 0
  return (action, resource, more) => {
    const key = `${action} ${resource} ${JSON.stringify([...(more ?? [])])}`
    const found = known.get(key)
    if (found) return found
    if (known.size >= rememberedAnswers || count > rememberedHeld) {
      known.clear()
      count = 0
    }
    const question = asking.question(action, resource)
    const made = question ? asking.holding(question, more, wanted) : []
    known.set(key, made)
    count += made.length
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
