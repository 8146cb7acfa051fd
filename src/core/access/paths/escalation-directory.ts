/**
 * Identity Center hands out administrators: who may assign, change or join what it hands out becomes one. The directory is that of
 * the management account; whoever acts must be a person, since it is people that roles are handed to.
 */
import type { DirectoryAssignment } from '../../inventory/snapshot.ts'
import { lazily } from '../lazily.ts'
import type { CompiledPrincipal } from '../world.ts'
import { type PathOf, pathsOfForm, type Requirement } from './catalogue.ts'
import type { Asking } from './escalation-ask.ts'
import { type EscalationEdge, edgeOf } from './escalation-edge.ts'
import type { Gain } from './escalation-gain.ts'
import { type Members, membersBy } from './escalation-members.ts'
import { allOf, type Proof } from './escalation-proof.ts'
import type { Starts } from './escalation-start.ts'

const assigns = pathsOfForm('assigns')
const joining = 'identitystore:CreateGroupMembership'
/** The directory itself must be allowed too; its id is not read. */
const inDirectory: readonly Requirement[] = [{ action: joining, on: 'any', types: ['Identitystore'] }]

export interface DirectoryEscalations {
  into(account: string): readonly EscalationEdge[]
  from(one: CompiledPrincipal): readonly EscalationEdge[]
  /** Works ahead a little at a time; false when nothing is left. */
  step(): boolean
}

interface Directory {
  readonly asking: Asking
  readonly gain: Gain
  readonly starts: Starts
  /** Roles of permission sets, by account. */
  readonly roles: Members
}

export function createDirectoryEscalations(asking: Asking, gain: Gain, starts: Starts): DirectoryEscalations {
  const roles = membersBy(asking.world, ({ principal }) => (principal.permissionSet ? [principal.account] : []))
  const directory = { asking, gain, starts, roles }
  const people = lazily(() =>
    [...asking.world.accounts.values()]
      .filter(({ account }) => account.isManagement)
      .flatMap(({ account }) => roles.of(account.id).filter(({ principal }) => principal.people.length > 0)),
  )
  return {
    step: roles.step,
    into: (account) => people().flatMap((one) => handedTo(directory, one, account)),
    from: (one) =>
      people().some(({ index }) => index === one.index)
        ? [...asking.world.accounts.keys()].flatMap((account) => handedTo(directory, one, account))
        : [],
  }
}

/** What makes a person who holds one role administrator of an account. */
function handedTo(directory: Directory, one: CompiledPrincipal, account: string): readonly EscalationEdge[] {
  if (!directory.asking.isActor(one)) return []
  return assigns.flatMap((path) => {
    if (!path.requires.every(({ action }) => directory.asking.speaks(one, action))) return []
    return directory.roles.of(account).flatMap((role) => handing(directory, one, role, path))
  })
}

function handing(
  { asking, gain, starts }: Directory,
  one: CompiledPrincipal,
  role: CompiledPrincipal,
  path: PathOf<'assigns'>,
): readonly EscalationEdge[] {
  const { account, permissionSet: set = '' } = role.principal
  const place = { set, instance: instanceOf(set), account: `arn:aws:sso:::account/${account}` }
  const edge = (proof: Proof | undefined, on: string, gained: Proof | undefined): readonly EscalationEdge[] =>
    proof && gained
      ? [edgeOf({ path, actor: one, target: role, administrator: account, on, proof: allOf([proof, gained]) })]
      : []
  const asked = (at: number, resources: readonly string[]): Proof | undefined =>
    onAll(asking, one, path.requires[at]?.action ?? '', resources)
  switch (path.hands) {
    case 'account assignment': {
      const may = asked(0, [place.account, place.instance, place.set])
      return edge(may, `permission set ${role.principal.name}`, may && gain.asItIs(role))
    }
    case 'permission set': {
      if (one.principal.permissionSet !== set) return []
      const change = asked(0, [place.instance, place.set])
      const provision = change && asked(1, [place.account, place.instance, place.set])
      return edge(provision && allOf([change, provision]), role.principal.name, gain.withEverything(role))
    }
    case 'group membership': {
      const gained = gain.asItIs(role)
      if (!gained) return []
      const store = starts.best(one, inDirectory)
      if (!store) return []
      return joinable(asking, one, role).flatMap(({ name, may }) =>
        edge(allOf([may, store.proof]), `group ${name}`, gained),
      )
    }
  }
}

/** `arn:aws:sso:::permissionSet/ssoins-1111111111111111/ps-2222222222222222` names the instance that it belongs to. */
const instanceOf = (set: string): string => `arn:aws:sso:::instance/${set.split('/')[1] ?? ''}`

function onAll(
  asking: Asking,
  one: CompiledPrincipal,
  action: string,
  resources: readonly string[],
): Proof | undefined {
  const proofs: Proof[] = []
  for (const resource of resources) {
    const question = asking.question(action, resource)
    const proof = question && asking.ask(one, question)
    if (!proof) return undefined
    proofs.push(proof)
  }
  return allOf(proofs)
}

/** Groups that are assigned the role and that one of its people may put itself into. */
function joinable(asking: Asking, one: CompiledPrincipal, role: CompiledPrincipal) {
  const { assignments, groups } = asking.world.snapshot.directory
  const isAssigned = (assignment: DirectoryAssignment, to: CompiledPrincipal): boolean =>
    assignment.permissionSet === to.principal.permissionSet && assignment.account === to.principal.account
  const byId = new Map(groups.map((group) => [group.id, group]))
  const itself = assignments
    .filter((assignment) => isAssigned(assignment, one))
    .flatMap(({ principalId, principalType }) =>
      principalType === 'USER' ? [principalId] : (byId.get(principalId)?.members ?? []),
    )
  return assignments.flatMap((assignment) => {
    const group =
      assignment.principalType === 'GROUP' && isAssigned(assignment, role) && byId.get(assignment.principalId)
    if (!group) return []
    const user = itself.find((id) => !group.members.includes(id))
    const resources = [`arn:aws:identitystore:::group/${group.id}`, `arn:aws:identitystore:::user/${user}`]
    const may = user === undefined ? undefined : onAll(asking, one, joining, resources)
    return may ? [{ name: group.name, may }] : []
  })
}
