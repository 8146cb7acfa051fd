/** Federation: SAML and OpenID Connect providers. */
import {
  GetOpenIDConnectProviderCommand,
  GetSAMLProviderCommand,
  ListOpenIDConnectProvidersCommand,
  ListSAMLProvidersCommand,
} from '@aws-sdk/client-iam'
import { operation } from '../../service.ts'
import { noSuchEntity } from './entities.ts'

export const providerOperations = [
  operation(ListSAMLProvidersCommand, {
    run: ({ account }) => ({
      SAMLProviderList: [...account.iam.samlProviders.values()].map(({ arn, createdAt }) => ({
        Arn: arn,
        CreateDate: createdAt,
      })),
    }),
  }),
  operation(GetSAMLProviderCommand, {
    target: (_call, input) => ({ arn: input.SAMLProviderArn ?? '*' }),
    run({ account }, input) {
      const provider = account.iam.samlProviders.get(input.SAMLProviderArn ?? '')
      if (provider === undefined) throw noSuchEntity(`Manifest not found for arn ${input.SAMLProviderArn}`)
      return { SAMLMetadataDocument: provider.metadata, CreateDate: provider.createdAt, Tags: [] }
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
