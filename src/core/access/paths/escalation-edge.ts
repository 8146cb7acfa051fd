/** An edge of the catalogue. */
import type { CoverageGap } from '../answers.ts'
import type { CompiledPrincipal } from '../world.ts'
import type { EscalationPath } from './catalogue.ts'
import type { Edge } from './edge.ts'
import { assuming, conditionOf, isBetter, type Proof } from './escalation-proof.ts'
import { administratorId } from './nodes.ts'

export interface EscalationEdge extends Edge {
  readonly path: string
  /** ARN of the principal that the actor comes to act as, or its own where it gives itself more. */
  readonly target: string
}

export interface EscalationClaim {
  readonly path: EscalationPath
  readonly actor: CompiledPrincipal
  /** Itself, where it gives itself more. */
  readonly target: CompiledPrincipal
  /** The account that it becomes administrator of; absent: it acts as the target as that is. */
  readonly administrator?: string
  /** For people, what the action is called on. */
  readonly on?: string
  /** What it does afterwards, behind its name. */
  readonly next?: string
  readonly proof: Proof
}

export function edgeOf({ path, actor, target, administrator, on, next, proof }: EscalationClaim): EscalationEdge {
  const whole = path.assumes === undefined ? proof : assuming(proof, assumptionOf(path, target))
  const condition = conditionOf(whole)
  return {
    kind: path.form === 'passes role' ? 'passesRole' : 'escalates',
    from: actor.principal.arn,
    to: administrator === undefined ? target.principal.arn : administratorId(administrator),
    decision: whole.decision,
    path: path.id,
    target: target.principal.arn,
    ...(condition && { condition }),
    gaps: whole.gaps,
    explain: () => ({
      act:
        actOf(path, {
          target: nameOf(target),
          on,
          account: target.account.account.name ?? target.principal.account,
        }) + (next === undefined ? '' : `, then ${next}`),
      permissions: whole.permissions.map((permission) => permission()),
    }),
  }
}

/** What it does, for people: `writes an inline policy for group staff, which it is in`. */
export const actOf = (
  { act }: EscalationPath,
  { target = '', on = '', account = '' }: { readonly [name in 'target' | 'on' | 'account']?: string | undefined },
): string => act.replace('{target}', target).replace('{on}', on).replace('{account}', account)

/** The same path between the same two may be taken in several ways, over either of two functions: the surest stands for them. */
export function surestOfEach(edges: readonly EscalationEdge[]): readonly EscalationEdge[] {
  const best = new Map<string, EscalationEdge>()
  for (const edge of edges) {
    const key = `${edge.from} ${edge.path} ${edge.target}`
    const before = best.get(key)
    if (!before || isBetter(edge, before)) best.set(key, edge)
  }
  return best.size === edges.length ? edges : [...best.values()]
}

const nameOf = ({ principal: { type, name } }: CompiledPrincipal): string =>
  `${type === 'user' ? 'user' : 'role'} ${name}`

/** What a path takes for granted, as a gap of the service that it acts on. */
const assumptionOf = (
  { requires, assumes = '' }: EscalationPath,
  { principal: { account } }: CompiledPrincipal,
): CoverageGap => ({ account, service: requires.at(-1)?.action.split(':')[0] ?? '', reason: assumes })
