/** Kept answers of the AWS CLI, account after account: what they say. */
import type { AccountId } from '../../core/ids.ts'
import { parseAccountId } from '../../core/ids.ts'
import { countsOf } from '../../core/imports/import-file.ts'
import type { FileReport, ImportedCell } from '../../core/imports/imported-file.ts'
import { isJsonObject } from '../../core/inventory/content-key.ts'
import type { InventoryObject, Json } from '../../core/inventory/objects.ts'
import type { AppDeps } from '../deps.ts'
import type { SpooledCalls } from './call-spool.ts'

export interface CallsSink {
  objects(objects: readonly InventoryObject[]): Promise<void>
  cell(cell: ImportedCell): void
  /** The answers of one more account are being read. */
  account(done: number, total: number): void
}

export async function readCalls(
  { readRecording }: Pick<AppDeps, 'readRecording'>,
  spooled: SpooledCalls,
  sink: CallsSink,
): Promise<Omit<FileReport, 'cells'>> {
  const { accounts, partition } = spooled
  const begun = new Set<AccountId>()
  const known = new Set<AccountId>()
  const counts = { ...countsOf([]) }
  const objects = async (page: readonly InventoryObject[]): Promise<void> => {
    const own = countsOf(page)
    for (const key of countKeys) counts[key] += own[key]
    for (const object of page) if (object.kind === 'account') known.add(object.body.id)
    await sink.objects(page)
  }
  const recording = {
    accounts,
    partition,
    signal: new AbortController().signal,
    calls: (accountId: AccountId) => {
      begun.add(accountId)
      sink.account(begun.size, accounts.length)
      return spooled.calls(accountId)
    },
  }
  await readRecording(recording, {
    objects: (_cell, page) => objects(page),
    cell: async (cell) => sink.cell(cell),
  })
  await objects(accountsOnlyListed(spooled.listed, known))
  const [account] = accounts
  if (account === undefined) throw new TypeError('kept answers are of at least one account')
  return { account: account.accountId, accounts: accounts.map(({ accountId }) => accountId), skipped: [], counts }
}

const countKeys = ['users', 'groups', 'roles', 'policies', 'resources'] as const

/** `list-accounts` tells names and states of accounts, and not in which unit they are. */
function accountsOnlyListed(listed: readonly Json[], known: ReadonlySet<AccountId>): readonly InventoryObject[] {
  return listed.filter(isJsonObject).flatMap((entry): InventoryObject[] => {
    const { Id, Arn, Name, Email, State, Status } = entry
    const id = typeof Id === 'string' ? parseAccountId(Id) : undefined
    if (id === undefined || typeof Arn !== 'string' || known.has(id)) return []
    const status = [State, Status].find((one) => typeof one === 'string') ?? 'ACTIVE'
    const name = typeof Name === 'string' ? Name : id
    const email = typeof Email === 'string' ? { email: Email } : {}
    return [
      {
        kind: 'account',
        nativeId: id,
        arn: Arn,
        accountId: id,
        region: 'global',
        cell: 'organization',
        body: { id, name, ...email, status: String(status), parentId: null },
      },
    ]
  })
}
