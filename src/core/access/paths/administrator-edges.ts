/** Who is administrator of an account already: where paths to `admin` end. */
import { judgeAdministrator } from '../administrators.ts'
import type { AdminAnswer } from '../answers.ts'
import { lazily } from '../lazily.ts'
import type { CompiledPrincipal, World } from '../world.ts'
import type { Edge, EdgeSource } from './edge.ts'
import { administratorId } from './nodes.ts'
import { together } from './proof.ts'
import { words } from './words.ts'

export interface AdministratorInput {
  readonly world: World
  readonly adminOf: (one: CompiledPrincipal) => AdminAnswer
}

export function createAdministratorEdges({ world, adminOf }: AdministratorInput): EdgeSource {
  const byAccount = lazily(() => Map.groupBy(world.principals, (one): string => one.principal.account))
  const edgeOf = (one: CompiledPrincipal): readonly Edge[] => {
    const admin = adminOf(one)
    if (admin === 'no') return []
    const { arn, account } = one.principal
    const base = { kind: 'is', from: arn, to: administratorId(account) } as const
    const explain = () => ({ act: words.isAdministrator, permissions: [] })
    if (admin === 'yes') return [{ ...base, decision: 'Allowed', gaps: [], explain }]
    const { open } = judgeAdministrator(world, one)
    const gaps = open.flatMap((assessment) => assessment.gaps)
    if (admin === 'unknown') return [{ ...base, decision: 'Unknown', gaps, explain }]
    const condition = together(open.flatMap(({ asRead }) => asRead.condition ?? []))
    return [{ ...base, decision: 'Conditional', ...(condition && { condition }), gaps: [], explain }]
  }
  return {
    into(node) {
      if (node.kind !== 'administrator') return []
      return (byAccount().get(node.account ?? '') ?? []).flatMap(edgeOf)
    },
  }
}
