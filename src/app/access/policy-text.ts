import type { AccessIndex } from '../../core/access/build-index.ts'
import { AppError } from '../../core/fault.ts'
import type { Json } from '../../core/inventory/objects.ts'
import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'
import type { AccessService } from './access-service.ts'

export interface PolicyText {
  readonly ref: string
  readonly name: string
  readonly kind: string
  readonly arn?: string
  readonly account?: string
  readonly document: Json
}

/** A document that bears on an answer, as AWS gave it. Faults `not_found`, `nothing_read`. */
export const showPolicy =
  (deps: { readonly access: AccessService<AccessIndex> }) =>
  async (actor: Actor, input: { readonly ref: string }): Promise<PolicyText> => {
    permit(actor, 'read')
    const entry = (await deps.access.current()).policy(input.ref)
    if (!entry) throw new AppError('not_found', 'There is no such policy in the newest snapshot.')
    const { ref, name, kind, arn, account, document, unread } = entry
    if (document === undefined) throw new AppError('not_found', `${unread ?? `The policy ${name} was not read`}.`)
    return { ref, name, kind, ...(arn !== undefined && { arn }), ...(account !== undefined && { account }), document }
  }
