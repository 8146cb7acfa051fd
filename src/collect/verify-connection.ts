/** Tries each capability once per account and says precisely what is missing (connection.md §7). */
import type { CallerIdentity, VerifyOptions } from '../app/ports/aws.ts'
import type { AccountTarget, Connection } from '../app/ports/connections.ts'
import type { Clock } from '../app/ports/host.ts'
import type { AwsAccess } from '../aws/access.ts'
import type { AccountId } from '../core/ids.ts'
import type { AccountToRead } from '../core/inventory/accounts-to-read.ts'
import { accountsToRead, knownOrganization } from '../core/inventory/accounts-to-read.ts'
import type { InventoryObject } from '../core/inventory/objects.ts'
import { organizationTree } from './organization-tree.ts'
import { accountsAtOnce, runAll } from './pool.ts'
import type { RefusedRole } from './role-refused.ts'
import type { StackInstances } from './stack-instances.ts'
import { stackInstancesOf } from './stack-instances.ts'
import { verifyAccount } from './verify-account.ts'

export interface VerifyRun {
  readonly connection: Connection
  readonly access: AwsAccess
  readonly clock: Clock
  readonly caller: CallerIdentity
  readonly onTarget: (target: Omit<AccountTarget, 'connectionId'>) => Promise<void>
  readonly options: VerifyOptions
}

type Target = Omit<AccountTarget, 'connectionId'>

export async function verifyConnection(run: VerifyRun): Promise<void> {
  const { connection, caller, options } = run
  const again = accountsToTryAgain(options)
  const tree = again ? undefined : await readTree(run)
  const accounts = again ?? accountsToRead(connection, knownOrganization(tree ?? []), caller.accountId)
  const left = tree && connection.organization ? leftSince(run, accounts) : []
  const stackInstances = stackInstancesFor(run)
  const wanted = options.accounts && new Set(options.accounts)
  const isWanted = ({ accountId }: { accountId: AccountId }): boolean => wanted === undefined || wanted.has(accountId)
  await runAll(
    [
      ...left.filter(isWanted).map((target) => () => run.onTarget(target)),
      ...accounts.filter(isWanted).map((account) => () => verifyOne(run, account, stackInstances)),
    ],
    accountsAtOnce,
  )
}

/** What only the organization can undo. */
const closed: ReadonlySet<Target['state']> = new Set(['account_suspended', 'account_left', 'excluded'])

/** Some accounts that were entered before: the organization need not be read for them. */
function accountsToTryAgain({ accounts, known = [] }: VerifyOptions): readonly AccountToRead[] | undefined {
  const before = new Map(known.map((target) => [target.accountId, target]))
  if (!accounts?.every((accountId) => !closed.has(before.get(accountId)?.state ?? 'excluded'))) return undefined
  return accounts.map((accountId) => ({ accountId, name: before.get(accountId)?.name ?? null }))
}

/** Undefined when it cannot be read, which the probe of the management account tells. */
async function readTree(run: VerifyRun): Promise<readonly InventoryObject[] | undefined> {
  const { signal } = run.options
  if (run.connection.method === 'direct' || run.connection.managementAccountId === null) return undefined
  try {
    return await organizationTree({ ...run, signal })
  } catch {
    signal.throwIfAborted()
    return undefined
  }
}

/** Found through the organization once, and no longer in it. No call is made: nobody gave us leave to enter them by themselves. */
function leftSince(run: VerifyRun, accounts: readonly AccountToRead[]): readonly Target[] {
  const present = new Set(accounts.map(({ accountId }) => accountId))
  return (run.options.known ?? [])
    .filter(({ accountId }) => !present.has(accountId))
    .map(({ accountId, name }) => ({
      accountId,
      name,
      state: 'account_left',
      reason: 'The account has left the organization; no call was made.',
      probes: [],
    }))
}

async function verifyOne(
  run: VerifyRun,
  { accountId, name, closed }: AccountToRead,
  stackInstances: StackInstances | undefined,
): Promise<void> {
  const { connection, access, clock, caller, onTarget, options } = run
  options.signal.throwIfAborted()
  if (closed) {
    const state = closed.code === 'account_suspended' ? 'account_suspended' : 'excluded'
    return onTarget({ accountId, name, state, reason: closed.reason, probes: [] })
  }
  return verifyAccount({
    connection,
    access,
    clock,
    signal: options.signal,
    accountId,
    name,
    wanted: options.capabilities && new Set(options.capabilities),
    before: options.known?.find((target) => target.accountId === accountId),
    stackInstances,
    recreated: recreatedSince(run),
    principal: caller.trustPrincipalArn,
    report: onTarget,
  })
}

function recreatedSince({ caller, options }: VerifyRun): RefusedRole['recreated'] {
  const { trusted } = options
  if (!trusted || caller.uniqueId === null || trusted.arn !== caller.trustPrincipalArn) return undefined
  return trusted.uniqueId === caller.uniqueId ? undefined : { now: caller.uniqueId, before: trusted.uniqueId }
}

/** Only the management account knows the StackSet; it may itself be what cannot be entered. */
function stackInstancesFor({ connection, access, options }: VerifyRun): StackInstances | undefined {
  const { managementAccountId: management, homeRegion, method } = connection
  if (method !== 'stackset' || management === null) return undefined
  const ask = stackInstancesOf(access.throughRole(management), homeRegion, options.signal)
  // StackSets never deploy to the management account (connection.md §3).
  return async (accountId) => (accountId === management ? undefined : ask(accountId))
}
