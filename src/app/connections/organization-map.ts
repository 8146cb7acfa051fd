/** The organization as a map: what is in each account, and how much of it could be read. */
import type { AccessIndex } from '../../core/access/build-index.ts'
import type { AccountId } from '../../core/ids.ts'
import { compareText } from '../../core/order.ts'
import type { AccessService } from '../access/access-service.ts'
import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'
import type { Connection, Store } from '../ports.ts'
import { cardsAmong, connectionName } from './find-integration.ts'

export interface OrganizationMap {
  /** Roots too, with `parentId` null. */
  readonly units: readonly { readonly id: string; readonly name: string; readonly parentId: string | null }[]
  readonly accounts: readonly MappedAccount[]
}

export interface MappedAccount {
  readonly accountId: AccountId
  readonly name: string
  /** Null for an account that was read on its own. */
  readonly unitId: string | null
  /** As Organizations says. */
  readonly status: string
  /** Name of the integration that reads it; null when none does. */
  readonly integration: string | null
  /** Cells that are read whole, that should be and are not, and all. */
  readonly coverage: { readonly ok: number; readonly missing: number; readonly total: number }
  readonly principals: number
  readonly resources: number
  /** Principals that are administrators for sure. */
  readonly administrators: number
}

interface Deps {
  readonly store: Store
  readonly access: Pick<AccessService<AccessIndex>, 'currentIfAny' | 'prepared'>
}

export const showOrganization =
  (deps: Deps) =>
  async (actor: Actor): Promise<OrganizationMap> => {
    permit(actor, 'read')
    const index = await deps.access.currentIfAny()
    const connections = await deps.store.connections.connections()
    const [tree, integrations, coverage, numbers] = await Promise.all([
      treeOf(deps.store),
      integrationOf(deps.store, connections),
      coverageOf(deps.store, connections),
      numbersOf(deps, index),
    ])
    const accounts = tree.accounts.map(({ id, name, status, parentId }): MappedAccount => {
      const own = numbers.get(id)
      return {
        accountId: id,
        name,
        unitId: parentId,
        status,
        integration: integrations.get(id) ?? null,
        coverage: coverage.get(id) ?? { ok: 0, missing: 0, total: 0 },
        principals: own?.principals ?? 0,
        resources: own?.resources ?? 0,
        administrators: own?.administrators ?? 0,
      }
    })
    return {
      units: tree.units,
      accounts: accounts.sort((a, b) => compareText(a.name, b.name) || compareText(a.accountId, b.accountId)),
    }
  }

interface TreeFacts {
  readonly units: OrganizationMap['units']
  readonly accounts: readonly { id: AccountId; name: string; status: string; parentId: string | null }[]
}

const treeKinds = ['organizationalUnit', 'account'] as const
/** More than an installation has of organizations, and of accounts that are read on their own. */
const mostTrees = 10_000

/** From the cells that hold it: one for an organization, one for each account that was read on its own. */
async function treeOf({ coverage, inventory }: Store): Promise<TreeFacts> {
  const units = new Map<string, TreeFacts['units'][number]>()
  const accounts = new Map<AccountId, TreeFacts['accounts'][number]>()
  for (const cell of await coverage.cells({ type: 'organization' }, mostTrees)) {
    for (const object of await inventory.objectsOf(cell.connectionId, cell, treeKinds)) {
      if (object.kind === 'organizationalUnit') units.set(object.body.id, object.body)
      else {
        const { id, name, status, parentId } = object.body
        // As its organization knows it, where it is known by itself too.
        if (parentId !== null || !accounts.has(id)) accounts.set(id, { id, name, status, parentId })
      }
    }
  }
  return { units: [...units.values()], accounts: [...accounts.values()] }
}

/** Which card reads an account. */
async function integrationOf(
  store: Store,
  connections: readonly Connection[],
): Promise<ReadonlyMap<AccountId, string>> {
  const cards = await store.connections.integrations()
  const owners = new Map<AccountId, string>()
  for (const connection of connections) {
    const name = connectionName(cardsAmong(cards, connection.id))
    for (const account of await accountsOf(store, connection)) if (!owners.has(account)) owners.set(account, name)
  }
  return owners
}

async function accountsOf(store: Store, connection: Connection): Promise<readonly AccountId[]> {
  const targets = await store.connections.targets(connection.id)
  const read = targets.filter(({ state }) => state !== 'account_left').map(({ accountId }) => accountId)
  return [...connection.accounts, ...read]
}

/** Where several connections have read an account, what the first of them knows of it. */
async function coverageOf(
  store: Store,
  connections: readonly Connection[],
): Promise<ReadonlyMap<AccountId, MappedAccount['coverage']>> {
  const counts = new Map<AccountId, MappedAccount['coverage']>()
  for (const { id } of connections) {
    for (const { accountId, ok, cells, asWished } of await store.coverage.accounts(id)) {
      if (!counts.has(accountId)) counts.set(accountId, { ok, missing: cells - asWished, total: cells })
    }
  }
  return counts
}

type Numbers = Pick<MappedAccount, 'principals' | 'resources' | 'administrators'>

/** By index: a map that is looked at again costs nothing while nothing was read. */
const counted = new WeakMap<AccessIndex, ReadonlyMap<string, Numbers>>()

async function numbersOf(deps: Deps, current: AccessIndex | undefined): Promise<ReadonlyMap<string, Numbers>> {
  if (!current) return new Map()
  const known = counted.get(current)
  if (known) return known
  const index = await deps.access.prepared()
  const numbers = new Map<string, { -readonly [K in keyof Numbers]: number }>()
  const of = (account: string) => {
    const own = numbers.get(account) ?? { principals: 0, resources: 0, administrators: 0 }
    numbers.set(account, own)
    return own
  }
  for (const { account, admin } of index.principals()) {
    const own = of(account)
    own.principals += 1
    if (admin === 'yes') own.administrators += 1
  }
  for (const { account } of index.resources()) of(account).resources += 1
  counted.set(index, numbers)
  return numbers
}
