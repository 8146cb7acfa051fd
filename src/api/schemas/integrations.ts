import { z } from 'zod'
import { formMethods } from '../../app/connections/connect-form.ts'
import type { AccountReading, IntegrationView } from '../../app/connections/integration-view.ts'
import type { ImportResult } from '../../app/imports/import-files.ts'
import type { AccountTarget, InstallInstructions, Probe } from '../../app/ports.ts'
import type { AccountId } from '../../core/ids.ts'
import { json } from './access.ts'
import { count, documentOf, listOf, text, time } from './document.ts'
import { SyncRun } from './sync.ts'

const ProbeDocument = documentOf<Probe>()('Probe', {
  capability: z.string(),
  result: z.enum(['ok', 'denied', 'failed', 'not_applicable']),
  action: z.string().exactOptional(),
  cause: z.string().exactOptional(),
  reason: z.string().exactOptional(),
  statement: z.object({ Effect: z.literal('Allow'), Action: listOf(z.string()), Resource: z.string() }).exactOptional(),
  attach: z.string().exactOptional(),
  checkedAt: time,
})

const Target = documentOf<Omit<AccountTarget, 'connectionId'>>()('AccountTarget', {
  accountId: text(),
  name: z.string().nullable(),
  state: z.enum([
    'pending',
    'reachable',
    'ready',
    'role_missing',
    'external_id_mismatch',
    'not_trusted',
    'missing_permissions',
    'blocked_by_scp',
    'account_suspended',
    'account_left',
    'excluded',
  ]),
  reason: z.string().nullable(),
  probes: listOf(ProbeDocument),
})

export const Reading = documentOf<AccountReading>()('AccountReading', {
  accountId: text(),
  name: z.string().nullable(),
  state: z.enum(['read', 'partly', 'unread']),
})

export const Integration = documentOf<IntegrationView>()('Integration', {
  id: text(),
  name: z.string(),
  kind: z.enum(['aws', 'aws_identity_center']),
  method: z.enum(['cloudformation', 'stackset', 'manual', 'direct', 'import', 'sample']),
  state: z.enum([
    'draft',
    'awaiting_trust',
    'verifying',
    'fetching',
    'active',
    'degraded',
    'error',
    'paused',
    'deleting',
    'deleted',
  ]),
  reason: z.string().nullable(),
  owner: z.string().nullable(),
  externalId: z.string(),
  trustPrincipal: z.string().nullable(),
  roleName: z.string(),
  managementAccount: text<AccountId>().nullable(),
  organization: z.boolean(),
  lastSyncAt: time.nullable(),
  createdAt: time,
  counts: z.object({
    accounts: count,
    principals: count,
    resources: count,
    people: count,
    permissionSets: count,
    assignments: count,
  }),
  accounts: listOf(Target),
  strip: listOf(Reading),
  run: SyncRun.nullable(),
  notes: listOf(z.string()).exactOptional(),
})

const short = z.string().max(2_048)

/** What the fields mean and what is refused: app/connections/connect-form.ts, which names every wrong field at once. */
export const ConnectForm = z
  .strictObject({
    method: z.enum(formMethods),
    name: short.optional(),
    owner: short.optional(),
    accounts: z.string().max(200_000).optional().meta({ description: 'Free text: numbers by comma, space or line' }),
    managementAccount: short.optional(),
    organization: z.boolean().optional(),
    identityCenter: z.boolean().optional(),
    roleName: short.optional(),
    regions: short.optional().meta({ description: 'Free text; empty: every Region enabled in each account' }),
    identityCenterRegion: short.optional(),
    profile: short.optional(),
    externalId: z.unknown().optional().meta({ description: 'Always refused: it is drawn at random' }),
    accessKeyId: z.unknown().optional().meta({ description: 'Always refused' }),
    secretAccessKey: z.unknown().optional().meta({ description: 'Always refused' }),
  })
  .meta({ id: 'ConnectForm' })

export const Instructions = documentOf<InstallInstructions>()('InstallInstructions', {
  trustPolicy: json,
  managedPolicies: listOf(z.string()),
  cli: z.string(),
  template: z.string(),
  cloudShell: z.string().exactOptional(),
})

export const Imported = documentOf<ImportResult>()('ImportResult', {
  integration: z.string(),
  account: text(),
  accounts: listOf(text<AccountId>()).exactOptional(),
  counts: z.object({ users: count, groups: count, roles: count, policies: count, resources: count }),
  skipped: listOf(z.object({ path: z.string(), reason: z.string() })),
  snapshot: z.string(),
})
