/** Values for the pickers of the console: what there is by a name that fits what was typed, best first. */
import type { PolicyEntry, PolicyKind } from '../inventory/snapshot.ts'
import type { CompiledPrincipal, World } from './world.ts'

export interface Suggestion {
  readonly value: string
  readonly label: string
  readonly detail?: string
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

export function suggest(world: World, kind: SuggestionKind, typed: string, limit: number): readonly Suggestion[] {
  const needle = typed.trim().toLowerCase()
  switch (kind) {
    case 'action':
      return best(actionsFor(world, needle), needle, limit)
    case 'resource':
      return best(
        world.snapshot.resources.map((resource) => resourceSuggestion(world, resource)),
        needle,
        limit,
      )
    case 'principal':
      return best(Array.from(world.principals, principalSuggestion), needle, limit)
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

/** Without a colon every service is looked through; with one, only that service. */
function actionsFor(world: World, needle: string): readonly Suggestion[] {
  const split = needle.indexOf(':')
  const service = split < 0 ? undefined : needle.slice(0, split)
  const range = service === undefined ? [0, world.catalogue.actionCount] : world.catalogue.actionRange(service)
  if (!range) return []
  const found: Suggestion[] = []
  for (let id = range[0] ?? 0; id < (range[1] ?? 0); id += 1) {
    const { name, levels } = world.catalogue.action(id)
    if (name.toLowerCase().includes(needle)) found.push({ value: name, label: name, detail: levels.join(', ') })
  }
  return found
}

function resourceSuggestion(world: World, resource: World['snapshot']['resources'][number]): Suggestion {
  const owner = world.accounts.get(resource.account)?.account.name ?? resource.account
  return { value: resource.arn, label: resource.name, detail: `${resource.type} in ${owner}` }
}

function principalSuggestion({ principal, account }: CompiledPrincipal): Suggestion {
  const people = principal.people.map((person) => person.email ?? person.name)
  const detail = [principal.type, account.account.name ?? principal.account, ...people.slice(0, 3)].join(', ')
  return { value: principal.arn, label: principal.name, detail }
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

function best(all: readonly Suggestion[], needle: string, limit: number): readonly Suggestion[] {
  const ranked = all.flatMap((one) => {
    const rank = rankOf(one, needle)
    return rank === undefined ? [] : [{ one, rank }]
  })
  ranked.sort(
    (a, b) => a.rank - b.rank || a.one.label.length - b.one.label.length || (a.one.value < b.one.value ? -1 : 1),
  )
  return ranked.slice(0, limit).map(({ one }) => one)
}

/** Beginning of the name, beginning of a word in it, anywhere, anywhere in value or detail. */
function rankOf(one: Suggestion, needle: string): number | undefined {
  const label = one.label.toLowerCase()
  const name = label.slice(label.indexOf(':') + 1)
  if (label.startsWith(needle) || name.startsWith(needle)) return 0
  if (label.includes(needle)) return 1
  return one.value.toLowerCase().includes(needle) || one.detail?.toLowerCase().includes(needle) ? 2 : undefined
}
