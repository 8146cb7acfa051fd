import type { AccountId } from '../../core/ids.ts'
import type { CellState } from '../../core/inventory/coverage.ts'
import { cellKeyText } from '../../core/inventory/coverage.ts'
import type { ImportedCell, ImportedFile } from '../../core/inventory/import-file.ts'
import type { InventoryObject } from '../../core/inventory/objects.ts'

export interface ImportedInventory extends Omit<ImportedFile, 'cells' | 'objects'> {
  readonly cells: readonly (ImportedCell & { readonly objects: readonly InventoryObject[] })[]
}

/** Several files of one import as one reading: of a cell that two files speak of, the one that proves more counts. */
export function mergeFiles(files: readonly ImportedFile[]): ImportedInventory {
  const cells = new Map<string, ImportedCell & { objects: InventoryObject[] }>()
  for (const cell of files.flatMap((file) => file.cells)) {
    const known = cells.get(cellKeyText(cell))
    if (!known || proof(cell.state) > proof(known.state)) cells.set(cellKeyText(cell), { ...cell, objects: [] })
  }
  for (const object of files.flatMap((file) => file.objects)) {
    const key = { accountId: object.accountId, region: object.region, type: object.cell }
    const cell = cells.get(cellKeyText(key)) ?? { ...key, ...onlyNamed, objects: [] }
    cell.objects.push(object)
    cells.set(cellKeyText(key), cell)
  }
  const accounts = accountsBySize(files)
  const [account] = accounts
  if (account === undefined) throw new TypeError('an import has at least one file, and a file at least one account')
  return {
    account,
    accounts,
    cells: [...cells.values()],
    skipped: files.flatMap((file) => file.skipped),
    counts: sumOfCounts(files),
  }
}

/** A file that names single resources says nothing of the others. */
const onlyNamed = { state: 'not_collected', reason: 'Only what the imported file names' } as const

const proof = (state: CellState): number => (state === 'ok' ? 2 : state === 'not_collected' ? 0 : 1)

function accountsBySize(files: readonly ImportedFile[]): readonly AccountId[] {
  const sizes = new Map<AccountId, number>(files.flatMap((file) => file.accounts).map((account) => [account, 0]))
  for (const { accountId } of files.flatMap((file) => file.objects))
    sizes.set(accountId, (sizes.get(accountId) ?? 0) + 1)
  return [...sizes].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([account]) => account)
}

function sumOfCounts(files: readonly ImportedFile[]): ImportedFile['counts'] {
  const sum = (key: keyof ImportedFile['counts']): number => files.reduce((total, file) => total + file.counts[key], 0)
  return {
    users: sum('users'),
    groups: sum('groups'),
    roles: sum('roles'),
    policies: sum('policies'),
    resources: sum('resources'),
  }
}
