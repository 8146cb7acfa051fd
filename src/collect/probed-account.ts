/** What the probes of an account have in common. */
import type { Connection, Probe } from '../app/ports/connections.ts'
import type { Clock } from '../app/ports/host.ts'
import type { AccountAccess } from '../aws/access.ts'
import type { AccountId } from '../core/ids.ts'

export interface ProbedAccount {
  readonly connection: Connection
  readonly accountId: AccountId
  readonly access: AccountAccess
  readonly clock: Clock
  readonly signal: AbortSignal
}

export type Unchecked = Omit<Probe, 'checkedAt'>
