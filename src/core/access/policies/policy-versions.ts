/** The document of a policy within the object that carries it, for looking through the versions of that object. */
import { isJsonObject } from '../../inventory/content-key.ts'
import type { Json, ObjectKind } from '../../inventory/objects.ts'
import type { ListedPolicyKind } from './policy-effect.ts'

interface CarriedPolicy {
  readonly kind: ListedPolicyKind
  /** `AppRead`, `AppRead of group staff`. */
  readonly name: string
}

/** Undefined: the object carries no such policy, or none was read. */
export function documentIn(body: Json, object: ObjectKind, policy: CarriedPolicy): Json | undefined {
  if (!isJsonObject(body)) return undefined
  switch (policy.kind) {
    case 'aws-managed':
    case 'customer-managed':
      return object === 'managedPolicy' ? body['document'] : undefined
    case 'service-control':
    case 'resource-control':
      return object === 'organizationPolicy' ? body['document'] : undefined
    case 'permission-set':
      return object === 'permissionSet' ? body['inlinePolicy'] : undefined
    case 'trust':
      return object === 'role' ? body['trustPolicy'] : undefined
    case 'inline':
      return object === 'user' || object === 'role' ? inlineNamed(body, policy.name) : undefined
    case 'group-inline':
      // `assemble` adds whose it is, because a group's name tells its policies apart.
      return object === 'group' ? inlineNamed(body, policy.name.replace(/ of group [^ ]+$/, '')) : undefined
    case 'resource': {
      const reading = object === 'resource' ? body['policy'] : undefined
      return isJsonObject(reading) ? reading['document'] : undefined
    }
  }
}

function inlineNamed(body: { readonly [key: string]: Json }, name: string): Json | undefined {
  const policies = body['inlinePolicies']
  if (!Array.isArray(policies)) return undefined
  return policies.filter(isJsonObject).find((one) => one['name'] === name)?.['document']
}
