/** Imports that somebody began and asks after: large ones take longer than a connection between two programs likes to wait. */
import { AppError } from '../../core/fault.ts'
import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'
import type { ImportDeps, ImportInput, ImportResult } from './import-files.ts'
import { receiveImports } from './import-files.ts'
import type { ImportProgress } from './import-progress.ts'

export type ImportState =
  | ({ readonly state: 'running' } & ImportProgress)
  | { readonly state: 'succeeded'; readonly result: ImportResult }

type Held = ImportState | { readonly state: 'failed'; readonly fault: unknown }

/** What has ended is told for as long as so many have not ended after it. */
const mostHeld = 100

export function createImports(deps: ImportDeps) {
  const receive = receiveImports(deps)
  const held = new Map<string, Held>()

  async function forget(): Promise<void> {
    const ended = [...held].filter(([, { state }]) => state !== 'running')
    for (const [id] of ended.slice(0, Math.max(0, ended.length - mostHeld))) held.delete(id)
  }

  return {
    /** Resolves when it is published. */
    importFiles: async (actor: Actor, input: ImportInput): Promise<ImportResult> =>
      (await receive(actor, input))(() => undefined),

    /** Resolves when all files are here; `show` tells the rest. */
    async begin(actor: Actor, input: ImportInput): Promise<{ readonly id: string }> {
      const received = await receive(actor, input)
      const id = deps.ids.uuid()
      received((progress) => held.set(id, { state: 'running', ...progress }))
        .then(
          (result) => held.set(id, { state: 'succeeded', result }),
          (fault: unknown) => held.set(id, { state: 'failed', fault }),
        )
        .then(forget)
      return { id }
    },

    /** Faults: those of the import, and `not_found`, also for one that the process before this one had begun. */
    show(actor: Actor, id: string): ImportState {
      permit(actor, 'integrate')
      const found = held.get(id)
      if (found === undefined) {
        throw new AppError('not_found', 'There is no such import.', {
          fix: 'If the server was started again meanwhile, the import was given up and nothing was written: import the files again.',
        })
      }
      if (found.state === 'failed') throw found.fault
      return found
    },
  }
}
