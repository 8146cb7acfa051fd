/**
 * Who can do an action on a resource: the inverted index preselects signatures, one evaluation stands for all principals that
 * the engine cannot tell apart, and everybody the resource's policy names is looked at singly (docs/algorithms/index.md).
 * What is left out is certain to have no Allow; a property test holds this equal to evaluating every principal.
 */
import { splitArn } from '../arn/arn.ts'
import { parseAccountId } from '../ids.ts'
import type { Reading } from '../inventory/snapshot.ts'
import type { CoverageGap, Holder, WhoCanAnswer } from './answers.ts'
import { type Assessment, assess, ownerOf } from './assess.ts'
import type { GivenContext } from './context.ts'
import { type Explained, reasonsOf } from './explain.ts'
import { principalNamed } from './named-by.ts'
import { outsideHolders } from './outside-holders.ts'
import { speaksOf } from './policy-facts.ts'
import type { Question } from './question.ts'
import { type ActionReach, singleKeys } from './reach.ts'
import { outOfScopeNotes } from './sentence.ts'
import { conditionText, words } from './words.ts'
import type { CompiledAccount, CompiledPrincipal, World } from './world.ts'

/* ------------------------------------------------------------------ the answer */

export interface WhoCanInput {
  readonly world: World
  readonly reach: (actionLowerCase: string) => ActionReach
  readonly question: Question
  readonly given: GivenContext
}

/** Principals that the engine cannot tell apart, with what it says about each of them. */
interface Group {
  readonly members: CompiledPrincipal[]
  readonly assessment: Assessment
}

export function whoCan(input: WhoCanInput): WhoCanAnswer {
  const { world, question } = input
  const groups = judgeAll(input)
  const allowed: Row<Holder>[] = []
  const conditional: Row<Holder>[] = []
  const denied: Row<WhoCanAnswer['denied'][number]>[] = []
  let unknown = 0
  for (const { members, assessment } of groups) {
    const { answer } = assessment
    const [one] = members
    if (answer === 'Unknown') unknown += members.length
    if (answer === 'ImplicitlyDenied' || answer === 'Unknown' || !one) continue
    const { holder, deniedBy } = sharedFacts({ world, one, question, assessment })
    for (const member of members) {
      const { index } = member
      if (answer === 'Allowed') allowed.push({ index, row: { ...identityOf(member), decision: answer, ...holder } })
      else if (answer === 'Conditional')
        conditional.push({ index, row: { ...identityOf(member), decision: answer, ...holder } })
      else if (deniedBy) denied.push({ index, row: { ...shortIdentityOf(member), by: deniedBy } })
    }
  }
  const outside = outsideHolders(input)
  const principals = [
    ...inOrder(allowed),
    ...outside.filter((holder) => holder.decision === 'Allowed'),
    ...inOrder(conditional),
    ...outside.filter((holder) => holder.decision === 'Conditional'),
  ]
  const gaps = gapsOf(input, groups)
  // Where a layer that only takes away was not read, these are all there can be; the gaps say so.
  const complete = unknown === 0 && accountsNotRead(world).length === 0 && isKnown(question)
  const holding = principals.filter((holder) => holder.decision === 'Allowed').length
  const what = words.what(question.action, question.resource)
  return {
    action: question.action,
    resource: question.resource,
    at: world.snapshot.at,
    snapshot: world.snapshot.id,
    complete,
    gaps,
    sentence: words.whoCan({ allowed: holding, conditional: principals.length - holding, unknown, complete, what }),
    notes: notesOf(input, groups, unknown),
    principals,
    denied: inOrder(denied),
    unknown,
    examined: world.principals.length,
  }
}

function notesOf({ world, question }: WhoCanInput, groups: readonly Group[], unknown: number): readonly string[] {
  const missing = accountsNotRead(world).map(({ account }) => account.name ?? account.id)
  const holding = groups.flatMap(({ assessment }) =>
    assessment.answer === 'Allowed' || assessment.answer === 'Conditional' ? [assessment] : [],
  )
  return [
    ...question.notes,
    ...(missing.length > 0 ? [words.accountsNotRead(missing)] : []),
    ...(unknown > 0 ? [words.unknownPrincipals(unknown)] : []),
    ...outOfScopeNotes(holding),
  ]
}

/** Groups come by signature; the order of the world is by account and name. */
interface Row<T> {
  readonly index: number
  readonly row: T
}

const inOrder = <T>(rows: Row<T>[]): readonly T[] => rows.sort((a, b) => a.index - b.index).map(({ row }) => row)

/** Whoever is in no group has no Allow anywhere, for certain. */
function judgeAll(input: WhoCanInput): readonly Group[] {
  const { world, question, given } = input
  const reach = input.reach(question.actionLowerCase)
  const side = resourceSideOf(world, question)
  const groups: Group[] = []
  for (const index of side.singles) {
    const one = world.principals.at(index)
    if (one) groups.push({ members: [one], assessment: assess(world, one, question, given) })
  }
  // A policy for everybody reaches even principals without a policy of their own; one that was not read might.
  const signatures = side.everybody || side.unread ? world.signatures : reach.signaturesFor(question)
  for (const signature of signatures) {
    if (side.accounts && !side.accounts.has(signature.account.account.id)) continue
    const keys = [...(reach.keys.get(signature.id) ?? []), ...side.keys]
    const own = new Map<string, Group>()
    for (const one of signature.members) {
      if (side.singles.has(one.index)) continue
      const key = keys.length === 0 ? '' : keyValues(one, keys)
      const group = own.get(key)
      if (group) group.members.push(one)
      else own.set(key, { members: [one], assessment: assess(world, one, question, given) })
    }
    groups.push(...own.values())
  }
  return groups
}

/** The values that tell members of a signature apart; `\n` occurs in none of them. */
function keyValues(one: CompiledPrincipal, keys: readonly string[]): string {
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

interface ResourceSide {
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
  /** Keys about the single principal that the resource's policy or its RCPs test. */
  readonly keys: readonly string[]
}

function resourceSideOf(world: World, question: Question): ResourceSide {
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
  const unread = !isKnown(question)
  return {
    everybody,
    unread,
    singles: new Set(names.flatMap((name) => principalNamed(world, name)?.index ?? [])),
    accounts:
      question.resourceAccount === undefined || everybody || unread
        ? undefined
        : new Set([question.resourceAccount, ...names.flatMap((name) => accountNamed(name) ?? [])]),
    keys: [...new Set(singleKeys([...own, ...binding]))].sort(),
  }
}

/** Of an account as a whole: its bare number, or its root. */
const accountNamed = (name: string): string | undefined =>
  parseAccountId(name) ?? (name.endsWith(':root') ? splitArn(name)?.account : undefined)

/* ------------------------------------------------------------------ rows */

interface SharedFacts {
  readonly holder: Pick<Holder, 'condition' | 'conditionText' | 'via' | 'reach'>
  readonly deniedBy: WhoCanAnswer['denied'][number]['by'] | undefined
}

/** Worked out once for all principals with one assessment. */
function sharedFacts(explained: Explained): SharedFacts {
  const { asRead, answer } = explained.assessment
  const reasons = reasonsOf(explained, asRead.decidedBy)
  const condition = answer === 'Conditional' ? asRead.condition : undefined
  return {
    holder: {
      ...(condition && { condition, conditionText: conditionText(condition) }),
      via: reasons.filter((reason) => reason.effect === 'Allow'),
      reach: 'direct',
    },
    deniedBy: reasons.find((reason) => reason.effect === 'Deny'),
  }
}

export function shortIdentityOf({ principal, account }: CompiledPrincipal) {
  const accountName = account.account.name
  return {
    arn: principal.arn,
    type: principal.type,
    account: principal.account,
    ...(accountName !== undefined && { accountName }),
    name: principal.name,
  }
}

function identityOf(one: CompiledPrincipal) {
  const { people } = one.principal
  return { ...shortIdentityOf(one), ...(people.length > 0 && { person: people }) }
}

const isRead = ({ state }: Reading): boolean => state === 'read' || state === 'none'

const isKnown = ({ resourcePolicy: { reading, grants } }: Question): boolean =>
  isRead(reading) && (!grants || isRead(grants.reading))

const accountsNotRead = (world: World): readonly CompiledAccount[] =>
  [...world.accounts.values()].filter(({ account: { iam } }) => iam.state !== 'read' || iam.suspect !== undefined)

/**
 * Accounts whose principals are not known are missing from the list altogether; gaps of single principals add to that. The
 * same gap of many principals is told once.
 */
function gapsOf({ world }: WhoCanInput, groups: readonly Group[]): readonly CoverageGap[] {
  const gaps = new Map<string, CoverageGap>()
  const add = (gap: CoverageGap): void => {
    gaps.set(`${gap.account} ${gap.service} ${gap.region ?? ''} ${gap.reason}`, gap)
  }
  for (const { account } of world.accounts.values()) {
    const reason =
      account.iam.state === 'read' ? account.iam.suspect : account.iam.state === 'none' ? undefined : account.iam.reason
    if (reason !== undefined) add({ account: account.id, service: 'iam', reason: words.identityNotRead(reason) })
  }
  for (const { assessment } of groups) for (const gap of assessment.gaps) add(gap)
  return [...gaps.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, gap]) => gap)
}
