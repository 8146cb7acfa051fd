import type { PrincipalSummary, PrincipalType, ResourceSummary } from '../../core/access/answers.ts'
import type { AccessIndex } from '../../core/access/build-index.ts'
import { stepwise } from '../../core/access/stepwise.ts'
import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'
import type { AccessService } from './access-service.ts'
import type { Page } from './page.ts'
import { pageOf } from './page.ts'
import { type Cell, type Column, columnOf, compareCells, prepareRows, searchedWords } from './prepared-rows.ts'
import type { AskedAt } from './questions.ts'

export const principalSorts = [
  'name',
  '-name',
  'account',
  '-account',
  'type',
  '-type',
  'lastUsed',
  '-lastUsed',
] as const
type PrincipalSort = (typeof principalSorts)[number]

export const resourceSorts = ['name', '-name', 'account', '-account', 'type', '-type', 'region', '-region'] as const
type ResourceSort = (typeof resourceSorts)[number]

/** `becomes`: could become administrator without being it now. */
export const powers = ['administrator', 'becomes', 'other'] as const
export type Power = (typeof powers)[number]

/** When something was last used, at the time of the snapshot: within 90 days, longer ago, or nothing tells of any use. */
export const lastUseKinds = ['recent', 'idle', 'unknown'] as const
export type LastUse = (typeof lastUseKinds)[number]

export interface PrincipalFilter extends AskedAt {
  /** In name, ARN, or the name or address of a person who holds it. */
  readonly search?: string | undefined
  /** Id or name. */
  readonly account?: string | undefined
  readonly type?: PrincipalType | undefined
  /** Only those whose own access is administrative for sure. */
  readonly admin?: boolean | undefined
  readonly power?: Power | undefined
  readonly used?: LastUse | undefined
  readonly sort?: PrincipalSort | undefined
}

export interface ResourceFilter extends AskedAt {
  readonly search?: string | undefined
  readonly account?: string | undefined
  readonly type?: string | undefined
  readonly region?: string | undefined
  readonly public?: ResourceSummary['public'] | undefined
  readonly policy?: ResourceSummary['hasPolicy'] | undefined
  readonly sort?: ResourceSort | undefined
}

interface Deps {
  readonly access: AccessService<AccessIndex>
}

/** Rows of one snapshot. */
export interface Rows<T> {
  readonly rows: readonly T[]
  /** When it was published, ISO 8601. */
  readonly at: string
  readonly snapshot: string
  /** What the rows do not tell, each a sentence. */
  readonly notes: readonly string[]
  /** For each filter: how many rows each of its values would give, with the other filters as they are. */
  readonly facets: FacetCounts
}
export type FacetCounts = Readonly<Record<string, Readonly<Record<string, number>>>>

export interface SnapshotPage<T> extends Page<T>, Omit<Rows<T>, 'rows'> {}

/** All that fit, in order: for exports. */
export const allPrincipals =
  (deps: Deps) =>
  async (actor: Actor, filter: PrincipalFilter): Promise<Rows<PrincipalSummary>> => {
    permit(actor, 'read')
    const newest = await deps.access.currentIfAny()
    const index = await deps.access.prepared(filter.at)
    const named = await deps.access.run(
      stepwise(() => principalRows.find(index.principals(), filter.search, filter.sort)),
    )
    const { found: rows, facets } = faceted(named, {
      account: inAccount(filter.account),
      type: chosen(filter.type, ({ type }) => type),
      admin: { fits: ({ admin }) => filter.admin !== true || admin === 'yes', value: ({ admin }) => admin },
      power: chosen(filter.power, powerOf),
      used: chosen(filter.used, ({ lastUsed }) => lastUseOf(lastUsed, index.snapshot.at)),
    })
    const isNow = newest !== undefined && index.snapshot.at >= newest.snapshot.at
    return { rows, facets, ...momentOf(index), notes: isNow ? [] : [lastUseIsNotKept] }
  }

const principalRows = prepareRows<PrincipalSummary, PrincipalSort>({
  textOf: ({ name, arn, person = [] }) =>
    [name, arn, ...person.flatMap((who) => [who.name, who.email ?? ''])].join('\n'),
  cellOf: (one, column) => (column === 'name' ? one.name.toLowerCase() : one[column]),
})

/** connection.md §11: what changes with every use stands beside the versions, and only as it is now. */
const lastUseIsNotKept = 'When something was last used is known of now only; the history does not hold it.'

export const listPrincipals =
  (deps: Deps) =>
  async (
    actor: Actor,
    filter: PrincipalFilter,
    page: { page: number; pageSize: number },
  ): Promise<SnapshotPage<PrincipalSummary>> =>
    pageOfRows(await allPrincipals(deps)(actor, filter), page)

export const allResources =
  (deps: Deps) =>
  async (actor: Actor, filter: ResourceFilter): Promise<Rows<ResourceSummary>> => {
    permit(actor, 'read')
    const index = await deps.access.at(filter.at)
    const all = await deps.access.run(index.resourcesInSteps())
    const named = await deps.access.run(stepwise(() => resourceRows.find(all, filter.search, filter.sort)))
    const { found: rows, facets } = faceted(named, {
      account: inAccount(filter.account),
      type: chosen(filter.type, ({ type }) => type),
      region: chosen(filter.region, ({ region }) => region),
      public: chosen(filter.public, (one) => one.public),
      policy: chosen(filter.policy, ({ hasPolicy }) => hasPolicy),
    })
    return { rows, facets, ...momentOf(index), notes: [] }
  }

const resourceRows = prepareRows<ResourceSummary, ResourceSort>({
  textOf: ({ name, arn }) => `${name}\n${arn}`,
  cellOf: (one, column) => (column === 'name' ? one.name.toLowerCase() : one[column]),
})

export const listResources =
  (deps: Deps) =>
  async (
    actor: Actor,
    filter: ResourceFilter,
    page: { page: number; pageSize: number },
  ): Promise<SnapshotPage<ResourceSummary>> =>
    pageOfRows(await allResources(deps)(actor, filter), page)

export const momentOf = ({ snapshot }: AccessIndex) => ({ at: snapshot.at, snapshot: snapshot.id })

export const pageOfRows = <T>(
  { rows, ...rest }: Rows<T>,
  page: { page: number; pageSize: number },
): SnapshotPage<T> => ({
  ...pageOf(rows, page),
  ...rest,
})

interface FacetFilter<T> {
  readonly fits: (one: T) => boolean
  readonly value: (one: T) => string
}

const chosen = <T>(wanted: string | undefined, value: (one: T) => string): FacetFilter<T> => ({
  fits: (one) => wanted === undefined || value(one) === wanted,
  value,
})

const powerOf = ({ admin, escalatesTo = [] }: PrincipalSummary): Power =>
  admin === 'yes'
    ? 'administrator'
    : // What is not known is no claim; the paths to administrator tell of it.
      escalatesTo.some(({ decision }) => decision !== 'Unknown')
      ? 'becomes'
      : 'other'

/** findings.md, `unused-role`. */
const idleAfterMs = 90 * 86_400_000

function lastUseOf(lastUsed: string | undefined, at: string): LastUse {
  if (lastUsed === undefined) return 'unknown'
  return Date.parse(at) - Date.parse(lastUsed) > idleAfterMs ? 'idle' : 'recent'
}

/** What passes every filter, and for each filter the values among what passes all the others. */
export function faceted<T>(
  all: readonly T[],
  filters: Readonly<Record<string, FacetFilter<T>>>,
): { readonly found: readonly T[]; readonly facets: FacetCounts } {
  const named = Object.entries(filters).map(([name, filter]) => ({ name, filter, counts: new Map<string, number>() }))
  type Named = (typeof named)[number]
  const count = ({ filter, counts }: Named, one: T): void => {
    const value = filter.value(one)
    counts.set(value, (counts.get(value) ?? 0) + 1)
  }
  const found: T[] = []
  for (const one of all) {
    let failed: Named | undefined
    let failures = 0
    for (const each of named) {
      if (each.filter.fits(one)) continue
      failed = each
      failures += 1
    }
    if (failures > 1) continue
    if (failed) count(failed, one)
    else {
      found.push(one)
      for (const each of named) count(each, one)
    }
  }
  return { found, facets: Object.fromEntries(named.map(({ name, counts }) => [name, Object.fromEntries(counts)])) }
}

/** Every word must occur somewhere. */
export function matcher(search: string | undefined): (...texts: readonly string[]) => boolean {
  const words = searchedWords(search)
  return (...texts) => {
    if (words.length === 0) return true
    const all = texts.join('\n').toLowerCase()
    return words.every((word) => all.includes(word))
  }
}

export const isIn = (
  one: { readonly account: string; readonly accountName?: string },
  account: string | undefined,
): boolean =>
  account === undefined || one.account === account || one.accountName?.toLowerCase() === account.toLowerCase()

function inAccount<T extends { readonly account: string; readonly accountName?: string }>(
  account: string | undefined,
): FacetFilter<T> {
  const name = account?.toLowerCase()
  return {
    fits: (one) => account === undefined || one.account === account || one.accountName?.toLowerCase() === name,
    value: (one) => one.account,
  }
}

/** Equal values keep the order of the index. */
export function sorted<T, Sort extends string>(
  list: readonly T[],
  sort: Sort | undefined,
  cellOf: (one: T, column: Column<Sort>) => Cell,
): readonly T[] {
  if (sort === undefined) return list
  const column = columnOf(sort)
  return [...list].sort((a, b) => compareCells(cellOf(a, column), cellOf(b, column), sort.startsWith('-')))
}
