/** Exports of AWS from files (connection.md §12). All files are read and found good before anything is written. */
import { AppError } from '../../core/fault.ts'
import type { AccountId } from '../../core/ids.ts'
import type { FileReport } from '../../core/imports/imported-file.ts'
import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'
import { record } from '../audit/record.ts'
import { accountNumber, notAnAccountNumber } from '../connections/account-numbers.ts'
import type { AppDeps } from '../deps.ts'
import { pastTime } from '../past-time.ts'
import type { Connection } from '../ports/connections.ts'
import type { SnapshotRef } from '../ports/inventory.ts'
import type { Scratch } from '../ports/scratch.ts'
import type { ImportedInventory } from './gather.ts'
import { importConnection } from './import-connection.ts'
import type { TellProgress } from './import-progress.ts'
import { publishImport } from './publish-import.ts'
import { readFiles } from './read-files.ts'
import type { IncomingFile, KeptFile } from './receive-files.ts'
import { receiveFiles } from './receive-files.ts'

export interface ImportInput {
  readonly files: AsyncIterable<IncomingFile> | Iterable<IncomingFile>
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
  readonly counts: FileReport['counts']
  readonly skipped: FileReport['skipped']
  readonly snapshot: string
}

export type ImportDeps = Pick<
  AppDeps,
  'store' | 'clock' | 'ids' | 'tokens' | 'pause' | 'readRecording' | 'openScratch'
> & { readonly inventoryChanged: () => void }

/** All files are here; what is left to be done. */
export type ReceivedImport = (tell: TellProgress) => Promise<ImportResult>

/**
 * Takes the files in. Faults `bad_input`, `limit_exceeded`; of the rest `bad_input` and `not_recognized` with the place in the file,
 * `name_taken`. The same bytes again change nothing. One import at a time: two into the same integration would share its run.
 */
export function receiveImports(deps: ImportDeps) {
  let last: Promise<unknown> = Promise.resolve()
  return async (actor: Actor, input: ImportInput): Promise<ReceivedImport> => {
    permit(actor, 'integrate')
    const account = accountNamed(input.account)
    const now = deps.clock.now()
    const checkedAt = input.asOf === undefined ? now : pastTime(input.asOf, 'asOf', now)
    const scratch = await deps.openScratch()
    try {
      const files = await receiveFiles(scratch, input.files)
      return (tell) => {
        tell({ phase: 'waiting', done: 0, total: 1 })
        const mine = last
          .catch(() => undefined)
          .then(() => importNow(deps, actor, { ...input, scratch, files, account, checkedAt, tell }))
          .finally(() => scratch.close())
        last = mine
        return mine
      }
    } catch (fault) {
      await scratch.close()
      throw fault
    }
  }
}

interface Received extends Pick<ImportInput, 'name' | 'asOf'> {
  readonly scratch: Scratch
  readonly files: readonly KeptFile[]
  readonly account: AccountId | undefined
  readonly checkedAt: string
  readonly tell: TellProgress
}

async function importNow(deps: ImportDeps, actor: Actor, received: Received): Promise<ImportResult> {
  const inventory = await readFiles(deps, received.scratch, received.files, received)
  const { connection, card, isNew } = await importConnection(deps, inventory, received.name)
  const digestKey = `import.${connection.id}.digest`
  const digest = await digestOf(deps, received)
  const known = isNew ? undefined : await publishedBefore(deps, digestKey, digest)
  const snapshot = known ?? (await publish(deps, connection, inventory, { ...received, isNew }))
  const accounts = inventory.accounts.map(({ accountId }) => accountId)
  const { account, counts, skipped } = inventory
  if (!known) {
    await deps.store.settings.set(digestKey, digest)
    await record(deps, actor, 'inventory.imported', card.id, { accounts, counts, snapshot: snapshot.id })
    deps.inventoryChanged()
  }
  const several = accounts.length > 1 ? { accounts } : {}
  return { integration: card.name, account, ...several, counts, skipped, snapshot: snapshot.id }
}

async function digestOf({ tokens }: ImportDeps, { scratch, files, asOf, account }: Received): Promise<string> {
  const texts: [string, string][] = []
  for (const file of files) texts.push([file.name, await scratch.digest(file)])
  return tokens.digest(JSON.stringify([asOf ?? null, account ?? null, texts]))
}

async function publishedBefore(deps: ImportDeps, key: string, digest: string): Promise<SnapshotRef | undefined> {
  if ((await deps.store.settings.get(key)) !== digest) return undefined
  return deps.store.inventory.currentSnapshot()
}

/** An import that fails leaves nothing behind, not even its card. */
async function publish(
  deps: ImportDeps,
  connection: Connection,
  inventory: ImportedInventory,
  { checkedAt, tell, isNew }: Pick<Received, 'checkedAt' | 'tell'> & { readonly isNew: boolean },
): Promise<SnapshotRef> {
  try {
    return await publishImport(deps, connection, inventory, { checkedAt, tell })
  } catch (fault) {
    if (isNew) await deps.store.connections.erase(connection.id)
    throw fault
  }
}

function accountNamed(text: string | undefined): AccountId | undefined {
  if (text === undefined) return undefined
  const account = accountNumber(text.trim())
  if (account !== undefined) return account
  const message = notAnAccountNumber(text)
  throw new AppError('bad_input', message, { places: [{ path: 'account', message }] })
}
