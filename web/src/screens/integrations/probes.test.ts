import { expect, test } from 'vitest'
import type { AccountTarget, Probe } from '../../api/schema.ts'
import { missingStatement, probeColumns, probeMark } from './probes.ts'

const probe = (capability: string, result: Probe['result'], facts: Partial<Probe> = {}): Probe => ({
  capability,
  result,
  checkedAt: '2026-05-12T10:26:00Z',
  ...facts,
})
const target = (probes: Probe[], state: AccountTarget['state'] = 'ready'): AccountTarget => ({
  accountId: '111122223333',
  name: 'root',
  state,
  reason: null,
  probes,
})

test('resources of every service stand in one column, and one refusal shows', () => {
  const one = target([
    probe('role', 'ok'),
    probe('resources:s3', 'ok'),
    probe('resources:kms', 'denied', { action: 'kms:ListKeys' }),
  ])
  expect(probeColumns([one]).map((column) => column.key)).toEqual(['role', 'resources'])
  expect(probeMark(one, 'resources')).toBe('refused')
  expect(probeMark(one, 'role')).toBe('ok')
})

test('an account nobody has tried waits; a capability that does not apply there is none', () => {
  expect(probeMark(target([], 'pending'), 'role')).toBe('waiting')
  expect(probeMark(target([], 'ready'), 'role')).toBe('ok')
  expect(probeMark(target([], 'not_trusted'), 'role')).toBe('refused')
  expect(probeMark(target([], 'ready'), 'identities')).toBe('waiting')
  expect(probeMark(target([probe('organization', 'not_applicable')]), 'organization')).toBe('none')
  expect(probeMark(target([probe('role', 'ok')]), 'organization')).toBe('none')
})

test('what is missing becomes one statement', () => {
  const probes = [
    probe('a', 'denied', { action: 'sso:ListInstances' }),
    probe('b', 'denied', { action: 'kms:ListKeys' }),
  ]
  expect(missingStatement(probes)).toEqual({
    Effect: 'Allow',
    Action: ['kms:ListKeys', 'sso:ListInstances'],
    Resource: '*',
  })
  expect(missingStatement([probe('role', 'failed')])).toBeUndefined()
})
