/**
 * People of Identity Center: member of a group, assigned a permission set in an account, which becomes a role there. Facts of the
 * snapshot. Who is disabled cannot sign in, so leads nowhere.
 */
import type { DirectoryAssignment } from '../../inventory/snapshot.ts'
import { type Steps, stepwise } from '../stepwise.ts'
import type { CompiledPrincipal, World } from '../world.ts'
import type { Edge, EdgeSource } from './edge.ts'
import { directoryGroupId, permissionSetId, personId } from './nodes.ts'
import type { PathStepKind } from './path-answer.ts'
import { words } from './words.ts'

export function createPeopleEdges(world: World): EdgeSource {
  const into = stepwise(function* () {
    return Map.groupBy(yield* edgesOf(world), (edge) => edge.to)
  })
  return { into: ({ id }) => into.value().get(id) ?? [], step: into.step }
}

/** So many take a few milliseconds. */
const lookedAtOnce = 1_000

function* edgesOf(world: World): Steps<readonly Edge[]> {
  const { users, groups, permissionSets, assignments } = world.snapshot.directory
  const enabled = new Set(users.filter((user) => user.enabled).map((user) => user.id))
  const setNames = new Map<string, string>(permissionSets.map((set) => [set.arn, set.name]))
  const memberships = groups.flatMap(({ id, name, members }) =>
    members
      .filter((member) => enabled.has(member))
      .map((member) => fact('memberOf', personId(member), directoryGroupId(id), words.memberOf(name))),
  )
  const peopled = new Set(memberships.map((edge) => edge.to))
  const holds = ({ principalType, principalId }: DirectoryAssignment): boolean =>
    principalType === 'USER' ? enabled.has(principalId) : peopled.has(directoryGroupId(principalId))
  const assigned = assignments.filter(holds).map(({ permissionSet, account, principalType, principalId }) => {
    const holder = principalType === 'USER' ? personId(principalId) : directoryGroupId(principalId)
    const owner = world.accounts.get(account)?.account.name ?? account
    const act = words.assigned(setNames.get(permissionSet) ?? permissionSet, owner)
    return fact('assigned', holder, permissionSetId(account, permissionSet), act)
  })
  const inUse = new Set(assigned.map((edge) => edge.to))
  yield
  const provisions: Edge[] = []
  for (let position = 0; position < world.principals.length; position += 1) {
    if (position % lookedAtOnce === 0) yield
    const role = world.principals.typeAt(position) === 'permission-set-role' ? world.principals.at(position) : undefined
    const edge = role && provisionOf(role)
    if (edge && inUse.has(edge.from)) provisions.push(edge)
  }
  return [...memberships, ...assigned, ...provisions]
}

function provisionOf({ principal }: CompiledPrincipal): Edge | undefined {
  const { permissionSet, account, arn } = principal
  if (permissionSet === undefined) return undefined
  const roleName = arn.slice(arn.lastIndexOf('/') + 1)
  return fact('provisions', permissionSetId(account, permissionSet), arn, words.provisions(roleName))
}

const fact = (kind: PathStepKind, from: string, to: string, act: string): Edge => ({
  kind,
  from,
  to,
  decision: 'Allowed',
  gaps: [],
  explain: () => ({ act, permissions: [] }),
})
