import type { Identity, IdentityAccount, IdentityThrough, LinkSuggestion } from '../../api/schema.ts'
import type { IconName } from '../../parts/icon.tsx'

export type IdentityKind = Identity['kind']

export const kindWords: Readonly<Record<IdentityKind, string>> = {
  person: 'person',
  workload: 'workload',
  root: 'root user',
  unknown: 'not known',
}

const codeIcons: Readonly<Record<string, IconName>> = {
  'Lambda function': 'function',
  'EC2 instance': 'instance',
  'AWS service': 'service',
}

export const identityIcon = ({ kind, what }: Pick<Identity, 'kind' | 'what'>): IconName => {
  if (kind === 'person' || (kind === 'unknown' && what === 'IAM user')) return 'person'
  if (kind === 'root') return 'account'
  return codeIcons[what] ?? (kind === 'workload' ? 'workload' : 'external')
}

export const accountKindWords: Readonly<Record<IdentityAccount['kind'], string>> = {
  'idc-user': 'Identity Center user',
  'iam-user': 'IAM user',
  root: 'root user',
  'role-session': 'sessions of a role',
  'oidc-subject': 'subject of an identity provider',
}

/** How an account came to be one of the identity, as a chip says it. */
export const methodWords: Readonly<Record<IdentityAccount['method'], string>> = {
  itself: 'the identity itself',
  'same-external-id': 'same id at the identity provider',
  'runs-as': 'runs as the role',
  'trust-policy': 'named by a trust policy',
  'service-linked-role': 'service-linked role',
}

export const relationWords: Readonly<Record<LinkSuggestion['relation'], string>> = {
  same: 'may be the same as',
  owner: 'may belong to',
  owned: 'may own',
}

/** `through Data platform and an assignment of its own`; empty where nothing stands between. */
export function throughWords(through: readonly IdentityThrough[]): string {
  const names = through.flatMap(({ kind, name }) => (between.has(kind) ? [name] : []))
  return [...new Set(names)].join(', ')
}

/** What stands between an identity account and the role or account that it leads to. */
export const between: ReadonlySet<IdentityThrough['kind']> = new Set(['group', 'assignment', 'trust'])
