/**
 * Actions that a set of policies cannot tell apart: of one service, matched by the same statements, with the same presence of
 * the tested condition keys. One evaluation decides for a class, so all 22,000 actions cost a few hundred evaluations.
 */
import type { Catalogue } from '../catalogue.ts'
import type { PolicyFacts, StatementFacts } from './policy-facts.ts'

/** Actions with rules of their own (policy-engine.md 2.3, 2.8, 2.10, 2.11, 2.12) stand alone. */
const singular: ReadonlySet<string> = new Set([
  's3:listallmybuckets',
  's3:getbucketpolicy',
  's3:putbucketpolicy',
  's3:deletebucketpolicy',
  'sts:getcalleridentity',
  'sts:assumeroot',
  'kms:retiregrant',
  'iam:passrole',
])

/** Ids of the actions of each class, ascending; classes in the order of their first action. */
export function actionClasses(
  catalogue: Catalogue,
  facts: readonly PolicyFacts[],
  within?: { readonly from: number; readonly to: number },
): readonly (readonly number[])[] {
  const statements = facts.flatMap((policy) => policy.statements)
  const from = within?.from ?? 0
  const to = within?.to ?? catalogue.actionCount
  const vectors = matchVectors(catalogue, statements, from, to)
  const keys = [...new Set(statements.flatMap((statement) => [...statement.keys]))].sort()
  const classes = new Map<string, number[]>()
  for (let id = from; id < to; id += 1) {
    const action = catalogue.action(id)
    const lower = action.name.toLowerCase()
    const name = singular.has(lower) ? lower : action.service
    const wildcardOnly = action.resourceTypes.length === 0 ? '*' : ''
    const listed = keys.length === 0 ? '' : presence(action.conditionKeys, keys)
    const typed = keys.length === 0 ? '' : action.resourceTypes.map(({ type }) => type.name).join(',')
    const key = `${name}|${wildcardOnly}|${vectors[id - from]}|${listed}|${typed}`
    const members = classes.get(key)
    if (members) members.push(id)
    else classes.set(key, [id])
  }
  return [...classes.values()]
}

/** Per action a number that stands for the set of statements that speak of it. */
function matchVectors(
  catalogue: Catalogue,
  statements: readonly StatementFacts[],
  from: number,
  to: number,
): Uint32Array {
  let current = new Uint32Array(to - from)
  for (const statement of statements) {
    const spoken = new Uint8Array(to - from).fill(statement.notActions ? 1 : 0)
    for (const pattern of statement.actions) {
      for (const id of catalogue.expand(pattern))
        if (id >= from && id < to) spoken[id - from] = statement.notActions ? 0 : 1
    }
    // Numbering pairs of (vector so far, this statement) keeps equal numbers for equal sets, and only for them.
    const numbers = new Map<number, number>()
    const next = new Uint32Array(to - from)
    for (let at = 0; at < next.length; at += 1) {
      const pair = (current[at] ?? 0) * 2 + (spoken[at] ?? 0)
      const known = numbers.get(pair) ?? numbers.size
      numbers.set(pair, known)
      next[at] = known
    }
    current = next
  }
  return current
}

const presence = (listed: readonly string[], keys: readonly string[]): string => {
  const lower = listed.map((key) => key.toLowerCase().split(/\$\{|</)[0] ?? '')
  return keys.map((key) => (lower.some((prefix) => key.startsWith(prefix)) ? '1' : '0')).join('')
}
