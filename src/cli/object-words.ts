/** Stages of a sync and kinds of objects, as people call them. */
import type { StageName } from '../core/inventory/coverage.ts'

export const stageWords: Readonly<Record<StageName, string>> = {
  organization: 'Organization',
  identity_center: 'Identity Center',
  iam: 'Identities and policies',
  resources: 'Resources',
  network: 'Network',
  configuration: 'Trails and configuration',
  analysis: 'Analysis',
}

/** Where the name in ARNs is not the word. */
const irregular: Readonly<Record<string, readonly [string, string]>> = {
  accountSettings: ['account’s settings', 'accounts’ settings'],
  credentials: ['credential report line', 'credential report lines'],
  directoryUser: ['person', 'people'],
  identityCenter: ['Identity Center', 'Identity Centers'],
  lastAccessed: ['principal’s last access', 'principals’ last access'],
  organizationFeatures: ['set of features', 'sets of features'],
  organizationPolicy: ['SCP or RCP', 'SCPs and RCPs'],
  oidcProvider: ['OIDC provider', 'OIDC providers'],
  samlProvider: ['SAML provider', 'SAML providers'],
  mfaDevice: ['MFA device', 'MFA devices'],
  user: ['IAM user', 'IAM users'],
  'ec2:vpc': ['VPC', 'VPCs'],
  'rds:db': ['database', 'databases'],
}

/** One and many: `ec2:route-table` is a route table, `managedPolicy` a managed policy. */
export function kindWords(kind: string): readonly [one: string, many: string] {
  const one = (kind.split(':').at(-1) ?? kind)
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll('-', ' ')
    .toLowerCase()
  const many = /[^aeiou]y$/.test(one) ? `${one.slice(0, -1)}ies` : /(?:s|x|ch)$/.test(one) ? `${one}es` : `${one}s`
  return irregular[kind] ?? [one, many]
}
