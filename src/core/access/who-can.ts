/** Who can do an action on a resource: everybody's decisions as one list, holders first. */
import type { Holder, WhoCanAnswer } from './answers.ts'
import { accountsNotRead, gapsOver } from './coverage-gaps.ts'
import { type Explained, reasonsOf } from './explain/reasons.ts'
import { type HolderGroup, type HolderQuestion, isKnown, judgeAll } from './holders.ts'
import { identityOf, shortIdentityOf } from './identity.ts'
import { outsideHolders } from './outside-holders.ts'
import { outOfScopeNotes } from './sentence.ts'
import { conditionText, words } from './words.ts'

/* ------------------------------------------------------------------ the answer */

export function whoCan(input: HolderQuestion): WhoCanAnswer {
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
  const gaps = gapsOver(
    world,
    groups.flatMap(({ assessment }) => assessment.gaps),
  )
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

/** Groups come by signature; the order of the world is by account and name. */
interface Row<T> {
  readonly index: number
  readonly row: T
}

const inOrder = <T>(rows: Row<T>[]): readonly T[] => rows.sort((a, b) => a.index - b.index).map(({ row }) => row)

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
