/** Kinds of things that were read, as people call them: `managedPolicy` is a managed policy, `ec2:route-table` a route table. */

/** Where the name in ARNs, or of the API, is not the word. */
const irregular: Readonly<Record<string, string>> = {
  accountSettings: 'account’s settings',
  credentials: 'credential report line',
  directoryUser: 'person',
  directoryGroup: 'group of people',
  identityCenter: 'Identity Center',
  lastAccessed: 'principal’s last access',
  mfaDevice: 'MFA device',
  oidcProvider: 'OIDC provider',
  organizationFeatures: 'set of features',
  organizationPolicy: 'SCP or RCP',
  samlProvider: 'SAML provider',
  user: 'IAM user',
  'ec2:vpc': 'VPC',
  'rds:db': 'database',
}

export const kindName = (kind: string): string =>
  irregular[kind] ??
  (kind.split(':').at(-1) ?? kind)
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll('-', ' ')
    .toLowerCase()
