/** Who is no administrator and can become one. */
import { nameOf } from '../access/sentence.ts'
import type { Steps } from '../access/stepwise.ts'
import type { CompiledPrincipal, World } from '../access/world.ts'
import type { Found, InsightContext, Way } from './insight.ts'
import { principalSubject } from './subject.ts'
import { words } from './words.ts'

export function* escalationInsights({ world, ways }: InsightContext): Steps<readonly Found[]> {
  const found: Found[] = []
  for (const arn of ways.starts) {
    yield
    const one = world.principalByArn.get(arn)
    const way = ways.of(arn)
    if (one && way) found.push(escalates(world, one, way))
  }
  return found
}

function escalates(world: World, one: CompiledPrincipal, way: Way): Found {
  const { arn, name, type, people } = one.principal
  const administered = accountOf(way.last)
  const own = nameOf(world, one)
  return {
    rule: 'escalates-to-admin',
    severity: 'high',
    // Fewer steps first; of as many the one that more people hold.
    rank: way.steps * 1_000 - Math.min(people.length, 999),
    group: `${type} ${name} ${way.over.map(({ principal }) => principal.name).join(' ')}`,
    subject: principalSubject(one),
    sentence:
      people.length > 0
        ? words.peopleEscalate(people.length, own, administered, way.steps)
        : words.escalates(own, administered, way.steps),
    names: [name, administered],
    why: words.way(name, namesOver(way, one.principal.account), administered, way.grantsItself),
    question: { ask: 'paths', from: arn, to: 'admin' },
  }
}

/** With the account where that is another one than before. */
export function namesOver({ over }: Way, from: string): readonly string[] {
  let account = from
  return over.map((one) => {
    const { name, account: own } = one.principal
    const isElsewhere = own !== account
    account = own
    return isElsewhere ? words.inAccount(name, accountOf(one)) : name
  })
}

export const accountOf = ({ account: { account } }: CompiledPrincipal): string => account.name ?? account.id
