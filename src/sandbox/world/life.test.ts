import { describe, expect, test } from 'vitest'
import { createLater } from '../clock.ts'
import { world } from './generate.ts'
import { beginLife, life } from './life.ts'
import type { World } from './model.ts'

const start = new Date('2026-05-12T10:30:00Z')
const minute = 60_000
const made = () => world({ seed: 'larkfield', gaps: false, start })
const at = (minutes: number): number => start.getTime() + minutes * minute

/** Everything that a reading could see of what the script is about. */
function stateOf({ organization, accounts, identityCenter }: World): string {
  const seen = [...accounts.ids()].map((id) => {
    const state = accounts.get(id)
    return [id, state?.iam, state?.s3]
  })
  return JSON.stringify([seen, organization.policies, identityCenter.memberships], (_, value: unknown) => {
    if (value instanceof Map) return [...value]
    return value instanceof Set ? [...value].sort() : value
  })
}

describe('life at Larkfield', () => {
  test('nothing happens in the first two minutes, and then each thing changes something', () => {
    const [lived, later] = [made(), createLater()]
    beginLife(lived, later)
    let before = stateOf(lived)
    later.settle(at(2))
    expect(stateOf(lived)).toBe(before)
    expect(life.length).toBeGreaterThanOrEqual(8)
    for (const happening of life) {
      later.settle(at(happening.after) - 1)
      expect(stateOf(lived), `before: ${happening.says}`).toBe(before)
      later.settle(at(happening.after))
      const now = stateOf(lived)
      expect(now, happening.says).not.toBe(before)
      before = now
    }
  })

  test('whoever comes late finds the same as whoever watched', () => {
    const [watched, late] = [made(), made()]
    const [step, once] = [createLater(), createLater()]
    beginLife(watched, step)
    beginLife(late, once)
    for (let minutes = 0; minutes <= 40; minutes += 1) step.settle(at(minutes))
    once.settle(at(60 * 24))
    expect(stateOf(late)).toBe(stateOf(watched))
  })

  test('the guardrail hangs again, and nobody stays administrator who became it', () => {
    const [lived, later, untouched] = [made(), createLater(), made()]
    beginLife(lived, later)
    later.settle(at(60))
    const guardrail = ({ organization }: World) =>
      [...organization.policies.values()].find(({ name }) => name === 'SandboxLimits')?.targets
    expect(guardrail(lived)).toEqual(guardrail(untouched))
    const administrators = ({ accounts }: World): number =>
      [...accounts.ids()].reduce((sum, id) => {
        const roles = [...(accounts.get(id)?.iam.roles.values() ?? [])]
        return (
          sum + roles.filter((role) => role.attachedPolicies.some((arn) => arn.endsWith('/AdministratorAccess'))).length
        )
      }, 0)
    expect(administrators(lived)).toBe(administrators(untouched))
    expect(administrators(lived)).toBeGreaterThan(0)
  })

  test('a world without these accounts lives too', () => {
    const tiny = world({ seed: 'other', size: 'tiny', start })
    const later = createLater()
    beginLife(tiny, later)
    expect(() => later.settle(at(60))).not.toThrow()
  })
})
