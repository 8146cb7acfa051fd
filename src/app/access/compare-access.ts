/** What changed between two moments, and what would change. */
import type { AccessIndex } from '../../core/access/build-index.ts'
import type { Change, DiffAnswer, DiffScope } from '../../core/access/change/change.ts'
import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'
import type { InventoryStore, SnapshotRef } from '../ports/inventory.ts'
import type { AccessService } from './access-service.ts'
import { type AskedAt, answered, given } from './questions.ts'

interface Deps {
  readonly access: AccessService<AccessIndex>
}

export interface ScopeInput {
  readonly principal?: string | undefined
  readonly service?: string | undefined
  readonly resource?: string | undefined
  readonly limit?: number | undefined
}

export interface DiffInput extends ScopeInput {
  /** `now`, the id of a snapshot, or a time (ISO 8601). */
  readonly from: string
  readonly to: string
}

export const diffAccess =
  (deps: Deps) =>
  async (actor: Actor, { from, to, ...scope }: DiffInput): Promise<DiffAnswer> => {
    permit(actor, 'read')
    // One after the other: building two indexes at once would need the memory of both builds.
    const before = await deps.access.at(from, 'from')
    const after = await deps.access.at(to, 'to')
    return answered(before.diff(after, scopeOf(scope)))
  }

export interface WhatIfInput extends ScopeInput, AskedAt {
  /** Applied in order, all or none. */
  readonly changes: readonly Change[]
}

export const whatIf =
  (deps: Deps) =>
  async (actor: Actor, { changes, at, ...scope }: WhatIfInput): Promise<DiffAnswer> => {
    permit(actor, 'read')
    const index = await deps.access.at(at)
    deps.access.supposed(JSON.stringify(changes).length)
    return answered(index.whatIf(changes, scopeOf(scope)))
  }

function scopeOf({ principal, service, resource, limit }: ScopeInput): DiffScope {
  return {
    ...given('principal', principal),
    ...given('service', service),
    ...given('resource', resource),
    ...(limit !== undefined && { limit }),
  }
}

/** Enough for a screen to choose from; older ones are named by time. */
const snapshotsShown = 200

export const listSnapshots =
  (deps: { readonly store: { readonly inventory: Pick<InventoryStore, 'snapshots'> } }) =>
  async (actor: Actor): Promise<readonly SnapshotRef[]> => {
    permit(actor, 'read')
    return deps.store.inventory.snapshots(snapshotsShown)
  }
