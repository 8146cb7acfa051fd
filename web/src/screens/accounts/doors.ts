/** Who comes into an account, as columns: from where, as which role. Pure. */
import type { AccountDetail, AccountDoor } from '../../api/schema.ts'
import type { ColumnPlan, Graph, Item, Look } from '../identities/columns.ts'
import { callersOf, doorIcon } from './words.ts'

/** Lines fan out from few doors to many roles. */
export const doorGap = 190

const mostDoors = 10

/** Services come last and are folded: nearly every account lets the same ones in. */
export function doorColumns({ id, name, doors }: AccountDetail): readonly ColumnPlan[] {
  const others = doors.filter(({ kind }) => kind !== 'service').length
  const isFolded = others < mostDoors
  return [
    {
      id: 'door',
      name: 'Who comes in',
      plural: isFolded ? 'AWS services' : 'accounts and services',
      shape: 'rounded',
      width: 280,
      room: isFolded ? others + 1 : mostDoors,
    },
    { id: 'role', name: 'As', plural: 'roles', shape: 'rounded', width: 300, room: 8, band: name ?? id },
  ]
}

export function doorsOf({ doors }: AccountDetail): Graph {
  const items = new Map<string, Item>()
  const links: Graph['links'][number][] = []
  for (const [at, door] of doors.entries()) {
    const key = `door ${door.kind} ${door.id}`
    items.set(key, {
      key,
      column: 'door',
      label: door.name,
      below: callersOf(door),
      icon: doorIcon[door.kind],
      ...(door.kind === 'account' && door.isOurs && { page: { of: 'account', account: door.id } }),
      // In the order of the answer: strangers first, services last.
      weight: doors.length - at,
    })
    for (const role of door.roles) {
      const look = lookOf(role)
      const to = `role ${role.arn}`
      const weight = look === 'danger' ? administratorWeight : door.kind === 'service' ? serviceWeight : 1
      const known = items.get(to)
      items.set(to, {
        key: to,
        column: 'role',
        label: role.name,
        below: roleWords[role.admin],
        icon: 'role',
        page: { of: 'principal', arn: role.arn },
        weight: (known?.weight ?? 0) + weight,
      })
      links.push({ from: key, to, look })
    }
  }
  return { items: [...items.values()], links }
}

const administratorWeight = 1_000
/** What services alone run as is the least telling. */
const serviceWeight = 0.001

const roleWords = {
  yes: 'administrator',
  conditional: 'administrator under a condition',
  unknown: 'not known what it may do',
  no: 'role',
} as const satisfies Record<AccountDoor['admin'], string>

function lookOf({ admin, decision }: AccountDoor['roles'][number]): Look {
  if (decision === 'Unknown') return 'unknown'
  if (admin === 'yes') return 'danger'
  return decision === 'Conditional' ? 'conditional' : 'plain'
}
