/** Federation: SAML and OpenID Connect providers. */
import {
  GetOpenIDConnectProviderCommand,
  GetSAMLProviderCommand,
  ListOpenIDConnectProvidersCommand,
  ListSAMLProvidersCommand,
} from '@aws-sdk/client-iam'
import { operation } from '../../service.ts'
import { noSuchEntity } from './entities.ts'

/** IAM keeps a metadata document for a hundred years (IAM API Reference, *SAMLProviderListEntry*: seen, not documented). */
const validUntil = (createdAt: Date): Date => new Date(createdAt.getTime() + 100 * 365 * 86_400_000)

export const providerOperations = [
  operation(ListSAMLProvidersCommand, {
    run: ({ account }) => ({
      SAMLProviderList: [...account.iam.samlProviders.values()].map(({ arn, createdAt }) => ({
        Arn: arn,
        CreateDate: createdAt,
        ValidUntil: validUntil(createdAt),
      })),
    }),
  }),
  operation(GetSAMLProviderCommand, {
    target: (_call, input) => ({ arn: input.SAMLProviderArn ?? '*' }),
    run({ account }, input) {
      const provider = account.iam.samlProviders.get(input.SAMLProviderArn ?? '')
      if (provider === undefined) throw noSuchEntity(`Manifest not found for arn ${input.SAMLProviderArn}`)
      return {
        SAMLMetadataDocument: provider.metadata,
        CreateDate: provider.createdAt,
        ValidUntil: validUntil(provider.createdAt),
        Tags: [],
      }
    },
  }),
  operation(ListOpenIDConnectProvidersCommand, {
    run: ({ account }) => ({
      OpenIDConnectProviderList: [...account.iam.oidcProviders.keys()].map((Arn) => ({ Arn })),
    }),
  }),
  operation(GetOpenIDConnectProviderCommand, {
    target: (_call, input) => ({ arn: input.OpenIDConnectProviderArn ?? '*' }),
    run({ account }, input) {
      const provider = account.iam.oidcProviders.get(input.OpenIDConnectProviderArn ?? '')
      if (provider === undefined)
        throw noSuchEntity(`OpenIDConnect Provider not found for arn ${input.OpenIDConnectProviderArn}`)
      return {
        Url: provider.url,
        ClientIDList: provider.clientIds,
        ThumbprintList: provider.thumbprints,
        CreateDate: provider.createdAt,
        Tags: [],
      }
    },
  }),
]
