/** Whom the roles of a connection trust: the identity this server has (connection.md §2). */
import { AppError, isAppError } from '../../core/fault.ts'
import { homeRegionOf, partitionOfRegion, regionsOf } from '../../core/regions.ts'
import type { AppDeps } from '../deps.ts'
import type { CallerIdentity } from '../ports/aws.ts'
import type { AccessKeyPair, Connection, Partition } from '../ports/connections.ts'

type Deps = Pick<AppDeps, 'store' | 'aws' | 'facts'>

export interface OurIdentity {
  readonly partition: Partition
  /** The partition that was typed; another one than `partition` when the credentials are not of it. */
  readonly asked: Partition
  readonly homeRegion: string
  readonly trustPrincipalArn: string | null
  /** Undefined when there are no credentials; then `reason` says why. */
  readonly caller: CallerIdentity | undefined
  readonly reason: string | null
  /** What AWS, or the way to it, had against the credentials: for whoever cannot go on without them. */
  readonly fault: AppError | undefined
}

/** Credentials belong to one partition, and its STS answers in its own Regions only; what was typed tells which. */
export function partitionOf(regions: readonly string[]): Partition {
  return regions.map(partitionOfRegion).find((partition) => partition !== 'aws') ?? 'aws'
}

interface Typed {
  readonly partition: Partition
  readonly regions: readonly string[]
}

/** Without credentials a connection can still be drafted, so that faults of AWS become a reason here. */
export async function ourIdentity(
  deps: Pick<AppDeps, 'aws' | 'facts'>,
  typed: Typed & { readonly profile: string | null },
): Promise<OurIdentity> {
  const named = deps.facts.trustPrincipalArn
  return identityIn(typed, (homeRegion) =>
    deps.aws.callerIdentity({ profile: typed.profile, endpoint: null, homeRegion }, named),
  )
}

/** Of the access key that was typed; nobody's while it is not whole. */
export async function keyIdentity(
  deps: Pick<AppDeps, 'aws'>,
  typed: Typed & { readonly key: AccessKeyPair | null },
): Promise<OurIdentity> {
  const { key } = typed
  if (key === null) return nobody(typed)
  return identityIn(typed, (homeRegion) =>
    deps.aws.callerIdentity({ profile: null, endpoint: null, homeRegion, key }, null),
  )
}

async function identityIn(typed: Typed, ask: (homeRegion: string) => Promise<CallerIdentity>): Promise<OurIdentity> {
  const homeRegion = homeRegionIn(typed.partition, typed.regions)
  try {
    const caller = await ask(homeRegion).catch(async (fault: unknown) => {
      const elsewhere = await inOtherPartition(typed.partition, ask, fault)
      if (elsewhere) return elsewhere
      throw fault
    })
    return {
      partition: caller.partition,
      asked: typed.partition,
      homeRegion: homeRegionIn(caller.partition, typed.regions),
      trustPrincipalArn: caller.trustPrincipalArn,
      caller,
      reason: caller.note,
      fault: undefined,
    }
  } catch (fault) {
    if (!isAppError(fault)) throw fault
    // What the operator named is not believed before AWS has said whose account this is.
    return nobody(typed, fault)
  }
}

/** Credentials of another partition are refused as if they were unknown; the partition that knows them tells the difference. */
async function inOtherPartition(
  asked: Partition,
  ask: (homeRegion: string) => Promise<CallerIdentity>,
  fault: unknown,
): Promise<CallerIdentity | undefined> {
  if (!isAppError(fault) || fault.code !== 'aws_credentials_refused') return undefined
  for (const [partition, region] of Object.entries(homeRegionOf)) {
    const caller = partition === asked ? undefined : await ask(region).catch(() => undefined)
    if (caller) return caller
  }
  return undefined
}

const nobody = ({ partition, regions }: Typed, fault?: AppError): OurIdentity => ({
  partition,
  asked: partition,
  homeRegion: homeRegionIn(partition, regions),
  trustPrincipalArn: null,
  caller: undefined,
  reason: fault?.message ?? null,
  fault,
})

const homeRegionIn = (partition: Partition, regions: readonly string[]): string =>
  regions.find((region) => isRegionOf(partition, region)) ?? homeRegionOf[partition]

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
