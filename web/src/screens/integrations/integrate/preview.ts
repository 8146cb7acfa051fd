/** The accounts a connection would read, as the tree of their units with what is left out. Pure, tested beside. */
import type { Preview } from '../../../api/types.ts'

export type PreviewAccount = Preview['accounts'][number]

export interface Branch {
  readonly id: string
  readonly name: string
  readonly branches: readonly Branch[]
  readonly accounts: readonly PreviewAccount[]
}

const nameOf = (account: PreviewAccount): string => account.name ?? account.accountId

/** Units without an account are left out; accounts of no known unit stand at the top. */
export function branchesOf(preview: Pick<Preview, 'units' | 'accounts'>): Branch {
  const known = new Set(preview.units.map((unit) => unit.id))
  const place = (id: string | null): string => (id !== null && known.has(id) ? id : '')
  const units = Map.groupBy(preview.units, (unit) => place(unit.parentId))
  const accounts = Map.groupBy(preview.accounts, (account) => place(account.unitId))
  const branch = (id: string, name: string): Branch => ({
    id,
    name,
    branches: (units.get(id) ?? [])
      .map((unit) => branch(unit.id, unit.name))
      .filter((one) => accountsOf(one).length > 0)
      .sort((a, b) => a.name.localeCompare(b.name)),
    accounts: [...(accounts.get(id) ?? [])].sort((a, b) => nameOf(a).localeCompare(nameOf(b))),
  })
  return branch('', 'All accounts')
}

export const accountsOf = (branch: Branch): readonly PreviewAccount[] => [
  ...branch.accounts,
  ...branch.branches.flatMap(accountsOf),
]

/** A whole unit is left out by its id, so that accounts which come into it later stay out too. */
export interface LeftOut {
  readonly units: ReadonlySet<string>
  readonly accounts: ReadonlySet<string>
}

/** Every account that is out: by itself, or by a unit above it. */
export function outOf(branch: Branch, left: LeftOut, above = false): ReadonlySet<string> {
  const out = above || left.units.has(branch.id)
  return new Set([
    ...branch.accounts.filter((one) => out || left.accounts.has(one.accountId)).map((one) => one.accountId),
    ...branch.branches.flatMap((one) => [...outOf(one, left, out)]),
  ])
}

const without = (set: ReadonlySet<string>, gone: Iterable<string>): ReadonlySet<string> => {
  const rest = new Set(set)
  for (const one of gone) rest.delete(one)
  return rest
}

const idsIn = (branch: Branch): readonly string[] => [branch.id, ...branch.branches.flatMap(idsIn)]

/** The way of units from the top to one. */
function wayTo(root: Branch, fits: (branch: Branch) => boolean): readonly Branch[] {
  if (fits(root)) return [root]
  for (const one of root.branches) {
    const way = wayTo(one, fits)
    if (way.length > 0) return [root, ...way]
  }
  return []
}

export function toggleUnit(root: Branch, left: LeftOut, unit: Branch, read: boolean): LeftOut {
  if (!read) {
    return {
      units: new Set([...without(left.units, idsIn(unit)), unit.id]),
      accounts: without(
        left.accounts,
        accountsOf(unit).map((one) => one.accountId),
      ),
    }
  }
  const opened = openWay(wayTo(root, (one) => one.id === unit.id).slice(0, -1), left, unit.id)
  return {
    units: without(opened.units, idsIn(unit)),
    accounts: without(
      opened.accounts,
      accountsOf(unit).map((one) => one.accountId),
    ),
  }
}

export function toggleAccount(root: Branch, left: LeftOut, accountId: string, read: boolean): LeftOut {
  if (!read) return { ...left, accounts: new Set([...left.accounts, accountId]) }
  const way = wayTo(root, (one) => one.accounts.some((account) => account.accountId === accountId))
  const opened = openWay(way, left, accountId)
  return { ...opened, accounts: without(opened.accounts, [accountId]) }
}

/** Taking one thing back into a unit that is out keeps everything else in it out. */
function openWay(way: readonly Branch[], left: LeftOut, kept: string): LeftOut {
  const from = way.findIndex((branch) => left.units.has(branch.id))
  if (from < 0) return left
  const units = new Set(left.units)
  const accounts = new Set(left.accounts)
  for (const [at, branch] of way.entries()) {
    if (at < from) continue
    units.delete(branch.id)
    const next = way[at + 1]?.id ?? kept
    for (const other of branch.branches) if (other.id !== next) units.add(other.id)
    for (const account of branch.accounts) if (account.accountId !== next) accounts.add(account.accountId)
  }
  return { units, accounts }
}
