/**
 * The store in memory, for tests of what stands above it. Merges by the same rules as the databases (core/inventory/merge.ts); it
 * keeps no versions, and knows neither SQL nor migrations.
 */
import type {
  AppDecision,
  ConnectionDraft,
  ConnectionStore,
  DraftStore,
  Handoff,
  HandoffOpening,
  HandoffStore,
  RetiredConnection,
  RhythmMinutes,
  SecretStore,
  StoredSecret,
  TrustIdentity,
  Turn,
} from '../../src/app/ports/connection-store.ts'
import type { AccountTarget, Connection, Integration } from '../../src/app/ports/connections.ts'
import type { Clock } from '../../src/app/ports/host.ts'
import type {
  ConnectionCell,
  InventoryStore,
  LoadedInventory,
  SnapshotRef,
  TimelineStore,
} from '../../src/app/ports/inventory.ts'
import type { NewNotice } from '../../src/app/ports/notices.ts'
import type {
  AuditEntry,
  SessionRecord,
  SessionStore,
  SettingStore,
  User,
  UserStore,
} from '../../src/app/ports/people.ts'
import type { Store } from '../../src/app/ports/store.ts'
import type { CallCount } from '../../src/app/ports/sync.ts'
import { AppError } from '../../src/core/fault.ts'
import type { AccountId, ConnectionId, SyncRunId } from '../../src/core/ids.ts'
import { toSnapshotId } from '../../src/core/ids.ts'
import { accountsThatLeft, cellAfterLeaving } from '../../src/core/inventory/account-left.ts'
import { knownOrganization } from '../../src/core/inventory/accounts-to-read.ts'
import { packCells } from '../../src/core/inventory/cell-table.ts'
import { chooseReadings } from '../../src/core/inventory/choose-readings.ts'
import type { CellKey, CoverageCell, StageName } from '../../src/core/inventory/coverage.ts'
import { cellKeyText, stageNames, stageOfCell } from '../../src/core/inventory/coverage.ts'
import { figuresOf } from '../../src/core/inventory/figures.ts'
import type { KnownObject } from '../../src/core/inventory/merge.ts'
import { doubtOf, mergeCell, objectKey } from '../../src/core/inventory/merge.ts'
import type { InventoryObject, ObjectOfKind } from '../../src/core/inventory/objects.ts'
import { historyInMemory } from './memory-history.ts'
import { createMemoryNotices } from './memory-notices.ts'
import type { MemoryStaging } from './memory-sync.ts'
import { createMemoryCoverage, createMemorySync } from './memory-sync.ts'
import { timelineInMemory } from './memory-timeline.ts'

export interface MemoryStore extends Store {
  /** What was audited, oldest first. */
  readonly audited: readonly AuditEntry[]
  readonly stored: { readonly sessions: readonly SessionRecord[]; readonly settings: ReadonlyMap<string, string> }
}

export function createMemoryStore(clock: Pick<Clock, 'now'>): MemoryStore {
  const audited: AuditEntry[] = []
  const settings = new Map<string, string>()
  const sessions = new Map<string, SessionRecord>()
  const connections = new Map<ConnectionId, Connection>()
  const secrets = new Map<string, StoredSecret>()
  const inventory = createInventory(connections)
  const sync = createMemorySync(inventory.staging)
  const notices = createMemoryNotices()
  return {
    inventory: inventory.store,
    timeline: inventory.timeline,
    connections: createConnections(
      connections,
      secrets,
      (id) => {
        inventory.erase(id, clock.now())
        sync.erase(id)
        for (const [key, { owner }] of [...secrets]) if (owner === id) secrets.delete(key)
      },
      notices.add,
    ),
    notices: notices.store,
    secrets: createSecrets(secrets),
    drafts: createDrafts(),
    handoffs: createHandoffs(),
    syncRuns: sync.syncRuns,
    syncUnits: sync.syncUnits,
    coverage: createMemoryCoverage(inventory.cells),
    ...createChecksAndRhythm(),
    users: createUsers(),
    sessions: createSessions(sessions),
    settings: createSettings(settings),
    audit: { append: async (entry) => void audited.push(structuredClone(entry)) },
    describe: async () => ({ engine: 'pglite', version: 'memory', migration: 'none' }),
    close: async () => undefined,
    audited,
    get stored() {
      return { sessions: [...sessions.values()], settings }
    },
  }
}

/* ------------------------------------------------------------------ inventory */

interface Staging {
  readonly keys: Map<string, CellKey>
  readonly objects: Map<string, InventoryObject[]>
  readonly cells: Map<string, Omit<CoverageCell, 'completeAt' | 'objects'>>
}

interface Shelf {
  readonly cells: Map<string, CoverageCell>
  readonly objects: Map<string, Map<string, KnownObject>>
}

function createInventory(connections: ReadonlyMap<ConnectionId, Connection>): {
  store: InventoryStore
  timeline: TimelineStore
  staging: MemoryStaging
  cells(): readonly ConnectionCell[]
  erase(id: ConnectionId, at: string): void
} {
  const staged = new Map<SyncRunId, Staging>()
  const shelves = new Map<ConnectionId, Shelf>()
  const history: LoadedInventory[] = []
  let published = 0

  const stagingOf = (id: SyncRunId): Staging => {
    const staging = staged.get(id) ?? { objects: new Map(), cells: new Map(), keys: new Map() }
    staged.set(id, staging)
    return staging
  }
  const shelfOf = (id: ConnectionId): Shelf => {
    const shelf = shelves.get(id) ?? { cells: new Map(), objects: new Map() }
    shelves.set(id, shelf)
    return shelf
  }
  const nextSnapshot = (at: string): SnapshotRef => {
    published++
    const snapshot = { id: toSnapshotId(String(published)), publishedAt: at }
    const readings = [...shelves].flatMap(([connectionId, shelf]) =>
      [...shelf.cells].map(([key, cell]) => {
        const known = [...(shelf.objects.get(key)?.values() ?? [])]
        return { connectionId, cell, objects: known.filter(isPresent).map((one) => one.object) }
      }),
    )
    history.unshift({ snapshot, ...chooseReadings(readings) })
    return snapshot
  }

  const presentIn = (id: ConnectionId): readonly InventoryObject[] =>
    [...(shelves.get(id)?.objects.values() ?? [])].flatMap((known) =>
      [...known.values()].filter(isPresent).map(({ object }) => object),
    )
  const allCells = (): readonly ConnectionCell[] =>
    [...shelves].flatMap(([connectionId, shelf]) =>
      [...shelf.cells.values()].map((cell) => ({ ...cell, connectionId })),
    )

  async function publishOf(
    runId: SyncRunId,
    connectionId: ConnectionId,
    at: string,
    stages: readonly StageName[],
  ): Promise<SnapshotRef> {
    const connection = connections.get(connectionId)
    if (!connection) throw new AppError('unknown_integration', 'The connection was deleted while it was being read.')
    const { objects, cells } = stagingOf(runId)
    for (const [key, cell] of cells) {
      if (!stages.includes(stageOfCell(cell.type))) continue
      const left = publishCell(shelfOf(connectionId), cell, objects.get(key) ?? [], connection)
      for (const account of left) leave(shelfOf(connectionId), account, at)
      objects.delete(key)
      cells.delete(key)
    }
    return nextSnapshot(at)
  }

  const store: InventoryStore = {
    async stageObjects(runId, cell, objects) {
      stagingOf(runId).keys.set(cellKeyText(cell), cell)
      const page = stagingOf(runId).objects.get(cellKeyText(cell)) ?? []
      stagingOf(runId).objects.set(cellKeyText(cell), [...page, ...objects])
    },
    async stageCell(runId, cell) {
      stagingOf(runId).keys.set(cellKeyText(cell), cell)
      stagingOf(runId).cells.set(cellKeyText(cell), cell)
    },
    async stagePages(runId, { objects, cells }) {
      for (const page of objects) await store.stageObjects(runId, page.cell, page.objects)
      for (const cell of cells) await store.stageCell(runId, cell)
    },
    publish: (runId, connectionId, at) => publishOf(runId, connectionId, at, stageNames),
    // Whether anything has changed is the databases' business: here every publication is a snapshot.
    publishStages: (runId, connectionId, at, stages) => publishOf(runId, connectionId, at, stages),
    isStaged: async (runId, stages) =>
      [...stagingOf(runId).cells.values()].some(({ type }) => stages.includes(stageOfCell(type))),
    organization: async (id) => knownOrganization(presentIn(id)),
    async objectsOf(id, cell, kinds) {
      const ofCell = cell && [...(shelves.get(id)?.objects.get(cellKeyText(cell))?.values() ?? [])].filter(isPresent)
      const objects = ofCell?.map(({ object }) => object) ?? presentIn(id)
      const isOfKind = (object: InventoryObject): object is ObjectOfKind<(typeof kinds)[number]> =>
        kinds.some((kind) => kind === object.kind)
      return objects.filter(isOfKind)
    },
    async dropStaging(runId) {
      staged.delete(runId)
    },
    async load(at) {
      const found = history.find(({ snapshot }) => at === undefined || snapshot.publishedAt <= at)
      return found && { ...found, ...(at !== undefined && { isPast: true }) }
    },
    cellTable: async () => history[0]?.cells ?? packCells([]),
    currentSnapshot: async () => history[0]?.snapshot,
    snapshots: async (limit) => history.slice(0, limit).map(({ snapshot }) => snapshot),
    snapshot: async (id) => history.find(({ snapshot }) => snapshot.id === id)?.snapshot,
    snapshotAt: async (at) => history.find(({ snapshot }) => snapshot.publishedAt <= at)?.snapshot,
    since: async () => history.at(-1)?.snapshot.publishedAt,
    ...historyInMemory(history),
    cells: async (id) => allCells().filter(({ connectionId }) => id === undefined || connectionId === id),
    async figures(id) {
      const objects = presentIn(id)
      const accounts = [...new Set(objects.map(({ accountId }) => accountId))].sort()
      return figuresOf(accounts, (kind) => objects.filter((one) => one.kind === kind).length)
    },
  }
  return {
    store,
    timeline: timelineInMemory(history),
    staging: {
      ...store,
      drop(runId, isMeant) {
        const { objects, cells, keys } = stagingOf(runId)
        for (const [key, cell] of keys) {
          if (!isMeant(cell)) continue
          objects.delete(key)
          cells.delete(key)
        }
      },
    },
    cells: allCells,
    erase(id, at) {
      if (shelves.delete(id)) nextSnapshot(at)
    },
  }
}

function publishCell(
  shelf: Shelf,
  cell: Omit<CoverageCell, 'completeAt' | 'objects'>,
  read: readonly InventoryObject[],
  connection: Pick<Connection, 'method' | 'accounts'>,
): readonly AccountId[] {
  const key = cellKeyText(cell)
  takeOverOrganization(shelf, key, read)
  const before = shelf.cells.get(key)
  const known = [...(shelf.objects.get(key)?.values() ?? [])]
  const merge = mergeCell(known, read, cell.state)
  const codes = { now: cell.code, before: before?.code }
  const doubt = connection.method === 'import' ? undefined : doubtOf(merge, known.length, codes)
  const applied = doubt ? mergeCell(known, read, 'suspect') : merge
  const missing = applied.missing.map((one): KnownObject => ({ ...one, status: 'missing' }))
  const upsert = applied.upsert.map((object): KnownObject => ({ object, status: 'present' }))
  const stale = applied.stale.map((object): KnownObject => ({ object, status: 'present' }))
  const objects = new Map([...upsert, ...missing, ...applied.keep, ...stale].map((one) => [objectKey(one.object), one]))
  shelf.objects.set(key, objects)
  shelf.cells.set(key, {
    ...cell,
    ...(doubt && { state: 'suspect', ...doubt }),
    completeAt: cell.state === 'ok' && !doubt ? cell.checkedAt : (before?.completeAt ?? null),
    objects: [...objects.values()].filter(isPresent).length,
  })
  return accountsThatLeft(cell, applied.missing, connection.accounts)
}

const isPresent = (one: KnownObject): boolean => one.status === 'present'

/** What another account told of the same organization is merged with what this one has read. */
function takeOverOrganization(shelf: Shelf, key: string, read: readonly InventoryObject[]): void {
  const organization = read.find(({ kind }) => kind === 'organization')
  if (!organization) return
  for (const [other, objects] of shelf.objects) {
    if (other === key || !objects.has(objectKey(organization))) continue
    shelf.objects.set(key, new Map([...objects, ...(shelf.objects.get(key) ?? [])]))
    shelf.objects.delete(other)
  }
}

function leave(shelf: Shelf, account: AccountId, at: string): void {
  for (const [key, cell] of shelf.cells) {
    if (cell.accountId !== account) continue
    const { action: _, ...known } = cell
    shelf.cells.set(key, { ...known, ...cellAfterLeaving(at), objects: 0 })
    const objects = [...(shelf.objects.get(key) ?? [])]
    shelf.objects.set(key, new Map(objects.map(([id, one]) => [id, { ...one, status: 'missing' }])))
  }
}

/* ------------------------------------------------------------------ connections */

function createConnections(
  connections: Map<ConnectionId, Connection>,
  secrets: Map<string, StoredSecret>,
  forget: (id: ConnectionId) => void,
  tell: (notice: NewNotice) => void,
): ConnectionStore {
  const usedExternalIds = new Set<string>()
  const integrations = new Map<Integration['id'], Integration>()
  const targets = new Map<string, AccountTarget>()
  const retired = new Map<ConnectionId, RetiredConnection>()

  const refuseTaken = (name: string, except?: Integration['id']): void => {
    const taken = [...integrations.values()].find(
      (one) => one.id !== except && one.name.toLowerCase() === name.toLowerCase(),
    )
    if (taken) throw new AppError('name_taken', `An integration named "${taken.name}" exists.`)
  }

  return {
    async create(connection, cards, sealed = []) {
      for (const card of cards) refuseTaken(card.name)
      if (usedExternalIds.has(connection.externalId)) throw new Error('an external id is never used twice')
      if (connection.externalId !== '') usedExternalIds.add(connection.externalId)
      connections.set(connection.id, connection)
      for (const card of cards) integrations.set(card.id, card)
      for (const secret of sealed) secrets.set(`${secret.owner} ${secret.field}`, secret)
    },
    connection: async (id) => connections.get(id),
    externalIds: async () => [...usedExternalIds],
    connections: async () => [...connections.values()],
    integrations: async () => [...integrations.values()],
    integration: async (id) => integrations.get(id),
    async updateIntegration(id, change, notice) {
      const known = integrations.get(id)
      if (change.name !== undefined) refuseTaken(change.name, id)
      if (!known) return
      integrations.set(id, { ...known, ...change })
      if (notice) tell(notice)
    },
    async updateConnection(id, change) {
      const known = connections.get(id)
      if (known) connections.set(id, { ...known, ...change })
    },
    async replaceKey(id, accessKey, secret) {
      const known = connections.get(id)
      if (!known) return
      connections.set(id, { ...known, accessKey })
      secrets.set(`${secret.owner} ${secret.field}`, secret)
    },
    async saveTargets(some) {
      for (const target of some) targets.set(`${target.connectionId} ${target.accountId}`, target)
    },
    targets: async (id) =>
      [...targets.values()]
        .filter((one) => one.connectionId === id)
        .sort((a, b) => (a.accountId < b.accountId ? -1 : 1)),
    async erase(id) {
      retired.delete(id)
      connections.delete(id)
      for (const card of [...integrations.values()]) if (card.connectionId === id) integrations.delete(card.id)
      for (const [key, target] of [...targets]) if (target.connectionId === id) targets.delete(key)
      forget(id)
    },
    async retire(id, at) {
      const connection = connections.get(id)
      const cards = [...integrations.values()].filter((card) => card.connectionId === id)
      const accounts = [...targets.values()].filter((target) => target.connectionId === id).length
      await this.erase(id)
      if (connection) retired.set(id, { ...connection, cards, accounts, retiredAt: at })
    },
    retired: async () => [...retired.values()].reverse(),
  }
}

/* ------------------------------------------------------------------ secrets, drafts, hand-off links */

function createSecrets(secrets: Map<string, StoredSecret>): SecretStore {
  return {
    put: async (secret) => void secrets.set(`${secret.owner} ${secret.field}`, secret),
    get: async (owner, field) => secrets.get(`${owner} ${field}`)?.sealed,
    all: async () => [...secrets.values()],
    async reseal(secret, sealed) {
      const key = `${secret.owner} ${secret.field}`
      if (secrets.get(key)?.sealed === secret.sealed) secrets.set(key, { ...secret, sealed })
    },
  }
}

function createDrafts(): DraftStore {
  const drafts = new Map<string, ConnectionDraft>()
  return {
    save: async (draft) => void drafts.set(draft.id, structuredClone(draft)),
    list: async () => [...drafts.values()].sort((a, b) => (a.savedAt < b.savedAt ? 1 : -1)),
    remove: async (id) => void drafts.delete(id),
  }
}

function createHandoffs(): HandoffStore {
  const handoffs = new Map<string, Handoff>()
  const openings: (HandoffOpening & { readonly id: string })[] = []
  return {
    create: async (handoff) => void handoffs.set(handoff.id, handoff),
    byTokenDigest: async (digest) => [...handoffs.values()].find((one) => one.tokenDigest === digest),
    list: async (connectionId) =>
      [...handoffs.values()]
        .filter((one) => one.connectionId === connectionId)
        .reverse()
        .map((one) => ({
          ...one,
          openings: openings.filter(({ id }) => id === one.id).map(({ at, from }) => ({ at, from })),
        })),
    async revoke(id, at) {
      const known = handoffs.get(id)
      if (known) handoffs.set(id, { ...known, revokedAt: known.revokedAt ?? at })
    },
    opened: async (id, opening) => void openings.push({ id, ...opening }),
  }
}

/* ------------------------------------------------------------------ checks, rhythm, recommended apps */

function createChecksAndRhythm(): Pick<Store, 'checks' | 'schedule' | 'appDecisions'> {
  const identities = new Map<ConnectionId, TrustIdentity>()
  const calls = new Map<ConnectionId, (CallCount & { readonly at: string })[]>()
  const minutes = new Map<ConnectionId, RhythmMinutes>()
  const turns = new Map<string, Turn>()
  const decisions = new Map<string, AppDecision>()
  return {
    checks: {
      trustIdentity: async (id) => identities.get(id),
      saveTrustIdentity: async (id, identity) => void identities.set(id, identity),
      async addCalls(id, at, rows) {
        calls.set(id, [...(calls.get(id) ?? []), ...rows.map((row) => ({ ...row, at }))])
      },
      calls: async (id, since) =>
        (calls.get(id) ?? []).filter(({ at }) => at.slice(0, 10) >= since.slice(0, 10)).map(({ at: _, ...row }) => row),
    },
    schedule: {
      minutes: async (id) => minutes.get(id),
      setMinutes: async (id, chosen) => void minutes.set(id, chosen),
      turns: async () => [...turns.values()],
      async take(turn, before) {
        const key = `${turn.connectionId} ${turn.rhythm}`
        if ((turns.get(key)?.at ?? null) !== before) return false
        turns.set(key, turn)
        return true
      },
    },
    appDecisions: {
      list: async () => [...decisions.values()],
      save: async (decision) => void decisions.set(decision.id, decision),
      remove: async (id) => void decisions.delete(id),
    },
  }
}

/* ------------------------------------------------------------------ people */

function createUsers(): UserStore {
  const users = new Map<User['id'], { user: User; passwordHash: string }>()
  return {
    count: async () => users.size,
    async createFirst(user, passwordHash) {
      if (users.size > 0) throw new AppError('setup_done', 'The first administrator exists already.')
      users.set(user.id, { user, passwordHash })
    },
    byEmail: async (email) => [...users.values()].find(({ user }) => user.email.toLowerCase() === email.toLowerCase()),
    byId: async (id) => users.get(id)?.user,
  }
}

function createSessions(sessions: Map<string, SessionRecord>): SessionStore {
  return {
    create: async (session) => void sessions.set(session.tokenHash, session),
    byTokenHash: async (hash) => sessions.get(hash),
    async extend(hash, expiresAt) {
      const known = sessions.get(hash)
      if (known) sessions.set(hash, { ...known, expiresAt })
    },
    remove: async (hash) => void sessions.delete(hash),
    async removeExpired(at) {
      for (const session of [...sessions.values()]) if (session.expiresAt <= at) sessions.delete(session.tokenHash)
    },
  }
}

function createSettings(settings: Map<string, string>): SettingStore {
  return {
    get: async (key) => settings.get(key),
    async set(key, value) {
      if (value === null) settings.delete(key)
      else settings.set(key, value)
    },
  }
}
