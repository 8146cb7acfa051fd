import type { AccessPath } from '../../../api/schema.ts'
import { csvOf } from '../../../csv.ts'
import { stepWords } from './words.ts'

/** One row per path. */
export function pathsCsv(paths: readonly AccessPath[]): string {
  const head = [
    'decision',
    'from',
    'from_id',
    'from_account',
    'to',
    'to_id',
    'steps',
    'path_ids',
    'condition',
    'sentence',
  ]
  return csvOf([
    head,
    ...paths.map((path) => [
      path.decision,
      path.from.name,
      path.from.id,
      path.from.account ?? '',
      path.to.name,
      path.to.id,
      path.steps.map((step) => `${step.from.name} ${stepWords(step)} ${step.to.name}`).join(' > '),
      path.steps.flatMap((step) => step.path ?? []).join(' '),
      path.conditionText ?? '',
      path.sentence,
    ]),
  ])
}
