import type { AccountTarget } from '../../api/schema.ts'
import type { StateShape, StateTone } from '../../parts/marks.tsx'

type TargetState = AccountTarget['state']

/** Worst first (connection.md §6). */
const order: readonly TargetState[] = [
  'role_missing',
  'not_trusted',
  'external_id_mismatch',
  'blocked_by_scp',
  'missing_permissions',
  'account_left',
  'pending',
  'reachable',
  'account_suspended',
  'excluded',
  'ready',
]
export const targetOrder = (state: TargetState): number => order.indexOf(state)

export const targetWords: Readonly<Record<TargetState, string>> = {
  pending: 'Waiting',
  reachable: 'Reachable',
  ready: 'Ready',
  role_missing: 'Role missing',
  external_id_mismatch: 'External id differs',
  not_trusted: 'Not trusted',
  missing_permissions: 'Permissions missing',
  blocked_by_scp: 'Blocked by an SCP',
  account_suspended: 'Suspended',
  account_left: 'Left the organization',
  excluded: 'Left out',
}

export function targetMark(state: TargetState): readonly [StateTone, StateShape] {
  switch (state) {
    case 'ready':
      return ['ok', 'dot']
    case 'pending':
    case 'account_suspended':
    case 'account_left':
      return ['idle', 'ring']
    case 'reachable':
      return ['busy', 'half']
    case 'excluded':
      return ['idle', 'bars']
    case 'missing_permissions':
    case 'blocked_by_scp':
      return ['warn', 'triangle']
    case 'role_missing':
    case 'external_id_mismatch':
    case 'not_trusted':
      return ['bad', 'cross']
  }
}

/** The role is there: Bailiwick came in, whatever it then may and may not read. */
export const isEntered = (account: Pick<AccountTarget, 'state'>): boolean =>
  ['reachable', 'ready', 'missing_permissions'].includes(account.state)

/** Of more waiting accounts than this, each look takes the next so many. */
export const lookedAtAtOnce = 50

/** Each comes to its turn, however many there are. */
export function nextToLookAt<T>(waiting: readonly T[], look: number): readonly T[] {
  const parts = Math.max(1, Math.ceil(waiting.length / lookedAtAtOnce))
  const from = (look % parts) * lookedAtAtOnce
  return waiting.slice(from, from + lookedAtAtOnce)
}
