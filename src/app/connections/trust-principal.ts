/** Whom the roles of a connection trust: the identity this server has (connection.md §2). */
import { AppError, isAppError } from '../../core/fault.ts'
import { homeRegionOf, regionsOf } from '../../core/regions.ts'
import type { AppDeps } from '../deps.ts'
import type { CallerIdentity, Connection, Partition } from '../ports.ts'

type Deps = Pick<AppDeps, 'store' | 'aws' | 'facts'>

export interface OurIdentity {
  readonly partition: Partition
  readonly homeRegion: string
  readonly trustPrincipalArn: string | null
  /** Undefined when there are no credentials; then `reason` says why. */
  readonly caller: CallerIdentity | undefined
  readonly reason: string | null
}

/** Credentials belong to one partition, and its STS answers in its own Regions only; what was typed tells which. */
function partitionOf(regions: readonly string[]): Partition {
  if (regions.some((region) => region.startsWith('us-gov-'))) return 'aws-us-gov'
  return regions.some((region) => region.startsWith('cn-')) ? 'aws-cn' : 'aws'
}

/** Without credentials a connection can still be drafted, so that faults of AWS become a reason here. */
export async function ourIdentity(
  deps: Pick<AppDeps, 'aws' | 'facts'>,
  typed: { readonly regions: readonly string[]; readonly profile: string | null },
): Promise<OurIdentity> {
  const partition = partitionOf(typed.regions)
  const homeRegion = typed.regions.find((region) => isRegionOf(partition, region)) ?? homeRegionOf[partition]
  try {
    const asked = { profile: typed.profile, endpoint: null, homeRegion }
    const caller = await deps.aws.callerIdentity(asked, deps.facts.trustPrincipalArn)
    return {
      partition: caller.partition,
      homeRegion: isRegionOf(caller.partition, homeRegion) ? homeRegion : homeRegionOf[caller.partition],
      trustPrincipalArn: caller.trustPrincipalArn,
      caller,
      reason: caller.note,
    }
  } catch (fault) {
    if (!isAppError(fault)) throw fault
    // What the operator named is not believed before AWS has said whose account this is.
    return { partition, homeRegion, trustPrincipalArn: null, caller: undefined, reason: fault.message }
  }
}

const isRegionOf = (partition: Partition, region: string): boolean =>
  (regionsOf[partition] as readonly string[]).includes(region)

/** A connection drafted without credentials gets its principal as soon as there are some. Faults of AWS are thrown. */
export async function withTrustPrincipal(deps: Deps, connection: Connection): Promise<Connection> {
  if (connection.trustPrincipalArn !== null || connection.method === 'direct') return connection
  const caller = await deps.aws.callerIdentity(connection, deps.facts.trustPrincipalArn)
  const { trustPrincipalArn } = caller
  if (trustPrincipalArn === null) {
    throw new AppError('wrong_state', caller.note ?? `${caller.arn} cannot be named in a trust policy.`, {
      fix: 'Run Bailiwick with the credentials of a role or an IAM user, or name one in BAILIWICK_TRUST_PRINCIPAL_ARN.',
    })
  }
  await deps.store.connections.updateConnection(connection.id, { trustPrincipalArn })
  return { ...connection, trustPrincipalArn }
}
