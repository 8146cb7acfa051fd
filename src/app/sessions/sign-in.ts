import { AppError } from '../../core/fault.ts'
import { record } from '../audit/record.ts'
import type { AppDeps } from '../deps.ts'
import { createFailedAttempts } from './failed-attempts.ts'
import type { OpenedSession } from './open-session.ts'
import { openSession } from './open-session.ts'
import { createTurnstile } from './turnstile.ts'

type Deps = Pick<AppDeps, 'store' | 'clock' | 'ids' | 'tokens' | 'passwords'>

/**
 * A verification costs 19 MiB and a thread of the pool that also reads files: two at once leave the server its breath. Who waits
 * behind twenty others is told to come again.
 */
const verifications = { atOnce: 2, waiting: 20 } as const

/** An unknown user and a wrong password take the same time and get the same answer. Faults `not_signed_in`, `too_many_requests`. */
export const signIn = (deps: Deps) => {
  const attempts = createFailedAttempts()
  const turnstile = createTurnstile(verifications)
  // Compared with when there is no such user, so that the time does not tell.
  let nobodysHash: Promise<string> | undefined

  async function signInNow(email: string, password: string): Promise<OpenedSession> {
    const wait = attempts.wait(email, Date.parse(deps.clock.now()))
    if (wait > 0) {
      const seconds = Math.ceil(wait / 1000)
      throw new AppError('too_many_requests', `Too many failed attempts for this account; wait ${seconds} s.`, {
        retryAfter: seconds,
      })
    }
    nobodysHash ??= deps.passwords.hash(deps.ids.token(32))
    const found = await deps.store.users.byEmail(email)
    const fits = await deps.passwords.verify(found?.passwordHash ?? (await nobodysHash), password)
    if (!found || !fits) {
      attempts.failed(email, Date.parse(deps.clock.now()))
      await record(deps, { kind: 'system' }, 'session.refused', found?.user.id ?? null)
      throw new AppError('not_signed_in', 'The email address and the password do not fit together.')
    }
    attempts.succeeded(email)
    await record(deps, { kind: 'user', user: found.user }, 'session.opened', found.user.id, { method: 'password' })
    return openSession(deps, found.user)
  }

  return (input: { readonly email: string; readonly password: string }): Promise<OpenedSession> =>
    // Failures are counted inside: many attempts in one moment must not all find the account free.
    turnstile.pass(() => signInNow(input.email.trim().toLowerCase(), input.password))
}
