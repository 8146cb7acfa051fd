import type { AccessIndex, PolicyView } from '../../core/access/build-index.ts'
import type { HeldVersion, PolicyBook } from '../../core/access/policies/policy-book.ts'
import type { PolicyDetail } from '../../core/access/policies/policy-detail.ts'
import { policyText } from '../../core/access/policies/policy-document.ts'
import type { ListedPolicyKind } from '../../core/access/policies/policy-effect.ts'
import type { ListedPolicy } from '../../core/access/policies/policy-list.ts'
import { documentIn } from '../../core/access/policies/policy-versions.ts'
import { type ServicesLastUsed, type StatementUse, useOfStatements } from '../../core/access/policies/statement-use.ts'
import { parseAccountId } from '../../core/ids.ts'
import { isSameContent } from '../../core/inventory/content-key.ts'
import type { Json } from '../../core/inventory/objects.ts'
import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'
import type { ConnectionStore } from '../ports/connection-store.ts'
import type { InventoryStore, ObjectHistory } from '../ports/inventory.ts'
import type { AccessService } from './access-service.ts'
import { noSuchPolicy } from './policies.ts'
import type { AskedAt } from './questions.ts'

export interface ShownPolicy extends PolicyView {
  /** When the snapshot was published that it was taken from, ISO 8601. */
  readonly at: string
  readonly snapshot: string
  /**
   * Where it hangs, whom it concerns, what each statement says. Absent of what stands beside a policy and is none of its own: grants of
   * a key, shares of a catalog, copies of the inline policy of a permission set.
   */
  readonly detail?: PolicyDetail
  /** Of each Allow statement, in their order; absent where the policy grants nothing to its holders. */
  readonly usage?: readonly StatementUse[]
}

interface Deps {
  readonly access: AccessService<AccessIndex>
  readonly store: {
    readonly inventory: Pick<InventoryStore, 'history' | 'objectsOf'>
    readonly connections: Pick<ConnectionStore, 'connections'>
  }
}

interface Found {
  readonly index: AccessIndex
  readonly book: PolicyBook
  readonly one: ListedPolicy | undefined
}

async function find({ access }: Deps, { ref, at }: AskedAt & { readonly ref: string }): Promise<Found> {
  const index = await access.at(at)
  const book = await access.run(index.policies())
  return { index, book, one: book.byRef(ref) }
}

/** A policy that bears on an answer, as AWS gave it, and all that follows from it. Faults `not_found`, `nothing_read`. */
export const showPolicy =
  (deps: Deps) =>
  async (actor: Actor, input: AskedAt & { readonly ref: string }): Promise<ShownPolicy> => {
    permit(actor, 'read')
    const found = await find(deps, input)
    const { index, book, one } = found
    const moment = { at: index.snapshot.at, snapshot: index.snapshot.id }
    if (!one) {
      const view = index.policy(input.ref)
      if (!view) throw noSuchPolicy(index)
      return { ...view, ...moment }
    }
    const { ref, name, kind, arn, account } = one.row
    const detail = book.detail(one)
    const usage = await usageOf(deps, found, detail)
    return {
      ref,
      name,
      kind: kind === 'permission-set' ? 'inline' : kind,
      ...(arn !== undefined && { arn }),
      ...(account !== undefined && { account }),
      document: book.document(one) ?? null,
      ...moment,
      detail,
      ...(usage && { usage }),
    }
  }

/* ------------------------------------------------------------------ what is used of it */

/** Accounts whose facts are looked at; a policy of hundreds of accounts is used by somebody. */
const mostAccounts = 25

const granting: ReadonlySet<ListedPolicyKind> = new Set([
  'aws-managed',
  'customer-managed',
  'inline',
  'group-inline',
  'permission-set',
])

async function usageOf(
  { access, store }: Deps,
  { index, book, one }: Found,
  detail: PolicyDetail,
): Promise<readonly StatementUse[] | undefined> {
  if (!one || !granting.has(one.row.kind) || one.row.attachedTo === 0) return undefined
  const newest = await access.currentIfAny()
  if (newest?.snapshot.id !== index.snapshot.id) return useOfStatements(detail.statements, { unknown: 'past' })
  const affected = book.affected(one)
  const accounts = [...new Set(affected.map(({ account }) => account))].flatMap((id) => parseAccountId(id) ?? [])
  if (affected.length === 0) return useOfStatements(detail.statements, { unknown: 'nobody' })
  if (accounts.length > mostAccounts) return useOfStatements(detail.statements, { unknown: 'many' })
  const used = new Map<string, ServicesLastUsed>()
  for (const { id } of await store.connections.connections()) {
    for (const accountId of accounts) {
      const cell = { accountId, region: 'global', type: 'last_accessed' } as const
      for (const { arn, facts } of await store.inventory.objectsOf(id, cell, ['lastAccessed'])) {
        used.set(arn, servicesIn(facts?.['services']))
      }
    }
  }
  return useOfStatements(detail.statements, { holders: affected.map(({ arn }) => used.get(arn)) })
}

function servicesIn(services: Json | undefined): ServicesLastUsed {
  const entries = typeof services === 'object' && services !== null ? Object.entries(services) : []
  return new Map(
    entries.flatMap(([service, use]): [string, string][] => {
      const at: unknown = typeof use === 'object' && use !== null && 'at' in use ? use.at : undefined
      return typeof at === 'string' ? [[service, at]] : []
    }),
  )
}

/* ------------------------------------------------------------------ versions */

export interface PolicyVersionView {
  /** When it was first and last seen so, ISO 8601. */
  readonly validFrom: string
  readonly validTo: string | null
  /** The look before: the change lies between it and `validFrom`. Null at the first look. */
  readonly observedAfter: string | null
  readonly text: string
}

export interface PolicyVersions {
  readonly ref: string
  /** Newest first, each different from the next one. */
  readonly items: readonly PolicyVersionView[]
  /** There are older ones that are not among them. */
  readonly more: boolean
  /** Versions that AWS keeps beside the one in force. */
  readonly held: readonly HeldVersion[]
}

const mostObjects = 10
const mostVersions = 100

/** As it was at each look that showed it otherwise. Fault `not_found`. */
export const policyVersions =
  (deps: Deps) =>
  async (actor: Actor, input: AskedAt & { readonly ref: string }): Promise<PolicyVersions> => {
    permit(actor, 'read')
    const { index, book, one } = await find(deps, input)
    if (!one) throw noSuchPolicy(index)
    const { arn, account, kind } = one.row
    const held = book.heldVersions(one)
    if (arn === undefined) return { ref: input.ref, items: [], more: false, held }
    const limits = { objects: mostObjects, versions: mostVersions }
    const { objects, more } = await deps.store.inventory.history(arn, limits)
    const own = objects.filter(
      ({ accountId }) => kind === 'aws-managed' || account === undefined || accountId === account,
    )
    // Copies of an AWS managed policy change together; one account that has it tells for all.
    const carriers = kind === 'aws-managed' ? own.slice(0, 1) : own
    const until = input.at === undefined ? undefined : index.snapshot.at
    return {
      ref: input.ref,
      items: carriers
        .flatMap((object) => versionsIn(object, one.row))
        .filter(({ validFrom }) => until === undefined || validFrom <= until),
      more: (more > 0 && kind !== 'aws-managed') || carriers.some(({ moreVersions }) => moreVersions > 0),
      held,
    }
  }

/** Versions of the object between which the policy stayed the same are one. */
function versionsIn({ kind, versions }: ObjectHistory, policy: ListedPolicy['row']): readonly PolicyVersionView[] {
  const found: { version: PolicyVersionView; document: Json }[] = []
  for (const { body, validFrom, validTo, observedAfter } of versions) {
    const document = documentIn(body, kind, policy)
    const last = found.at(-1)
    if (document === undefined) continue
    if (last && isSameContent(last.document, document)) {
      last.version = { ...last.version, validFrom, observedAfter }
      continue
    }
    found.push({ version: { validFrom, validTo, observedAfter, text: policyText(document) }, document })
  }
  return found.map(({ version }) => version)
}
