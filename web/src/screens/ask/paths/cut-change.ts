/** What somebody would change to cut a path at a step, as the address of a what-if. Pure, tested beside. */
import type { AccessPath, PathNode, PathStep, Reason } from '../../../api/schema.ts'
import type { AskSearch } from '../../../search.ts'
import { sameStep } from './words.ts'

/** Ids of people and groups of Identity Center as its own API has them. */
const directoryId = (node: PathNode): string => node.id.replace(/^(person|directory-group):/, '')

/** Where to cut: one of the recommended cuts, or any step. */
type Place = Pick<PathStep, 'from' | 'to' | 'path'>

interface Found {
  readonly step: PathStep
  readonly before: PathStep | undefined
  readonly after: PathStep | undefined
}

function findStep(cut: Place, paths: readonly AccessPath[]): Found | undefined {
  for (const { steps } of paths) {
    const at = steps.findIndex((step) => sameStep(step, cut))
    const step = steps[at]
    if (step !== undefined) return { step, before: steps[at - 1], after: steps[at + 1] }
  }
  return undefined
}

/** Undefined: nothing that Bailiwick can try on paper cuts it (a function that runs as a role). */
export function cutAsSearch(cut: Place, paths: readonly AccessPath[]): AskSearch | undefined {
  const found = findStep(cut, paths)
  if (found === undefined) return undefined
  const { step, before, after } = found
  switch (step.kind) {
    case 'memberOf':
      return {
        ask: 'what-if',
        change: { op: 'remove-from-group', user: directoryId(step.from), group: directoryId(step.to) },
      }
    case 'assigned':
      return unassign(step, after)
    case 'provisions':
      return before?.kind === 'assigned' ? unassign(before, step) : undefined
    default:
      return withoutPermission(step)
  }
}

/** The assignment names the account in which the permission set became a role. */
function unassign(assigned: PathStep, provisions: PathStep | undefined): AskSearch | undefined {
  const account = provisions?.to.account ?? assigned.to.account
  if (account === undefined) return undefined
  const who = directoryId(assigned.from)
  return {
    ask: 'what-if',
    change: {
      op: 'remove-assignment',
      permissionSet: assigned.to.id,
      account,
      ...(assigned.from.kind === 'person' ? { user: who } : { group: who }),
    },
  }
}

/** Rather what the principal may do than whom the other side trusts: fewer others depend on it. */
const grantOf = (reasons: readonly Reason[]): Reason | undefined =>
  reasons.find((reason) => reason.effect === 'Allow' && reason.layer === 'identity') ??
  reasons.find((reason) => reason.effect === 'Allow' && reason.layer === 'resource')

function withoutPermission(step: PathStep): AskSearch | undefined {
  for (const { action, resource, reasons } of step.permissions) {
    const grant = grantOf(reasons)
    if (grant !== undefined) {
      return {
        ask: 'what-if',
        edit: grant.policyRef,
        statement: grant.statement,
        without: action,
        resource,
        principal: step.from.id,
      }
    }
  }
  return undefined
}
