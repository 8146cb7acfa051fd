import { AppError } from '../../core/fault.ts'
import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'
import { findIntegration } from '../connections/find-integration.ts'
import type { CallCount, Store } from '../ports.ts'
import { findRun } from './find-run.ts'

export interface Calls {
  readonly items: readonly CallCount[]
  readonly totals: { readonly calls: number; readonly retries: number; readonly throttles: number }
}

/** The ledger of one run: the one named, or the newest of the integration, or the newest of all. */
export const showCalls =
  (deps: { readonly store: Store }) =>
  async (
    actor: Actor,
    input: { readonly integration?: string | undefined; readonly run?: string | undefined },
  ): Promise<Calls> => {
    permit(actor, 'read')
    const items = [...(await callsOf(deps.store, input))].sort(
      (a, b) => b.calls - a.calls || (a.operation < b.operation ? -1 : 1),
    )
    const sum = (key: 'calls' | 'retries' | 'throttles'): number => items.reduce((total, row) => total + row[key], 0)
    return { items, totals: { calls: sum('calls'), retries: sum('retries'), throttles: sum('throttles') } }
  }

async function callsOf(
  store: Store,
  input: { readonly integration?: string | undefined; readonly run?: string | undefined },
): Promise<readonly CallCount[]> {
  const connection = input.integration ? (await findIntegration(store, input.integration)).connection : undefined
  if (input.run) {
    const run = await findRun(store, input.run)
    if (connection && run.connectionId !== connection.id) {
      throw new AppError('not_found', `Run "${input.run}" is none of "${input.integration}".`)
    }
    return store.syncRuns.calls(run.id)
  }
  const [newest] = await store.syncRuns.list(connection?.id, 1)
  return newest ? store.syncRuns.calls(newest.id) : []
}
