/** Names of cards (connection.md §4), unique without regard to case, and of roles. */
import type { Connection } from '../ports/connections.ts'

/** What is wrong with a name, as a sentence; undefined: nothing. */
export const nameProblem = (name: string): string | undefined =>
  /^[\p{L}\p{N} _-]{1,64}$/u.test(name) ? undefined : 'A name has 1 to 64 letters, digits, spaces, - or _.'

export const identityCenterName = (name: string): string => `${name} IAM Identity Center`

/** `AWS`, then `AWS 2`, `AWS 3`, …; neither it nor the name of its Identity Center card is taken. */
export function freeName(base: string, taken: Iterable<string>): string {
  const used = new Set([...taken].map((name) => name.toLowerCase()))
  const isFree = (name: string): boolean =>
    !used.has(name.toLowerCase()) && !used.has(identityCenterName(name).toLowerCase())
  for (let number = 1; ; number++) {
    const name = number === 1 ? base : `${base} ${number}`
    if (isFree(name)) return name
  }
}

/** A role as people type it: its path before its name, where it has one. */
export const roleText = ({ roleName, rolePath }: Pick<Connection, 'roleName' | 'rolePath'>): string =>
  `${rolePath.slice(1)}${roleName}`
