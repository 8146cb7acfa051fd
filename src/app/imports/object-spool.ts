/** Objects on their way from the files to the database. Nothing is written there before all files are read, so they wait on disk. */
import { chunksOf } from '../../core/chunks.ts'
import type { CellKey } from '../../core/inventory/coverage.ts'
import type { InventoryObject } from '../../core/inventory/objects.ts'
import type { Extent, Scratch } from '../ports/scratch.ts'
import { wholeText } from './decode.ts'

export interface ObjectPage {
  readonly cell: CellKey
  readonly objects: readonly InventoryObject[]
}

export interface ObjectSpool {
  add(page: ObjectPage): Promise<void>
  /** In the order in which they came, some megabytes at once. */
  pages(): AsyncIterable<readonly ObjectPage[]>
}

/** Characters of one statement: enough that its cost disappears, and little beside the memory of the database. */
const charactersAtOnce = 4 * 2 ** 20
/** Rows, likewise. */
const objectsAtOnce = 1_000

export function createObjectSpool(scratch: Scratch): ObjectSpool {
  const extents: Extent[] = []
  let waiting: string[] = []
  let characters = 0
  let objects = 0

  async function flush(): Promise<void> {
    if (waiting.length === 0) return
    const text = `[${waiting.join(',')}]`
    waiting = []
    characters = 0
    objects = 0
    extents.push(await scratch.append(new TextEncoder().encode(text)))
  }

  async function addPart(page: ObjectPage): Promise<void> {
    const text = JSON.stringify(page)
    waiting.push(text)
    characters += text.length
    objects += page.objects.length
    if (characters >= charactersAtOnce || objects >= objectsAtOnce) await flush()
  }

  return {
    async add({ cell, objects }) {
      for (const some of chunksOf(objects, objectsAtOnce)) await addPart({ cell, objects: some })
    },
    async *pages() {
      await flush()
      for (const extent of extents) yield JSON.parse(await wholeText(scratch, extent, 'what is kept'))
    },
  }
}
