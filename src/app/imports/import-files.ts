/** Exports of AWS from files (connection.md §12). All files are read and found good before anything is written. */
import { AppError } from '../../core/fault.ts'
import type { AccountId } from '../../core/ids.ts'
import type { ImportError, ImportedFile } from '../../core/inventory/import-file.ts'
import { recognizeFile } from '../../core/inventory/recognize-file.ts'
import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'
import { record } from '../audit/record.ts'
import { accountNumber, notAnAccountNumber } from '../connections/account-numbers.ts'
import type { AppDeps } from '../deps.ts'
import { pastTime } from '../past-time.ts'
import type { Connection } from '../ports/connections.ts'
import type { SnapshotRef } from '../ports/inventory.ts'
import { importConnection } from './import-connection.ts'
import type { ImportedInventory } from './merge-files.ts'
import { mergeFiles } from './merge-files.ts'
import { publishImport } from './publish-import.ts'
import { readCalls } from './read-calls.ts'

export interface ImportInput {
  readonly files: readonly { readonly name: string; readonly text: string }[]
  /** Of the integration; a name that is an import already gets the newer reading. Default: `Import <account>`. */
  readonly name?: string | undefined
  readonly account?: string | undefined
  /** When the files were made, ISO 8601. */
  readonly asOf?: string | undefined
}

export interface ImportResult {
  readonly integration: string
  readonly account: AccountId
  /** Only when there are several. */
  readonly accounts?: readonly AccountId[]
  readonly counts: ImportedFile['counts']
  readonly skipped: readonly { readonly path: string; readonly reason: string }[]
  readonly snapshot: string
}

type Deps = Pick<AppDeps, 'store' | 'clock' | 'ids' | 'tokens' | 'readRecording'> & {
  readonly inventoryChanged: () => void
}

/**
 * Faults `bad_input` and `not_recognized` with the place in the file, `name_taken`. The same bytes again change nothing. One import at
 * a time: two into the same integration would share its run.
 */
export const importFiles = (deps: Deps) => {
  let last: Promise<unknown> = Promise.resolve()
  return (actor: Actor, input: ImportInput): Promise<ImportResult> => {
    const mine = last.catch(() => undefined).then(() => importNow(deps, actor, input))
    last = mine
    return mine
  }
}

async function importNow(deps: Deps, actor: Actor, input: ImportInput): Promise<ImportResult> {
  permit(actor, 'integrate')
  const inventory = mergeFiles(await readFiles(deps, input))
  const now = deps.clock.now()
  const checkedAt = input.asOf === undefined ? now : pastTime(input.asOf, 'asOf', now)
  const { connection, card, isNew } = await importConnection(deps, inventory, input.name)
  const digestKey = `import.${connection.id}.digest`
  const texts = input.files.map(({ name, text }) => [name, deps.tokens.digest(text)])
  const digest = deps.tokens.digest(JSON.stringify([input.asOf ?? null, input.account ?? null, texts]))
  const known = isNew ? undefined : await publishedBefore(deps, digestKey, digest)
  const snapshot = known ?? (await publish(deps, connection, inventory, { checkedAt, isNew }))
  if (!known) {
    await deps.store.settings.set(digestKey, digest)
    const { counts, accounts } = inventory
    await record(deps, actor, 'inventory.imported', card.id, { accounts, counts, snapshot: snapshot.id })
    deps.inventoryChanged()
  }
  const { account, accounts, counts, skipped } = inventory
  const several = accounts.length > 1 ? { accounts } : {}
  return { integration: card.name, account, ...several, counts, skipped, snapshot: snapshot.id }
}

async function publishedBefore(deps: Deps, key: string, digest: string): Promise<SnapshotRef | undefined> {
  if ((await deps.store.settings.get(key)) !== digest) return undefined
  return deps.store.inventory.currentSnapshot()
}

/** An import that fails leaves nothing behind, not even its card. */
async function publish(
  deps: Deps,
  connection: Connection,
  inventory: ImportedInventory,
  { checkedAt, isNew }: { checkedAt: string; isNew: boolean },
): Promise<SnapshotRef> {
  try {
    return await publishImport(deps, connection, inventory, checkedAt)
  } catch (fault) {
    if (isNew) await deps.store.connections.erase(connection.id)
    throw fault
  }
}

async function readFiles(deps: Deps, input: ImportInput): Promise<readonly ImportedFile[]> {
  const account = input.account === undefined ? undefined : accountNumber(input.account.trim())
  if (input.account !== undefined && account === undefined) {
    const message = notAnAccountNumber(input.account)
    throw new AppError('bad_input', message, { places: [{ path: 'account', message }] })
  }
  if (input.files.length === 0) throw new AppError('bad_input', 'There is no file to import.')
  const recognized = input.files.map((file) => {
    const read = recognizeFile(file.text, { fileName: file.name, ...(account && { account }) })
    if (!read.ok) throw unreadable(file.name, read.error)
    return read.value
  })
  const calls = recognized.flatMap((one) => (one.kind === 'calls' ? one.calls : []))
  const told = await readCalls(deps, calls, account)
  return [...recognized.flatMap((one) => (one.kind === 'objects' ? [one.file] : [])), ...(told ? [told] : [])]
}

function unreadable(file: string, error: ImportError): AppError {
  const { code, message, ...place } = error
  return new AppError(code, `${message}.`.replace(/\.\.$/, '.'), {
    effect: 'Nothing was imported.',
    places: [{ file, ...place, message }],
  })
}
