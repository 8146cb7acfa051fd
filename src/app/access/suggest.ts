/** For the pickers: what fits what has been typed so far, best first; nothing before the first reading. */
import type { AccessIndex } from '../../core/access/build-index.ts'
import type { Suggestion, SuggestionKind } from '../../core/access/suggest.ts'
import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'
import type { AccessService } from './access-service.ts'
import type { AskedAt } from './questions.ts'

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
  'identity',
  'any',
] as const satisfies readonly SuggestionKind[]

export interface SuggestInput extends AskedAt {
  readonly kind: SuggestionKind
  readonly q: string
  readonly limit: number
}

export const suggest =
  (deps: { readonly access: AccessService<AccessIndex> }) =>
  async (actor: Actor, input: SuggestInput): Promise<readonly Suggestion[]> => {
    permit(actor, 'read')
    const index = input.at === undefined ? await deps.access.currentIfAny() : await deps.access.at(input.at)
    return index ? deps.access.run(index.suggestInSteps(input.kind, input.q, input.limit)) : []
  }
