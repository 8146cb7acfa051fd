/** Principals that start something new which runs as a role, or take over something that does. */
import type { SnapshotResource } from '../../inventory/snapshot.ts'
import type { CompiledPrincipal } from '../world.ts'
import { type PathOf, pathsOfForm, type Requirement, type WorkloadType } from './catalogue.ts'
import type { Actors } from './escalation-access.ts'
import type { Asking, Held } from './escalation-ask.ts'
import { type EscalationEdge, edgeOf } from './escalation-edge.ts'
import { type Members, membersBy } from './escalation-members.ts'
import type { InstanceProfiles } from './escalation-profiles.ts'
import { allOf, doubted, type Proof, proven } from './escalation-proof.ts'
import type { Started, Starts } from './escalation-start.ts'
import { hostsTrusted, serviceOf, trustsService } from './escalation-trust.ts'
import type { Workloads } from './escalation-workloads.ts'

const passes = pathsOfForm('passes role')
const takesOver = pathsOfForm('takes over')
/** What starts the new thing, beside passing the role. */
const startsOf = new Map(passes.map((path) => [path, path.requires.filter(({ on }) => on === 'any')]))
/** What it takes on something of its kind, wherever that is. */
const anywhere = new Map(
  takesOver.map((path) => [path, path.requires.map((needed) => ({ ...needed, on: 'any' }) as const)]),
)
/** What it takes besides what is called on the thing itself: other actions, and other types of resource of the same call. */
const besides = new Map(takesOver.map((path) => [path, path.requires.flatMap((needed) => besidesOf(path, needed))]))
const hosts: ReadonlySet<string> = new Set([...passes, ...takesOver].flatMap(({ services }) => services))

export interface Passing {
  readonly asking: Asking
  readonly actors: Actors
  readonly starts: Starts
  readonly workloads: Workloads
  readonly profiles: InstanceProfiles
  /** Roles of an account that CloudFormation may be passed. */
  readonly administering: Members
}

function besidesOf({ workload }: PathOf<'takes over'>, needed: Requirement): readonly Requirement[] {
  if (needed.on === 'any') return [needed]
  const types = (needed.types ?? []).filter((type) => !workload.type.endsWith(`:${type}`))
  return types.length > 0 ? [{ ...needed, on: 'any', types }] : []
}

/** Service-linked roles cannot be passed to anything else, those of Identity Center to nothing at all. */
const isPassable = ({ principal: { type } }: CompiledPrincipal): boolean => type === 'role'

/* ------------------------------------------------------------------ something new */

export function passingTo(passing: Passing, role: CompiledPrincipal): readonly EscalationEdge[] {
  if (!isPassable(role)) return []
  const direct = hostsTrusted(passing.asking, role, hosts).flatMap((host) => {
    const trusted = trustsService(passing.asking, role, host)
    return trusted ? passingBy(passing, { passed: role, target: role, host, behind: trusted }) : []
  })
  return [...direct, ...throughStackSets(passing, role)]
}

/** A role that is passed to a service, and what it is passed for. */
interface Pass {
  readonly passed: CompiledPrincipal
  /** The role that the actor comes to act as: the one that is passed, or one that this may assume. */
  readonly target: CompiledPrincipal
  readonly host: string
  /** That the service may act as the target. */
  readonly behind: Proof
}

function passingBy(passing: Passing, pass: Pass): readonly EscalationEdge[] {
  const overStackSet = pass.passed.index !== pass.target.index
  const may = holdingPassRole(passing, pass)
  if (may.length === 0) return []
  return passes.flatMap((path) => {
    if (!path.services.includes(serviceOf(pass.host)) || (path.through === 'stack set') !== overStackSet) return []
    return may.flatMap(({ actor, proof: passRole }) => {
      if (actor.index === pass.target.index) return []
      const proof = passingAs(passing, pass, { path, actor, passRole })
      return proof ? [edgeOf({ path, actor, target: pass.target, proof: allOf([proof, pass.behind]) })] : []
    })
  })
}

interface Passer {
  readonly path: PathOf<'passes role'>
  readonly actor: CompiledPrincipal
  readonly passRole: Proof
}

function passingAs(passing: Passing, pass: Pass, { path, actor, passRole }: Passer): Proof | undefined {
  const { starts, asking, profiles } = passing
  const started = starts.best(actor, startsOf.get(path) ?? [])
  if (!started) return undefined
  const passed = passRoleFor(asking, pass, actor, passRole, started)
  const profile = path.through === 'instance profile' ? profiles.holding(pass.passed, actor) : proven
  return profile && allOf([passed, started.proof, profile])
}

const cloudformation = 'cloudformation.amazonaws.com'

/** Roles that CloudFormation may be passed, by account. */
export const stackSetRoles = (asking: Asking): Members =>
  membersBy(asking.world, (one) => {
    const isTrusting = isPassable(one) && hostsTrusted(asking, one, new Set([cloudformation])).length > 0
    return isTrusting ? [one.principal.account] : []
  })

/**
 * CloudFormation is passed a role that administers the stack set, and this assumes the role that makes the stacks
 * (CloudFormation UG "Grant self-managed permissions").
 */
function throughStackSets(passing: Passing, role: CompiledPrincipal): readonly EscalationEdge[] {
  const { asking, administering } = passing
  const question = asking.question('sts:AssumeRole', role.principal.arn)
  if (!question) return []
  return administering.of(role.principal.account).flatMap((administration) => {
    const assumes = administration.index === role.index ? undefined : asking.ask(administration, question)
    const trusted = assumes && trustsService(asking, administration, cloudformation)
    if (!trusted) return []
    return passingBy(passing, {
      passed: administration,
      target: role,
      host: cloudformation,
      behind: allOf([trusted, assumes]),
    })
  })
}

/** Whatever the Region, the service is told by its own name; in China by the name that it has there. */
const passedTo = (host: string): ReadonlyMap<string, readonly string[]> =>
  new Map([['iam:passedtoservice', [host.endsWith('.cn') ? host : serviceOf(host)]]])

function holdingPassRole({ actors }: Passing, { passed, host }: Pass): readonly Held[] {
  if (!actors.anySpeaking(passed.principal.account, 'iam:PassRole')) return []
  return actors.holding('iam:PassRole', passed.principal.arn, passedTo(host))
}

/** What the role is passed for is the actor's choice too, where it was made. */
function passRoleFor(
  asking: Asking,
  { passed, host }: Pass,
  actor: CompiledPrincipal,
  passRole: Proof,
  { resources: [associated] }: Started,
): Proof {
  if (passRole.decision === 'Allowed' || associated === undefined) return passRole
  const question = asking.question('iam:PassRole', passed.principal.arn)
  const more = new Map([...passedTo(host), ['iam:associatedresourcearn', [associated]] as const])
  return (question && asking.ask(actor, question, more)) ?? passRole
}

/* ------------------------------------------------------------------ something that is there */

export function takingOver(passing: Passing, role: CompiledPrincipal): readonly EscalationEdge[] {
  if (!isPassable(role)) return []
  const trusted = hostsTrusted(passing.asking, role, hosts)
  return takesOver.flatMap((path) => {
    const seen =
      path.workload.type === 'not collected'
        ? []
        : passing.workloads
            .of(role, path.workload.type)
            .flatMap((workload) => takingOverOne(passing, role, path, workload))
    return [...seen, ...possiblyTakingOver(passing, role, path, trusted, new Set(seen.map(({ from }) => from)))]
  })
}

function takingOverOne(
  { asking, actors, starts }: Passing,
  role: CompiledPrincipal,
  path: PathOf<'takes over'>,
  workload: SnapshotResource,
): readonly EscalationEdge[] {
  const [first, ...rest] = path.requires.filter(({ on }) => on === 'workload')
  if (!first) return []
  return actors.holding(first.action, workload.arn).flatMap(({ actor, proof }) => {
    if (actor.index === role.index) return []
    const proofs = [proof]
    const chosen = besides.get(path) ?? []
    for (const { action } of rest) {
      const question = asking.question(action, workload.arn)
      const further = question && asking.ask(actor, question)
      if (!further) return []
      proofs.push(further)
    }
    const started = chosen.length === 0 ? undefined : starts.best(actor, chosen)
    if (chosen.length > 0 && !started) return []
    if (started) proofs.push(started.proof)
    return [edgeOf({ path, actor, target: role, on: workload.name, proof: allOf(proofs) })]
  })
}

/** Possible, target not seen: it may run as any role of the account that trusts the service. */
function possiblyTakingOver(
  { asking, actors, starts, workloads }: Passing,
  role: CompiledPrincipal,
  path: PathOf<'takes over'>,
  trusted: readonly string[],
  seen: ReadonlySet<string>,
): readonly EscalationEdge[] {
  const { account } = role.principal
  const host = trusted.find((name) => path.services.includes(serviceOf(name)))
  const [first] = path.requires
  const gap =
    path.workload.type === 'not collected'
      ? { account, service: first?.action.split(':')[0] ?? '', reason: `${path.workload.what} are not collected` }
      : workloads.unseen(account, path.workload.type)
  if (host === undefined || !gap || !first) return []
  const trust = trustsService(asking, role, host)
  if (!trust) return []
  return actors.speaking(account, first.action).flatMap((actor) => {
    if (actor.index === role.index || seen.has(actor.principal.arn)) return []
    const started = starts.best(actor, anywhere.get(path) ?? [])
    if (!started) return []
    const on = path.workload.type === 'not collected' ? '' : `${unseenNames[path.workload.type]} that was not seen`
    return [edgeOf({ path, actor, target: role, on, proof: doubted(allOf([started.proof, trust]), gap) })]
  })
}

const unseenNames = {
  'lambda:function': 'a function',
  'ec2:instance': 'an instance',
  'codebuild:project': 'a CodeBuild project',
  'sagemaker:notebook-instance': 'a notebook',
} as const satisfies Record<WorkloadType, string>
