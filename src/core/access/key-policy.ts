/**
 * The policy on a KMS key together with the key's grants. A grant allows as a statement of the key policy would that names its
 * grantee, so both are one document to the engine; whoever asks for a statement gets the document it came from.
 */
import { isJsonObject } from '../inventory/content-key.ts'
import type { Json } from '../inventory/objects.ts'
import type { KeyGrants, PolicyEntry, SnapshotResource } from '../inventory/snapshot.ts'
import { policyObject, statementsOf } from './policy-facts.ts'

/** The key policy with the grants behind its statements; the policy itself where there are no grants. */
export function keyPolicyWithGrants({ policyEntry, grants }: SnapshotResource): PolicyEntry | undefined {
  const granted = grants?.entry
  if (!policyEntry || !granted) return policyEntry ?? granted
  const root = policyObject(policyEntry.document ?? null)
  // What is no policy is reported where it is compiled.
  if (!root) return policyEntry
  return { ...policyEntry, document: { ...root, Statement: [...statementsOf(root), ...statementsIn(granted)] } }
}

const statementsIn = ({ document }: PolicyEntry) => statementsOf(policyObject(document ?? null))

/** Which document a statement of the joined one stands in, and where. */
export function originIn(
  joined: PolicyEntry,
  grants: KeyGrants | undefined,
  statement: number,
): { readonly entry: PolicyEntry; readonly statement: number } {
  const granted = grants?.entry
  if (!granted || granted === joined) return { entry: joined, statement }
  const own = statementsIn(joined).length - statementsIn(granted).length
  return statement < own ? { entry: joined, statement } : { entry: granted, statement: statement - own }
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
