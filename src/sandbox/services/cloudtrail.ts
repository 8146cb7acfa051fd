/** CloudTrail: trails, their status and what they choose to record. Events are not kept here. */
import {
  CloudTrailARNInvalidException$,
  CloudTrailClient,
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  GetTrailStatusCommand,
  InvalidNextTokenException$,
  InvalidParameterCombinationException$,
  TrailNotFoundException$,
} from '@aws-sdk/client-cloudtrail'
import { modelled } from '../aws-error.ts'
import { type Call, defineService, operation } from '../service.ts'
import type { TrailState } from '../world/estate.ts'
import type { AccountState } from '../world/model.ts'
import { arnHere } from './estate.ts'

const trailsOf = (account: AccountState | undefined): readonly TrailState[] =>
  [...(account?.regions.values() ?? [])].flatMap(({ estate }) => [...(estate?.trails.values() ?? [])])

/**
 * CloudTrail API Reference, DescribeTrails: a trail of many Regions has a shadow in each of them, one of the organization in
 * each Region of every member account.
 */
function trailsSeen(call: Call, shadows: boolean): readonly TrailState[] {
  const { world, account, region } = call
  const own = trailsOf(account).filter(({ trail }) =>
    trail.HomeRegion === region ? true : shadows && trail.IsMultiRegionTrail === true,
  )
  const management = world.organization.managementAccountId
  if (!shadows || account.id === management || !world.organization.members.has(account.id)) return own
  const ofOrganization = trailsOf(world.accounts.get(management)).filter(
    ({ trail }) => trail.IsOrganizationTrail === true && (trail.IsMultiRegionTrail || trail.HomeRegion === region),
  )
  return [...own, ...ofOrganization]
}

/** By name or ARN. Of another account's trail nothing is told, even of one that is seen. */
function ownTrail(call: Call, name: string | undefined): TrailState {
  const owner = name?.startsWith('arn:') ? name.split(':')[4] : call.account.id
  if (owner !== call.account.id) {
    throw modelled(
      CloudTrailARNInvalidException$,
      `AccountID in ARN is wrong, you can only access resources with AccountID ${call.account.id}.`,
    )
  }
  const found = trailsOf(call.account).find(({ trail }) =>
    name?.startsWith('arn:') ? trail.TrailARN === name : trail.Name === name && trail.HomeRegion === call.region,
  )
  if (found === undefined) throw modelled(TrailNotFoundException$, `Unknown trail: ${name} for the user: ${owner}`)
  return found
}

const target = (call: Call, name: string | undefined) => ({
  arn: name?.startsWith('arn:') ? name : arnHere(call, `trail/${name}`),
})

export const cloudtrail = defineService({
  client: CloudTrailClient,
  signingName: 'cloudtrail',
  operations: [
    operation(DescribeTrailsCommand, {
      run(call, input) {
        const names = input.trailNameList ?? []
        const seen = trailsSeen(call, input.includeShadowTrails ?? true).map(({ trail }) => trail)
        const wanted = ({ Name = '', TrailARN = '' }) => names.includes(Name) || names.includes(TrailARN)
        return { trailList: names.length === 0 ? [...seen] : seen.filter(wanted) }
      },
    }),
    operation(GetTrailStatusCommand, {
      target: (call, input) => target(call, input.Name),
      run: (call, input) => ({ ...ownTrail(call, input.Name).status }),
    }),
    operation(GetEventSelectorsCommand, {
      target: (call, input) => target(call, input.TrailName),
      run(call, input) {
        const { trail, selectors } = ownTrail(call, input.TrailName)
        return { TrailARN: trail.TrailARN, ...selectors }
      },
    }),
  ],
  invalidToken: (message) => modelled(InvalidNextTokenException$, message),
  invalidInput: (message) => modelled(InvalidParameterCombinationException$, message),
})
