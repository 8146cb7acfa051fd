/** What the owners of CloudTrail's bucket and key must admit where they belong to another account (connection.md §2). */
import type { InstallInstructions } from '../../app/ports/aws.ts'
import { roleArnOf } from '../../core/arn/trust-role.ts'
import type { Json } from '../../core/inventory/objects.ts'
import type { Installable } from './installable.ts'
import { logObjects, trailActions } from './role-policies.ts'

/** The account that reads the logs: the management account, or the one that was named. */
export function elsewhere(connection: Installable): InstallInstructions['elsewhere'] {
  const { settings, managementAccountId, accounts } = connection
  const { bucketArn, prefix, keyArn } = settings.cloudTrail
  const reader = managementAccountId ?? accounts[0]
  if (reader === undefined) return []
  const role = roleArnOf(connection, reader)
  const admit = (actions: readonly string[], resource: Json): Json => ({
    Sid: 'BailiwickReadsTrail',
    Effect: 'Allow',
    Principal: { AWS: role },
    Action: actions.length === 1 ? (actions[0] ?? '') : [...actions],
    Resource: resource,
  })
  return [
    ...(bucketArn === null
      ? []
      : [
          {
            where: `Bucket policy of ${bucketArn}, if it does not belong to account ${reader}`,
            statement: admit(trailActions.logs, logObjects(bucketArn, prefix)),
          },
        ]),
    // In a key policy the resource is the key itself.
    ...(keyArn === null || keyArn.split(':')[4] === reader
      ? []
      : [{ where: `Key policy of ${keyArn}`, statement: admit(trailActions.key, '*') }]),
  ]
}
