/**
 * Who can do an action on a resource: the inverted index preselects signatures, one evaluation stands for all principals that
 * the engine cannot tell apart, and everybody the resource's policy names is looked at singly (docs/algorithms/index.md).
 * What is left out is certain to have no Allow; a property test holds this equal to evaluating every principal.
 */
import type { CoverageGap, Holder, WhoCanAnswer } from './answers.ts'
import { type Assessment, assess, layerGaps, ownerOf } from './assess.ts'
import { type GivenContext, isSinglePrincipalKey } from './context.ts'
import { type Explained, reasonsOf } from './explain.ts'
import { principalNamed } from './find-principal.ts'
import { outsideHolders } from './outside-holders.ts'
import { type StatementFacts, speaksOf } from './policy-facts.ts'
import type { Question } from './question.ts'
import { conditionText, words } from './words.ts'
import type { CompiledPrincipal, Signature, World } from './world.ts'

/** Which signatures have an identity policy that may allow an action, and which keys tell their members apart. */
export interface ActionReach {
  /** By signature id. */
  readonly allows: ReadonlySet<number>
  /** By signature id; absent: nothing about the single principal matters. */
  readonly keys: ReadonlyMap<number, readonly string[]>
}

/** Questions repeat and come by screens; a reach is a few kilobytes for a thousand signatures. */
const rememberedReaches = 256

export function createReach(world: World): (actionLowerCase: string) => ActionReach {
  const known = new Map<string, ActionReach>()
  return (action) => {
    const found = known.get(action)
    if (found) return found
    if (known.size >= rememberedReaches) known.clear()
    const reach = reachOf(world, action)
    known.set(action, reach)
    return reach
  }
}

function reachOf(world: World, action: string): ActionReach {
  const spoken = new Map<object, { readonly allows: boolean; readonly keys: readonly string[] }>()
  const allows = new Set<number>()
  const keys = new Map<number, readonly string[]>()
  for (const signature of world.signatures) {
    const own = new Set<string>()
    for (const entry of signature.entries) {
      let about = spoken.get(entry)
      if (!about) {
        const statements = world.facts(entry).statements.filter((statement) => speaksOf(statement, action))
        about = { allows: statements.some((one) => one.effect === 'Allow'), keys: singleKeys(statements) }
        spoken.set(entry, about)
      }
      for (const key of about.keys) own.add(key)
    }
    const identity = signature.members[0]?.identity.entries ?? []
    if (identity.some((entry) => spoken.get(entry)?.allows)) allows.add(signature.id)
    if (own.size > 0) keys.set(signature.id, [...own].sort())
  }
  return { allows, keys }
}

const singleKeys = (statements: readonly StatementFacts[]): readonly string[] =>
  statements.flatMap((statement) => [...statement.keys].filter(isSinglePrincipalKey))

/* ------------------------------------------------------------------ the answer */

export interface WhoCanInput {
  readonly world: World
  readonly reach: (actionLowerCase: string) => ActionReach
  readonly question: Question
  readonly given: GivenContext
}

export function whoCan(input: WhoCanInput): WhoCanAnswer {
  const { world, question } = input
  const judged = judgeAll(input)
  const allowed: Holder[] = []
  const conditional: Holder[] = []
  const denied: WhoCanAnswer['denied'][number][] = []
  let unknown = 0
  const shared = new Map<Assessment, SharedFacts>()
  for (const one of world.principals) {
    const assessment = judged.get(one.index)
    if (!assessment) continue
    const { answer } = assessment
    if (answer === 'Unknown') unknown += 1
    if (answer === 'ImplicitlyDenied' || answer === 'Unknown') continue
    let facts = shared.get(assessment)
    if (!facts) {
      facts = sharedFacts({ world, one, question, assessment })
      shared.set(assessment, facts)
    }
    if (answer === 'Allowed') allowed.push({ ...identityOf(one), decision: answer, ...facts.holder })
    else if (answer === 'Conditional') conditional.push({ ...identityOf(one), decision: answer, ...facts.holder })
    else if (facts.deniedBy) denied.push({ ...shortIdentityOf(one), by: facts.deniedBy })
  }
  const outside = [...sessionHolders(input), ...outsideHolders(input)]
  allowed.push(...outside.filter((holder) => holder.decision === 'Allowed'))
  conditional.push(...outside.filter((holder) => holder.decision === 'Conditional'))

  const gaps = gapsOf(input, judged)
  // Where a layer that only takes away was not read, these are all there can be; the gaps say so.
  const complete = unknown === 0 && !accountsMissing(world) && isKnown(question)
  const what = words.what(question.action, question.resource)
  const sentence = words.whoCan(allowed.length, conditional.length, what)
  return {
    action: question.action,
    resource: question.resource,
    at: world.snapshot.at,
    snapshot: world.snapshot.id,
    complete,
    gaps,
    sentence: [sentence, ...(complete ? [] : [words.atLeast(unknown)]), ...question.notes].join(' '),
    principals: [...allowed, ...conditional],
    denied,
    unknown,
    examined: world.principals.length,
  }
}

/** Assessments by principal; who is not in it has no Allow anywhere, for certain. */
function judgeAll(input: WhoCanInput): ReadonlyMap<number, Assessment> {
  const { world, question, given } = input
  const reach = input.reach(question.actionLowerCase)
  const side = resourceSideOf(world, question)
  const judged = new Map<number, Assessment>()
  for (const signature of world.signatures) {
    if (!mayMatter(input, signature, reach, side)) {
      for (const one of signature.members) {
        if (side.singles.has(one.index)) judged.set(one.index, assess(world, one, question, given))
      }
      continue
    }
    const keys = [...(reach.keys.get(signature.id) ?? []), ...side.keys]
    const groups = new Map<string, Assessment>()
    for (const one of signature.members) {
      if (side.singles.has(one.index)) {
        judged.set(one.index, assess(world, one, question, given))
        continue
      }
      const group = keys.length === 0 ? '' : keyValues(one, keys)
      let assessment = groups.get(group)
      if (!assessment) {
        assessment = assess(world, one, question, given)
        groups.set(group, assessment)
      }
      judged.set(one.index, assessment)
    }
  }
  return judged
}

/** False only when no member can be allowed, nor be unknown. */
function mayMatter(input: WhoCanInput, signature: Signature, reach: ActionReach, side: ResourceSide): boolean {
  const [first] = signature.members
  if (!first) return false
  const { question, world } = input
  if (reach.allows.has(signature.id) || first.principal.type === 'root') return true
  // A resource policy for everybody reaches even principals without a policy of their own, in the same account.
  if (side.everybody) return true
  // Cheap enough to ask: does anything that was not read stand open for this signature.
  return layerGaps(world, first, question).length > 0
}

/** The values that tell members of a signature apart; `\n` occurs in none of them. */
function keyValues(one: CompiledPrincipal, keys: readonly string[]): string {
  const { principal } = one
  return keys
    .map((key) => {
      if (key === 'aws:principalarn' || key === 'aws:username') return principal.arn
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
  /** Principals that the policy names, by whatever name. */
  readonly singles: ReadonlySet<number>
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
  const singles = new Set<number>()
  for (const name of own.flatMap((statement) => statement.principals?.aws ?? [])) {
    const one = principalNamed(world, name)
    if (one) singles.add(one.index)
  }
  return { everybody, singles, keys: [...new Set(singleKeys([...own, ...binding]))].sort() }
}

/**
 * Sessions that the policy names singly. Such a statement says nothing about other sessions of the role, so the session is a
 * holder of its own.
 */
function sessionHolders({ world, question, given }: WhoCanInput): readonly Holder[] {
  const { entry } = question.resourcePolicy
  const statements = entry ? world.facts(entry).statements.filter((one) => speaksOf(one, question.actionLowerCase)) : []
  const names = new Set(statements.flatMap((one) => (one.effect === 'Allow' ? (one.principals?.aws ?? []) : [])))
  return [...names].sort().flatMap((name): Holder[] => {
    const one = name.includes(':sts:') ? principalNamed(world, name) : undefined
    if (!one) return []
    const assessment = assess(world, one, question, given, name)
    const { answer } = assessment
    if (answer !== 'Allowed' && answer !== 'Conditional') return []
    const { holder } = sharedFacts({ world, one, question, assessment })
    const session = { arn: name, name: name.split('/').slice(1).join('/') }
    return [{ ...identityOf(one), ...session, decision: answer, ...holder }]
  })
}

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

const isKnown = ({ resourcePolicy: { reading } }: Question): boolean =>
  reading.state === 'read' || reading.state === 'none'

const accountsMissing = (world: World): boolean =>
  [...world.accounts.values()].some(({ account: { iam } }) => iam.state !== 'read' || iam.suspect !== undefined)

/**
 * Accounts whose principals are not known are missing from the list altogether; gaps of single principals add to that. The
 * same gap of many principals is told once.
 */
function gapsOf({ world }: WhoCanInput, judged: ReadonlyMap<number, Assessment>): readonly CoverageGap[] {
  const gaps = new Map<string, CoverageGap>()
  const add = (gap: CoverageGap): void => {
    gaps.set(`${gap.account} ${gap.service} ${gap.region ?? ''} ${gap.reason}`, gap)
  }
  for (const { account } of world.accounts.values()) {
    const reason =
      account.iam.state === 'read' ? account.iam.suspect : account.iam.state === 'none' ? undefined : account.iam.reason
    if (reason !== undefined) add({ account: account.id, service: 'iam', reason: words.identityNotRead(reason) })
  }
  for (const assessment of new Set(judged.values())) for (const gap of assessment.gaps) add(gap)
  return [...gaps.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, gap]) => gap)
}
