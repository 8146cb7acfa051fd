import { z } from 'zod'
import type * as paths from '../../core/access/paths/path-answer.ts'
import { Condition, Gap, PrincipalType, Reason, readings } from './access.ts'
import { count, documentOf, listOf, time } from './document.ts'

const Decision = z.enum(['Allowed', 'Conditional', 'Unknown'])

export const PathNode = documentOf<paths.PathNode>()('PathNode', {
  id: z.string(),
  kind: z.enum([
    'person',
    'directory-group',
    'permission-set',
    'principal',
    'group',
    'provider',
    'service',
    'outsider',
    'workload',
    'resource',
    'administrator',
  ]),
  name: z.string(),
  type: PrincipalType.exactOptional(),
  account: z.string().exactOptional(),
  accountName: z.string().exactOptional(),
})

const Permission = documentOf<paths.PathPermission>()('PathPermission', {
  action: z.string(),
  resource: z.string(),
  decision: Decision,
  condition: Condition.exactOptional(),
  reasons: listOf(Reason),
})

const Step = documentOf<paths.PathStep>()('PathStep', {
  kind: z.enum([
    'memberOf',
    'assigned',
    'provisions',
    'runsAs',
    'assumes',
    'signsIn',
    'passesRole',
    'escalates',
    'reaches',
    'is',
  ]),
  from: PathNode,
  to: PathNode,
  decision: Decision,
  path: z.string().exactOptional(),
  text: z.string(),
  permissions: listOf(Permission),
  condition: Condition.exactOptional(),
  conditionText: z.string().exactOptional(),
  gaps: listOf(Gap),
})

const Path = documentOf<paths.AccessPath>()('AccessPath', {
  from: PathNode,
  to: PathNode,
  decision: Decision,
  steps: listOf(Step),
  condition: Condition.exactOptional(),
  conditionText: z.string().exactOptional(),
  sentence: z.string(),
})

const Cut = documentOf<paths.PathCut>()('PathCut', {
  from: PathNode,
  to: PathNode,
  path: z.string().exactOptional(),
  paths: count,
  further: count.meta({ description: 'Paths that come to light when others are cut' }),
  text: z.string(),
})

export const PathsAnswer = documentOf<paths.PathsAnswer>()('PathsAnswer', {
  from: z.string(),
  to: z.string(),
  at: time,
  snapshot: z.string(),
  paths: listOf(Path),
  more: count,
  cuts: listOf(Cut),
  complete: z.boolean(),
  gaps: listOf(Gap),
  readings,
  sentence: z.string(),
  notes: listOf(z.string()),
})
