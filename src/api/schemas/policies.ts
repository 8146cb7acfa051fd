/** Policies as such: the table, one of them whole, its versions, whom it concerns. */
import { z } from 'zod'
import type { PolicyListItem } from '../../app/access/policies.ts'
import type { PolicyVersions, PolicyVersionView, ShownPolicy } from '../../app/access/policy-text.ts'
import { type Attachment, attachmentKinds } from '../../core/access/policies/policy-attachments.ts'
import type { HeldVersion } from '../../core/access/policies/policy-book.ts'
import type { AffectedPrincipal, PolicyDetail, ShownStatement } from '../../core/access/policies/policy-detail.ts'
import type { Lines } from '../../core/access/policies/policy-document.ts'
import { engineTypeOfListed, type ListedPolicyKind, policyWidths } from '../../core/access/policies/policy-effect.ts'
import type { LintCounts, PolicyRow } from '../../core/access/policies/policy-list.ts'
import type { ServiceEffect } from '../../core/access/policies/statement-effect.ts'
import type { StatementUse } from '../../core/access/policies/statement-use.ts'
import { engineTypeOf, type PolicyKind } from '../../core/inventory/snapshot.ts'
import { holderName, json, levelCounts, Person, pageOf } from './access.ts'
import { LintFindingDocument } from './changes.ts'
import { count, documentOf, listOf, time } from './document.ts'

export const policyKinds = Object.keys(engineTypeOfListed) as ListedPolicyKind[]

const LintCountsDocument = documentOf<LintCounts>()('LintCounts', { error: count, warning: count, note: count })

const row = {
  ref: z.string(),
  name: z.string(),
  kind: z.enum(policyKinds),
  arn: z.string().exactOptional(),
  account: z.string().exactOptional(),
  accountName: z.string().exactOptional(),
  attachedTo: count,
  boundaryOf: count,
  principals: count.nullable(),
  people: count.nullable(),
  accounts: count.exactOptional(),
  width: z.enum(policyWidths),
  isConditional: z.boolean(),
  widestActions: count,
  actions: count,
  services: count,
} satisfies { readonly [K in keyof PolicyRow]-?: z.ZodType<PolicyRow[K]> }

export const PolicyPage = pageOf(
  'PolicyPage',
  documentOf<PolicyListItem>()('PolicyListItem', {
    ...row,
    findings: LintCountsDocument.nullable(),
    lastChanged: time.exactOptional(),
  }),
)

const ServiceEffectDocument = documentOf<ServiceEffect>()('ServiceEffect', {
  service: z.string(),
  name: z.string().exactOptional(),
  levels: levelCounts,
})

const LinesDocument = documentOf<Lines>()('Lines', { from: count, to: count })

const Statement = documentOf<ShownStatement>()('PolicyStatement', {
  index: count,
  sid: z.string().exactOptional(),
  effect: z.enum(['Allow', 'Deny']),
  text: z.string(),
  actions: count,
  services: listOf(ServiceEffectDocument),
  serviceCount: count,
  resources: listOf(z.string()),
  resourceCount: count,
  notResources: z.boolean(),
  who: z.string().exactOptional(),
  condition: z.string().exactOptional(),
  lines: LinesDocument.exactOptional(),
})

const AttachmentDocument = documentOf<Attachment>()('PolicyAttachment', {
  id: z.string(),
  kind: z.enum(attachmentKinds),
  name: z.string(),
  account: z.string().exactOptional(),
  accountName: z.string().exactOptional(),
  as: z.enum(['policy', 'boundary']),
  principals: count.nullable(),
  people: count.nullable(),
})

const Affected = documentOf<AffectedPrincipal>()('AffectedPrincipal', {
  ...holderName,
  person: listOf(Person).exactOptional(),
  through: listOf(z.string()),
})

export const AffectedPage = pageOf('AffectedPage', Affected)

const Detail = documentOf<PolicyDetail>()('PolicyDetail', {
  ...row,
  sentence: z.string(),
  text: z.string().exactOptional(),
  statements: listOf(Statement),
  findings: LintCountsDocument.nullable(),
  lint: listOf(LintFindingDocument),
  attachments: listOf(AttachmentDocument),
  moreAttachments: count,
  affected: listOf(Affected),
  named: listOf(z.string()),
  loses: count.exactOptional(),
  resources: count.exactOptional(),
  notes: listOf(z.string()),
})

const Use = documentOf<StatementUse>()('StatementUse', {
  index: count,
  answer: z.enum(['used', 'unused', 'unknown']),
  lastUsed: time.exactOptional(),
  unusedServices: listOf(z.string()).exactOptional(),
  reason: z.string().exactOptional(),
})

export const Policy = documentOf<ShownPolicy>()('Policy', {
  ref: z.string(),
  name: z.string(),
  kind: z.enum(Object.keys(engineTypeOf) as PolicyKind[]),
  arn: z.string().exactOptional(),
  account: z.string().exactOptional(),
  document: json,
  at: time,
  snapshot: z.string(),
  detail: Detail.exactOptional(),
  usage: listOf(Use).exactOptional(),
})

const Version = documentOf<PolicyVersionView>()('PolicyVersion', {
  validFrom: time,
  validTo: time.nullable(),
  observedAfter: time.nullable(),
  text: z.string(),
})

const Held = documentOf<HeldVersion>()('HeldPolicyVersion', { name: z.string(), text: z.string() })

export const PolicyVersionsDocument = documentOf<PolicyVersions>()('PolicyVersions', {
  ref: z.string(),
  items: listOf(Version),
  more: z.boolean(),
  held: listOf(Held),
})
