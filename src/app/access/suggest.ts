/** For the pickers: what fits what has been typed so far, best first; nothing before the first reading. */
import type { AccessIndex } from '../../core/access/build-index.ts'
import type { Suggestion, SuggestionKind } from '../../core/access/suggest.ts'
import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'
import type { AccessService } from './access-service.ts'

export const suggestionKinds = [
  'action',
  'resource',
  'principal',
  'policy',
  'managed-policy',
  'service-control',
  'resource-control',
  'person',
  'group',
  'permission-set',
  'account',
  'target',
] as const satisfies readonly SuggestionKind[]

export interface SuggestInput {
  readonly kind: SuggestionKind
  readonly q: string
  readonly limit: number
}

export const suggest =
  (deps: { readonly access: AccessService<AccessIndex> }) =>
  async (actor: Actor, input: SuggestInput): Promise<readonly Suggestion[]> => {
    permit(actor, 'read')
    const index = await deps.access.currentIfAny()
    return index?.suggest(input.kind, input.q, input.limit) ?? []
  }
