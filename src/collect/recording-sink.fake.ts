/** A sink that keeps everything, and refuses what the contract of `CollectSink` forbids. */
import type { CollectSink, EndedCell } from '../app/ports/aws.ts'
import type { CallCount } from '../app/ports/sync.ts'
import type { CellKey, CellState, StageName } from '../core/inventory/coverage.ts'
import type { InventoryObject, ObjectKind, ObjectOfKind } from '../core/inventory/objects.ts'

export interface RecordingSink extends CollectSink {
  readonly events: string[]
  stage(name: StageName, state: 'running' | 'done'): void
  readonly cells: EndedCell[]
  /** What each unit said that it would read. */
  readonly plans: number[]
  readonly rows: CallCount[]
  everything(): readonly InventoryObject[]
  all<K extends ObjectKind>(kind: K): ObjectOfKind<K>[]
  resources(type: string): ObjectOfKind<'resource'>[]
  cellsIn(...states: CellState[]): EndedCell[]
  cell(cell: EndedCell): Promise<void>
  find(type: string, accountId?: string, region?: string): EndedCell | undefined
  calls(rows: readonly CallCount[]): Promise<void>
  requests(operation?: string): number
}

export function createRecordingSink(onObjects: (cell: CellKey) => void = () => undefined): RecordingSink {
  const events: string[] = []
  const cells: EndedCell[] = []
  const plans: number[] = []
  const rows: CallCount[] = []
  const objects: InventoryObject[] = []
  const ended = new Set<string>()
  const keyOf = (cell: CellKey): string => `${cell.accountId} ${cell.region} ${cell.type}`
  return {
    events,
    cells,
    plans,
    rows,
    planned: async (count) => void plans.push(count),
    stage: (name, state) => void events.push(`${name} ${state}`),
    async objects(cell, page) {
      if (ended.has(keyOf(cell))) throw new Error(`objects after the end of ${keyOf(cell)}`)
      objects.push(...page)
      onObjects(cell)
    },
    async cell(cell) {
      if (ended.has(keyOf(cell))) throw new Error(`${keyOf(cell)} ended twice`)
      ended.add(keyOf(cell))
      cells.push(cell)
    },
    async calls(more) {
      rows.push(...more)
    },
    everything: () => objects,
    all: (kind) => objects.filter((object): object is ObjectOfKind<typeof kind> => object.kind === kind),
    resources: (type) =>
      objects.filter(
        (object): object is ObjectOfKind<'resource'> => object.kind === 'resource' && object.body.type === type,
      ),
    cellsIn: (...states) => cells.filter(({ state }) => states.includes(state)),
    find: (type, accountId, region) =>
      cells.find(
        (cell) =>
          cell.type === type &&
          (accountId === undefined || cell.accountId === accountId) &&
          (region === undefined || cell.region === region),
      ),
    requests: (operation) =>
      rows
        .filter((row) => operation === undefined || row.operation === operation)
        .reduce((sum, { calls }) => sum + calls, 0),
  }
}
