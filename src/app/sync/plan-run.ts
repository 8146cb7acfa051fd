/** What a run reads, as units of work: pure, from the connection, its scope, and what is known of the organization. */
import type { AccountId } from '../../core/ids.ts'
import {
  accountsToRead,
  accountsWorthAsking,
  identityCenterOwner,
  type KnownOrganization,
  managementAccountOf,
} from '../../core/inventory/accounts-to-read.ts'
import { accountStages, type CellType, type StageName, stageNames, stageOfCell } from '../../core/inventory/coverage.ts'
import type { UnitOrder } from '../ports/aws.ts'
import type { Connection } from '../ports/connections.ts'
import type { SyncScope, SyncUnit } from '../ports/sync.ts'

/** What decides beside the connection. */
export interface PlanFacts {
  readonly scope: SyncScope
  readonly known: KnownOrganization
  readonly ownAccountId: AccountId
  /** What the reader can read. */
  readonly cellTypes: readonly CellType[]
}

/** The stage before which nobody knows which accounts there are. */
export function organizationUnits(connection: Connection, facts: PlanFacts): readonly SyncUnit[] {
  if (!stagesToRead(facts).has('organization')) return []
  const { accounts } = facts.scope
  const management = managementAccountOf(connection, facts.known, facts.ownAccountId)
  const isMeant = accounts === null || (management !== null && accounts.includes(management))
  return isMeant ? [{ stage: 'organization', accountId: null, accountName: null }] : []
}

/**
 * Identity Center's, where it need not wait for the organization: what was read of that before says whose it is. Of a small one all
 * accounts are asked for assignments that AWS does not tell by itself, so those of today must be known first.
 */
export const identityCenterAtOnce = (connection: Connection, facts: PlanFacts): readonly SyncUnit[] =>
  facts.known.accounts.length > accountsWorthAsking ? identityCenterUnits(connection, facts) : []

function identityCenterUnits(connection: Connection, facts: PlanFacts): readonly SyncUnit[] {
  const { scope, known, ownAccountId } = facts
  if (!stagesToRead(facts).has('identity_center')) return []
  const owner = identityCenterOwner(connection, known, ownAccountId)
  const isMeant = owner !== undefined && (scope.accounts?.includes(owner) ?? true)
  return isMeant ? [{ stage: 'identity_center', accountId: owner, accountName: null }] : []
}

/** In the order in which they are taken: stage after stage, accounts in turn. */
export function unitsAfterOrganization(connection: Connection, facts: PlanFacts): readonly SyncUnit[] {
  const { scope, known, ownAccountId } = facts
  const stages = stagesToRead(facts)
  const isMeant = (accountId: AccountId): boolean => scope.accounts?.includes(accountId) ?? true
  const accounts = accountsToRead(connection, known, ownAccountId).filter(({ accountId }) => isMeant(accountId))
  return [
    ...identityCenterUnits(connection, facts),
    ...accountStages
      .filter((stage) => stages.has(stage))
      .flatMap((stage) =>
        accounts.map(({ accountId, name, closed }) => ({ stage, accountId, accountName: name, closed })),
      ),
  ]
}

function stagesToRead({ scope, cellTypes }: PlanFacts): ReadonlySet<StageName> {
  const readable = new Set(cellTypes.map(stageOfCell))
  return new Set(stageNames.filter((stage) => readable.has(stage) && (scope.stages?.includes(stage) ?? true)))
}

/** What a unit is told of the organization. */
export function organizationFacts(
  connection: Connection,
  { known, ownAccountId }: Pick<PlanFacts, 'known' | 'ownAccountId'>,
): UnitOrder['organization'] {
  return {
    managementAccountId: managementAccountOf(connection, known, ownAccountId),
    // Nobody enters an account that is left alone, also not to ask whether it administers something.
    accounts: accountsToRead(connection, known, ownAccountId)
      .filter(({ closed }) => closed === undefined)
      .map(({ accountId }) => accountId),
  }
}
