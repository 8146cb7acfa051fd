/** Account states made on demand, with a bound on how many untouched ones are held. */
import type { AccountId } from '../../core/ids.ts'
import type { AccountState, Accounts } from './model.ts'

export function createAccounts(plan: {
  readonly ids: readonly AccountId[]
  /** How many states that nobody took with `edit` stay in memory. */
  readonly keep: number
  readonly make: (id: AccountId) => AccountState
}): Accounts {
  const known = new Set(plan.ids)
  const kept = new Map<AccountId, AccountState>()
  /** Least recently read first. */
  const passing = new Map<AccountId, AccountState>()

  const made = (id: AccountId): AccountState | undefined => {
    if (!known.has(id)) return undefined
    return kept.get(id) ?? passing.get(id) ?? plan.make(id)
  }
  return {
    has: (id) => known.has(id),
    ids: () => known,
    get(id) {
      const state = made(id)
      if (state === undefined || kept.has(id)) return state
      passing.delete(id)
      passing.set(id, state)
      for (const oldest of passing.keys()) {
        if (passing.size <= plan.keep) break
        passing.delete(oldest)
      }
      return state
    },
    edit(id) {
      const state = made(id)
      if (state === undefined) return undefined
      passing.delete(id)
      kept.set(id, state)
      return state
    },
    add(state) {
      known.add(state.id)
      kept.set(state.id, state)
    },
  }
}
