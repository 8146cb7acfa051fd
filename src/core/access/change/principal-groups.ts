/** Principals about whom something is different, those alike together. */
import { keyValues } from '../holders.ts'
import type { StatementFacts } from '../policy-facts.ts'
import { singleKeys } from '../reach.ts'
import type { Group } from './changed-access.ts'
import { type Difference, isNone, type Pair, principalDifference, type Worlds } from './differences.ts'
import type { Lens, Lenses } from './lens.ts'
import { bearing, likeness, standingOf, statementsAbout } from './likeness.ts'
import type { Policed, PolicedSides } from './policed.ts'
import type { Comparing } from './probed-classes.ts'

export function principalGroups(comparing: Comparing, pairs: readonly Pair[]): readonly Group[] {
  const { worlds, lenses } = comparing
  return [...Map.groupBy(pairs, (pair) => differenceOf(worlds, pair))].flatMap(([difference, differing]) => {
    const lens = widestLens(lenses, difference)
    if (isNone(difference) || lens.ids.length === 0) return []
    const groups = [...Map.groupBy(differing, (pair) => likeness(worlds, lens, pair)).values()].flatMap((alike) =>
      groupsAmong(comparing, difference, lens, alike),
    )
    return groups.length > 1 && isOfStatements(difference) ? mergedByActions(worlds, lens, groups) : groups
  })
}

/** About other actions than those of which their own policies speak, principals of several groups are one. */
function mergedByActions(worlds: Worlds, lens: Lens, groups: readonly Group[]): readonly Group[] {
  const statements = new Set(groups.flatMap(({ comparison }) => statementsAbout(worlds, lens, comparison.pair)))
  return lens.parts(statements).flatMap((part) => {
    const [at = 0] = part
    const action = lens.ids[at] ?? -1
    const keyOf = ({ comparison: { pair, standing } }: Group): string =>
      `${standing}|${bearing(worlds, lens, pair, action)}`
    return [...Map.groupBy(groups, keyOf).values()].flatMap((alike): Group[] => {
      const [first] = alike
      if (!first) return []
      const members = alike.flatMap((group) => group.members)
      return [{ ...first, members, comparison: { ...first.comparison, places: new Set(part) } }]
    })
  })
}

/** Of pairs that only the policies of resources and keys about the single principal can tell apart. */
function groupsAmong(
  { worlds, policed }: Comparing,
  difference: Difference,
  lens: Lens,
  alike: readonly Pair[],
): readonly Group[] {
  const [first] = alike
  if (!first) return []
  // Services whose resources may have policies that matter.
  const services = [...lens.places().keys()].sort()
  const policedKeys = services.flatMap((service) => [
    ...policed.before.keysOf(service),
    ...policed.after.keysOf(service),
  ])
  const keys = [...singleKeysOf(statementsAbout(worlds, lens, first)), ...policedKeys]
  const isOfIam = isAboutIam(worlds, lens)
  return splitByNames(policed, services, alike).flatMap(([name, members]) => {
    const [pair] = members
    if (!pair) return []
    const reached = reachedBy(policed, services, pair)
    return [...Map.groupBy(members, (member) => valuesOf(member, keys))].flatMap(([values, same]): Group[] => {
      const [one] = same
      if (!one) return []
      const standing = `${standingOf(worlds, one)}|${name}|${keys.join()}|${values}`
      return [
        {
          comparison: { pair: one, difference, standing, policed: reached, elsewhere: true },
          members: same,
          isOfIam,
        },
      ]
    })
  })
}

/** Of a principal that exists on one side only, everything is different. */
const wholly: Difference = { statements: new Set(), turns: [], keys: new Set(), everything: true, reading: false }

const differenceOf = (worlds: Worlds, { before, after }: Pair): Difference =>
  before && after ? principalDifference(worlds, before, after) : wholly

/** On the actions that it can be about, before anything is known of what is allowed. */
export const widestLens = (lenses: Lenses, difference: Difference): Lens =>
  isOfStatements(difference) ? lenses.between(difference.turns, new Set()) : lenses.onAll()

const isOfStatements = ({ keys, everything, reading }: Difference): boolean =>
  !everything && !reading && keys.size === 0

function isAboutIam({ after }: Worlds, { ids }: Lens): boolean {
  const [from, to] = after.catalogue.actionRange('iam') ?? [0, 0]
  return ids.some((id) => id >= from && id < to)
}

/** Whom the policy of a resource names stands alone: the engine tells it apart by its name. */
function splitByNames(
  policed: PolicedSides,
  services: readonly string[],
  alike: readonly Pair[],
): readonly (readonly [name: string, members: readonly Pair[]])[] {
  const isNamed = ({ before, after }: Pair): boolean =>
    services.some(
      (service) => (before && policed.before.names(before, service)) || (after && policed.after.names(after, service)),
    )
  return [...Map.groupBy(alike, (pair) => (isNamed(pair) ? ((pair.after ?? pair.before)?.principal.arn ?? '') : ''))]
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
