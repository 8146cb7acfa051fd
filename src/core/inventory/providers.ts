/**
 * Who stands behind an identity provider, by its host name. Only what a vendor documents as its own domain is in the tables;
 * a vendor that people run on a host of their own (PingFederate, Keycloak) is known by the form of its addresses.
 */

export interface ProviderName {
  /** Null: nobody that we know. */
  readonly vendor: string | null
  readonly host: string
}

/** Hosts, each with its subdomains. */
type Hosts = readonly (readonly [host: string, vendor: string])[]

/** Entity ids and sign-in addresses that the vendors' guides for AWS show. */
const samlHosts: Hosts = [
  ['okta.com', 'Okta'],
  ['oktapreview.com', 'Okta'],
  ['okta-emea.com', 'Okta'],
  ['okta-gov.com', 'Okta'],
  ['sts.windows.net', 'Microsoft Entra ID'],
  ['login.microsoftonline.com', 'Microsoft Entra ID'],
  ['login.microsoftonline.us', 'Microsoft Entra ID'],
  ['sts.chinacloudapi.cn', 'Microsoft Entra ID'],
  ['login.partner.microsoftonline.cn', 'Microsoft Entra ID'],
  ['accounts.google.com', 'Google Workspace'],
  ['onelogin.com', 'OneLogin'],
  ['pingone.com', 'Ping Identity'],
  ['pingone.eu', 'Ping Identity'],
  ['pingone.ca', 'Ping Identity'],
  ['pingone.asia', 'Ping Identity'],
  ['pingone.com.au', 'Ping Identity'],
  ['pingidentity.com', 'Ping Identity'],
  ['jumpcloud.com', 'JumpCloud'],
  ['auth0.com', 'Auth0'],
  ['duosecurity.com', 'Duo'],
  ['cyberark.cloud', 'CyberArk'],
  ['idaptive.app', 'CyberArk'],
]

const oidcHosts: Hosts = [
  ['token.actions.githubusercontent.com', 'GitHub Actions'],
  ['gitlab.com', 'GitLab'],
  ['app.terraform.io', 'HCP Terraform'],
  ['oidc.circleci.com', 'CircleCI'],
  ['agent.buildkite.com', 'Buildkite'],
  ['api.bitbucket.org', 'Bitbucket Pipelines'],
  ['vstoken.dev.azure.com', 'Azure DevOps'],
  ['spacelift.io', 'Spacelift'],
  ['api.pulumi.com', 'Pulumi'],
  ['oidc.vercel.com', 'Vercel'],
  ['openshiftapps.com', 'Red Hat OpenShift'],
  ['accounts.google.com', 'Google'],
  ['okta.com', 'Okta'],
  ['auth0.com', 'Auth0'],
  ['sts.windows.net', 'Microsoft Entra ID'],
  ['login.microsoftonline.com', 'Microsoft Entra ID'],
]

/** Forms of addresses on hosts of one's own, with the page that shows the form. */
const samlForms: readonly (readonly [form: RegExp, vendor: string])[] = [
  // Microsoft Learn, "AD FS" federation service identifier.
  [/\/adfs\/services\/trust\/?$/, 'AD FS'],
  // Keycloak Server Administration Guide, "SAML": the realm's address is the entity id.
  [/\/realms\/[^/]+\/?$/, 'Keycloak'],
]

const oidcForms: readonly (readonly [form: RegExp, vendor: string])[] = [
  // Amazon EKS User Guide, "Create an IAM OIDC provider for your cluster".
  [/^oidc\.eks\.[a-z0-9-]+\.amazonaws\.com(\.cn)?\/id\//, 'Amazon EKS'],
  [/^oidc-eks\.[a-z0-9-]+\.api\.aws\/id\//, 'Amazon EKS'],
  // GitHub Enterprise Server, "Configuring OpenID Connect in Amazon Web Services".
  [/\/_services\/token$/, 'GitHub Actions'],
  [/^token\.actions\.[a-z0-9-]+\.ghe\.com$/, 'GitHub Actions'],
  [/\/realms\/[^/]+\/?$/, 'Keycloak'],
]

export function nameSamlProvider(
  entityId: string | undefined,
  signInUrl: string | undefined,
): ProviderName | undefined {
  const hosts = [entityId, signInUrl].flatMap((text) => hostOf(text) ?? [])
  const [host] = hosts
  if (host === undefined) return undefined
  const vendor = hosts.flatMap((one) => vendorOf(samlHosts, one) ?? [])[0] ?? formOf(samlForms, entityId ?? '') ?? null
  return { vendor, host }
}

/** `url` as IAM prints it, without its scheme. */
export function nameOidcProvider(url: string): ProviderName {
  const bare = url.replace(/^https:\/\//, '')
  const host = bare.split('/')[0] ?? bare
  return { vendor: vendorOf(oidcHosts, host) ?? formOf(oidcForms, bare) ?? null, host }
}

/** Of a URL, or of the name that stands in place of a host in `urn:example.auth0.com`. */
function hostOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const host = /^(?:https?:\/\/|urn:)([a-z0-9.-]+\.[a-z0-9-]+)/i.exec(text)?.[1]
  return host?.toLowerCase()
}

const vendorOf = (hosts: Hosts, host: string): string | undefined =>
  hosts.find(([known]) => host === known || host.endsWith(`.${known}`))?.[1]

const formOf = (forms: readonly (readonly [RegExp, string])[], text: string): string | undefined =>
  forms.find(([form]) => form.test(text))?.[1]
