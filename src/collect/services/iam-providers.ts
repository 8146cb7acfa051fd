/** Who signs people and machines in to an account from outside: SAML and OIDC providers. */
import type { IAMClient } from '@aws-sdk/client-iam'
import { sdk } from '../../aws/sdk.ts'
import type { InventoryObject } from '../../core/inventory/objects.ts'
import type { CellContext } from '../collector.ts'
import { arnOf, dates, required, tagsOf } from '../shapes.ts'
import { readSamlMetadata } from './saml-metadata.ts'

const gone = ['NoSuchEntity', 'NoSuchEntityException']

export async function samlProviders(cell: CellContext, client: IAMClient): Promise<readonly InventoryObject[]> {
  const reading = await cell.read('iam:ListSAMLProviders', () =>
    client.send(new sdk.iam.ListSAMLProvidersCommand({}), cell.options),
  )
  return cell.objects({
    items: reading.state === 'read' ? reading.value.SAMLProviderList : [],
    name: (provider) => provider.Arn,
    toObject: async (provider) => {
      const arn = arnOf(provider.Arn, 'Arn')
      const details = await cell.read(
        'iam:GetSAMLProvider',
        () => client.send(new sdk.iam.GetSAMLProviderCommand({ SAMLProviderArn: arn }), cell.options),
        { gone },
      )
      const before = details.state === 'unread' ? await knownBefore(cell, 'samlProvider', arn) : undefined
      if (before) return before
      const known = details.state === 'read' ? details.value : undefined
      return {
        ...identityOf(cell, arn),
        kind: 'samlProvider',
        body: {
          name: required(arn.split('/').at(-1), 'name in the ARN'),
          ...readSamlMetadata(known?.SAMLMetadataDocument ?? ''),
          ...dates({ createdAt: provider.CreateDate, validUntil: provider.ValidUntil }),
          ...(known && { tags: tagsOf(known.Tags) }),
        },
      }
    },
  })
}

export async function oidcProviders(cell: CellContext, client: IAMClient): Promise<readonly InventoryObject[]> {
  const reading = await cell.read('iam:ListOpenIDConnectProviders', () =>
    client.send(new sdk.iam.ListOpenIDConnectProvidersCommand({}), cell.options),
  )
  return cell.objects({
    items: reading.state === 'read' ? reading.value.OpenIDConnectProviderList : [],
    name: (provider) => provider.Arn,
    toObject: async (provider) => {
      const arn = arnOf(provider.Arn, 'Arn')
      const details = await cell.read(
        'iam:GetOpenIDConnectProvider',
        () => client.send(new sdk.iam.GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: arn }), cell.options),
        { gone },
      )
      const before = details.state === 'unread' ? await knownBefore(cell, 'oidcProvider', arn) : undefined
      if (before) return before
      // The ARN ends with the URL without its scheme.
      const url = arn.slice(arn.indexOf('/') + 1)
      const known = details.state === 'read' ? details.value : undefined
      return {
        ...identityOf(cell, arn),
        kind: 'oidcProvider',
        body: {
          url: known?.Url ?? url,
          clientIds: known?.ClientIDList ?? [],
          ...(known && { thumbprints: known.ThumbprintList ?? [], tags: tagsOf(known.Tags) }),
          ...dates({ createdAt: known?.CreateDate }),
        },
      }
    },
  })
}

/** As it was read last: what could not be read this time stands, and the cell says so. */
async function knownBefore(
  cell: CellContext,
  kind: 'samlProvider' | 'oidcProvider',
  arn: string,
): Promise<InventoryObject | undefined> {
  return (await cell.known(cell.key, [kind])).find(({ nativeId }) => nativeId === arn)
}

const identityOf = (cell: CellContext, arn: string) =>
  ({ nativeId: arn, arn, accountId: cell.accountId, region: 'global', cell: 'iam' }) as const
