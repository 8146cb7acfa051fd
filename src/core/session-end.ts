/** The session of the credentials is over: nobody reads anything until somebody signs in again, and what was read stands. */
import type { AppError } from './fault.ts'

/** Our code, where the SDK itself finds that somebody has to sign in again, and no call is made. */
export const signInEnded = 'sign_in_ended'

/**
 * Codes of a call. `RequestExpired` is EC2's word for it (Amazon EC2 API Reference, "Error codes": also where temporary credentials
 * have expired). It is as well what services say of a clock that is wrong, but with such a clock no reading begins: STS refuses it first.
 */
const sessionEndCodes: ReadonlySet<unknown> = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'RequestExpired',
  'TokenRefreshRequired',
  signInEnded,
])

export const isSessionEndCode = (code: unknown): boolean => sessionEndCodes.has(code)

/** Of a fault of the whole connection, which is marked where it is made (aws/connection-fault.ts). */
export const isSessionOver = ({ details }: Pick<AppError, 'details'>): boolean => details['sessionEnded'] === true
