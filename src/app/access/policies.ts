/** Every policy as a table, and whom one of them concerns. */
import type { AccessIndex } from '../../core/access/build-index.ts'
import type { PolicyBook, PolicySummary } from '../../core/access/policies/policy-book.ts'
import type { AffectedPrincipal } from '../../core/access/policies/policy-detail.ts'
import type { ListedPolicyKind, PolicyWidth } from '../../core/access/policies/policy-effect.ts'
import type { ListedPolicy } from '../../core/access/policies/policy-list.ts'
import { stepwise } from '../../core/access/stepwise.ts'
import { AppError } from '../../core/fault.ts'
import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'
import type { InventoryStore } from '../ports/inventory.ts'
import type { AccessService } from './access-service.ts'
import { prepareRows } from './prepared-rows.ts'
import type { AskedAt } from './questions.ts'
import {
  type FacetCounts,
  faceted,
  isIn,
  matcher,
  momentOf,
  pageOfRows,
  type Rows,
  type SnapshotPage,
  sorted,
} from './tables.ts'

export const policySorts = [
  'name',
  '-name',
  'kind',
  '-kind',
  'account',
  '-account',
  'attachedTo',
  '-attachedTo',
  'principals',
  '-principals',
  'people',
  '-people',
  'findings',
  '-findings',
] as const
type PolicySort = (typeof policySorts)[number]

/** `boundary`: a managed policy that is somebody's boundary, whatever else it is. */
type PolicyKindFilter = ListedPolicyKind | 'boundary'

export const lintFilters = ['error', 'warning', 'any', 'none'] as const

export interface PolicyFilter extends AskedAt {
  /** In name or ARN. */
  readonly search?: string | undefined
  readonly kind?: PolicyKindFilter | undefined
  /** Id or name. */
  readonly account?: string | undefined
  readonly attached?: 'yes' | 'no' | undefined
  readonly width?: PolicyWidth | undefined
  /** `error`, `warning`: at least one of them; `any`: at least one finding. */
  readonly findings?: (typeof lintFilters)[number] | undefined
  /** Absent: the widest first, then those that concern most. */
  readonly sort?: PolicySort | undefined
}

export interface PolicyListItem extends PolicySummary {
  /**
   * When it was last seen to have changed (ISO 8601). Absent where it has not since it was first read; also of policies that are
   * part of something else, whose own page tells.
   */
  readonly lastChanged?: string
}

interface Deps {
  readonly access: AccessService<AccessIndex>
  readonly store: { readonly inventory: Pick<InventoryStore, 'lastChanges'> }
}

interface PolicyRows extends Rows<ListedPolicy> {
  readonly book: PolicyBook
}

/** All that fit, in order. */
async function findPolicies({ access }: Deps, filter: PolicyFilter): Promise<PolicyRows> {
  const index = await access.at(filter.at)
  const book = await access.run(index.policies())
  const named = await access.run(stepwise(() => policyRows.find(book.rows, filter.search, undefined)))
  const isJudged = filter.findings !== undefined || filter.sort?.endsWith('findings') === true
  if (isJudged) await access.run(judged(book, named))
  const filters = filtersOf(book, filter)
  const { found, facets } = faceted(named, filters)
  return {
    rows: sortedBy(book, found, filter.sort),
    facets: withBoundaries(boundariesAmong(named, filters), facets),
    notes: [],
    ...momentOf(index),
    book,
  }
}

/** What is searched is put together once for each snapshot; the order has columns that are judged on demand (`sortedBy`). */
const policyRows = prepareRows<ListedPolicy, never>({
  textOf: ({ row }) => [row.name, row.arn ?? '', row.ref].join('\n'),
  cellOf: () => undefined,
})

/** What is wrong in each, a few milliseconds at a time. */
const judgedAtOnce = 20

const judged = (book: PolicyBook, rows: readonly ListedPolicy[]) =>
  stepwise(function* () {
    for (const [at, one] of rows.entries()) {
      book.summary(one)
      if (at % judgedAtOnce === 0) yield
    }
  })

function filtersOf(book: PolicyBook, { kind, account, attached, width, findings }: PolicyFilter) {
  const isAttached = ({ row }: ListedPolicy): 'yes' | 'no' => (row.attachedTo + row.boundaryOf > 0 ? 'yes' : 'no')
  return {
    kind: {
      fits: ({ row }: ListedPolicy) =>
        kind === undefined || (kind === 'boundary' ? row.boundaryOf > 0 : row.kind === kind),
      value: ({ row }: ListedPolicy): string => row.kind,
    },
    account: {
      fits: ({ row }: ListedPolicy) => isIn({ ...row, account: row.account ?? '' }, account),
      value: ({ row }: ListedPolicy) => row.account ?? '',
    },
    attached: {
      fits: (one: ListedPolicy) => attached === undefined || isAttached(one) === attached,
      value: (one: ListedPolicy): string => isAttached(one),
    },
    width: {
      fits: ({ row }: ListedPolicy) => width === undefined || row.width === width,
      value: ({ row }: ListedPolicy): string => row.width,
    },
    findings: {
      fits: (one: ListedPolicy) => findings === undefined || hasFindings(book.summary(one), findings),
      // Counting them would judge every document; the list tells them of the rows that it shows.
      value: () => 'all',
    },
  }
}

/** Boundaries are counted beside the kinds: each is a managed policy too. */
const boundariesAmong = (rows: readonly ListedPolicy[], { kind: _, ...others }: ReturnType<typeof filtersOf>): number =>
  rows.filter((one) => one.row.boundaryOf > 0 && Object.values(others).every(({ fits }) => fits(one))).length

const withBoundaries = (boundary: number, { findings: _, ...facets }: FacetCounts): FacetCounts => ({
  ...facets,
  kind: { ...facets['kind'], ...(boundary > 0 && { boundary }) },
})

function hasFindings({ findings }: PolicySummary, wanted: (typeof lintFilters)[number]): boolean {
  if (findings === null) return false
  const { error, warning, note } = findings
  switch (wanted) {
    case 'error':
      return error > 0
    case 'warning':
      return warning > 0
    case 'any':
      return error + warning + note > 0
    case 'none':
      return error + warning + note === 0
  }
}

/** An error outweighs any number of warnings, a warning any number of notes: a document has at most 200 findings. */
const gravity = ({ findings }: PolicySummary): number | undefined =>
  findings === null ? undefined : (findings.error * 1_000 + findings.warning) * 1_000 + findings.note

const sortedBy = (book: PolicyBook, rows: readonly ListedPolicy[], sort: PolicySort | undefined) =>
  sorted(rows, sort, (one, key) => {
    const { row } = one
    switch (key) {
      case 'name':
        return row.name.toLowerCase()
      case 'kind':
        return row.kind
      case 'account':
        return (row.accountName ?? row.account)?.toLowerCase()
      case 'attachedTo':
        return row.attachedTo + row.boundaryOf
      case 'principals':
        return row.principals ?? undefined
      case 'people':
        return row.people ?? undefined
      case 'findings':
        return gravity(book.summary(one))
    }
  })

export const listPolicies =
  (deps: Deps) =>
  async (
    actor: Actor,
    filter: PolicyFilter,
    page: { page: number; pageSize: number },
  ): Promise<SnapshotPage<PolicyListItem>> => {
    permit(actor, 'read')
    const { book, ...found } = await findPolicies(deps, filter)
    const { items, ...rest } = pageOfRows(found, page)
    return { ...rest, items: await itemsOf(deps, book, items, found.at) }
  }

/** For exports. */
export const allPolicies =
  (deps: Deps) =>
  async (actor: Actor, filter: PolicyFilter): Promise<Rows<PolicyListItem>> => {
    permit(actor, 'read')
    const { book, ...found } = await findPolicies(deps, filter)
    await deps.access.run(judged(book, found.rows))
    return { ...found, rows: await itemsOf(deps, book, found.rows, found.at) }
  }

/** Objects by themselves, so that a version of the object is one of the policy. */
const ownObjects: ReadonlySet<ListedPolicyKind> = new Set([
  'customer-managed',
  'aws-managed',
  'service-control',
  'resource-control',
])

async function itemsOf(
  { store }: Deps,
  book: PolicyBook,
  rows: readonly ListedPolicy[],
  at: string,
): Promise<readonly PolicyListItem[]> {
  const arns = rows.flatMap(({ row }) => (ownObjects.has(row.kind) ? (row.arn ?? []) : []))
  const changed =
    arns.length === 0 ? new Map<string, string>() : await store.inventory.lastChanges([...new Set(arns)], at)
  return rows.map((one): PolicyListItem => {
    const lastChanged = ownObjects.has(one.row.kind) ? changed.get(one.row.arn ?? '') : undefined
    return { ...book.summary(one), ...(lastChanged !== undefined && { lastChanged }) }
  })
}

/** Everybody whom a policy concerns. Fault `not_found`. */
export const policyAffected =
  (deps: Deps) =>
  async (
    actor: Actor,
    { ref, at, search }: AskedAt & { readonly ref: string; readonly search?: string | undefined },
  ): Promise<Rows<AffectedPrincipal>> => {
    permit(actor, 'read')
    const index = await deps.access.at(at)
    const book = await deps.access.run(index.policies())
    const one = book.byRef(ref)
    if (!one) throw noSuchPolicy(index)
    const fits = matcher(search)
    const rows = book
      .affected(one)
      .filter(({ name, arn, person = [] }) => fits(name, arn, ...person.flatMap((who) => [who.name, who.email ?? ''])))
    return { rows, facets: {}, notes: [], ...momentOf(index) }
  }

export const noSuchPolicy = ({ snapshot }: AccessIndex): AppError =>
  new AppError('not_found', `There is no such policy in snapshot ${snapshot.id}, or it was not read.`)
