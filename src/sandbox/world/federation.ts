/** Who signs people and machines in to the accounts of Larkfield from outside, beside Identity Center. */
import { githubHost } from './documents.ts'
import { hex } from './ids.ts'
import type { Maker } from './maker.ts'

/** Of an identity provider, as IAM keeps it. */
export const samlMetadata = (entityId: string, signInUrl: string): string =>
  [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<md:EntityDescriptor entityID="${entityId}" xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata">`,
    '<md:IDPSSODescriptor WantAuthnRequestsSigned="false" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">',
    `<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="${signInUrl}"/>`,
    '</md:IDPSSODescriptor></md:EntityDescriptor>',
  ].join('')

/** From the days before Identity Center, by the account that still has it. */
const samlByAccount: Readonly<
  Record<string, { readonly name: string; readonly entityId: string; readonly url: string }>
> = {
  'larkfield-root': {
    name: 'okta',
    entityId: 'http://www.okta.com/exk4hj7k2mQ9sLw0d697',
    url: 'https://larkfield.okta.com/app/amazon_aws/exk4hj7k2mQ9sLw0d697/sso/saml',
  },
  'data-lake': {
    name: 'entra',
    entityId: 'https://sts.windows.net/7b6c2c1e-5d0f-4b0a-9a37-0c1f8d3e2a11/',
    url: 'https://login.microsoftonline.com/7b6c2c1e-5d0f-4b0a-9a37-0c1f8d3e2a11/saml2',
  },
}

const oidcByAccount: Readonly<Record<string, readonly string[]>> = {
  'security-audit': ['app.terraform.io'],
  'prod-payments': ['oidc.eks.eu-west-1.amazonaws.com/id/5A1B9D3C7E2F4A6B8C0D1E3F5A7B9C2D'],
  analytics: ['gitlab.com'],
}

export function addFederation(make: Maker): void {
  const { samlProviders, serverCertificates } = make.state.iam
  for (const host of [githubHost, ...(oidcByAccount[make.name] ?? [])]) addOidc(make, host)
  const saml = samlByAccount[make.name]
  if (saml !== undefined) {
    const arn = make.arn('iam', `saml-provider/${saml.name}`)
    const metadata = samlMetadata(saml.entityId, saml.url)
    samlProviders.set(arn, { arn, name: saml.name, createdAt: make.ago(1_200), metadata })
  }
  if (make.name === 'prod-payments') {
    const name = 'legacy-checkout'
    serverCertificates.set(name, {
      name,
      path: '/cloudfront/',
      id: `ASCA${hex(17, make.seed, name).toUpperCase()}`,
      arn: make.arn('iam', `server-certificate/cloudfront/${name}`),
      uploadedAt: make.ago(700),
      expiresAt: make.ago(-30),
    })
  }
}

function addOidc(make: Maker, url: string): void {
  const arn = make.arn('iam', `oidc-provider/${url}`)
  make.state.iam.oidcProviders.set(arn, {
    arn,
    url,
    clientIds: [url === 'app.terraform.io' ? 'aws.workload.identity' : 'sts.amazonaws.com'],
    thumbprints: [hex(40, url)],
    createdAt: make.ago(800),
  })
}
