/** Why a run is not whole: one short sentence for a card. All that AWS said about each part stands in the coverage. */
import type { AccountId } from '../../core/ids.ts'
import { cellName, memberAccount, troubledStates } from '../../core/inventory/coverage.ts'
import { isSessionEndCode, signInEnded } from '../../core/session-end.ts'
import type { EndedCell } from '../ports/aws.ts'
import { roleRefusals } from '../ports/connections.ts'
import type { CoverageDigest } from '../ports/inventory.ts'
import type { SyncRun } from '../ports/sync.ts'

/** How the cells of a run ended, and what its accounts are called. */
export interface WhatWasRead extends CoverageDigest {
  /** A cell whose reading broke off is not whole, and what came before that was read all the same. */
  readonly isAnythingRead: boolean
  readonly accounts: SyncRun['accounts']
  /** The session is somebody's own: no run opens another one by itself. */
  readonly isDirect: boolean
}

type NameOf = (account: AccountId) => string

/** Names that fit beside the number of the others. */
const maxNames = 2

/** Null when nothing is missing. Without a full stop, so that it can stand in a sentence. */
export function whatIsMissing({ roles, troubles, parts, accounts, isDirect }: WhatWasRead): string | null {
  const nameOf = namesFrom(accounts)
  const closed = roles.filter(isTroubled)
  if (closed.length === 0) return partsUnread({ troubles, parts, isDirect }, nameOf)
  // An account that could not be entered is one thing missing, however many parts it has.
  const unread = parts === 1 ? 'one part' : `${parts} parts`
  return accountsClosed(closed, nameOf) + (parts > 0 ? `; ${unread} elsewhere could not be read whole` : '')
}

/** Why an account was not entered, as far as it was not. */
export function whyClosed({ roles, accounts }: WhatWasRead, account: AccountId): string | undefined {
  const role = roles.find((cell) => cell.accountId === account && isTroubled(cell))
  return role && accountsClosed([role], namesFrom(accounts))
}

export const isTroubled = ({ state }: EndedCell): boolean => troubledStates.has(state)

function namesFrom(accounts: SyncRun['accounts']): NameOf {
  const names = new Map(accounts.map(({ accountId, name }) => [accountId, name]))
  return (account) => names.get(account) ?? account
}

/* ------------------------------------------------------------------ accounts */

function accountsClosed(roles: readonly EndedCell[], nameOf: NameOf): string {
  const names = roles.map((role) => nameOf(role.accountId))
  const why = new Set(roles.map((role) => whyRefused(role, roles.length > 1)))
  const reason = why.size === 1 ? `: ${[...why].join()}` : ''
  return `${listed(names)} could not be entered${reason}`
}

function listed(names: readonly string[]): string {
  const others = names.length - maxNames
  const last = others > 0 ? (others === 1 ? 'one more account' : `${others} more accounts`) : names.at(-1)
  const first = others > 0 ? names.slice(0, maxNames) : names.slice(0, -1)
  return first.length === 0 ? `${last}` : `${first.join(', ')} and ${last}`
}

/** The call was sts:AssumeRole; AWS gives one answer for a missing role, a wrong principal and a wrong external id. */
function whyRefused({ state, code }: EndedCell, several: boolean): string {
  if (state === 'blocked_by_scp') return 'an SCP forbids sts:AssumeRole'
  if (state === 'throttled') return 'AWS throttled the calls'
  if (state !== 'denied') return 'sts:AssumeRole failed'
  if (code === roleRefusals.ownIdentity) return `Bailiwick's own identity may not call sts:AssumeRole`
  if (code?.startsWith('NoSuchEntity')) return several ? 'their roles do not exist' : 'its role does not exist'
  return several
    ? 'their roles are missing, do not trust Bailiwick, or expect another external id'
    : 'its role is missing, does not trust Bailiwick, or expects another external id'
}

/* ------------------------------------------------------------------ parts */

function partsUnread(
  { troubles, parts, isDirect }: Pick<WhatWasRead, 'troubles' | 'parts' | 'isDirect'>,
  nameOf: NameOf,
): string | null {
  const organization = troubles.find(isOrganizationRefused)
  if (organization) {
    const others = parts === 2 ? 'one more part' : `${parts - 1} more parts`
    const more = parts > 1 ? `; ${others} could not be read whole` : ''
    return `Organization not readable: ${whyUnread(organization, isDirect)}${more}`
  }
  const [first] = troubles
  if (!first) return null
  const account = nameOf(first.accountId)
  const where = first.region === 'global' ? account : `${account} (${first.region})`
  const part = `${cellName(first.type)} in ${where}`
  if (parts === 1) return `${part} could not be read whole: ${whyUnread(first, isDirect)}`
  return `${parts} parts could not be read whole, first ${part}: ${whyUnread(first, isDirect)}`
}

/** connection.md §15: then accounts are missing, not only a part of one. */
const isOrganizationRefused = ({ type, state, code }: EndedCell): boolean =>
  type === 'organization' && (state === 'denied' || state === 'blocked_by_scp') && code !== memberAccount

function whyUnread({ state, action, code }: EndedCell, isDirect: boolean): string {
  if (code === memberAccount) return 'it is no management account'
  if (isSessionEndCode(code)) return sessionEnd(action, isDirect || code === signInEnded)
  switch (state) {
    case 'denied':
      return action === undefined ? 'AWS refused' : `${action} is not allowed`
    case 'blocked_by_scp':
      return `an SCP forbids ${action ?? 'it'}`
    case 'throttled':
      return 'AWS throttled the calls'
    case 'suspect':
      return 'what AWS answered looks incomplete'
    default:
      return action === undefined ? 'the reading failed' : `${action} failed`
  }
}

/** `isSignIn`: somebody has signed in for it, and has to do so again. */
function sessionEnd(action: string | undefined, isSignIn: boolean): string {
  if (isSignIn) return 'the AWS session has ended: sign in to AWS again'
  const before = action === undefined ? '' : ` before ${action} was answered`
  return `the AWS session ended${before}; the next run opens a new session`
}
