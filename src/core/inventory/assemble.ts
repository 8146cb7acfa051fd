/** Objects and coverage → the snapshot that the access index reads. Pure and deterministic: what comes out is sorted. */
import { atOnce, drained, mappedInSteps, type Steps, sortedInSteps } from '../access/stepwise.ts'
import type { AccountId } from '../ids.ts'
import { compareText } from '../order.ts'
import { regionsOf } from '../regions.ts'
import { assembleAccounts } from './assemble-accounts.ts'
import { assembleCredentials } from './assemble-credentials.ts'
import {
  assembleDirectory,
  assembleProviders,
  peopleOfPermissionSets,
  permissionSetOfRole,
  permissionSetsByName,
} from './assemble-people.ts'
import { assembleResources } from './assemble-resources.ts'
import { coverageOf } from './cell-lookup.ts'
import { type CellTable, packCells } from './cell-table.ts'
import { shortHash } from './content-key.ts'
import type { CoverageCell } from './coverage.ts'
import { lastUses } from './last-use.ts'
import type { InventoryObject, ObjectOfKind } from './objects.ts'
import { trustKey, trustPolicyOf } from './principal-table.ts'
import type {
  PolicyEntry,
  PolicyKind,
  Snapshot,
  SnapshotDirectory,
  SnapshotManagedPolicy,
  SnapshotPrincipal,
  SnapshotResource,
} from './snapshot.ts'

export interface AssembleInput {
  readonly id: string
  /** ISO 8601 */
  readonly at: string
  readonly isPast?: true | undefined
  readonly objects: readonly InventoryObject[]
  /** As they were packed, or a few. */
  readonly cells: CellTable | readonly CoverageCell[]
  /** A resource as an earlier snapshot has it, by its ARN. */
  readonly resourceBefore?: ((arn: string) => SnapshotResource | undefined) | undefined
}

/**
 * Joins objects to a snapshot: each principal with the policies that bear on it, each account with its levels of SCPs and RCPs, each
 * resource with its policy. `cells` say what was read: what they do not prove read is unread or out of scope, never absent. Times
 * are ISO 8601. Never fails: what refers to something missing is recorded as a hole.
 */
export const assemble = (input: AssembleInput): Snapshot => atOnce(assembleInSteps(() => input))

/**
 * As `assemble`, a little at a time: for whoever serves others on the same thread. Principals and resources are let go of one by one as
 * what is made of them takes their place, unless somebody else holds them.
 */
export function* assembleInSteps(take: () => AssembleInput): Steps<Snapshot> {
  const { id, at, isPast, kinds, cells, coverage, entries, accounts, roots, resourceBefore } =
    yield* beginAssembling(take)
  const blocks = new Map(accounts.map((account) => [account.id, account.s3BlockPublicAccess]))
  const managed = managedPolicyLookup(kinds, entries)
  yield
  const directory = assembleDirectory(kinds)
  yield
  const principals = yield* assemblePrincipals(kinds, entries, managed, directory, roots)
  const resources = yield* assembleResources({
    resources: kinds.resource,
    coverage,
    entries,
    blocks,
    before: resourceBefore,
  })
  return {
    id,
    at,
    ...(isPast && { isPast }),
    accounts,
    principals: yield* sortedInSteps(
      principals,
      (a, b) => compareText(a.account, b.account) || compareText(a.name, b.name) || compareText(a.arn, b.arn),
    ),
    resources: yield* sortedInSteps(resources, byArn),
    groups: yield* sortedInSteps(
      yield* mappedInSteps(kinds.group, (group) => ({
        arn: group.arn,
        account: group.accountId,
        name: group.body.name,
        identity: ownPolicies(group, managed, entries),
      })),
      byArn,
    ),
    credentials: assembleCredentials(kinds),
    managedPolicies: yield* assembleManagedPolicies(kinds, managed),
    providers: assembleProviders(kinds),
    directory,
    cells,
  }
}

/** What needs all objects together, in a frame of its own: they are held no longer than it lives. */
function* beginAssembling(take: () => AssembleInput) {
  const { objects, cells: given, ...about } = take()
  const { kinds, owners } = yield* groupByKind(objects)
  const cells = 'accounts' in given ? given : packCells(given)
  yield
  const coverage = coverageOf(cells)
  const entries = createEntries()
  const accounts = assembleAccounts({ kinds, coverage, entries, cells, owners: [...owners.keys()] })
  yield
  const partitionOf = partitionsOf(owners, cells)
  const roots = accounts.map(({ id }) => rootUser(id, partitionOf(id)))
  yield
  return { ...about, kinds, cells, coverage, entries, accounts, roots }
}

const byArn = (a: { readonly arn: string; readonly account: string }, b: typeof a): number =>
  compareText(a.arn, b.arn) || compareText(a.account, b.account)

type Partition = keyof typeof regionsOf
const partitions: readonly Partition[] = ['aws', 'aws-us-gov', 'aws-cn']

const partitionIn = (arn: string): Partition | undefined => partitions.find((one) => arn.startsWith(`arn:${one}:`))

/** Kinds that are kept and shown as they were read; no answer about access rests on them. */
type KindApart =
  | 'delegatedAdministrator'
  | 'trustedService'
  | 'organizationResourcePolicy'
  | 'organizationFeatures'
  | 'identityCenterApplication'
  | 'applicationAssignment'
  | 'tokenIssuer'
  | 'accessControlAttributes'
  | 'serverCertificate'

export type Kinds = {
  readonly [K in Exclude<InventoryObject['kind'], KindApart | Drained>]: readonly ObjectOfKind<K>[]
} & { readonly [K in Drained]: ObjectOfKind<K>[] }

/** Of these there are hundreds of thousands: who makes records of them empties the list (`drained`). */
type Drained = 'user' | 'role' | 'resource'

/** Of each account that has an object: the partition, where an ARN tells it. */
type Owners = ReadonlyMap<AccountId, Partition | undefined>

const groupedAtOnce = 1_000

function* groupByKind(objects: readonly InventoryObject[]): Steps<{ readonly kinds: Kinds; readonly owners: Owners }> {
  const groups = new Map<InventoryObject['kind'], InventoryObject[]>()
  const owners = new Map<AccountId, Partition | undefined>()
  for (const [position, object] of objects.entries()) {
    if (position % groupedAtOnce === 0) yield
    const { kind, accountId, arn } = object
    const group = groups.get(kind)
    if (group) group.push(object)
    else groups.set(kind, [object])
    if (owners.get(accountId) === undefined) owners.set(accountId, partitionIn(arn))
  }
  // They were put there by their kind; to look at half a million again would take long.
  const of = <K extends InventoryObject['kind']>(kind: K) => (groups.get(kind) ?? []) as ObjectOfKind<K>[]
  return { kinds: kindsOf(of), owners }
}

function kindsOf(of: <K extends InventoryObject['kind']>(kind: K) => ObjectOfKind<K>[]): Kinds {
  return {
    organization: of('organization'),
    organizationalUnit: of('organizationalUnit'),
    account: of('account'),
    organizationPolicy: of('organizationPolicy'),
    identityCenter: of('identityCenter'),
    permissionSet: of('permissionSet'),
    directoryUser: of('directoryUser'),
    directoryGroup: of('directoryGroup'),
    accountAssignment: of('accountAssignment'),
    user: of('user'),
    group: of('group'),
    role: of('role'),
    managedPolicy: of('managedPolicy'),
    samlProvider: of('samlProvider'),
    oidcProvider: of('oidcProvider'),
    accountSettings: of('accountSettings'),
    credentials: of('credentials'),
    rootUser: of('rootUser'),
    mfaDevice: of('mfaDevice'),
    passwordPolicy: of('passwordPolicy'),
    lastAccessed: of('lastAccessed'),
    resource: of('resource'),
  }
}

/* ------------------------------------------------------------------ policy entries */

export interface Entries {
  /** One entry object per place of origin, so that everything that shares a policy shares its entry. */
  shared(key: string, entry: Omit<PolicyEntry, 'ref'>): PolicyEntry
  /** Of a policy that one thing alone has, and that is asked for once: its key is not kept, which of hundreds of thousands counts. */
  own(key: string, entry: Omit<PolicyEntry, 'ref'>): PolicyEntry
}

function createEntries(): Entries {
  const byKey = new Map<string, PolicyEntry>()
  const refs = new Set<string>()
  const own: Entries['own'] = (key, entry) => {
    let ref = shortHash(key)
    while (refs.has(ref)) ref = shortHash(`${key}\n${ref}`)
    refs.add(ref)
    return { ref, ...entry }
  }
  return {
    own,
    shared(key, entry) {
      const known = byKey.get(key) ?? own(key, entry)
      byKey.set(key, known)
      return known
    },
  }
}

/* ------------------------------------------------------------------ principals */

const assembledAtOnce = 25

function* assemblePrincipals(
  kinds: Kinds,
  entries: Entries,
  managed: ManagedPolicyLookup,
  directory: SnapshotDirectory,
  roots: readonly SnapshotPrincipal[],
): Steps<SnapshotPrincipal[]> {
  const permissionSets = permissionSetsByName(kinds)
  const groups = new Map(kinds.group.map((group) => [`${group.accountId}/${group.body.name}`, group]))
  const people = peopleOfPermissionSets(directory)
  const lastUse = yield* lastUses(kinds)
  const lastUsedOf = (arn: string): { readonly lastUsed?: string } => {
    const lastUsed = lastUse(arn)
    return lastUsed === undefined ? {} : { lastUsed }
  }
  const userOf = (user: ObjectOfKind<'user'>): SnapshotPrincipal => {
    const joined = user.body.groups.map((name) => groups.get(`${user.accountId}/${name}`))
    const missing = user.body.groups.filter((_, index) => joined[index] === undefined)
    return {
      ...commonOf(user),
      type: 'user',
      people: [],
      identity: [
        ...ownPolicies(user, managed, entries),
        ...joined.flatMap((group) => (group ? ownPolicies(group, managed, entries) : [])),
      ],
      ...(user.body.boundary && { boundary: managed(user.accountId, user.body.boundary) }),
      ...lastUsedOf(user.arn),
      groups: joined.flatMap((group) => group?.arn ?? []),
      holes: missing.map((name) => `The group ${name} of ${user.body.name} was not read`),
    }
  }
  const roleOf = (role: ObjectOfKind<'role'>): SnapshotPrincipal => {
    const type = roleType(role.body.path)
    const setName = type === 'permission-set-role' ? permissionSetOfRole(role.body.name) : undefined
    const name = setName ?? role.body.name
    const permissionSet = setName === undefined ? undefined : permissionSets.get(setName)
    return {
      ...commonOf(role),
      name,
      type,
      people: setName === undefined ? [] : people(role.accountId, setName),
      identity: ownPolicies(role, managed, entries),
      ...(role.body.boundary && { boundary: managed(role.accountId, role.body.boundary) }),
      ...lastUsedOf(role.arn),
      trust: entries.own(trustKey(role.arn), trustPolicyOf({ ...commonOf(role), name }, role.body.trustPolicy)),
      instanceProfiles: role.body.instanceProfiles,
      ...(permissionSet !== undefined && { permissionSet }),
      holes: [],
    }
  }
  const principals: SnapshotPrincipal[] = roots.map((root) => ({ ...root, ...lastUsedOf(root.arn) }))
  for (const user of drained(kinds.user)) {
    principals.push(userOf(user))
    if (principals.length % assembledAtOnce === 0) yield
  }
  for (const role of drained(kinds.role)) {
    principals.push(roleOf(role))
    if (principals.length % assembledAtOnce === 0) yield
  }
  return principals
}

const rootUser = (account: AccountId, partition: Partition): SnapshotPrincipal => ({
  arn: `arn:${partition}:iam::${account}:root`,
  type: 'root',
  account,
  name: 'root',
  tags: {},
  people: [],
  identity: [],
  holes: [],
})

/** Of an account nobody came into, the Regions that were to be read tell the partition: they have their own in each. */
function partitionsOf(owners: Owners, cells: CellTable): (account: AccountId) => Partition {
  const known = new Map(owners)
  for (const accountId of cells.accounts) {
    if (known.get(accountId) !== undefined) continue
    for (const { region } of cells.ofAccount(accountId)) {
      const partition = partitions.find((one) => regionsOf[one].some((name) => name === region))
      if (partition) known.set(accountId, partition)
    }
  }
  return (account) => known.get(account) ?? 'aws'
}

/** IAM UG "Service-linked roles" and Identity Center UG "Permission sets": both are known by their path. */
function roleType(path: string): 'role' | 'permission-set-role' | 'service-linked-role' {
  if (path.startsWith('/aws-service-role/')) return 'service-linked-role'
  return path.startsWith('/aws-reserved/sso.amazonaws.com/') ? 'permission-set-role' : 'role'
}

function commonOf(object: ObjectOfKind<'user'> | ObjectOfKind<'role'>) {
  const { name, tags, createdAt } = object.body
  return { arn: object.arn, uniqueId: object.nativeId, account: object.accountId, name, tags, createdAt }
}

function* assembleManagedPolicies(kinds: Kinds, managed: ManagedPolicyLookup): Steps<readonly SnapshotManagedPolicy[]> {
  // AWS managed policies are the same in every account: one stands for all.
  const seen = new Map<string, SnapshotManagedPolicy>()
  for (const [position, { arn, accountId: account, body }] of kinds.managedPolicy.entries()) {
    if (position % assembledAtOnce === 0) yield
    const key = body.awsManaged ? arn : `${account} ${arn}`
    if (!seen.has(key)) seen.set(key, { arn, account, entry: managed(account, arn) })
  }
  return yield* sortedInSteps([...seen.values()], byArn)
}

type ManagedPolicyLookup = (account: AccountId, arn: string) => PolicyEntry

/** The one policy whose text nobody needs to look up (AWS Managed Policy Reference, *AdministratorAccess*). */
const administratorAccess = /^arn:aws[a-z-]*:iam::aws:policy\/AdministratorAccess$/
const everything = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }

/** AWS managed policies are the same everywhere, so a copy read in another account serves when the own one is missing. */
function managedPolicyLookup(kinds: Kinds, entries: Entries): ManagedPolicyLookup {
  const own = new Map<string, ObjectOfKind<'managedPolicy'>>()
  for (const policy of kinds.managedPolicy) {
    own.set(`${policy.accountId} ${policy.arn}`, policy)
    if (!own.has(policy.arn)) own.set(policy.arn, policy)
  }
  return (account, arn) => {
    const policy = own.get(`${account} ${arn}`) ?? own.get(arn)
    const name = policy?.body.name ?? arn.split('/').at(-1) ?? arn
    if (!policy) {
      const kind: PolicyKind = arn.includes(':iam::aws:') ? 'aws-managed' : 'customer-managed'
      if (administratorAccess.test(arn))
        return entries.shared(`managed ${arn}`, { name, kind, arn, document: everything })
      const unread = `The policy ${name} is attached and its document was not read`
      return entries.shared(`managed ${arn}`, { name, kind, arn, unread })
    }
    const kind: PolicyKind = policy.body.awsManaged ? 'aws-managed' : 'customer-managed'
    const { document, otherVersions } = policy.body
    const key = `managed ${policy.accountId} ${arn}`
    const common = { kind, arn, account: policy.accountId }
    const others = otherVersions?.map((other) =>
      entries.shared(`${key} ${other.version}`, {
        ...common,
        name: `version ${other.version} of ${name}`,
        document: other.document,
      }),
    )
    return entries.shared(key, { ...common, name, document, ...(others && { otherVersions: others }) })
  }
}

function ownPolicies(
  owner: ObjectOfKind<'user'> | ObjectOfKind<'role'> | ObjectOfKind<'group'>,
  managed: ManagedPolicyLookup,
  entries: Entries,
): readonly PolicyEntry[] {
  const isGroup = owner.kind === 'group'
  return [
    ...owner.body.attachedPolicies.map((arn) => managed(owner.accountId, arn)),
    ...owner.body.inlinePolicies.map((policy) =>
      // The policies of a group are its members' too.
      entries[isGroup ? 'shared' : 'own'](`inline ${owner.arn} ${policy.name}`, {
        name: isGroup ? `${policy.name} of group ${owner.body.name}` : policy.name,
        kind: isGroup ? 'group-inline' : 'inline',
        arn: owner.arn,
        account: owner.accountId,
        document: policy.document,
      }),
    ),
  ]
}
