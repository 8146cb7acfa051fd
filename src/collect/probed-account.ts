/** What the probes of an account have in common. */
import type { CallerIdentity } from '../app/ports/aws.ts'
import type { Connection, Probe } from '../app/ports/connections.ts'
import type { Clock } from '../app/ports/host.ts'
import type { AccountAccess } from '../aws/access.ts'
import type { AccountId } from '../core/ids.ts'

export interface ProbedAccount {
  readonly connection: Connection
  readonly accountId: AccountId
  readonly access: AccountAccess
  /** The server's own role or user; null where its credentials are of neither. */
  readonly principal: CallerIdentity['trustPrincipalArn']
  readonly clock: Clock
  readonly signal: AbortSignal
}

export type Unchecked = Omit<Probe, 'checkedAt'>
