/** What differs between AWS partitions: Regions and endpoints. */
import type { Partition } from '../app/ports/connections.ts'
import { homeRegionOf, partitionOfRegion } from '../core/regions.ts'

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

/** Where else STS answers for the partition of a Region; undefined for the Region that all fall back to. */
export function otherStsRegion(region: string): string | undefined {
  const home = homeRegionOf[partitionOfRegion(region)]
  return home === region ? undefined : home
}

export function partitionOfArn(arn: string): Partition | undefined {
  const partition = arn.split(':')[1]
  return partition === 'aws' || partition === 'aws-us-gov' || partition === 'aws-cn' ? partition : undefined
}

/** AWS General Reference, "AWS service endpoints", and the sign-in pages of the partitions. Read 2026-11. */
const domains: Readonly<Record<Partition, { readonly console: string; readonly api: string }>> = {
  aws: { console: 'console.aws.amazon.com', api: 'amazonaws.com' },
  'aws-us-gov': { console: 'console.amazonaws-us-gov.com', api: 'amazonaws.com' },
  'aws-cn': { console: 'console.amazonaws.cn', api: 'amazonaws.com.cn' },
}

export const consoleDomainOf = (partition: Partition): string => domains[partition].console
/** What endpoints and some service principals end with. */
export const dnsSuffixOf = (partition: Partition): string => domains[partition].api

/** The host that a Regional STS client speaks to, for messages. */
export function stsHost(region: string, endpoint: string | undefined): string {
  if (endpoint !== undefined) return URL.parse(endpoint)?.host ?? endpoint
  return `sts.${region}.${dnsSuffixOf(partitionOfRegion(region))}`
}
