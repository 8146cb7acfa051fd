/** How long a session lasts (identity.md §2.5). */
import type { User } from '../ports/people.ts'

const minute = 60_000
const hour = 60 * minute

const ordinary = { idle: 60 * minute, absolute: 12 * hour }
const ofAdministrators = { idle: 15 * minute, absolute: 8 * hour }

/** The end of a session may be moved with every request; writing it more often than this gains nobody anything. */
export const extendEveryMs = minute

const limitsOf = (user: User) => (user.roles.includes('administrator') ? ofAdministrators : ordinary)

/** Idle time from now, but never beyond the absolute end counted from the sign-in. */
export function sessionEnd(user: User, createdAt: string, now: string): string {
  const { idle, absolute } = limitsOf(user)
  return new Date(Math.min(Date.parse(now) + idle, Date.parse(createdAt) + absolute)).toISOString()
}

/** Seconds for the cookie; the server decides by its own record. */
export const cookieSeconds = (user: User): number => limitsOf(user).absolute / 1000
