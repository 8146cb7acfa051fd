/** Random changes of a random organization: as people write them, and done to the inventory objects by other code. */
import fc from 'fast-check'
import type { Change } from '../../src/core/access/change/change.ts'
import type { InventoryObject, ObjectOfKind } from '../../src/core/inventory/objects.ts'
import { arn } from '../fakes/inventory.ts'
import { accounts, guardrail, identityPolicy, management, resourceGuardrail, resourcePolicy } from './alphabet.ts'

const ops = [
  'attach-policy',
  'detach-policy',
  'put-inline-policy',
  'delete-inline-policy',
  'edit-policy',
  'delete-policy',
  'set-boundary',
  'remove-boundary',
  'edit-trust-policy',
  'edit-resource-policy',
  'attach-organization-policy',
  'detach-organization-policy',
  'add-to-group',
  'remove-from-group',
] as const satisfies readonly Change['op'][]

/** Numbers choose among what the organization has. */
export const changeDraft = fc.record({
  op: fc.constantFrom(...ops),
  who: fc.nat(),
  which: fc.nat(),
  where: fc.nat(),
  identity: identityPolicy,
  guard: guardrail,
  resourceGuard: resourceGuardrail,
  resource: resourcePolicy(true),
  trust: resourcePolicy(false),
  isOther: fc.boolean(),
})
export type ChangeDraft = typeof changeDraft extends fc.Arbitrary<infer T> ? T : never

export interface Changed {
  readonly change: Change
  readonly objects: readonly InventoryObject[]
}

type Identity = ObjectOfKind<'user'> | ObjectOfKind<'role'>
type Owner = Identity | ObjectOfKind<'group'>

const isIdentity = (one: InventoryObject): one is Identity =>
  one.kind === 'user' || (one.kind === 'role' && one.body.path !== '/aws-service-role/x.amazonaws.com/')
const isOwner = (one: InventoryObject): one is Owner => isIdentity(one) || one.kind === 'group'
const isUser = (one: InventoryObject): one is ObjectOfKind<'user'> => one.kind === 'user'
const isRole = (one: InventoryObject): one is ObjectOfKind<'role'> => isIdentity(one) && one.kind === 'role'
const isManaged = (one: InventoryObject): one is ObjectOfKind<'managedPolicy'> => one.kind === 'managedPolicy'
const isResource = (one: InventoryObject): one is ObjectOfKind<'resource'> => one.kind === 'resource'
const isOrganizationPolicy = (one: InventoryObject): one is ObjectOfKind<'organizationPolicy'> =>
  one.kind === 'organizationPolicy'

function pick<T extends InventoryObject>(
  objects: readonly InventoryObject[],
  is: (one: InventoryObject) => one is T,
  number: number,
): T | undefined {
  const found = objects.filter(is)
  return found[number % Math.max(1, found.length)]
}

const exists = (objects: readonly InventoryObject[], policy: string): boolean =>
  objects.some((one) => one.kind === 'managedPolicy' && one.arn === policy)

const swap = (objects: readonly InventoryObject[], old: InventoryObject, next: InventoryObject) =>
  objects.map((one) => (one === old ? next : one))

/** The same object with some members of its body replaced. */
function withBody<T extends InventoryObject>(one: T, body: Partial<T['body']>): InventoryObject {
  const made = { ...one, body: { ...one.body, ...body } }
  return made as InventoryObject
}

/** Undefined: the organization has nothing that the change could be made to. */
export function changed(objects: readonly InventoryObject[], draft: ChangeDraft): Changed | undefined {
  switch (draft.op) {
    case 'attach-policy':
    case 'detach-policy':
    case 'put-inline-policy':
    case 'delete-inline-policy':
      return ownerChanged(objects, draft)
    case 'edit-policy':
    case 'delete-policy':
      return policyChanged(objects, draft)
    case 'set-boundary':
    case 'remove-boundary':
      return boundaryChanged(objects, draft)
    case 'edit-trust-policy': {
      const role = pick(objects, isRole, draft.who)
      return (
        role && {
          change: { op: draft.op, role: role.arn, document: draft.trust },
          objects: swap(objects, role, withBody(role, { trustPolicy: draft.trust })),
        }
      )
    }
    case 'edit-resource-policy': {
      const resource = pick(objects, isResource, draft.who)
      if (!resource) return undefined
      const gone = draft.isOther && resource.body.type !== 'kms:key'
      const policy = gone ? ({ state: 'none' } as const) : ({ state: 'read', document: draft.resource } as const)
      return {
        change: { op: draft.op, resource: resource.arn, document: gone ? null : draft.resource },
        objects: swap(objects, resource, withBody(resource, { policy })),
      }
    }
    case 'attach-organization-policy':
    case 'detach-organization-policy':
      return guardrailChanged(objects, draft)
    case 'add-to-group':
    case 'remove-from-group': {
      const user = pick(objects, isUser, draft.who)
      const groups = draft.op === 'add-to-group' ? ['staff'] : []
      return (
        user && {
          change: { op: draft.op, user: user.arn, group: `${user.accountId}/staff` },
          objects: swap(objects, user, withBody(user, { groups })),
        }
      )
    }
  }
}

function ownerChanged(objects: readonly InventoryObject[], draft: ChangeDraft): Changed | undefined {
  const owner = pick(objects, isOwner, draft.who)
  if (!owner) return undefined
  const { attachedPolicies, inlinePolicies } = owner.body
  const name = draft.which % 2 === 0 ? 'A' : 'B'
  const policy = arn(`arn:aws:iam::${owner.accountId}:policy/${name}`)
  if (!exists(objects, policy)) return undefined
  const to = owner.arn
  const written = draft.isOther ? name : policy
  switch (draft.op) {
    case 'attach-policy': {
      const attached = [...new Set([...attachedPolicies, policy])]
      return {
        change: { op: draft.op, policy: written, to },
        objects: swap(objects, owner, withBody(owner, { attachedPolicies: attached })),
      }
    }
    case 'detach-policy': {
      const attached = attachedPolicies.filter((one) => one !== policy)
      return {
        change: { op: draft.op, policy: written, from: to },
        objects: swap(objects, owner, withBody(owner, { attachedPolicies: attached })),
      }
    }
    case 'put-inline-policy': {
      const inline = `${owner.body.name}-inline`
      const name = draft.isOther || inlinePolicies.length === 0 ? 'extra' : inline
      const kept = inlinePolicies.filter((one) => one.name !== name)
      return {
        change: { op: draft.op, name, document: draft.identity, on: to },
        objects: swap(
          objects,
          owner,
          withBody(owner, { inlinePolicies: [...kept, { name, document: draft.identity }] }),
        ),
      }
    }
    default: {
      const [first] = inlinePolicies
      return (
        first && {
          change: { op: 'delete-inline-policy', name: first.name, on: to },
          objects: swap(objects, owner, withBody(owner, { inlinePolicies: inlinePolicies.slice(1) })),
        }
      )
    }
  }
}

function policyChanged(objects: readonly InventoryObject[], draft: ChangeDraft): Changed | undefined {
  if (draft.op === 'edit-policy' && draft.isOther) {
    const guard = pick(objects, isOrganizationPolicy, draft.which)
    if (!guard || !isSeen(guard)) return undefined
    const document = guard.body.type === 'serviceControl' ? draft.guard : draft.resourceGuard
    return {
      change: { op: 'edit-policy', policy: guard.arn, document },
      objects: swap(objects, guard, withBody(guard, { document })),
    }
  }
  const policy = pick(objects, isManaged, draft.which)
  if (!policy) return undefined
  if (draft.op === 'edit-policy') {
    return {
      change: { op: 'edit-policy', policy: policy.arn, document: draft.identity },
      objects: swap(objects, policy, withBody(policy, { document: draft.identity })),
    }
  }
  const isBounding = objects.some(
    (one) => (one.kind === 'user' || one.kind === 'role') && one.body.boundary === policy.arn,
  )
  if (isBounding) return undefined
  return {
    change: { op: 'delete-policy', policy: policy.arn },
    objects: objects
      .filter((one) => one !== policy)
      .map((one) =>
        one.kind === 'user' || one.kind === 'role' || one.kind === 'group'
          ? withBody(one, { attachedPolicies: one.body.attachedPolicies.filter((own) => own !== policy.arn) })
          : one,
      ),
  }
}

function boundaryChanged(objects: readonly InventoryObject[], draft: ChangeDraft): Changed | undefined {
  const one = pick(objects, isIdentity, draft.who)
  if (!one) return undefined
  if (draft.op === 'set-boundary') {
    const boundary = arn(`arn:aws:iam::${one.accountId}:policy/${draft.which % 2 === 0 ? 'A' : 'B'}`)
    if (!exists(objects, boundary)) return undefined
    return {
      change: { op: 'set-boundary', policy: boundary, on: one.arn },
      objects: swap(objects, one, withBody(one, { boundary })),
    }
  }
  const { boundary: _, ...rest } = one.body
  const bare = { ...one, body: rest } as InventoryObject
  return { change: { op: 'remove-boundary', on: one.arn }, objects: swap(objects, one, bare) }
}

const nodes = ['r-test', 'ou-a', ...accounts.filter((id) => id !== management)]

/** A policy that hangs nowhere, or over the management account alone, is not in a snapshot. */
const isSeen = ({ body }: ObjectOfKind<'organizationPolicy'>): boolean => body.targets.some((one) => one !== management)

function guardrailChanged(objects: readonly InventoryObject[], draft: ChangeDraft): Changed | undefined {
  const policy = pick(objects, isOrganizationPolicy, draft.which)
  const target = nodes[draft.where % nodes.length]
  if (!policy || target === undefined || !isSeen(policy)) return undefined
  const { type, targets, id } = policy.body
  const next =
    draft.op === 'attach-organization-policy'
      ? [...new Set([...targets, target])]
      : targets.filter((one) => one !== target)
  return {
    change: {
      op: draft.op === 'attach-organization-policy' ? draft.op : 'detach-organization-policy',
      type,
      policy: id,
      target,
    },
    objects: swap(objects, policy, withBody(policy, { targets: next })),
  }
}
