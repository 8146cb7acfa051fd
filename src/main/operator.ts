import { userInfo } from 'node:os'

/** The audit log names the operator by the user of the operating system. */
export function operatorHeaders(): Record<string, string> {
  try {
    return { 'x-os-user': userInfo().username }
  } catch {
    // A user id without an entry in the password file, as containers have.
    return {}
  }
}
