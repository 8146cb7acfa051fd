/** The line of time: every snapshot with what was counted over it and how much had changed. */
import { type Kysely, sql } from 'kysely'
import type { TimelineStore } from '../app/ports/inventory.ts'
import { toSnapshotId } from '../core/ids.ts'
import { kindsOfUse } from '../core/inventory/compare-inventories.ts'
import type { Tables } from './schema.ts'

interface Row {
  readonly id: number
  readonly at: Date
  readonly principals: number | null
  readonly resources: number | null
  readonly administrators: number | null
  readonly accounts: number | null
  readonly changes: number | null
}

export function timelineStore(database: Kysely<Tables>): TimelineStore {
  return {
    async isKept(snapshot) {
      const found = await database
        .selectFrom('snapshot_figures')
        .select('snapshot_id')
        .where('snapshot_id', '=', Number(snapshot))
        .executeTakeFirst()
      return found !== undefined
    },

    async keep(snapshot, { principals, resources, administrators }) {
      // A snapshot that was let go of meanwhile needs no figures.
      await sql`
        insert into snapshot_figures (snapshot_id, principals, resources, administrators, accounts)
        select s.id, ${principals}::int, ${resources}::int, ${administrators}::int, (
          select count(distinct c.account_id) from coverage_version c where c.state = 'ok'
            and c.valid_from <= s.published_at and (c.valid_to is null or c.valid_to > s.published_at)
        ) from snapshot s where s.id = ${Number(snapshot)}
        on conflict (snapshot_id) do nothing`.execute(database)
    },

    async list({ from, to }, limit) {
      const { rows } = await sql<Row>`
        with numbered as (
          select id, published_at, same_as, row_number() over (order by id) - 1 as place, count(*) over () as total from snapshot
          where (${from ?? null}::timestamptz is null or published_at >= ${from ?? null}::timestamptz)
            and (${to ?? null}::timestamptz is null or published_at <= ${to ?? null}::timestamptz)
        ), shown as (
          select id, published_at, same_as, lag(published_at) over (order by id) as before from numbered
          where total <= ${limit}::int or place = 0
            or place * (${limit}::int - 1) / nullif(total - 1, 0) > (place - 1) * (${limit}::int - 1) / nullif(total - 1, 0)
        ), moved as (
          select v.valid_from as at from version v join object o on o.id = v.object_id
          where v.observed_after is not null and o.kind <> all(${kindsOfUse}::text[])
          union all
          select missing_since from object where missing_since is not null and kind <> all(${kindsOfUse}::text[])
        ), counted as (
          select at, count(*)::int as changes from moved where at > (select min(published_at) from shown) group by at
        )
        select s.id, s.published_at as at, coalesce(f.principals, same.principals) as principals,
          coalesce(f.resources, same.resources) as resources,
          coalesce(f.administrators, same.administrators) as administrators,
          coalesce(f.accounts, same.accounts) as accounts,
          case when s.before is not null then (
            select coalesce(sum(c.changes), 0)::int from counted c where c.at > s.before and c.at <= s.published_at
          ) end as changes
        from shown s left join snapshot_figures f on f.snapshot_id = s.id
          left join snapshot_figures same on same.snapshot_id = s.same_as
        order by s.id`.execute(database)
      return rows.map(({ id, at, ...figures }) => ({
        snapshot: toSnapshotId(String(id)),
        at: at.toISOString(),
        ...figures,
      }))
    },
  }
}
