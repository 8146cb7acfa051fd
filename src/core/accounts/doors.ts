/**
 * Who comes into an account from elsewhere, and as which role: other accounts, identity providers, people of Identity Center,
 * AWS services, anybody. What the engine proved of `sts:AssumeRole…`, turned from roles to those who take them on.
 */
import { stronger } from '../access/administrators.ts'
import type { AdminAnswer } from '../access/answers.ts'
import type { Edge } from '../access/paths/edge.ts'
import type { PathDecision, PathNode } from '../access/paths/path-answer.ts'
import type { Steps } from '../access/stepwise.ts'
import { conditionText } from '../access/words.ts'
import type { CompiledPrincipal } from '../access/world.ts'
import { compareText } from '../order.ts'
import { type Door, type DoorRole, doorKinds } from './account.ts'
import type { AccountsInput } from './input.ts'
import { says } from './words.ts'

const shownRoles = 20

type Opening = Pick<Door, 'kind' | 'id' | 'name' | 'isOurs'>

interface OpenDoor extends Opening {
  readonly callers: Set<string>
  readonly roles: Map<string, DoorRole>
}

/** `principals`: those of the account, by position. */
export function* doorsOf(input: AccountsInput, account: string, principals: readonly number[]): Steps<readonly Door[]> {
  const { world, nodes, assumes, adminOf } = input
  const doors = new Map<string, OpenDoor>()
  const open = (opening: Opening, caller: string | undefined, role: DoorRole): void => {
    const key = `${opening.kind} ${opening.id}`
    const door = doors.get(key) ?? { ...opening, callers: new Set(), roles: new Map() }
    doors.set(key, door)
    if (caller !== undefined) door.callers.add(caller)
    door.roles.set(role.arn, surer(role, door.roles.get(role.arn)))
  }
  for (const index of principals) {
    // Only the service comes in by a service-linked role, and every account has the same ones.
    const type = world.principals.typeAt(index)
    const one = type === 'role' || type === 'permission-set-role' ? world.principals.at(index) : undefined
    if (!one) continue
    yield
    const admin = adminOf(one)
    for (const person of one.principal.people) {
      open(identityCenter, person.email ?? person.name, doorRole(one, admin, { decision: 'Allowed' }))
    }
    for (const edge of assumes.into(nodes.of(one.principal.arn))) {
      const from = nodes.of(edge.from)
      if (from.kind === 'principal' && from.account === account) continue
      const caller = from.kind === 'principal' ? from.id : undefined
      open(openingOf(input, from), caller, doorRole(one, admin, edge))
    }
  }
  return [...doors.values()].map(doorOf).sort(inOrder)
}

const identityCenter: Opening = { kind: 'identity-center', id: 'identity-center', name: 'Identity Center' }

const doorRole = (
  { principal: { arn, name } }: CompiledPrincipal,
  admin: AdminAnswer,
  { decision, condition }: Pick<Edge, 'decision' | 'condition'>,
): DoorRole => ({
  arn,
  name,
  admin,
  decision,
  ...(condition && { conditionText: conditionText(condition) }),
})

const certainty = { Allowed: 0, Conditional: 1, Unknown: 2 } as const satisfies Record<PathDecision, number>

const surer = (role: DoorRole, before: DoorRole | undefined): DoorRole =>
  before && certainty[before.decision] <= certainty[role.decision] ? before : role

function openingOf({ world }: AccountsInput, { id, kind, name, account, accountName }: PathNode): Opening {
  if (kind === 'provider') return { kind: 'provider', id, name }
  if (kind === 'service') return { kind: 'service', id, name }
  if (account === undefined || account === '') return { kind: 'anybody', id, name }
  return {
    kind: 'account',
    id: account,
    name: accountName ?? says.account(account),
    isOurs: world.accounts.has(account),
  }
}

function doorOf({ callers, roles, ...opening }: OpenDoor): Door {
  const all = [...roles.values()].sort(
    (a, b) => adminOrder[a.admin] - adminOrder[b.admin] || compareText(a.name, b.name) || compareText(a.arn, b.arn),
  )
  return {
    ...opening,
    ...(callers.size > 0 && { callers: callers.size }),
    admin: all.map(({ admin }) => admin).reduce(stronger, 'no'),
    roles: all.slice(0, shownRoles),
    roleCount: all.length,
  }
}

const adminOrder = { yes: 0, conditional: 1, unknown: 2, no: 3 } as const satisfies Record<AdminAnswer, number>

/** Strangers before those of the house; of each the strongest first. */
const inOrder = (a: Door, b: Door): number =>
  doorKinds.indexOf(a.kind) - doorKinds.indexOf(b.kind) ||
  Number(a.isOurs ?? false) - Number(b.isOurs ?? false) ||
  adminOrder[a.admin] - adminOrder[b.admin] ||
  compareText(a.name, b.name) ||
  compareText(a.id, b.id)
