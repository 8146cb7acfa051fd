/**
 * Which accounts a connection reads, and which of them it leaves alone and why: from what the administrator named and what is
 * known of the organization. Known, not just read: an organization that cannot be read today still has its accounts.
 */
import type { AccountId } from '../ids.ts'
import type { InventoryObject } from './objects.ts'

/** What decides, of a connection. */
export interface ReadingWish {
  readonly method: string
  /** Accounts named by the administrator. */
  readonly accounts: readonly AccountId[]
  readonly managementAccountId: AccountId | null
  /** Read every account of the organization. */
  readonly organization: boolean
  readonly identityCenter: boolean
  readonly settings: {
    readonly excludedUnits: readonly string[]
    readonly excludedAccounts: readonly AccountId[]
  }
}

export interface AccountToRead {
  readonly accountId: AccountId
  readonly name: string | null
  /** Why no call is made in it; undefined: it is read. */
  readonly closed?: Closed
}

export interface Closed {
  readonly code: 'account_suspended' | 'account_excluded' | 'unit_excluded'
  readonly reason: string
}

export interface KnownOrganization {
  readonly managementAccountId: AccountId | null
  readonly accounts: readonly KnownAccount[]
  /** Parent of every unit; null for the root. */
  readonly units: ReadonlyMap<string, string | null>
}

interface KnownAccount {
  readonly accountId: AccountId
  readonly name: string
  readonly status: string
  readonly parentId: string | null
}

/** `objects`: of kinds `organization`, `organizationalUnit` and `account`; others are passed over. */
export function knownOrganization(objects: Iterable<InventoryObject>): KnownOrganization {
  let managementAccountId: AccountId | null = null
  const accounts = new Map<AccountId, KnownAccount>()
  const units = new Map<string, string | null>()
  for (const object of objects) {
    if (object.kind === 'organization') managementAccountId = object.body.managementAccountId
    if (object.kind === 'organizationalUnit') units.set(object.body.id, object.body.parentId)
    if (object.kind !== 'account') continue
    const { id, name, status, parentId } = object.body
    // As its organization knows it, where it is known by itself too.
    if (parentId !== null || !accounts.has(id)) accounts.set(id, { accountId: id, name, status, parentId })
  }
  return { managementAccountId, accounts: [...accounts.values()], units }
}

/** In the order in which they were named, then in that of the organization. `own`: whose credentials the server has. */
export function accountsToRead(wish: ReadingWish, known: KnownOrganization, own: AccountId): readonly AccountToRead[] {
  const byId = new Map(known.accounts.map((account) => [account.accountId, account]))
  const isMember = ({ parentId }: KnownAccount): boolean => parentId !== null
  const found = wish.organization && wish.method !== 'direct' ? known.accounts.filter(isMember) : []
  const management = managementAccountOf(wish, known, own)
  const ids = new Set([
    ...(management === null ? [] : [management]),
    ...namedAccounts(wish, own),
    ...found.map(({ accountId }) => accountId),
  ])
  return [...ids].map((accountId) => {
    const account = byId.get(accountId)
    const closed = whyClosed(wish, known, accountId, account)
    return { accountId, name: account?.name ?? null, ...(closed && { closed }) }
  })
}

export function namedAccounts(wish: ReadingWish, own: AccountId): readonly AccountId[] {
  if (wish.method === 'direct') return [own]
  const { accounts, managementAccountId } = wish
  return [...new Set(managementAccountId === null ? accounts : [managementAccountId, ...accounts])]
}

/** The one given, or the one found, where the whole organization or one's own account is read. */
export function managementAccountOf(wish: ReadingWish, known: KnownOrganization, own: AccountId): AccountId | null {
  const found = known.managementAccountId
  if (wish.method === 'direct') return found === own ? own : null
  return wish.managementAccountId ?? (wish.organization ? found : null)
}

/** The account in which Identity Center is read; undefined when it is not. */
export function identityCenterOwner(
  wish: ReadingWish,
  known: KnownOrganization,
  own: AccountId,
): AccountId | undefined {
  const management = managementAccountOf(wish, known, own)
  // A trial with one's own credentials sees Identity Center where it sees the organization: in the management account.
  const isWanted = wish.identityCenter || (wish.method === 'direct' && management !== null)
  return isWanted ? (management ?? namedAccounts(wish, own)[0]) : undefined
}

/**
 * In an organization of so many accounts each is asked for assignments of a permission set of which AWS names no account
 * (connection.md §8.2): so many more calls a set are worth the certainty.
 */
export const accountsWorthAsking = 50

/** Organizations API Reference, `AccountState`: in these states no role of the account can be used. */
const closedStates: ReadonlySet<string> = new Set(['SUSPENDED', 'CLOSED'])

function whyClosed(
  { settings }: ReadingWish,
  known: KnownOrganization,
  accountId: AccountId,
  account: KnownAccount | undefined,
): Closed | undefined {
  if (account && closedStates.has(account.status)) {
    return {
      code: 'account_suspended',
      reason: 'The account is suspended in the organization; no call was made.',
    }
  }
  if (settings.excludedAccounts.includes(accountId)) {
    return { code: 'account_excluded', reason: 'The account is excluded by a setting of this integration.' }
  }
  const unit = unitsAbove(account?.parentId ?? null, known.units).find((id) => settings.excludedUnits.includes(id))
  return unit === undefined
    ? undefined
    : { code: 'unit_excluded', reason: `The account is in ${unit}, which a setting of this integration excludes.` }
}

/** Nearest first, the root last. A tree of AWS is at most five deep; a circle in what was read must not be followed for ever. */
function unitsAbove(parentId: string | null, units: KnownOrganization['units']): readonly string[] {
  const above: string[] = []
  for (let id = parentId; id !== null && !above.includes(id); id = units.get(id) ?? null) above.push(id)
  return above
}
