/** Principals about whom something is different, those alike together. */
import { isSameContent } from '../../inventory/content-key.ts'
import { keyValues } from '../holders.ts'
import type { StatementFacts } from '../policy-facts.ts'
import { singleKeys } from '../reach.ts'
import type { CompiledPrincipal, World } from '../world.ts'
import type { Group } from './changed-access.ts'
import { type Difference, entriesOf, isNone, type Pair, principalDifference, type Worlds } from './differences.ts'
import type { Lens } from './lens.ts'
import type { Policed, PolicedSides } from './policed.ts'
import type { Comparing } from './probed-classes.ts'

export function principalGroups(comparing: Comparing, pairs: readonly Pair[]): readonly Group[] {
  const { policed } = comparing
  const groups: Group[] = []
  for (const alike of Map.groupBy(pairs, (pair) => likeness(comparing.worlds, pair)).values()) {
    const [first] = alike
    if (!first) continue
    const difference = differenceOf(comparing.worlds, first)
    if (isNone(difference)) continue
    const services = servicesOf(comparing, difference)
    const policedKeys = services.flatMap((service) => [
      ...policed.before.keysOf(service),
      ...policed.after.keysOf(service),
    ])
    const isOfIam = isAboutIam(comparing, difference)
    const statements = statementsOf(comparing, first, difference)
    for (const members of splitByNames(policed, services, alike)) {
      const [pair] = members
      if (!pair) continue
      const reached = reachedBy(policed, services, pair)
      const keys = [...singleKeysOf(statements), ...policedKeys]
      for (const same of Map.groupBy(members, (member) => valuesOf(member, keys)).values()) {
        const [one] = same
        if (!one) continue
        groups.push({
          comparison: { pair: one, difference, policed: reached, elsewhere: true },
          members: same,
          isOfIam,
        })
      }
    }
  }
  return groups
}

/** Equal for pairs between which only keys about the single principal can tell. */
export function likeness({ isEdit }: Worlds, { before, after }: Pair): string {
  const signatures = `${before?.signature ?? ''} ${after?.signature ?? ''}`
  if (isEdit) return signatures
  const isSame =
    before?.principal.uniqueId === after?.principal.uniqueId &&
    isSameContent(before?.principal.tags, after?.principal.tags)
  return isSame ? signatures : `${signatures} ${(after ?? before)?.principal.arn}`
}

const nothing: ReadonlySet<never> = new Set()

/** Of a principal that exists on one side only, everything is different. */
function differenceOf(worlds: Worlds, { before, after }: Pair): Difference {
  if (before && after) return principalDifference(worlds, before, after)
  return { statements: nothing, keys: nothing, everything: true, reading: false }
}

/** Those that may tell members of a group apart: that speak of what the difference is about. */
export function statementsOf(
  { worlds, lenses }: Comparing,
  pair: Pair,
  difference: Difference,
): readonly StatementFacts[] {
  const all = [...statementsOn(worlds.before, pair.before), ...statementsOn(worlds.after, pair.after)]
  if (difference.everything || difference.reading || difference.keys.size > 0) return all
  const lens = lenses.on(difference.statements)
  return all.filter((statement) => lens.spoken(statement))
}

const statementsOn = (world: World, one: CompiledPrincipal | undefined): readonly StatementFacts[] =>
  one ? entriesOf(one).flatMap((entry) => world.facts(entry).statements) : []

/** The actions that it can be about, before anything is known of what is allowed. */
const widestLens = ({ lenses }: Comparing, difference: Difference): Lens =>
  difference.everything || difference.reading || difference.keys.size > 0
    ? lenses.onAll()
    : lenses.on(difference.statements)

/** Services whose resources may have policies that matter. */
const servicesOf = (comparing: Comparing, difference: Difference): readonly string[] =>
  [...widestLens(comparing, difference).places().keys()].sort()

function isAboutIam(comparing: Comparing, difference: Difference): boolean {
  const [from, to] = comparing.worlds.after.catalogue.actionRange('iam') ?? [0, 0]
  return widestLens(comparing, difference).ids.some((id) => id >= from && id < to)
}

/** Whom the policy of a resource names stands alone: the engine tells it apart by its name. */
function splitByNames(
  policed: PolicedSides,
  services: readonly string[],
  alike: readonly Pair[],
): Iterable<readonly Pair[]> {
  const isNamed = ({ before, after }: Pair): boolean =>
    services.some(
      (service) => (before && policed.before.names(before, service)) || (after && policed.after.names(after, service)),
    )
  return Map.groupBy(alike, (pair) => (isNamed(pair) ? (pair.after ?? pair.before)?.principal.arn : '')).values()
}

/** Each resource as it is on either side. */
function reachedBy(
  policed: PolicedSides,
  services: readonly string[],
  { before, after }: Pair,
): readonly (readonly Policed[])[] {
  const arns = new Map<string, string>()
  for (const service of services) {
    const found = [
      ...(before ? policed.before.reaching(before, service) : []),
      ...(after ? policed.after.reaching(after, service) : []),
    ]
    for (const { arn } of found) arns.set(arn, service)
  }
  return [...arns].map(([arn, service]) =>
    [policed.before.ofService(service).get(arn), policed.after.ofService(service).get(arn)].filter(
      (one) => one !== undefined,
    ),
  )
}

export const singleKeysOf = (statements: readonly StatementFacts[]): readonly string[] =>
  [...new Set(singleKeys(statements))].sort()

export const valuesOf = ({ before, after }: Pair, keys: readonly string[]): string =>
  keys.length === 0 ? '' : [before, after].map((one) => (one ? keyValues(one, keys) : '')).join('\n\n')
