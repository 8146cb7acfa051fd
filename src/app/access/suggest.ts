/** For the pickers: what fits what has been typed so far, best first. */
import type { AccessIndex } from '../../core/access/build-index.ts'
import type { Catalogue } from '../../core/catalogue.ts'
import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'
import type { AccessService } from './access-service.ts'

export interface Suggestion {
  readonly value: string
  readonly label: string
  readonly detail?: string
}

export const suggestionKinds = ['action', 'resource', 'principal'] as const

export interface SuggestInput {
  readonly kind: (typeof suggestionKinds)[number]
  readonly q: string
  readonly limit: number
}

interface Deps {
  readonly access: AccessService<AccessIndex>
  readonly catalogue: Catalogue
}

export const suggest = (deps: Deps) => {
  const actions = actionSuggestions(deps.catalogue)
  return async (actor: Actor, input: SuggestInput): Promise<readonly Suggestion[]> => {
    permit(actor, 'read')
    const index = input.kind === 'action' ? undefined : await deps.access.currentIfAny()
    const known =
      input.kind === 'action' ? actions() : input.kind === 'resource' ? resourcesOf(index) : principalsOf(index)
    return best(known, input.q, input.limit)
  }
}

/** Built when first asked for, and once: the catalogue does not change while the server runs. */
function actionSuggestions(catalogue: Catalogue): () => readonly Suggestion[] {
  let list: readonly Suggestion[] | undefined
  return () => {
    list ??= Array.from({ length: catalogue.actionCount }, (_, id) => {
      const { name, service, levels } = catalogue.action(id)
      return { value: name, label: name, detail: [catalogue.serviceName(service) ?? service, ...levels].join(' · ') }
    })
    return list
  }
}

const resourcesOf = (index: AccessIndex | undefined): readonly Suggestion[] =>
  (index?.resources() ?? []).map(({ arn, name, type, account, accountName }) => ({
    value: arn,
    label: name,
    detail: `${type} · ${accountName ?? account}`,
  }))

const principalsOf = (index: AccessIndex | undefined): readonly Suggestion[] =>
  (index?.principals() ?? []).map(({ arn, name, type, account, accountName }) => ({
    value: arn,
    label: name,
    detail: `${type} · ${accountName ?? account}`,
  }))

/** Beginning of the label, then beginning of one of its words, then anywhere in label, value or detail. */
function rank(one: Suggestion, typed: string): number | undefined {
  const label = one.label.toLowerCase()
  if (label.startsWith(typed)) return 0
  const at = label.indexOf(typed)
  if (at > 0 && /[^a-z0-9]/.test(label[at - 1] ?? '')) return 1
  if (at > 0) return 2
  return one.value.toLowerCase().includes(typed) || one.detail?.toLowerCase().includes(typed) ? 3 : undefined
}

function best(known: readonly Suggestion[], q: string, limit: number): readonly Suggestion[] {
  const typed = q.trim().toLowerCase()
  const ranks: Suggestion[][] = [[], [], [], []]
  for (const one of known) {
    const place = rank(one, typed)
    if (place !== undefined) ranks[place]?.push(one)
    if (place === 0 && ranks[0]?.length === limit) break
  }
  return ranks.flat().slice(0, limit)
}
