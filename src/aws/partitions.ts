/** What differs between AWS partitions: Regions and endpoints. */
import type { Partition } from '../app/ports.ts'

/**
 * Regions that every account has without opting in. AWS Account Management Reference Guide, "Enable or disable AWS Regions
 * in your account": Regions introduced after 20 March 2019 are disabled by default. Read 2026-11.
 */
const defaultRegions: Readonly<Record<Partition, readonly string[]>> = {
  aws: [
    'us-east-1',
    'us-east-2',
    'us-west-1',
    'us-west-2',
    'ap-northeast-1',
    'ap-northeast-2',
    'ap-northeast-3',
    'ap-south-1',
    'ap-southeast-1',
    'ap-southeast-2',
    'ca-central-1',
    'eu-central-1',
    'eu-north-1',
    'eu-west-1',
    'eu-west-2',
    'eu-west-3',
    'sa-east-1',
  ],
  'aws-us-gov': ['us-gov-west-1', 'us-gov-east-1'],
  'aws-cn': ['cn-north-1', 'cn-northwest-1'],
}

export const defaultRegionsOf = (partition: Partition): readonly string[] => defaultRegions[partition]

/** Off until the account turns it on: credentials are refused there as if they were unknown. */
export function isOptInRegion(region: string): boolean {
  return region !== '' && !Object.values(defaultRegions).some((regions) => regions.includes(region))
}

export function partitionOfArn(arn: string): Partition | undefined {
  const partition = arn.split(':')[1]
  return partition === 'aws' || partition === 'aws-us-gov' || partition === 'aws-cn' ? partition : undefined
}

/** The host that a Regional STS client speaks to, for messages. */
export function stsHost(region: string, endpoint: string | undefined): string {
  if (endpoint !== undefined) return URL.parse(endpoint)?.host ?? endpoint
  return `sts.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`
}
