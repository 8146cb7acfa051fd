/** Accounts under the organizational units that stand directly below a root. Pure, tested beside. */
import type { AccountReading, MappedAccount, OrganizationMap } from '../../api/schema.ts'

export interface UnitReadings {
  /** Null: no unit; accounts of the root itself, or read on their own. */
  readonly id: string | null
  readonly name: string
  readonly accounts: readonly AccountReading[]
}

interface Organization extends Pick<OrganizationMap, 'units'> {
  readonly accounts: readonly Pick<MappedAccount, 'accountId' | 'unitId'>[]
}

const aside = 'No unit'

export function readingsByUnit(
  { units, accounts }: Organization,
  readings: readonly AccountReading[],
): readonly UnitReadings[] {
  const parents = new Map(units.map(({ id, parentId }) => [id, parentId]))
  const names = new Map(units.map(({ id, name }) => [id, name]))
  const unitOf = new Map(accounts.map(({ accountId, unitId }) => [accountId, unitId]))
  /** Below a root; the root itself for what hangs on it. */
  const topOf = (unit: string | null | undefined): string | null => {
    let top = unit ?? null
    for (let steps = 0; top !== null && steps <= units.length; steps += 1) {
      const parent = parents.get(top) ?? null
      if (parent === null || (parents.get(parent) ?? null) === null) return top
      top = parent
    }
    return top
  }
  const groups = Map.groupBy(readings, ({ accountId }) => topOf(unitOf.get(accountId)))
  const isRoot = (id: string | null): boolean => id === null || (parents.get(id) ?? null) === null
  return [...groups]
    .map(([id, own]) => ({ id, name: id === null ? aside : (names.get(id) ?? aside), accounts: own }))
    .sort(
      (a, b) =>
        Number(isRoot(b.id)) - Number(isRoot(a.id)) ||
        b.accounts.length - a.accounts.length ||
        a.name.localeCompare(b.name),
    )
}

export interface ShownReadings {
  readonly shown: readonly AccountReading[]
  /** Of those that are left out all were read in full, or as well as the last that is shown. */
  readonly more: number
}

const order = { unread: 0, partly: 1, read: 2 } as const

/** More squares than this cannot be told apart; what is wrong comes first then. */
export function fewReadings(accounts: readonly AccountReading[], most: number): ShownReadings {
  if (accounts.length <= most) return { shown: accounts, more: 0 }
  const worst = [...accounts].sort((a, b) => order[a.state] - order[b.state])
  return { shown: worst.slice(0, most), more: accounts.length - most }
}
