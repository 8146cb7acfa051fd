/** Resources whose side of the decision is different, and the principals whom that concerns. */

import { splitArn } from '../../arn/arn.ts'
import { isSameContent } from '../../inventory/content-key.ts'
import type { StatementFacts } from '../policy-facts.ts'
import type { CompiledPrincipal } from '../world.ts'
import type { Group } from './changed-access.ts'
import { type Difference, isNone, levelDifference, type Pair, resourceDifference, type Worlds } from './differences.ts'
import { likeness, standingOf, statementsAbout } from './likeness.ts'
import type { Pairing } from './pairs.ts'
import { isNamed, type Named, namedIn, type Policed, type PolicedSides } from './policed.ts'
import { singleKeysOf, valuesOf, widestLens } from './principal-groups.ts'
import type { Comparing } from './probed-classes.ts'

export interface ChangedResource {
  readonly arn: string
  readonly service: string
  /** Absent where it does not exist. */
  readonly before: Policed | undefined
  readonly after: Policed | undefined
  readonly difference: Difference
}

/** Sorted by ARN. */
export function changedResources(
  worlds: Worlds,
  policed: PolicedSides,
  pairs: readonly Pair[],
): readonly ChangedResource[] {
  return candidatesOf(worlds, pairs).flatMap(({ arn, service }): ChangedResource[] => {
    const before = policed.before.ofService(service).get(arn)
    const after = policed.after.ofService(service).get(arn)
    const difference = differenceOf(worlds, before, after)
    return isNone(difference) ? [] : [{ arn, service, before, after, difference }]
  })
}

function differenceOf(worlds: Worlds, before: Policed | undefined, after: Policed | undefined): Difference {
  if (before && after) {
    const old = { resource: before, owner: worlds.before.accounts.get(before.account) }
    return resourceDifference(worlds, old, { resource: after, owner: worlds.after.accounts.get(after.account) })
  }
  const statements = new Set((before ?? after)?.statements ?? [])
  return { statements, turns: [], keys: new Set(), everything: statements.size > 0, reading: false }
}

/** Accounts whose RCPs or whose place in the organization is not the same. */
function governedOtherwise(worlds: Worlds): ReadonlySet<string> {
  const found = new Set<string>()
  for (const [id, now] of worlds.after.accounts) {
    const old = worlds.before.accounts.get(id)
    if (!old || old === now) continue
    const isSamePlace =
      old.account.organizationId === now.account.organizationId &&
      old.account.organizationPath === now.account.organizationPath
    if (!isSamePlace || levelDifference(worlds, old.resourceControl, now.resourceControl).length > 0) found.add(id)
  }
  return found
}

interface Candidate {
  readonly arn: string
  readonly service: string
}

/** `pairs`: the principals that may be different, for roles are resources too. */
function candidatesOf(worlds: Worlds, pairs: readonly Pair[]): readonly Candidate[] {
  const { before, after } = worlds
  const governed = governedOtherwise(worlds)
  const found = new Map<string, Candidate>()
  const add = (arn: string, service: string): void => {
    found.set(`${service} ${arn}`, { arn, service })
  }
  if (before.snapshot.resources !== after.snapshot.resources || governed.size > 0) {
    const arns = new Set([...before.resourceByArn.keys(), ...after.resourceByArn.keys()])
    for (const arn of arns) {
      const [old, now] = [before.resourceByArn.get(arn), after.resourceByArn.get(arn)]
      if (old !== now || (now && governed.has(now.account))) add(arn, splitArn(arn)?.service ?? '')
    }
  }
  for (const { before: old, after: now, onlyPolicies } of pairs) {
    const owner = (now ?? old)?.account.account.id
    if (onlyPolicies && !(owner !== undefined && governed.has(owner))) continue
    const one = (now ?? old)?.principal
    if (!one?.trust) continue
    const isSame =
      isSameContent(old?.principal.trust?.document, now?.principal.trust?.document) &&
      isSameContent(old?.principal.tags, now?.principal.tags)
    if (!isSame || governed.has(one.account)) add(one.arn, 'sts')
  }
  return [...found.values()].sort((a, b) => (a.arn < b.arn ? -1 : 1))
}

/* ------------------------------------------------------------------ whom it concerns */

export function resourceGroups(comparing: Comparing, resource: ChangedResource, pairing: Pairing): readonly Group[] {
  const { before, after, difference } = resource
  const { worlds, lenses } = comparing
  const lens = widestLens(lenses, difference)
  const sides = [before, after].filter((one) => one !== undefined)
  const statements = [...difference.statements, ...sides.flatMap((one) => one.statements)]
  const isNamedItself = namingOf(worlds, ({ singles }, one) => singles.has(one.index), statements, statements)
  const groups: Group[] = []
  const likenessOf = (pair: Pair): string =>
    isNamedItself(pair) ? `${(pair.after ?? pair.before)?.principal.arn}` : likeness(worlds, lens, pair)
  for (const alike of Map.groupBy(concerned(worlds, resource, pairing), likenessOf).values()) {
    const [first] = alike
    if (!first) continue
    const name = isNamedItself(first) ? likenessOf(first) : ''
    const keys = singleKeysOf([...statements, ...statementsAbout(worlds, lens, first)])
    for (const [values, members] of Map.groupBy(alike, (pair) => valuesOf(pair, keys))) {
      const [one] = members
      if (!one) continue
      // What does not exist yet, or no longer, is open to nobody.
      const pair = { before: before && one.before, after: after && one.after }
      const standing = `${standingOf(worlds, pair)}|${name}|${keys.join()}|${values}`
      groups.push({
        comparison: { pair, difference, standing, policed: [sides], elsewhere: false },
        members,
        isOfIam: false,
      })
    }
  }
  return groups
}

/** Whom the statements that differ are about, as far as something can let them in. */
function concerned(worlds: Worlds, resource: ChangedResource, pairing: Pairing): readonly Pair[] {
  const { before, after, difference } = resource
  const isWhole = difference.everything || difference.reading || difference.keys.size > 0
  const allowing = (one: Policed | undefined) => (one?.statements ?? []).filter(({ effect }) => effect === 'Allow')
  const different = [...difference.statements]
  const isAbout = namingOf(worlds, isNamed, different, different)
  const isLetIn = namingOf(worlds, isNamed, allowing(before), allowing(after))
  // In its own account an identity policy may suffice; what its RCPs do there shows in the principals' own comparison.
  const own = new Set(before && after && ownPolicyDiffers(resource) ? [before.account, after.account] : [])
  const isUnread = before?.isUnread === true || after?.isUnread === true
  const isConcerned = (pair: Pair): boolean => {
    if (!isWhole && !isAbout(pair)) return false
    const account = (pair.after ?? pair.before)?.principal.account
    return isUnread || isLetIn(pair) || (account !== undefined && own.has(account))
  }
  const named = [namedIn(worlds.before, different), namedIn(worlds.after, different)] as const
  const isFew = !isWhole && named.every(({ everybody, accounts }) => !everybody && accounts.size === 0)
  const pairs = isFew ? pairsNamed(worlds, named, pairing) : pairing.all()
  return [...pairs].filter(isConcerned)
}

const ownPolicyDiffers = ({ before, after, difference }: ChangedResource): boolean =>
  difference.everything ||
  difference.reading ||
  difference.keys.size > 0 ||
  [before, after].some((side) => side?.statements.some((statement) => difference.statements.has(statement)))

function pairsNamed({ before, after }: Worlds, [old, now]: readonly [Named, Named], pairing: Pairing): Iterable<Pair> {
  const arns = new Set([
    ...[...old.singles].flatMap((index) => before.principals.at(index)?.principal.arn ?? []),
    ...[...now.singles].flatMap((index) => after.principals.at(index)?.principal.arn ?? []),
  ])
  return [...arns].flatMap((arn) => pairing.of(arn) ?? [])
}

/** Positions in one world say nothing in the other, so each side is looked up on its own. */
function namingOf(
  { before, after }: Worlds,
  names: (named: Named, one: CompiledPrincipal) => boolean,
  old: readonly StatementFacts[],
  now: readonly StatementFacts[],
): (pair: Pair) => boolean {
  const [was, is] = [namedIn(before, old), namedIn(after, now)]
  return (pair) =>
    (pair.before !== undefined && names(was, pair.before)) || (pair.after !== undefined && names(is, pair.after))
}
