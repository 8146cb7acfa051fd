/** Every policy there is, as a row: what kind, where it hangs, whom it concerns and what it allows at most. */
import { shortHash } from '../../inventory/content-key.ts'
import type { PolicyDocument } from '../../inventory/objects.ts'
import type { PolicyEntry } from '../../inventory/snapshot.ts'
import { compareText } from '../../order.ts'
import type { LintFinding } from '../../policy/lint/finding.ts'
import { type Steps, sortedInSteps } from '../stepwise.ts'
import type { World } from '../world.ts'
import { type Carrier, type Carriers, manyPeople, readCarriers } from './carriers.ts'
import { lintOf } from './policy-document.ts'
import {
  type KnownEffects,
  type ListedPolicyKind,
  type PolicyEffect,
  policyEffect,
  policyWidths,
} from './policy-effect.ts'

export interface PolicyRow
  extends Pick<PolicyEffect, 'width' | 'isConditional' | 'widestActions' | 'actions' | 'services'> {
  readonly ref: string
  readonly name: string
  readonly kind: ListedPolicyKind
  /** Its own, or that of the user, role, group, permission set or resource that it is part of. */
  readonly arn?: string
  readonly account?: string
  readonly accountName?: string
  /** Users, roles, groups, permission sets, resources, or places in the organization. */
  readonly attachedTo: number
  /** Principals whose boundary it is. */
  readonly boundaryOf: number
  /** Principals that it grants to or limits; null where that follows from an evaluation only (resource and trust policies, RCPs). */
  readonly principals: number | null
  /** People behind them: of Identity Center, and IAM users with a console password. */
  readonly people: number | null
  /** Accounts on which an SCP or RCP bears. */
  readonly accounts?: number
}

export interface LintCounts {
  readonly error: number
  readonly warning: number
  readonly note: number
}

/** A row and where its document is: at hand, or with the role at that position. */
export interface ListedPolicy {
  readonly row: PolicyRow
  readonly source: PolicyEntry | number
}

export interface PolicyList {
  /** The widest first, then those that concern most. */
  readonly all: readonly ListedPolicy[]
  readonly carriers: Carriers
  byRef(ref: string): ListedPolicy | undefined
  document(one: ListedPolicy): PolicyDocument | undefined
  /** Undefined: it was not read. */
  lint(one: ListedPolicy): LintCounts | undefined
}

/** Policies of one document are judged once, and lists hold a few milliseconds of them between two looks at the clock. */
const judgedAtOnce = 50
const readAtOnce = 2_000

export const isManagedKind = (kind: ListedPolicyKind): boolean => kind === 'aws-managed' || kind === 'customer-managed'

/** Copies of an AWS managed policy in several accounts are one policy. */
const addressOf = (entry: PolicyEntry): string =>
  isManagedKind(entry.kind) && entry.arn !== undefined ? entry.arn : entry.ref

const permissionSetRef = (arn: string): string => shortHash(`permission set ${arn}`)

export function* listPolicies(world: World): Steps<PolicyList> {
  const carriers = yield* readCarriers(world)
  const effectOf = effects(world)
  const held = yield* countHeld(world, carriers)
  const bound = yield* countBound(carriers)
  const listed: ListedPolicy[] = []
  const refs = new Map<string, ListedPolicy>()
  const add = (one: ListedPolicy): void => {
    listed.push(one)
    refs.set(one.row.ref, one)
  }
  for (const part of [organizationRows, managedRows, setRows, inlineRows, resourceRows, trustRows]) {
    for (const one of part({ world, held, bound, effectOf })) {
      add(one)
      if (listed.length % judgedAtOnce === 0) yield
    }
    yield
  }
  for (const [ref, address] of held.otherRefs) {
    const one = refs.get(held.counts.get(address)?.entry.ref ?? '')
    if (one && !refs.has(ref)) refs.set(ref, one)
  }
  const all = yield* sortedInSteps(listed, byGravity)
  const document = ({ source }: ListedPolicy): PolicyDocument | undefined =>
    typeof source === 'number' ? world.principals.at(source)?.principal.trust?.document : source.document
  const lint = lintCounts(world)
  return {
    all,
    carriers,
    byRef: (ref) => refs.get(ref),
    document,
    lint(one) {
      const own = document(one)
      return own === undefined ? undefined : lint(own, one.row)
    },
  }
}

function byGravity({ row: a }: ListedPolicy, { row: b }: ListedPolicy): number {
  return (
    gravityOf(a) - gravityOf(b) ||
    Number(a.isConditional) - Number(b.isConditional) ||
    (b.people ?? -1) - (a.people ?? -1) ||
    (b.principals ?? -1) - (a.principals ?? -1) ||
    compareText(a.name, b.name) ||
    compareText(a.account ?? '', b.account ?? '')
  )
}

/**
 * What principals hold, the widest first; then what resources allow, which every key does by default; then trust and limits. A policy
 * that is only a boundary limits, and one that hangs on nothing can do nothing yet.
 */
function gravityOf({ kind, width, attachedTo, boundaryOf }: PolicyRow): number {
  const rank = policyWidths.indexOf(width)
  const limits = policyWidths.indexOf('limits')
  if (attachedTo > 0) return kind === 'resource' && rank < limits ? resourcesBehind + rank / policyWidths.length : rank
  return boundaryOf > 0 ? limits : policyWidths.length + rank
}

/** Just before trust policies. */
const resourcesBehind = policyWidths.indexOf('assume') - 1 + 1 / policyWidths.length

/* ------------------------------------------------------------------ judged once */

type EffectOf = (document: PolicyDocument | undefined, kind: ListedPolicyKind) => PolicyEffect

const isObject = (document: PolicyDocument | undefined): document is PolicyDocument & object =>
  typeof document === 'object' && document !== null

function effects({ catalogue }: World): EffectOf {
  const known: KnownEffects = new Map()
  return (document, kind) => policyEffect(catalogue, document, kind, known)
}

function lintCounts({ catalogue }: World): (document: PolicyDocument, row: PolicyRow) => LintCounts {
  const known = new WeakMap<object, LintCounts>()
  return (document, row) => {
    const before = isObject(document) ? known.get(document) : undefined
    if (before) return before
    const made = countsOf(lintOf(catalogue, document, row))
    if (isObject(document)) known.set(document, made)
    return made
  }
}

export function countsOf(findings: readonly LintFinding[]): LintCounts {
  const counts = { error: 0, warning: 0, note: 0 }
  for (const { severity } of findings) counts[severity] += 1
  return counts
}

/* ------------------------------------------------------------------ policies of principals */

interface HeldCount {
  readonly entry: PolicyEntry
  /** Users, roles and groups one by one; permission sets by their ARNs. */
  attached: number
  readonly permissionSets: Set<string>
  boundaryOf: number
  principals: number
  /** Present as soon as somebody is behind it. */
  people: Set<number> | undefined
}

interface Held {
  /** By address. */
  readonly counts: ReadonlyMap<string, HeldCount>
  /** Refs of copies of AWS managed policies, with their address. */
  readonly otherRefs: ReadonlyMap<string, string>
  /** By permission set: who has its inline policy. */
  readonly setCounts: ReadonlyMap<string, HeldCount>
}

function* countHeld(world: World, carriers: Carriers): Steps<Held> {
  const counts = new Map<string, HeldCount>()
  const setCounts = new Map<string, HeldCount>()
  const otherRefs = new Map<string, string>()
  const countOf = (entry: PolicyEntry): HeldCount => {
    const address = addressOf(entry)
    const known = counts.get(address)
    if (known) {
      if (known.entry.ref !== entry.ref) otherRefs.set(entry.ref, address)
      return known
    }
    const made = emptyCount(entry)
    counts.set(address, made)
    return made
  }
  for (const { entry } of world.snapshot.managedPolicies) countOf(entry)
  const groupPolicies = new Map<string, ReadonlySet<PolicyEntry>>()
  for (const { arn, identity } of world.snapshot.groups) {
    groupPolicies.set(arn, new Set(identity))
    for (const entry of identity) countOf(entry).attached += 1
  }
  const ownedBySets = inlineOfSets(world)
  for (const [number, carrier] of carriers.all.entries()) {
    if (number % readAtOnce === 0 || carrier.people.length > manyPeople) yield
    const { positions, permissionSet, groups } = carrier
    for (const entry of new Set(carrier.identity)) {
      const isOfSet = entry.kind === 'inline' && permissionSet !== undefined && ownedBySets.has(permissionSet)
      const count = isOfSet ? setCount(setCounts, permissionSet, entry) : countOf(entry)
      concern(count, carrier)
      if (permissionSet !== undefined) count.permissionSets.add(permissionSet)
      else if (
        isOwn(
          entry,
          carrier,
          groups.map((arn) => groupPolicies.get(arn)),
        )
      )
        count.attached += positions.length
    }
    if (carrier.boundary) {
      const count = countOf(carrier.boundary)
      count.boundaryOf += positions.length
      concern(count, carrier)
    }
  }
  return { counts, otherRefs, setCounts }
}

const emptyCount = (entry: PolicyEntry): HeldCount => ({
  entry,
  attached: 0,
  permissionSets: new Set(),
  boundaryOf: 0,
  principals: 0,
  people: undefined,
})

function setCount(counts: Map<string, HeldCount>, arn: string, entry: PolicyEntry): HeldCount {
  const known = counts.get(arn) ?? emptyCount(entry)
  counts.set(arn, known)
  return known
}

function concern(count: HeldCount, { positions, people }: Carrier): void {
  count.principals += positions.length
  if (people.length === 0) return
  count.people ??= new Set()
  for (const person of people) count.people.add(person)
}

/** A policy that comes by way of groups stands once for each of them; once more and it is attached to the user too. */
export const isOwn = (
  entry: PolicyEntry,
  { identity }: Pick<Carrier, 'identity'>,
  groups: readonly (ReadonlySet<PolicyEntry> | undefined)[],
): boolean => identity.filter((one) => one === entry).length > groups.filter((policies) => policies?.has(entry)).length

/** ARNs of permission sets whose inline policy was read: the copies in their roles are no policies of their own. */
const inlineOfSets = ({ snapshot }: World): ReadonlySet<string> =>
  new Set(
    snapshot.directory.permissionSets.flatMap(({ arn, inlinePolicy }) => (inlinePolicy === undefined ? [] : [arn])),
  )

/* ------------------------------------------------------------------ rows */

interface RowsOf {
  readonly world: World
  readonly held: Held
  readonly bound: ReadonlyMap<string, Bound>
  readonly effectOf: EffectOf
}

type Counts = Pick<PolicyRow, 'attachedTo' | 'boundaryOf' | 'principals' | 'people'>

function rowOf(
  { world, effectOf }: Pick<RowsOf, 'world' | 'effectOf'>,
  { ref, name, arn, account, document }: Omit<PolicyEntry, 'kind'>,
  kind: ListedPolicyKind,
  counts: Counts & Pick<PolicyRow, 'accounts'>,
): PolicyRow {
  const accountName = account && world.accounts.get(account)?.account.name
  const { width, isConditional, widestActions, actions, services } = effectOf(document, kind)
  return {
    ref,
    name,
    kind,
    ...(arn !== undefined && { arn }),
    ...(account !== undefined && kind !== 'aws-managed' && { account }),
    ...(accountName !== undefined && kind !== 'aws-managed' && { accountName }),
    width,
    isConditional,
    widestActions,
    actions,
    services,
    ...counts,
  }
}

const heldCounts = (count: HeldCount): Counts => ({
  attachedTo: count.attached + count.permissionSets.size,
  boundaryOf: count.boundaryOf,
  principals: count.principals,
  people: count.people?.size ?? 0,
})

function* managedRows(of: RowsOf): Iterable<ListedPolicy> {
  for (const count of of.held.counts.values()) {
    const { entry } = count
    if (!isManagedKind(entry.kind)) continue
    const counts = heldCounts(count)
    // AWS has over a thousand of its own; those that nobody uses are nobody's policy.
    if (entry.kind === 'aws-managed' && counts.attachedTo + counts.boundaryOf === 0) continue
    yield { row: rowOf(of, entry, entry.kind, counts), source: entry }
  }
}

function* inlineRows(of: RowsOf): Iterable<ListedPolicy> {
  for (const count of of.held.counts.values()) {
    const { entry } = count
    if (entry.kind !== 'inline' && entry.kind !== 'group-inline') continue
    yield { row: rowOf(of, entry, entry.kind, { ...heldCounts(count), attachedTo: 1 }), source: entry }
  }
}

function* setRows(of: RowsOf): Iterable<ListedPolicy> {
  for (const { arn, name, inlinePolicy } of of.world.snapshot.directory.permissionSets) {
    if (inlinePolicy === undefined) continue
    const count = of.held.setCounts.get(arn)
    const entry: PolicyEntry = {
      ref: permissionSetRef(arn),
      name,
      kind: 'inline',
      arn,
      document: inlinePolicy,
    }
    const counts = { boundaryOf: 0, principals: count?.principals ?? 0, people: count?.people?.size ?? 0 }
    yield { row: rowOf(of, entry, 'permission-set', { ...counts, attachedTo: 1 }), source: entry }
  }
}

function* resourceRows(of: RowsOf): Iterable<ListedPolicy> {
  const seen = new Set<PolicyEntry>()
  for (const { policyEntry } of of.world.snapshot.resources) {
    if (!policyEntry || seen.has(policyEntry)) continue
    seen.add(policyEntry)
    const counts = { attachedTo: 1, boundaryOf: 0, principals: null, people: null }
    yield { row: rowOf(of, policyEntry, 'resource', counts), source: policyEntry }
  }
}

function* trustRows(of: RowsOf): Iterable<ListedPolicy> {
  const { principals } = of.world
  for (let position = 0; position < principals.length; position += 1) {
    const type = principals.typeAt(position)
    if (type === 'user' || type === 'root') continue
    const trust = principals.at(position)?.principal.trust
    if (!trust) continue
    const counts = { attachedTo: 1, boundaryOf: 0, principals: null, people: null }
    yield { row: rowOf(of, trust, 'trust', counts), source: position }
  }
}

/* ------------------------------------------------------------------ organization */

/** An SCP or RCP with the places where it hangs and the accounts below them. */
interface Governing {
  readonly entry: PolicyEntry
  /** Label by id of the root, OU or account. */
  readonly targets: ReadonlyMap<string, string>
  readonly accounts: ReadonlySet<string>
}

export function governing(world: World): readonly Governing[] {
  const found = new Map<PolicyEntry, { entry: PolicyEntry; targets: Map<string, string>; accounts: Set<string> }>()
  for (const { id, serviceControl, resourceControl } of world.snapshot.accounts) {
    for (const { target, label, policies } of [...serviceControl.levels, ...resourceControl.levels]) {
      for (const entry of policies) {
        const known = found.get(entry) ?? { entry, targets: new Map(), accounts: new Set() }
        found.set(entry, known)
        known.targets.set(target, label)
        known.accounts.add(id)
      }
    }
  }
  return [...found.values()]
}

/** ORG UG "SCP effects on permissions": SCPs do not bind service-linked roles. */
export const isBoundBySCPs = ({ type }: Pick<Carrier, 'type'>): boolean => type !== 'service-linked-role'

/** By account. */
interface Bound {
  principals: number
  readonly people: Set<number>
}

function* countBound(carriers: Carriers): Steps<ReadonlyMap<string, Bound>> {
  const bound = new Map<string, Bound>()
  for (const [number, carrier] of carriers.all.entries()) {
    if (number % readAtOnce === 0 || carrier.people.length > manyPeople) yield
    if (!isBoundBySCPs(carrier)) continue
    const own = bound.get(carrier.account) ?? { principals: 0, people: new Set() }
    bound.set(carrier.account, own)
    own.principals += carrier.positions.length
    for (const person of carrier.people) own.people.add(person)
  }
  return bound
}

function* organizationRows(of: RowsOf): Iterable<ListedPolicy> {
  for (const { entry, targets, accounts } of governing(of.world)) {
    const isSCP = entry.kind === 'service-control'
    const concerned = isSCP ? [...accounts].flatMap((id) => of.bound.get(id) ?? []) : []
    const people = new Set<number>()
    for (const one of concerned) for (const person of one.people) people.add(person)
    const counts = {
      attachedTo: targets.size,
      boundaryOf: 0,
      principals: isSCP ? concerned.reduce((sum, { principals }) => sum + principals, 0) : null,
      people: isSCP ? people.size : null,
      accounts: accounts.size,
    }
    yield { row: rowOf(of, entry, entry.kind, counts), source: entry }
  }
}
