/** The AWS managed policies that the simulated organization knows, in AWS's own words. Origin: data/NOTICE.md. */
import type { Json } from '../../core/inventory/objects.ts'
import texts from './data/aws-managed-policies.json' with { type: 'json' }
import { uniqueId } from './ids.ts'
import type { ManagedPolicy } from './model.ts'

function managedPolicy(text: { arn: string; version: string; date: string; document: Json }): ManagedPolicy {
  const [, place = ''] = text.arn.split(':policy')
  const name = place.slice(place.lastIndexOf('/') + 1)
  const at = new Date(text.date)
  return {
    name,
    path: place.slice(0, -name.length),
    // AWS gives these policies fixed ids; ours only have their form.
    id: uniqueId('ANPA', 'aws', text.arn),
    arn: text.arn,
    createdAt: at,
    updatedAt: at,
    defaultVersionId: text.version,
    versions: [{ id: text.version, document: text.document, createdAt: at }],
    tags: {},
  }
}

/** By ARN. */
export const awsManagedPolicies: ReadonlyMap<string, ManagedPolicy> = new Map(
  texts.map((text) => [text.arn, managedPolicy(text)]),
)

/** ARN by name (`SecurityAudit`), whatever its path. A name that is not embedded is a mistake of the caller. */
export function awsManaged(name: string): string {
  for (const policy of awsManagedPolicies.values()) if (policy.name === name) return policy.arn
  throw new Error(`no AWS managed policy ${name} is embedded`)
}
