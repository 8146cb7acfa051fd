/** Where the access of a principal comes from, as columns: who, through which group, by which policy, and what no other policy grants. Pure. */
import type { HeldPolicy, PrincipalDetail } from '../../api/schema.ts'
import { principalIcon } from '../../parts/icon.tsx'
import { counted, figure } from '../../parts/verdict.tsx'
import type { ColumnPlan, Graph, Item, Link } from '../identities/columns.ts'
import { policyKindWords } from './policy-words.ts'

export const sourceColumns: readonly ColumnPlan[] = [
  { id: 'who', name: 'Who', plural: 'principals', shape: 'pill', width: 150, room: 1 },
  { id: 'group', name: 'Through group', plural: 'groups', shape: 'pill', width: 140, room: 6 },
  { id: 'policy', name: 'Policy', plural: 'policies', shape: 'rounded', width: 216, room: 10 },
  { id: 'service', name: 'Only it grants', plural: 'services', shape: 'end', width: 160, room: 10 },
]

/** `nameOf`: how a service is called. A policy that comes through a group and by itself is drawn once for each way. */
export function sourcesOf(
  one: Pick<PrincipalDetail, 'name' | 'type' | 'usage'>,
  granting: readonly HeldPolicy[],
  nameOf: (service: string) => string,
): Graph {
  const used = new Set(one.usage.services.map(({ service }) => service))
  const items = new Map<string, Item>()
  const links: Link[] = []
  const add = (item: Item): string => {
    items.set(item.key, items.get(item.key) ?? item)
    return item.key
  }
  const who = add({ key: 'who', column: 'who', label: one.name, icon: principalIcon[one.type], weight: 1 })
  for (const [at, policy] of granting.entries()) {
    const { group, share } = policy
    const held = add({ ...policyItem(policy, at), weight: share?.actions ?? 0 })
    const holder = group === undefined ? who : add(groupItem(group))
    if (holder !== who) links.push({ from: who, to: holder, look: 'plain' })
    links.push({ from: holder, to: held, look: share === undefined ? 'unknown' : 'plain' })
    for (const service of share?.lostServices ?? []) {
      const isUsed = used.has(service)
      const below = isUsed ? 'in use' : undefined
      const item = {
        column: 'service',
        label: nameOf(service),
        below,
        icon: 'service',
        weight: Number(isUsed),
      } as const
      links.push({ from: held, to: add({ key: `service ${service}`, ...item }), look: 'plain' })
    }
  }
  return { items: [...items.values()], links }
}

const groupItem = (name: string): Item => ({
  key: `group ${name}`,
  column: 'group',
  label: name,
  below: 'IAM group',
  icon: 'people',
  weight: 1,
})

const policyItem = ({ ref, name, kind, share }: HeldPolicy, at: number): Omit<Item, 'weight'> => ({
  key: `policy ${at}`,
  column: 'policy',
  label: name,
  below: share === undefined ? 'not read' : grantWords(share, policyKindWords[kind]),
  icon: 'audit',
  ...(share === undefined && { unread: true }),
  page: { of: 'policy', ref },
})

/** `95 actions, 12 alone`; of one that grants nothing within the guardrails what it is. */
const grantWords = ({ actions, lost }: NonNullable<HeldPolicy['share']>, kind: string): string =>
  actions === 0
    ? `${kind}, grants nothing`
    : `${counted(actions, 'action')}${lost === 0 ? '' : `, ${figure(lost)} alone`}`
