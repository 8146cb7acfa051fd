/**
 * The index of an estate made again because one role changed: 100,000 principals and 300,000 queues in a real home, read out of PGlite as the
 * server does (`access-service.ts`). A timer ticks meanwhile; between two of its ticks nobody is served. The longest such
 * stretch is told, and how many took more than 100 ms: an answer goes through several.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { indexOf } from '../src/app/access/access-index.ts'
import { createAccessService } from '../src/app/access/access-service.ts'
import { type AccessIndex, indexAtInSteps, knownResourceIn } from '../src/core/access/build-index.ts'
import { stepwise } from '../src/core/access/stepwise.ts'
import type { CellKey } from '../src/core/inventory/coverage.ts'
import type { InventoryObject } from '../src/core/inventory/objects.ts'
import { growSlowly } from '../src/main/memory.ts'
import { systemClock } from '../src/main/system-clock.ts'
import { openStore } from '../src/store/open.ts'
import { newConnection, syncOnce } from '../test/contract/store-fixtures.ts'
import { memoryLog } from '../test/fakes/clock-and-log.ts'
import { accountId, allow, policy } from '../test/fakes/inventory.ts'
import { accountsOf, catalogue, cellsOf, objectsOf, type Size } from './made-organization.ts'
import { report } from './report.ts'
import { check } from './timing.ts'

const size: Size = { principals: 100_000, accounts: 400, everyone: true }
const queuesEach = 750
const region = 'eu-west-1'
const slowMs = 100

growSlowly()
const home = mkdtempSync(join(tmpdir(), 'bailiwick-bench-'))
const store = await openStore({ home, clock: systemClock, log: memoryLog() })
try {
  const connection = await newConnection(store)
  const objectsByCell = Map.groupBy(objectsOf(size), ({ accountId: id, cell }) => `${id} ${cell}`)
  const staged = cellsOf(size).map(({ accountId: id, type, region: where }) => ({
    cell: { accountId: id, type, region: where },
    objects: objectsByCell.get(`${id} ${type}`) ?? [],
  }))
  await syncOnce(store, connection, systemClock.now(), [...staged, ...accountsOf(size).map(queuesOf)])
  const service = createAccessService<AccessIndex>({
    inventory: store.inventory,
    clock: systemClock,
    log: memoryLog(),
    pause: () => turn(),
    giveWay: () => turn(),
    build: indexOf({ catalogue }),
    knownResource: knownResourceIn,
    moved: (index, { id, publishedAt: at }, cells) => stepwise(() => indexAtInSteps(index, { id, at, cells })),
    isReading: () => false,
    prepare: () => false,
  })
  const first = await service.current()
  const changed = staged.find(({ cell }) => cell.type === 'iam' && cell.accountId === accountsOf(size)[1])
  if (!changed) throw new Error('the organization has no second account')
  await syncOnce(store, connection, systemClock.now(), [{ ...changed, objects: changed.objects.slice(1) }])
  const ticks = startTicking()
  service.changed()
  await service.settled()
  const { longest, slow } = ticks.stop()
  const second = await service.current()
  check('principals', second.size.principals, first.size.principals - 1)
  check('resources', second.size.resources, accountsOf(size).length * queuesEach + 2)
  report({ name: 'successor, longest stretch', value: longest, unit: 'ms', budget: 300 })
  report({ name: `successor, stretches over ${slowMs} ms`, value: slow, unit: 'stretches' })
  report({ name: 'successor, resident', value: process.resourceUsage().maxRSS / 1024, unit: 'MB', budget: 1_536 })
} finally {
  await store.close()
  rmSync(home, { recursive: true, force: true })
}

function queuesOf(account: string): { readonly cell: CellKey; readonly objects: readonly InventoryObject[] } {
  const cell = { accountId: accountId(account), region, type: 'sqs' } as const
  const objects = Array.from({ length: queuesEach }, (_, n): InventoryObject => {
    const arn = `arn:aws:sqs:${region}:${account}:queue-${n}`
    const document = policy(allow('sqs:SendMessage', arn, { Principal: { AWS: `arn:aws:iam::${account}:root` } }))
    const body = {
      type: 'sqs:queue',
      name: `queue-${n}`,
      policy: { state: 'read', document },
      tags: {},
      facts: {},
    } as const
    return { kind: 'resource', nativeId: arn, arn, accountId: cell.accountId, region, cell: 'sqs', body }
  })
  return { cell, objects }
}

function startTicking(): { stop(): { readonly longest: number; readonly slow: number } } {
  let last = performance.now()
  let longest = 0
  let slow = 0
  const look = (): void => {
    const stretch = performance.now() - last
    longest = Math.max(longest, stretch)
    if (stretch > slowMs) slow += 1
    last = performance.now()
  }
  const timer = setInterval(look, 2)
  return {
    stop() {
      clearInterval(timer)
      look()
      return { longest, slow }
    },
  }
}
