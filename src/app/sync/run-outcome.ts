/** What a run that has ended means for itself and for the cards: pure, from the cells and the fault if there was one. */
import type { AppError } from '../../core/fault.ts'
import type { AccountId } from '../../core/ids.ts'
import { isSessionOver } from '../../core/session-end.ts'
import { sessionOverReason } from '../connections/direct-credentials.ts'
import type { IntegrationEvent } from '../connections/integration-states.ts'
import type { EndedCell } from '../ports/aws.ts'
import type { AccountTarget } from '../ports/connections.ts'
import { roleRefusals } from '../ports/connections.ts'
import type { StageReport, SyncRun } from '../ports/sync.ts'
import type { WhatWasRead } from './run-reason.ts'
import { whatIsMissing, whyClosed } from './run-reason.ts'

export interface RunOutcome {
  readonly state: Extract<SyncRun['state'], 'succeeded' | 'partial' | 'failed' | 'cancelled'>
  readonly reason: string | null
  /** The run could not begin, because the session of the credentials is over. */
  readonly isSessionOver?: boolean
}

export function outcomeOf(whatWasRead: WhatWasRead, fault: AppError | undefined): RunOutcome {
  if (fault && isSessionOver(fault)) return { state: 'failed', reason: sessionOverReason(fault), isSessionOver: true }
  if (fault) return { state: fault.code === 'cancelled' ? 'cancelled' : 'failed', reason: fault.message }
  const missing = whatIsMissing(whatWasRead)
  if (whatWasRead.isAnythingRead) {
    const lacking = missing ?? (whatWasRead.isAnyCellWhole ? null : 'No part was read whole')
    return { state: lacking === null ? 'succeeded' : 'partial', reason: lacking && `${lacking}.` }
  }
  return {
    state: 'failed',
    reason: missing === null ? 'There was nothing to read.' : `Nothing could be read, because ${missing}.`,
  }
}

/** A stage that the end of its run has cut off, or kept from beginning, is not done. */
export const stagesAtEnd = (stages: readonly StageReport[]): readonly StageReport[] =>
  stages.map((stage) =>
    stage.state === 'running' || stage.state === 'waiting' ? { ...stage, state: 'stopped' } : stage,
  )

export interface CardOutcome {
  readonly event: IntegrationEvent
  readonly reason: string | null
  readonly isRead: boolean
}

/** The AWS card follows the run; a reading that was given up leaves what was known before. */
export function awsCardOutcome(outcome: RunOutcome, wasReadBefore: boolean): CardOutcome {
  const { reason } = outcome
  switch (outcome.state) {
    case 'succeeded':
      return { event: 'read_whole', reason: null, isRead: true }
    case 'partial':
      return { event: 'read_partly', reason, isRead: true }
    case 'failed':
      return { event: 'read_nothing', reason, isRead: false }
    case 'cancelled':
      return {
        event: wasReadBefore ? 'read_partly' : 'stopped',
        reason: 'The last reading was cancelled.',
        isRead: false,
      }
  }
}

/** The Identity Center card goes by its own cells; refused from the start, it waits and says which action is missing. */
export function identityCenterCardOutcome(
  outcome: RunOutcome,
  whatWasRead: WhatWasRead,
  wasReadBefore: boolean,
): CardOutcome {
  if (outcome.state === 'cancelled' || outcome.state === 'failed') return awsCardOutcome(outcome, wasReadBefore)
  const own = whatWasRead.identityCenter
  const missing = own.find((cell) => cell.state !== 'ok')
  // An instance is an object of its own cell.
  if (own.length > 0 && !missing && own.every(({ objects }) => objects === 0)) {
    const reason = 'IAM Identity Center has no instance in any enabled Region.'
    return { event: wasReadBefore ? 'read_partly' : 'refused', reason, isRead: false }
  }
  if (own.length > 0 && !missing) return { event: 'read_whole', reason: null, isRead: true }
  const reason = whyMissing(missing, whatWasRead)
  // Waiting for AWS is said where an administrator there has to do something; a fault is a fault.
  const isRead = own.some((cell) => cell.state === 'ok' || (!isRefused(cell) && cell.objects > 0))
  if (isRead || wasReadBefore) return { event: 'read_partly', reason, isRead }
  return { event: missing === undefined || isRefused(missing) ? 'refused' : 'read_nothing', reason, isRead: false }
}

const isRefused = ({ state }: EndedCell): boolean => state === 'denied' || state === 'blocked_by_scp'

function whyMissing(cell: EndedCell | undefined, whatWasRead: WhatWasRead): string {
  if (!cell) return 'Identity Center was not read: the management account was not reached.'
  const closed = whyClosed(whatWasRead, cell.accountId)
  if (closed !== undefined) return `${closed}.`
  const said = cell.reason ?? 'Identity Center could not be read.'
  if (cell.action === undefined || !isRefused(cell)) return said
  // connection.md §2.3: which of the two policies brings the action.
  const policy = cell.action.startsWith('identitystore:') ? 'AWSSSODirectoryReadOnly' : 'AWSSSOReadOnly'
  return `${said} ${cell.action} is missing; ${policy} brings it. Of a stack: set IncludeAWSIdentityCenter to true.`
}

/** What a reading tells about its accounts. A fault that a probe has named before is more precise and stays. */
export function targetsAfter(
  { roles, troubles, accounts }: WhatWasRead,
  before: readonly AccountTarget[],
): readonly Omit<AccountTarget, 'connectionId'>[] {
  const known = new Map(before.map((target) => [target.accountId, target]))
  const names = new Map(accounts.map((account) => [account.accountId, account.name]))
  const refusals = new Map(troubles.map((cell) => [cell.accountId, cell]))
  return roles.map((role) => {
    const old = known.get(role.accountId)
    const refused = refusals.get(role.accountId)
    const name = names.get(role.accountId) ?? old?.name ?? null
    const probes = old?.probes ?? []
    if (role.state !== 'ok') {
      const reason = role.reason ?? 'The role could not be assumed.'
      return { accountId: role.accountId, name, state: unreachableState(role, old), reason, probes }
    }
    const isDenied = refused?.state === 'denied' || refused?.state === 'blocked_by_scp'
    if (!isDenied && old && isHeldBack(old)) return { ...old, name }
    const state = isDenied ? 'missing_permissions' : 'ready'
    return { accountId: role.accountId, name, state, reason: refused ? whatHappened(refused) : null, probes }
  })
}

/** A reading tells nothing of these; what the last check found stands until the next one (connection.md §7, §15). */
const onlyChecked: ReadonlySet<string> = new Set(['trust', 'cloudtrail', 'identity_center'])

const checkedStates: ReadonlySet<AccountTarget['state']> = new Set([
  'reachable',
  'missing_permissions',
  'role_missing',
  'external_id_mismatch',
])

const isHeldBack = ({ state, probes }: AccountTarget): boolean =>
  checkedStates.has(state) &&
  probes.some(({ capability, result }) => onlyChecked.has(capability) && (result === 'denied' || result === 'failed'))

function whatHappened(cell: EndedCell): string {
  const where = cell.region === 'global' ? cell.type : `${cell.type} in ${cell.region}`
  return `${where}: ${cell.reason ?? cell.action ?? cell.code ?? cell.state}`
}

/** Nobody tries to enter such an account any more: what is stored of it tells. */
export function targetsThatLeft(
  left: readonly { readonly accountId: AccountId; readonly reason: string | null }[],
  before: readonly AccountTarget[],
): readonly Omit<AccountTarget, 'connectionId'>[] {
  const names = new Map(before.map((target) => [target.accountId, target.name]))
  return left.map(({ accountId, reason }) => {
    return { accountId, name: names.get(accountId) ?? null, state: 'account_left', reason, probes: [] }
  })
}

const precise: ReadonlySet<AccountTarget['state']> = new Set([
  'role_missing',
  'external_id_mismatch',
  'not_trusted',
  'account_suspended',
])

const named: ReadonlySet<string> = new Set(Object.values(roleRefusals))

function unreachableState(role: EndedCell, old: AccountTarget | undefined): AccountTarget['state'] {
  if (role.code === 'account_suspended') return 'account_suspended'
  if (role.state === 'blocked_by_scp' || role.state === 'excluded') return role.state
  if (old && precise.has(old.state)) return old.state
  // Throttled, cut off, failed: that says nothing of the role.
  if (role.state !== 'denied') return 'pending'
  return role.code && named.has(role.code) ? 'not_trusted' : 'role_missing'
}
