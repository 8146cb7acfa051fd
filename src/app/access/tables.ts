import type { PrincipalSummary, PrincipalType, ResourceSummary } from '../../core/access/answers.ts'
import type { AccessIndex } from '../../core/access/build-index.ts'
import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'
import type { AccessService } from './access-service.ts'
import type { Page } from './page.ts'
import { pageOf } from './page.ts'
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

export interface PrincipalFilter extends AskedAt {
  /** In name, ARN, or the name or address of a person who holds it. */
  readonly search?: string | undefined
  /** Id or name. */
  readonly account?: string | undefined
  readonly type?: PrincipalType | undefined
  /** Only those whose own access is administrative for sure. */
  readonly admin?: boolean | undefined
  readonly sort?: PrincipalSort | undefined
}

export interface ResourceFilter extends AskedAt {
  readonly search?: string | undefined
  readonly account?: string | undefined
  readonly type?: string | undefined
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
}

export interface SnapshotPage<T> extends Page<T>, Omit<Rows<T>, 'rows'> {}

/** All that fit, in order: for exports. */
export const allPrincipals =
  (deps: Deps) =>
  async (actor: Actor, filter: PrincipalFilter): Promise<Rows<PrincipalSummary>> => {
    permit(actor, 'read')
    const fits = matcher(filter.search)
    const newest = await deps.access.currentIfAny()
    const index = await deps.access.prepared(filter.at)
    const found = index
      .principals()
      .filter(
        (one) =>
          isIn(one, filter.account) &&
          (filter.type === undefined || one.type === filter.type) &&
          (filter.admin !== true || one.admin === 'yes') &&
          fits(one.name, one.arn, ...(one.person ?? []).flatMap((person) => [person.name, person.email ?? ''])),
      )
    const rows = sorted(found, filter.sort, (one, key) => (key === 'name' ? one.name.toLowerCase() : one[key]))
    const isNow = newest !== undefined && index.snapshot.at >= newest.snapshot.at
    return { rows, ...momentOf(index), notes: isNow ? [] : [lastUseIsNotKept] }
  }

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
    const fits = matcher(filter.search)
    const index = await deps.access.at(filter.at)
    const found = index
      .resources()
      .filter(
        (one) =>
          isIn(one, filter.account) &&
          (filter.type === undefined || one.type === filter.type) &&
          fits(one.name, one.arn),
      )
    const rows = sorted(found, filter.sort, (one, key) => (key === 'name' ? one.name.toLowerCase() : one[key]))
    return { rows, ...momentOf(index), notes: [] }
  }

export const listResources =
  (deps: Deps) =>
  async (
    actor: Actor,
    filter: ResourceFilter,
    page: { page: number; pageSize: number },
  ): Promise<SnapshotPage<ResourceSummary>> =>
    pageOfRows(await allResources(deps)(actor, filter), page)

const momentOf = ({ snapshot }: AccessIndex) => ({ at: snapshot.at, snapshot: snapshot.id })

const pageOfRows = <T>({ rows, ...rest }: Rows<T>, page: { page: number; pageSize: number }): SnapshotPage<T> => ({
  ...pageOf(rows, page),
  ...rest,
})

/** Every word must occur somewhere. */
function matcher(search: string | undefined): (...texts: readonly string[]) => boolean {
  const words = (search ?? '')
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  return (...texts) => {
    if (words.length === 0) return true
    const all = texts.join('\n').toLowerCase()
    return words.every((word) => all.includes(word))
  }
}

const isIn = (one: { readonly account: string; readonly accountName?: string }, account: string | undefined): boolean =>
  account === undefined || one.account === account || one.accountName?.toLowerCase() === account.toLowerCase()

type Column<Sort extends string> = Sort extends `-${infer Name}` ? Name : Sort

/** Equal values keep the order of the index. What has no value comes last both ways: never used is no date. */
function sorted<T, Sort extends string>(
  list: readonly T[],
  sort: Sort | undefined,
  cellOf: (one: T, column: Column<Sort>) => string | undefined,
): readonly T[] {
  if (sort === undefined) return list
  const isDown = sort.startsWith('-')
  const column = sort.replace(/^-/, '') as Column<Sort>
  return [...list].sort((a, b) => {
    const [left, right] = [cellOf(a, column), cellOf(b, column)]
    if (left === right) return 0
    if (left === undefined) return 1
    if (right === undefined) return -1
    return left < right === isDown ? 1 : -1
  })
}
