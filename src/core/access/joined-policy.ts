/**
 * What several documents say on one resource, as one policy to the engine: the policy of a repository with the registry's, a key
 * policy with the key's grants (each allows as a statement would that names its grantee). Whoever asks for a statement gets the
 * document it came from.
 */
import { isJsonObject } from '../inventory/content-key.ts'
import type { Json } from '../inventory/objects.ts'
import type { KeyGrants, PolicyEntry, SnapshotResource } from '../inventory/snapshot.ts'
import { policyObject, statementsOf } from './policy-facts.ts'

export const policyWithOthers = (resource: SnapshotResource): PolicyEntry | undefined =>
  joined([...(resource.policyEntry ? [resource.policyEntry] : []), ...othersOf(resource)])

/** The documents behind the resource's own, in the order in which they are joined. */
export const othersOf = ({ beside, grants }: Pick<SnapshotResource, 'beside' | 'grants'>): readonly PolicyEntry[] => [
  ...(beside ?? []),
  ...(grants?.entry ? [grants.entry] : []),
]

/** The statements of the others behind those of the first. */
export function joined(entries: readonly PolicyEntry[]): PolicyEntry | undefined {
  const [first, ...others] = entries
  if (!first || others.length === 0) return first
  const root = policyObject(first.document ?? null)
  // What is no policy is reported where it is compiled.
  if (!root) return first
  return { ...first, document: { ...root, Statement: [...statementsOf(root), ...others.flatMap(statementsIn)] } }
}

const statementsIn = ({ document }: PolicyEntry) => statementsOf(policyObject(document ?? null))

/** Which document a statement of the joined one stands in, and where. `others`: those behind the resource's own. */
export function originIn(
  whole: PolicyEntry,
  others: readonly PolicyEntry[],
  statement: number,
): { readonly entry: PolicyEntry; readonly statement: number } {
  // A resource without a policy of its own: the first of the others is what the rest was joined to.
  const behind = others[0]?.ref === whole.ref ? others.slice(1) : others
  let place = statement - (statementsIn(whole).length - behind.flatMap(statementsIn).length)
  if (place < 0 || behind.length === 0) return { entry: others[0]?.ref === whole.ref ? others[0] : whole, statement }
  for (const entry of behind) {
    const { length } = statementsIn(entry)
    if (place < length) return { entry, statement: place }
    place -= length
  }
  return { entry: whole, statement }
}

/** The grants to a principal, as an identity policy. */
export function grantedTo({ entry }: KeyGrants, isGrantee: (name: string) => boolean): Json | undefined {
  const statements = entry ? statementsIn(entry) : []
  const own = statements.flatMap(({ Principal: principal, ...rest }) => {
    const named = isJsonObject(principal) ? principal['AWS'] : undefined
    return Array.isArray(named) && named.some((name) => typeof name === 'string' && isGrantee(name)) ? [rest] : []
  })
  return own.length === 0 ? undefined : { Version: '2012-10-17', Statement: own }
}
