/** How policies are called, and what their columns say. Pure. */
import type { PolicyAttachment, PolicyListItem } from '../../api/schema.ts'
import type { IconName } from '../../parts/icon.tsx'
import type { DecisionTone, SeverityLevel } from '../../parts/marks.tsx'

export type PolicyKind = PolicyListItem['kind']
export type PolicyWidth = PolicyListItem['width']

export const kindWords: Readonly<Record<PolicyKind, string>> = {
  'customer-managed': 'managed policy',
  'aws-managed': 'AWS managed policy',
  inline: 'inline policy',
  'group-inline': 'inline policy of a group',
  'permission-set': 'inline policy of a permission set',
  trust: 'trust policy',
  resource: 'resource policy',
  'service-control': 'SCP',
  'resource-control': 'RCP',
}

/** As the facet names them; `boundary` is a use of a managed policy. */
export const kindChoices = [
  ['customer-managed', 'Managed'],
  ['aws-managed', 'AWS managed'],
  ['inline', 'Inline'],
  ['group-inline', 'Inline of groups'],
  ['permission-set', 'Inline of permission sets'],
  ['boundary', 'Boundaries'],
  ['trust', 'Trust policies'],
  ['resource', 'Resource policies'],
  ['service-control', 'SCPs'],
  ['resource-control', 'RCPs'],
] as const satisfies readonly (readonly [PolicyKind | 'boundary', string])[]

export const widthWords: Readonly<Record<PolicyWidth, string>> = {
  admin: 'administer',
  permissions: 'change permissions',
  write: 'write',
  read: 'read',
  assume: 'assume a role',
  limits: 'limits only',
  nothing: 'nothing',
  unread: 'not read',
}

/** Danger is said by bars (look.md §3); what is not dangerous has none. */
export const widthSeverity: Readonly<Partial<Record<PolicyWidth, SeverityLevel>>> = {
  admin: 'critical',
  permissions: 'high',
  write: 'medium',
  read: 'low',
}

export const effectTone = { Allow: 'allowed', Deny: 'denied' } as const satisfies Record<'Allow' | 'Deny', DecisionTone>

/** Where it lives: an account, AWS itself, or the organization. */
export function placeWords({ kind, arn, account, accountName }: PolicyListItem): string {
  if (kind === 'aws-managed') return 'AWS'
  if (kind === 'service-control' || kind === 'resource-control') return 'organization'
  if (kind === 'permission-set') return 'IAM Identity Center'
  const place = accountName ?? account ?? ''
  // Many inline policies are called `access` or `policy`: whose one it is tells them apart.
  if (arn !== undefined && (kind === 'inline' || kind === 'group-inline'))
    return `of ${arn.slice(arn.lastIndexOf('/') + 1)}, ${place}`
  return place
}

export const attachmentIcons: Readonly<Record<PolicyAttachment['kind'], IconName>> = {
  root: 'account',
  user: 'person',
  role: 'role',
  'permission-set-role': 'set',
  'service-linked-role': 'role',
  group: 'people',
  'permission-set': 'set',
  resource: 'database',
  place: 'organization',
}

export const attachmentWords: Readonly<Record<PolicyAttachment['kind'], string>> = {
  root: 'root user',
  user: 'IAM user',
  role: 'IAM role',
  'permission-set-role': 'role of a permission set',
  'service-linked-role': 'service-linked role',
  group: 'IAM group',
  'permission-set': 'permission set',
  resource: 'resource',
  place: 'organization',
}

export const usageWords = {
  used: 'in use',
  unused: 'not used',
  unknown: 'use not known',
} as const
