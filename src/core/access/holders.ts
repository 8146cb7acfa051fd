/**
 * Everybody's decision on one action and one resource: the inverted index preselects signatures, one evaluation stands for all
 * principals that the engine cannot tell apart, and everybody the resource's policy names is looked at singly
 * (docs/algorithms/index.md). What is left out is certain to have no Allow; a property test holds this equal to evaluating
 * every principal.
 */
import { splitArn } from '../arn/arn.ts'
import type { PolicyId } from '../evaluate/types.ts'
import { parseAccountId } from '../ids.ts'
import type { Reading } from '../inventory/snapshot.ts'
import { type Assessment, assess, ownerOf } from './assess.ts'
import type { GivenContext } from './context.ts'
import { lazily } from './lazily.ts'
import { principalNamed } from './named-by.ts'
import { speaksOf } from './policy-facts.ts'
import type { Question } from './question.ts'
import { type ActionReach, type Crowd, singleKeys } from './reach.ts'
import { atOnce, type Steps } from './stepwise.ts'
import type { CompiledPrincipal, World } from './world.ts'

export interface HolderQuestion {
  readonly world: World
  readonly reach: (actionLowerCase: string) => ActionReach
  readonly question: Question
  readonly given: GivenContext
  /** Who is asked at all; absent: everybody. */
  readonly among?: (one: CompiledPrincipal) => boolean
  /** One evaluation for all about whom policies say the same: then only the decision holds for all members, not its reasons. */
  readonly alike?: true
}

/** Principals about whom the engine decides alike. */
export interface HolderGroup {
  readonly size: number
  /** Records are made when they are read. */
  readonly members: readonly CompiledPrincipal[]
  /** Of one of them. With `alike` the others may have policies of their own that say the same. */
  readonly assessment: Assessment
  /** It is so for the same reasons for all of them; otherwise for those whose policies that bear on the question are the same. */
  readonly reasonsHold: boolean
  bears(policy: PolicyId): boolean
}

/** Whoever is in no group has no Allow anywhere, for certain. */
export const judgeAllInSteps = (input: HolderQuestion): Steps<readonly HolderGroup[]> =>
  judge(input, resourceSideOf(input.world, input.question))

/**
 * Who is allowed, certainly, under a condition or perhaps. Where the policy of the resource must let in whoever comes (a role's
 * trust policy: policy-engine.md 2.6) only those are asked whom it names, by themselves or with their account.
 */
export function judgeHolders(input: HolderQuestion): readonly HolderGroup[] {
  const side = resourceSideOf(input.world, input.question)
  const accounts = side.accounts && input.question.service === 'sts' ? side.named : side.accounts
  return atOnce(judge(input, { ...side, accounts })).filter(
    ({ assessment: { answer } }) => answer !== 'ImplicitlyDenied' && answer !== 'ExplicitlyDenied',
  )
}

const alone = { size: 1, reasonsHold: true, bears: () => true } as const

function* judge(input: HolderQuestion, side: ResourceSide): Steps<readonly HolderGroup[]> {
  const { world, question, given, among = () => true } = input
  const singles = [...side.singles].flatMap((index): HolderGroup[] => {
    const one = world.principals.at(index)
    if (!one || !among(one)) return []
    return [{ ...alone, members: [one], assessment: assess(world, one, question, given) }]
  })
  // A policy for everybody reaches even principals without a policy of their own; one that was not read might.
  const home = question.resourceAccount ?? 'anywhere'
  const asking = { accounts: side.accounts, everybody: side.everybody || side.unread ? home : undefined }
  const crowds = input.reach(question.actionLowerCase).crowds(question, asking)
  const asked = input.alike ? crowds : crowds.flatMap(bySignature)
  const groups = [...singles]
  for (const crowd of asked) {
    groups.push(...judgeCrowd(input, side, crowd))
    yield
  }
  return groups
}

function bySignature(crowd: Crowd): readonly Crowd[] {
  return crowd.signatures().map((first) => ({ ...crowd, first, signatures: () => [first], size: first.members.length }))
}

function judgeCrowd(input: HolderQuestion, side: ResourceSide, crowd: Crowd): readonly HolderGroup[] {
  const { world, question, given, among } = input
  const { singles } = side
  const reasonsHold = crowd.silent || crowd.size === crowd.first.members.length
  const isAsked = (one: CompiledPrincipal): boolean => !singles.has(one.index) && (!among || among(one))
  const members = lazily(() => crowd.signatures().flatMap((signature) => [...signature.members].filter(isAsked)))
  const groupOf = (own: readonly CompiledPrincipal[]): readonly HolderGroup[] => {
    const [one] = own
    if (!one) return []
    const assessment = assess(world, one, question, given)
    return [{ size: own.length, members: own, assessment, reasonsHold, bears: crowd.bears }]
  }
  const keys = side.keys.length === 0 ? crowd.keys : [...new Set([...crowd.keys, ...side.keys])]
  if (keys.length > 0) return [...Map.groupBy(members(), (one) => keyValues(one, keys)).values()].flatMap(groupOf)
  const first = among ? undefined : crowd.first.members.at(0)
  if (!first || singles.has(first.index)) return groupOf(members())
  // Counted without looking at each: those who are judged singly are few.
  const apart = [...singles].flatMap((index) => world.principals.at(index)?.signature ?? [])
  const left = apart.length === 0 ? 0 : apartIn(crowd, apart)
  const assessment = assess(world, first, question, given)
  return [
    {
      size: crowd.size - left,
      assessment,
      reasonsHold,
      bears: crowd.bears,
      get members() {
        return members()
      },
    },
  ]
}

function apartIn({ signatures }: Crowd, apart: readonly number[]): number {
  const own = new Set(signatures().map(({ id }) => id))
  return apart.filter((signature) => own.has(signature)).length
}

/** The values that tell members of a signature apart; `\n` occurs in none of them. */
export function keyValues(one: CompiledPrincipal, keys: readonly string[]): string {
  const { principal } = one
  return keys
    .map((key) => {
      if (!key.startsWith('aws:principaltag/')) return principal.arn
      const tag = key.slice('aws:principaltag/'.length)
      const found = Object.entries(principal.tags).find(([name]) => name.toLowerCase() === tag)
      return found ? `=${found[1]}` : '-'
    })
    .join('\n')
}

/* ------------------------------------------------------------------ the side of the resource */

export interface ResourceSide {
  /** Some statement allows everybody, or everybody but some. */
  readonly everybody: boolean
  readonly unread: boolean
  /** Principals that the policy names, by whatever name. */
  readonly singles: ReadonlySet<number>
  /**
   * Where a principal that is not named may be allowed: across accounts the policy of the resource must allow too. Undefined:
   * anywhere.
   */
  readonly accounts: ReadonlySet<string> | undefined
  /** Accounts that the policy lets in as a whole. */
  readonly named: ReadonlySet<string>
  /** Keys about the single principal that the resource's policy or its RCPs test. */
  readonly keys: readonly string[]
}

export function resourceSideOf(world: World, question: Question): ResourceSide {
  const { entry } = question.resourcePolicy
  const own = entry ? world.facts(entry).statements.filter((one) => speaksOf(one, question.actionLowerCase)) : []
  // Without an owner of its own the question is governed by the RCPs of each caller's account: all of them count.
  const owner = ownerOf(world, question, undefined)
  const owners = question.resourceAccount === undefined ? [...world.accounts.values()] : owner ? [owner] : []
  const rcps = new Set(owners.flatMap((account) => account.resourceControl.flatMap((level) => level.entries)))
  const binding = [...rcps]
    .flatMap((rcp) => world.facts(rcp).statements)
    .filter((one) => speaksOf(one, question.actionLowerCase))
  const everybody = own.some(
    ({ effect, principals }) => effect === 'Allow' && principals && (principals.everybody || principals.inverted),
  )
  const names = own.flatMap((statement) => statement.principals?.aws ?? [])
  const named = new Set(names.flatMap((name) => accountNamed(name) ?? []))
  const unread = !isKnown(question)
  return {
    everybody,
    unread,
    singles: new Set(names.flatMap((name) => principalNamed(world, name)?.index ?? [])),
    accounts:
      question.resourceAccount === undefined || everybody || unread
        ? undefined
        : new Set([question.resourceAccount, ...named]),
    named,
    keys: [...new Set(singleKeys([...own, ...binding]))].sort(),
  }
}

/** Of an account as a whole: its bare number, or its root. */
export const accountNamed = (name: string): string | undefined =>
  parseAccountId(name) ?? (name.endsWith(':root') ? splitArn(name)?.account : undefined)

const isRead = ({ state }: Reading): boolean => state === 'read' || state === 'none'

/** Everything that may stand on the side of the resource was read. */
export const isKnown = ({ resourcePolicy: { reading, grants } }: Question): boolean =>
  isRead(reading) && (!grants || isRead(grants.reading))
