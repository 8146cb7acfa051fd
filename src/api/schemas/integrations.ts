import { z } from 'zod'
import type * as deleted from '../../app/connections/deleted-integrations.ts'
import type { AccountReading, DiscoveredFacts, IntegrationView } from '../../app/connections/integration-view.ts'
import type { AccountTarget, Probe, ProbeFix } from '../../app/ports/connections.ts'
import type { AccountId } from '../../core/ids.ts'
import { Evidence, targetState } from './checks.ts'
import { connectionMethod, Key, partition } from './connecting.ts'
import { count, documentOf, listOf, text, time } from './document.ts'
import { SyncRun } from './sync.ts'

const Statement = z.object({
  Effect: z.literal('Allow'),
  Action: listOf(z.string()),
  Resource: z.union([z.string(), listOf(z.string())]),
})

const ProbeFixDocument = documentOf<ProbeFix>()('ProbeFix', {
  statement: Statement.exactOptional(),
  cli: z.string().exactOptional().meta({ description: 'AWS CLI command that brings the statement' }),
  attach: z.string().exactOptional().meta({ description: 'AWS managed policies that bring the actions' }),
  attachCli: z.string().exactOptional().meta({ description: 'AWS CLI commands that attach them' }),
  text: z.string().exactOptional().meta({ description: 'What to do, a line for each thing to look at' }),
})

const ProbeDocument = documentOf<Probe>()('Probe', {
  capability: z.string(),
  result: z.enum(['ok', 'denied', 'failed', 'not_applicable']),
  action: z.string().exactOptional(),
  cause: z.string().exactOptional(),
  reason: z.string().exactOptional(),
  statement: Statement.exactOptional(),
  attach: z.string().exactOptional(),
  fix: ProbeFixDocument.exactOptional(),
  regionsOff: listOf(z.string())
    .exactOptional()
    .meta({ description: 'Regions of the setting that are off in the account' }),
  checkedAt: time,
})

const Target = documentOf<Omit<AccountTarget, 'connectionId'>>()('AccountTarget', {
  accountId: text(),
  name: z.string().nullable(),
  state: targetState,
  reason: z.string().nullable(),
  probes: listOf(ProbeDocument),
})

export const Reading = documentOf<AccountReading>()('AccountReading', {
  accountId: text(),
  name: z.string().nullable(),
  state: z.enum(['read', 'partly', 'unread']),
})

const Discovered = documentOf<DiscoveredFacts>()('DiscoveredFacts', {
  vendor: z.string().nullable(),
  evidence: listOf(Evidence),
  roles: listOf(z.object({ accountId: text<AccountId>(), arn: z.string() })),
})

const ReadsAs = z.object({
  principal: z.string(),
  isRoot: z.boolean(),
  session: z
    .object({ ends: time.nullable() })
    .nullable()
    .meta({ description: 'Temporary credentials that somebody has to renew; `ends` is null where nothing tells when' }),
  power: z
    .enum(['administrator', 'more', 'read', 'unknown'])
    .meta({ description: 'Whether the credentials may do more than read, by what was read of them' }),
  warnings: listOf(z.string()),
})

export const Integration = documentOf<IntegrationView>()('Integration', {
  id: text(),
  name: z.string(),
  kind: z.enum(['aws', 'aws_identity_center', 'discovered']),
  method: z.enum([...connectionMethod.options, 'discovered']),
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
  partition,
  accessKey: Key.nullable(),
  readsAs: ReadsAs.nullable(),
  managementAccount: text<AccountId>().nullable(),
  managementRoleArn: z.string().nullable(),
  organization: z.boolean(),
  identityCenter: z.boolean().meta({ description: 'Is IAM Identity Center read through this connection' }),
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
  leftOut: listOf(text<AccountId>()).meta({
    description:
      'Accounts that are known and not in the strip: nothing is to be read in them, closed or excluded by a setting',
  }),
  run: SyncRun.nullable(),
  sharedWith: z
    .array(z.string())
    .meta({ description: 'Names of the other cards of its connection: read, paused and deleted with it' }),
  nextRunAt: time.nullable(),
  discovered: Discovered.exactOptional(),
  notes: listOf(z.string()).exactOptional(),
})

/** What a check shall try; an empty body is everything. */
export const VerifyBody = z
  .strictObject({
    accounts: z.array(z.string().max(40)).max(5_000).optional(),
    capabilities: z.array(z.string().max(100)).max(100).optional(),
    read: z.boolean().optional().meta({ description: 'Begin to read where a card waits for that; default true' }),
  })
  .nullish()

export const integrationParams = z.object({
  integration: z.string().max(200).meta({ description: 'Id, or name without regard to case' }),
})

export const DeletedIntegration = documentOf<deleted.DeletedIntegration>()('DeletedIntegration', {
  id: text(),
  name: z.string(),
  sharedWith: listOf(z.string()).meta({ description: 'Cards that went with it' }),
  method: connectionMethod,
  owner: z.string().nullable(),
  accounts: count,
  createdAt: time,
  deletedAt: time,
})
