import type { AccessIndex, PolicyView } from '../../core/access/build-index.ts'
import { AppError } from '../../core/fault.ts'
import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'
import type { AccessService } from './access-service.ts'
import type { AskedAt } from './questions.ts'

export interface ShownPolicy extends PolicyView {
  /** When the snapshot was published that it was taken from, ISO 8601. */
  readonly at: string
  readonly snapshot: string
}

/** A document that bears on an answer, as AWS gave it. Faults `not_found`, `nothing_read`. */
export const showPolicy =
  (deps: { readonly access: AccessService<AccessIndex> }) =>
  async (actor: Actor, input: AskedAt & { readonly ref: string }): Promise<ShownPolicy> => {
    permit(actor, 'read')
    const { policy, snapshot } = await deps.access.at(input.at)
    const found = policy(input.ref)
    if (found) return { ...found, at: snapshot.at, snapshot: snapshot.id }
    throw new AppError('not_found', `There is no such policy in snapshot ${snapshot.id}, or it was not read.`)
  }
