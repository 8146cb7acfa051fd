import { z } from 'zod'
import type * as configuration from '../../app/history/configuration-changes.ts'
import type * as history from '../../app/history/object-history.ts'
import type { FieldChange } from '../../core/inventory/changed-fields.ts'
import { cellTypes } from '../../core/inventory/coverage.ts'
import type { ObjectKind } from '../../core/inventory/objects.ts'
import { json } from './access.ts'
import { count, documentOf, listOf, text, time } from './document.ts'

const Field = documentOf<FieldChange>()('FieldChange', {
  path: z.string(),
  before: json.exactOptional(),
  after: json.exactOptional(),
})

const Version = documentOf<history.VersionView>()('ObjectVersion', {
  validFrom: time,
  validTo: time.nullable(),
  observedAfter: time.nullable(),
  policyStale: z.boolean(),
  changes: listOf(Field),
  moreChanges: count,
})

const ObjectHistory = documentOf<history.ObjectHistoryView>()('ObjectHistory', {
  kind: text<ObjectKind>(),
  nativeId: z.string(),
  arn: z.string(),
  accountId: text(),
  region: z.string(),
  cell: z.enum(cellTypes),
  integration: z.string(),
  status: z.enum(['present', 'missing', 'deleted']),
  firstSeenAt: time,
  lastSeenAt: time.nullable(),
  missingSince: time.nullable(),
  versions: listOf(Version),
  moreVersions: count,
  body: json,
})

export const ObjectHistoryAnswer = documentOf<history.ObjectHistoryAnswer>()('ObjectHistoryAnswer', {
  arn: z.string(),
  objects: listOf(ObjectHistory),
  more: count,
})

const Side = z.object({ snapshot: z.string(), at: time })
const counts = { added: count, removed: count, changed: count }

const Change = documentOf<configuration.ConfigurationChange>()('ConfigurationChange', {
  change: z.enum(['added', 'removed', 'changed']),
  kind: text<ObjectKind>(),
  type: z.string().exactOptional(),
  name: z.string(),
  arn: z.string(),
  nativeId: z.string(),
  accountId: z.string(),
  region: z.string(),
  fields: listOf(Field),
  moreFields: count,
  between: z.object({ after: time.nullable(), until: time }).exactOptional(),
  doubt: z.string().exactOptional(),
})

export const ConfigurationAnswer = documentOf<configuration.ConfigurationAnswer>()('ConfigurationAnswer', {
  from: Side,
  to: Side,
  counts: z.object(counts),
  kinds: listOf(z.object({ kind: text<ObjectKind>(), ...counts })),
  changes: listOf(Change),
  more: count,
  sentence: z.string(),
})
