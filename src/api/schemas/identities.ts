/** People and workloads. */
import { z } from 'zod'
import type { KeyUse } from '../../core/inventory/credential-report.ts'
import type { SnapshotKey } from '../../core/inventory/snapshot.ts'
import * as identity from '../../core/people/identity.ts'
import { Admin, PrincipalType, pageOf } from './access.ts'
import { count, documentOf, listOf, time } from './document.ts'
import { PathNode } from './paths.ts'

const Known = z.enum(['yes', 'no', 'unknown'])
const LinkGrade = z.enum(['certain', 'strong', 'likely', 'hint'])

const summaryFields = {
  id: z.string(),
  kind: z.enum(identity.identityKinds),
  name: z.string(),
  what: z.string(),
  email: z.string().exactOptional(),
  account: z.string().exactOptional(),
  accountName: z.string().exactOptional(),
  appearsAs: listOf(z.enum(identity.identityAccountKinds)),
  appearances: count,
  reaches: count,
  admin: Admin,
  administers: count,
  lastUsed: time.exactOptional(),
  disabled: z.literal(true).exactOptional(),
  suggestions: count,
}

const Identity = documentOf<identity.IdentitySummary>()('Identity', summaryFields)
export const IdentityPage = pageOf('IdentityPage', Identity)

const IdentityAccount = documentOf<identity.IdentityAccount>()('IdentityAccount', {
  kind: z.enum(identity.identityAccountKinds),
  authority: z.string(),
  immutableId: z.string(),
  name: z.string(),
  arn: z.string().exactOptional(),
  account: z.string().exactOptional(),
  accountName: z.string().exactOptional(),
  method: z.enum(['itself', 'same-external-id', 'runs-as', 'trust-policy', 'service-linked-role']),
  grade: LinkGrade,
  evidence: listOf(z.string()),
})

const Through = documentOf<identity.Through>()('IdentityThrough', {
  kind: z.enum(['group', 'assignment', 'itself', 'runs-as', 'trust', 'service']),
  name: z.string(),
})

const IdentityAccess = documentOf<identity.IdentityAccess>()('IdentityAccess', {
  account: z.string(),
  accountName: z.string().exactOptional(),
  name: z.string(),
  type: PrincipalType,
  arn: z.string().exactOptional(),
  through: listOf(Through),
  admin: Admin,
  adminVia: z.enum(['full', 'equivalent']).exactOptional(),
  lastUsed: time.exactOptional(),
  note: z.string().exactOptional(),
})

const IdentityBecoming = documentOf<identity.IdentityBecoming>()('IdentityBecoming', {
  path: z.string(),
  decision: z.enum(['Allowed', 'Conditional', 'Unknown']),
  target: PathNode,
  itself: z.boolean(),
  admin: Admin,
  act: z.string(),
  through: z.string().exactOptional(),
  from: z.string(),
  fromName: z.string(),
})

const AccessKeyUse = documentOf<KeyUse>()('AccessKeyUse', {
  at: time,
  region: z.string().exactOptional(),
  service: z.string().exactOptional(),
})

const AccessKey = documentOf<SnapshotKey>()('UserAccessKey', {
  id: z.string().exactOptional(),
  active: z.boolean(),
  createdAt: time.exactOptional(),
  lastUsed: AccessKeyUse.nullable(),
})

export const IdentityCredentials = documentOf<identity.IdentityCredentials>()('IdentityCredentials', {
  arn: z.string(),
  account: z.string(),
  accountName: z.string().exactOptional(),
  password: Known,
  passwordChangedAt: time.exactOptional(),
  passwordLastUsed: time.exactOptional(),
  mfa: Known,
  keys: listOf(AccessKey),
})

const LinkSuggestion = documentOf<identity.LinkSuggestion>()('LinkSuggestion', {
  identity: z.string(),
  name: z.string(),
  what: z.string(),
  relation: z.enum(['same', 'owner', 'owned']),
  method: z.enum(['equal-email', 'tag', 'equal-name']),
  grade: LinkGrade,
  evidence: listOf(z.string()),
})

export const IdentityDetail = documentOf<identity.IdentityDetail>()('IdentityDetail', {
  ...summaryFields,
  at: time,
  snapshot: z.string(),
  sentence: z.string(),
  judgedOn: z.string(),
  accounts: listOf(IdentityAccount),
  access: listOf(IdentityAccess),
  becomes: listOf(IdentityBecoming),
  becomesMore: z.union([count, z.literal('not counted')]),
  credentials: listOf(IdentityCredentials),
  suggested: listOf(LinkSuggestion),
  conflicts: listOf(z.string()),
  notes: listOf(z.string()),
})
