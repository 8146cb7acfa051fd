/**
 * Everything that is known now or was known at a moment, as objects: of a thousand accounts hundreds of megabytes. Rows become objects
 * page by page and are let go; what they repeat (accounts, Regions, kinds, bodies and parts of bodies) is kept once.
 */
import { setImmediate as others } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import type { AtHand, ConnectionCell, LoadedInventory } from '../app/ports/inventory.ts'
import { inSlices, type Steps, stepwise } from '../core/access/stepwise.ts'
import type { ConnectionId } from '../core/ids.ts'
import { type CellPacker, type CellTable, createCellPacker } from '../core/inventory/cell-table.ts'
import {
  type CellChoice,
  chooseCellsInSteps,
  createObjectChoice,
  type ObjectChoice,
} from '../core/inventory/choose-readings.ts'
import type { InventoryObject } from '../core/inventory/objects.ts'
import { createSharedJson } from '../core/inventory/shared-json.ts'
import { readDocuments } from './documents.ts'
import { contentOf, toObject } from './inventory-object.ts'
import { type Columns, cellPagesAt, cellPagesNow, knownAt, knownNow } from './known.ts'
import type { Tables } from './schema.ts'
import { snapshots } from './snapshots.ts'

interface Loaded extends Omit<LoadedInventory, 'objects'> {
  /** Each cell from the connection that knows it best. */
  readonly objects: ObjectChoice<InventoryObject>
}

/** `at` (ISO 8601): what was known then. Undefined where nothing was published. Whoever asks sees to it that it is one moment. */
export async function loadRows(
  database: Kysely<Tables>,
  at: string | undefined,
  atHand: AtHand,
): Promise<Loaded | undefined> {
  const [snapshot] = await snapshots(database, 1, at)
  if (snapshot === undefined) return undefined
  const choice = await chosenCells(at === undefined ? cellPagesNow(database) : cellPagesAt(database, at))
  const objects = createObjectChoice<InventoryObject>(choice)
  const pages = at === undefined ? knownNow(database) : knownAt(database, at)
  await chooseObjects(database, { pages, objects, atHand })
  return { snapshot, cells: choice.cells, objects, ...(at !== undefined && { isPast: true }) }
}

export const cellsKnownNow = async (database: Kysely<Tables>): Promise<CellTable> =>
  (await chosenCells(cellPagesNow(database))).cells

async function chosenCells(pages: AsyncIterable<readonly ConnectionCell[]>): Promise<CellChoice> {
  const tables = await tablesOf(pages)
  return servingOthers(() => chooseCellsInSteps(tables))
}

/** Others are served meanwhile. */
export const inventoryOf = async ({ objects, ...loaded }: Loaded): Promise<LoadedInventory> => ({
  ...loaded,
  objects: await servingOthers(objects.sorted),
})

async function tablesOf(
  pages: AsyncIterable<readonly ConnectionCell[]>,
): Promise<ReadonlyMap<ConnectionId, CellTable>> {
  const packers = new Map<ConnectionId, CellPacker>()
  for await (const page of pages) {
    for (const { connectionId, ...cell } of page) {
      const packer = packers.get(connectionId) ?? createCellPacker()
      packers.set(connectionId, packer)
      packer.add(cell)
    }
    await others()
  }
  return new Map([...packers].map(([connectionId, packer]) => [connectionId, packer.packed()]))
}

interface Reading {
  readonly pages: AsyncIterable<readonly Columns[]>
  readonly objects: ObjectChoice<InventoryObject>
  readonly atHand: AtHand
}

/**
 * Objects of a cell that is not there are being published, and count with it. Resources are most of an estate and share little with one
 * another: what they share is looked for among those that are read together, and one that is at hand is not read.
 */
async function chooseObjects(database: Kysely<Tables>, { pages, objects, atHand }: Reading): Promise<void> {
  const inWords = createWords()
  const sharedByResources = createSharedJson()
  for await (const page of pages) {
    const rows = page.map((row) => ({ row, known: unchanged(row, atHand) }))
    const kinds = new Map(rows.flatMap(({ row: { hash, kind }, known }) => (known ? [] : [[hash, kind]])))
    const bodies = await readDocuments(database, new Set(kinds.keys()))
    // A page of long policies is a tenth of a second.
    await servingOthers(function* () {
      for (const [hash, body] of bodies) {
        const parts = kinds.get(hash) === 'resource' ? sharedByResources : atHand.shared
        parts.share(body)
        yield
      }
      for (const { row, known } of rows) {
        const { connection_id: connectionId, cell_account_id: accountId, cell_type: type, cell_region: region } = row
        const object = known ?? named(row, toObject(inWords(row), bodies.get(row.hash)))
        objects.add({ connectionId, accountId, type, region }, object)
        yield
      }
    })
  }
}

function unchanged(row: Columns, { resource }: AtHand): InventoryObject | undefined {
  if (row.kind !== 'resource' || row.facts !== null) return undefined
  const known = resource?.(row.arn, contentOf(row.hash))
  const isWhereItWas =
    known?.nativeId === row.native_id &&
    known.accountId === row.account_id &&
    known.region === row.region &&
    known.cell === row.cell_type
  return isWhereItWas ? known : undefined
}

const named = ({ hash }: Columns, object: InventoryObject): InventoryObject =>
  object.kind === 'resource' ? { ...object, content: contentOf(hash) } : object

/** Every row brings a text of its own for what a hundred thousand rows say. */
function createWords(): (row: Columns) => Columns {
  const [kind, account, region, type] = [
    once<Columns['kind']>(),
    once<Columns['account_id']>(),
    once<Columns['region']>(),
    once<Columns['cell_type']>(),
  ]
  return (row) => ({
    ...row,
    kind: kind(row.kind),
    account_id: account(row.account_id),
    region: region(row.region),
    cell_type: type(row.cell_type),
  })
}

function once<T extends string>(): (word: T) => T {
  const words = new Map<T, T>()
  return (word) => {
    const known = words.get(word)
    if (known === undefined) words.set(word, word)
    return known ?? word
  }
}

async function servingOthers<T>(make: () => Steps<T>): Promise<T> {
  const work = stepwise(make)
  await inSlices(work.step, { elapsed: () => performance.now(), pause: others })
  return work.value()
}
