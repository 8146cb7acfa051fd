import { z } from 'zod'
import { consoleRoles } from '../../app/ports/people.ts'
import type { SessionView } from '../../app/sessions/open-session.ts'
import { documentOf, listOf, text, time } from './document.ts'

const SessionUser = documentOf<SessionView['user']>()('SessionUser', {
  id: text(),
  email: z.string(),
  name: z.string(),
  roles: listOf(z.enum(consoleRoles)),
})

export const Session = documentOf<SessionView>()('Session', {
  user: SessionUser,
  csrfToken: z.string().meta({ description: 'Goes with everything that changes something, as x-csrf-token' }),
  expiresAt: time,
})

/** Lengths here only bound what is looked at; what a password must be is said by the use case, in words. */
const short = z.string().max(1_000)

export const SetupForm = z
  .strictObject({ token: short, email: short, name: short, password: z.string().max(4_096) })
  .meta({ id: 'SetupForm' })

export const SignInForm = z.strictObject({ email: short, password: z.string().max(4_096) }).meta({ id: 'SignInForm' })
