import { parseEmail } from '../../core/email.ts'
import { AppError } from '../../core/fault.ts'
import { toUserId } from '../../core/ids.ts'
import { record } from '../audit/record.ts'
import type { AppDeps } from '../deps.ts'
import type { User } from '../ports/people.ts'
import type { OpenedSession } from '../sessions/open-session.ts'
import { openSession } from '../sessions/open-session.ts'
import { passwordProblem } from './password-rules.ts'
import { forgetSetupToken, isSetupNeeded, isSetupTokenValid } from './setup-link.ts'

export interface FirstAdministrator {
  readonly token: string
  readonly email: string
  readonly name: string
  readonly password: string
}

type Deps = Pick<AppDeps, 'store' | 'clock' | 'ids' | 'tokens' | 'passwords'>

/**
 * Signs the new administrator in. Of two at the same moment the database lets one through. Faults `setup_done`,
 * `setup_link_invalid`, `bad_input`.
 */
export const createFirstAdministrator =
  (deps: Deps) =>
  async (input: FirstAdministrator): Promise<OpenedSession> => {
    if (!(await isSetupNeeded(deps)()))
      throw new AppError('setup_done', 'The first administrator exists already.', signIn)
    if (!(await isSetupTokenValid(deps, input.token))) {
      throw new AppError('setup_link_invalid', 'The setup link is not valid, or its fifteen minutes have passed.', {
        fix: 'Restart Bailiwick: it prints a new link as long as there is no administrator.',
      })
    }
    const { email, name } = checked(input)
    const user: User = {
      id: toUserId(deps.ids.uuid()),
      email,
      name,
      // Alone, he must be able to connect AWS and to answer for access as well; more people divide these roles.
      roles: ['administrator', 'integration-admin', 'access-admin'],
      createdAt: deps.clock.now(),
    }
    await deps.store.users.createFirst(user, await deps.passwords.hash(input.password))
    await forgetSetupToken(deps)
    await record(deps, { kind: 'user', user }, 'user.created', user.id, { email, roles: user.roles, by: 'setup link' })
    return openSession(deps, user)
  }

const signIn = { fix: 'Sign in with the account of that administrator.' }

function checked(input: FirstAdministrator): { email: string; name: string } {
  const email = parseEmail(input.email)
  const name = input.name.trim()
  const problem = passwordProblem(input.password, input.email.trim())
  const places = [
    ...(email === undefined
      ? [{ path: 'email', message: 'Enter an email address, for example ada@example.com.' }]
      : []),
    ...(name === '' || name.length > 200
      ? [{ path: 'name', message: 'Enter your name, at most 200 characters.' }]
      : []),
    ...(problem === undefined ? [] : [{ path: 'password', message: problem }]),
  ]
  if (email === undefined || places.length > 0) {
    throw new AppError('bad_input', places.map((place) => place.message).join(' '), { places })
  }
  return { email, name }
}
