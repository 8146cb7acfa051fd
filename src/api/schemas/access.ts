import { z } from 'zod'
import { suggestionKinds } from '../../app/access/suggest.ts'
import type { SnapshotPage } from '../../app/access/tables.ts'
import type * as parts from '../../app/access/who-can-page.ts'
import type * as answers from '../../core/access/answers.ts'
import type * as paths from '../../core/access/paths/path-answer.ts'
import type { Suggestion } from '../../core/access/suggest.ts'
import type { Reacher, WhoReachesAnswer as WhoReaches } from '../../core/access/who-reaches.ts'
import type { Residual } from '../../core/evaluate/types.ts'
import { cellTypes } from '../../core/inventory/coverage.ts'
import type { Json } from '../../core/inventory/objects.ts'
import { count, documentOf, listOf, time } from './document.ts'

/** Policies pass through as AWS wrote them. */
export const json = z.unknown().meta({ description: 'JSON' }) as unknown as z.ZodType<Json>

const decisions = ['Allowed', 'ImplicitlyDenied', 'ExplicitlyDenied', 'Conditional'] as const
const Decision = z.enum(decisions)
export const Answer = z.enum([...decisions, 'Unknown'])
const HeldDecision = z.enum(['Allowed', 'Conditional'])
export const Admin = z.enum(['yes', 'no', 'conditional', 'unknown'])
const Layer = z.enum([
  'identity',
  'permissionsBoundary',
  'session',
  'serviceControl',
  'resourceControl',
  'resource',
  'endpoint',
])
export const PrincipalType = z.enum([
  'root',
  'user',
  'role',
  'permission-set-role',
  'service-linked-role',
  'service',
  'external',
  'anonymous',
])

export const principalTypes = PrincipalType.options

type ResidualTest = Extract<Residual, { readonly op: string }>

const Test = documentOf<ResidualTest>()('ConditionTest', {
  op: z.string(),
  key: z.string(),
  values: listOf(z.string()),
  quantifier: z.enum(['ForAllValues', 'ForAnyValue']).exactOptional(),
  ifExists: z.literal(true).exactOptional(),
})

export const Condition: z.ZodType<Residual> = z
  .lazy(() =>
    z.union([
      z.object({ all: listOf(Condition) }),
      z.object({ any: listOf(Condition) }),
      z.object({ not: Condition }),
      Test,
    ]),
  )
  .meta({ id: 'Condition' })

export const Gap = documentOf<answers.CoverageGap>()('CoverageGap', {
  account: z.string(),
  region: z.string().exactOptional(),
  service: z.string(),
  reason: z.string(),
})

const AnswerReadings = documentOf<answers.AnswerReadings>()('AnswerReadings', {
  oldest: time.meta({ description: 'What the answer says is as it was then at the earliest' }),
  newest: time,
  oldestIn: z
    .object({
      account: z.string(),
      accountName: z.string().exactOptional(),
      region: z.string().exactOptional(),
      service: z.enum(cellTypes),
    })
    .meta({ description: 'Whose reading is the oldest' }),
  orLater: z.literal(true).exactOptional().meta({
    description:
      'Of the past: readings that found everything as it was are not kept, so that each may have been repeated until then',
  }),
})

/** Absent where nothing of it was ever read whole. */
export const readings = AnswerReadings.exactOptional()

export const Reason = documentOf<answers.Reason>()('Reason', {
  effect: z.enum(['Allow', 'Deny']),
  layer: Layer,
  policy: z.string(),
  policyRef: z.string(),
  statement: count,
  sid: z.string().exactOptional(),
  level: z.string().exactOptional(),
  why: z.string(),
})

const Step = documentOf<answers.LayerStep>()('LayerStep', {
  layer: Layer,
  label: z.string(),
  result: z.enum(['allow', 'deny', 'conditional', 'silent', 'none', 'unread']),
  text: z.string(),
  reason: Reason.exactOptional(),
  decides: z.boolean(),
})

const Escalation = documentOf<paths.Escalation>()('Escalation', {
  path: z.string(),
  target: z.string(),
  decision: z.enum(['Allowed', 'Conditional', 'Unknown']),
})

const WouldChange = documentOf<answers.WouldChange>()('WouldChange', {
  text: z.string(),
  decision: Answer,
  kind: z.enum(['context', 'edit', 'grant']),
  context: listOf(z.string()).exactOptional(),
  layer: Layer.exactOptional(),
  policy: z.string().exactOptional(),
  policyRef: z.string().exactOptional(),
  statement: count.exactOptional(),
})

const AlsoNeeded = documentOf<answers.AlsoNeeded>()('AlsoNeeded', {
  action: z.string(),
  resource: z.string(),
  decision: Answer,
  text: z.string(),
})

export const Person = documentOf<answers.PersonRef>()('PersonRef', {
  name: z.string(),
  email: z.string().exactOptional(),
})

const OpenTest = documentOf<answers.OpenTest>()('OpenTest', { text: z.string(), test: Test })

const resourceName = z
  .string()
  .exactOptional()
  .meta({ description: 'Where the ARN does not tell it: the alias of a key' })

export const CanAnswer = documentOf<answers.CanAnswer>()('CanAnswer', {
  principal: z.string(),
  action: z.string(),
  resource: z.string(),
  resourceName,
  decision: Answer,
  asRead: Decision.exactOptional(),
  condition: Condition.exactOptional(),
  conditionText: z.string().exactOptional(),
  openTests: listOf(OpenTest),
  sentence: z.string(),
  notes: listOf(z.string()),
  reasons: listOf(Reason),
  steps: listOf(Step),
  nearestMiss: z.string().exactOptional(),
  wouldChange: listOf(WouldChange),
  alsoNeeded: listOf(AlsoNeeded),
  flags: listOf(z.string()),
  gaps: listOf(Gap),
  readings,
  at: time,
  snapshot: z.string(),
})

export const holderName = {
  arn: z.string(),
  type: PrincipalType,
  account: z.string(),
  accountName: z.string().exactOptional(),
  name: z.string(),
}

const Holder = documentOf<answers.Holder>()('Holder', {
  ...holderName,
  person: listOf(Person).exactOptional(),
  decision: HeldDecision,
  condition: Condition.exactOptional(),
  conditionText: z.string().exactOptional(),
  via: listOf(Reason),
  limitedBy: Layer.exactOptional().meta({
    description: 'Conditional because of a statement of this layer that denies unless the condition holds',
  }),
  reach: z.enum(['direct', 'assume-chain']),
  chain: listOf(z.string()).exactOptional(),
})

const Denied = documentOf<answers.WhoCanAnswer['denied'][number]>()('DeniedHolder', { ...holderName, by: Reason })

const HolderCounts = documentOf<parts.HolderCounts>()('HolderCounts', {
  allowed: count,
  conditional: count,
  denied: count,
  deniedBy: z.partialRecord(Layer, count),
})

export const WhoCanAnswer = documentOf<parts.WhoCanView>()('WhoCanAnswer', {
  action: z.string(),
  resource: z.string(),
  resourceName,
  at: time,
  snapshot: z.string(),
  complete: z.boolean(),
  gaps: listOf(Gap),
  readings,
  sentence: z.string(),
  notes: listOf(z.string()),
  principals: listOf(Holder),
  denied: listOf(Denied),
  unknown: count,
  examined: count,
  counts: HolderCounts.meta({ description: 'Of the whole answer, whatever part of it is here' }),
  next: count.exactOptional().meta({ description: '`offset` of the part behind this one' }),
})

export const levelCounts = z.object({
  List: count,
  Read: count,
  Write: count,
  'Permissions management': count,
  Tagging: count,
})

const ReacherDocument = documentOf<Reacher>()('Reacher', {
  ...holderName,
  person: listOf(Person).exactOptional(),
  allowed: levelCounts,
  conditional: levelCounts,
})

export const WhoReachesAnswer = documentOf<WhoReaches>()('WhoReachesAnswer', {
  resource: z.string(),
  actions: count,
  at: time,
  snapshot: z.string(),
  complete: z.boolean(),
  gaps: listOf(Gap),
  readings,
  sentence: z.string(),
  notes: listOf(z.string()),
  principals: listOf(ReacherDocument),
  unknown: count,
})

const AbilityDocument = documentOf<answers.Ability>()('Ability', {
  action: z.string(),
  decision: HeldDecision,
  resources: listOf(z.string()),
  condition: Condition.exactOptional(),
})

type ServiceAbilities = answers.WhatCanAnswer['services'][number]

const Service = documentOf<ServiceAbilities>()('ServiceAbilities', {
  service: z.string(),
  name: z.string().exactOptional(),
  levels: levelCounts,
  actions: listOf(AbilityDocument).exactOptional(),
})

export const WhatCanAnswer = documentOf<answers.WhatCanAnswer>()('WhatCanAnswer', {
  principal: z.string(),
  admin: Admin,
  notes: listOf(z.string()),
  services: listOf(Service),
  gaps: listOf(Gap),
  readings,
  at: time,
  snapshot: z.string(),
})

const Principal = documentOf<answers.PrincipalSummary>()('Principal', {
  ...holderName,
  person: listOf(Person).exactOptional(),
  admin: Admin,
  adminVia: z.enum(['full', 'equivalent']).exactOptional(),
  escalatesTo: listOf(Escalation).exactOptional(),
  escalatesToMore: z.union([z.int().min(1), z.literal('not counted')]).exactOptional(),
  lastUsed: time.exactOptional(),
  createdAt: time.exactOptional(),
})

export const resourceFields = {
  arn: z.string(),
  name: z.string(),
  type: z.string(),
  account: z.string(),
  accountName: z.string().exactOptional(),
  region: z.string(),
  hasPolicy: z.enum(['yes', 'no', 'unread']),
  public: z.enum(['yes', 'no', 'conditional', 'unknown']),
}

const Resource = documentOf<answers.ResourceSummary>()('Resource', resourceFields)

export const pageOf = <T>(id: string, item: z.ZodType<T>): z.ZodType<SnapshotPage<T>> =>
  documentOf<SnapshotPage<T>>()(id, {
    items: listOf(item),
    total: count,
    page: count,
    pageSize: count,
    at: time,
    snapshot: z.string(),
    notes: listOf(z.string()),
    facets: z.record(z.string(), z.record(z.string(), count)).meta({
      description: 'For each filter: rows that each of its values would give, with the other filters as they are',
    }),
  })

export const PrincipalPage = pageOf('PrincipalPage', Principal)
export const ResourcePage = pageOf('ResourcePage', Resource)

const SuggestionDocument = documentOf<Suggestion>()('Suggestion', {
  value: z.string(),
  label: z.string(),
  detail: z.string().exactOptional(),
  type: z.string().exactOptional().meta({ description: 'Of a principal or resource: role, s3:bucket' }),
  kind: z.enum(suggestionKinds).exactOptional().meta({ description: 'Where any kind was asked for' }),
})

export const Suggestions = documentOf<{ readonly items: readonly Suggestion[] }>()('Suggestions', {
  items: listOf(SuggestionDocument),
})
