/** What becomes of a file that somebody brings, whichever way it is read. */
import type { FaultCode } from '../fault.ts'
import type { AccountId } from '../ids.ts'
import type { CellType, CoverageCell } from '../inventory/coverage.ts'
import type { InventoryObject } from '../inventory/objects.ts'

export interface ImportOptions {
  /** The account that the file is about, when it does not say. */
  readonly account?: AccountId
  /** For messages. */
  readonly fileName?: string
}

export type ImportedCell = Omit<CoverageCell, 'completeAt' | 'checkedAt' | 'objects'>

export interface ImportedFile extends FileReport {
  readonly objects: readonly InventoryObject[]
}

/** What is left of a file beside its objects. */
export interface FileReport {
  /** The account with most objects. */
  readonly account: AccountId
  /** All of them, that one first. */
  readonly accounts: readonly AccountId[]
  readonly cells: readonly ImportedCell[]
  readonly skipped: readonly { readonly path: string; readonly reason: string }[]
  readonly counts: {
    readonly users: number
    readonly groups: number
    readonly roles: number
    readonly policies: number
    readonly resources: number
  }
}

export interface ImportError {
  readonly code: Extract<FaultCode, 'bad_input' | 'not_recognized' | 'limit_exceeded'>
  readonly message: string
  readonly line?: number
  readonly column?: number
  readonly path?: string
}

export const nameOf = (options: ImportOptions): string => options.fileName ?? 'The file'

export const notCollected = (accountId: AccountId, type: CellType): ImportedCell => ({
  accountId,
  region: 'global',
  type,
  state: 'not_collected',
  reason: 'Not part of the imported file',
})
