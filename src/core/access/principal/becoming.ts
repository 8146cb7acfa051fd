/** Whom a principal can become, and who can become it by a single step: assumption, sign-in, an assignment. */
import type { DirectoryUser, SnapshotDirectory, SnapshotPrincipal } from '../../inventory/snapshot.ts'
import { compareText } from '../../order.ts'
import type { AdminAnswer, AnswerReadings, PersonRef } from '../answers.ts'
import { escalationPaths, type Place } from '../paths/catalogue.ts'
import type { Edge, EdgeSource } from '../paths/edge.ts'
import { actOf } from '../paths/escalation-edge.ts'
import { type Nodes, personId } from '../paths/nodes.ts'
import type { Escalating, Escalation, PathDecision, PathNode } from '../paths/path-answer.ts'
import { readingsOf } from '../readings.ts'
import { conditionText } from '../words.ts'
import type { CompiledPrincipal, World } from '../world.ts'

/* ------------------------------------------------------------------ whom it can become */

export interface Becoming extends Pick<Escalation, 'path' | 'decision'> {
  /** The principal itself where it gives itself more. */
  readonly target: PathNode
  readonly itself: boolean
  /** What the target is as it stands: one that is no administrator leads on to one. */
  readonly admin: AdminAnswer
  /** What the principal does, behind its name: `passes LakeAdmin to a new Glue job`. */
  readonly act: string
  /** Of a passed role, what it is passed to: `a new Glue job`. */
  readonly through?: string
}

export interface BecomingInput {
  readonly nodes: Nodes
  readonly adminOf: (arn: string) => AdminAnswer
}

export interface BecomingAnswer {
  readonly principal: string
  /** The surest first. */
  readonly becomes: readonly Becoming[]
  /** Further ones that are not listed. `not counted`: there are so many that no more were looked for. */
  readonly more: number | 'not counted'
}

export function becomingOf(
  { nodes, adminOf }: BecomingInput,
  arn: string,
  { escalatesTo, escalatesToMore = 0 }: Escalating = { escalatesTo: [] },
): Pick<BecomingAnswer, 'becomes' | 'more'> {
  const becomes = escalatesTo.map(({ path, target, decision }): Becoming => {
    const node = nodes.of(target)
    return { path, decision, target: node, itself: target === arn, admin: adminOf(target), ...actsOf(path, node) }
  })
  return { becomes, more: escalatesToMore }
}

const catalogue = new Map(escalationPaths.map((path) => [path.id, path]))

const passedTo = 'passes {target} to '

function actsOf(id: string, { name, account, accountName }: PathNode): Pick<Becoming, 'act' | 'through'> {
  const path = catalogue.get(id)
  if (!path) return { act: `acts as ${name}` }
  const on = path.requires.map((requirement) => placeNames[requirement.on]).find((text) => text !== undefined)
  const act = actOf(path, { target: name, on, account: accountName ?? account })
  if (!path.act.startsWith(passedTo)) return { act }
  return { act, through: path.act.slice(passedTo.length).split(/,| and /)[0] ?? '' }
}

/** Which one it is, the picture of the path tells. */
const placeNames: Partial<Record<Place, string>> = {
  'own policy': 'one',
  'own policy version': 'another version of one',
  'own group': 'a group',
  group: 'a group',
  'own boundary': 'the policy',
  'own boundary version': 'another version of the policy',
  'target policy': 'a policy',
  workload: 'a workload',
  provider: 'an identity provider',
  any: 'one',
}

/* ------------------------------------------------------------------ who can become it */

export interface Assumer {
  readonly who: PathNode
  /** Through Identity Center. */
  readonly people?: readonly PersonRef[]
  /** `assigned`: a person holds the permission set behind the role. */
  readonly how: 'assumes' | 'signsIn' | 'assigned'
  readonly decision: PathDecision
  readonly conditionText?: string
  /** Why it is not known. */
  readonly reason?: string
  readonly lastUsed?: string
}

export interface Assumers {
  /** Services and strangers first, then the surest; those that are no principals of the snapshot before its own. */
  readonly items: readonly Assumer[]
  readonly total: number
  /** Of everybody: whoever is missing would stand there. */
  readonly readings?: AnswerReadings
}

/** A role that a whole account may assume has thousands. */
const shownAssumers = 200

export function assumersOf(
  { world, nodes, assumes }: { readonly world: World; readonly nodes: Nodes; readonly assumes: EdgeSource },
  { principal }: CompiledPrincipal,
): Assumers {
  const { arn } = principal
  const assigned = holdersOf(world.snapshot.directory, principal).map(
    ({ id, name, email }): Assumer => ({
      who: { id: personId(id), kind: 'person', name },
      people: [{ name, ...(email !== undefined && { email }) }],
      how: 'assigned',
      decision: 'Allowed',
    }),
  )
  const edges = [...assumes.into(nodes.of(arn))].sort((a, b) => rankOf(world, a) - rankOf(world, b))
  const room = Math.max(0, shownAssumers - assigned.length)
  const items = edges.slice(0, room).map((edge): Assumer => {
    const one = world.principalByArn.get(edge.from)?.principal
    const [gap] = edge.gaps
    return {
      who: nodes.of(edge.from),
      ...(one && one.people.length > 0 && { people: one.people }),
      how: edge.kind === 'signsIn' ? 'signsIn' : 'assumes',
      decision: edge.decision,
      ...(edge.condition && { conditionText: conditionText(edge.condition) }),
      ...(edge.decision === 'Unknown' && gap && { reason: gap.reason }),
      ...(one?.lastUsed !== undefined && { lastUsed: one.lastUsed }),
    }
  })
  return {
    items: [...assigned.slice(0, shownAssumers), ...items],
    total: assigned.length + edges.length,
    ...readingsOf(world, 'everybody'),
  }
}

/** Who is assigned the permission set in the account; who is disabled cannot sign in, so does not hold it. */
function holdersOf(
  { users, groups, assignments }: SnapshotDirectory,
  { permissionSet, account }: SnapshotPrincipal,
): readonly DirectoryUser[] {
  if (permissionSet === undefined) return []
  const own = assignments.filter((one) => one.permissionSet === permissionSet && one.account === account)
  const assigned = new Set(own.map(({ principalId }) => principalId))
  const members = groups.flatMap((group) => (assigned.has(group.id) ? group.members : []))
  const holding = new Set([...assigned, ...members])
  return users
    .filter(({ id, enabled }) => enabled && holding.has(id))
    .sort((a, b) => compareText(a.name, b.name) || compareText(a.id, b.id))
}

const certainty = { Allowed: 0, Conditional: 1, Unknown: 2 } as const satisfies Record<PathDecision, number>

/** Who comes from outside is fewer and says more. */
const rankOf = (world: World, { from, decision }: Edge): number =>
  (world.principalByArn.get(from) ? certainty.Unknown + 1 : 0) + certainty[decision]
