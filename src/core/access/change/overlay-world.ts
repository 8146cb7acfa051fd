/**
 * The world of an edited snapshot over the world it was edited from: what is the same object in both snapshots is taken over,
 * compiled as it is; only what was replaced is compiled. Nothing is copied for principals that nobody touched.
 */
import type { Snapshot } from '../../inventory/snapshot.ts'
import { listOf, signatureEntries } from '../principal-list.ts'
import {
  type CompiledAccount,
  type CompiledPrincipal,
  compileAccount,
  compilePolicies,
  compileWorld,
  createNumbering,
  type PrincipalList,
  type Signature,
  signatureKey,
  type World,
} from '../world.ts'

/** What lies over a compiled world. Overlays over an overlay are folded into one, so that their number costs nothing. */
interface Overlay {
  readonly root: World
  readonly principals: ReadonlyMap<number, CompiledPrincipal>
  readonly accounts: ReadonlyMap<string, CompiledAccount>
}

const overlays = new WeakMap<World, Overlay>()

/** `before`: the records that the edited snapshot was drawn up over; a world makes its own anew. */
export function overlayWorld(world: World, before: Snapshot, snapshot: Snapshot): World {
  // Positions are the order of names; a role that came or went moves them.
  if (!isSamePlaces(before, snapshot) || before.cells !== snapshot.cells)
    return compileWorld(snapshot, world.catalogue, world.engine, world)
  const accounts = changedAccounts(world, snapshot)
  const touched = changedPrincipals(world, before, snapshot, accounts)
  const overlay = foldedOver(world, accounts, touched)
  const principals = principalsOver(overlay)
  const { root } = overlay
  const lookUp = (one: CompiledPrincipal | undefined): CompiledPrincipal | undefined => one && principals.at(one.index)
  const sameResources = before.resources === snapshot.resources
  const made: World = {
    ...world,
    snapshot,
    accounts: accounts.size === 0 ? world.accounts : new Map([...world.accounts, ...accounts]),
    principals,
    principalByArn: { get: (arn) => lookUp(root.principalByArn.get(arn)) },
    principalById: { get: (id) => lookUp(root.principalById.get(id)) },
    roleByName: { get: (name) => lookUp(root.roleByName.get(name)) },
    principalsByName: { get: (name) => root.principalsByName.get(name)?.flatMap((one) => lookUp(one) ?? []) },
    signatures: signaturesOver(world, principals, accounts, touched),
    resourceByArn: sameResources ? world.resourceByArn : new Map(snapshot.resources.map((one) => [one.arn, one])),
    resourcesByName: sameResources ? world.resourcesByName : Map.groupBy(snapshot.resources, (one) => one.name),
  }
  overlays.set(made, overlay)
  return made
}

/**
 * Positions at which two worlds may differ, where one is an overlay over the other or both lie over the same; undefined when
 * nothing is known of that.
 */
export function changedPositions(before: World, after: World): Iterable<number> | undefined {
  const [old, now] = [overlays.get(before), overlays.get(after)]
  if ((old?.root ?? before) !== (now?.root ?? after)) return undefined
  const own = new Set([...(old?.principals.keys() ?? []), ...(now?.principals.keys() ?? [])])
  const accounts = new Set([...(old?.accounts.keys() ?? []), ...(now?.accounts.keys() ?? [])])
  if (accounts.size > 0) {
    for (const one of after.principals) if (accounts.has(one.account.account.id)) own.add(one.index)
  }
  return [...own].sort((a, b) => a - b)
}

/** The same principals at the same positions. */
export const isSamePlaces = (a: Snapshot, b: Snapshot): boolean =>
  a.principals === b.principals ||
  (a.principals.length === b.principals.length && a.principals.every(({ arn }, at) => arn === b.principals[at]?.arn))

function changedAccounts(world: World, snapshot: Snapshot): ReadonlyMap<string, CompiledAccount> {
  return new Map(
    snapshot.accounts.flatMap((account): [string, CompiledAccount][] =>
      world.accounts.get(account.id)?.account === account ? [] : [[account.id, compileAccount(account, world.layer)]],
    ),
  )
}

/** By position. Their signatures get numbers of their own, behind those of the world. */
function changedPrincipals(
  world: World,
  before: Snapshot,
  snapshot: Snapshot,
  accounts: ReadonlyMap<string, CompiledAccount>,
): ReadonlyMap<number, CompiledPrincipal> {
  const last = world.signatures.reduce((highest, { id }) => Math.max(highest, id), -1)
  const numbering = createNumbering(last + 1)
  const changed = new Map<number, CompiledPrincipal>()
  for (const [index, principal] of snapshot.principals.entries()) {
    if (principal === before.principals[index]) continue
    const account = accounts.get(principal.account) ?? world.accounts.get(principal.account)
    if (!account) continue
    const policies = compilePolicies(principal, world.layer)
    const signature = numbering(signatureKey(principal, policies))
    changed.set(index, { index, principal, account, ...policies, signature })
  }
  return changed
}

function foldedOver(
  world: World,
  accounts: ReadonlyMap<string, CompiledAccount>,
  touched: ReadonlyMap<number, CompiledPrincipal>,
): Overlay {
  const below = overlays.get(world) ?? { root: world, principals: new Map(), accounts: new Map() }
  const principals = new Map([...below.principals, ...touched])
  for (const [index, one] of below.principals) {
    const account = accounts.get(one.principal.account)
    if (account && !touched.has(index)) principals.set(index, { ...one, account })
  }
  return { root: below.root, principals, accounts: new Map([...below.accounts, ...accounts]) }
}

function principalsOver({ root, principals, accounts }: Overlay): PrincipalList {
  return listOf(root.principals.length, (position) => {
    const own = principals.get(position)
    if (own) return own
    const one = root.principals.at(position)
    const account = one && accounts.get(one.principal.account)
    return account ? { ...one, account } : one
  })
}

function signaturesOver(
  world: World,
  principals: PrincipalList,
  accounts: ReadonlyMap<string, CompiledAccount>,
  touched: ReadonlyMap<number, CompiledPrincipal>,
): readonly Signature[] {
  const left = new Set<number>()
  for (const index of touched.keys()) {
    const signature = world.principals.at(index)?.signature
    if (signature !== undefined) left.add(signature)
  }
  const made = [...Map.groupBy(touched.values(), (one) => one.signature)].flatMap(([id, members]) => {
    const [first] = members
    return first ? [{ id, members, account: first.account, entries: signatureEntries(first) }] : []
  })
  if (left.size === 0 && accounts.size === 0) return world.signatures
  const kept = world.signatures.flatMap((signature): Signature[] => {
    const account = accounts.get(signature.account.account.id)
    if (!account && !left.has(signature.id)) return [signature]
    const indexes = Array.from(signature.members, (one) => one.index).filter((index) => !touched.has(index))
    const members = listOf(indexes.length, (position) => {
      const index = indexes[position]
      return index === undefined ? undefined : principals.at(index)
    })
    const first = members.at(0)
    return first ? [{ id: signature.id, members, account: first.account, entries: signatureEntries(first) }] : []
  })
  return [...kept, ...made]
}
