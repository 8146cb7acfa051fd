/** The write side of objects and their versions (connection.md §11). */
import { type Kysely, sql } from 'kysely'
import type { ConnectionId, SyncRunId } from '../core/ids.ts'
import type { CellKey } from '../core/inventory/coverage.ts'
import { stalePolicyFact } from '../core/inventory/merge.ts'
import type { InventoryObject } from '../core/inventory/objects.ts'
import { addDocument, documentHash } from './documents.ts'
import type { Tables } from './schema.ts'

export interface Writing {
  readonly database: Kysely<Tables>
  readonly runId: SyncRunId
  readonly connectionId: ConnectionId
  readonly at: string
}

/** Answers the ids of the rows that changed. `hashes`: of the bodies as they were staged, which are documents already. */
export async function upsertObjects(
  writing: Writing,
  cell: CellKey,
  objects: readonly InventoryObject[],
  hashes: ReadonlyMap<InventoryObject, string>,
): Promise<readonly number[]> {
  if (objects.length === 0) return []
  const bodies: string[] = []
  for (const object of objects) bodies.push(hashes.get(object) ?? (await addMergedBody(writing, object)))
  return writeObjects(writing, cell, objects, bodies)
}

/** The merge puts the last known policy into a body whose own could not be read: such a body was never staged. */
async function addMergedBody({ database }: Writing, { body }: InventoryObject): Promise<string> {
  const hash = documentHash(body)
  await addDocument(database, hash, body)
  return hash
}

/** Rows that are as they were are not written again: a quiet sync writes next to nothing. */
async function writeObjects(
  { database, connectionId, at }: Writing,
  cell: CellKey,
  objects: readonly InventoryObject[],
  hashes: readonly string[],
): Promise<readonly number[]> {
  const { rows } = await sql<{ id: number }>`
    insert into object (connection_id, kind, account_id, region, native_id, arn, cell_account_id, cell_region, cell_type,
      status, hash, facts, first_seen_at)
    select ${connectionId}, kind, account_id, region, native_id, arn, ${cell.accountId}, ${cell.region}, ${cell.type},
      'present', hash, facts::json, ${at}::timestamptz
    from unnest(
      ${objects.map(({ kind }) => kind)}::text[], ${objects.map(({ accountId }) => accountId)}::text[],
      ${objects.map(({ region }) => region)}::text[], ${objects.map(({ nativeId }) => nativeId)}::text[],
      ${objects.map(({ arn }) => arn)}::text[], ${hashes}::text[],
      ${objects.map(({ facts }) => (facts === undefined ? null : JSON.stringify(facts)))}::text[]
    ) as read (kind, account_id, region, native_id, arn, hash, facts)
    on conflict on constraint object_key do update set
      arn = excluded.arn, hash = excluded.hash, facts = excluded.facts, status = 'present',
      cell_account_id = excluded.cell_account_id, cell_region = excluded.cell_region, cell_type = excluded.cell_type,
      last_seen_at = null, missing_since = null
    where (object.arn, object.hash, object.facts::text, object.status,
        object.cell_account_id, object.cell_region, object.cell_type)
      is distinct from (excluded.arn, excluded.hash, excluded.facts::text, 'present',
        excluded.cell_account_id, excluded.cell_region, excluded.cell_type)
    returning id`.execute(database)
  return rows.map(({ id }) => id)
}

/** Content, and whether the policy in it is old: an answer about the past must not rest on what could not be read then. */
const isStale = sql`coalesce(o.facts->${sql.lit(stalePolicyFact)} is not null, false)`
const differs = sql`(v.hash, v.policy_stale) is distinct from (o.hash, ${isStale})`

/**
 * Closes the versions whose content is no longer that of the object, and opens those that lack one. Once for all cells, and
 * before the new coverage is saved: the cell's `complete_at` is still that of the look before.
 */
export async function writeVersions({ database, runId, at }: Writing, changed: readonly number[]): Promise<void> {
  if (changed.length === 0) return
  // Two publications in one instant (a clock that stands still): the later content takes the version's place.
  await sql`
    update version v set hash = o.hash, policy_stale = ${isStale}, run_id = ${runId}
    from object o where o.id = any(${changed}::int[]) and v.object_id = o.id
      and v.valid_to is null and ${differs} and v.valid_from >= ${at}::timestamptz`.execute(database)
  await sql`
    update version v set valid_to = ${at}::timestamptz
    from object o where o.id = any(${changed}::int[]) and v.object_id = o.id
      and v.valid_to is null and ${differs}`.execute(database)
  await sql`
    insert into version (object_id, valid_from, hash, policy_stale, run_id, observed_after)
    select o.id, ${at}::timestamptz, o.hash, ${isStale}, ${runId}, c.complete_at
    from object o left join coverage_cell c on c.connection_id = o.connection_id
      and c.account_id = o.cell_account_id and c.region = o.cell_region and c.type = o.cell_type
    where o.id = any(${changed}::int[])
      and not exists (select from version v where v.object_id = o.id and v.valid_to is null)
    on conflict (object_id, valid_from) do update set valid_to = null, hash = excluded.hash,
      policy_stale = excluded.policy_stale`.execute(database)
}

/** Absent for the first time: the version stays open, the object no longer counts. */
export async function markMissing(
  { database, at }: Writing,
  ids: readonly number[],
  lastSeenAt: string | null,
): Promise<void> {
  if (ids.length === 0) return
  await sql`
    update object set status = 'missing', missing_since = ${at}::timestamptz, last_seen_at = ${lastSeenAt}::timestamptz
    where id = any(${ids}::int[])`.execute(database)
}

/** Absent for the second time: deleted, dated back to the first. */
export async function markDeleted({ database }: Writing, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return
  await sql`update object set status = 'deleted' where id = any(${ids}::int[])`.execute(database)
  await sql`
    update version v set valid_to = greatest(o.missing_since, v.valid_from)
    from object o where o.id = any(${ids}::int[]) and v.object_id = o.id and v.valid_to is null`.execute(database)
}
