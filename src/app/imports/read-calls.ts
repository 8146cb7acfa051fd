/** Kept answers of the AWS CLI: whose they are, and what they say. */
import { AppError } from '../../core/fault.ts'
import type { AccountId } from '../../core/ids.ts'
import { parseAccountId } from '../../core/ids.ts'
import { isJsonObject } from '../../core/inventory/content-key.ts'
import type { ImportedCell, ImportedFile } from '../../core/inventory/import-file.ts'
import { countsOf } from '../../core/inventory/import-file.ts'
import type { InventoryObject, Json } from '../../core/inventory/objects.ts'
import type { RecordedCall } from '../../core/inventory/recorded-calls.ts'
import { operationKey } from '../../core/inventory/recorded-calls.ts'
import type { AppDeps } from '../deps.ts'
import type { Recording } from '../ports/aws.ts'
import type { Partition } from '../ports/connections.ts'

/** `account`: of calls that do not say. Undefined without calls. */
export async function readCalls(
  { readRecording }: Pick<AppDeps, 'readRecording'>,
  calls: readonly RecordedCall[],
  account: AccountId | undefined,
): Promise<ImportedFile | undefined> {
  if (calls.length === 0) return undefined
  const owned = withReportsMade(withAccounts(calls, account))
  const objects: InventoryObject[] = []
  const cells: ImportedCell[] = []
  const recording = { calls: owned, partition: partitionOf(owned), signal: new AbortController().signal }
  await readRecording(recording, {
    async objects(_cell, page) {
      objects.push(...page)
    },
    async cell(cell) {
      cells.push(cell)
    },
  })
  objects.push(...accountsOnlyListed(owned, objects))
  const accounts = [...new Set(owned.map(({ accountId }) => accountId))].sort()
  const [first] = accounts
  if (first === undefined) return undefined
  return { account: first, accounts, objects, cells, skipped: [], counts: countsOf(objects) }
}

type OwnedCall = Recording['calls'][number]

/** Calls about the organization were made in its management account, those about Identity Center in the instance's. */
function withAccounts(calls: readonly RecordedCall[], account: AccountId | undefined): readonly OwnedCall[] {
  const management = managementIn(calls)
  const owner = instanceOwnerIn(calls) ?? management
  return calls.map((call) => {
    const likely =
      call.service === 'organizations'
        ? management
        : call.service === 'sso-admin' || call.service === 'identitystore'
          ? owner
          : undefined
    const accountId = call.accountId ?? likely ?? account
    if (accountId !== undefined) return { ...call, accountId }
    const message = `${call.file} does not say which account was asked.`
    throw new AppError('bad_input', message, {
      effect: 'Nothing was imported.',
      fix: 'Name it with --account, or put the file into a folder with the number of the account.',
      places: [{ file: call.file, message }],
    })
  })
}

/** Whoever has the report has had it made. */
function withReportsMade(calls: readonly OwnedCall[]): readonly OwnedCall[] {
  const [fetched, made] = ['GetCredentialReport', 'GenerateCredentialReport'].map(operationKey)
  const isMade = new Set(calls.filter(({ operation }) => operation === made).map(({ accountId }) => accountId))
  const answer = { kind: 'output', output: { State: 'COMPLETE' } } as const
  return [
    ...calls,
    ...calls
      .filter(({ operation, accountId }) => operation === fetched && !isMade.has(accountId))
      .map((call): OwnedCall => ({ ...call, operation: made ?? '', answer })),
  ]
}

function managementIn(calls: readonly RecordedCall[]): AccountId | undefined {
  const described = calls.find((call) => call.operation === operationKey('DescribeOrganization'))
  const organization = memberIn(described, 'Organization')
  const id = isJsonObject(organization) ? organization['MasterAccountId'] : undefined
  const named = typeof id === 'string' ? parseAccountId(id) : undefined
  return (
    named ?? calls.find((call) => call.service === 'organizations' && call.accountId !== null)?.accountId ?? undefined
  )
}

const instanceOwnerIn = (calls: readonly RecordedCall[]): AccountId | undefined =>
  calls.find(({ operation, accountId }) => operation === operationKey('ListInstances') && accountId !== null)
    ?.accountId ?? undefined

const memberIn = (call: RecordedCall | undefined, name: string): Json | undefined =>
  call?.answer.kind === 'output' ? call.answer.output[name] : undefined

function partitionOf(calls: readonly OwnedCall[]): Partition {
  for (const { region } of calls) {
    if (region?.startsWith('us-gov-')) return 'aws-us-gov'
    if (region?.startsWith('cn-')) return 'aws-cn'
  }
  return 'aws'
}

/** `list-accounts` tells names and states of accounts, and not in which unit they are. */
function accountsOnlyListed(
  calls: readonly OwnedCall[],
  objects: readonly InventoryObject[],
): readonly InventoryObject[] {
  const known = new Set(objects.flatMap((object) => (object.kind === 'account' ? [object.body.id] : [])))
  return calls
    .filter(({ operation }) => operation === operationKey('ListAccounts'))
    .flatMap((call) => memberIn(call, 'Accounts') ?? [])
    .filter(isJsonObject)
    .flatMap((entry): InventoryObject[] => {
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
