/** Apps that what was read gives away, and what people decided about them (connection.md §6). */
import { AppError } from '../../core/fault.ts'
import type { AccountId } from '../../core/ids.ts'
import { toIntegrationId } from '../../core/ids.ts'
import type { AppReach } from '../../core/inventory/app-reach.ts'
import { reachOf } from '../../core/inventory/app-reach.ts'
import type { CellType } from '../../core/inventory/coverage.ts'
import type { InventoryObject, ObjectKind } from '../../core/inventory/objects.ts'
import type { RecommendedApp } from '../../core/inventory/recommended-apps.ts'
import { recommendApps } from '../../core/inventory/recommended-apps.ts'
import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'
import { record } from '../audit/record.ts'
import { freeName } from '../connections/names.ts'
import type { AppDeps } from '../deps.ts'
import type { AppDecision } from '../ports/connection-store.ts'
import type { Store } from '../ports/store.ts'
import type { DiscoveredCard } from './discovered-cards.ts'
import { discoveredCards } from './discovered-cards.ts'

export interface RecommendedAppView extends RecommendedApp {
  readonly state: 'new' | AppDecision['state']
}

type Deps = Pick<AppDeps, 'store' | 'clock' | 'ids'>
type Input = { readonly id: string }

export const listRecommendedApps =
  (deps: Pick<Deps, 'store'>) =>
  async (actor: Actor): Promise<readonly RecommendedAppView[]> => {
    permit(actor, 'read')
    const decided = new Map((await deps.store.appDecisions.list()).map(({ id, state }) => [id, state]))
    const apps = await recommended(deps.store)
    return apps.map((app) => viewOf(app, decided.get(app.id) ?? 'new'))
  }

const viewOf = (
  { id, kind, name, vendor, evidence }: RecommendedApp,
  state: RecommendedAppView['state'],
): RecommendedAppView => ({ id, kind, name, vendor, evidence, state })

export interface ReachedApp extends RecommendedApp, AppReach {}

/** By snapshot: nothing is recommended anew while nothing was published. */
const kept = new WeakMap<Source['inventory'], { readonly snapshot: string; readonly apps: readonly ReachedApp[] }>()

type Source = Pick<Store, 'inventory' | 'coverage'>

export async function recommended(store: Source): Promise<readonly ReachedApp[]> {
  const { inventory } = store
  const snapshot = await inventory.currentSnapshot()
  if (!snapshot) return []
  const known = kept.get(inventory)
  if (known?.snapshot === snapshot.id) return known.apps
  const inDirectory = await objectsIn(store, 'identity_center', directoryKinds)
  const providers = await objectsIn(store, 'iam', providerKinds)
  const found = recommendApps([...inDirectory, ...providers])
  // Roles are many, and only those beside a provider of an app can trust it.
  const near = new Set(found.flatMap(({ evidence }) => evidence.map(({ accountId }) => accountId)))
  const roles = await objectsIn(store, 'iam', ['role'], near)
  const reach = reachOf(found, [...inDirectory, ...roles])
  const apps = found.map((app) => ({ roles: [], people: [], ...app, ...reach.get(app.id) }))
  kept.set(inventory, { snapshot: snapshot.id, apps })
  return apps
}

const providerKinds = ['samlProvider', 'oidcProvider'] as const
const directoryKinds = ['identityCenterApplication', 'applicationAssignment', 'directoryGroup'] as const
/** More accounts than one installation reads. */
const mostCells = 10_000

async function objectsIn<K extends ObjectKind>(
  { inventory, coverage }: Source,
  type: CellType,
  kinds: readonly K[],
  only?: ReadonlySet<AccountId>,
): Promise<readonly InventoryObject[]> {
  const found: InventoryObject[] = []
  for (const cell of await coverage.cells({ type }, mostCells)) {
    if (only?.has(cell.accountId) === false) continue
    found.push(...(await inventory.objectsOf(cell.connectionId, cell, kinds)))
  }
  return found
}

/** Adding twice gives the card that is there. */
export const addRecommendedApp =
  (deps: Deps) =>
  async (actor: Actor, input: Input): Promise<DiscoveredCard> => {
    permit(actor, 'integrate')
    const app = await findApp(deps.store, input.id)
    const known = (await discoveredCards(deps.store)).find(({ appId }) => appId === app.id)
    if (known) return known
    const cards = await deps.store.connections.integrations()
    const taken = [...cards, ...(await discoveredCards(deps.store))].map(({ name }) => name)
    const decision = {
      id: app.id,
      at: deps.clock.now(),
      state: 'added',
      card: toIntegrationId(deps.ids.uuid()),
      name: freeName(app.name, taken),
      vendor: app.vendor,
      ownerEmail: actor.kind === 'user' ? actor.user.email : null,
    } as const
    await deps.store.appDecisions.save(decision)
    await record(deps, actor, 'recommended_app.added', decision.card, { app: app.id, name: decision.name })
    return cardOf(deps.store, app.id)
  }

export const dismissRecommendedApp =
  (deps: Deps) =>
  async (actor: Actor, input: Input): Promise<RecommendedAppView> => {
    permit(actor, 'integrate')
    const app = await findApp(deps.store, input.id)
    await deps.store.appDecisions.save({ id: app.id, at: deps.clock.now(), state: 'dismissed' })
    await record(deps, actor, 'recommended_app.dismissed', app.id, { name: app.name })
    return viewOf(app, 'dismissed')
  }

/** By id, or by name without regard to case where only one bears it. */
async function findApp(store: Store, text: string): Promise<ReachedApp> {
  const apps = await recommended(store)
  const wanted = text.trim().toLowerCase()
  const named = apps.filter(({ name }) => name.toLowerCase() === wanted)
  const app = apps.find(({ id }) => id === text) ?? (named.length === 1 ? named[0] : undefined)
  if (app) return app
  const suggestions = apps.map(({ name }) => name)
  throw new AppError('not_found', `There is no recommended app "${text}".`, {
    fix: 'List them: bailiwick recommended list',
    ...(suggestions.length > 0 && { suggestions: suggestions.slice(0, 5) }),
  })
}

async function cardOf(store: Store, appId: string): Promise<DiscoveredCard> {
  const card = (await discoveredCards(store)).find((one) => one.appId === appId)
  if (card) return card
  throw new AppError('internal', 'The card of a recommended app is gone.')
}
