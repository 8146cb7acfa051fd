/** The first step into an account, and what its failure means for an administrator. */
import type { AccountTargetState, Connection } from '../app/ports/connections.ts'
import { roleRefusals } from '../app/ports/connections.ts'
import type { AccountAccess } from '../aws/access.ts'
import type { Failure } from '../aws/failure.ts'
import { failureOf } from '../aws/failure.ts'
import { roleArnOf } from '../core/arn/trust-role.ts'
import type { AccountId } from '../core/ids.ts'
import type { CollectRun, Entry } from './run.ts'

/** Tried once in a run, whoever asks first; again only where AWS throttled that. */
export async function enterAccount(run: CollectRun, accountId: AccountId): Promise<Entered> {
  run.signal.throwIfAborted()
  const { connection, access, ownAccountId, accounts } = run
  if (connection.method === 'direct') return { entered: true, access: access.own(ownAccountId) }
  const account = access.throughRole(accountId)
  const entry = accounts.entries.get(accountId) ?? tryEntry(connection, accountId, account)
  accounts.entries.set(accountId, entry)
  const outcome = await entry
  // Throttled is not refused: the second look of the run tries anew.
  if (!outcome.entered && outcome.gap.state === 'throttled') accounts.entries.delete(accountId)
  return outcome.entered ? { entered: true, access: account } : outcome
}

/** `access` counts the calls of whoever asked. */
export type Entered = Exclude<Entry, { entered: true }> | { readonly entered: true; readonly access: AccountAccess }

async function tryEntry(connection: Connection, accountId: AccountId, account: AccountAccess): Promise<Entry> {
  const failure = await tryRole(account, roleArnOf(connection, accountId), connection.homeRegion)
  if (!failure) return { entered: true }
  const { state, reason, action } = failure
  const code = codeOf(failure)
  return { entered: false, gap: { state, code, reason, action } }
}

function codeOf({ cause, code }: RoleFailure): Failure['code'] {
  if (cause === 'identity_policy') return roleRefusals.ownIdentity
  return cause === 'trust_policy' ? roleRefusals.trustPolicy : code
}

export interface RoleFailure extends Failure {
  readonly trouble: Extract<AccountTargetState, 'role_missing' | 'not_trusted' | 'blocked_by_scp'>
}

/** Undefined: the role can be assumed. */
export async function tryRole(
  access: AccountAccess,
  roleArn: string,
  region: string,
): Promise<RoleFailure | undefined> {
  try {
    await access.credentials()
    return undefined
  } catch (error) {
    return describeRoleFailure(failureOf(error, { action: 'sts:AssumeRole', region }), roleArn)
  }
}

/**
 * AWS gives one answer for a missing role, a wrong principal and a wrong ExternalId; only when its text names the policy
 * that refused is more known (connection.md §7).
 */
function describeRoleFailure(failure: Failure, roleArn: string): RoleFailure {
  const told = (trouble: RoleFailure['trouble'], reason: string): RoleFailure => ({ ...failure, trouble, reason })
  if (failure.code === 'NoSuchEntity' || failure.code === 'NoSuchEntityException') {
    return { ...told('role_missing', `The role ${roleArn} does not exist. Was it renamed?`), state: 'denied' }
  }
  if (failure.state === 'blocked_by_scp') return { ...failure, trouble: 'blocked_by_scp' }
  if (failure.state !== 'denied') return { ...failure, trouble: 'role_missing' }
  switch (failure.cause) {
    case 'identity_policy':
      return told(
        'not_trusted',
        `Bailiwick's own identity may not call sts:AssumeRole on ${roleArn}: its policy must allow that.`,
      )
    case 'trust_policy':
      return told(
        'not_trusted',
        `The trust policy of ${roleArn} does not admit Bailiwick: it names another principal or another ExternalId.`,
      )
    default:
      return told(
        'role_missing',
        `The role ${roleArn} cannot be assumed: it does not exist, does not trust Bailiwick's principal, or expects another ExternalId.`,
      )
  }
}
