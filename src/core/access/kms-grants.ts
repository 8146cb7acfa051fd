/**
 * Grants of KMS keys allow without key policy and identity policy (KMS DG "Grants in AWS KMS"). They are collected and not yet
 * evaluated; so where one may allow what the policies do not, the answer is not "no".
 */
import { isJsonObject } from '../inventory/content-key.ts'
import type { SnapshotResource } from '../inventory/snapshot.ts'

export interface KmsGrant {
  readonly id: string
  /** ARN of a user, role, session, or a service's host name. */
  readonly grantee: string
}

/** The grants that hold for an action on a key; undefined when the key's grants were not read. */
export function grantsFor(key: SnapshotResource, action: string): readonly KmsGrant[] | undefined {
  const grants = key.facts['grants']
  if (!Array.isArray(grants)) return undefined
  const operation = action.slice(action.indexOf(':') + 1)
  return grants.filter(isJsonObject).flatMap((grant) => {
    const { id, grantee, operations } = grant
    const applies = Array.isArray(operations) && operations.includes(operation)
    return applies && typeof id === 'string' && typeof grantee === 'string' ? [{ id, grantee }] : []
  })
}
