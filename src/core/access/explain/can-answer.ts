/** One answer with its whole explanation (policy-engine.md 5.2). */
import type { Residual } from '../../evaluate/types.ts'
import type { CanAnswer, OpenTest } from '../answers.ts'
import type { GivenContext } from '../context.ts'
import { needsOf } from '../needs.ts'
import type { Question } from '../question.ts'
import { readingsOf } from '../readings.ts'
import { ownNameOf, resourceName } from '../resource-name.ts'
import { nameOf, notesOf, sentenceOf } from '../sentence.ts'
import { conditionText, words } from '../words.ts'
import { waysOut } from './fixes.ts'
import { ladderOf } from './ladder.ts'
import { nearestAllow } from './near-allow.ts'
import { nearestMiss } from './nearest-miss.ts'
import { type Explained, reasonsOf } from './reasons.ts'
import { trialOf } from './trial.ts'
import { carrierName, type Named } from './words.ts'
import { wouldChange } from './would-change.ts'

export function canAnswerOf(explained: Explained, given: GivenContext): CanAnswer {
  const { world, one, question, assessment } = explained
  const { asRead, answer } = assessment
  const steps = ladderOf(explained)
  const ownName = ownNameOf(world, question.resource)
  const condition = answer === 'Conditional' || asRead.decision === 'Conditional' ? asRead.condition : undefined
  const alsoNeeded = needsOf(explained, given)
  return {
    principal: one.principal.arn,
    action: question.action,
    resource: question.resource,
    ...(ownName !== undefined && { resourceName: ownName }),
    decision: answer,
    ...(answer === 'Unknown' && { asRead: asRead.decision }),
    ...(condition && { condition, conditionText: conditionText(condition) }),
    openTests: condition ? openTestsOf(condition) : [],
    sentence: sentenceOf(explained, steps),
    notes: notesOf(explained),
    reasons: reasonsOf(explained, asRead.decidedBy),
    steps,
    ...changesOf(explained, given),
    alsoNeeded,
    flags: asRead.flags.filter((flag) => flag !== 'notCollected:kmsGrants' || !grantsRead(question)),
    gaps: assessment.gaps,
    ...readingsOf(
      world,
      one,
      question,
      alsoNeeded.map((need) => need.resource),
    ),
    at: world.snapshot.at,
    snapshot: world.snapshot.id,
  }
}

const grantsRead = ({ resourcePolicy: { grants } }: Question): boolean => grants?.reading.state === 'read'

/** What stands in the way, and what would change it. Of what is not known nothing is said. */
function changesOf(explained: Explained, given: GivenContext): Pick<CanAnswer, 'nearestMiss' | 'wouldChange'> {
  const { answer } = explained.assessment
  const trial = trialOf(explained, given)
  const named = namedIn(explained)
  const tried = { explained, trial, given, named }
  if (answer !== 'ExplicitlyDenied' && answer !== 'ImplicitlyDenied')
    return { wouldChange: wouldChange(tried, [], undefined) }
  const ways = waysOut(explained, trial)
  const near = ways[0] && nearestAllow(explained, trial, ways[0])
  return { nearestMiss: nearestMiss(explained, ways, near, named), wouldChange: wouldChange(tried, ways, near) }
}

function namedIn({ world, one, question: { action, resource } }: Explained): Named {
  return {
    who: nameOf(world, one).replace(/^The root/, 'the root'),
    what: words.what(action, resourceName(world, resource)),
    resource,
    carrier: carrierName(world, resource),
  }
}

/** Of a condition that was cut short only the keys are known; nobody can fill those in. */
function openTestsOf(condition: Residual): readonly OpenTest[] {
  const tests = new Map<string, OpenTest>()
  const visit = (part: Residual): void => {
    if ('all' in part) part.all.forEach(visit)
    else if ('any' in part) part.any.forEach(visit)
    else if ('not' in part) visit(part.not)
    else if (part.op !== 'DependsOn' && part.op !== 'PatternMatches') {
      const text = conditionText(part)
      tests.set(text, { text, test: part })
    }
  }
  visit(condition)
  return [...tests.values()]
}
