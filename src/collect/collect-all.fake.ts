/** Reads everything of a connection in one go, unit after unit as a run orders them, for tests of what is read. */
import type { AwsReader, CollectOptions, CollectSink, KnownObjects, UnitOrder } from '../app/ports/aws.ts'
import type { Connection } from '../app/ports/connections.ts'
import {
  accountsToRead,
  identityCenterOwner,
  knownOrganization,
  managementAccountOf,
} from '../core/inventory/accounts-to-read.ts'
import type { StageName } from '../core/inventory/coverage.ts'
import { cellKeyText } from '../core/inventory/coverage.ts'
import type { InventoryObject, ObjectKind, ObjectOfKind } from '../core/inventory/objects.ts'

interface StageEvents {
  stage?(name: StageName, state: 'running' | 'done'): void
}

export function ofKinds<K extends ObjectKind>(
  objects: readonly InventoryObject[],
  kinds: readonly K[],
): readonly ObjectOfKind<K>[] {
  const wanted: ReadonlySet<ObjectKind> = new Set(kinds)
  return objects.filter((object): object is ObjectOfKind<K> => wanted.has(object.kind))
}

export async function collectAll(
  reader: Pick<AwsReader, 'open'>,
  connection: Connection,
  sink: CollectSink & StageEvents,
  options: CollectOptions,
): Promise<void> {
  const found: InventoryObject[] = []
  const published = new Map<string, InventoryObject[]>()
  // What a cell told is known to the later ones, as after a publication; before it, what the test says was known.
  const known: KnownObjects = async (cell, kinds) => {
    const now = cell && published.get(cellKeyText(cell))
    return now ? ofKinds(now, kinds) : ((await options.known?.(cell, kinds)) ?? [])
  }
  const reading = await reader.open(connection, { ...options, known })
  const told = new Map<string, InventoryObject[]>()
  const watching: CollectSink = {
    planned: (cells) => sink.planned(cells),
    async cell(cell) {
      const objects = told.get(cellKeyText(cell))
      if (objects) published.set(cellKeyText(cell), objects)
      await sink.cell(cell)
    },
    calls: (rows) => sink.calls(rows),
    async objects(cell, objects) {
      if (cell.type === 'organization') found.push(...objects)
      told.set(cellKeyText(cell), [...(told.get(cellKeyText(cell)) ?? []), ...objects])
      await sink.objects(cell, objects)
    },
  }
  const facts = () => {
    const known = knownOrganization(found)
    const { ownAccountId } = reading
    const accounts = accountsToRead(connection, known, ownAccountId)
    const managementAccountId = managementAccountOf(connection, known, ownAccountId)
    const organization = { managementAccountId, accounts: accounts.map(({ accountId }) => accountId) }
    return { accounts, organization, owner: identityCenterOwner(connection, known, ownAccountId) }
  }
  const stage = async (name: StageName, orders: readonly Omit<UnitOrder, 'stage' | 'organization'>[]) => {
    sink.stage?.(name, 'running')
    const { organization } = facts()
    await Promise.all(
      orders.map((order) => reading.read({ ...order, stage: name, organization }, watching, options.signal)),
    )
    sink.stage?.(name, 'done')
  }
  try {
    await stage('organization', [{ accountId: null }])
    const { accounts, owner } = facts()
    const inEveryAccount = async () => {
      for (const name of ['iam', 'resources', 'network', 'configuration', 'analysis'] as const) {
        await stage(name, accounts)
      }
    }
    await Promise.all([
      owner === undefined ? undefined : stage('identity_center', [{ accountId: owner }]),
      inEveryAccount(),
    ])
  } finally {
    reading.close()
  }
}
