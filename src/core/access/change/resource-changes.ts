/** Changes of what stands on the side of the resource: trust policies and resource policies. */
import { resourcePolicyName } from '../../inventory/assemble-resources.ts'
import { shortHash } from '../../inventory/content-key.ts'
import type { SnapshotResource } from '../../inventory/snapshot.ts'
import { nearest } from '../../nearest.ts'
import { ok, type Result } from '../../result.ts'
import type { AccessFault } from '../question.ts'
import type { ChangeOf } from './change.ts'
import { type Draft, type Edit, edited, refuse, unchanged, withResource } from './edit.ts'
import { checked, findPrincipalIn } from './find.ts'
import { withDocument } from './policy-changes.ts'
import { say } from './words.ts'

export function editTrustPolicy(draft: Draft, change: ChangeOf<'edit-trust-policy'>): Edit {
  const found = findPrincipalIn(draft, change.role)
  if (!found.ok) return found
  const { name, trust, type } = found.value.principal
  if (type === 'service-linked-role') return refuse(say.ownedByAws(name))
  return trust ? withDocument(draft, trust, change.document) : refuse(say.noRole(name))
}

export function editResourcePolicy(draft: Draft, change: ChangeOf<'edit-resource-policy'>): Edit {
  const found = findResource(draft, change.resource)
  if (!found.ok) return found
  const resource = found.value
  const { policyEntry, policy } = resource
  const { document } = change
  if (document === null) {
    if (resource.type === 'kms:key') return refuse(say.keyPolicyStays(resource.name))
    if (policy.state === 'none') return unchanged(draft, say.noResourcePolicy(resource.name))
    const { policyEntry: _, ...rest } = resource
    return edited(withResource(draft, resource, { ...rest, policy: { state: 'none' } }), unreadNote(resource))
  }
  if (policyEntry && policy.state === 'read') return withDocument(draft, policyEntry, document)
  const valid = checked(draft, document, 'resource')
  if (!valid.ok) return valid
  const { account, arn, type, name } = resource
  const made = {
    ref: shortHash(`resource ${account} ${arn}`),
    name: resourcePolicyName(type, name),
    kind: 'resource',
    arn,
    account,
    document,
  } as const
  const next: SnapshotResource = { ...resource, policy: { state: 'read' }, policyEntry: made }
  return edited(withResource(draft, resource, next), unreadNote(resource))
}

const unreadNote = ({ policy, name }: SnapshotResource): readonly string[] =>
  policy.state === 'unread' || policy.state === 'out_of_scope' ? [say.replacesUnread(name)] : []

function findResource({ rest, world }: Draft, text: string): Result<SnapshotResource, AccessFault> {
  const wanted = text.trim()
  const found = rest.resources.filter(({ arn, name }) => arn === wanted || name === wanted)
  const [only] = found
  if (only && found.length === 1) return ok(only)
  if (only)
    return refuse(say.ambiguousResource(wanted), {
      fix: say.nameByArn,
      suggestions: found.slice(0, 8).map(({ arn }) => arn),
    })
  if (world.principalByArn.get(wanted)?.principal.trust)
    return refuse(say.unknownResource(wanted), { fix: say.useEditTrust })
  const known = rest.resources.map(({ arn, name }) => (wanted.startsWith('arn:') ? arn : name))
  return refuse(say.unknownResource(wanted), { suggestions: nearest(wanted, known, 5) })
}
