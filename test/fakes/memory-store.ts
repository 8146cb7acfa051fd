/**
 * The store in memory, for tests of what stands above it. Merges by the same rules as the databases (core/inventory/merge.ts); it
 * keeps no versions, and knows neither SQL nor migrations.
 */
import type {
  AccountTarget,
  AuditEntry,
  CallCount,
  Clock,
  Connection,
  ConnectionStore,
  Integration,
  InventoryStore,
  LoadedInventory,
  SessionRecord,
  SessionStore,
  SettingStore,
  SnapshotRef,
  Store,
  SyncRun,
  SyncRunStore,
  User,
  UserStore,
} from '../../src/app/ports.ts'
import { AppError } from '../../src/core/fault.ts'
import type { AccountId, ConnectionId, SyncRunId } from '../../src/core/ids.ts'
import { toSnapshotId } from '../../src/core/ids.ts'
import { accountsThatLeft, cellAfterLeaving } from '../../src/core/inventory/account-left.ts'
import { chooseReadings } from '../../src/core/inventory/choose-readings.ts'
import type { CoverageCell } from '../../src/core/inventory/coverage.ts'
import { cellKeyText } from '../../src/core/inventory/coverage.ts'
import type { KnownObject } from '../../src/core/inventory/merge.ts'
import { mergeCell, objectKey } from '../../src/core/inventory/merge.ts'
import type { InventoryObject } from '../../src/core/inventory/objects.ts'

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
  const inventory = createInventory(connections)
  const syncRuns = createSyncRuns()
  return {
    inventory: inventory.store,
    connections: createConnections(connections, (id) => {
      inventory.erase(id, clock.now())
      syncRuns.erase(id)
    }),
    syncRuns: syncRuns.store,
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
  readonly objects: Map<string, InventoryObject[]>
  readonly cells: Map<string, Omit<CoverageCell, 'completeAt' | 'objects'>>
}

interface Shelf {
  readonly cells: Map<string, CoverageCell>
  readonly objects: Map<string, Map<string, KnownObject>>
}

/** As the databases say it: a cell that lost so much waits for a second reading (connection.md §10.3). */
const massDisappearanceCode = 'MassDisappearance'

function createInventory(connections: ReadonlyMap<ConnectionId, Connection>): {
  store: InventoryStore
  erase(id: ConnectionId, at: string): void
} {
  const staged = new Map<SyncRunId, Staging>()
  const shelves = new Map<ConnectionId, Shelf>()
  const history: LoadedInventory[] = []
  let published = 0

  const stagingOf = (id: SyncRunId): Staging => {
    const staging = staged.get(id) ?? { objects: new Map(), cells: new Map() }
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

  const store: InventoryStore = {
    async stageObjects(runId, cell, objects) {
      const page = stagingOf(runId).objects.get(cellKeyText(cell)) ?? []
      stagingOf(runId).objects.set(cellKeyText(cell), [...page, ...objects])
    },
    async stageCell(runId, cell) {
      stagingOf(runId).cells.set(cellKeyText(cell), cell)
    },
    async publish(runId, connectionId, at) {
      const connection = connections.get(connectionId)
      if (!connection) throw new AppError('unknown_integration', 'The connection was deleted while it was being read.')
      const { objects, cells } = stagingOf(runId)
      for (const [key, cell] of cells) {
        const left = publishCell(shelfOf(connectionId), cell, objects.get(key) ?? [], connection)
        for (const account of left) leave(shelfOf(connectionId), account, at)
        objects.delete(key)
      }
      cells.clear()
      return nextSnapshot(at)
    },
    async dropStaging(runId) {
      staged.delete(runId)
    },
    load: async (at) => history.find(({ snapshot }) => at === undefined || snapshot.publishedAt <= at),
    currentSnapshot: async () => history[0]?.snapshot,
    snapshots: async (limit) => history.slice(0, limit).map(({ snapshot }) => snapshot),
    snapshot: async (id) => history.find(({ snapshot }) => snapshot.id === id)?.snapshot,
    async cells(id) {
      const chosen = [...shelves].filter(([connectionId]) => id === undefined || connectionId === id)
      return chosen.flatMap(([connectionId, shelf]) =>
        [...shelf.cells.values()].map((cell) => ({ ...cell, connectionId })),
      )
    },
  }
  return {
    store,
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
  const before = shelf.cells.get(key)
  const known = [...(shelf.objects.get(key)?.values() ?? [])]
  const merge = mergeCell(known, read, cell.state)
  const isHeld = merge.massDisappearance && connection.method !== 'import' && before?.code !== massDisappearanceCode
  const applied = isHeld ? mergeCell(known, read, 'suspect') : merge
  const missing = applied.missing.map((one): KnownObject => ({ ...one, status: 'missing' }))
  const upsert = applied.upsert.map((object): KnownObject => ({ object, status: 'present' }))
  const stale = applied.stale.map((object): KnownObject => ({ object, status: 'present' }))
  const objects = new Map([...upsert, ...missing, ...applied.keep, ...stale].map((one) => [objectKey(one.object), one]))
  shelf.objects.set(key, objects)
  shelf.cells.set(key, {
    ...cell,
    ...(isHeld && { state: 'suspect', code: massDisappearanceCode }),
    completeAt: cell.state === 'ok' && !isHeld ? cell.checkedAt : (before?.completeAt ?? null),
    objects: [...objects.values()].filter(isPresent).length,
  })
  return accountsThatLeft(cell, applied.missing, connection.accounts)
}

const isPresent = (one: KnownObject): boolean => one.status === 'present'

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
  forget: (id: ConnectionId) => void,
): ConnectionStore {
  const usedExternalIds = new Set<string>()
  const integrations = new Map<Integration['id'], Integration>()
  const targets = new Map<string, AccountTarget>()

  const refuseTaken = (name: string, except?: Integration['id']): void => {
    const taken = [...integrations.values()].find(
      (one) => one.id !== except && one.name.toLowerCase() === name.toLowerCase(),
    )
    if (taken) throw new AppError('name_taken', `An integration named "${taken.name}" exists.`)
  }

  return {
    async create(connection, cards) {
      for (const card of cards) refuseTaken(card.name)
      if (usedExternalIds.has(connection.externalId)) throw new Error('an external id is never used twice')
      if (connection.externalId !== '') usedExternalIds.add(connection.externalId)
      connections.set(connection.id, connection)
      for (const card of cards) integrations.set(card.id, card)
    },
    connection: async (id) => connections.get(id),
    connections: async () => [...connections.values()],
    integrations: async () => [...integrations.values()],
    integration: async (id) => integrations.get(id),
    async updateIntegration(id, change) {
      const known = integrations.get(id)
      if (change.name !== undefined) refuseTaken(change.name, id)
      if (known) integrations.set(id, { ...known, ...change })
    },
    async updateConnection(id, change) {
      const known = connections.get(id)
      if (known) connections.set(id, { ...known, ...change })
    },
    async saveTarget(target) {
      targets.set(`${target.connectionId} ${target.accountId}`, target)
    },
    targets: async (id) =>
      [...targets.values()]
        .filter((one) => one.connectionId === id)
        .sort((a, b) => (a.accountId < b.accountId ? -1 : 1)),
    async erase(id) {
      connections.delete(id)
      for (const card of [...integrations.values()]) if (card.connectionId === id) integrations.delete(card.id)
      for (const [key, target] of [...targets]) if (target.connectionId === id) targets.delete(key)
      forget(id)
    },
  }
}

/* ------------------------------------------------------------------ runs */

const isOpen = (run: SyncRun): boolean => run.state === 'queued' || run.state === 'running'

function createSyncRuns(): { store: SyncRunStore; erase(id: ConnectionId): void } {
  const runs = new Map<SyncRunId, SyncRun>()
  const ledger = new Map<SyncRunId, Map<string, CallCount>>()

  const store: SyncRunStore = {
    async open(connectionId, id, at) {
      const joined = [...runs.values()].find((run) => run.connectionId === connectionId && isOpen(run))
      const run: SyncRun = joined ?? {
        id,
        connectionId,
        state: 'queued',
        createdAt: at,
        startedAt: null,
        endedAt: null,
        stages: [],
        accounts: [],
        coverage: { ok: 0, denied: 0, throttled: 0, unsupported: 0, skipped: 0, failed: 0, suspect: 0 },
        snapshotId: null,
        reason: null,
      }
      runs.set(run.id, run)
      return run
    },
    get: async (id) => runs.get(id),
    async list(connectionId, limit = 50) {
      const own = [...runs.values()].filter((run) => connectionId === undefined || run.connectionId === connectionId)
      return own.reverse().slice(0, limit)
    },
    async save(run) {
      if (runs.get(run.id)?.endedAt !== null) return false
      runs.set(run.id, structuredClone(run))
      return true
    },
    async addCalls(runId, rows) {
      const counts = ledger.get(runId) ?? new Map<string, CallCount>()
      for (const row of rows) {
        const key = `${row.accountId ?? ''} ${row.region} ${row.operation}`
        counts.set(key, addUp(counts.get(key), row))
      }
      ledger.set(runId, counts)
    },
    calls: async (runId) => [...(ledger.get(runId)?.values() ?? [])],
    unfinished: async () => [...runs.values()].filter(isOpen),
  }
  return {
    store,
    erase(id) {
      for (const run of [...runs.values()]) if (run.connectionId === id) runs.delete(run.id)
    },
  }
}

const addUp = (a: CallCount | undefined, b: CallCount): CallCount => ({
  ...b,
  calls: (a?.calls ?? 0) + b.calls,
  retries: (a?.retries ?? 0) + b.retries,
  throttles: (a?.throttles ?? 0) + b.throttles,
  errors: (a?.errors ?? 0) + b.errors,
  ms: (a?.ms ?? 0) + b.ms,
})

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
