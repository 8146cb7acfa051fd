/** Trust policies turned round: the roles that let in a principal, an account, a service or a provider. Only preselects. */
import type { PolicyEntry } from '../../inventory/snapshot.ts'
import { accountNamed } from '../holders.ts'
import { lazily } from '../lazily.ts'
import { principalNamed } from '../named-by.ts'
import type { CompiledPrincipal, World } from '../world.ts'

/** Whom the Allow statements of one trust policy let in, besides principals of the snapshot. */
export interface TrustsOf {
  /** `*`, or everybody but some; or it was not read, and may. */
  readonly anyone: boolean
  /** Names services, or somebody that the snapshot does not know. */
  readonly outside: boolean
  readonly providers: readonly string[]
  /** Accounts that it names as a whole, or by a principal. */
  readonly accounts: ReadonlySet<string>
}

export interface Trusts {
  of(role: CompiledPrincipal): TrustsOf
  /** By the name of a service, a provider, an account's root or a principal elsewhere; `*` and the like too. */
  naming(name: string): readonly CompiledPrincipal[]
  /** Roles whose trust policy may let in the principal, in the order of the world. */
  perhapsFor(one: CompiledPrincipal): readonly CompiledPrincipal[]
  /** Roles of other accounts that may let in the account, or a principal of it. */
  admitting(account: string): readonly CompiledPrincipal[]
}

interface Read extends TrustsOf {
  readonly role: CompiledPrincipal
  readonly principals: readonly number[]
  /** Accounts named as a whole. */
  readonly whole: readonly string[]
  readonly names: readonly string[]
}

export function createTrusts(world: World): Trusts {
  const isUnread = unreadTest(world)
  const read = Array.from(world.principals).flatMap((role) => readTrust(world, role, isUnread) ?? [])
  const byIndex = new Map(read.map((one) => [one.role.index, one]))
  const byPrincipal = grouped(read, (one) => one.principals)
  const byAccount = grouped(read, (one) => one.whole)
  const byName = grouped(read, (one) => one.names)
  const anyone = read.filter((one) => one.anyone)
  const elsewhere = lazily(() => {
    const everywhere = [...world.accounts.keys()]
    return grouped(read, ({ role, accounts, ...one }) =>
      (one.anyone ? everywhere : [...accounts]).filter((id) => id !== role.principal.account),
    )
  })
  return {
    of: (role) => byIndex.get(role.index) ?? { anyone: false, outside: false, providers: [], accounts: new Set() },
    naming: (name) => rolesOf([...(byName.get(name) ?? []), ...anyone]),
    perhapsFor: ({ index, principal }) =>
      rolesOf([...(byPrincipal.get(index) ?? []), ...(byAccount.get(principal.account) ?? []), ...anyone]),
    admitting: (account) => (elsewhere().get(account) ?? []).map(({ role }) => role),
  }
}

const rolesOf = (read: readonly Read[]): readonly CompiledPrincipal[] =>
  [...new Set(read.map(({ role }) => role))].sort((a, b) => a.index - b.index)

/** Most roles share the words of their trust policy with others: each text is compiled once. */
function unreadTest(world: World): (trust: PolicyEntry) => boolean {
  const known = new Map<string, boolean>()
  return (trust) => {
    const text = JSON.stringify(trust.document) ?? ''
    const before = known.get(text)
    if (before !== undefined) return before
    const unread = world.layer([trust], 'resource').holes.length > 0
    known.set(text, unread)
    return unread
  }
}

function readTrust(world: World, role: CompiledPrincipal, isUnread: (trust: PolicyEntry) => boolean): Read | undefined {
  const { trust } = role.principal
  if (!trust) return undefined
  const named = world
    .facts(trust)
    .statements.flatMap(({ effect, principals }) => (effect === 'Allow' && principals ? [principals] : []))
  const aws = named.flatMap((one) => (one.inverted ? [] : one.aws))
  const known = aws.map((name) => principalNamed(world, name))
  const whole = aws.flatMap((name) => accountNamed(name) ?? [])
  const services = named.flatMap((one) => (one.inverted ? [] : one.services))
  const providers = named.flatMap((one) => (one.inverted ? [] : one.federated))
  return {
    role,
    anyone: isUnread(trust) || named.some((one) => one.everybody || one.inverted),
    outside: services.length > 0 || known.includes(undefined),
    providers,
    principals: known.flatMap((one) => one?.index ?? []),
    whole,
    accounts: new Set([...whole, ...known.flatMap((one) => one?.principal.account ?? [])]),
    names: [...aws, ...whole.map((account) => `arn:aws:iam::${account}:root`), ...services, ...providers],
  }
}

function grouped<K>(read: readonly Read[], keysOf: (one: Read) => readonly K[]): ReadonlyMap<K, readonly Read[]> {
  const groups = new Map<K, Read[]>()
  for (const one of read) {
    for (const key of new Set(keysOf(one))) {
      const group = groups.get(key)
      if (group) group.push(one)
      else groups.set(key, [one])
    }
  }
  return groups
}
