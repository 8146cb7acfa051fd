import type { GetAccountSummaryCommandOutput, IAMClient } from '@aws-sdk/client-iam'
import {
  GetAccountAuthorizationDetailsCommand,
  GetAccountSummaryCommand,
  GetOpenIDConnectProviderCommand,
  ListOpenIDConnectProvidersCommand,
  ListSAMLProvidersCommand,
  paginateGetAccountAuthorizationDetails,
  paginateListAccountAliases,
  paginateListRoles,
} from '@aws-sdk/client-iam'
import { readAuthorizationDetails } from '../../core/inventory/authorization-details.ts'
import type { InventoryObject } from '../../core/inventory/objects.ts'
import type { CellContext, Collector } from '../collector.ts'
import { securityAudit } from '../collector.ts'
import { all } from '../paging.ts'
import { arnOf, required } from '../shapes.ts'

/** IAM's largest page. */
const pageSize = 1_000

export const iam: Collector = {
  type: 'iam',
  capability: 'identities',
  stage: 'iam',
  scope: 'account',
  reads: securityAudit(
    'iam:GetAccountAuthorizationDetails',
    'iam:GetAccountSummary',
    'iam:ListRoles',
    'iam:ListSAMLProviders',
    'iam:ListOpenIDConnectProviders',
    'iam:GetOpenIDConnectProvider',
    'iam:ListAccountAliases',
  ),
  async probe(cell) {
    await cell.client('iam').send(new GetAccountAuthorizationDetailsCommand({ MaxItems: 1 }), cell.options)
  },
  async *collect(cell) {
    const client = cell.client('iam')
    yield await accountSettings(cell, client)
    const before = await summary(cell, client)
    const sessionSeconds = await maxSessionSeconds(cell, client)
    const counts: Record<CountedKind, number> = { user: 0, group: 0, role: 0, managedPolicy: 0 }
    for await (const page of paginateGetAccountAuthorizationDetails({ client, pageSize }, {}, cell.options)) {
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
    await compareCounts(cell, client, before, counts)
    yield await samlProviders(cell, client)
    yield await oidcProviders(cell, client)
  },
}

/** `MaxSessionDuration` by role id: the authorization details lack it. */
async function maxSessionSeconds(cell: CellContext, client: IAMClient): Promise<ReadonlyMap<string, number>> {
  const seconds = new Map<string, number>()
  await cell.read('iam:ListRoles', async () => {
    for await (const page of paginateListRoles({ client, pageSize }, {}, cell.options)) {
      for (const { RoleId, MaxSessionDuration } of page.Roles ?? []) {
        if (RoleId && MaxSessionDuration !== undefined) seconds.set(RoleId, MaxSessionDuration)
      }
    }
  })
  return seconds
}

async function accountSettings(cell: CellContext, client: IAMClient): Promise<readonly InventoryObject[]> {
  const aliases = await cell.read('iam:ListAccountAliases', () =>
    all(paginateListAccountAliases({ client, pageSize }, {}, cell.options), (page) => page.AccountAliases),
  )
  if (aliases.state !== 'read') return []
  const [alias] = aliases.value
  return [
    {
      kind: 'accountSettings',
      nativeId: cell.accountId,
      arn: `arn:${cell.partition}:iam::${cell.accountId}:root`,
      accountId: cell.accountId,
      region: 'global',
      cell: 'iam',
      body: { ...(alias && { alias }) },
    },
  ]
}

/* ------------------------------------------------------------------ was everything read? */

type CountedKind = 'user' | 'group' | 'role' | 'managedPolicy'

const isCounted = (object: InventoryObject): object is InventoryObject & { readonly kind: CountedKind } =>
  object.kind === 'user' ||
  object.kind === 'group' ||
  object.kind === 'role' ||
  (object.kind === 'managedPolicy' && !object.body.awsManaged)

type Summary = Readonly<Record<CountedKind, number | undefined>>

async function summary(cell: CellContext, client: IAMClient): Promise<Summary | undefined> {
  const reading = await cell.read('iam:GetAccountSummary', () =>
    client.send(new GetAccountSummaryCommand({}), cell.options),
  )
  return reading.state === 'read' ? countsIn(reading.value) : undefined
}

function countsIn({ SummaryMap: map }: GetAccountSummaryCommandOutput): Summary {
  return { user: map?.Users, group: map?.Groups, role: map?.Roles, managedPolicy: map?.Policies }
}

/**
 * connection.md §10.1: fewer than the account has, before and after alike, means that pages were lost; a count that lies
 * between the two is explained by changes meanwhile.
 */
async function compareCounts(
  cell: CellContext,
  client: IAMClient,
  before: Summary | undefined,
  read: Readonly<Record<CountedKind, number>>,
): Promise<void> {
  if (!before) return
  const short = kindsBelow(before, read)
  if (short.length === 0) return
  const after = await summary(cell, client)
  for (const kind of after ? kindsBelow(after, read).filter((one) => short.includes(one)) : []) {
    cell.gap({
      state: 'suspect',
      code: 'count_mismatch',
      action: 'iam:GetAccountAuthorizationDetails',
      reason: `AWS counts ${before[kind]} ${nouns[kind]} in the account and listed ${read[kind]}.`,
    })
  }
}

const nouns: Readonly<Record<CountedKind, string>> = {
  user: 'users',
  group: 'groups',
  role: 'roles',
  managedPolicy: 'customer managed policies',
}

function kindsBelow(summary: Summary, read: Readonly<Record<CountedKind, number>>): CountedKind[] {
  const kinds: readonly CountedKind[] = ['user', 'group', 'role', 'managedPolicy']
  return kinds.filter((kind) => read[kind] < (summary[kind] ?? 0))
}

/* ------------------------------------------------------------------ federation */

async function samlProviders(cell: CellContext, client: IAMClient): Promise<readonly InventoryObject[]> {
  const reading = await cell.read('iam:ListSAMLProviders', () =>
    client.send(new ListSAMLProvidersCommand({}), cell.options),
  )
  return cell.objects({
    items: reading.state === 'read' ? reading.value.SAMLProviderList : [],
    name: (provider) => provider.Arn,
    toObject: (provider) => {
      const arn = arnOf(provider.Arn, 'Arn')
      return {
        ...providerIdentity(cell, arn),
        kind: 'samlProvider',
        body: { name: required(arn.split('/').at(-1), 'name in the ARN') },
      }
    },
  })
}

async function oidcProviders(cell: CellContext, client: IAMClient): Promise<readonly InventoryObject[]> {
  const reading = await cell.read('iam:ListOpenIDConnectProviders', () =>
    client.send(new ListOpenIDConnectProvidersCommand({}), cell.options),
  )
  return cell.objects({
    items: reading.state === 'read' ? reading.value.OpenIDConnectProviderList : [],
    name: (provider) => provider.Arn,
    toObject: async (provider) => {
      const arn = arnOf(provider.Arn, 'Arn')
      const details = await cell.read(
        'iam:GetOpenIDConnectProvider',
        () => client.send(new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: arn }), cell.options),
        { gone: ['NoSuchEntity', 'NoSuchEntityException'] },
      )
      // The ARN ends with the URL without its scheme.
      const url = arn.slice(arn.indexOf('/') + 1)
      const known = details.state === 'read' ? details.value : undefined
      return {
        ...providerIdentity(cell, arn),
        kind: 'oidcProvider',
        body: { url: known?.Url ?? url, clientIds: known?.ClientIDList ?? [] },
      }
    },
  })
}

const providerIdentity = (cell: CellContext, arn: string) =>
  ({ nativeId: arn, arn, accountId: cell.accountId, region: 'global', cell: 'iam' }) as const
