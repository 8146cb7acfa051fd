/**
 * Who comes to an action by assuming roles: behind the direct holders of `who-can`, never among them. Each link is judged without
 * the context of the question, which is that of the last call.
 */
import type { Holder, WhoCanAnswer } from '../answers.ts'
import { identityOf } from '../identity.ts'
import { atOnce } from '../stepwise.ts'
import type { World } from '../world.ts'
import { bestWays } from './best-ways.ts'
import type { Edge } from './edge.ts'
import { extended } from './graph.ts'
import type { Nodes } from './nodes.ts'
import { type Graph, usualEffort, usualLimits, type Way } from './search.ts'
import { conditionsOf } from './tell.ts'
import { words } from './words.ts'

export interface ChainInput {
  readonly world: World
  readonly nodes: Nodes
  /** Assumptions of roles alone. */
  readonly assumptions: Graph
}

const end = 'the action'

export function withChains(input: ChainInput, answer: WhoCanAnswer): WhoCanAnswer {
  const direct = new Map(answer.principals.map((holder) => [holder.arn, holder]))
  const last = lastSteps(answer.principals)
  // The last step is the action itself.
  const graph = extended(input.assumptions, last)
  const best = atOnce(bestWays(graph, [end], usualLimits.depth + 1, { left: usualEffort }))
  const rows = [...best.ways].flatMap(([id, way]) => {
    const holder = direct.has(id) ? undefined : chainHolder(input, id, way, direct)
    return holder ? [holder] : []
  })
  const order = orderOf(input.world)
  const chained = rows.sort((a, b) => rank(a) - rank(b) || order(a) - order(b) || (a.arn < b.arn ? -1 : 1))
  return {
    ...answer,
    principals: [...answer.principals, ...chained],
    complete: answer.complete && best.whole && !best.unknown,
    sentence: chained.length === 0 ? answer.sentence : `${answer.sentence} ${words.byAssuming(chained.length)}`,
    notes: [
      ...answer.notes,
      ...(best.whole ? [] : [words.chainsCutShort]),
      ...(best.unknown ? [words.unknownSteps] : []),
    ],
  }
}

function lastSteps(holders: readonly Holder[]): Graph {
  const edges = holders.map(
    ({ arn, decision, condition }): Edge => ({
      kind: 'reaches',
      from: arn,
      to: end,
      decision,
      ...(condition && { condition }),
      gaps: [],
      explain: () => ({ act: '', permissions: [] }),
    }),
  )
  return { into: (id) => (id === end ? edges : []) }
}

/** Principals, providers and other accounts; what has no ARN starts no chain of its own. */
function chainHolder(
  { world, nodes }: ChainInput,
  id: string,
  way: Way,
  direct: ReadonlyMap<string, Holder>,
): Holder | undefined {
  const holding = direct.get(way.at(-1)?.from ?? '')
  const identity = id.startsWith('arn:') ? whoIs(world, nodes, id) : undefined
  if (!holding || !identity || way.some((edge) => edge.decision === 'Unknown')) return undefined
  const conditions = conditionsOf(way.map((edge) => edge.condition))
  return {
    ...identity,
    decision: conditions.condition ? 'Conditional' : 'Allowed',
    ...conditions,
    via: holding.via,
    reach: 'assume-chain',
    chain: way.slice(0, -1).map((edge) => edge.to),
  }
}

function whoIs(world: World, nodes: Nodes, id: string) {
  const one = world.principalByArn.get(id)
  if (one) return identityOf(one)
  const { name, account = '', accountName } = nodes.of(id)
  return { arn: id, type: 'external' as const, account, ...(accountName !== undefined && { accountName }), name }
}

const rank = ({ decision }: Holder): number => (decision === 'Allowed' ? 0 : 1)

function orderOf(world: World): (holder: Holder) => number {
  return ({ arn }) => world.principalByArn.get(arn)?.index ?? world.principals.length
}
