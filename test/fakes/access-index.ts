/** An index over inventory objects, and its questions without the ceremony of results. */
import { loadCatalogue } from '../../src/catalog/read.ts'
import type { CanAnswer, WhoCanAnswer } from '../../src/core/access/answers.ts'
import { type AccessIndex, buildIndex, type CanQuestion } from '../../src/core/access/build-index.ts'
import { createPolicyEngine } from '../../src/core/evaluate/engine.ts'
import { assemble } from '../../src/core/inventory/assemble.ts'
import type { CoverageCell } from '../../src/core/inventory/coverage.ts'
import type { InventoryObject } from '../../src/core/inventory/objects.ts'
import { cell, readAt } from './inventory.ts'

const catalogue = loadCatalogue()
const engine = createPolicyEngine(catalogue)

export const indexOf = (objects: readonly InventoryObject[], cells: readonly CoverageCell[]): AccessIndex =>
  buildIndex(assemble({ id: 'snap', at: readAt, objects, cells }), catalogue, engine)

export function can(
  index: AccessIndex,
  principal: string,
  action: string,
  resource?: string,
  context?: CanQuestion['context'],
): CanAnswer {
  const result = index.canI({
    principal,
    action,
    ...(resource !== undefined && { resource }),
    ...(context && { context }),
  })
  if (!result.ok) throw new Error(result.error.message)
  return result.value
}

export function who(index: AccessIndex, action: string, resource?: string): WhoCanAnswer {
  const result = index.whoCan({ action, ...(resource !== undefined && { resource }) })
  if (!result.ok) throw new Error(result.error.message)
  return result.value
}

export const holders = (answer: WhoCanAnswer): readonly string[] =>
  answer.principals.map((one) => `${one.name} ${one.decision}`)

/** Everything of these accounts was read. */
export const wholly = (...accounts: readonly string[]): CoverageCell[] =>
  accounts.flatMap((id) => (['iam', 's3', 'kms', 'organization'] as const).map((type) => cell(id, type)))
