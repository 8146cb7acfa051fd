/**
 * Where an administrator of an account comes to from there: a resource, a principal of the account, roles of other accounts that
 * let in the account or one of its principals. Asked of the engine as somebody, or as that principal, with policies of its own
 * that allow everything, for an administrator can give them; SCPs and the policies of the other side still decide.
 */
import { resourceSide } from '../assess.ts'
import { type Caller, contextOf } from '../context.ts'
import { principalNamed } from '../named-by.ts'
import { type Question, questionOf } from '../question.ts'
import { resourceName } from '../resource-name.ts'
import type { CompiledAccount, CompiledPrincipal, World } from '../world.ts'
import type { Edge } from './edge.ts'
import type { End } from './endpoints.ts'
import { letInBy } from './let-in.ts'
import { administratorId } from './nodes.ts'
import type { PathPermission } from './path-answer.ts'
import { mostCertain, pathDecision } from './proof.ts'
import type { Graph } from './search.ts'
import { words } from './words.ts'

export function createOnwardEdges(world: World, end: End): Graph {
  const accounts = [...world.accounts.values()]
  return {
    into(id) {
      if (end.kind === 'resource' && id === end.id) return accounts.flatMap((account) => reaching(world, account, end))
      const one = world.principalByArn.get(id)
      if (!one) return []
      const admitted = letInBy(world, one)
      const others = accounts.filter(
        ({ account: { id: other } }) =>
          other !== one.principal.account && (admitted.anyone || admitted.accounts.has(other)),
      )
      return [
        ...(end.kind === 'principal' && id === end.id ? taking(world, one) : []),
        ...others.flatMap((account) => assuming(world, account, one)),
      ]
    },
  }
}

/* ------------------------------------------------------------------ edges, each at most one */

/** A new trust policy lets anybody into a role; a new access key makes one a user (pathfinding.cloud iam-012, iam-002). */
function taking(world: World, { principal, account }: CompiledPrincipal): readonly Edge[] {
  const isUser = principal.type === 'user'
  const action = isUser ? 'iam:CreateAccessKey' : 'iam:UpdateAssumeRolePolicy'
  const proof = provenFor(world, account, [action], principal.arn)
  const act = isUser ? words.makesKey(principal.name) : words.rewritesTrust(principal.name)
  return proof ? [edge('escalates', account, principal.arn, proof, act, isUser ? 'iam-002' : 'iam-012')] : []
}

function assuming(world: World, account: CompiledAccount, role: CompiledPrincipal): readonly Edge[] {
  const proof = provenFor(world, account, ['sts:AssumeRole'], role.principal.arn)
  const owner = role.account.account.name ?? role.account.account.id
  const act = words.assumes(words.inAccount(role.principal.name, owner))
  return proof ? [edge('assumes', account, role.principal.arn, proof, actingAs(proof, act), 'sts-001')] : []
}

function reaching(world: World, account: CompiledAccount, end: End): readonly Edge[] {
  if (end.kind !== 'resource') return []
  const proof = provenFor(world, account, end.actions, end.resource)
  if (!proof) return []
  const actions = proof.permissions.map((one) => one.action)
  const act = words.reaches(actions, resourceName(world, end.resource))
  return [edge('reaches', account, end.id, proof, actingAs(proof, act))]
}

const actingAs = ({ as }: Proof, act: string): string => (as === undefined ? act : words.actingAs(as, act))

function edge(
  kind: Edge['kind'],
  { account }: CompiledAccount,
  to: string,
  { permissions, decision, condition }: Proof,
  act: string,
  path?: string,
): Edge {
  return {
    kind,
    from: administratorId(account.id),
    to,
    ...(path !== undefined && { path }),
    decision,
    ...(condition && { condition }),
    gaps: [],
    explain: () => ({ act, permissions }),
  }
}

/* ------------------------------------------------------------------ proofs */

interface Proof extends Pick<Edge, 'decision' | 'condition'> {
  readonly permissions: readonly PathPermission[]
  /** Name of the one principal of the account that may. */
  readonly as?: string
}

/** One of the actions suffices. */
function provenFor(
  world: World,
  account: CompiledAccount,
  actions: readonly string[],
  resource: string,
): Proof | undefined {
  const held = actions.flatMap((action): readonly Held[] => {
    const id = world.catalogue.actionId(action)
    const one = id < 0 ? undefined : heldBy(world, account, questionOf(world, world.catalogue.action(id), resource))
    return one ? [one] : []
  })
  const best = mostCertain(held)
  if (!best) return undefined
  const [as] = best.held.flatMap((one) => one.as ?? [])
  return {
    decision: best.decision,
    ...(best.condition && { condition: best.condition }),
    permissions: best.held.map((one) => one.permission),
    ...(as !== undefined && { as }),
  }
}

interface Held extends Pick<Edge, 'decision' | 'condition'> {
  readonly permission: PathPermission
  readonly as?: string
}

/** Undefined when it is denied to everybody of the account. */
function heldBy(world: World, account: CompiledAccount, question: Question): Held | undefined {
  const somebody: Caller = { kind: 'somebodyOf', principal: `arn:aws:iam::${account.account.id}:role/somebody` }
  const callers = [somebody, ...named(world, account, question)]
  return mostCertain(callers.flatMap((caller) => heldAs(world, account, question, caller) ?? []))?.held[0]
}

/** Principals of the account that the policy on the other side names. */
function named(world: World, account: CompiledAccount, question: Question): readonly Caller[] {
  const { entry } = question.resourcePolicy
  const names = entry ? world.facts(entry).statements.flatMap(({ principals }) => principals?.aws ?? []) : []
  return [...new Set(names)].flatMap((name): readonly Caller[] => {
    const one = principalNamed(world, name)
    if (!one || one.principal.account !== account.account.id || one.principal.type === 'root') return []
    return [{ kind: 'principal', principal: one.principal, account: account.account }]
  })
}

function heldAs(world: World, account: CompiledAccount, question: Question, caller: Caller): Held | undefined {
  const { action, resource, resourceAccount, resourcePolicy } = question
  const known = caller.kind === 'principal' ? caller.principal : undefined
  const scps = account.serviceControl.map((level) => level.ids)
  const request = {
    principal: caller.kind === 'principal' ? caller.principal.arn : caller.principal,
    ...(known?.uniqueId !== undefined && { principalId: known.uniqueId }),
    action,
    resource,
    ...(resourceAccount !== undefined && { resourceAccount }),
    context: contextOf(caller, question, new Map(), world.catalogue),
  }
  const evaluation = world.engine.evaluate(request, {
    identity: world.open.identity,
    ...(scps.length > 0 && { serviceControl: scps }),
    ...resourceSide(world, question, account),
  })
  const asRead = pathDecision(evaluation.decision)
  if (asRead === undefined) return undefined
  const readings = [account.account.serviceControl.reading, resourcePolicy.reading]
  const decision = readings.some(({ state }) => state === 'unread') ? 'Unknown' : asRead
  const { condition } = evaluation
  const certainty = { decision, ...(decision === 'Conditional' && condition && { condition }) }
  return {
    ...certainty,
    permission: { action, resource, ...certainty, reasons: [] },
    ...(known && { as: known.name }),
  }
}
