/** Values for the pickers of the console: what there is by a name that fits what was typed, best first. */
import type { CatalogueAction } from '../catalogue.ts'
import type { PolicyEntry, PolicyKind } from '../inventory/snapshot.ts'
import { awaited, type Steps, type Stepwise, stepwise } from './stepwise.ts'
import { lookupInSteps, type Offered, type OfferedList, type SuggestionLookup, wordsOf } from './suggestion-lookup.ts'
import type { CompiledPrincipal, World } from './world.ts'

export interface Suggestion extends Offered {
  /** What kind of principal or resource it is: `role`, `s3:bucket`. */
  readonly type?: string
  /** Where several kinds were looked through. */
  readonly kind?: SuggestionKind
}

export type SuggestionKind =
  | 'action'
  | 'resource'
  | 'principal'
  /** Every document that was read, by its `policyRef`. */
  | 'policy'
  /** What can be attached, by ARN. */
  | 'managed-policy'
  | 'service-control'
  | 'resource-control'
  /** Of Identity Center. */
  | 'person'
  /** Of IAM and of Identity Center. */
  | 'group'
  | 'permission-set'
  | 'account'
  /** Where SCPs and RCPs hang: root, OU, account. */
  | 'target'
  /** People of Identity Center, by the id of their identity. */
  | 'identity'
  /** Whatever bears a name, so many of each kind, in the order of `anyKinds`. */
  | 'any'

const anyKinds = ['principal', 'identity', 'resource', 'account', 'policy', 'action'] as const

export interface Suggestions {
  /** Best first. What is looked through is prepared once for each kind, when somebody first asks for it. */
  find(kind: SuggestionKind, typed: string, limit: number): Steps<readonly Suggestion[]>
}

export function createSuggestions(world: World): Suggestions {
  const lookups = new Map<SuggestionKind, Stepwise<SuggestionLookup<Suggestion>>>()
  const lookupOf = (kind: OneKind): Stepwise<SuggestionLookup<Suggestion>> => {
    const known = lookups.get(kind) ?? stepwise(() => prepared(world, kind))
    lookups.set(kind, known)
    return known
  }
  function* find(kind: SuggestionKind, typed: string, limit: number): Steps<readonly Suggestion[]> {
    const words = wordsOf(typed)
    if (kind !== 'any') return (yield* awaited(lookupOf(kind))).find(words, limit)
    const found: Suggestion[] = []
    for (const one of anyKinds) {
      const lookup = yield* awaited(lookupOf(one))
      found.push(...lookup.find(words, limit).map((suggestion) => ({ ...suggestion, kind: one })))
      yield
    }
    return found
  }
  return { find }
}

type OneKind = Exclude<SuggestionKind, 'any'>

function* prepared(world: World, kind: OneKind): Steps<SuggestionLookup<Suggestion>> {
  return yield* lookupInSteps(yield* offered(world, kind))
}

function* offered(world: World, kind: OneKind): Steps<OfferedList<Suggestion>> {
  const { snapshot, principals, catalogue } = world
  switch (kind) {
    case 'action':
      return { length: catalogue.actionCount, at: (id) => actionSuggestion(catalogue.action(id)) }
    case 'resource':
      return listed(snapshot.resources, (resource) => resourceSuggestion(world, resource))
    case 'principal':
      return { length: principals.length, at: (position) => principalSuggestion(principals.at(position)) }
    case 'policy':
    case 'managed-policy':
    case 'service-control':
    case 'resource-control':
      return yield* policySuggestions(world, kind)
    case 'person':
      return listed(snapshot.directory.users, ({ userName, name, email }) => ({
        value: email ?? userName,
        label: name,
        detail: email ?? userName,
      }))
    case 'identity':
      return listed(snapshot.directory.users, ({ id, userName, name, email }) => ({
        value: `idc-user:${id}`,
        label: name,
        detail: email ?? userName,
      }))
    case 'group':
      return listed(groupSuggestions(world), (one) => one)
    case 'permission-set':
      return listed(snapshot.directory.permissionSets, ({ arn, name }) => ({ value: arn, label: name }))
    case 'account':
      return listed(snapshot.accounts, ({ id, name }) => ({ value: id, label: name ?? id, detail: id }))
    case 'target':
      return listed(targetSuggestions(world), (one) => one)
  }
}

const listed = <T>(all: readonly T[], suggestionOf: (one: T) => Suggestion): OfferedList<Suggestion> => ({
  length: all.length,
  at(position) {
    const one = all[position]
    return one && suggestionOf(one)
  },
})

const actionSuggestion = ({ name, levels }: CatalogueAction): Suggestion => ({
  value: name,
  label: name,
  detail: levels.join(', '),
})

function resourceSuggestion(world: World, resource: World['snapshot']['resources'][number]): Suggestion {
  const { arn, name, type, account } = resource
  const owner = world.accounts.get(account)?.account.name ?? account
  return { value: arn, label: name, detail: `${type} in ${owner}`, type }
}

function principalSuggestion(one: CompiledPrincipal | undefined): Suggestion | undefined {
  if (!one) return undefined
  const { arn, name, type } = one.principal
  return { value: arn, label: name, detail: detailOf(one), type }
}

function detailOf(one: CompiledPrincipal): string {
  const { type, account, people } = one.principal
  const named = people.map((person) => person.email ?? person.name)
  return [type.replace(/-role$/, ' role'), one.account.account.name ?? account, ...named.slice(0, 3)].join(', ')
}

const kindWords: Readonly<Record<PolicyKind, string>> = {
  'aws-managed': 'AWS managed',
  'customer-managed': 'managed',
  inline: 'inline',
  'group-inline': 'inline, of a group',
  trust: 'trust policy',
  resource: 'resource policy',
  'service-control': 'SCP',
  'resource-control': 'RCP',
}

const isManaged = ({ kind }: PolicyEntry): boolean => kind === 'aws-managed' || kind === 'customer-managed'

type PolicySuggestionKind = Extract<OneKind, 'policy' | 'managed-policy' | 'service-control' | 'resource-control'>

function isMeantBy(kind: PolicySuggestionKind): (entry: PolicyEntry) => boolean {
  if (kind === 'policy') return () => true
  return kind === 'managed-policy' ? isManaged : (entry) => entry.kind === kind
}

interface Owned {
  readonly entry: PolicyEntry
  /** Of whom it is a part. */
  readonly owner?: string | undefined
}

/** So many take a few milliseconds. */
const lookedAtOnce = 200

/** AWS managed policies that several accounts hold are one. */
function* policySuggestions(world: World, kind: PolicySuggestionKind): Steps<OfferedList<Suggestion>> {
  const isMeant = isMeantBy(kind)
  const seen = new Set<string>()
  /** A trust policy by the position of its role: every role has one, made when it is asked for. */
  const found: (Owned | number)[] = []
  const isNew = (entry: PolicyEntry | undefined): entry is PolicyEntry => {
    if (entry?.document === undefined || !isMeant(entry)) return false
    const key = isManaged(entry) ? (entry.arn ?? entry.ref) : entry.ref
    return seen.size < seen.add(key).size
  }
  for (const [position, { entry, owner }] of policiesApart(world).entries()) {
    if (position % lookedAtOnce === 0) yield
    if (isNew(entry)) found.push({ entry, owner })
  }
  // Neither a principal nor a resource carries those of an organization.
  if (kind === 'policy' || kind === 'managed-policy') {
    yield* policiesOfPrincipals(world, kind === 'policy', (entry, place) => {
      if (isNew(entry)) found.push(typeof place === 'number' ? place : { entry, owner: place })
    })
  }
  if (kind === 'policy') {
    for (const [position, { policyEntry }] of world.snapshot.resources.entries()) {
      if (position % lookedAtOnce === 0) yield
      if (isNew(policyEntry)) found.push({ entry: policyEntry })
    }
  }
  return {
    length: found.length,
    at(place) {
      const one = found[place]
      const entry = typeof one === 'number' ? world.principals.at(one)?.principal.trust : one?.entry
      return entry && policySuggestion(world, kind, entry, typeof one === 'number' ? undefined : one?.owner)
    },
  }
}

const policiesApart = ({ snapshot: { accounts, groups, managedPolicies } }: World): readonly Owned[] => [
  ...managedPolicies,
  ...accounts.flatMap(({ serviceControl, resourceControl }) =>
    [...serviceControl.levels, ...resourceControl.levels].flatMap(({ policies }) =>
      policies.map((entry) => ({ entry })),
    ),
  ),
  ...groups.flatMap(({ name, identity }) =>
    identity.map((entry) => ({ entry, owner: entry.kind === 'group-inline' ? name : undefined })),
  ),
]

/** What principals of one profile carry is looked at once. `place`: the owner of an inline policy, the position of who trusts. */
function* policiesOfPrincipals(
  { principals }: World,
  withTrust: boolean,
  add: (entry: PolicyEntry | undefined, place: string | number | undefined) => void,
): Steps<void> {
  const profiles = new Set<object>()
  for (let position = 0; position < principals.length; position += 1) {
    if (position % lookedAtOnce === 0) yield
    const shared = principals.sharedAt(position)
    if (!shared || (profiles.has(shared) && !withTrust)) continue
    const principal = principals.at(position)?.principal
    if (!principal) continue
    if (!profiles.has(shared)) {
      profiles.add(shared)
      const { name, identity, boundary } = principal
      for (const entry of [...identity, boundary]) add(entry, entry?.kind === 'inline' ? name : undefined)
    }
    if (withTrust) add(principal.trust, position)
  }
}

function policySuggestion(
  world: World,
  kind: PolicySuggestionKind,
  entry: PolicyEntry,
  owner: string | undefined,
): Suggestion {
  const account = entry.account && (world.accounts.get(entry.account)?.account.name ?? entry.account)
  const place = entry.kind === 'aws-managed' ? [] : [owner, account].filter((word) => word !== undefined)
  const detail = [kindWords[entry.kind], ...place].join(', ')
  const value = kind === 'policy' ? entry.ref : (entry.arn ?? entry.ref)
  return { value, label: entry.name, detail }
}

function groupSuggestions(world: World): readonly Suggestion[] {
  const { groups, directory } = world.snapshot
  return [
    ...groups.map(({ arn, name, account }) => {
      const owner = world.accounts.get(account)?.account.name ?? account
      return { value: arn, label: name, detail: `IAM group in ${owner}` }
    }),
    ...directory.groups.map(({ id, name }) => ({ value: id, label: name, detail: 'group of Identity Center' })),
  ]
}

function targetSuggestions(world: World): readonly Suggestion[] {
  const levels = world.snapshot.accounts.flatMap(({ serviceControl, resourceControl }) => [
    ...serviceControl.levels,
    ...resourceControl.levels,
  ])
  const byTarget = new Map(levels.map(({ target, label }) => [target, { value: target, label, detail: target }]))
  return [...byTarget.values()]
}
