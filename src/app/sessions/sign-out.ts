import type { Actor } from '../actor.ts'
import { record } from '../audit/record.ts'
import type { AppDeps } from '../deps.ts'

export const signOut =
  (deps: Pick<AppDeps, 'store' | 'clock' | 'tokens'>) =>
  async (actor: Actor, token: string): Promise<void> => {
    await deps.store.sessions.remove(deps.tokens.digest(token))
    await record(deps, actor, 'session.closed', actor.kind === 'user' ? actor.user.id : null)
  }
