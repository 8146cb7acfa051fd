/** One principal or one resource from all sides: the index, and beside it what only the inventory holds. */
import type { AccessIndex } from '../../core/access/build-index.ts'
import type { BecomingAnswer } from '../../core/access/principal/becoming.ts'
import type { PrincipalDetail } from '../../core/access/principal/principal-detail.ts'
import type { ResourceDetail } from '../../core/access/resource-detail.ts'
import { levelOf } from '../../core/access/what-can.ts'
import type { AccessLevel, Catalogue } from '../../core/catalogue.ts'
import { AppError } from '../../core/fault.ts'
import { isJsonObject } from '../../core/inventory/content-key.ts'
import { type ServiceUse, serviceUseOf } from '../../core/inventory/last-use.ts'
import type { Json } from '../../core/inventory/objects.ts'
import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'
import type { InventoryStore, ObjectHistory } from '../ports/inventory.ts'
import type { AccessService } from './access-service.ts'
import { type AskedAt, answered } from './questions.ts'

interface Deps {
  readonly access: AccessService<AccessIndex>
  readonly store: { readonly inventory: Pick<InventoryStore, 'history'> }
  readonly catalogue: Catalogue
}

export interface PrincipalView extends PrincipalDetail {
  readonly usage: Usage
  /** The longest a session of the role may last, where it was read. */
  readonly sessionSeconds?: number
}

/** When it last used which service, as AWS's report about it says. */
export interface Usage extends Omit<ServiceUse, 'actions'> {
  /** With the access level of each, where the catalogue knows it. */
  readonly actions: readonly (ServiceUse['actions'][number] & { readonly level?: AccessLevel })[]
  readonly known: boolean
  /** Why it is not known, one sentence. */
  readonly reason?: string
}

export const showPrincipal =
  (deps: Deps) =>
  async (actor: Actor, { principal, at }: AskedAt & { readonly principal: string }): Promise<PrincipalView> => {
    permit(actor, 'read')
    const index = await deps.access.at(at)
    const newest = await deps.access.currentIfAny()
    const detail = await deps.access.run(answered(index.principalInSteps(principal)))
    const isNow = newest?.snapshot.id === index.snapshot.id
    const own = await objectsAt(deps, detail.arn)
    const sessionSeconds = await longestSession(deps, detail, own)
    return {
      ...detail,
      usage: isNow
        ? usageOf(deps.catalogue, detail, own)
        : { known: false, reason: usageWords.past, services: [], actions: [] },
      ...(sessionSeconds !== undefined && { sessionSeconds }),
    }
  }

/** Waits for what the list of principals waits for, the first time after each snapshot. */
export const showBecoming =
  (deps: Pick<Deps, 'access'>) =>
  async (actor: Actor, { principal, at }: AskedAt & { readonly principal: string }): Promise<BecomingAnswer> => {
    permit(actor, 'read')
    const index = await deps.access.prepared(at)
    return answered(index.becoming(principal))
  }

/** Fault `not_found`: it was not read; whether it exists is not known. */
export const showResource =
  (deps: Pick<Deps, 'access'>) =>
  async (actor: Actor, { resource, at }: AskedAt & { readonly resource: string }): Promise<ResourceDetail> => {
    permit(actor, 'read')
    const index = await deps.access.at(at)
    const found = index.resource(resource.trim())
    if (found) return found
    throw new AppError('not_found', `${resource.trim()} was not read; whether it exists is not known.`, {
      fix: 'ARNs are compared letter by letter; `GET /resources` lists what was read.',
    })
  }

/* ------------------------------------------------------------------ what the inventory holds */

/** A role that was made anew some times, known over some connections. */
const mostObjects = 20
/** Session lengths change seldom; older versions than these are asked about without one. */
const mostVersions = 50

const objectsAt = async (deps: Deps, arn: string): Promise<readonly ObjectHistory[]> =>
  (await deps.store.inventory.history(arn, { objects: mostObjects, versions: mostVersions })).objects

const usageWords = {
  past: 'When something was last used is known of now only; the history does not hold it.',
  notAsked: 'AWS was not asked yet which services it used: principals are asked about in turn, some in each sync.',
  ofAws: 'AWS itself acts through service-linked roles; it is not asked when they were last used.',
  ofRoot: 'AWS makes no report of the services that a root user used.',
} as const

function usageOf(catalogue: Catalogue, { type }: PrincipalDetail, own: readonly ObjectHistory[]): Usage {
  const reports = own.flatMap(({ kind, status, facts }) =>
    kind === 'lastAccessed' && status === 'present' ? (serviceUseOf(facts) ?? []) : [],
  )
  const newest = reports.reduce<ServiceUse | undefined>(
    (best, one) => (best === undefined || (one.askedAt ?? '') > (best.askedAt ?? '') ? one : best),
    undefined,
  )
  if (newest) {
    const actions = newest.actions.map((one) => {
      const id = catalogue.actionId(one.action)
      const level = id < 0 ? undefined : levelOf(catalogue.action(id))
      return { ...one, ...(level && { level }) }
    })
    return { known: true, ...newest, actions }
  }
  const reason =
    type === 'root' ? usageWords.ofRoot : type === 'service-linked-role' ? usageWords.ofAws : usageWords.notAsked
  return { known: false, reason, services: [], actions: [] }
}

async function longestSession(
  deps: Deps,
  { permissionSet, at }: PrincipalDetail,
  own: readonly ObjectHistory[],
): Promise<number | undefined> {
  const ofSet =
    permissionSet === undefined ? undefined : bodyAt(await objectsAt(deps, permissionSet), 'permissionSet', at)
  if (ofSet) return secondsOf(ofSet['sessionDuration'])
  const seconds = bodyAt(own, 'role', at)?.['maxSessionSeconds']
  return typeof seconds === 'number' ? seconds : undefined
}

/** As it stood at a moment (ISO 8601). */
function bodyAt(objects: readonly ObjectHistory[], kind: ObjectHistory['kind'], at: string) {
  for (const { versions, ...object } of objects) {
    if (object.kind !== kind) continue
    const stood = versions.find(({ validFrom, validTo }) => validFrom <= at && (validTo === null || validTo > at))
    if (stood && isJsonObject(stood.body)) return stood.body
  }
  return undefined
}

/** ISO 8601 as Identity Center writes it, `PT8H` or `PT1H30M`; an hour when nothing is set (SSO Admin API Reference, PermissionSet). */
function secondsOf(duration: Json | undefined): number | undefined {
  if (duration === undefined) return 3_600
  const [, hours = '0', minutes = '0', seconds = '0'] =
    (typeof duration === 'string' && /^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$/.exec(duration)) || []
  const total = Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)
  return total > 0 ? total : undefined
}
