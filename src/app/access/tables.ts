import type { PrincipalSummary, PrincipalType, ResourceSummary } from '../../core/access/answers.ts'
import type { AccessIndex } from '../../core/access/build-index.ts'
import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'
import type { AccessService } from './access-service.ts'
import type { Page } from './page.ts'
import { pageOf } from './page.ts'

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

export interface PrincipalFilter {
  /** In name, ARN, or the name or address of a person who holds it. */
  readonly search?: string | undefined
  /** Id or name. */
  readonly account?: string | undefined
  readonly type?: PrincipalType | undefined
  /** Only those whose own access is administrative for sure. */
  readonly admin?: boolean | undefined
  readonly sort?: PrincipalSort | undefined
}

export interface ResourceFilter {
  readonly search?: string | undefined
  readonly account?: string | undefined
  readonly type?: string | undefined
  readonly sort?: ResourceSort | undefined
}

interface Deps {
  readonly access: AccessService<AccessIndex>
}

/** All that fit, in order: for exports. */
export const allPrincipals =
  (deps: Deps) =>
  async (actor: Actor, filter: PrincipalFilter): Promise<readonly PrincipalSummary[]> => {
    permit(actor, 'read')
    const fits = matcher(filter.search)
    const index = await deps.access.prepared()
    const found = index
      .principals()
      .filter(
        (one) =>
          isIn(one, filter.account) &&
          (filter.type === undefined || one.type === filter.type) &&
          (filter.admin !== true || one.admin === 'yes') &&
          fits(one.name, one.arn, ...(one.person ?? []).flatMap((person) => [person.name, person.email ?? ''])),
      )
    return sorted(found, filter.sort, (one, key) => (key === 'name' ? one.name.toLowerCase() : one[key]))
  }

export const listPrincipals =
  (deps: Deps) =>
  async (
    actor: Actor,
    filter: PrincipalFilter,
    page: { page: number; pageSize: number },
  ): Promise<Page<PrincipalSummary>> =>
    pageOf(await allPrincipals(deps)(actor, filter), page)

export const allResources =
  (deps: Deps) =>
  async (actor: Actor, filter: ResourceFilter): Promise<readonly ResourceSummary[]> => {
    permit(actor, 'read')
    const fits = matcher(filter.search)
    const index = await deps.access.current()
    const found = index
      .resources()
      .filter(
        (one) =>
          isIn(one, filter.account) &&
          (filter.type === undefined || one.type === filter.type) &&
          fits(one.name, one.arn),
      )
    return sorted(found, filter.sort, (one, key) => (key === 'name' ? one.name.toLowerCase() : one[key]))
  }

export const listResources =
  (deps: Deps) =>
  async (
    actor: Actor,
    filter: ResourceFilter,
    page: { page: number; pageSize: number },
  ): Promise<Page<ResourceSummary>> =>
    pageOf(await allResources(deps)(actor, filter), page)

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
