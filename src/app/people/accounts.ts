/** The accounts: the list, and each one whole. */
import type { AccessIndex } from '../../core/access/build-index.ts'
import type { AccountDetail, AccountSummary } from '../../core/accounts/account.ts'
import { AppError } from '../../core/fault.ts'
import { nearest } from '../../core/nearest.ts'
import type { AccessService } from '../access/access-service.ts'
import type { AskedAt } from '../access/questions.ts'
import { faceted, matcher, momentOf, pageOfRows, type Rows, type SnapshotPage, sorted } from '../access/tables.ts'
import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'

export const accountSorts = [
  'name',
  '-name',
  'units',
  '-units',
  'principals',
  '-principals',
  'administrators',
  '-administrators',
  'people',
  '-people',
  'resources',
  '-resources',
  'missing',
  '-missing',
] as const
type AccountSort = (typeof accountSorts)[number]

/** `incomplete`: something that should have been read was not, or nobody tried; `leftOut`: nothing is to be read in it. */
export const accountReadingKinds = ['whole', 'incomplete', 'leftOut'] as const
type AccountReadingKind = (typeof accountReadingKinds)[number]

export interface AccountFilter extends AskedAt {
  /** In name, id, alias or OU. */
  readonly search?: string | undefined
  /** Name of an OU, at whatever depth. */
  readonly unit?: string | undefined
  readonly coverage?: AccountReadingKind | undefined
  readonly sort?: AccountSort | undefined
}

interface Deps {
  readonly access: AccessService<AccessIndex>
}

/** All that fit, in order: for exports. */
export const allAccounts =
  (deps: Deps) =>
  async (actor: Actor, filter: AccountFilter): Promise<Rows<AccountSummary>> => {
    permit(actor, 'read')
    const fits = matcher(filter.search)
    const index = await deps.access.at(filter.at)
    const { list, notes } = await deps.access.run(index.accounts())
    const { found, facets } = faceted(
      list.filter((one) => fits(one.name ?? '', one.id, one.alias ?? '', ...one.units)),
      {
        unit: {
          fits: ({ units }) => filter.unit === undefined || units.includes(filter.unit),
          value: ({ units }) => units[0] ?? '',
        },
        coverage: {
          fits: (one) => filter.coverage === undefined || coverageOf(one) === filter.coverage,
          value: coverageOf,
        },
      },
    )
    return { rows: sorted(found, filter.sort ?? 'name', cellOf), facets, ...momentOf(index), notes }
  }

function coverageOf({ coverage: { ok, missing, total } }: AccountSummary): AccountReadingKind {
  if (missing > 0 || total === 0) return 'incomplete'
  return ok > 0 ? 'whole' : 'leftOut'
}

type AccountColumn = Exclude<AccountSort, `-${string}`>

function cellOf(one: AccountSummary, column: AccountColumn): string | number {
  if (column === 'name') return (one.name ?? one.id).toLowerCase()
  if (column === 'units') return one.units.join(' / ').toLowerCase()
  return column === 'missing' ? one.coverage.missing : one[column]
}

export const listAccounts =
  (deps: Deps) =>
  async (
    actor: Actor,
    filter: AccountFilter,
    page: { page: number; pageSize: number },
  ): Promise<SnapshotPage<AccountSummary>> =>
    pageOfRows(await allAccounts(deps)(actor, filter), page)

/** By id or name; fault `not_found`. */
export const showAccount =
  (deps: Deps) =>
  async (actor: Actor, { account, at }: AskedAt & { readonly account: string }): Promise<AccountDetail> => {
    permit(actor, 'read')
    const index = await deps.access.at(at)
    const accounts = await deps.access.run(index.accounts())
    const found = accounts.detail(account)
    if (found) return deps.access.run(found)
    throw new AppError('not_found', `No account ${account} is known.`, {
      fix: 'GET /accounts lists them.',
      suggestions: nearest(
        account,
        accounts.list.map(({ id, name }) => name ?? id),
        3,
      ),
    })
  }
