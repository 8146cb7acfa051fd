/** How far an identity reaches, as columns: who, as what, through which group, with which role, in which account. Pure. */
import type { IdentityAccess, IdentityAccount, IdentityDetail } from '../../api/schema.ts'
import { principalIcon } from '../../parts/icon.tsx'
import type { ColumnPlan, Graph, Item, Link, Look } from './columns.ts'
import { between, identityIcon } from './words.ts'

export const reachColumns: readonly ColumnPlan[] = [
  { id: 'identity', name: 'Who', plural: 'identities', shape: 'pill', width: 168, room: 1 },
  { id: 'appearance', name: 'Appears as', plural: 'identity accounts', shape: 'pill', width: 176, room: 4 },
  { id: 'through', name: 'Through', plural: 'groups', shape: 'pill', width: 172, room: 6 },
  { id: 'role', name: 'With', plural: 'roles', shape: 'rounded', width: 188, room: 8 },
  { id: 'account', name: 'In account', plural: 'accounts', shape: 'end', width: 180, room: 10 },
]

export function reachOf(one: IdentityDetail): Graph {
  const items = new Map<string, Item>()
  const links: Link[] = []
  const add = (item: Item): string => {
    const known = items.get(item.key)
    items.set(item.key, known ? merged(known, item) : item)
    return item.key
  }
  const self = add({
    key: 'identity',
    column: 'identity',
    label: one.name,
    below: one.what,
    icon: identityIcon(one),
    weight: 1,
  })
  const appearances = one.accounts.map((account, at) => add(appearanceItem(one, account, at)))
  for (const appearance of appearances) links.push({ from: self, to: appearance, look: 'plain' })
  for (const row of one.access) {
    const last = lastLook(row)
    const account = add(accountItem(row, last))
    // A user acts as itself, which stands in the picture already.
    const role = isItself(row) ? undefined : add(roleItem(row, last))
    if (role !== undefined) links.push({ from: role, to: account, look: last })
    for (const through of row.through) {
      const middle =
        between.has(through.kind) && through.kind !== 'trust' ? add(throughItem(row, through, last)) : undefined
      const look = role === undefined ? last : 'plain'
      for (const from of appearancesOf(one, row, through, appearances))
        links.push({ from, to: middle ?? role ?? account, look: middle === undefined ? look : 'plain' })
      if (middle !== undefined) links.push({ from: middle, to: role ?? account, look })
    }
  }
  return { items: [...items.values()], links }
}

type Through = IdentityAccess['through'][number]

/** Roles of one name are one node; where they are several it has no page of its own. */
function merged({ page, unread, ...known }: Item, other: Item): Item {
  return {
    ...known,
    weight: known.weight + other.weight,
    ...(page !== undefined && JSON.stringify(page) === JSON.stringify(other.page) && { page }),
    ...(unread === true && other.unread === true && { unread }),
  }
}

const appearanceItem = (one: IdentityDetail, account: IdentityAccount, at: number): Item => ({
  key: `appearance ${at}`,
  column: 'appearance',
  label: account.name,
  below: account.kind === 'idc-user' ? 'Identity Center' : (account.accountName ?? account.authority),
  icon: identityIcon(one),
  ...(account.arn !== undefined && { page: { of: 'principal', arn: account.arn } }),
  weight: one.accounts.length - at,
})

const administratorWeight = 1_000
const weightOf = (look: Look): number => (look === 'danger' ? administratorWeight : 1)

const accountItem = ({ account, accountName }: IdentityAccess, look: Look): Item => ({
  key: `account ${account}`,
  column: 'account',
  label: accountName ?? account,
  icon: 'account',
  page: { of: 'account', account },
  weight: weightOf(look),
})

const roleItem = ({ name, type, arn }: IdentityAccess, look: Look): Item => ({
  key: `role ${name}`,
  column: 'role',
  label: name,
  below: type === 'permission-set-role' ? 'permission set' : 'role',
  icon: principalIcon[type],
  ...(arn === undefined ? { unread: true } : { page: { of: 'principal', arn } }),
  weight: weightOf(look),
})

const throughItem = ({ type }: IdentityAccess, { kind, name }: Through, look: Look): Item => ({
  key: `through ${kind} ${name}`,
  column: 'through',
  label: name,
  below: kind !== 'group' ? 'Identity Center' : type === 'user' ? 'IAM group' : 'group',
  icon: kind === 'group' ? 'people' : 'set',
  weight: weightOf(look),
})

const isItself = ({ type }: IdentityAccess): boolean => type === 'user' || type === 'root'

/** A subject leads to what names it, sessions of a role to that role; a person of several stores comes by any of them. */
function appearancesOf(
  { accounts }: IdentityDetail,
  row: IdentityAccess,
  { kind, name }: Through,
  keys: readonly string[],
): readonly string[] {
  const own = keys.filter((_, at) => {
    const account = accounts[at]
    return kind === 'trust' ? account?.immutableId === name : row.arn !== undefined && account?.arn === row.arn
  })
  return own.length > 0 ? own : keys
}

function lastLook({ admin, arn }: IdentityAccess): Look {
  if (arn === undefined || admin === 'unknown') return 'unknown'
  return admin === 'yes' ? 'danger' : admin === 'conditional' ? 'conditional' : 'plain'
}
