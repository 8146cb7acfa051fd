/** The read side of versions: one object through time, and all that stood at one moment (connection.md §11). */
import { type Kysely, sql } from 'kysely'
import type { ConnectionCell, ObjectHistory, ObjectVersion } from '../app/ports/inventory.ts'
import type { ConnectionId } from '../core/ids.ts'
import { chooseReadings } from '../core/inventory/choose-readings.ts'
import type { Outline, OutlinedObject } from '../core/inventory/compare-inventories.ts'
import { readDocuments } from './documents.ts'
import { byCell, cellsAt, knownAt, type PastRow } from './known.ts'
import type { Tables } from './schema.ts'
import { optionalTime } from './times.ts'

/** Only what differs is fetched: between two syncs that is a handful of a million. */
export async function outlinesOf(
  database: Kysely<Tables>,
  from: string,
  to: string,
): Promise<{ readonly before: Outline; readonly after: Outline }> {
  const [before, after] = [await cellsAt(database, from), await cellsAt(database, to)]
  const ids = await differingObjects(database, { from, to, shared: readTwice([...before, ...after]) })
  return {
    before: outlineOf(await rowsOf(knownAt(database, from, ids)), before),
    after: outlineOf(await rowsOf(knownAt(database, to, ids)), after),
  }
}

async function rowsOf<Row>(pages: AsyncIterable<readonly Row[]>): Promise<readonly Row[]> {
  const all: Row[] = []
  for await (const page of pages) all.push(...page)
  return all
}

function outlineOf(objects: readonly PastRow[], cells: readonly ConnectionCell[]): Outline {
  const readings = byCell({ objects, cells }).map(({ rows, ...reading }) => ({
    ...reading,
    objects: rows.map(toOutlined),
  }))
  return chooseReadings(readings)
}

/** Account and type of cells that more than one connection knows: another may be believed than before, so all of it is fetched. */
function readTwice(cells: readonly ConnectionCell[]): readonly string[] {
  const connections = new Map<string, ConnectionId>()
  const shared = new Set<string>()
  for (const { connectionId, accountId, type } of cells) {
    const place = `${accountId} ${type}`
    const known = connections.get(place)
    if (known !== undefined && known !== connectionId) shared.add(place)
    connections.set(place, connectionId)
  }
  return [...shared]
}

async function differingObjects(
  database: Kysely<Tables>,
  { from, to, shared }: { readonly from: string; readonly to: string; readonly shared: readonly string[] },
): Promise<readonly number[]> {
  const at = (moment: string) => sql`
    select v.object_id, v.hash from version v join object o on o.id = v.object_id
    where v.valid_from <= ${moment}::timestamptz and (v.valid_to is null or v.valid_to > ${moment}::timestamptz)
      and (o.missing_since is null or o.missing_since > ${moment}::timestamptz)`
  const { rows } = await sql<{ id: number }>`
    select object_id as id from (${at(from)}) a full join (${at(to)}) b using (object_id)
    where a.hash is distinct from b.hash
    union
    select id from object where cell_account_id || ' ' || cell_type = any(${shared}::text[])`.execute(database)
  return rows.map(({ id }) => id)
}

const toOutlined = (row: PastRow): OutlinedObject => ({
  kind: row.kind,
  nativeId: row.native_id,
  arn: row.arn,
  accountId: row.account_id,
  region: row.region,
  cell: row.cell_type,
  cellAccountId: row.cell_account_id,
  cellRegion: row.cell_region,
  hash: row.hash,
  validFrom: row.valid_from.toISOString(),
  observedAfter: optionalTime(row.observed_after),
})

export async function historyOf(
  database: Kysely<Tables>,
  arn: string,
  limits: { readonly objects: number; readonly versions: number },
): Promise<{ readonly objects: readonly ObjectHistory[]; readonly more: number }> {
  const rows = await database
    .selectFrom('object')
    .selectAll()
    .where('arn', '=', arn)
    .orderBy('first_seen_at', 'desc')
    .orderBy('id', 'desc')
    .execute()
  const shown = rows.slice(0, limits.objects)
  const versions = await versionsOf(
    database,
    shown.map(({ id }) => id),
    limits.versions,
  )
  const objects = shown.map((row): ObjectHistory => {
    const own = versions.get(row.id) ?? []
    return {
      connectionId: row.connection_id,
      kind: row.kind,
      nativeId: row.native_id,
      arn: row.arn,
      accountId: row.account_id,
      region: row.region,
      cell: row.cell_type,
      status: row.status,
      firstSeenAt: row.first_seen_at.toISOString(),
      lastSeenAt: optionalTime(row.last_seen_at),
      missingSince: optionalTime(row.missing_since),
      versions: own.map(({ version }) => version),
      moreVersions: Math.max(0, (own[0]?.total ?? 0) - own.length),
      facts: row.facts === null ? null : JSON.parse(row.facts),
    }
  })
  return { objects, more: rows.length - shown.length }
}

/** The first look at an object shows no change; there is none before it. */
export async function lastChangesOf(
  database: Kysely<Tables>,
  arns: readonly string[],
  at: string,
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ arn: string; changed: Date }>`
    select o.arn, max(v.valid_from) as changed from object o join version v on v.object_id = o.id
    where o.arn = any(${arns}::text[]) and v.observed_after is not null and v.valid_from <= ${at}::timestamptz
    group by o.arn`.execute(database)
  return new Map(rows.map(({ arn, changed }) => [arn, changed.toISOString()]))
}

interface Counted {
  readonly version: ObjectVersion
  /** Of the object, over all. */
  readonly total: number
}

/** Of each object the newest so many, newest first. */
async function versionsOf(
  database: Kysely<Tables>,
  ids: readonly number[],
  limit: number,
): Promise<ReadonlyMap<number, readonly Counted[]>> {
  if (ids.length === 0) return new Map()
  const rows = await database
    .with('counted', (query) =>
      query
        .selectFrom('version')
        .select(['object_id', 'valid_from', 'valid_to', 'observed_after', 'policy_stale', 'hash'])
        .select([
          sql<number>`row_number() over (partition by object_id order by valid_from desc)::int`.as('place'),
          sql<number>`count(*) over (partition by object_id)::int`.as('total'),
        ])
        .where('object_id', 'in', ids),
    )
    .selectFrom('counted')
    .selectAll()
    .where('place', '<=', limit)
    .orderBy('object_id')
    .orderBy('place')
    .execute()
  const bodies = await readDocuments(database, new Set(rows.map(({ hash }) => hash)))
  return Map.groupBy(
    rows.map((row) => ({
      id: row.object_id,
      total: row.total,
      version: {
        validFrom: row.valid_from.toISOString(),
        validTo: optionalTime(row.valid_to),
        observedAfter: optionalTime(row.observed_after),
        policyStale: row.policy_stale,
        body: bodies.get(row.hash) ?? null,
      },
    })),
    ({ id }) => id,
  )
}
