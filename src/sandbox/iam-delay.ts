/**
 * IAM's eventual consistency: what IAM changes is seen by authorization and reads a while later. IAM User Guide, "Troubleshoot
 * IAM", "Changes that I make are not always immediately visible".
 */
import type { AccountId } from '../core/ids.ts'
import type { SandboxClock } from './clock.ts'
import type { AccountState, Accounts, IamState, World } from './world/model.ts'

/** What IAM was before a change, as long as it is still seen. */
interface Earlier {
  /** Milliseconds since the epoch. */
  readonly until: number
  readonly iam: IamState
}

/**
 * The same world, seen as AWS's services see it: `get` gives the state as it was `delayMs` ago, `edit` the state as it is. Changes
 * made past this view are seen at once.
 */
export function delayIam(world: World, clock: SandboxClock, delayMs: number): World {
  if (delayMs === 0) return world
  return {
    ...world,
    accounts: delayedAccounts(world.accounts, clock, delayMs),
    // The counter is one for both.
    get serial() {
      return world.serial
    },
    set serial(value) {
      world.serial = value
    },
  }
}

function delayedAccounts(accounts: Accounts, clock: SandboxClock, delayMs: number): Accounts {
  /** Oldest first. */
  const earlier = new Map<AccountId, Earlier[]>()

  function seenEarlier(id: AccountId): Earlier[] {
    const seen = (earlier.get(id) ?? []).filter(({ until }) => until > clock.now())
    if (seen.length === 0) earlier.delete(id)
    else earlier.set(id, seen)
    return seen
  }
  return {
    ...accounts,
    get(id) {
      const state = accounts.get(id)
      const [oldest] = seenEarlier(id)
      return state && oldest ? ({ ...state, iam: oldest.iam } satisfies AccountState) : state
    },
    edit(id) {
      const state = accounts.edit(id)
      const seen = seenEarlier(id)
      const until = clock.now() + delayMs
      // Whoever takes an account twice in one call must not show what the call has done so far.
      if (state !== undefined && seen.at(-1)?.until !== until)
        earlier.set(id, [...seen, { until, iam: structuredClone(state.iam) }])
      return state
    },
  }
}
