/** Users, groups, roles and policies of an account, and the proof that none of them was lost on the way. */
import type { IAMClient, SummaryKeyType } from '@aws-sdk/client-iam'
import { sdk } from '../../aws/sdk.ts'
import { readAuthorizationDetails } from '../../core/inventory/authorization-details.ts'
import type { InventoryObject } from '../../core/inventory/objects.ts'
import type { CellContext } from '../collector.ts'
import { pages } from '../paging.ts'
import { largestPage, rootArn } from './iam-posture.ts'

/**
 * connection.md §10.1: what was read is compared with AWS's own counts. Fewer than the account had before and has afterwards
 * is not explained by changes meanwhile: it is read again once, and if it stays, the cell is suspect. More is no loss.
 */
export async function* identities(cell: CellContext, client: IAMClient): AsyncIterable<readonly InventoryObject[]> {
  const summary = await accountSummary(cell, client)
  if (summary) yield [rootUser(cell, summary)]
  const sessionSeconds = await maxSessionSeconds(cell, client)
  let lost = yield* readWhole(cell, client, sessionSeconds, summary && countsIn(summary))
  if (lost.length > 0) lost = yield* readWhole(cell, client, sessionSeconds, await countsOfAws(cell, client))
  for (const { kind, counted, read } of lost) {
    cell.gap({
      state: 'suspect',
      code: 'count_mismatch',
      action: 'iam:GetAccountAuthorizationDetails',
      reason: `AWS counts ${counted} ${nouns[kind]} in the account and listed ${read}, twice.`,
    })
  }
}

type CountedKind = 'user' | 'group' | 'role' | 'managedPolicy'
type Counts = Readonly<Record<CountedKind, number>>

const nouns: Readonly<Record<CountedKind, string>> = {
  user: 'users',
  group: 'groups',
  role: 'roles',
  managedPolicy: 'customer managed policies',
}
const countedKinds: readonly CountedKind[] = ['user', 'group', 'role', 'managedPolicy']

interface Loss {
  readonly kind: CountedKind
  readonly counted: number
  readonly read: number
}

/** Reads everything once; returns what AWS counts more of, both before and after. */
async function* readWhole(
  cell: CellContext,
  client: IAMClient,
  sessionSeconds: ReadonlyMap<string, number>,
  before: Counts | undefined,
): AsyncGenerator<readonly InventoryObject[], readonly Loss[]> {
  const read = yield* readDetails(cell, client, sessionSeconds)
  if (!before || lossOf(before, read).length === 0) return []
  const after = await countsOfAws(cell, client)
  return after ? lossOf(smaller(before, after), read) : []
}

function lossOf(counts: Counts, read: Counts): readonly Loss[] {
  return countedKinds
    .filter((kind) => read[kind] < counts[kind])
    .map((kind) => ({ kind, counted: counts[kind], read: read[kind] }))
}

const smaller = (one: Counts, other: Counts): Counts => ({
  user: Math.min(one.user, other.user),
  group: Math.min(one.group, other.group),
  role: Math.min(one.role, other.role),
  managedPolicy: Math.min(one.managedPolicy, other.managedPolicy),
})

type Summary = Partial<Record<SummaryKeyType, number>>

async function accountSummary(cell: CellContext, client: IAMClient): Promise<Summary | undefined> {
  const reading = await cell.read('iam:GetAccountSummary', () =>
    client.send(new sdk.iam.GetAccountSummaryCommand({}), cell.options),
  )
  return reading.state === 'read' ? (reading.value.SummaryMap ?? {}) : undefined
}

const countsIn = ({ Users = 0, Groups = 0, Roles = 0, Policies = 0 }: Summary): Counts => ({
  user: Users,
  group: Groups,
  role: Roles,
  managedPolicy: Policies,
})

async function countsOfAws(cell: CellContext, client: IAMClient): Promise<Counts | undefined> {
  const summary = await accountSummary(cell, client)
  return summary && countsIn(summary)
}

const rootUser = (cell: CellContext, summary: Summary): InventoryObject => ({
  kind: 'rootUser',
  nativeId: cell.accountId,
  arn: rootArn(cell),
  accountId: cell.accountId,
  region: 'global',
  cell: 'iam',
  body: {
    accessKeys: (summary.AccountAccessKeysPresent ?? 0) > 0,
    mfa: (summary.AccountMFAEnabled ?? 0) > 0,
    // Accounts under central root access have none; older answers lack the count.
    ...(summary.AccountPasswordPresent !== undefined && { password: summary.AccountPasswordPresent > 0 }),
  },
})

/** `MaxSessionDuration` by role id: the authorization details lack it. What is not told this time stands from before. */
async function maxSessionSeconds(cell: CellContext, client: IAMClient): Promise<ReadonlyMap<string, number>> {
  const seconds = new Map<string, number>()
  const reading = await cell.read('iam:ListRoles', async () => {
    for await (const page of sdk.iam.paginateListRoles(pages(cell, client, largestPage), {}, cell.options)) {
      for (const { RoleId, MaxSessionDuration } of page.Roles ?? []) {
        if (RoleId && MaxSessionDuration !== undefined) seconds.set(RoleId, MaxSessionDuration)
      }
    }
  })
  if (reading.state !== 'unread') return seconds
  for (const { nativeId, body } of await cell.known(cell.key, ['role'])) {
    if (body.maxSessionSeconds !== undefined && !seconds.has(nativeId)) seconds.set(nativeId, body.maxSessionSeconds)
  }
  return seconds
}

async function* readDetails(
  cell: CellContext,
  client: IAMClient,
  sessionSeconds: ReadonlyMap<string, number>,
): AsyncGenerator<readonly InventoryObject[], Counts> {
  const counts: Record<CountedKind, number> = { user: 0, group: 0, role: 0, managedPolicy: 0 }
  for await (const page of sdk.iam.paginateGetAccountAuthorizationDetails(
    pages(cell, client, largestPage),
    {},
    cell.options,
  )) {
    const details = {
      ...page,
      RoleDetailList: page.RoleDetailList?.map((role) => ({
        ...role,
        MaxSessionDuration: sessionSeconds.get(role.RoleId ?? ''),
      })),
      // moto leaves out the name, which is also the end of the ARN.
      Policies: page.Policies?.map((policy) => ({
        ...policy,
        PolicyName: policy.PolicyName ?? policy.Arn?.split('/').at(-1),
      })),
    }
    const { objects, problems } = readAuthorizationDetails(details, { account: cell.accountId })
    for (const { path, message } of problems) {
      cell.gap({
        state: 'suspect',
        code: 'unexpected_shape',
        reason: `${path} in AWS's answer ${message}; it was left out.`,
      })
    }
    for (const object of objects) if (isCounted(object)) counts[object.kind] += 1
    yield objects
  }
  return counts
}

const isCounted = (object: InventoryObject): object is InventoryObject & { readonly kind: CountedKind } =>
  object.kind === 'user' ||
  object.kind === 'group' ||
  object.kind === 'role' ||
  (object.kind === 'managedPolicy' && !object.body.awsManaged)
