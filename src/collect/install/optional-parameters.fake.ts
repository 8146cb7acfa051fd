/** Every choice of the template's optional parameters, and the policies that each of them brings. */
import { type ConnectionSettings, defaultSettings } from '../../app/ports/connections.ts'

export const optional = {
  IncludeAWSIdentityCenter: ['true', 'AWSSSODirectoryReadOnly', 'AWSSSOReadOnly'],
  CloudTrailBucketArn: ['arn:aws:s3:::central-logs', 'BailiwickTrailLogs'],
  CloudTrailKeyArn: ['arn:aws:kms:us-east-1:222233334444:key/1234abcd', 'BailiwickTrailKey'],
  CloudTrailQueueArn: ['arn:aws:sqs:us-east-1:222233334444:bailiwick', 'BailiwickTrailQueue'],
  ExtendedReads: ['true', 'BailiwickExtendedReads'],
} as const

export type Optional = keyof typeof optional

const names = Object.keys(optional) as Optional[]

export const choices: readonly (readonly Optional[])[] = Array.from({ length: 2 ** names.length }, (_, bits) =>
  names.filter((_, bit) => (bits >> bit) & 1),
)

export const valuesOf = (chosen: readonly Optional[]): Readonly<Record<string, string>> =>
  Object.fromEntries(chosen.map((name) => [name, optional[name][0]]))

export const broughtBy = (chosen: readonly Optional[]): readonly string[] =>
  chosen.flatMap((name) => optional[name].slice(1)).toSorted()

/** With a prefix of CloudTrail so long that the least policies have no room left in the role. */
export const withoutRoom: ConnectionSettings = {
  ...defaultSettings,
  cloudTrail: { ...defaultSettings.cloudTrail, bucketArn: optional.CloudTrailBucketArn[0], prefix: 'p'.repeat(6_000) },
}
