/** Policies that hang on a whole Region of an account and bear on its resources beside their own. */

import type { Reading } from './snapshot.ts'

interface Place {
  readonly partition: string
  readonly region: string
  readonly accountId: string
}

/** AWS gives neither a registry nor a resource policy of CloudWatch Logs an ARN; these are ours, in the form of the services' others. */
export const registryArn = ({ partition, region, accountId }: Place): string =>
  `arn:${partition}:ecr:${region}:${accountId}:registry`
export const logPolicyArn = ({ partition, region, accountId }: Place, name: string): string =>
  `arn:${partition}:logs:${region}:${accountId}:resource-policy:${name}`

/** AWS Glue DG "Specifying AWS Glue resource ARNs". */
export const catalogArn = ({ partition, region, accountId }: Place): string =>
  `arn:${partition}:glue:${region}:${accountId}:catalog`

/** What is known of several documents together: what was not read of one was not read of all. */
export const togetherRead = (readings: readonly Reading[]): Reading =>
  readings.find(({ state }) => state === 'unread') ??
  readings.find(({ state }) => state === 'out_of_scope') ??
  readings.find(({ state }) => state === 'read') ?? { state: 'none' }
