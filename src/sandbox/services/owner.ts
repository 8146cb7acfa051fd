/** Resources are named by a bare name in the caller's own account and Region, or by an ARN wherever they are. */
import { parseAccountId } from '../../core/ids.ts'
import type { Call } from '../service.ts'
import { type AccountState, emptyRegion, type RegionState, regionOf } from '../world/model.ts'

export interface Named {
  readonly account: AccountState
  readonly region: string
  /** The ARN's last field, or the bare name. */
  readonly rest: string
}

/** Undefined for an ARN of an account that does not exist. */
export function named(call: Call, text: string): Named | undefined {
  const [prefix, , , region = '', owner = '', ...rest] = text.split(':')
  if (prefix !== 'arn') return { account: call.account, region: call.region, rest: text }
  const id = parseAccountId(owner)
  const account = id && call.world.accounts.get(id)
  return account && { account, region, rest: rest.join(':') }
}

/** For reading. */
export const regionIn = (account: AccountState, region: string): RegionState =>
  account.regions.get(region) ?? emptyRegion()

/** The caller's own Region, for reading. */
export const here = (call: Call): RegionState => regionIn(call.account, call.region)

/** The caller's own Region, for changing. */
export const editHere = (call: Call): RegionState => regionOf(call.editAccount(), call.region)

/** The same region of another account, for changing. */
export function editThere(call: Call, { account, region }: Named): RegionState {
  const edited = call.world.accounts.edit(account.id)
  if (edited === undefined) throw new Error(`account ${account.id} is gone in the middle of a call`)
  return regionOf(edited, region)
}
