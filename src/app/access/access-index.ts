/** The index as the use cases see it, and how it is made. */
import type { AccessIndex } from '../../core/access/build-index.ts'
import { buildIndex } from '../../core/access/build-index.ts'
import { assemble } from '../../core/inventory/assemble.ts'
import type { AppDeps } from '../deps.ts'
import type { LoadedInventory } from '../ports.ts'

export const indexOf =
  (deps: Pick<AppDeps, 'catalogue' | 'engine'>) =>
  ({ snapshot, objects, cells }: LoadedInventory): AccessIndex =>
    buildIndex(assemble({ id: snapshot.id, at: snapshot.publishedAt, objects, cells }), deps.catalogue, deps.engine)
