/** The answer of a what-if in the order in which people read it. Pure, tested beside. */
import type { AccessChange, ChangedPrincipal, DiffAnswer } from '../../../api/schema.ts'
import { csvOf } from '../../../csv.ts'

export type Direction = 'gained' | 'lost' | 'changed'

/** `widened` was conditional and no longer is; `narrowed` the reverse. */
const directionOf: Readonly<Record<AccessChange['change'], Direction>> = {
  gained: 'gained',
  widened: 'gained',
  lost: 'lost',
  narrowed: 'lost',
  changed: 'changed',
  unknown: 'changed',
}

export interface ChangedBy {
  readonly principal: ChangedPrincipal
  readonly changes: readonly AccessChange[]
}

export interface OutcomeGroup {
  readonly direction: Direction
  readonly principals: readonly ChangedBy[]
}

/** Of what nobody has done yet: losses are what breaks. */
const lossesFirst: readonly Direction[] = ['lost', 'gained', 'changed']

const wordsOf = (change: AccessChange): readonly string[] => [
  change.principal.name,
  change.principal.arn,
  change.principal.accountName ?? '',
  change.service,
  ...change.actions,
  ...change.resources,
]

/** By direction, then by principal in the order of the answer. */
export function outcomeGroups(
  answer: DiffAnswer,
  filter: string,
  order: readonly Direction[] = lossesFirst,
): readonly OutcomeGroup[] {
  const wanted = filter.trim().toLowerCase()
  const fits = (change: AccessChange) =>
    wanted === '' || wordsOf(change).some((word) => word.toLowerCase().includes(wanted))
  return order.flatMap((direction): OutcomeGroup[] => {
    const own = answer.changes.filter((change) => directionOf[change.change] === direction && fits(change))
    if (own.length === 0) return []
    const principals = [...Map.groupBy(own, (change) => change.principal.arn).values()].flatMap(
      (changes): ChangedBy[] => {
        const [first] = changes
        return first === undefined ? [] : [{ principal: first.principal, changes }]
      },
    )
    return [{ direction, principals }]
  })
}

export const outcomeCsv = (answer: DiffAnswer): string =>
  csvOf([
    [
      'change',
      'principal',
      'name',
      'account',
      'service',
      'action_count',
      'actions',
      'levels',
      'resources',
      'before',
      'after',
      'condition',
    ],
    ...answer.changes.map((change) => [
      change.change,
      change.principal.arn,
      change.principal.name,
      change.principal.account,
      change.service,
      String(change.actionCount),
      change.actions.join(' '),
      change.levels.join('; '),
      change.resources.join(' '),
      change.before,
      change.after,
      change.conditionText ?? '',
    ]),
  ])
