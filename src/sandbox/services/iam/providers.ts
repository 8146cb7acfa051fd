/** Federation: SAML and OpenID Connect providers. */
import {
  AddClientIDToOpenIDConnectProviderCommand,
  CreateOpenIDConnectProviderCommand,
  CreateSAMLProviderCommand,
  DeleteOpenIDConnectProviderCommand,
  DeleteSAMLProviderCommand,
  GetOpenIDConnectProviderCommand,
  GetSAMLProviderCommand,
  ListOpenIDConnectProvidersCommand,
  ListSAMLProvidersCommand,
  RemoveClientIDFromOpenIDConnectProviderCommand,
  UpdateOpenIDConnectProviderThumbprintCommand,
  UpdateSAMLProviderCommand,
} from '@aws-sdk/client-iam'
import { type Call, operation } from '../../service.ts'
import type { AccountState, OidcProvider, SamlProvider } from '../../world/model.ts'
import {
  alreadyExists,
  invalidInput,
  limitExceeded,
  noSuchEntity,
  required,
  validationError,
  validName,
} from './entities.ts'

/** IAM User Guide, "IAM and AWS STS quotas". */
const quotas = { saml: 100, openIdConnect: 100, clientIds: 100, thumbprints: 5 } as const

function samlProvider({ iam }: AccountState, arn = ''): SamlProvider {
  const provider = iam.samlProviders.get(arn)
  if (provider === undefined) throw noSuchEntity(`Manifest not found for arn ${arn}`)
  return provider
}

function oidcProvider({ iam }: AccountState, arn = ''): OidcProvider {
  const provider = iam.oidcProviders.get(arn)
  if (provider === undefined) throw noSuchEntity(`OpenIDConnect Provider not found for arn ${arn}`)
  return provider
}

const samlTarget = (_call: Call, input: { readonly SAMLProviderArn: string | undefined }) => ({
  arn: input.SAMLProviderArn ?? '*',
})
const oidcTarget = (_call: Call, input: { readonly OpenIDConnectProviderArn: string | undefined }) => ({
  arn: input.OpenIDConnectProviderArn ?? '*',
})

/** IAM reads the metadata of an identity provider; here it need only be some. */
function metadataOf(text: string | undefined): string {
  const metadata = required(text, 'sAMLMetadataDocument')
  if (/<(?:\w+:)?EntityDescriptor\b/.test(metadata)) return metadata
  throw invalidInput('Could not parse metadata')
}

function thumbprintsOf(thumbprints: readonly string[] | undefined): string[] {
  const given = [...(thumbprints ?? [])]
  if (given.length > quotas.thumbprints) throw invalidInput('Thumbprint list must contain fewer than 5 entries.')
  const wrong = given.find((each) => !/^[0-9a-fA-F]{40}$/.test(each))
  if (wrong !== undefined) throw validationError(`Value '${wrong}' at 'thumbprintList' must have length equal to 40`)
  return given
}

/** The ARN names the URL without its scheme. */
const oidcArn = (id: string, url: string | undefined): string =>
  `arn:aws:iam::${id}:oidc-provider/${(url ?? '').replace(/^https:\/\//, '')}`

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
    target: samlTarget,
    run({ account }, input) {
      const provider = samlProvider(account, input.SAMLProviderArn)
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
    target: oidcTarget,
    run({ account }, input) {
      const provider = oidcProvider(account, input.OpenIDConnectProviderArn)
      return {
        Url: provider.url,
        ClientIDList: provider.clientIds,
        ThumbprintList: provider.thumbprints,
        CreateDate: provider.createdAt,
        Tags: [],
      }
    },
  }),
  operation(CreateSAMLProviderCommand, {
    target: (call, input) => ({ arn: `arn:aws:iam::${call.account.id}:saml-provider/${input.Name}` }),
    run(call, input) {
      const { id, iam } = call.editAccount()
      const name = validName(input.Name, 'name', 128)
      const arn = `arn:aws:iam::${id}:saml-provider/${name}`
      const metadata = metadataOf(input.SAMLMetadataDocument)
      if (iam.samlProviders.has(arn)) throw alreadyExists(`Provider with the name ${name} already exists.`)
      if (iam.samlProviders.size >= quotas.saml)
        throw limitExceeded(`Cannot exceed quota for SAMLProvidersPerAccount: ${quotas.saml}`)
      iam.samlProviders.set(arn, { arn, name, createdAt: new Date(call.now), metadata })
      return { SAMLProviderArn: arn }
    },
  }),
  operation(UpdateSAMLProviderCommand, {
    target: samlTarget,
    run(call, input) {
      const provider = samlProvider(call.editAccount(), input.SAMLProviderArn)
      if (input.SAMLMetadataDocument !== undefined) provider.metadata = metadataOf(input.SAMLMetadataDocument)
      return { SAMLProviderArn: provider.arn }
    },
  }),
  operation(DeleteSAMLProviderCommand, {
    target: samlTarget,
    run(call, input) {
      const account = call.editAccount()
      account.iam.samlProviders.delete(samlProvider(account, input.SAMLProviderArn).arn)
      return {}
    },
  }),
  operation(CreateOpenIDConnectProviderCommand, {
    target: (call, input) => ({ arn: oidcArn(call.account.id, input.Url) }),
    run(call, input) {
      const { id, iam } = call.editAccount()
      const Url = required(input.Url, 'url')
      if (!/^https:\/\/[^?#\s]+$/.test(Url)) throw validationError(`Invalid Open ID Connect Provider URL: ${Url}`)
      const arn = oidcArn(id, Url)
      if (iam.oidcProviders.has(arn)) throw alreadyExists(`Provider with url ${Url} already exists.`)
      if (iam.oidcProviders.size >= quotas.openIdConnect)
        throw limitExceeded(`Cannot exceed quota for OpenIdConnectProvidersPerAccount: ${quotas.openIdConnect}`)
      const clientIds = [...(input.ClientIDList ?? [])]
      if (clientIds.length > quotas.clientIds)
        throw limitExceeded(`Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: ${quotas.clientIds}`)
      const thumbprints = thumbprintsOf(input.ThumbprintList)
      const url = Url.replace(/^https:\/\//, '')
      iam.oidcProviders.set(arn, { arn, url, clientIds, thumbprints, createdAt: new Date(call.now) })
      return { OpenIDConnectProviderArn: arn }
    },
  }),
  operation(AddClientIDToOpenIDConnectProviderCommand, {
    target: oidcTarget,
    run(call, input) {
      const { clientIds } = oidcProvider(call.editAccount(), input.OpenIDConnectProviderArn)
      const id = required(input.ClientID, 'clientID')
      if (clientIds.includes(id)) return {}
      if (clientIds.length >= quotas.clientIds)
        throw limitExceeded(`Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: ${quotas.clientIds}`)
      clientIds.push(id)
      return {}
    },
  }),
  operation(RemoveClientIDFromOpenIDConnectProviderCommand, {
    target: oidcTarget,
    run(call, input) {
      const { clientIds } = oidcProvider(call.editAccount(), input.OpenIDConnectProviderArn)
      // IAM API Reference: it does not fail for a client id that was removed before.
      const at = clientIds.indexOf(required(input.ClientID, 'clientID'))
      if (at !== -1) clientIds.splice(at, 1)
      return {}
    },
  }),
  operation(UpdateOpenIDConnectProviderThumbprintCommand, {
    target: oidcTarget,
    run(call, input) {
      const { thumbprints } = oidcProvider(call.editAccount(), input.OpenIDConnectProviderArn)
      thumbprints.splice(0, thumbprints.length, ...thumbprintsOf(input.ThumbprintList))
      return {}
    },
  }),
  operation(DeleteOpenIDConnectProviderCommand, {
    target: oidcTarget,
    run(call, input) {
      // IAM API Reference: it does not fail for a provider that does not exist.
      call.editAccount().iam.oidcProviders.delete(required(input.OpenIDConnectProviderArn, 'openIDConnectProviderArn'))
      return {}
    },
  }),
]
