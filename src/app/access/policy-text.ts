import type { AccessIndex, PolicyView } from '../../core/access/build-index.ts'
import { AppError } from '../../core/fault.ts'
import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'
import type { AccessService } from './access-service.ts'

/** A document that bears on an answer, as AWS gave it. Faults `not_found`, `nothing_read`. */
export const showPolicy =
  (deps: { readonly access: AccessService<AccessIndex> }) =>
  async (actor: Actor, input: { readonly ref: string }): Promise<PolicyView> => {
    permit(actor, 'read')
    const policy = (await deps.access.current()).policy(input.ref)
    if (!policy) throw new AppError('not_found', 'There is no such policy in the newest snapshot, or it was not read.')
    return policy
  }
