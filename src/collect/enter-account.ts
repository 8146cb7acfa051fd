/** The first step into an account, and what its failure means for an administrator. */
import type { AccountTargetState } from '../app/ports.ts'
import type { AccountAccess } from '../aws/access.ts'
import { roleArnOf } from '../aws/credentials.ts'
import type { Failure } from '../aws/failure.ts'
import { failureOf } from '../aws/failure.ts'
import type { Gap } from './gaps.ts'
import type { CollectRun, Entry, Target } from './run.ts'
import { globalKey } from './run.ts'
import { reportCell } from './run-cell.ts'

/** Tried once in a run, whoever asks first; the `role` cell tells how it went. */
export function enterAccount(run: CollectRun, target: Target): Promise<Entry> {
  target.entry ??= enter(run, target)
  return target.entry
}

async function enter(run: CollectRun, target: Target): Promise<Entry> {
  run.signal.throwIfAborted()
  const entry = await tryEntry(run, target)
  await reportCell(globalKey(target.accountId, 'role'), entry.entered ? undefined : entry.gap, run.sink)
  return entry
}

/** Organizations API Reference, `AccountState`: in these states no role of the account can be used. */
const closedStates: ReadonlySet<string> = new Set(['SUSPENDED', 'CLOSED'])

async function tryEntry({ connection, access, ownAccountId }: CollectRun, target: Target): Promise<Entry> {
  if (closedStates.has(target.status)) return { entered: false, gap: suspendedGap }
  if (connection.method === 'direct') return { entered: true, access: access.own(ownAccountId) }
  const account = access.throughRole(target.accountId)
  const failure = await tryRole(account, roleArnOf(connection, target.accountId), connection.homeRegion)
  if (!failure) return { entered: true, access: account }
  const { state, reason, action } = failure
  const code = failure.cause === 'identity_policy' ? ownIdentityRefused : failure.code
  return { entered: false, gap: { state, code, reason, action } }
}

/** Told apart from a role that refuses: nothing in the account has to change. */
const ownIdentityRefused = 'own_identity_refused'

export const suspendedGap: Gap = {
  state: 'excluded',
  code: 'account_suspended',
  reason: 'The account is suspended in the organization; no call was made.',
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
