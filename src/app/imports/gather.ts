/** What all files of an import say together. The objects themselves lie on disk; of them stays what is counted. */

import { detached } from '../../core/detached.ts'
import type { AccountId } from '../../core/ids.ts'
import type { FileReport, ImportedCell } from '../../core/imports/imported-file.ts'
import type { CellState, StageName } from '../../core/inventory/coverage.ts'
import { cellKeyText, stageOfCell } from '../../core/inventory/coverage.ts'
import type { InventoryObject } from '../../core/inventory/objects.ts'
import type { Partition } from '../ports/connections.ts'
import { countKey } from '../sync/unit-pages.ts'
import type { ObjectPage, ObjectSpool } from './object-spool.ts'

export interface ImportedInventory extends Omit<FileReport, 'accounts'> {
  readonly partition: Partition
  readonly accounts: readonly { readonly accountId: AccountId; readonly objects: number }[]
  /** Objects of each stage, by kind or resource type. */
  readonly stages: ReadonlyMap<StageName, Readonly<Record<string, number>>>
  pages(): AsyncIterable<readonly ObjectPage[]>
}

export interface Gathering {
  objects(objects: readonly InventoryObject[]): Promise<void>
  /** Of a cell that two files speak of, the one that proves more counts; of equals the first. */
  cell(cell: ImportedCell): void
  file(report: Omit<FileReport, 'cells'>): void
  /** Of at least one account. */
  inventory(): ImportedInventory
}

export function createGathering(spool: ObjectSpool): Gathering {
  const cells = new Map<string, ImportedCell>()
  const sizes = new Map<AccountId, number>()
  const stages = new Map<StageName, Record<string, number>>()
  const skipped: FileReport['skipped'][number][] = []
  const counts = { users: 0, groups: 0, roles: 0, policies: 0, resources: 0 }
  let partition: Partition = 'aws'

  function count(object: InventoryObject): void {
    sizes.set(object.accountId, (sizes.get(object.accountId) ?? 0) + 1)
    const stage = stageOfCell(object.cell)
    const ofStage = stages.get(stage) ?? {}
    stages.set(stage, ofStage)
    ofStage[countKey(object)] = (ofStage[countKey(object)] ?? 0) + 1
    if (partition === 'aws') partition = partitionOf(object.arn)
  }

  return {
    async objects(objects) {
      const byCell = Map.groupBy(objects, ({ accountId, region, cell }) =>
        cellKeyText({ accountId, region, type: cell }),
      )
      for (const [key, own] of byCell) {
        const [first] = own
        if (first === undefined) continue
        const cell = { accountId: first.accountId, region: first.region, type: first.cell }
        if (!cells.has(key)) cells.set(key, { ...detached(cell), ...onlyNamed })
        for (const object of own) count(object)
        await spool.add({ cell, objects: own })
      }
    },
    cell(cell) {
      const known = cells.get(cellKeyText(cell))
      if (!known || isOnlyNamed(known) || proof(cell.state) > proof(known.state)) cells.set(cellKeyText(cell), cell)
    },
    file(report) {
      for (const account of report.accounts) if (!sizes.has(account)) sizes.set(account, 0)
      skipped.push(...report.skipped)
      for (const key of countKeys) counts[key] += report.counts[key]
    },
    inventory() {
      const accounts = [...sizes]
        .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
        .map(([accountId, objects]) => ({ accountId, objects }))
      const [largest] = accounts
      if (largest === undefined) throw new TypeError('an import has at least one file, and a file at least one account')
      const account = largest.accountId
      return { account, accounts, cells: [...cells.values()], skipped, counts, partition, stages, pages: spool.pages }
    },
  }
}

const countKeys = ['users', 'groups', 'roles', 'policies', 'resources'] as const

/** A file that names single resources says nothing of the others. Whatever is said of the cell itself counts more. */
const onlyNamed = { state: 'not_collected', reason: 'Only what the imported file names' } as const
const isOnlyNamed = (cell: ImportedCell): boolean => cell.reason === onlyNamed.reason

const proof = (state: CellState): number => (state === 'ok' ? 2 : state === 'not_collected' ? 0 : 1)

function partitionOf(arn: string): Partition {
  const partition = arn.split(':')[1]
  return partition === 'aws-us-gov' || partition === 'aws-cn' ? partition : 'aws'
}
