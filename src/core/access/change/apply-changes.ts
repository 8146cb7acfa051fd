/** A list of changes over a world: in order, all or none. */
import { err, ok, type Result } from '../../result.ts'
import type { AccessFault } from '../question.ts'
import type { World } from '../world.ts'
import type { Change } from './change.ts'
import { addAssignment, changeMembership, removeAssignment } from './directory-changes.ts'
import { type Draft, draftOver, type Edit } from './edit.ts'
import { attachOrganizationPolicy, detachOrganizationPolicy } from './organization-changes.ts'
import { overlayWorld } from './overlay-world.ts'
import {
  attachPolicy,
  deleteInlinePolicy,
  deletePolicy,
  detachPolicy,
  editPolicy,
  putInlinePolicy,
  removeBoundary,
  setBoundary,
} from './policy-changes.ts'
import { editResourcePolicy, editTrustPolicy } from './resource-changes.ts'
import { say } from './words.ts'

export interface Applied {
  readonly world: World
  readonly notes: readonly string[]
}

export function applyChanges(world: World, changes: readonly Change[]): Result<Applied, AccessFault> {
  let draft = draftOver(world)
  const notes = new Set<string>()
  for (const [position, change] of changes.entries()) {
    const made = applyOne(draft, change)
    if (!made.ok) {
      const { message } = made.error
      return err({
        ...made.error,
        message: changes.length === 1 ? message : say.inChange(position, change.op, message),
      })
    }
    for (const note of made.value.notes) notes.add(note)
    draft = made.value.draft
  }
  return ok({ world: overlayWorld(draft), notes: [...notes] })
}

function applyOne(draft: Draft, change: Change): Edit {
  switch (change.op) {
    case 'attach-policy':
      return attachPolicy(draft, change)
    case 'detach-policy':
      return detachPolicy(draft, change)
    case 'put-inline-policy':
      return putInlinePolicy(draft, change)
    case 'delete-inline-policy':
      return deleteInlinePolicy(draft, change)
    case 'edit-policy':
      return editPolicy(draft, change)
    case 'delete-policy':
      return deletePolicy(draft, change)
    case 'set-boundary':
      return setBoundary(draft, change)
    case 'remove-boundary':
      return removeBoundary(draft, change)
    case 'edit-trust-policy':
      return editTrustPolicy(draft, change)
    case 'edit-resource-policy':
      return editResourcePolicy(draft, change)
    case 'attach-organization-policy':
      return attachOrganizationPolicy(draft, change)
    case 'detach-organization-policy':
      return detachOrganizationPolicy(draft, change)
    case 'add-assignment':
      return addAssignment(draft, change)
    case 'remove-assignment':
      return removeAssignment(draft, change)
    case 'add-to-group':
    case 'remove-from-group':
      return changeMembership(draft, change)
  }
}
