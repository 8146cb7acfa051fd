/** The accounts of a snapshot: a list of all of them, and each one whole (docs/guides/identities.md). */
import { type Steps, type Stepwise, stepwise } from '../access/stepwise.ts'
import type { World } from '../access/world.ts'
import { troubledStates } from '../inventory/coverage.ts'
import type { SnapshotAccount } from '../inventory/snapshot.ts'
import { directoryNotes } from '../people/directory-reading.ts'
import type { AccountDetail, AccountSummary, CellNumbers } from './account.ts'
import { accountDetail } from './account-detail.ts'
import type { AccountsInput, Tally } from './input.ts'

export interface Accounts {
  /** Sorted by id. */
  readonly list: readonly AccountSummary[]
  /** Why people may be missing, each a sentence. */
  readonly notes: readonly string[]
  /** Id or name; undefined: no such account. Of several with one name the first. */
  detail(account: string): Stepwise<AccountDetail> | undefined
}

/** So many take a few milliseconds where policies are shared. */
const judgedAtOnce = 500

export function* accountsInSteps(input: AccountsInput): Steps<Accounts> {
  const { world } = input
  const tallies = yield* tallied(input)
  const people = yield* peopleByAccount(world)
  const cells = coverageByAccount(world)
  yield
  const resources = new Map<string, number>()
  for (const { account } of world.snapshot.resources) resources.set(account, (resources.get(account) ?? 0) + 1)
  yield
  const list = world.snapshot.accounts.map((account): AccountSummary => {
    const { id } = account
    const tally = tallies.get(id)
    return {
      ...facesOf(account),
      coverage: cells.get(id) ?? { ok: 0, missing: 0, total: 0 },
      principals: tally?.principals.length ?? 0,
      administrators: tally?.administrators.length ?? 0,
      people: people.get(id) ?? 0,
      resources: resources.get(id) ?? 0,
    }
  })
  return {
    list,
    notes: directoryNotes(world),
    detail(asked) {
      const text = asked.trim().toLowerCase()
      const summary = list.find(({ id }) => id === text) ?? list.find(({ name }) => name?.toLowerCase() === text)
      if (!summary) return undefined
      const tally = tallies.get(summary.id) ?? emptyTally()
      return stepwise(() => accountDetail(input, summary, tally))
    },
  }
}

const facesOf = ({ id, name, alias, units, status, isManagement, iam }: SnapshotAccount) => ({
  id,
  ...(name !== undefined && { name }),
  ...(alias !== undefined && { alias }),
  units: units.slice(1).map((unit) => unit.name),
  ...(status !== undefined && { status }),
  isManagement,
  reading: iam.state,
})

const emptyTally = (): Tally => ({ principals: [], administrators: [], conditional: [], unknown: [] })

function* tallied({ world, adminOf }: AccountsInput): Steps<ReadonlyMap<string, Tally>> {
  const tallies = new Map<string, Tally>()
  for (let index = 0; index < world.principals.length; index += 1) {
    if (index % judgedAtOnce === 0) yield
    const one = world.principals.at(index)
    if (!one) continue
    const { id } = one.account.account
    const tally = tallies.get(id) ?? emptyTally()
    tallies.set(id, tally)
    tally.principals.push(index)
    const admin = adminOf(one)
    if (admin === 'yes') tally.administrators.push(index)
    else if (admin === 'conditional') tally.conditional.push(index)
    else if (admin === 'unknown') tally.unknown.push(index)
  }
  return tallies
}

/** People who can act in each account through Identity Center; most accounts have the assignments of many others. */
function* peopleByAccount({ snapshot: { directory } }: World): Steps<ReadonlyMap<string, number>> {
  const enabled = new Set(directory.users.flatMap(({ id, enabled: isEnabled }) => (isEnabled ? [id] : [])))
  const members = new Map(directory.groups.map((group) => [group.id, group.members]))
  const holders = new Map<string, Set<string>>()
  for (const { account, principalId } of directory.assignments) {
    const own = holders.get(account) ?? new Set()
    holders.set(account, own.add(principalId))
  }
  const known = new Map<string, number>()
  const counts = new Map<string, number>()
  for (const [account, own] of holders) {
    yield
    const key = [...own].sort().join(' ')
    let count = known.get(key)
    if (count === undefined) {
      const people = new Set([...own].flatMap((id) => members.get(id) ?? [id]))
      count = [...people].filter((id) => enabled.has(id)).length
      known.set(key, count)
    }
    counts.set(account, count)
  }
  return counts
}

function coverageByAccount({ snapshot: { cells } }: World): ReadonlyMap<string, CellNumbers> {
  const byAccount = Map.groupBy(cells, ({ accountId }): string => accountId)
  return new Map(
    [...byAccount].map(([account, own]) => [
      account,
      {
        ok: own.filter(({ state }) => state === 'ok').length,
        missing: own.filter(({ state }) => troubledStates.has(state)).length,
        total: own.length,
      },
    ]),
  )
}
