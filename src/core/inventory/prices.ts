/**
 * What AWS charges for reading. Nearly everything is free; where no price is known it says so, which is not the same as free
 * (connection.md §9).
 */

/** US dollars for one request in us-east-1, the cheapest or as cheap as any Region; free tiers are not taken off. */
type Price =
  | { readonly usd: number; readonly source: string }
  /** The price page of the service has no charge for requests that only describe. */
  | 'free'

/** Taken down on that day; unverified: nobody has compared them with a bill. */
export const pricesAsOf = '2026-11-26'

const s3 = 'https://aws.amazon.com/s3/pricing/'
/** `S3 request: GET and all others`, and `LIST`, of the standard class. */
const s3Get: Price = { usd: 0.0004 / 1_000, source: s3 }
const s3List: Price = { usd: 0.005 / 1_000, source: s3 }

/** By IAM action, where it differs from its service. */
const byAction: Readonly<Record<string, Price>> = {
  's3:ListAllMyBuckets': s3List,
  's3:ListBucket': s3List,
  's3:ListAccessPoints': s3List,
}

/** By the prefix of the IAM action. */
const byService: Readonly<Record<string, Price>> = {
  s3: s3Get,
  kms: { usd: 0.03 / 10_000, source: 'https://aws.amazon.com/kms/pricing/' },
  secretsmanager: { usd: 0.05 / 10_000, source: 'https://aws.amazon.com/secrets-manager/pricing/' },
  sqs: { usd: 0.4 / 1_000_000, source: 'https://aws.amazon.com/sqs/pricing/' },
  sns: { usd: 0.5 / 1_000_000, source: 'https://aws.amazon.com/sns/pricing/' },
  codeartifact: { usd: 0.05 / 10_000, source: 'https://aws.amazon.com/codeartifact/pricing/' },
  ...Object.fromEntries(
    [
      'access-analyzer',
      'backup',
      'cloudformation',
      'cloudtrail',
      'codebuild',
      'config',
      'ds',
      'dynamodb',
      'ec2',
      'ecr',
      'ecs',
      'eks',
      'elasticfilesystem',
      'elasticloadbalancing',
      'es',
      'events',
      'guardduty',
      'iam',
      'identitystore',
      'kinesis',
      'lambda',
      'logs',
      'organizations',
      'ram',
      'rds',
      'rolesanywhere',
      'sagemaker',
      'securityhub',
      'ssm',
      'sso',
      'states',
      'sts',
    ].map((service) => [service, 'free'] as const),
  ),
}

/** Undefined: not priced. */
export function priceOf(action: string): Price | undefined {
  return byAction[action] ?? byService[action.slice(0, action.indexOf(':'))]
}

/** US dollars of one call; undefined: not priced. */
export function usdOfCall(action: string): number | undefined {
  const price = priceOf(action)
  return price === 'free' ? 0 : price?.usd
}

export interface Cost {
  /** Of the calls that have a price, the free ones among them. */
  readonly usd: number
  /** Calls of which no price is known. */
  readonly unpriced: number
}

export function costOf(rows: Iterable<{ readonly operation: string; readonly calls: number }>): Cost {
  let usd = 0
  let unpriced = 0
  for (const { operation, calls } of rows) {
    const price = usdOfCall(operation)
    if (price === undefined) unpriced += calls
    else usd += price * calls
  }
  return { usd, unpriced }
}

export const costClasses = ['free', 'priced', 'not_priced'] as const
export type CostClass = (typeof costClasses)[number]

export function costClassOf(action: string): CostClass {
  const price = priceOf(action)
  return price === undefined ? 'not_priced' : price === 'free' ? 'free' : 'priced'
}

/** `about $0.02; 12 calls not priced`. */
export function costText({ usd, unpriced }: Cost): string {
  const known = usd > 0 && usd < 0.005 ? 'less than $0.01' : `about $${usd.toFixed(2)}`
  return unpriced === 0 ? known : `${known}; ${unpriced} ${unpriced === 1 ? 'call' : 'calls'} not priced`
}
