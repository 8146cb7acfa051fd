import type { PrincipalSummary, PrincipalType, ResourceSummary } from '../../core/access/answers.ts'
import type { AccessIndex } from '../../core/access/build-index.ts'
import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'
import type { AccessService } from './access-service.ts'
import type { Page } from './page.ts'
import { pageOf } from './page.ts'

export const principalSorts = ['name', '-name', 'account', '-account', 'type', '-type', 'lastUsed', '-lastUsed'] as const
export type PrincipalSort = (typeof principalSorts)[number]

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
    const index = await deps.access.current()
    const found = index.principals().filter(
      (one) =>
        isIn(one, filter.account) &&
        (filter.type === undefined || one.type === filter.type) &&
        (filter.admin !== true || one.admin === 'yes') &&
        fits(one.name, one.arn, ...(one.person ?? []).flatMap((person) => [person.name, person.email ?? ''])),
    )
    return sorted(found, filter.sort ?? 'account')
  }

export const listPrincipals =
  (deps: Deps) =>
  async (actor: Actor, filter: PrincipalFilter, page: { page: number; pageSize: number }): Promise<Page<PrincipalSummary>> =>
    pageOf(await allPrincipals(deps)(actor, filter), page)

export const allResources =
  (deps: Deps) =>
  async (actor: Actor, filter: ResourceFilter): Promise<readonly ResourceSummary[]> => {
    permit(actor, 'read')
    const fits = matcher(filter.search)
    const index = await deps.access.current()
    return index
      .resources()
      .filter(
        (one) =>
          isIn(one, filter.account) &&
          (filter.type === undefined || one.type === filter.type) &&
          fits(one.name, one.arn),
      )
  }

export const listResources =
  (deps: Deps) =>
  async (actor: Actor, filter: ResourceFilter, page: { page: number; pageSize: number }): Promise<Page<ResourceSummary>> =>
    pageOf(await allResources(deps)(actor, filter), page)

/** Every word must occur somewhere. */
function matcher(search: string | undefined): (...texts: readonly string[]) => boolean {
  const words = (search ?? '').toLowerCase().split(/\s+/).filter((word) => word !== '')
  return (...texts) => {
    if (words.length === 0) return true
    const all = texts.join('\n').toLowerCase()
    return words.every((word) => all.includes(word))
  }
}

const isIn = (one: { readonly account: string; readonly accountName?: string }, account: string | undefined): boolean =>
  account === undefined || one.account === account || one.accountName?.toLowerCase() === account.toLowerCase()

/** Equal keys keep the order of the index: account, name, ARN. Never used comes last both ways: it is no date. */
function sorted(list: readonly PrincipalSummary[], sort: PrincipalSort): readonly PrincipalSummary[] {
  const isDown = sort.startsWith('-')
  const key = sort.replace(/^-/, '')
  const of = (one: PrincipalSummary): string | undefined => {
    switch (key) {
      case 'name':
        return one.name.toLowerCase()
      case 'type':
        return one.type
      case 'lastUsed':
        return one.lastUsed
      default:
        return one.account
    }
  }
  return [...list].sort((a, b) => {
    const [left, right] = [of(a), of(b)]
    if (left === right) return 0
    if (left === undefined) return 1
    if (right === undefined) return -1
    return left < right === isDown ? 1 : -1
  })
}
