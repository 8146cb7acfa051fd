/** Where a policy hangs, and which principals it concerns through each of these places. */
import type { PolicyEntry } from '../../inventory/snapshot.ts'
import { compareText } from '../../order.ts'
import type { World } from '../world.ts'
import type { Carrier } from './carriers.ts'
import { governing, isBoundBySCPs, isManagedKind, isOwn, type ListedPolicy, type PolicyList } from './policy-list.ts'

export const attachmentKinds = [
  'root',
  'user',
  'role',
  'permission-set-role',
  'service-linked-role',
  'group',
  'permission-set',
  'resource',
  'place',
] as const
type AttachmentKind = (typeof attachmentKinds)[number]

export interface Attachment {
  /** ARN of what it hangs on, or id of a root, OU or account. One thing may bear a policy and be bounded by it. */
  readonly id: string
  readonly kind: AttachmentKind
  readonly name: string
  readonly account?: string
  readonly accountName?: string
  /** `boundary`: it limits what others grant. */
  readonly as: 'policy' | 'boundary'
  /** Concerned through it; null where an evaluation alone tells. */
  readonly principals: number | null
  readonly people: number | null
}

/** Principals that share everything, and through what the policy concerns them. */
export interface Concerned {
  readonly carrier: Carrier
  /** Attached to each of them, or to their permission set. */
  readonly isOwn: boolean
  /** ARNs of IAM groups that bring it. */
  readonly groups: readonly string[]
  readonly isBoundary: boolean
  /** Root, OUs and accounts at which it hangs above them. */
  readonly places: readonly string[]
}

/** All of them. Resource and trust policies and RCPs name theirs; whom that means is a question of its own. */
export function concernedBy(world: World, list: PolicyList, { source, row }: ListedPolicy): readonly Concerned[] {
  if (typeof source === 'number' || row.kind === 'resource' || row.kind === 'resource-control') return []
  if (row.kind === 'service-control') return governedBy(world, list, source)
  const none = { groups: [], isBoundary: false, places: [] }
  if (row.kind === 'permission-set') {
    const carriers = list.carriers.all.filter(({ permissionSet }) => permissionSet === row.arn)
    return carriers.map((carrier) => ({ ...none, carrier, isOwn: true }))
  }
  const isMeant = sameAs(source)
  const bringing = new Map(
    world.snapshot.groups
      .filter(({ identity }) => identity.some(isMeant))
      .map(({ arn, identity }) => [arn, new Set(identity)]),
  )
  return list.carriers.all.flatMap((carrier): Concerned[] => {
    const entries = carrier.identity.filter(isMeant)
    const isBoundary = carrier.boundary !== undefined && isMeant(carrier.boundary)
    if (entries.length === 0 && !isBoundary) return []
    const groups = carrier.groups.filter((arn) => bringing.has(arn))
    const policies = groups.map((arn) => bringing.get(arn))
    return [{ ...none, carrier, groups, isBoundary, isOwn: entries.some((entry) => isOwn(entry, carrier, policies)) }]
  })
}

const sameAs =
  (wanted: PolicyEntry) =>
  (entry: PolicyEntry): boolean =>
    entry.ref === wanted.ref || (isManagedKind(entry.kind) && entry.kind === wanted.kind && entry.arn === wanted.arn)

function governedBy(world: World, list: PolicyList, entry: PolicyEntry): readonly Concerned[] {
  const places = new Map(
    world.snapshot.accounts.map(({ id, serviceControl: { levels } }): [string, readonly string[]] => [
      id,
      levels.flatMap(({ target, policies }) => (policies.some(({ ref }) => ref === entry.ref) ? [target] : [])),
    ]),
  )
  return list.carriers.all.flatMap((carrier): Concerned[] => {
    const above = places.get(carrier.account) ?? []
    if (above.length === 0 || !isBoundBySCPs(carrier)) return []
    return [{ carrier, isOwn: false, groups: [], isBoundary: false, places: above }]
  })
}

/** ARNs and ids of the attachments through which it concerns the principal with that ARN. */
export const throughOf = ({ carrier, ...one }: Concerned, arn: string): readonly string[] => [
  ...(one.isOwn ? [carrier.permissionSet ?? arn] : []),
  ...one.groups,
  ...(one.isBoundary ? [arn] : []),
  ...one.places,
]

/* ------------------------------------------------------------------ attachments */

/** Groups, permission sets and places first, those that concern most in front; then users and roles by account and name. */
export function attachmentsOf(
  world: World,
  { row, source }: ListedPolicy,
  concerned: readonly Concerned[],
  limit: number,
): readonly Attachment[] {
  switch (row.kind) {
    case 'trust':
      return typeof source === 'number' ? single(world, source, 'policy', null).slice(0, limit) : []
    case 'resource':
      return resourceOf(world, row.ref)
    case 'service-control':
    case 'resource-control':
      return gravest(placesOf(world, row.ref, concerned)).slice(0, limit)
    default: {
      const shared = gravest([...setsOf(world, concerned), ...groupsOf(world, concerned)]).slice(0, limit)
      const rest = limit - shared.length
      const own = concerned.filter(({ isOwn: is, carrier }) => is && carrier.permissionSet === undefined)
      const bounded = concerned.filter(({ isBoundary }) => isBoundary)
      return [...shared, ...singles(world, own, 'policy', rest), ...singles(world, bounded, 'boundary', rest)].slice(
        0,
        limit,
      )
    }
  }
}

const gravest = (attachments: readonly Attachment[]): readonly Attachment[] =>
  [...attachments].sort(
    (a, b) =>
      (b.people ?? 0) - (a.people ?? 0) || (b.principals ?? 0) - (a.principals ?? 0) || compareText(a.name, b.name),
  )

const counted = (concerned: readonly Concerned[]) => ({
  principals: concerned.reduce((sum, { carrier }) => sum + carrier.positions.length, 0),
  people: new Set(concerned.flatMap(({ carrier }) => carrier.people)).size,
})

const inAccount = (world: World, account: string) => {
  const accountName = world.accounts.get(account)?.account.name
  return { account, ...(accountName !== undefined && { accountName }) }
}

function singles(
  world: World,
  concerned: readonly Concerned[],
  as: Attachment['as'],
  limit: number,
): readonly Attachment[] {
  const positions = concerned.flatMap(({ carrier }) => carrier.positions).sort((a, b) => a - b)
  return positions.slice(0, limit).flatMap((position) => single(world, position, as, 1))
}

function single(
  world: World,
  position: number,
  as: Attachment['as'],
  principals: number | null,
): readonly Attachment[] {
  const principal = world.principals.at(position)?.principal
  if (!principal) return []
  const { arn, type, name, account, people } = principal
  return [
    { id: arn, kind: type, name, ...inAccount(world, account), as, principals, people: principals && people.length },
  ]
}

function setsOf(world: World, concerned: readonly Concerned[]): readonly Attachment[] {
  const names = new Map(world.snapshot.directory.permissionSets.map(({ arn, name }) => [arn, name]))
  const own = concerned.filter(({ isOwn: is, carrier }) => is && carrier.permissionSet !== undefined)
  const bySet = Map.groupBy(own, ({ carrier }) => carrier.permissionSet ?? '')
  return [...bySet].map(([arn, of]) => ({
    id: arn,
    kind: 'permission-set',
    name: names.get(arn) ?? arn,
    as: 'policy',
    ...counted(of),
  }))
}

function groupsOf(world: World, concerned: readonly Concerned[]): readonly Attachment[] {
  const wanted = new Map<string, Concerned[]>()
  for (const one of concerned) {
    for (const arn of one.groups) {
      const members = wanted.get(arn) ?? []
      wanted.set(arn, members)
      members.push(one)
    }
  }
  return world.snapshot.groups.flatMap(({ arn, name, account }): Attachment[] => {
    const members = wanted.get(arn)
    if (!members) return []
    return [{ id: arn, kind: 'group', name, ...inAccount(world, account), as: 'policy', ...counted(members) }]
  })
}

function resourceOf(world: World, ref: string): readonly Attachment[] {
  const resource = world.snapshot.resources.find(({ policyEntry }) => policyEntry?.ref === ref)
  if (!resource) return []
  const { arn, name, account } = resource
  return [
    { id: arn, kind: 'resource', name, ...inAccount(world, account), as: 'policy', principals: null, people: null },
  ]
}

function placesOf(world: World, ref: string, concerned: readonly Concerned[]): readonly Attachment[] {
  const found = governing(world).find(({ entry }) => entry.ref === ref)
  if (!found) return []
  const isScp = found.entry.kind === 'service-control'
  return [...found.targets].map(([id, label]) => ({
    id,
    kind: 'place',
    name: label,
    as: 'policy',
    ...(isScp ? counted(concerned.filter(({ places }) => places.includes(id))) : { principals: null, people: null }),
  }))
}
