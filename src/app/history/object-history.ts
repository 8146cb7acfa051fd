/** One thing through time: what changed, between which two looks, and who else bore the name before. */
import type { AccessIndex } from '../../core/access/build-index.ts'
import { AppError } from '../../core/fault.ts'
import { changedFields, type FieldChange } from '../../core/inventory/changed-fields.ts'
import type { Json } from '../../core/inventory/objects.ts'
import type { AccessService } from '../access/access-service.ts'
import { answered } from '../access/questions.ts'
import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'
import { cardsAmong, connectionName } from '../connections/find-integration.ts'
import type { Integration } from '../ports/connections.ts'
import type { ObjectHistory, ObjectVersion } from '../ports/inventory.ts'
import type { Store } from '../ports/store.ts'
import { shownFields } from './shown-fields.ts'

export interface ObjectHistoryInput {
  /** ARN, or the name of a principal as every question takes it. */
  readonly object: string
  /** Versions of each object. */
  readonly limit?: number | undefined
}

export interface VersionView extends Omit<ObjectVersion, 'body'> {
  /** Against the version before; empty for the first one. */
  readonly changes: readonly FieldChange[]
  readonly moreChanges: number
}

export interface ObjectHistoryView extends Omit<ObjectHistory, 'connectionId' | 'versions' | 'facts'> {
  /** Empty: its integration was taken away. */
  readonly integration: string
  /** Newest first. */
  readonly versions: readonly VersionView[]
  /** As the newest version has it. */
  readonly body: Json
}

export interface ObjectHistoryAnswer {
  readonly arn: string
  /** Newest first. A role made again under an old name is another object. */
  readonly objects: readonly ObjectHistoryView[]
  readonly more: number
}

interface Deps {
  readonly access: AccessService<AccessIndex>
  readonly store: Pick<Store, 'connections' | 'inventory'>
}

/** Of an ARN that every account has (a managed policy of AWS) the first ones stand for all. */
const mostObjects = 50
const defaultVersions = 50

/** Faults `not_found`, and those of a principal's name. */
export const showObjectHistory =
  (deps: Deps) =>
  async (actor: Actor, { object, limit = defaultVersions }: ObjectHistoryInput): Promise<ObjectHistoryAnswer> => {
    permit(actor, 'read')
    const arn = await arnOf(deps, object.trim())
    // One more than is shown: the oldest that is shown differs from it.
    const { objects, more } = await deps.store.inventory.history(arn, { objects: mostObjects, versions: limit + 1 })
    if (objects.length === 0) {
      throw new AppError('not_found', `Nothing that bears the ARN ${arn} has been read.`, {
        fix: 'ARNs are compared letter by letter; `bailiwick principals --json` prints those of principals.',
      })
    }
    const cards = await deps.store.connections.integrations()
    return { arn, objects: objects.map((one) => viewOf(one, cards, limit)), more }
  }

async function arnOf(deps: Deps, object: string): Promise<string> {
  if (object.startsWith('arn:')) return object
  const index = await deps.access.current()
  return answered(index.findPrincipal(object))
}

function viewOf(object: ObjectHistory, cards: readonly Integration[], limit: number): ObjectHistoryView {
  const { connectionId, versions, moreVersions, facts: _, ...rest } = object
  const shown = versions.slice(0, limit)
  return {
    ...rest,
    integration: connectionName(cardsAmong(cards, connectionId)),
    versions: shown.map(({ body, ...version }, place): VersionView => {
      const before = versions[place + 1]
      const { fields, more } = shownFields(before ? changedFields(before.body, body) : [])
      return { ...version, changes: fields, moreChanges: more }
    }),
    moreVersions: moreVersions + versions.length - shown.length,
    body: versions[0]?.body ?? null,
  }
}
