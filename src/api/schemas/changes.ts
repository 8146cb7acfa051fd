import { z } from 'zod'
import type { TimelineItem } from '../../app/ports/inventory.ts'
import type * as change from '../../core/access/change/change.ts'
import { accessLevels } from '../../core/catalogue.ts'
import type { PolicyDocument } from '../../core/inventory/objects.ts'
import type { LintFinding } from '../../core/policy/lint/finding.ts'
import { Admin, Answer, Condition, Gap, json, PrincipalType, Reason } from './access.ts'
import { count, documentOf, listOf, text, time } from './document.ts'

const name = z.string().min(1).max(2_048)
/** As JSON or as its text: the text lets an error name its line. */
const document = json as z.ZodType<PolicyDocument>
const organizationPolicy = z.enum(['serviceControl', 'resourceControl'])

/** What is sent is kept as it is: `strictObject` refuses a misspelt field instead of leaving it out. */
export const Change: z.ZodType<change.Change> = z
  .discriminatedUnion('op', [
    z.strictObject({
      op: z.literal('attach-policy'),
      policy: name,
      document: document.exactOptional(),
      to: name,
    }),
    z.strictObject({ op: z.literal('detach-policy'), policy: name, from: name }),
    z.strictObject({ op: z.literal('put-inline-policy'), name, document, on: name }),
    z.strictObject({ op: z.literal('delete-inline-policy'), name, on: name }),
    z.strictObject({ op: z.literal('edit-policy'), policy: name, document }),
    z.strictObject({ op: z.literal('delete-policy'), policy: name }),
    z.strictObject({
      op: z.literal('set-boundary'),
      policy: name,
      document: document.exactOptional(),
      on: name,
    }),
    z.strictObject({ op: z.literal('remove-boundary'), on: name }),
    z.strictObject({ op: z.literal('edit-trust-policy'), role: name, document }),
    z.strictObject({ op: z.literal('edit-resource-policy'), resource: name, document }),
    z.strictObject({
      op: z.literal('attach-organization-policy'),
      type: organizationPolicy,
      policy: name,
      document: document.exactOptional(),
      target: name,
    }),
    z.strictObject({
      op: z.literal('detach-organization-policy'),
      type: organizationPolicy,
      policy: name,
      target: name,
    }),
    z.strictObject({
      op: z.enum(['add-assignment', 'remove-assignment']),
      permissionSet: name,
      account: name,
      user: name.exactOptional(),
      group: name.exactOptional(),
    }),
    z.strictObject({ op: z.enum(['add-to-group', 'remove-from-group']), user: name, group: name }),
  ])
  .meta({ id: 'Change' })

const Principal = documentOf<change.AccessChange['principal']>()('ChangedPrincipal', {
  arn: z.string(),
  name: z.string(),
  type: PrincipalType,
  account: z.string(),
  accountName: z.string().exactOptional(),
})

const AccessChange = documentOf<change.AccessChange>()('AccessChange', {
  principal: Principal,
  change: z.enum(['gained', 'lost', 'widened', 'narrowed', 'changed', 'unknown']),
  service: z.string(),
  actions: listOf(z.string()),
  actionCount: count,
  levels: listOf(z.enum(accessLevels)),
  resources: listOf(z.string()),
  before: Answer,
  after: Answer,
  condition: Condition.exactOptional(),
  conditionText: z.string().exactOptional(),
  because: Reason.exactOptional(),
})

const AdminChange = documentOf<change.AdminChange>()('AdminChange', {
  principal: Principal,
  before: Admin,
  after: Admin,
})

const PersonChange = documentOf<change.PersonChange>()('PersonChange', {
  person: z.string(),
  email: z.string().exactOptional(),
  role: Principal,
  change: z.enum(['gained', 'lost']),
})

const Side = documentOf<change.DiffAnswer['from']>()('DiffSide', { snapshot: z.string(), at: time })

export const DiffAnswer = documentOf<change.DiffAnswer>()('DiffAnswer', {
  from: Side,
  to: Side,
  changes: listOf(AccessChange),
  principals: z.object({ gained: count, lost: count, changed: count }),
  added: listOf(Principal),
  removed: listOf(Principal),
  admins: listOf(AdminChange),
  people: listOf(PersonChange),
  more: count,
  examined: count,
  complete: z.boolean(),
  gaps: listOf(Gap),
  sentence: z.string(),
  notes: listOf(z.string()),
})

const Snapshot = documentOf<{ readonly id: string; readonly at: string }>()('SnapshotName', {
  id: z.string(),
  at: time,
})

export const Snapshots = documentOf<{ readonly items: readonly { readonly id: string; readonly at: string }[] }>()(
  'Snapshots',
  { items: listOf(Snapshot) },
)

const TimelineItemDocument = documentOf<TimelineItem>()('TimelineItem', {
  snapshot: text(),
  at: time,
  principals: count.nullable(),
  resources: count.nullable(),
  administrators: count.nullable(),
  accounts: count.nullable(),
  changes: count.nullable(),
})

export const Timeline = documentOf<{ readonly items: readonly TimelineItem[] }>()('Timeline', {
  items: listOf(TimelineItemDocument),
})

export const LintFindingDocument = documentOf<LintFinding>()('LintFinding', {
  file: z.string().exactOptional(),
  path: z.string(),
  line: count,
  column: count,
  severity: z.enum(['error', 'warning', 'note']),
  code: text<LintFinding['code']>(),
  message: z.string(),
})

export const LintFindings = documentOf<{ readonly findings: readonly LintFinding[] }>()('LintFindings', {
  findings: listOf(LintFindingDocument),
})
