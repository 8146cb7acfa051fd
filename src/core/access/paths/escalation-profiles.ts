/** Instance profiles: through one of them a new instance gets its role. */
import { lazily } from '../lazily.ts'
import type { CompiledPrincipal } from '../world.ts'
import { makingInstanceProfile, swappingRoles } from './catalogue.ts'
import type { Asking } from './escalation-ask.ts'
import { allOf, type Proof, proven, surest } from './escalation-proof.ts'
import type { Starts } from './escalation-start.ts'

export interface InstanceProfiles {
  /** That a profile holds the role, or that the actor may bring that about. */
  holding(role: CompiledPrincipal, actor: CompiledPrincipal): Proof | undefined
}

export function createInstanceProfiles(asking: Asking, starts: Starts): InstanceProfiles {
  const ofAccounts = lazily(() => {
    const found = new Map<string, Set<string>>()
    for (const { principal } of asking.world.principals) {
      if (!principal.instanceProfiles?.length) continue
      const own = found.get(principal.account) ?? new Set()
      for (const arn of principal.instanceProfiles) own.add(arn)
      found.set(principal.account, own)
    }
    return found
  })
  const swaps = new Map<string, Proof | undefined>()
  /** A profile holds one role at a time (IAM UG "Use instance profiles"). */
  const swap = (actor: CompiledPrincipal): Proof | undefined => {
    if (!swappingRoles.every(({ action }) => asking.speaks(actor, action))) return undefined
    const group = asking.groupOf(actor)
    if (!swaps.has(group)) {
      const profiles = [...(ofAccounts().get(actor.principal.account) ?? [])]
      swaps.set(group, surest(profiles.map((profile) => swapIn(asking, actor, profile))))
    }
    return swaps.get(group)
  }
  return {
    holding(role, actor) {
      if ((role.principal.instanceProfiles ?? []).length > 0) return proven
      return surest([starts.best(actor, makingInstanceProfile)?.proof, swap(actor)])
    },
  }
}

function swapIn(asking: Asking, actor: CompiledPrincipal, profile: string): Proof | undefined {
  const proofs: Proof[] = []
  for (const { action } of swappingRoles) {
    const question = asking.question(action, profile)
    const proof = question && asking.ask(actor, question)
    if (!proof) return undefined
    proofs.push(proof)
  }
  return allOf(proofs)
}
