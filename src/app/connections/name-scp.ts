/** Which service control policy stands in the way: AWS does not name it, but the organization was read (connection.md §7). */
import type { CanAnswer } from '../../core/access/answers.ts'
import type { AccessIndex } from '../../core/access/build-index.ts'
import { roleArnOf, type TrustRoles } from '../../core/arn/trust-role.ts'
import type { AccessService } from '../access/access-service.ts'
import { parseContext } from '../access/context.ts'
import type { AccountTarget, Connection, Probe } from '../ports/connections.ts'

export interface ScpDeps {
  readonly access: Pick<AccessService<AccessIndex>, 'currentIfAny'>
}

type Target = Omit<AccountTarget, 'connectionId'>
type Role = TrustRoles & Pick<Connection, 'trustPrincipalArn'>

export async function nameScps(deps: ScpDeps, connection: Role, target: Target): Promise<Target> {
  if (!target.probes.some(isByScp)) return target
  const index = await deps.access.currentIfAny()
  if (!index) return target
  const probes = target.probes.map((probe) => (isByScp(probe) ? named(index, connection, target, probe) : probe))
  return { ...target, probes }
}

const isByScp = ({ cause }: Probe): boolean => cause === 'scp'

function named(index: AccessIndex, connection: Role, { accountId }: Target, probe: Probe): Probe {
  const action = probe.action ?? ''
  const root = `arn:${connection.partition}:iam::${accountId}:root`
  // The role is entered by our own principal, so the policies above our own account decide.
  const principals =
    probe.capability === 'role' ? [connection.trustPrincipalArn ?? ''] : [roleArnOf(connection, accountId), root]
  const text = saidBy(index, action, principals)
  return {
    ...probe,
    fix: { ...probe.fix, text: [text, probe.fix?.text].filter((one) => one !== undefined).join('\n') },
  }
}

/** SCPs bind the root of an account as they bind its roles, so it stands in for a role that has not been read. */
function saidBy(index: AccessIndex, action: string, principals: readonly string[]): string {
  for (const principal of principals) {
    const answer = index.canI({ principal, action, context: parseContext([]) })
    const said = answer.ok ? scpIn(answer.value) : undefined
    if (said !== undefined) return said
  }
  return `The organization, as it was read at ${index.snapshot.at}, has no SCP that forbids it: it is newer, or cannot be read.`
}

function scpIn({ steps }: CanAnswer): string | undefined {
  const own = steps.filter(({ layer }) => layer === 'serviceControl')
  const denial = own.find(({ reason }) => reason?.effect === 'Deny')?.reason
  if (denial) {
    const { policy, level, sid, statement } = denial
    return `The SCP ${policy}${level === undefined ? '' : ` on ${level}`} denies it, in statement ${sid ?? statement + 1}.`
  }
  const closed = own.find(({ decides, result }) => decides && result !== 'allow')
  return closed && `Nothing allows it in ${closed.label.replace(/^SCP, /, 'the SCPs of ')}.`
}
