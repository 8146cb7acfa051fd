import type { AppDeps } from '../deps.ts'
import type { SessionRecord, User } from '../ports/people.ts'
import { cookieSeconds, sessionEnd } from './session-limits.ts'

/** What a person sees of his own session. */
export interface SessionView {
  readonly user: Pick<User, 'id' | 'email' | 'name' | 'roles'>
  /** To be sent with everything that changes something. */
  readonly csrfToken: string
  readonly expiresAt: string
}

export interface OpenedSession {
  /** For the cookie; only its digest is kept. */
  readonly token: string
  readonly maxAgeSeconds: number
  readonly view: SessionView
}

/** 256 random bits (identity.md §2.5). */
const tokenBytes = 32

export async function openSession(
  deps: Pick<AppDeps, 'store' | 'clock' | 'ids' | 'tokens'>,
  user: User,
): Promise<OpenedSession> {
  const now = deps.clock.now()
  const token = deps.ids.token(tokenBytes)
  const session: SessionRecord = {
    tokenHash: deps.tokens.digest(token),
    userId: user.id,
    csrfToken: deps.ids.token(tokenBytes),
    createdAt: now,
    expiresAt: sessionEnd(user, now, now),
  }
  await deps.store.sessions.removeExpired(now)
  await deps.store.sessions.create(session)
  return { token, maxAgeSeconds: cookieSeconds(user), view: sessionView(user, session) }
}

export const sessionView = (user: User, session: Pick<SessionRecord, 'csrfToken' | 'expiresAt'>): SessionView => ({
  user: { id: user.id, email: user.email, name: user.name, roles: user.roles },
  csrfToken: session.csrfToken,
  expiresAt: session.expiresAt,
})
