/** A sink that tells another thread what happens: while it listens to one telling, what comes meanwhile is gathered for the next. */
import type { CollectSink } from '../../app/ports/aws.ts'
import type { Happening } from './link.ts'

export interface GatheringSink extends CollectSink {
  /** Resolves when everything has been told. */
  end(): Promise<void>
}

/** Objects and cells of one telling, which the other thread takes in one stretch; a reader that is further ahead waits. */
const mostGathered = 250

/** `tell` takes happenings as JSON. When it fails, every later call fails as it did. */
export function gatheringSink(tell: (happenings: string) => Promise<void>): GatheringSink {
  let gathered: Happening[] = []
  let weight = 0
  let telling: Promise<void> | undefined
  let failed: { readonly cause: unknown } | undefined

  async function tellAll(): Promise<void> {
    // What is said in the same turn goes with it.
    await undefined
    while (gathered.length > 0) {
      const told = gathered
      gathered = []
      weight = 0
      await tell(JSON.stringify(told)).catch((cause: unknown) => {
        failed = { cause }
        throw cause
      })
    }
    telling = undefined
  }
  async function take(happening: Happening, weighs: number): Promise<void> {
    if (failed) throw failed.cause
    gathered.push(happening)
    weight += weighs
    telling ??= tellAll()
    if (weight >= mostGathered) return telling
    // Heard by whoever says the next, or at the end.
    telling.catch(() => undefined)
  }
  return {
    planned: (cells) => take(['planned', cells], 1),
    objects: (cell, objects) => take(['objects', cell, objects], objects.length),
    cell: (cell) => take(['cell', cell], 1),
    calls: (rows) => take(['calls', rows], 1),
    end: async () => telling,
  }
}
