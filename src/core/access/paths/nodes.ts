/** The nodes of the access graph, by their ids. What an id means follows from its form and from the snapshot. */
import { splitArn } from '../../arn/arn.ts'
import { parsePrincipal } from '../../arn/principal.ts'
import type {
  DirectoryGroup,
  DirectoryPermissionSet,
  DirectoryUser,
  SnapshotResource,
} from '../../inventory/snapshot.ts'
import { shortIdentityOf } from '../identity.ts'
import { shortResource } from '../words.ts'
import type { CompiledPrincipal, World } from '../world.ts'
import { workloadTypes } from './catalogue.ts'
import type { PathNode } from './path-answer.ts'
import { words } from './words.ts'

export const administratorId = (account: string): string => `administrator:${account}`
export const personId = (user: string): string => `person:${user}`
export const directoryGroupId = (group: string): string => `directory-group:${group}`
/** A permission set in an account: what is assigned, and becomes one role. */
export const permissionSetId = (account: string, arn: string): string => `permission-set:${account}:${arn}`
/** A role or user as what an action is called on. Everything else that is called upon goes by its ARN. */
export const calledUponId = (world: World, arn: string): string => (world.principalByArn.get(arn) ? `on:${arn}` : arn)

/** Whoever signs in nowhere: `*`. */
const anybodyId = '*'

export interface Nodes {
  of(id: string): PathNode
}

export function createNodes(world: World): Nodes {
  const { directory } = world.snapshot
  const directoryNames = {
    users: new Map(directory.users.map((user) => [user.id, user])),
    groups: new Map(directory.groups.map((group) => [group.id, group])),
    sets: new Map(directory.permissionSets.map((set) => [set.arn, set])),
  }
  const providers = new Map(world.snapshot.providers.map((provider) => [provider.arn, provider.name]))
  const groups = new Map(world.snapshot.groups.map((group) => [group.arn, group.name]))
  const made = new Map<string, PathNode>()
  const make = (id: string): PathNode => {
    const principal = world.principalByArn.get(id)
    if (principal) return principalNode(principal)
    const resource = world.resourceByArn.get(id)
    if (resource) return resourceNode(world, resource)
    const prefixed = ofDirectory(world, directoryNames, id)
    if (prefixed) return prefixed
    const provider = providers.get(id)
    if (provider !== undefined) return { id, kind: 'provider', name: provider, ...accountOf(world, id) }
    const group = groups.get(id)
    if (group !== undefined) return { id, kind: 'group', name: group, ...accountOf(world, id) }
    return ofForm(world, id)
  }
  return {
    of(id) {
      const known = made.get(id)
      if (known) return known
      const node = make(id)
      made.set(id, node)
      return node
    },
  }
}

function principalNode(one: CompiledPrincipal): PathNode {
  const { arn, ...identity } = shortIdentityOf(one)
  return { id: arn, kind: 'principal', ...identity }
}

/** Whose code runs as a role, as far as that is read of it. */
const workloads = new Set<string>([...workloadTypes, 'ecs:task-definition', 'states:stateMachine', 'eks:cluster'])
export const isWorkload = (type: string): boolean => workloads.has(type)

const resourceNode = (world: World, { arn, name, type, account }: SnapshotResource): PathNode => ({
  id: arn,
  kind: isWorkload(type) ? 'workload' : 'resource',
  name,
  ...named(world, account),
})

interface DirectoryNames {
  readonly users: ReadonlyMap<string, DirectoryUser>
  readonly groups: ReadonlyMap<string, DirectoryGroup>
  readonly sets: ReadonlyMap<string, DirectoryPermissionSet>
}

function ofDirectory(world: World, { users, groups, sets }: DirectoryNames, id: string): PathNode | undefined {
  const [, prefix, rest = ''] = /^(administrator|person|directory-group|permission-set|on):(.*)$/s.exec(id) ?? []
  switch (prefix) {
    case 'administrator': {
      const account = world.accounts.get(rest)?.account
      return { id, kind: 'administrator', name: words.administratorOf(account?.name ?? rest), ...named(world, rest) }
    }
    case 'person':
      return { id, kind: 'person', name: users.get(rest)?.name ?? rest }
    case 'directory-group':
      return { id, kind: 'directory-group', name: groups.get(rest)?.name ?? rest }
    case 'permission-set': {
      const split = rest.indexOf(':')
      const set = sets.get(rest.slice(split + 1))
      return { id, kind: 'permission-set', name: set?.name ?? rest, ...named(world, rest.slice(0, split)) }
    }
    case 'on':
      return { id, kind: 'resource', name: shortResource(rest), ...accountOf(world, rest) }
    default:
      return undefined
  }
}

/** Services by their host, identity providers by their ARN or host, other accounts and what they hold by ARN. */
function ofForm(world: World, id: string): PathNode {
  if (id === anybodyId) return { id, kind: 'outsider', type: 'anonymous', name: words.anybody }
  const parsed = parsePrincipal(id)
  const kind = parsed.ok ? parsed.value.kind : undefined
  if (kind === 'service' || id.startsWith('*.')) return { id, kind: 'service', type: 'service', name: serviceName(id) }
  const fields = splitArn(id)
  const account = accountOf(world, id)
  if (kind === 'external')
    return {
      id,
      kind: 'provider',
      type: 'external',
      name: fields?.resource.split('/').slice(1).join('/') ?? id,
      ...account,
    }
  if (fields?.service !== 'iam' && fields?.service !== 'sts')
    return { id, kind: 'resource', name: shortResource(id), ...account }
  const owner = fields.account === '*' ? words.anybodyWithAccount : words.accountOf(fields.account)
  const name = fields.resource === 'root' ? owner : (fields.resource.split('/').at(-1) ?? id)
  return { id, kind: 'outsider', type: 'external', name, ...account }
}

const serviceName = (host: string): string => (host.startsWith('*.') ? words.anyService : host)

const accountOf = (world: World, arn: string): Pick<PathNode, 'account' | 'accountName'> => {
  const account = splitArn(arn)?.account ?? ''
  return /^\d{12}$/.test(account) ? named(world, account) : {}
}

function named(world: World, account: string): Pick<PathNode, 'account' | 'accountName'> {
  const accountName = world.accounts.get(account)?.account.name
  return { account, ...(accountName !== undefined && { accountName }) }
}
