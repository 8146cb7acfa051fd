import { userInfo } from 'node:os'

/** The audit log names the operator by the user of the operating system. */
export function operatorHeaders(): Record<string, string> {
  try {
    const { username } = userInfo()
    // A header carries Latin letters only; another name is left out rather than mangled.
    return /^[\w.@-]{1,64}$/.test(username) ? { 'x-os-user': username } : {}
  } catch {
    // A user id without an entry in the password file, as containers have.
    return {}
  }
}
