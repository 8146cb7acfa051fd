/** What stands in the role of a connection, whatever tool makes it. */
import type { NamedPolicy, PolicyChoice } from '../../app/ports/aws.ts'
import { AppError } from '../../core/fault.ts'
import type { Json } from '../../core/inventory/objects.ts'
import type { Installable } from './installable.ts'
import { isManagementApart, trustedPrincipal, trustPolicyOf } from './installable.ts'
import {
  accountPolicies,
  allow,
  extendedActions,
  identityCenterPolicies,
  leastPolicies,
  managedPolicyArn,
  policyNames,
  trailPolicies,
} from './role-policies.ts'

export interface RoleContent {
  readonly principal: string
  readonly trustPolicy: Json
  /** ARNs of AWS's managed policies, in every account. */
  readonly managed: readonly string[]
  readonly policies: readonly NamedPolicy[]
  /** The same, in the management account only. */
  readonly managementManaged: readonly string[]
  readonly managementPolicies: readonly NamedPolicy[]
}

/** Letters of ARNs and of keys in Amazon S3: none of them ends a string, a word or a comment in any of the texts. */
const plain = /^[\w!.*'():/-]*$/

/** The form lets nothing else in; what is generated does not rely on that. */
function refuseStrangeText({ cloudTrail }: Installable['settings']): void {
  if (Object.values(cloudTrail).every((value) => value === null || plain.test(value))) return
  throw new AppError('wrong_state', 'The settings of CloudTrail hold characters that no ARN has.', {
    fix: 'Correct them in the settings of the integration.',
  })
}

/** Fault `wrong_state` when there is no principal to trust. */
export function roleContent(connection: Installable, choice: PolicyChoice): RoleContent {
  const { partition, settings, identityCenter } = connection
  const principal = trustedPrincipal(connection)
  refuseStrangeText(settings)
  const common = { principal, trustPolicy: trustPolicyOf(principal, connection.externalId) }
  const trail = trailPolicies(settings)
  const [trailHere, trailThere] = isManagementApart(connection) ? [[], trail] : [trail, []]
  if (choice === 'least') {
    const least = leastPolicies(settings)
    return {
      ...common,
      managed: [],
      policies: [...least.account, ...trailHere],
      managementManaged: [],
      managementPolicies: [...(identityCenter ? least.identityCenter : []), ...trailThere],
    }
  }
  const extended = extendedActions(settings.resourceTypes)
  const arn = (name: string): string => managedPolicyArn(partition, name)
  return {
    ...common,
    managed: accountPolicies.map(arn),
    policies: [
      ...trailHere,
      ...(settings.extendedReads && extended.length > 0
        ? [{ name: policyNames.extendedReads, kind: 'inline' as const, document: allow(extended, '*') }]
        : []),
    ],
    managementManaged: identityCenter ? identityCenterPolicies.map(arn) : [],
    managementPolicies: trailThere,
  }
}
