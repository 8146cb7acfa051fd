import { describe, expect, it } from 'vitest'
import { escalationWorld, here } from '../../../../test/fakes/escalation-world.ts'
import { allow, deny, policy, user } from '../../../../test/fakes/inventory.ts'
import { createBound } from './escalation-bound.ts'
import type { PathDecision } from './path-answer.ts'

const { world } = escalationWorld(['ada', 'bob', 'eve'].map((name) => user(here, name)))
const arnOf = (name: string): string => `arn:aws:iam::${here}:user/${name}`
const edges = (name: string, count: number, decision: PathDecision = 'Allowed', target?: string) =>
  Array.from({ length: count }, () => ({
    from: arnOf(name),
    decision,
    ...(target !== undefined && { target: arnOf(target) }),
  }))
const wantedOf = (bound: ReturnType<typeof createBound>) =>
  Array.from(world.principals).flatMap((one) => {
    const { type, name } = one.principal
    return type === 'user' && (bound.wanted()?.(one) ?? true) ? [name] : []
  })

describe('a bound on edges', () => {
  it('leaves nobody out of an account of ordinary size', () => {
    const bound = createBound(world)
    expect(bound.add(edges('ada', 99_999))).toHaveLength(99_999)
    expect(bound.wanted()).toBeUndefined()
  })

  it('leaves out who has twenty certain ones, two hundred of any kind, or needs nobody else', () => {
    const bound = createBound(world)
    bound.add([...edges('ada', 19), ...edges('bob', 199, 'Unknown'), ...edges('eve', 1, 'Allowed', 'eve')])
    bound.add(edges('root', 100_000))
    expect(wantedOf(bound)).toEqual(['ada', 'bob'])
    bound.add(edges('ada', 1))
    expect(wantedOf(bound)).toEqual(['bob'])
    bound.add(edges('bob', 1, 'Conditional'))
    expect(wantedOf(bound)).toEqual([])
    expect(bound.add([...edges('ada', 3), ...edges('new', 2)])).toHaveLength(2)
  })
})

it('an account in which everybody can take over everybody is answered, each with what it can make of itself', () => {
  const count = 200
  // Policies differ, so that nobody stands for another one.
  const objects = Array.from({ length: count }, (_, n) =>
    user(here, `u${n}`, {
      inline: policy(
        allow('iam:*'),
        deny('iam:CreateServiceLinkedRole'),
        allow('s3:GetObject', `arn:aws:s3:::b${n}/*`),
      ),
    }),
  )
  const { found } = escalationWorld(objects)
  expect(found.size).toBe(count)
  for (const [arn, list] of found) expect(list).toContainEqual({ path: 'iam-007', target: arn, decision: 'Allowed' })
  expect([...found.values()].flat().length).toBeLessThan(100_000 + count * count)
}, 30_000)
