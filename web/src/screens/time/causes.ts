/** What was changed in the configuration that explains a change of access. Pure, tested beside. */
import type { AccessChange, ConfigurationChange } from '../../api/schema.ts'

const policyKinds: readonly string[] = ['managedPolicy', 'organizationPolicy', 'permissionSet']

/**
 * The principal itself (its attachments, its inline policies, that it came or went), the policy that decides now, and the resources
 * with a policy of their own. Another cause may lie in what none of them names, such as a group; then the list is empty.
 */
export function causesOf(
  change: AccessChange,
  configuration: readonly ConfigurationChange[],
): readonly ConfigurationChange[] {
  const { principal, because, resources } = change
  return configuration.filter(
    (one) =>
      one.arn === principal.arn ||
      (because !== undefined && policyKinds.includes(one.kind) && one.name === because.policy) ||
      (one.kind === 'resource' && resources.some((arn) => arn === one.arn || arn.startsWith(`${one.arn}/`))),
  )
}
