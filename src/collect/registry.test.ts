/** What the collectors declare, held against AWS's own lists: the actions there are, and the managed policies that bring them. */
import { expect, test } from 'vitest'
import { loadCatalogue } from '../catalog/read.ts'
import { createPolicyEngine } from '../core/evaluate/engine.ts'
import { awsManaged, awsManagedPolicies } from '../sandbox/world/managed-policies.ts'
import { capabilities } from './registry.ts'

const catalogue = loadCatalogue()
const engine = createPolicyEngine(catalogue)
const reads = capabilities.flatMap(({ reads: declared }) => declared)

const brings = (policy: string, action: string): boolean => {
  const parsed = engine.parse(awsManagedPolicies.get(awsManaged(policy))?.versions[0]?.document ?? null, 'identity')
  if (!parsed.ok) throw new Error(`${policy} does not parse`)
  const principal = 'arn:aws:iam::111122223333:role/reader'
  const context = { get: () => 'absent' as const }
  const { decision } = engine.evaluate({ principal, action, resource: '*', context }, { identity: [parsed.value] })
  return decision === 'Allowed'
}

test('every action exists', () => {
  expect(reads.length).toBeGreaterThan(80)
  expect(reads.map(({ action }) => action).filter((action) => catalogue.actionId(action) < 0)).toEqual([])
})

test('a managed policy brings what it is said to bring; what none brings is optional', () => {
  const missing = reads.filter(({ action, attach }) => attach !== undefined && !brings(attach, action))
  expect(missing).toEqual([])
  const alone = reads.filter(({ attach }) => attach === undefined)
  expect(alone.filter(({ optional }) => !optional)).toEqual([])
  const policies = ['SecurityAudit', 'AWSSSOReadOnly', 'AWSSSODirectoryReadOnly']
  expect(alone.filter(({ action }) => policies.some((policy) => brings(policy, action)))).toEqual([])
  expect(alone.length).toBeGreaterThan(3)
})

test('no collector declares an action twice', () => {
  for (const { type, reads: declared } of capabilities) {
    const actions = declared.map(({ action }) => action)
    expect([type, ...actions]).toEqual([type, ...new Set(actions)])
  }
})
