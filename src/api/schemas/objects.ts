/** One principal, one resource, from all sides. */
import { z } from 'zod'
import type * as app from '../../app/access/object-detail.ts'
import type { Owner as OwnerByTag } from '../../core/access/owner.ts'
import type * as becoming from '../../core/access/principal/becoming.ts'
import type * as held from '../../core/access/principal/held-policies.ts'
import type * as principal from '../../core/access/principal/principal-detail.ts'
import type * as resource from '../../core/access/resource-detail.ts'
import { accessLevels } from '../../core/catalogue.ts'
import { engineTypeOf, type PolicyKind } from '../../core/inventory/snapshot.ts'
import { Admin, holderName, json, levelCounts, Person, readings, resourceFields } from './access.ts'
import { Change } from './changes.ts'
import { count, documentOf, listOf, time } from './document.ts'
import { IdentityCredentials } from './identities.ts'
import { PathNode } from './paths.ts'

const policyKind = z.enum(Object.keys(engineTypeOf) as PolicyKind[])
const reading = z.enum(['read', 'none', 'out_of_scope', 'unread'])
const PathDecision = z.enum(['Allowed', 'Conditional', 'Unknown'])
const tags = z.record(z.string(), z.string())

const Owner = documentOf<OwnerByTag>()('TagOwner', { tag: z.string(), value: z.string() })

const PolicyShare = documentOf<held.PolicyShare>()('PolicyShare', {
  actions: count,
  lost: count,
  gained: count,
  lostServices: listOf(z.string()),
})

const HeldPolicy = documentOf<held.HeldPolicy>()('HeldPolicy', {
  ref: z.string(),
  name: z.string(),
  kind: policyKind,
  arn: z.string().exactOptional(),
  bears: z.enum(['grants', 'boundary', 'trust']),
  group: z.string().exactOptional(),
  unread: z.string().exactOptional(),
  share: PolicyShare.exactOptional(),
  removal: Change.exactOptional(),
})

const ReachedResource = documentOf<principal.ReachedResource>()('ReachedResource', {
  pattern: z.string(),
  name: z.string(),
  known: z.boolean(),
  levels: levelCounts,
})

const Assumer = documentOf<becoming.Assumer>()('Assumer', {
  who: PathNode,
  people: listOf(Person).exactOptional(),
  how: z.enum(['assumes', 'signsIn', 'assigned']),
  decision: PathDecision,
  conditionText: z.string().exactOptional(),
  reason: z.string().exactOptional().meta({ description: 'Why it is not known' }),
  lastUsed: time.exactOptional(),
})

const Guardrail = documentOf<principal.Guardrail>()('Guardrail', {
  reading,
  reason: z.string().exactOptional(),
  binds: z.boolean(),
  policies: listOf(
    documentOf<principal.GuardrailPolicy>()('GuardrailPolicy', {
      ref: z.string(),
      name: z.string(),
      kind: policyKind,
      level: z.string(),
    }),
  ),
})

const Usage = documentOf<app.Usage>()('ServiceUsage', {
  known: z.boolean(),
  reason: z.string().exactOptional(),
  askedAt: time.exactOptional(),
  services: z.array(z.object({ service: z.string(), at: time, region: z.string().exactOptional() })),
  actions: z.array(z.object({ action: z.string(), at: time, level: z.enum(accessLevels).exactOptional() })),
})

export const PrincipalDetail = documentOf<app.PrincipalView>()('PrincipalDetail', {
  ...holderName,
  admin: Admin,
  via: z.enum(['full', 'equivalent']).exactOptional(),
  uniqueId: z.string().exactOptional(),
  createdAt: time.exactOptional(),
  lastUsed: time.exactOptional(),
  permissionSet: z.string().exactOptional(),
  tags,
  people: listOf(Person),
  groups: listOf(z.string()),
  instanceProfiles: listOf(z.string()),
  owner: Owner.exactOptional(),
  policies: listOf(HeldPolicy),
  resources: listOf(ReachedResource),
  moreResources: count,
  assumers: documentOf<becoming.Assumers>()('Assumers', { items: listOf(Assumer), total: count, readings }),
  credentials: IdentityCredentials.exactOptional(),
  workloads: z.array(z.object({ arn: z.string(), name: z.string(), type: z.string() })),
  moreWorkloads: count,
  serviceControl: Guardrail,
  resourceControl: Guardrail,
  holes: listOf(z.string()),
  readings,
  usage: Usage,
  sessionSeconds: count.exactOptional(),
  at: time,
  snapshot: z.string(),
})

const Becoming = documentOf<becoming.Becoming>()('Becoming', {
  path: z.string(),
  decision: PathDecision,
  target: PathNode,
  itself: z.boolean(),
  admin: Admin,
  act: z.string(),
  through: z.string().exactOptional(),
})

export const BecomingAnswer = documentOf<becoming.BecomingAnswer>()('BecomingAnswer', {
  principal: z.string(),
  becomes: listOf(Becoming),
  more: z.union([count, z.literal('not counted')]),
})

const Connection = documentOf<resource.Connection>()('Connection', {
  fact: z.string(),
  direction: z.enum(['to', 'from']),
  id: z.string(),
  name: z.string(),
  known: z.enum(['principal', 'resource']).exactOptional(),
  type: z.string().exactOptional(),
})

export const ResourceDetail = documentOf<resource.ResourceDetail>()('ResourceDetail', {
  ...resourceFields,
  tags,
  facts: z
    .record(z.string(), json)
    .meta({ description: 'What was read of it beside policy and tags, by the names of its type' }),
  owner: Owner.exactOptional(),
  policy: reading,
  policyReason: z.string().exactOptional(),
  policies: z.array(z.object({ ref: z.string(), name: z.string() })),
  opening: z.object({ ref: z.string(), statement: count }).exactOptional(),
  blockPublicAccess: z.boolean().exactOptional(),
  connections: listOf(Connection),
  moreConnections: count,
  readings,
  at: time,
  snapshot: z.string(),
})
