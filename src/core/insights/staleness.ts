/** Power that nobody uses. */
import { nameOf } from '../access/sentence.ts'
import type { Steps } from '../access/stepwise.ts'
import type { Found, InsightContext } from './insight.ts'
import { principalSubject } from './subject.ts'
import { ageWords, daysBetween, words } from './words.ts'

/** findings.md §4, `unused-admin`. */
const unusedDays = 90
const lookedAtOnce = 100

/** Where it is not known when somebody acted last, nothing is said; root users are there to be unused. */
export function* stalenessInsights({ world, adminOf }: InsightContext): Steps<readonly Found[]> {
  const { at } = world.snapshot
  const found: Found[] = []
  for (const one of world.principals) {
    if (one.index % lookedAtOnce === 0) yield
    const { arn, name, type, lastUsed } = one.principal
    if (type === 'root' || type === 'service-linked-role' || lastUsed === undefined) continue
    const days = daysBetween(lastUsed, at)
    if (days <= unusedDays || adminOf(one) !== 'yes') continue
    found.push({
      rule: 'unused-admin',
      severity: 'high',
      rank: -days,
      group: `${type} ${name}`,
      subject: principalSubject(one),
      sentence: words.unusedAdmin(nameOf(world, one), ageWords(lastUsed, at)),
      names: [name],
      why: words.unusedAdminWhy,
      question: { ask: 'principal', arn },
    })
  }
  return found
}
