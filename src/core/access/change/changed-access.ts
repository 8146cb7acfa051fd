/**
 * Who gained and who lost access between two worlds. Principals are paired by ARN, what is different about them is found out,
 * and those whom the engine cannot tell apart on either side are compared once (docs/algorithms/what-if.md).
 */
import type { CoverageGap } from '../answers.ts'
import type { HolderQuestion } from '../holders.ts'
import { shortIdentityOf } from '../identity.ts'
import type { World } from '../world.ts'
import type { AccessChange } from './change.ts'
import { compareAccess, createQuestions, isSpent, type Outcome } from './compare-access.ts'
import type { Pair } from './differences.ts'
import { createLenses } from './lens.ts'
import { createNumbers } from './numbers.ts'
import { outsideChanges } from './outside-changes.ts'
import { isEdited } from './overlay-world.ts'
import { changedPairs, type Pairing, pairingOf } from './pairs.ts'
import { createPoliced } from './policed.ts'
import { principalGroups } from './principal-groups.ts'
import type { Comparing, Comparison } from './probed-classes.ts'
import { type ChangedResource, changedResources, resourceGroups } from './resource-groups.ts'

/** One side of a comparison. */
export interface Side {
  readonly world: World
  readonly reach: HolderQuestion['reach']
}

export interface Sides {
  readonly before: Side
  readonly after: Side
}

export interface ComparedScope {
  /** Only of this principal, by its ARN. */
  readonly principal?: string
  /** Ids of actions, the second one past the last. */
  readonly range?: readonly [number, number]
  /** Only on this resource, by its ARN. */
  readonly resource?: string
}

/** Principals that are compared as one: the engine cannot tell them apart on either side. */
export interface Group {
  readonly comparison: Comparison
  readonly members: readonly Pair[]
  /** Their own policies may decide otherwise about IAM. */
  readonly isOfIam: boolean
}

export interface PrincipalChanges {
  readonly principal: AccessChange['principal']
  readonly outcomes: readonly Outcome[]
}

export interface ChangedAccess {
  /** By account, name and ARN; who is outside comes last. */
  readonly principals: readonly PrincipalChanges[]
  /** Principals about which anything is different. */
  readonly pairs: readonly Pair[]
  /** Those of them whose access to IAM itself may be different. */
  readonly ofIam: readonly Pair[]
  /** Principals that were compared; of those alike one was asked about. Who is outside counts where a policy lets them in. */
  readonly examined: number
  readonly isCut: boolean
  /** The change is about more than is looked at in one answer. */
  readonly isSpent: boolean
  readonly gaps: readonly CoverageGap[]
}

/** About three seconds of one core; whoever wants all of a change at the root of a large organization asks part by part. */
const mostWork = 50_000

export function changedAccess(sides: Sides, scope: ComparedScope): ChangedAccess {
  const [before, after] = [sides.before.world, sides.after.world]
  const worlds = { before, after, isEdit: isEdited(before, after), numberOf: createNumbers() }
  const { catalogue } = after
  const policed = { before: createPoliced(before), after: createPoliced(after) }
  const comparing: Comparing = {
    worlds,
    policed,
    lenses: createLenses(worlds, scope.range ?? [0, catalogue.actionCount]),
    resource: scope.resource,
    question: createQuestions(),
    work: { left: mostWork },
    known: new Map(),
    outcomes: new Map(),
  }
  const pairing = pairingOf(worlds, scope.principal)
  const everybody = changedPairs(worlds)
  const pairs = scope.principal === undefined ? everybody : everybody.filter((pair) => arnOf(pair) === scope.principal)
  const resources = changedResources(worlds, policed, everybody).filter(
    ({ arn }) => scope.resource === undefined || arn === scope.resource,
  )
  const tally = createTally()
  const groups: Group[] = []
  for (const group of groupsOf(comparing, pairs, resources, pairing)) {
    if (isSpent(comparing.work)) break
    groups.push(group)
    const { comparison, members } = group
    const { outcomes, ...compared } = compareAccess(comparing, comparison)
    tally.count(compared)
    for (const pair of outcomes.length === 0 ? [] : members) {
      const one = pair.after ?? pair.before
      if (one) tally.add(shortIdentityOf(one), outcomes)
    }
  }
  const outside = new Set<string>()
  if (scope.principal === undefined) {
    for (const resource of resources) {
      if (isSpent(comparing.work)) break
      const found = outsideChanges(sides, comparing, resource)
      tally.count(found)
      for (const { principal, outcomes } of found.principals) {
        outside.add(principal.arn)
        tally.add(principal, outcomes)
      }
    }
  }
  return {
    ...tally.read(),
    isSpent: isSpent(comparing.work),
    pairs,
    ofIam: [...new Set(groups.flatMap(({ isOfIam, members }) => (isOfIam ? members : [])))],
    examined: new Set(groups.flatMap(({ members }) => members.map(placeOf))).size + outside.size,
  }
}

/** One after the other: whom a resource concerns is found out when its turn comes. */
function* groupsOf(
  comparing: Comparing,
  pairs: readonly Pair[],
  resources: readonly ChangedResource[],
  pairing: Pairing,
): Iterable<Group> {
  yield* principalGroups(comparing, pairs)
  for (const resource of resources) {
    // Everybody may be looked through for it.
    comparing.work.left -= workOfResource
    yield* resourceGroups(comparing, resource, pairing)
  }
}

const workOfResource = 100

/** Positions of the later world; below zero those of who is gone. */
const placeOf = ({ before, after }: Pair): number => after?.index ?? -1 - (before?.index ?? 0)

const arnOf = ({ before, after }: Pair): string | undefined => (after ?? before)?.principal.arn

interface Tally {
  count(compared: Pick<ChangedAccess, 'isCut' | 'gaps'>): void
  add(principal: AccessChange['principal'], outcomes: readonly Outcome[]): void
  read(): Omit<ChangedAccess, 'pairs' | 'ofIam' | 'examined' | 'isSpent'>
}

function createTally(): Tally {
  const byArn = new Map<string, PrincipalChanges>()
  let anyCut = false
  const gaps = new Set<CoverageGap>()
  return {
    count({ isCut, gaps: found }) {
      anyCut ||= isCut
      for (const gap of found) gaps.add(gap)
    },
    add(principal, outcomes) {
      if (outcomes.length === 0) return
      const known = byArn.get(principal.arn)
      byArn.set(
        principal.arn,
        known ? { ...known, outcomes: [...known.outcomes, ...outcomes] } : { principal, outcomes },
      )
    },
    read: () => ({ principals: [...byArn.values()], isCut: anyCut, gaps: [...gaps] }),
  }
}
