/** People and workloads: the list, and each one whole. */
import type { AccessIndex } from '../../core/access/build-index.ts'
import { AppError } from '../../core/fault.ts'
import { nearest } from '../../core/nearest.ts'
import type { IdentityDetail, IdentityKind, IdentitySummary } from '../../core/people/identity.ts'
import type { People } from '../../core/people/people.ts'
import type { AccessService } from '../access/access-service.ts'
import type { AskedAt } from '../access/questions.ts'
import { faceted, isIn, matcher, momentOf, pageOfRows, type Rows, type SnapshotPage, sorted } from '../access/tables.ts'
import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'

export const identitySorts = [
  'name',
  '-name',
  'kind',
  '-kind',
  'account',
  '-account',
  'reaches',
  '-reaches',
  'administers',
  '-administers',
  'lastUsed',
  '-lastUsed',
] as const
type IdentitySort = (typeof identitySorts)[number]

export interface IdentityFilter extends AskedAt {
  /** In name, e-mail, id, or what it is. */
  readonly search?: string | undefined
  readonly kind?: IdentityKind | undefined
  /** Id or name of the account that it lives in. */
  readonly account?: string | undefined
  /** Only those that are administrator of some account for sure. */
  readonly admin?: boolean | undefined
  /** Only those that may be the same as another, or belong to another. */
  readonly suggested?: boolean | undefined
  readonly sort?: IdentitySort | undefined
}

interface Deps {
  readonly access: AccessService<AccessIndex>
}

/** All that fit, in order: for exports. */
export const allIdentities =
  (deps: Deps) =>
  async (actor: Actor, filter: IdentityFilter): Promise<Rows<IdentitySummary>> => {
    permit(actor, 'read')
    const fits = matcher(filter.search)
    const index = await deps.access.at(filter.at)
    const { identities, notes } = await peopleOf(deps, index)
    const { found, facets } = faceted(
      identities.filter((one) => fits(one.name, one.email ?? '', one.id, one.what)),
      {
        kind: { fits: ({ kind }) => filter.kind === undefined || kind === filter.kind, value: ({ kind }) => kind },
        account: {
          fits: (one) => filter.account === undefined || isInAccount(one, filter.account),
          value: ({ account }) => account ?? 'none',
        },
        admin: { fits: ({ admin }) => filter.admin !== true || admin === 'yes', value: ({ admin }) => admin },
        suggested: {
          fits: ({ suggestions }) => filter.suggested !== true || suggestions > 0,
          value: ({ suggestions }) => (suggestions > 0 ? 'true' : 'false'),
        },
      },
    )
    const rows = sorted(found, filter.sort, (one, column) => (column === 'name' ? one.name.toLowerCase() : one[column]))
    return { rows, facets, ...momentOf(index), notes }
  }

const isInAccount = ({ account, ...one }: IdentitySummary, asked: string): boolean =>
  account !== undefined && isIn({ account, ...one }, asked)

export const listIdentities =
  (deps: Deps) =>
  async (
    actor: Actor,
    filter: IdentityFilter,
    page: { page: number; pageSize: number },
  ): Promise<SnapshotPage<IdentitySummary>> =>
    pageOfRows(await allIdentities(deps)(actor, filter), page)

/** Fault `not_found`. Waits for what could become what, the first time after each snapshot. */
export const showIdentity =
  (deps: Deps) =>
  async (actor: Actor, { id, at }: AskedAt & { readonly id: string }): Promise<IdentityDetail> => {
    permit(actor, 'read')
    const index = await deps.access.prepared(at)
    const people = await peopleOf(deps, index)
    const found = people.identity(id)
    if (found) return found
    const suggestions = nearest(
      id,
      people.identities.slice(0, comparedNames).map((one) => one.id),
      3,
    )
    throw new AppError('not_found', `No identity is ${id}; whether it exists elsewhere is not known.`, {
      fix: 'GET /identities lists them with their ids.',
      suggestions,
    })
  }

/** Comparing a wrong id with a hundred thousand right ones takes longer than it helps. */
const comparedNames = 5_000

const peopleOf = (deps: Deps, index: AccessIndex): Promise<People> => deps.access.run(index.people())
