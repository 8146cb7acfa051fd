import type { AppDeps } from '../deps.ts'
import type { User } from '../ports/people.ts'
import type { SessionView } from './open-session.ts'
import { sessionView } from './open-session.ts'
import { extendEveryMs, sessionEnd } from './session-limits.ts'

export interface CurrentSession {
  readonly user: User
  readonly view: SessionView
}

/** Whose session a cookie's token opens; undefined when it is over, or its user is gone. Being used moves its end. */
export const currentSession =
  (deps: Pick<AppDeps, 'store' | 'clock' | 'tokens'>) =>
  async (token: string): Promise<CurrentSession | undefined> => {
    const tokenHash = deps.tokens.digest(token)
    const session = await deps.store.sessions.byTokenHash(tokenHash)
    const now = deps.clock.now()
    if (!session || session.expiresAt <= now) return undefined
    const user = await deps.store.users.byId(session.userId)
    if (!user) return undefined
    const expiresAt = sessionEnd(user, session.createdAt, now)
    if (Date.parse(expiresAt) - Date.parse(session.expiresAt) < extendEveryMs) {
      return { user, view: sessionView(user, session) }
    }
    await deps.store.sessions.extend(tokenHash, expiresAt)
    return { user, view: sessionView(user, { csrfToken: session.csrfToken, expiresAt }) }
  }
