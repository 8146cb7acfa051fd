/**
 * Automatic deployment of service-managed StackSets. CloudFormation User Guide, "Enable or disable automatic deployments": an
 * account that comes into a target unit gets its stack, one that leaves loses it unless it is to be kept.
 */
import type { AccountId } from '../../../core/ids.ts'
import type { Call } from '../../service.ts'
import { accountsUnder, begin, instanceAt, type StackSet, stackSetsOf, unitsAbove } from './stack-set.ts'

/** After an account was made, moved, or has left: `isMember` tells whether it is in the organization still. */
export function followAccount(call: Call, accountId: AccountId): void {
  const { organization } = call.world
  for (const set of stackSetsOf(call, organization.managementAccountId)) {
    if (set.status === 'ACTIVE' && set.autoDeployment.enabled) follow(call, set, accountId)
  }
}

/** Nobody waits for it, so one failure is tolerated as much as another. */
const tolerant = { count: undefined, percentage: 100 } as const

function follow(call: Call, set: StackSet, accountId: AccountId): void {
  const { organization } = call.world
  const member = organization.members.get(accountId)
  const above = member === undefined ? [] : unitsAbove(organization, member.parentId)
  const wanted = new Set(above.flatMap((unit) => [...(set.units.get(unit) ?? [])]))
  const here = [...set.instances.values()].filter((one) => one.accountId === accountId)
  const left = here.filter(({ region, unitId }) => unitId !== undefined && !wanted.has(region))
  if (left.length > 0 && !set.autoDeployment.retain) begin(call, set, 'DELETE', left, tolerant)
  else for (const { region } of left) set.instances.delete(`${accountId} ${region}`)
  const [target] = accountsUnder(call.world, {
    units: [...set.units.keys()],
    accounts: [accountId],
    filter: 'INTERSECTION',
  })
  const missing = [...wanted].filter((region) => !here.some((one) => one.region === region))
  if (target === undefined || missing.length === 0) return
  begin(
    call,
    set,
    'CREATE',
    missing.map((region) => instanceAt(set, target, region)),
    tolerant,
  )
}
