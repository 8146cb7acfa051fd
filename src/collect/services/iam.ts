import type { IAMClient } from '@aws-sdk/client-iam'
import {
  GetAccountAuthorizationDetailsCommand,
  GetOpenIDConnectProviderCommand,
  ListOpenIDConnectProvidersCommand,
  ListSAMLProvidersCommand,
  paginateListAccountAliases,
} from '@aws-sdk/client-iam'
import type { InventoryObject } from '../../core/inventory/objects.ts'
import type { CellContext, Collector } from '../collector.ts'
import { securityAudit } from '../collector.ts'
import { all, pages } from '../paging.ts'
import { arnOf, required } from '../shapes.ts'
import { identities, largestPage } from './iam-identities.ts'

export const iam: Collector = {
  type: 'iam',
  capability: 'identities',
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
    yield* identities(cell, client)
    yield await samlProviders(cell, client)
    yield await oidcProviders(cell, client)
  },
}

async function accountSettings(cell: CellContext, client: IAMClient): Promise<readonly InventoryObject[]> {
  const aliases = await cell.read('iam:ListAccountAliases', () =>
    all(paginateListAccountAliases(pages(cell, client, largestPage), {}, cell.options), (page) => page.AccountAliases),
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
