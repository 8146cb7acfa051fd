/** One principal from all sides: what stands on its page beside what it may do (what-can.ts). */

import type { AccessLevel } from '../../catalogue.ts'
import type {
  OrganizationPolicies,
  PolicyKind,
  Reading,
  SnapshotPrincipal,
  SnapshotResource,
} from '../../inventory/snapshot.ts'
import { compareText } from '../../order.ts'
import { credentialsAt } from '../../people/credentials.ts'
import type { IdentityCredentials } from '../../people/identity.ts'
import type { AdminVerdict } from '../administrators.ts'
import type { AnswerReadings, PersonRef, PrincipalSummary } from '../answers.ts'
import { bindsScps } from '../assess.ts'
import { shortIdentityOf } from '../identity.ts'
import { type Owner, ownerIn } from '../owner.ts'
import type { EdgeSource } from '../paths/edge.ts'
import type { Nodes } from '../paths/nodes.ts'
import { rolesOfPods } from '../paths/workload-edges.ts'
import { readingsOfPrincipal } from '../readings.ts'
import { resourceName } from '../resource-name.ts'
import type { Steps } from '../stepwise.ts'
import { abilitiesIn, everyAction, levelOf, noLevels } from '../what-can.ts'
import type { CompiledPrincipal, World } from '../world.ts'
import { type Assumers, assumersOf } from './becoming.ts'
import { type HeldPolicy, heldPolicies } from './held-policies.ts'

export interface PrincipalDetail
  extends Pick<SnapshotPrincipal, 'createdAt' | 'lastUsed' | 'permissionSet' | 'tags'>,
    Pick<PrincipalSummary, 'arn' | 'name' | 'type' | 'account' | 'accountName'>,
    AdminVerdict {
  readonly uniqueId?: string
  readonly people: readonly PersonRef[]
  /** Users only: names of the IAM groups it is in. */
  readonly groups: readonly string[]
  /** ARNs of instance profiles that hold the role. */
  readonly instanceProfiles: readonly string[]
  /** By a tag, where one says who. */
  readonly owner?: Owner
  /** Those that grant first, the largest grant first; then boundary and trust policy. */
  readonly policies: readonly HeldPolicy[]
  /** What it may do on what its policies name, the most telling first. */
  readonly resources: readonly ReachedResource[]
  readonly moreResources: number
  readonly assumers: Assumers
  /** Of users and root users, where they were read: with what it signs in and calls. */
  readonly credentials?: IdentityCredentials
  /** What runs as it: whoever may change its code acts as it. */
  readonly workloads: readonly Workload[]
  readonly moreWorkloads: number
  readonly serviceControl: Guardrail
  readonly resourceControl: Guardrail
  /** What bears on it and was not read, each a sentence. */
  readonly holes: readonly string[]
  /** Of itself and of what runs as it; who can become it has its own. */
  readonly readings?: AnswerReadings
  readonly at: string
  readonly snapshot: string
}

export type Workload = Pick<SnapshotResource, 'arn' | 'name' | 'type'>

/** A resource as a policy names it. */
export interface ReachedResource {
  /** ARN with wildcards as it stands; `*`: any; `none`: the actions take no resource. */
  readonly pattern: string
  readonly name: string
  /** A resource of the snapshot that is named exactly. */
  readonly known: boolean
  /** Number of actions by access level; each action counts once. */
  readonly levels: Readonly<Record<AccessLevel, number>>
}

export interface Guardrail {
  readonly reading: Reading['state']
  /** Why it was not read. */
  readonly reason?: string
  /** Does it bind this principal? Of the management account and of service-linked roles SCPs do not. */
  readonly binds: boolean
  readonly policies: readonly GuardrailPolicy[]
}

export interface GuardrailPolicy {
  readonly ref: string
  readonly name: string
  readonly kind: PolicyKind
  /** `Root`, `OU Production`, `account lake-prod`. */
  readonly level: string
}

interface Input {
  readonly world: World
  readonly nodes: Nodes
  readonly assumes: EdgeSource
}

export function* principalDetail(input: Input, one: CompiledPrincipal, verdict: AdminVerdict): Steps<PrincipalDetail> {
  const { world } = input
  const { principal, account } = one
  const { uniqueId, createdAt, lastUsed, permissionSet, tags, people, groups = [], instanceProfiles = [] } = principal
  const resources = reachedResources(world, one)
  yield
  const policies = yield* heldPolicies(world, one)
  const assumers = assumersOf(input, one)
  const owner = ownerIn(tags)
  const workloads = workloadsOf(world, one)
  const credentials = world.snapshot.credentials.find(({ arn }) => arn === principal.arn)
  const identity = shortIdentityOf(one)
  return {
    ...identity,
    ...verdict,
    ...(uniqueId !== undefined && { uniqueId }),
    ...(createdAt !== undefined && { createdAt }),
    ...(lastUsed !== undefined && { lastUsed }),
    ...(permissionSet !== undefined && { permissionSet }),
    tags,
    people,
    groups: groups.map((arn) => arn.slice(arn.lastIndexOf('/') + 1)),
    instanceProfiles,
    ...(owner && { owner }),
    policies: [...policies].sort(byWeight),
    resources: resources.slice(0, shownResources),
    moreResources: Math.max(0, resources.length - shownResources),
    assumers,
    ...(credentials && { credentials: credentialsAt(credentials, identity.account, identity.accountName) }),
    workloads: workloads.slice(0, shownWorkloads),
    moreWorkloads: Math.max(0, workloads.length - shownWorkloads),
    serviceControl: guardrailOf(account.account.serviceControl, bindsScps(one) && !account.account.isManagement),
    resourceControl: guardrailOf(account.account.resourceControl, bindsScps(one)),
    holes: one.holes,
    ...readingsOfPrincipal(world, one),
    at: world.snapshot.at,
    snapshot: world.snapshot.id,
  }
}

/** A role of an instance profile may have thousands of machines; beyond these they are counted. */
const shownWorkloads = 100

function workloadsOf(
  world: World,
  { principal: { arn, instanceProfiles = [] } }: CompiledPrincipal,
): readonly Workload[] {
  return world.snapshot.resources.flatMap(({ facts, arn: id, name, type }) => {
    const { executionRole, instanceProfile } = facts
    const runs =
      executionRole === arn ||
      (typeof instanceProfile === 'string' && instanceProfiles.includes(instanceProfile)) ||
      rolesOfPods(facts).includes(arn)
    return runs ? [{ arn: id, name, type }] : []
  })
}

const bearing = { grants: 0, boundary: 1, trust: 2 } as const satisfies Record<HeldPolicy['bears'], number>

const byWeight = (a: HeldPolicy, b: HeldPolicy): number =>
  bearing[a.bears] - bearing[b.bears] ||
  (b.share?.actions ?? 0) - (a.share?.actions ?? 0) ||
  compareText(a.name, b.name)

function guardrailOf({ reading, levels }: OrganizationPolicies, binds: boolean): Guardrail {
  return {
    reading: reading.state,
    ...('reason' in reading && { reason: reading.reason }),
    binds,
    policies: levels.flatMap(({ label, policies }) =>
      policies.map(({ ref, name, kind }) => ({ ref, name, kind, level: label })),
    ),
  }
}

/* ------------------------------------------------------------------ what it reaches */

/** Beyond these nobody reads on; the rest are counted. */
const shownResources = 100

const anyResource = '*'
const noResource = 'none'

function reachedResources(world: World, one: CompiledPrincipal): readonly ReachedResource[] {
  const byPattern = new Map<string, Map<string, AccessLevel>>()
  for (const { ability, actions } of abilitiesIn(world, one, { within: everyAction(world) }, [])) {
    for (const action of actions) {
      const level = levelOf(action)
      if (!level) continue
      const named = action.resourceTypes.length === 0 ? [noResource] : ability.resources.map(withoutObjects)
      for (const pattern of named) {
        const levels = byPattern.get(pattern) ?? new Map<string, AccessLevel>()
        byPattern.set(pattern, levels)
        // A bucket and its objects are one row, in which an action counts once.
        levels.set(action.name, level)
      }
    }
  }
  return [...byPattern]
    .map(([pattern, actions]): ReachedResource => {
      const levels = noLevels()
      for (const level of actions.values()) levels[level] += 1
      return {
        pattern,
        name: pattern === anyResource || pattern === noResource ? pattern : resourceName(world, pattern),
        known: world.resourceByArn.has(pattern),
        levels,
      }
    })
    .sort((a, b) => placeOf(a) - placeOf(b) || harmOf(b) - harmOf(a) || compareText(a.pattern, b.pattern))
}

const withoutObjects = (pattern: string): string =>
  /^arn:[^:]*:s3:/.test(pattern) ? pattern.replace(/\/\*$/, '') : pattern

const placeOf = ({ pattern }: ReachedResource): number => (pattern === anyResource ? 0 : pattern === noResource ? 2 : 1)

/** What changes something weighs more than what looks. */
const harmOf = ({ levels }: ReachedResource): number =>
  levels['Permissions management'] * 100 + levels.Write * 10 + levels.Tagging + levels.Read + levels.List
