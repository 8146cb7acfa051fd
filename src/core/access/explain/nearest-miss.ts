/** Of a denial: what alone stands in the way, or the fewest things that do, in one sentence. */
import { mayHavePolicy } from '../question.ts'
import { whyNoPolicyCan } from '../sentence.ts'
import type { Way } from './fixes.ts'
import type { NearAllow } from './near-allow.ts'
import type { Explained } from './reasons.ts'
import * as say from './words.ts'

export function nearestMiss(
  explained: Explained,
  [way]: readonly Way[],
  near: NearAllow | undefined,
  named: say.Named,
): string {
  if (!way) return say.noPolicyHelps(whyNothingHelps(explained, named))
  const nearest = near && say.nearText(subjectOf(near), near.missed, named)
  return say.nearestText(way.outcome.answer, way.fixes, nearest, named)
}

function whyNothingHelps({ question, assessment }: Explained, named: say.Named): string {
  const { flags, missing } = assessment.asRead
  const beyond = whyNoPolicyCan(flags)
  if (beyond !== undefined) return beyond
  return missing.includes('resource') && !mayHavePolicy(question)
    ? say.carriesNoPolicy(named.resource)
    : say.nothingTurns
}

/** A layer that is one policy was named just before. */
function subjectOf({ layer, entry, level, statement, sid }: NearAllow): string {
  const name = say.statementName(statement, sid)
  if (layer === 'resource' || layer === 'permissionsBoundary') return `its ${name}`
  return `${say.policyName(layer, entry.name, level)}, ${name},`
}
