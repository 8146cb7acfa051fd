/** What checks, the preview, the rhythm and the recommendations answer. */
import { z } from 'zod'
import type { MappedAccount, OrganizationMap } from '../../app/connections/organization-map.ts'
import type { Preview, PreviewedAccount } from '../../app/connections/preview-connection.ts'
import type { DiscoveredCard } from '../../app/recommended/discovered-cards.ts'
import type { RecommendedAppView } from '../../app/recommended/recommended-apps.ts'
import type { Schedule } from '../../app/schedule/schedule.ts'
import type { AccountId } from '../../core/ids.ts'
import { stageNames } from '../../core/inventory/coverage.ts'
import type { AppEvidence } from '../../core/inventory/recommended-apps.ts'
import { count, documentOf, listOf, text, time } from './document.ts'

export const targetState = z.enum([
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
])

/* ------------------------------------------------------------------ preview and map */

const Unit = z.object({ id: z.string(), name: z.string(), parentId: z.string().nullable() })

const Previewed = documentOf<PreviewedAccount>()('PreviewedAccount', {
  accountId: text(),
  name: z.string().nullable(),
  unitId: z.string().nullable(),
  status: z.string(),
  state: targetState,
  excluded: z.boolean(),
})

export const PreviewDocument = documentOf<Preview>()('Preview', {
  organization: z.object({ id: z.string(), managementAccountId: text<AccountId>() }).nullable(),
  units: listOf(Unit),
  accounts: listOf(Previewed),
  estimate: z.object({
    calls: count,
    minutes: count,
    cost: z.string(),
    lines: listOf(z.object({ stage: z.enum(stageNames), calls: count, note: z.string() })),
  }),
  warnings: listOf(z.string()).meta({ description: 'What will be left out, though it was asked for' }),
  trouble: z.string().nullable().meta({ description: 'Why the organization could not be asked' }),
})

const Mapped = documentOf<MappedAccount>()('MappedAccount', {
  accountId: text(),
  name: z.string(),
  unitId: z.string().nullable(),
  status: z.string(),
  integration: z.string().nullable(),
  coverage: z.object({ ok: count, missing: count, total: count }),
  principals: count,
  resources: count,
  administrators: count,
  becoming: count.meta({ description: 'Principals that are no administrators and can become one' }),
  open: count.meta({ description: 'Resources whose policy lets in anybody, before Block Public Access' }),
  worst: z.object({ kind: z.enum(['open', 'becoming']), arn: z.string(), name: z.string() }).nullable(),
})

export const OrganizationDocument = documentOf<OrganizationMap>()('OrganizationMap', {
  at: time.nullable(),
  units: listOf(Unit),
  accounts: listOf(Mapped),
})

/* ------------------------------------------------------------------ rhythm */

const minutes = z.int().nullable().meta({ description: 'Null: never by itself' })

export const ScheduleDocument = documentOf<Schedule>()('Schedule', {
  everyMinutes: z.object({ identities: minutes, resources: minutes, reports: minutes }),
  nextRunAt: time.nullable(),
  paused: z.boolean(),
})

export const ScheduleChange = z
  .strictObject({
    everyMinutes: z.strictObject({
      identities: z.number().nullable().optional(),
      resources: z.number().nullable().optional(),
      reports: z.number().nullable().optional(),
    }),
  })
  .meta({ id: 'ScheduleChange' })

/* ------------------------------------------------------------------ recommended apps */

export const Evidence = documentOf<AppEvidence>()('AppEvidence', {
  accountId: text(),
  arn: z.string(),
  detail: z.string(),
})

export const RecommendedAppDocument = documentOf<RecommendedAppView>()('RecommendedApp', {
  id: z.string(),
  kind: z.enum(['saml', 'oidc', 'identity_center_application']),
  name: z.string(),
  vendor: z.string().nullable(),
  evidence: listOf(Evidence),
  state: z.enum(['new', 'added', 'dismissed']),
})

export const DiscoveredDocument = documentOf<DiscoveredCard>()('DiscoveredCard', {
  id: text(),
  kind: z.literal('discovered'),
  name: z.string(),
  vendor: z.string().nullable(),
  owner: z.string().nullable(),
  appId: z.string(),
  createdAt: time,
})
