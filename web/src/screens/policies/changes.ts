/** What can be tried with a policy, as the what-if screen takes it from an address. Pure, tested beside. */
import type { PolicyDetail } from '../../api/schema.ts'
import type { PlainChange } from '../../search.ts'

/** A permission set is edited in IAM Identity Center, and what-if knows only the roles that come from it. */
export const isEditable = ({ kind, text }: PolicyDetail): boolean => kind !== 'permission-set' && text !== undefined

/** Takes it away altogether. Undefined where AWS lets nobody do that, or where something else has to go first. */
export function changeOf({ ref, name, kind, arn, boundaryOf }: PolicyDetail): PlainChange | undefined {
  switch (kind) {
    case 'trust':
    case 'permission-set':
      return undefined
    case 'inline':
    case 'group-inline':
      return arn === undefined ? undefined : { op: 'delete-inline-policy', name, on: arn }
    case 'resource':
      // KMS DG: a key always has a key policy.
      return arn?.split(':')[2] === 'kms' ? undefined : { op: 'delete-policy', policy: ref }
    case 'aws-managed':
    case 'customer-managed':
      // IAM deletes no policy that is somebody's boundary.
      return boundaryOf > 0 ? undefined : { op: 'delete-policy', policy: arn ?? ref }
    case 'service-control':
    case 'resource-control':
      return { op: 'delete-policy', policy: arn ?? ref }
  }
}
