/**
 * Not every service is in every Region, and one that is not has no name there: the SDK makes an endpoint of any Region, and the
 * name of it is not known (AWS General Reference, "Service endpoints and quotas"). That is no trouble and nothing to mend, unless
 * no name is known at all.
 */
import { sdk } from '../aws/sdk.ts'
import { sdkErrorFacts } from '../aws/sdk-error.ts'
import type { CellPlace } from './cell-context.ts'
import type { Gap } from './gaps.ts'

/** Undefined where the failure means something else. */
export async function absentService(
  error: unknown,
  { access, region, signal }: Pick<CellPlace, 'access' | 'region' | 'signal'>,
  action: string,
): Promise<Gap | undefined> {
  if (sdkErrorFacts(error).system !== 'ENOTFOUND') return undefined
  const isRegionReached = await isAnswered(access, region, signal)
  if (!isRegionReached) return undefined
  return {
    state: 'unsupported',
    code: 'service_absent',
    reason: `The service is not offered in ${region}: its address is not known, and others of the Region are.`,
    action,
  }
}

/** STS is in every Region, and whoever has credentials may ask it who they are (STS API Reference, GetCallerIdentity). */
const isAnswered = (access: CellPlace['access'], region: string, abortSignal: AbortSignal): Promise<boolean> =>
  access
    .client('sts', region)
    .send(new sdk.sts.GetCallerIdentityCommand({}), { abortSignal })
    .then(
      () => true,
      () => false,
    )
