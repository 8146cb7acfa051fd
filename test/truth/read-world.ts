/** A simulated organization read as AWS is read: through its wire, with the real collectors, into a snapshot. */
import { setTimeout } from 'node:timers/promises'
import type { CollectSink } from '../../src/app/ports/aws.ts'
import { connectionTo, noAbort, readerWith } from '../../src/collect/connection.fake.ts'
import { createRecordingSink } from '../../src/collect/recording-sink.fake.ts'
import type { Catalogue } from '../../src/core/catalogue.ts'
import { assemble } from '../../src/core/inventory/assemble.ts'
import type { InventoryObject } from '../../src/core/inventory/objects.ts'
import type { Snapshot } from '../../src/core/inventory/snapshot.ts'
import { startSandbox } from '../../src/sandbox/server.ts'
import type { World } from '../../src/sandbox/world/model.ts'

const lookEveryMs = 100

/** Where Larkfield works; its guardrails let nothing be anywhere else. */
const regions = ['eu-west-1', 'eu-central-1', 'us-east-1'] as const

export async function readWorld(world: World, catalogue: Catalogue): Promise<Snapshot> {
  const sandbox = await startSandbox({ world, catalogue, environment: {} })
  const recorded = createRecordingSink()
  const objects: InventoryObject[] = []
  const sink: CollectSink = {
    ...recorded,
    async objects(cell, page) {
      objects.push(...page)
      await recorded.objects(cell, page)
    },
  }
  try {
    const connection = connectionTo(sandbox.url, {
      externalId: world.home.externalId,
      managementAccountId: world.organization.managementAccountId,
      organization: true,
      identityCenter: true,
      regions: [...regions],
    })
    // The sandbox takes a second for a credential report; thirty looks (src/collect/background.ts) have to outlast it.
    const reader = readerWith(sandbox.credentials, { wait: () => setTimeout(lookEveryMs) })
    await reader.collect(connection, sink, noAbort)
  } finally {
    await sandbox.stop()
  }
  const at = world.start.toISOString()
  const cells = recorded.cells.map((cell) => ({
    ...cell,
    completeAt: cell.state === 'ok' ? at : null,
    checkedAt: at,
    objects: 0,
  }))
  return assemble({ id: 'truth', at, objects, cells })
}
