/** Every English sentence of changes and differences, in one place. Style: as in ../words.ts. */
import { capital, plural as counted, listed as listedWith } from '../words.ts'
import type { ChangeOp, DiffAnswer } from './change.ts'

interface Counts extends Omit<DiffAnswer['principals'], 'changed'> {
  readonly changed: number
  readonly unknown: number
  /** Who came to a role or ceased to hold one. */
  readonly people: { readonly gained: number; readonly lost: number }
}

const listed = (items: readonly string[]): string => listedWith(items, 'and')

type Layer = 'serviceControl' | 'resourceControl'
const singular = { serviceControl: 'SCP', resourceControl: 'RCP' } as const satisfies Record<Layer, string>
const plural = { serviceControl: 'SCPs', resourceControl: 'RCPs' } as const satisfies Record<Layer, string>

export const say = {
  /* faults */
  inChange: (position: number, op: ChangeOp, message: string) => `Change ${position + 1} (${op}): ${message}`,
  invalidPolicy: (place: string, message: string) =>
    `The policy is not valid${place === '' ? '' : ` at ${place}`}: ${message}`,
  unknownManaged: (policy: string, account: string) => `No managed policy ${policy} is known in ${account}`,
  unreadManaged: (policy: string) => `The document of ${policy} was not read`,
  giveDocument: 'Give its "document" in the change.',
  managedElsewhere: (policy: string, account: string) =>
    `${policy} is a policy of account ${account}; a managed policy serves its own account only`,
  knownAlready: (policy: string) => `${policy} exists, and the change brings another document`,
  useEditPolicy: 'Leave out "document", or change the policy with edit-policy.',
  noInline: (policy: string, owner: string) => `${owner} has no inline policy ${policy}`,
  unknownPolicy: (policy: string) => `No policy is ${policy}`,
  ambiguousPolicy: (policy: string) => `Several policies are ${policy}`,
  nameByRef: 'Name it by its ARN or by the policyRef of an answer.',
  ambiguousOwner: (name: string) => `A principal and a group are named ${name}`,
  nameByArn: 'Name it by its ARN.',
  unknownOwner: (name: string) => `No user, role or group is ${name}`,
  rootTakesNone: 'A root user takes no identity policies and no boundary',
  ownedByAws: (name: string) => `${name} is a service-linked role; only its service changes its policies`,
  groupHasNoBoundary: (name: string) => `${name} is a group; only users and roles take a boundary`,
  isBoundaryOf: (policy: string, names: readonly string[]) =>
    `${policy} is the permissions boundary of ${listed(names)}; AWS does not delete it while it is`,
  removeBoundaryFirst: 'Put remove-boundary changes before this one.',
  trustStays: (role: string) => `A role always has a trust policy; that of ${role} can only be edited`,
  useEditTrust: 'Use edit-trust-policy.',
  keyPolicyStays: (key: string) => `A key always has a key policy; that of ${key} can only be edited`,
  noRole: (name: string) => `${name} is no role, so nothing can assume it`,
  unknownResource: (name: string) => `No resource is ${name}`,
  ambiguousResource: (name: string) => `Several resources are ${name}`,
  unknownTarget: (name: string) => `No root, OU or account is ${name}`,
  ambiguousTarget: (name: string) => `Several roots, OUs or accounts are named ${name}`,
  nameById: 'Name it by its id.',
  noOrganization: (type: Layer) => `No organization was read in which ${plural[type]} are enabled`,
  managementAccount: (name: string, type: Layer) =>
    `${name} is the management account; ${plural[type]} neither bind its principals nor its resources`,
  notEnabled: (name: string, type: Layer) => `${plural[type]} are not enabled in the organization of ${name}`,
  notRead: (name: string, reason: string) => `The policies over ${name} were not read: ${reason}`,
  unknownOrganizationPolicy: (name: string, type: Layer) => `No ${singular[type]} is ${name}`,
  several: (what: string, name: string) => `Several are named ${name}; a ${what} is meant`,
  none: (what: string, name: string) => `No ${what} is ${name}`,
  userOrGroup: 'An assignment is for a user or for a group: give one of both',
  noGroupIn: (group: string, account: string) => `There is no IAM group ${group} in ${account}`,
  twoDirectories: (user: string, group: string) =>
    `${user} and ${group} are names of IAM and of Identity Center; either may be meant`,

  /* what is told beside the answer */
  alreadyAttached: (policy: string, owner: string) =>
    `${policy} is attached to ${owner} already; attaching it changes nothing.`,
  notAttached: (policy: string, owner: string) =>
    `${policy} is not attached to ${owner}; detaching it changes nothing.`,
  attachedByGroup: (policy: string, owner: string, groups: readonly string[]) =>
    `${policy} reaches ${owner} through the group ${listed(groups)}, not by itself; detaching it from ${owner} changes nothing.`,
  sameDocument: (policy: string) => `${policy} says this already; editing it changes nothing.`,
  noBoundary: (owner: string) => `${owner} has no permissions boundary; removing it changes nothing.`,
  sameBoundary: (policy: string, owner: string) =>
    `${policy} is the boundary of ${owner} already; setting it changes nothing.`,
  noResourcePolicy: (resource: string) => `${resource} has no policy; removing it changes nothing.`,
  replacesUnread: (resource: string) =>
    `The policy of ${resource} was not read, so what it allowed before is not known.`,
  awsManagedEdited: (policy: string) => `${policy} is managed by AWS; only AWS changes it, in all accounts at once.`,
  fromPermissionSet: (role: string) =>
    `${role} comes from a permission set; in AWS the change is made to the set, and reaches every account it is provisioned in.`,
  managementNotBound: (type: Layer) => `${plural[type]} do not bind the management account.`,
  lastScp: (target: string) =>
    `It is the only SCP at ${target}, and AWS does not detach the last one; without any, nothing is allowed there.`,
  groupNamed: (name: string) => `group ${name}`,
  alreadyAssigned: (whom: string, set: string, account: string) =>
    `${set} in ${account} is assigned to ${whom} already; assigning it changes nothing.`,
  notAssigned: (whom: string, set: string, account: string) =>
    `${set} in ${account} is not assigned to ${whom} itself; removing the assignment changes nothing.`,
  lastAssignment: (set: string, account: string) =>
    `It is the last assignment of ${set} in ${account}: AWS deletes the role with it.`,
  roleProvisioned: (set: string, account: string) =>
    `AWS would provision a role for ${set} in ${account}; zeros stand for the end of its name, which AWS chooses.`,
  policiesNotKnown: (set: string, policies: readonly string[]) =>
    `Of the policies of ${set}, ${listed(policies)} ${policies.length === 1 ? 'was' : 'were'} not read; what the role could do is not known.`,
  trustNotKnown: (set: string) => `The trust policy that AWS would give the role of ${set} is not known`,
  membershipStands: (op: 'add-to-group' | 'remove-from-group', user: string, group: string) =>
    `${user} is ${op === 'add-to-group' ? 'in' : 'not in'} the group ${group} already; the change does nothing.`,
  disabled: (person: string) => `${person} is disabled in Identity Center, so holds nothing.`,

  /* differences */
  difference: ({ gained, lost, changed, unknown, people }: Counts, isSupposed: boolean) => {
    const told = (count: number, is: string, would: string, one = 'principal', many = `${one}s`) =>
      count === 0 ? [] : [`${counted(count, one, many)} ${isSupposed ? would : is}`]
    const parts = [
      ...told(gained, 'gained access', 'would gain access'),
      ...told(lost, 'lost access', 'would lose access'),
      ...told(changed, 'kept access otherwise than before', 'would keep access otherwise than now'),
      ...told(people.gained, 'came to a role', 'would come to a role', 'person', 'people'),
      ...told(people.lost, 'lost a role', 'would lose a role', 'person', 'people'),
    ]
    const gains = isSupposed ? 'would gain or lose' : 'gained or lost'
    const open = unknown === 0 ? [] : [`What ${counted(unknown, 'principal')} ${gains} is not fully known.`]
    if (parts.length > 0) return [`${capital(listed(parts))}.`, ...open].join(' ')
    return open[0] ?? `Nobody ${gains} access.`
  },
  notEverything:
    'This concerns more than is compared in one answer, so there are further changes. Ask about one principal, service or resource to see all of them.',
  notEveryResource: 'The policies tell apart more resources than are tried, so there may be further changes.',
}
