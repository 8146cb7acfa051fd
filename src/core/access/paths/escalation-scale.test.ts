/** What is kept and how it is told where there are many: in counts, since times are the machine's. */
import { describe, expect, it } from 'vitest'
import { admin, arnHere, escalationWorld, here } from '../../../../test/fakes/escalation-world.ts'
import { allow, policy, role, user } from '../../../../test/fakes/inventory.ts'
import { createAdminAnswers } from '../administrators.ts'
import { createReach } from '../reach.ts'
import type { EscalationEdge } from './escalation-edge.ts'
import { createEscalationSource } from './escalation-edges.ts'
import { administratorId } from './nodes.ts'

/** May give any of these users a password, all of which may give themselves everything. */
const managed = (count: number) => [
  user(here, 'app', { inline: policy(allow('iam:CreateLoginProfile')) }),
  ...Array.from({ length: count }, (_, n) =>
    user(here, `u${n}`, { inline: policy(allow('iam:PutUserPolicy', arnHere(`user/u${n}`))) }),
  ),
]
const app = arnHere('user/app')

describe('targets of one path', () => {
  it('are all listed up to twenty', () => {
    const own = escalationWorld(managed(20)).escalating.get(app)
    expect(own?.escalatesTo.map(({ path }) => path)).toEqual(Array.from({ length: 20 }, () => 'iam-004'))
    expect(own?.escalatesToMore).toBeUndefined()
  })

  it('are counted beyond', () => {
    const own = escalationWorld(managed(33)).escalating.get(app)
    expect(own?.escalatesTo).toHaveLength(20)
    expect(own?.escalatesToMore).toBe(13)
  })

  it('are those who are administrators already, before those that lead on', () => {
    const boss = user(here, 'zoe', { inline: policy(allow('*')) })
    const own = escalationWorld([...managed(33), boss]).escalating.get(app)
    expect(own?.escalatesTo[0]?.target).toBe(boss.arn)
    expect(own?.escalatesToMore).toBe(14)
  })

  it('do not push out those of another path', () => {
    const objects = [
      ...managed(33).slice(1),
      user(here, 'app', { inline: policy(allow(['iam:CreateLoginProfile', 'iam:CreateAccessKey'])) }),
    ]
    const own = escalationWorld(objects).escalating.get(app)
    expect(Map.groupBy(own?.escalatesTo ?? [], ({ path }) => path).get('iam-004')).toHaveLength(20)
    expect(Map.groupBy(own?.escalatesTo ?? [], ({ path }) => path).get('iam-002')).toHaveLength(20)
    expect(own?.escalatesToMore).toBe(26)
  })
})

describe('the edges of an account', () => {
  const objects = [
    admin(),
    ...Array.from({ length: 12 }, (_, n) =>
      role(here, `r${n}`, { inline: policy(allow(['iam:PutRolePolicy', 'iam:UpdateAssumeRolePolicy'])) }),
    ),
  ]

  it('come a principal at a time, so that nobody waits long', () => {
    const { world, nodes, source } = escalationWorld(objects)
    const end = nodes.of(administratorId(here))
    const fresh = createEscalationSource({ world, reach: createReach(world), adminOf: createAdminAnswers(world) })
    const parts = [...fresh.parts(end)]
    const ofOneActor = parts.filter((part) => new Set(part.map(({ from }) => from)).size <= 1)
    const overOneTarget = parts.filter((part) => new Set(part.map(({ target }) => target)).size <= 1)
    expect(new Set([...ofOneActor, ...overOneTarget]).size).toBe(parts.length)
    // What each makes of itself, what others make of each, and Identity Center.
    expect(parts).toHaveLength(2 * world.principals.length + 1)
    const told = ({ from, path, to, target }: EscalationEdge): string => [from, path, to, target].join(' ')
    expect(parts.flat().map(told)).toEqual(source.into(end).map(told))
    expect(parts.flat().length).toBeGreaterThan(100)
  })

  it('are found once: paths go over those that the tables were made of', () => {
    const { source, nodes } = escalationWorld(objects)
    const [first] = source.into(nodes.of(administratorId(here)))
    expect(first).toBeDefined()
    expect(source.into(nodes.of(administratorId(here)))[0]).toBe(first)
  })
})
