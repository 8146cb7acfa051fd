/** Who reaches a resource, by kind of principal and kind of access. Pure, tested beside. */
import type { Reacher } from '../../api/schema.ts'
import type { AccessLevel, PrincipalType } from '../../api/types.ts'
import type { HeatCell, HeatRow } from '../../parts/heat-map.tsx'
import { counted, figure } from '../../parts/verdict.tsx'

/** Who is farthest away comes first. */
const kinds: readonly (readonly [PrincipalType, string])[] = [
  ['anonymous', 'Anybody'],
  ['external', 'Outside what was read'],
  ['service', 'AWS services'],
  ['permission-set-role', 'Identity Center'],
  ['user', 'IAM users'],
  ['role', 'Roles'],
  ['service-linked-role', 'Service-linked roles'],
  ['root', 'Account roots'],
]

export const kindNames = new Map<string, string>(kinds)

/** In how many principals one shade ends and the next begins. */
const amounts = [5, 20] as const

function cellOf(all: readonly Reacher[], level: AccessLevel): HeatCell {
  const sure = all.filter(({ allowed }) => allowed[level] > 0).length
  const open = all.filter(({ allowed, conditional }) => allowed[level] === 0 && conditional[level] > 0).length
  const many = sure + open
  if (many === 0) return { fill: 'none', text: '·', says: 'nobody' }
  return {
    fill: many < amounts[0] ? 1 : many < amounts[1] ? 2 : 3,
    ...(sure > 0 && { strong: figure(sure) }),
    text: open > 0 ? `+${figure(open)}` : '',
    says: [
      sure > 0 ? counted(sure, 'principal') : '',
      open > 0 ? `${counted(open, 'principal')} under a condition` : '',
    ]
      .filter((part) => part !== '')
      .join(' and '),
  }
}

export function reachRows(principals: readonly Reacher[], levels: readonly AccessLevel[]): readonly HeatRow[] {
  const byKind = Map.groupBy(principals, ({ type }) => type)
  return kinds.flatMap(([type, name]) => {
    const all = byKind.get(type)
    if (all === undefined) return []
    return [{ key: type, name, cells: levels.map((level) => cellOf(all, level)), last: figure(all.length) }]
  })
}

export const reachKeys = [
  { fills: [1], says: `under ${amounts[0]} principals` },
  { fills: [2], says: `under ${amounts[1]}` },
  { fills: [3], says: 'more; “+” under a condition' },
  { fills: ['none'], says: 'nobody' },
] as const
