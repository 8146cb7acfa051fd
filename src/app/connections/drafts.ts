/** Forms of the dialog that somebody has begun: saved at every step, taken up again, thrown away (connection.md §4). */
import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'
import type { AppDeps } from '../deps.ts'
import type { ConnectionDraft } from '../ports/connection-store.ts'

type Deps = Pick<AppDeps, 'store' | 'clock'>

/** Never kept, whatever a client sends. */
const secretFields: ReadonlySet<string> = new Set(['secretAccessKey'])

export const saveDraft =
  (deps: Deps) =>
  async (actor: Actor, input: Pick<ConnectionDraft, 'id' | 'step' | 'form'>): Promise<ConnectionDraft> => {
    permit(actor, 'integrate')
    const form = Object.fromEntries(Object.entries(input.form).filter(([field]) => !secretFields.has(field)))
    const draft = { id: input.id, step: input.step, form, savedAt: deps.clock.now() }
    await deps.store.drafts.save(draft)
    return draft
  }

export const listDrafts =
  (deps: Pick<AppDeps, 'store'>) =>
  async (actor: Actor): Promise<readonly ConnectionDraft[]> => {
    permit(actor, 'integrate')
    return deps.store.drafts.list()
  }

export const removeDraft =
  (deps: Pick<AppDeps, 'store'>) =>
  async (actor: Actor, input: { readonly draft: string }): Promise<void> => {
    permit(actor, 'integrate')
    await deps.store.drafts.remove(input.draft)
  }
