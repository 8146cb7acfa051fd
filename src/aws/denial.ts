/**
 * Which kind of policy refused, read from AWS's own words. IAM User Guide, "Troubleshoot access denied error messages":
 * an explicit denial ends `with an explicit deny in a service control policy`, an implicit one
 * `because no identity-based policy allows the s3:ListBucket action`.
 */

export type DenialCause =
  | 'identity_policy'
  | 'scp'
  | 'rcp'
  | 'boundary'
  | 'session_policy'
  | 'resource_policy'
  | 'trust_policy'
  | 'vpc_endpoint_policy'
  | 'not_stated'

export interface Denial {
  readonly cause: DenialCause
  readonly explicit: boolean
  /** The action that AWS names, when it does. */
  readonly action?: string
}

const kinds: readonly (readonly [RegExp, DenialCause])[] = [
  [/service control polic/i, 'scp'],
  [/resource control polic/i, 'rcp'],
  [/permissions? boundar/i, 'boundary'],
  [/session polic/i, 'session_policy'],
  [/(role )?trust polic/i, 'trust_policy'],
  [/vpc endpoint polic/i, 'vpc_endpoint_policy'],
  [/resource-based polic/i, 'resource_policy'],
  [/identity-based polic/i, 'identity_policy'],
]

export function parseDenial(message: string): Denial {
  const explicitKind = /with an explicit deny in (?:an? |the )?(.+)$/is.exec(message)?.[1]
  const implicitKind = /because no (.+?) allows? /is.exec(message)?.[1]
  const kind = explicitKind ?? implicitKind ?? ''
  const action = /not authorized to perform:? ([a-z0-9-]+:[A-Za-z0-9]+)/.exec(message)?.[1]
  return {
    cause: kinds.find(([words]) => words.test(kind))?.[1] ?? 'not_stated',
    explicit: /explicit deny/i.test(message),
    ...(action !== undefined && { action }),
  }
}

const names: Readonly<Record<DenialCause, string>> = {
  identity_policy: 'identity policy',
  scp: 'service control policy',
  rcp: 'resource control policy',
  boundary: 'permissions boundary',
  session_policy: 'session policy',
  resource_policy: 'resource policy',
  trust_policy: 'role trust policy',
  vpc_endpoint_policy: 'VPC endpoint policy',
  not_stated: '',
}

/** `no identity policy allows it`, `a service control policy denies it`. */
export function describeDenial(denial: Denial): string {
  if (denial.cause === 'not_stated') return 'cause not stated by AWS'
  const name = names[denial.cause]
  if (!denial.explicit) return `no ${name} allows it`
  return `${denial.cause === 'identity_policy' ? 'an' : 'a'} ${name} denies it`
}
