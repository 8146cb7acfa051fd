/**
 * From the objects of the store to an index, for 5,000 and 100,000 principals that each have a policy of their own
 * (made-organization.ts). `compile` takes parsed objects, as the store hands them over: `assemble`, then `buildIndex`; `home` is
 * the same from a real home, read out of PGlite. `first question` is what the first answer after it costs. Memory is
 * the growth of the heap and of array buffers after a forced collection, with the index alive and the objects gone, per principal
 * beyond the first thousand. Counts are checked before a figure is told.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type AccessIndex, buildIndex } from '../src/core/access/build-index.ts'
import { createPolicyEngine } from '../src/core/evaluate/engine.ts'
import { assemble } from '../src/core/inventory/assemble.ts'
import type { CoverageCell } from '../src/core/inventory/coverage.ts'
import type { InventoryObject } from '../src/core/inventory/objects.ts'
import { systemClock } from '../src/main/system-clock.ts'
import { openStore } from '../src/store/open.ts'
import { newConnection, syncOnce } from '../test/contract/store-fixtures.ts'
import { memoryLog } from '../test/fakes/clock-and-log.ts'
import { readAt } from '../test/fakes/inventory.ts'
import { catalogue, cellsOf, expectedHolders, inlineOf, lakeObject, objectsOf, type Size } from './made-organization.ts'
import { heapInUse, report } from './report.ts'
import { check, once } from './timing.ts'

const shapes: readonly Size[] = [
  { principals: 5_000, accounts: 40, everyone: true },
  { principals: 100_000, accounts: 400, everyone: true },
]

function compiled(objects: readonly InventoryObject[], cells: readonly CoverageCell[]): AccessIndex {
  return buildIndex(assemble({ id: 'bench', at: readAt, objects, cells }), catalogue, createPolicyEngine(catalogue))
}

function holdersOf(index: AccessIndex): { readonly holders: number; readonly examined: number } {
  const answer = index.whoCan({ action: 's3:GetObject', resource: lakeObject })
  if (!answer.ok) throw new Error(answer.error.message)
  return { holders: answer.value.principals.length, examined: answer.value.examined }
}

function checked(size: Size, index: AccessIndex): void {
  const { holders, examined } = holdersOf(index)
  check('examined', examined, size.principals + size.accounts)
  check('holders', holders, expectedHolders(size).lake)
}

/* ------------------------------------------------------------------ memory */

const megabyte = 2 ** 20

/** What an organization of a thousand costs whatever its principals are, its managed policies above all, is taken away. */
function bytesPerPrincipal(size: Size): { readonly bytes: number; readonly heap: number } {
  const build = (principals: number): AccessIndex => {
    const part = { ...size, principals }
    return compiled([...objectsOf(part)], cellsOf(part))
  }
  const sizes = [1_000, size.principals, 1_000]
  const heaps = [heapInUse()]
  const indexes = sizes.map((principals) => {
    const index = build(principals)
    heaps.push(heapInUse())
    return index
  })
  // Asked last, so that all of them live until then.
  for (const [at, index] of indexes.entries())
    check('principals in memory', holdersOf(index).examined, (sizes[at] ?? 0) + size.accounts)
  const [, few = 0, many = 0, again = 0] = heaps
  return { bytes: ((many - few - (again - many)) * megabyte) / (size.principals - 1_000), heap: many }
}

/** A document and what the engine makes of it. */
function bytesPerPolicy(size: Size): number {
  const engine = createPolicyEngine(catalogue)
  const before = heapInUse()
  const kept = Array.from({ length: size.principals }, (_, n) => {
    const document = inlineOf(size, n)
    return { document, parsed: engine.parse(document, 'identity').ok }
  })
  const bytes = ((heapInUse() - before) * megabyte) / size.principals
  check('policies', kept.filter(({ document, parsed }) => document !== null && parsed).length, size.principals)
  return bytes
}

const organization = { principals: 50_000, accounts: 100, everyone: true } as const
// First, while the heap holds nothing else.
const policies = bytesPerPolicy(organization)
const shared = bytesPerPrincipal({ ...organization, inline: false })
report({ name: 'memory.50000.shared', value: shared.bytes, unit: 'bytes', budget: 200, heap: shared.heap })
const unique = bytesPerPrincipal(organization)
report({ name: 'memory.50000.unique', value: unique.bytes, unit: 'bytes', heap: unique.heap })
report({ name: 'memory.50000.unique, of it the policy', value: policies, unit: 'bytes' })

/* ------------------------------------------------------------------ from objects */

for (const size of shapes) {
  const name = `compile.${size.principals}`
  const cells = cellsOf(size)
  let objects: readonly InventoryObject[] = [...objectsOf(size)]
  const built = once(() => compiled(objects, cells))
  objects = []
  const resident = process.resourceUsage().maxRSS / 1024
  const first = once(() => holdersOf(built.value))
  checked(size, built.value)
  report({ name, value: built.wall / 1000, unit: 's', budget: size.principals > 5_000 ? 15 : 1, cpu: built.cpu })
  report({ name: `${name}.first question`, value: first.wall, unit: 'ms', cpu: first.cpu })
  report({ name: `${name}.resident`, value: resident, unit: 'MB', budget: 1_536, heap: heapInUse() })
}

/* ------------------------------------------------------------------ from a home */

const [small] = shapes
if (small) await fromHome(small)

async function fromHome(size: Size): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'bailiwick-bench-'))
  const store = await openStore({ home, clock: systemClock, log: memoryLog() })
  try {
    const connection = await newConnection(store)
    const byCell = Map.groupBy(objectsOf(size), ({ accountId, cell }) => `${accountId} ${cell}`)
    const staged = cellsOf(size).map(({ accountId, type, region }) => ({
      cell: { accountId, type, region },
      objects: byCell.get(`${accountId} ${type}`) ?? [],
    }))
    await syncOnce(store, connection, systemClock.now(), staged)
    const from = performance.now()
    const loaded = await store.inventory.load()
    if (!loaded) throw new Error('nothing was published')
    const read = performance.now() - from
    const built = once(() => compiled(loaded.objects, [...loaded.cells]))
    checked(size, built.value)
    report({ name: `compile.${size.principals}.home, read and built`, value: (read + built.wall) / 1000, unit: 's' })
    report({
      name: `compile.${size.principals}.home, built`,
      value: built.wall / 1000,
      unit: 's',
      budget: 1,
      cpu: built.cpu,
    })
  } finally {
    await store.close()
    rmSync(home, { recursive: true, force: true })
  }
}
