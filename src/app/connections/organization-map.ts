/** The organization as a map: what is in each account, and how much of it could be read. */
import type { AccessIndex } from '../../core/access/build-index.ts'
import type { AccountId } from '../../core/ids.ts'
import { compareText } from '../../core/order.ts'
import type { AccessService } from '../access/access-service.ts'
import type { AskedAt } from '../access/questions.ts'
import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'
import type { Connection } from '../ports/connections.ts'
import type { Store } from '../ports/store.ts'
import { cardsAmong, connectionName } from './find-integration.ts'

export interface OrganizationMap {
  /** Of the snapshot that the numbers are of; null while there is none. */
  readonly at: string | null
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
  /** Principals that are none and can become one, in whatever number of steps; those of which it is not known are left out. */
  readonly becoming: number
  /** Resources whose policy lets in anybody, before Block Public Access. */
  readonly open: number
  /** The gravest thing in it by name; null where there is none of these. */
  readonly worst: WorstThing | null
}

export interface WorstThing {
  /** Gravest first: open to anybody; can become administrator. */
  readonly kind: 'open' | 'becoming'
  readonly arn: string
  readonly name: string
}

interface Deps {
  readonly store: Store
  readonly access: Pick<AccessService<AccessIndex>, 'at' | 'currentIfAny' | 'prepared'>
}

/** `at`: the numbers of then; the tree, and how much could be read, are told of now. */
export const showOrganization =
  (deps: Deps) =>
  async (actor: Actor, { at }: AskedAt = {}): Promise<OrganizationMap> => {
    permit(actor, 'read')
    const index = at === undefined ? await deps.access.currentIfAny() : await deps.access.at(at)
    const connections = await deps.store.connections.connections()
    const [tree, integrations, coverage, numbers] = await Promise.all([
      treeOf(deps.store, connections),
      integrationOf(deps.store, connections),
      coverageOf(deps.store, connections),
      numbersOf(deps, index, at),
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
        becoming: own?.becoming ?? 0,
        open: own?.open ?? 0,
        worst: own?.worst ?? null,
      }
    })
    return {
      at: index?.snapshot.at ?? null,
      units: tree.units,
      accounts: accounts.sort((a, b) => compareText(a.name, b.name) || compareText(a.accountId, b.accountId)),
    }
  }

interface TreeFacts {
  readonly units: OrganizationMap['units']
  readonly accounts: readonly { id: AccountId; name: string; status: string; parentId: string | null }[]
}

const treeKinds = ['organizationalUnit', 'account'] as const

/** One question for each connection, however many accounts were read on their own. */
async function treeOf({ inventory }: Store, connections: readonly Connection[]): Promise<TreeFacts> {
  const units = new Map<string, TreeFacts['units'][number]>()
  const accounts = new Map<AccountId, TreeFacts['accounts'][number]>()
  for (const connection of connections) {
    for (const object of await inventory.objectsOf(connection.id, null, treeKinds)) {
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

type Numbers = Pick<MappedAccount, 'principals' | 'resources' | 'administrators' | 'becoming' | 'open' | 'worst'>

/** By index: a map that is looked at again costs nothing while nothing was read. */
const counted = new WeakMap<AccessIndex, ReadonlyMap<string, Numbers>>()

async function numbersOf(
  deps: Deps,
  asked: AccessIndex | undefined,
  at: string | undefined,
): Promise<ReadonlyMap<string, Numbers>> {
  if (!asked) return new Map()
  const known = counted.get(asked)
  if (known) return known
  const index = await deps.access.prepared(at)
  const numbers = countByAccount(index)
  counted.set(index, numbers)
  return numbers
}

const nothing: Numbers = { principals: 0, resources: 0, administrators: 0, becoming: 0, open: 0, worst: null }

function countByAccount(index: AccessIndex): ReadonlyMap<string, Numbers> {
  const numbers = new Map<string, { -readonly [K in keyof Numbers]: Numbers[K] }>()
  const of = (account: string) => {
    const own = numbers.get(account) ?? { ...nothing }
    numbers.set(account, own)
    return own
  }
  // The gravest kind first: what is found later does not displace it.
  for (const { arn, name, account, public: isOpen } of index.resources()) {
    const own = of(account)
    own.resources += 1
    if (isOpen !== 'yes') continue
    own.open += 1
    own.worst ??= { kind: 'open', arn, name }
  }
  for (const { arn, name, account, admin, escalatesTo = [] } of index.principals()) {
    const own = of(account)
    own.principals += 1
    if (admin === 'yes') own.administrators += 1
    else if (escalatesTo.some(({ decision }) => decision !== 'Unknown')) {
      own.becoming += 1
      own.worst ??= { kind: 'becoming', arn, name }
    }
  }
  return numbers
}
