/** Values for the pickers of the console: actions, resources, principals that fit what was typed, best first. */
import type { CompiledPrincipal, World } from './world.ts'

export interface Suggestion {
  readonly value: string
  readonly label: string
  readonly detail?: string
}

export type SuggestionKind = 'action' | 'resource' | 'principal'

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
