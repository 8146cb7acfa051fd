/** Values for the pickers of the console: what there is by a name that fits what was typed, best first. */
import type { PolicyEntry, PolicyKind } from '../inventory/snapshot.ts'
import type { CompiledPrincipal, World } from './world.ts'

export interface Suggestion {
  readonly value: string
  readonly label: string
  readonly detail?: string
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

export function suggest(world: World, kind: SuggestionKind, typed: string, limit: number): readonly Suggestion[] {
  const needle = wordsOf(typed)
  switch (kind) {
    case 'any':
      return anyKinds.flatMap((one) => suggest(world, one, typed, limit).map((found) => ({ ...found, kind: one })))
    case 'identity':
      return best(identitySuggestions(world), needle, limit)
    case 'action':
      return best(actionsFor(world, needle), needle, limit)
    case 'resource':
      return best(
        world.snapshot.resources.map((resource) => resourceSuggestion(world, resource)),
        needle,
        limit,
      )
    case 'principal':
      return best(principalsFor(world, needle), needle, limit)
    case 'policy':
      return best(
        policySuggestions(world, () => true).map(({ arn: _, ...rest }) => rest),
        needle,
        limit,
      )
    case 'managed-policy':
      return best(policySuggestions(world, isManaged).map(byArn), needle, limit)
    case 'service-control':
    case 'resource-control':
      return best(policySuggestions(world, (entry) => entry.kind === kind).map(byArn), needle, limit)
    case 'person':
      return best(personSuggestions(world), needle, limit)
    case 'group':
      return best(groupSuggestions(world), needle, limit)
    case 'permission-set':
      return best(
        world.snapshot.directory.permissionSets.map(({ arn, name }) => ({ value: arn, label: name })),
        needle,
        limit,
      )
    case 'account':
      return best(
        world.snapshot.accounts.map(({ id, name }) => ({ value: id, label: name ?? id, detail: id })),
        needle,
        limit,
      )
    case 'target':
      return best(targetSuggestions(world), needle, limit)
  }
}

const wordsOf = (typed: string): readonly string[] =>
  typed
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')

/** Without a colon every service is looked through; with one, only that service. */
function actionsFor(world: World, words: readonly string[]): readonly Suggestion[] {
  const service = words.find((word) => word.includes(':'))?.split(':', 1)[0]
  const range = service === undefined ? [0, world.catalogue.actionCount] : world.catalogue.actionRange(service)
  if (!range) return []
  const found: Suggestion[] = []
  for (let id = range[0] ?? 0; id < (range[1] ?? 0); id += 1) {
    const { name, levels } = world.catalogue.action(id)
    const lower = name.toLowerCase()
    if (words.every((word) => lower.includes(word))) found.push({ value: name, label: name, detail: levels.join(', ') })
  }
  return found
}

function resourceSuggestion(world: World, resource: World['snapshot']['resources'][number]): Suggestion {
  const { arn, name, type, account } = resource
  const owner = world.accounts.get(account)?.account.name ?? account
  return { value: arn, label: name, detail: `${type} in ${owner}`, type }
}

/** A record is made only of those that fit: what principals of one profile share is looked at once. */
function principalsFor({ principals }: World, words: readonly string[]): readonly Suggestion[] {
  const details = new Map<object, string>()
  const found: Suggestion[] = []
  for (let position = 0; position < principals.length; position += 1) {
    const shared = principals.sharedAt(position)
    const arn = principals.arnAt(position)?.toLowerCase()
    if (shared === undefined || arn === undefined) continue
    let detail = details.get(shared)
    if (detail === undefined) {
      detail = detailOf(principals.at(position))
      details.set(shared, detail)
    }
    const lower = detail.toLowerCase()
    if (!words.every((word) => arn.includes(word) || lower.includes(word))) continue
    const principal = principals.at(position)?.principal
    if (principal) found.push({ value: principal.arn, label: principal.name, detail, type: principal.type })
  }
  return found
}

function detailOf(one: CompiledPrincipal | undefined): string {
  if (one === undefined) return ''
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

interface PolicySuggestion extends Suggestion {
  readonly arn?: string
}

const byArn = ({ arn, ...rest }: PolicySuggestion): Suggestion => ({ ...rest, value: arn ?? rest.value })

/** AWS managed policies that several accounts hold are one. */
function policySuggestions(world: World, isMeant: (entry: PolicyEntry) => boolean): readonly PolicySuggestion[] {
  const { accounts, principals, groups, managedPolicies, resources } = world.snapshot
  const found = new Map<string, PolicySuggestion>()
  const add = (entry: PolicyEntry | undefined, owner?: string): void => {
    if (entry?.document === undefined || !isMeant(entry)) return
    const key = isManaged(entry) ? (entry.arn ?? entry.ref) : entry.ref
    if (found.has(key)) return
    const account = entry.account && (world.accounts.get(entry.account)?.account.name ?? entry.account)
    const place = entry.kind === 'aws-managed' ? [] : [owner, account].filter((word) => word !== undefined)
    const detail = [kindWords[entry.kind], ...place].join(', ')
    found.set(key, { value: entry.ref, label: entry.name, detail, ...(entry.arn !== undefined && { arn: entry.arn }) })
  }
  for (const { entry } of managedPolicies) add(entry)
  for (const { serviceControl, resourceControl } of accounts) {
    for (const level of [...serviceControl.levels, ...resourceControl.levels])
      for (const entry of level.policies) add(entry)
  }
  for (const { name, identity } of groups)
    for (const entry of identity) add(entry, entry.kind === 'group-inline' ? name : undefined)
  for (const { name, identity, boundary, trust } of principals) {
    for (const entry of [...identity, boundary]) add(entry, entry?.kind === 'inline' ? name : undefined)
    add(trust)
  }
  for (const { policyEntry } of resources) add(policyEntry)
  return [...found.values()]
}

const personSuggestions = (world: World): readonly Suggestion[] =>
  world.snapshot.directory.users.map(({ userName, name, email }) => ({
    value: email ?? userName,
    label: name,
    detail: email ?? userName,
  }))

const identitySuggestions = (world: World): readonly Suggestion[] =>
  world.snapshot.directory.users.map(({ id, userName, name, email }) => ({
    value: `idc-user:${id}`,
    label: name,
    detail: email ?? userName,
  }))

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

function best(all: readonly Suggestion[], words: readonly string[], limit: number): readonly Suggestion[] {
  const ranked = all.flatMap((one) => {
    const rank = rankOf(one, words)
    return rank === undefined ? [] : [{ one, rank }]
  })
  ranked.sort(
    (a, b) => a.rank - b.rank || a.one.label.length - b.one.label.length || (a.one.value < b.one.value ? -1 : 1),
  )
  return ranked.slice(0, limit).map(({ one }) => one)
}

/** As well as the word that fits worst: beginning of the name, anywhere in it, anywhere in value or detail. */
function rankOf(one: Suggestion, words: readonly string[]): number | undefined {
  const label = one.label.toLowerCase()
  const name = label.slice(label.indexOf(':') + 1)
  let worst = 0
  for (const word of words) {
    if (label.startsWith(word) || name.startsWith(word)) continue
    if (label.includes(word)) worst = Math.max(worst, 1)
    else if (one.value.toLowerCase().includes(word) || one.detail?.toLowerCase().includes(word)) worst = 2
    else return undefined
  }
  return worst
}
