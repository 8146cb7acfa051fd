/** Paths over two accounts, `main` and `lake`, in a few words. */
import type { AccessIndex } from '../../src/core/access/build-index.ts'
import type { PathsAnswer, PathsQuestion } from '../../src/core/access/paths/path-answer.ts'
import type { AccessFault } from '../../src/core/access/question.ts'
import type { InventoryObject } from '../../src/core/inventory/objects.ts'
import { indexOf, wholly } from './access-index.ts'
import { account, allow, cell, policy } from './inventory.ts'

export const main = '111111111111'
export const lake = '222222222222'
const accounts = [account(main, 'main', null), account(lake, 'lake', null)]

export const rootOf = (id: string): string => `arn:aws:iam::${id}:root`
export const roleOf = (id: string, name: string): string => `arn:aws:iam::${id}:role/${name}`
export const assume = (...roles: readonly string[]) => allow('sts:AssumeRole', [...roles])
export const administrator = policy(allow('*'))

/** Everything that such a world may have was read. */
export const made = (...objects: readonly InventoryObject[]): AccessIndex =>
  indexOf([...accounts, ...objects], [...wholly(main, lake), cell(main, 'identity_center'), cell(main, 'lambda')])

export function paths(index: AccessIndex, question: PathsQuestion): PathsAnswer {
  const answer = index.paths(question)
  if (!answer.ok) throw new Error(`${answer.error.code}: ${answer.error.message} ${answer.error.suggestions.join(' ')}`)
  return answer.value
}

export function fault(index: AccessIndex, question: PathsQuestion): AccessFault | undefined {
  const answer = index.paths(question)
  return answer.ok ? undefined : answer.error
}

/** `ada > assumes one > is administrator of lake` */
export const routes = (answer: PathsAnswer): readonly string[] =>
  answer.paths.map(({ from, steps }) => [from.name, ...steps.map((step) => `${step.kind} ${step.to.name}`)].join(' > '))
