/**
 * The world of an edited snapshot over the world it was edited from: what is the same object in both snapshots is taken over,
 * compiled as it is; only what was replaced is compiled. Nothing is copied for principals that nobody touched.
 */
import type { Snapshot } from '../../inventory/snapshot.ts'
import { lazily } from '../lazily.ts'
import { type CompiledProfile, listOf } from '../principal-list.ts'
import { lookUpResources } from '../resource-lookup.ts'
import {
  type CompiledAccount,
  type CompiledPrincipal,
  compileAccount,
  compilePolicies,
  createNumbering,
  type PrincipalList,
  type Signature,
  type World,
  type WorldPrincipals,
} from '../world.ts'
import { type Draft, editedPrincipal, policiesAt, type SnapshotRest } from './edit.ts'

/** What lies over a compiled world. Overlays over an overlay are folded into one, so that their number costs nothing. */
interface Overlay {
  readonly root: World
  readonly principals: ReadonlyMap<number, CompiledPrincipal>
  readonly accounts: ReadonlyMap<string, CompiledAccount>
  /** Principals of whom something else than their policies is new: whom they trust, their groups, their people. */
  readonly redrawn: ReadonlySet<number>
}

const overlays = new WeakMap<World, Overlay>()

export function overlayWorld({ world, edited, rest: drafted }: Draft): World {
  const accounts = changedAccounts(world, drafted)
  const touched = changedPrincipals(world, edited, accounts)
  const overlay = foldedOver(world, accounts, touched, edited)
  const principals = principalsOver(overlay)
  const { root } = overlay
  const lookUp = (one: CompiledPrincipal | undefined): CompiledPrincipal | undefined => one && principals.at(one.index)
  const isSame = world.snapshot.resources === drafted.resources
  const made: World = {
    ...world,
    snapshot: snapshotOver(drafted, principals),
    accounts: accounts.size === 0 ? world.accounts : new Map([...world.accounts, ...accounts]),
    principals,
    principalByArn: { get: (arn) => lookUp(root.principalByArn.get(arn)) },
    principalById: { get: (id) => lookUp(root.principalById.get(id)) },
    roleByName: { get: (name) => lookUp(root.roleByName.get(name)) },
    principalsByName: { get: (name) => root.principalsByName.get(name)?.flatMap((one) => lookUp(one) ?? []) },
    signatures: signaturesOver(world, principals, accounts, touched),
    ...(!isSame && lookUpResources(drafted.resources)),
  }
  overlays.set(made, overlay)
  return made
}

const bareOver = (root: World): Overlay => ({
  root,
  principals: new Map(),
  accounts: new Map(),
  redrawn: new Set(),
})

const overlayOf = (world: World): Overlay => overlays.get(world) ?? bareOver(world)

/** One is an overlay over the other, or both lie over the same: a position is the same principal in both. */
export const isEdited = (before: World, after: World): boolean => overlayOf(before).root === overlayOf(after).root

/** Where two worlds of which one was edited into the other may differ; ascending. */
export function changedPositions(before: World, after: World): readonly number[] {
  const [old, now] = [overlayOf(before), overlayOf(after)]
  const own = new Set([...old.principals.keys(), ...now.principals.keys()])
  const accounts = new Set([...old.accounts.keys(), ...now.accounts.keys()])
  for (let index = 0; accounts.size > 0 && index < after.principals.length; index += 1) {
    const id = after.principals.sharedAt(index)?.account.account.id
    if (id !== undefined && accounts.has(id)) own.add(index)
  }
  return [...own].sort((a, b) => a - b)
}

/** At which of them more than policies. */
export const redrawnPositions = (before: World, after: World): ReadonlySet<number> =>
  new Set([...overlayOf(before).redrawn, ...overlayOf(after).redrawn])

/** Records of all principals are made for whoever reads them. */
const snapshotOver = (rest: SnapshotRest, principals: PrincipalList): Snapshot => ({
  ...rest,
  get principals() {
    return Array.from(principals, (one) => one.principal)
  },
})

function changedAccounts(world: World, { accounts }: SnapshotRest): ReadonlyMap<string, CompiledAccount> {
  return new Map(
    accounts.flatMap((account): [string, CompiledAccount][] =>
      world.accounts.get(account.id)?.account === account ? [] : [[account.id, compileAccount(account, world.layer)]],
    ),
  )
}

/** By position. Their signatures get numbers of their own, behind those of the world. */
function changedPrincipals(
  world: World,
  edited: Draft['edited'],
  accounts: ReadonlyMap<string, CompiledAccount>,
): ReadonlyMap<number, CompiledPrincipal> {
  const last = world.signatures.reduce((highest, { id }) => Math.max(highest, id), -1)
  const numbering = createNumbering(last + 1)
  const changed = new Map<number, CompiledPrincipal>()
  for (const [index, edit] of edited) {
    const one = world.principals.at(index)
    if (!one) continue
    const holes = one.holes.length === 0 ? one.holes : one.principal.holes
    const { identity, boundary } = policiesAt(world, index, edit)
    const policies = compilePolicies({ identity, holes, ...(boundary && { boundary }) }, world.layer)
    // Whoever was alike before, and gets the same, is alike now.
    const limit = policies.boundary?.ids.join() ?? '-'
    const signature = numbering(`${one.signature}|${policies.identity.ids.join()}|${limit}|${policies.holes.join()}`)
    const account = accounts.get(one.account.account.id) ?? one.account
    const made = lazyRecord({ index, account, ...policies, signature }, () => editedPrincipal(one.principal, edit))
    changed.set(index, made)
  }
  return changed
}

/** The record of a principal costs more than all the rest, and few of them are looked at. */
function lazyRecord(
  compiled: Omit<CompiledPrincipal, 'principal'>,
  recordOf: () => CompiledPrincipal['principal'],
): CompiledPrincipal {
  const record = lazily(recordOf)
  const { index, account, identity, boundary, holes, signature } = compiled
  return {
    index,
    get principal() {
      return record()
    },
    account,
    identity,
    boundary,
    holes,
    signature,
  }
}

const inAccount = (one: CompiledPrincipal, account: CompiledAccount): CompiledPrincipal => {
  const { index, identity, boundary, holes, signature } = one
  return lazyRecord({ index, account, identity, boundary, holes, signature }, () => one.principal)
}

function foldedOver(
  world: World,
  accounts: ReadonlyMap<string, CompiledAccount>,
  touched: ReadonlyMap<number, CompiledPrincipal>,
  edited: Draft['edited'],
): Overlay {
  const below = overlays.get(world) ?? bareOver(world)
  const principals = new Map([...below.principals, ...touched])
  for (const [index, one] of below.principals) {
    const account = accounts.get(one.account.account.id)
    if (account && !touched.has(index)) principals.set(index, inAccount(one, account))
  }
  const redrawn = new Set(below.redrawn)
  for (const [index, edit] of edited) if (edit.trust || edit.groups || edit.people) redrawn.add(index)
  return { root: below.root, principals, accounts: new Map([...below.accounts, ...accounts]), redrawn }
}

function principalsOver({ root, principals, accounts }: Overlay): WorldPrincipals {
  const at = (position: number): CompiledPrincipal | undefined => {
    const own = principals.get(position)
    if (own) return own
    const one = root.principals.at(position)
    const account = one && accounts.get(one.account.account.id)
    return one && account ? inAccount(one, account) : one
  }
  const sharedAt = (position: number): CompiledProfile | undefined => {
    const own = principals.get(position)
    if (own) return own
    const shared = root.principals.sharedAt(position)
    const account = shared && accounts.get(shared.account.account.id)
    return shared && account ? { ...shared, account } : shared
  }
  // No edit makes a principal another kind.
  return {
    ...listOf(root.principals.length, at),
    sharedAt,
    typeAt: root.principals.typeAt,
    arnAt: root.principals.arnAt,
  }
}

function signaturesOver(
  world: World,
  principals: PrincipalList,
  accounts: ReadonlyMap<string, CompiledAccount>,
  touched: ReadonlyMap<number, CompiledPrincipal>,
): readonly Signature[] {
  if (touched.size === 0 && accounts.size === 0) return world.signatures
  const left = Map.groupBy(touched.values(), ({ index }) => world.principals.sharedAt(index)?.signature)
  const kept: Signature[] = []
  const made: Signature[] = []
  for (const signature of world.signatures) {
    const own = accounts.get(signature.account.account.id)
    const gone = left.get(signature.id)
    if (!own && !gone) {
      kept.push(signature)
      continue
    }
    const account = own ?? signature.account
    if ((gone?.length ?? 0) < signature.members.length)
      kept.push({ ...signature, members: without(signature.members, touched, principals), account })
    for (const [id, alike] of Map.groupBy(gone ?? [], (one) => one.signature))
      made.push({ id, members: alike, account, type: signature.type })
  }
  return [...kept, ...made]
}

function without(
  members: PrincipalList,
  touched: ReadonlyMap<number, CompiledPrincipal>,
  principals: PrincipalList,
): PrincipalList {
  const indexes = Array.from(members, ({ index }) => index).filter((index) => !touched.has(index))
  return listOf(indexes.length, (position) => {
    const index = indexes[position]
    return index === undefined ? undefined : principals.at(index)
  })
}
