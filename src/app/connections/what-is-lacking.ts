/** What the checks say that a card lacks (connection.md §6: some targets or capabilities fail). Pure. */
import type { AccountTarget, AccountTargetState, Integration, Probe } from '../ports/connections.ts'

type Target = Pick<AccountTarget, 'accountId' | 'name' | 'state' | 'reason' | 'probes'>

/** A sentence for the card; null: nothing. */
export function whatIsLacking(kind: Integration['kind'], targets: readonly Target[]): string | null {
  // It is read in one account, which need not be named.
  if (kind === 'aws_identity_center') return targets.map(whyWithoutPeople).find((why) => why !== undefined) ?? null
  const lacking = targets.flatMap((target) => {
    const why = whyLacking(target)
    return why === undefined ? [] : [`${target.name ?? target.accountId}: ${why}`]
  })
  const [first] = lacking
  if (first === undefined) return null
  return lacking.length === 1 ? first : `${lacking.length} accounts lack something, first ${first}`
}

/** Not tried yet, as it should be, or closed by somebody else. */
const sound: ReadonlySet<AccountTargetState> = new Set([
  'pending',
  'ready',
  'account_suspended',
  'account_left',
  'excluded',
])

function whyLacking({ state, reason, probes }: Target): string | undefined {
  if (sound.has(state)) return undefined
  if (state !== 'reachable' && state !== 'missing_permissions') return reason ?? state.replaceAll('_', ' ')
  const own = probes.filter(({ capability }) => capability !== 'identity_center')
  return (own.find(({ result }) => result === 'denied') ?? own.find(isUnready))?.reason
}

/** Identity Center has a card of its own. */
function whyWithoutPeople({ probes }: Target): string | undefined {
  const own = probes.filter(({ capability }) => capability === 'identity_center')
  const probe = own.find(({ result }) => result === 'denied') ?? own.find(isUnready)
  return (
    probe && [probe.reason, probe.fix?.text, probe.attach && `${probe.attach} brings it.`].filter(Boolean).join(' ')
  )
}

/** What a service breaks over by itself nobody here can mend. */
const isUnready = ({ result, cause }: Probe): boolean => result === 'failed' && cause !== 'service_fault'
