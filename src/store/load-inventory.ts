/**
 * Everything that is known now or was known at a moment, as objects: of a thousand accounts hundreds of megabytes. Rows become objects
 * page by page and are let go; what rows repeat (accounts, Regions, kinds, bodies) is kept once.
 */
import { setImmediate as others } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import type { LoadedInventory } from '../app/ports/inventory.ts'
import type { Steps } from '../core/access/stepwise.ts'
import { type ConnectionReading, chooseReadingsInSteps } from '../core/inventory/choose-readings.ts'
import type { InventoryObject } from '../core/inventory/objects.ts'
import { readDocuments } from './documents.ts'
import { toObject } from './inventory-object.ts'
import { type Columns, type ConnectionCell, cellsAt, cellsOf, knownAt, knownNow, placeOf } from './known.ts'
import type { Tables } from './schema.ts'
import { snapshots } from './snapshots.ts'

/** `at` (ISO 8601): what was known then. Undefined where nothing was published. Whoever asks sees to it that it is one moment. */
export async function loadReadings(database: Kysely<Tables>, at: string | undefined): Promise<Loaded | undefined> {
  const [snapshot] = await snapshots(database, 1, at)
  if (snapshot === undefined) return undefined
  const cells = at === undefined ? await cellsOf(database) : await cellsAt(database, at)
  const pages = at === undefined ? knownNow(database) : knownAt(database, at)
  return { snapshot, readings: await readingsOf(database, cells, pages) }
}

interface Loaded {
  readonly snapshot: LoadedInventory['snapshot']
  readonly readings: readonly ConnectionReading[]
}

/** Each cell from the connection that knows it best; others are served meanwhile. */
export async function chosenOf({ snapshot, readings }: Loaded): Promise<LoadedInventory> {
  return { snapshot, ...(await servingOthers(chooseReadingsInSteps(readings))) }
}

async function readingsOf(
  database: Kysely<Tables>,
  cells: readonly ConnectionCell[],
  pages: AsyncIterable<readonly Columns[]>,
): Promise<readonly ConnectionReading[]> {
  const objectsAt = new Map<string, InventoryObject[]>(
    cells.map((cell) => [placeOf(cell.connectionId, cell.accountId, cell.type, cell.region), []]),
  )
  const bodies = new Map<string, unknown>()
  const inWords = createWords()
  for await (const page of pages) {
    const hashes = new Set(page.map(({ hash }) => hash).filter((hash) => !bodies.has(hash)))
    for (const [hash, body] of await readDocuments(database, hashes)) bodies.set(hash, body)
    for (const row of page) {
      const place = placeOf(row.connection_id, row.cell_account_id, row.cell_type, row.cell_region)
      // Objects of a cell that is not there are being published, and count with it.
      objectsAt.get(place)?.push(toObject(inWords(row), bodies.get(row.hash)))
    }
    await others()
  }
  return cells.map(({ connectionId, ...cell }) => {
    const objects = objectsAt.get(placeOf(connectionId, cell.accountId, cell.type, cell.region)) ?? []
    return { connectionId, cell: { ...cell, objects: objects.length }, objects }
  })
}

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

/** Short enough that nobody notices waiting for it. */
const sliceMs = 12

async function servingOthers<T>(work: Steps<T>): Promise<T> {
  for (;;) {
    const until = performance.now() + sliceMs
    while (performance.now() < until) {
      const next = work.next()
      if (next.done === true) return next.value
    }
    await others()
  }
}
