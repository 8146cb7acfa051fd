/** Who asks, and what he may. Deny by default; the check happens in the use case, not only at the route (identity.md §2.6). */
import { AppError } from '../core/fault.ts'
import type { ConsoleRole, User } from './ports/people.ts'

export type Actor =
  | { readonly kind: 'user'; readonly user: User }
  /** Whoever can read the token file of the home could read the database too (identity.md §2.5). */
  | { readonly kind: 'operator'; readonly osUser: string }
  | { readonly kind: 'system' }

export type Permission = 'read' | 'integrate' | 'administer'

const granted: Readonly<Record<ConsoleRole, readonly Permission[]>> = {
  administrator: ['read', 'administer'],
  'integration-admin': ['read', 'integrate'],
  'access-admin': ['read'],
  auditor: ['read'],
  member: [],
}

const operatorRoles: readonly ConsoleRole[] = ['administrator', 'integration-admin', 'access-admin']

const rolesOf = (actor: Actor): readonly ConsoleRole[] => (actor.kind === 'user' ? actor.user.roles : operatorRoles)

export const may = (actor: Actor, permission: Permission): boolean =>
  rolesOf(actor).some((role) => granted[role].includes(permission))

/** Fault `not_allowed`, naming the roles that would do. */
export function permit(actor: Actor, permission: Permission): void {
  if (may(actor, permission)) return
  const roles = Object.entries(granted).flatMap(([role, list]) => (list.includes(permission) ? [role] : []))
  throw new AppError('not_allowed', `This needs one of the console roles ${roles.join(', ')}.`, {
    fix: 'Ask an administrator of Bailiwick for the role.',
  })
}

/** As the audit log names him. */
export function actorName(actor: Actor): string {
  switch (actor.kind) {
    case 'user':
      return `user:${actor.user.id}`
    case 'operator':
      return `operator:${actor.osUser}`
    case 'system':
      return 'system'
  }
}
