/** Who can do an action on a resource: everybody's decisions as one list, holders first. */
import { accountAccessManager, entitlementsUnread } from './account-access.ts'
import type { Answer, Holder, WhoCanAnswer } from './answers.ts'
import { type Assessment, assess } from './assess.ts'
import { accountsNotRead, gapsOver } from './coverage-gaps.ts'
import { type Explained, reasonsOf } from './explain/reasons.ts'
import { type HolderGroup, type HolderQuestion, isKnown, judgeAllInSteps } from './holders.ts'
import { identityOf, shortIdentityOf } from './identity.ts'
import { outsideHolders } from './outside-holders.ts'
import { readingsOf } from './readings.ts'
import { ownNameOf, resourceName } from './resource-name.ts'
import { outOfScopeNotes } from './sentence.ts'
import { atOnce, awaited, type Steps, type Stepwise, stepwise } from './stepwise.ts'
import { conditionText, words } from './words.ts'
import type { CompiledLayer, CompiledPrincipal } from './world.ts'

/* ------------------------------------------------------------------ the answer */

/** How many there are is known long before each has a row. */
export const whoCan = (input: HolderQuestion): WhoCanAnswer => atOnce(decided(input)).answer

/** With its rows. */
export function* whoCanInSteps(input: HolderQuestion): Steps<WhoCanAnswer> {
  const { answer, rows } = yield* decided(input)
  yield* awaited(rows)
  return answer
}

function* decided(
  input: HolderQuestion,
): Steps<{ readonly answer: WhoCanAnswer; readonly rows: Stepwise<Pick<WhoCanAnswer, 'principals' | 'denied'>> }> {
  const { world, question } = input
  const groups = yield* judgeAllInSteps({ ...input, alike: true })
  const sizeOf = (answer: Answer): number =>
    groups.reduce((sum, { size, assessment }) => (assessment.answer === answer ? sum + size : sum), 0)
  const outside = outsideHolders(input)
  const outsideWith = (decision: Holder['decision']): readonly Holder[] =>
    outside.filter((holder) => holder.decision === decision)
  const allowed = sizeOf('Allowed') + outsideWith('Allowed').length
  const conditional = sizeOf('Conditional') + outsideWith('Conditional').length
  const unknown = sizeOf('Unknown')
  const unlisted = outside
    .filter(({ arn }) => arn === accountAccessManager)
    .map(() => entitlementsUnread(question.resourceAccount ?? '', question.resource))
  const gaps = gapsOver(world, [...groups.flatMap(({ assessment }) => assessment.gaps), ...unlisted])
  // Where a layer that only takes away was not read, these are all there can be; the gaps say so.
  const complete = unknown === 0 && accountsNotRead(world).length === 0 && isKnown(question) && unlisted.length === 0
  const what = words.what(question.action, resourceName(world, question.resource))
  const ownName = ownNameOf(world, question.resource)
  const rows = stepwise(function* () {
    const { denied, ...own } = yield* rowsOf(input, groups)
    const principals = [...own.allowed, ...outsideWith('Allowed'), ...own.conditional, ...outsideWith('Conditional')]
    return { principals, denied }
  })
  const answer: WhoCanAnswer = {
    action: question.action,
    resource: question.resource,
    ...(ownName !== undefined && { resourceName: ownName }),
    at: world.snapshot.at,
    snapshot: world.snapshot.id,
    complete,
    gaps,
    ...readingsOf(world, 'everybody', question),
    sentence: words.whoCan({ allowed, conditional, unknown, complete, what }),
    notes: [...notesOf(input, groups, unknown), ...unlisted.map(({ reason }) => `${reason}.`)],
    get principals() {
      return rows.value().principals
    },
    get denied() {
      return rows.value().denied
    },
    unknown,
    examined: world.principals.length,
  }
  return { answer, rows }
}

function notesOf(
  { world, question }: HolderQuestion,
  groups: readonly HolderGroup[],
  unknown: number,
): readonly string[] {
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

/* ------------------------------------------------------------------ rows */

type DeniedRow = WhoCanAnswer['denied'][number]

interface Rows {
  readonly allowed: readonly Holder[]
  readonly conditional: readonly Holder[]
  readonly denied: readonly DeniedRow[]
}

/** Groups come by what policies say; the order of the world is by account and name. */
interface Row<T> {
  readonly index: number
  readonly row: T
}

const toldAtOnce = 25

const inOrder = <T>(rows: Row<T>[]): readonly T[] => rows.sort((a, b) => a.index - b.index).map(({ row }) => row)

function* rowsOf(input: HolderQuestion, groups: readonly HolderGroup[]): Steps<Rows> {
  const allowed: Row<Holder>[] = []
  const conditional: Row<Holder>[] = []
  const denied: Row<DeniedRow>[] = []
  let told = 0
  for (const group of groups.filter(isShown)) {
    const { assessment } = group
    const factsOf = group.reasonsHold ? factsOnce(input, assessment) : sharedFactsIn(input, group)
    for (const member of group.members) {
      told += 1
      if (told % toldAtOnce === 0) yield
      const { index } = member
      const { holder, deniedBy } = factsOf(member)
      if (assessment.answer === 'Allowed')
        allowed.push({ index, row: { ...identityOf(member), decision: 'Allowed', ...holder } })
      else if (assessment.answer === 'Conditional')
        conditional.push({ index, row: { ...identityOf(member), decision: 'Conditional', ...holder } })
      else if (deniedBy) denied.push({ index, row: { ...shortIdentityOf(member), by: deniedBy } })
    }
  }
  return { allowed: inOrder(allowed), conditional: inOrder(conditional), denied: inOrder(denied) }
}

const isShown = ({ assessment: { answer } }: HolderGroup): boolean =>
  answer !== 'ImplicitlyDenied' && answer !== 'Unknown'

interface SharedFacts {
  readonly holder: Pick<Holder, 'condition' | 'conditionText' | 'via' | 'limitedBy' | 'reach'>
  readonly deniedBy: DeniedRow['by'] | undefined
}

function factsOnce(
  { world, question }: HolderQuestion,
  assessment: Assessment,
): (one: CompiledPrincipal) => SharedFacts {
  let facts: SharedFacts | undefined
  return (one) => {
    facts ??= factsFor({ world, one, question, assessment })
    return facts
  }
}

/** Of members of one group, worked out once for all who carry the same policies about the question. */
function sharedFactsIn(
  { world, question, given }: HolderQuestion,
  { bears }: HolderGroup,
): (one: CompiledPrincipal) => SharedFacts {
  const carriedIn = (layer: CompiledLayer | undefined): string => {
    let carried = ''
    for (const [place, policy] of (layer?.ids ?? []).entries())
      if (bears(policy)) carried += `${layer?.entries[place]?.ref} `
    return carried
  }
  const bySignature = new Map<number, SharedFacts>()
  const byPolicies = new Map<string, SharedFacts>()
  return (one) => {
    const before = bySignature.get(one.signature)
    if (before) return before
    const policies = `${carriedIn(one.identity)} | ${carriedIn(one.boundary)}`
    const made =
      byPolicies.get(policies) ?? factsFor({ world, one, question, assessment: assess(world, one, question, given) })
    byPolicies.set(policies, made)
    bySignature.set(one.signature, made)
    return made
  }
}

function factsFor(explained: Explained): SharedFacts {
  const { asRead, answer } = explained.assessment
  const reasons = reasonsOf(explained, asRead.decidedBy)
  const condition = answer === 'Conditional' ? asRead.condition : undefined
  const denials = reasons.filter((reason) => reason.effect === 'Deny')
  return {
    holder: {
      ...(condition && { condition, conditionText: conditionText(condition) }),
      via: reasons.filter((reason) => reason.effect === 'Allow'),
      ...(answer === 'Conditional' && denials[0] && { limitedBy: denials[0].layer }),
      reach: 'direct',
    },
    deniedBy: denials[0],
  }
}
