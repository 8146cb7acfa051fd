import type { Selectable } from 'kysely'
import type { InventoryObject } from '../core/inventory/objects.ts'
import type { ObjectTable } from './schema.ts'

type ObjectColumns = Pick<
  Selectable<ObjectTable>,
  'kind' | 'native_id' | 'arn' | 'account_id' | 'region' | 'cell_type' | 'facts'
>

/** SHA-256 as 32 characters of a byte each: of hundreds of thousands the usual 64 would be megabytes more. */
export const contentOf = (hash: string): string => Buffer.from(hash, 'hex').toString('latin1')

/** The body is the one that was stored with this kind: `kind` and `body` were one object when they were written. */
export function toObject(row: ObjectColumns, body: unknown): InventoryObject {
  return {
    kind: row.kind,
    // Of resources both are one text, which need not be kept twice.
    nativeId: row.native_id === row.arn ? row.arn : row.native_id,
    arn: row.arn,
    accountId: row.account_id,
    region: row.region,
    cell: row.cell_type,
    body,
    ...(row.facts === null ? {} : { facts: JSON.parse(row.facts) }),
  } as InventoryObject
}
