/** The read side of coverage: aggregates over cells, of which a large organization has a hundred thousand. */
import { type Expression, type Kysely, type Selectable, type SqlBool, sql } from 'kysely'
import type { EndedCell } from '../app/ports/aws.ts'
import type { CoverageFilter, CoverageStore } from '../app/ports/inventory.ts'
import type { SecondLook } from '../app/ports/sync.ts'
import type { ConnectionId } from '../core/ids.ts'
import { accountLeftCode } from '../core/inventory/account-left.ts'
import { coverageFold, troubledStates } from '../core/inventory/coverage.ts'
import { massDisappearanceCode } from '../core/inventory/merge.ts'
import { accountsOf, countsOf } from './coverage-digest.ts'
import { beyond, inPlaces, toCell } from './known.ts'
import type { CoverageCellTable, Tables } from './schema.ts'

export function coverageStore(database: Kysely<Tables>): CoverageStore {
  return {
    digest: async (connectionId, since) => {
      const checked = database
        .selectFrom('coverage_cell')
        .selectAll()
        .where('connection_id', '=', connectionId)
        .where('checked_at', '>=', sql<Date>`${since}::timestamptz`)
      const [roles, identityCenter, troubles, read] = await Promise.all([
        checked.where('type', '=', 'role').orderBy('account_id').execute(),
        checked.where('type', '=', 'identity_center').execute(),
        troublesOf(database, connectionId, since),
        checked.where('type', '<>', 'role').where('state', '=', 'ok').limit(1).executeTakeFirst(),
      ])
      return {
        roles: roles.map(toEnded),
        identityCenter: identityCenter.map((row) => ({ ...toEnded(row), objects: row.objects })),
        troubles: troubles.map(toEnded),
        parts: troubles[0]?.parts ?? 0,
        isAnyCellWhole: read !== undefined,
      }
    },

    doubtful: async (connectionId, since) => {
      const rows = await database
        .selectFrom('coverage_cell')
        .select(['account_id', 'region', 'type', 'state', 'code'])
        .where('connection_id', '=', connectionId)
        .where('checked_at', '>=', sql<Date>`${since}::timestamptz`)
        .where((is) => is.or([is('state', '=', 'throttled'), is('code', '=', massDisappearanceCode)]))
        .execute()
      return rows.map(({ account_id: accountId, region, type, state, code }): SecondLook => {
        // What the brake holds was read whole as far as its unit knows.
        const counted = code === massDisappearanceCode ? 'ok' : coverageFold[state]
        return { cell: { accountId, region, type }, counted }
      })
    },

    idle: async (connectionId, accountId, { emptySince, lookedSince }) => {
      const rows = await database
        .selectFrom('coverage_cell as cell')
        .innerJoin('coverage_version as version', (join) =>
          join
            .onRef('version.connection_id', '=', 'cell.connection_id')
            .onRef('version.account_id', '=', 'cell.account_id')
            .onRef('version.region', '=', 'cell.region')
            .onRef('version.type', '=', 'cell.type')
            .on('version.valid_to', 'is', null),
        )
        .select(['cell.account_id', 'cell.region', 'cell.type'])
        .where('cell.connection_id', '=', connectionId)
        .where('cell.account_id', '=', accountId)
        .where('cell.region', '<>', 'global')
        .where('cell.state', '=', 'ok')
        .where('cell.objects', '=', 0)
        .where('cell.complete_at', '>=', sql<Date>`${lookedSince}::timestamptz`)
        .where('version.valid_from', '<=', sql<Date>`${emptySince}::timestamptz`)
        .where((is) =>
          is.not(
            is.exists(
              is
                .selectFrom('object')
                .select('object.id')
                .whereRef('object.connection_id', '=', 'cell.connection_id')
                .whereRef('object.cell_account_id', '=', 'cell.account_id')
                .whereRef('object.cell_region', '=', 'cell.region')
                .whereRef('object.cell_type', '=', 'cell.type')
                .where((was) =>
                  was.or([
                    was('object.last_seen_at', 'is', null),
                    was('object.last_seen_at', '>', sql<Date>`${emptySince}::timestamptz`),
                  ]),
                ),
            ),
          ),
        )
        .execute()
      return rows.map(({ account_id, region, type }) => ({ accountId: account_id, region, type }))
    },

    regions: async (connectionId, accountId) => {
      const rows = await database
        .selectFrom('coverage_cell')
        .select('region')
        .distinct()
        .where('connection_id', '=', connectionId)
        .where('account_id', '=', accountId)
        .where('region', '<>', 'global')
        .orderBy('region')
        .execute()
      return rows.map(({ region }) => region)
    },

    left: async (connectionId) => {
      const rows = await database
        .selectFrom('coverage_cell')
        .select(['account_id', 'reason'])
        .where('connection_id', '=', connectionId)
        .where('type', '=', 'role')
        .where('code', '=', accountLeftCode)
        .execute()
      return rows.map(({ account_id: accountId, reason }) => ({ accountId, reason }))
    },

    accounts: (connectionId) => accountsOf(database, connectionId),

    cells: async (filter, limit, after) => {
      const rows = await database
        .selectFrom('coverage_cell')
        .selectAll()
        .where(matches(filter))
        .$if(after !== undefined, (query) => query.where(beyond(after)))
        .orderBy(inPlaces)
        .limit(limit)
        .execute()
      return rows.map((row) => ({ ...toCell(row), connectionId: row.connection_id }))
    },

    counts: async (filter) => {
      if (filter.type === undefined && filter.state === undefined) return countsOf(database, filter)
      const rows = await database
        .selectFrom('coverage_cell')
        .select(['state', sql<number>`count(*)::int`.as('count')])
        .where(matches(filter))
        .groupBy('state')
        .execute()
      const counts = { ok: 0, denied: 0, throttled: 0, unsupported: 0, skipped: 0, failed: 0, suspect: 0 }
      for (const { state, count } of rows) counts[coverageFold[state]] += count
      return counts
    },
  }
}

function matches({ connectionId, accountId, type, state }: CoverageFilter): Expression<SqlBool> {
  return sql<SqlBool>`(${connectionId ?? null}::text is null or connection_id = ${connectionId ?? null})
    and (${accountId ?? null}::text is null or account_id = ${accountId ?? null})
    and (${type ?? null}::text is null or type = ${type ?? null})
    and (${state ?? null}::text is null or state = ${state ?? null})`
}

/** Of each account that was entered the first, by name of its type and Region and the organization before all, with the number of all. */
async function troublesOf(
  database: Kysely<Tables>,
  connectionId: ConnectionId,
  since: string,
): Promise<readonly (Selectable<CoverageCellTable> & { readonly parts: number })[]> {
  const { rows } = await sql<Selectable<CoverageCellTable> & { readonly parts: number }>`
    with checked as (
      select * from coverage_cell where connection_id = ${connectionId} and checked_at >= ${since}::timestamptz
        and state = any(${[...troubledStates]}::text[])
    ), parts as (
      select * from checked c where c.type <> 'role'
        and not exists (select from checked r where r.type = 'role' and r.account_id = c.account_id)
    )
    select distinct on (account_id) *, (select count(*)::int from parts) as parts
    from parts order by account_id, type <> 'organization', type, region`.execute(database)
  return rows
}

const toEnded = (row: Selectable<CoverageCellTable>): EndedCell => ({
  accountId: row.account_id,
  region: row.region,
  type: row.type,
  state: row.state,
  ...(row.action !== null && { action: row.action }),
  ...(row.code !== null && { code: row.code }),
  ...(row.reason !== null && { reason: row.reason }),
})
