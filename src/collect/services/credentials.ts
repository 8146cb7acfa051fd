/**
 * Passwords, keys and their last use, from the credential report that AWS makes on demand. It may be four hours old; whoever
 * came since is asked about by himself.
 */
import type { IAMClient } from '@aws-sdk/client-iam'
import { parse } from 'csv-parse/sync'
import { sdk } from '../../aws/sdk.ts'
import type { KeyFacts, KeyUse, ReportRow } from '../../core/inventory/credential-report.ts'
import { credentialsObject, credentialsOf, isIncomplete } from '../../core/inventory/credential-report.ts'
import type { InventoryObject, ObjectOfKind } from '../../core/inventory/objects.ts'
import { patienceMs, untilDone } from '../background.ts'
import type { CellContext, Collector } from '../collector.ts'
import { securityAudit } from '../collector.ts'
import { all, pages } from '../paging.ts'
import { dates, isoDate, required } from '../shapes.ts'

export const credentials: Collector = {
  type: 'credentials',
  capability: 'credentials',
  scope: 'account',
  reads: securityAudit(
    'iam:GenerateCredentialReport',
    'iam:GetCredentialReport',
    'iam:ListAccessKeys',
    'iam:GetAccessKeyLastUsed',
  ),
  async probe(cell) {
    await cell.client('iam').send(new sdk.iam.GenerateCredentialReportCommand({}), cell.options)
  },
  async *collect(cell) {
    const client = cell.client('iam')
    if (!(await isReportMade(cell, client))) return cell.gap(notMadeInTime)
    const rows = await readReport(cell, client)
    const whole = rows.filter((row) => !isIncomplete(row) || isRoot(row))
    yield whole.flatMap((row) => credentialsOf(row) ?? [])
    yield* usersAskedAbout(cell, client, whole)
  },
}

const notMadeInTime = {
  state: 'failed',
  code: 'report_not_made',
  action: 'iam:GenerateCredentialReport',
  reason: `AWS did not finish the credential report within ${patienceMs / 1_000} seconds; the next run takes it.`,
} as const

/** Asking for it again tells how far it is. */
async function isReportMade(cell: CellContext, client: IAMClient): Promise<boolean> {
  const made = await untilDone(cell, async () => {
    const { State } = await client.send(new sdk.iam.GenerateCredentialReportCommand({}), cell.options)
    return State === 'COMPLETE' ? true : undefined
  })
  return made ?? false
}

async function readReport(cell: CellContext, client: IAMClient): Promise<readonly ReportRow[]> {
  const { Content } = await client.send(new sdk.iam.GetCredentialReportCommand({}), cell.options)
  const text = new TextDecoder().decode(required(Content, 'Content of the report'))
  // A user name may hold a comma (IAM User Guide, "IAM identifiers").
  const rows: readonly ReportRow[] = parse(text, { columns: true, skip_empty_lines: true, bom: true })
  return rows
}

const isRoot = (row: ReportRow): boolean => row['arn']?.endsWith(':root') ?? false

/* ------------------------------------------------------------------ whom the report does not know whole */

async function* usersAskedAbout(
  cell: CellContext,
  client: IAMClient,
  rows: readonly ReportRow[],
): AsyncIterable<readonly InventoryObject[]> {
  const told = new Set(rows.map((row) => row['arn']))
  const users = await cell.known({ accountId: cell.accountId, region: 'global', type: 'iam' }, ['user'])
  yield await cell.objects({
    items: users.filter(({ arn }) => !told.has(arn)),
    name: ({ arn }) => arn,
    toObject: (user) => askAbout(cell, client, user),
  })
}

const gone = ['NoSuchEntity', 'NoSuchEntityException']

async function askAbout(
  cell: CellContext,
  client: IAMClient,
  user: ObjectOfKind<'user'>,
): Promise<InventoryObject | undefined> {
  const reading = await cell.read(
    'iam:ListAccessKeys',
    () =>
      all(
        sdk.iam.paginateListAccessKeys(pages(cell, client, 1_000), { UserName: user.body.name }, cell.options),
        (page) => page.AccessKeyMetadata,
      ),
    { gone },
  )
  if (reading.state !== 'read') return undefined
  const keys: KeyFacts[] = []
  for (const { AccessKeyId, Status, CreateDate } of reading.value) {
    const id = required(AccessKeyId, 'AccessKeyId')
    const lastUsed = await lastUseOf(cell, client, id)
    keys.push({ id, active: Status === 'Active', ...dates({ rotatedAt: CreateDate }), lastUsed })
  }
  return credentialsObject({
    accountId: cell.accountId,
    userArn: user.arn,
    createdAt: isoDate(new Date(user.body.createdAt)),
    // Neither a password nor a device was asked about: the next report tells.
    passwordEnabled: null,
    mfa: null,
    keys,
    certificates: null,
  })
}

async function lastUseOf(cell: CellContext, client: IAMClient, AccessKeyId: string): Promise<KeyUse | null> {
  const reading = await cell.read(
    'iam:GetAccessKeyLastUsed',
    () => client.send(new sdk.iam.GetAccessKeyLastUsedCommand({ AccessKeyId }), cell.options),
    { none: gone },
  )
  const use = reading.state === 'read' ? reading.value.AccessKeyLastUsed : undefined
  const at = isoDate(use?.LastUsedDate)
  if (at === undefined) return null
  // AWS answers `N/A` in both for a key that was never used.
  return { at, ...(use?.Region && { region: use.Region }), ...(use?.ServiceName && { service: use.ServiceName }) }
}
