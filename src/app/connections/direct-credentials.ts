/**
 * What is known of the credentials that read a direct connection (connection.md §3, E): whose they are, when their session ends, and
 * whether they may do more than read. The last only the engine tells, over what was read: no call that changes nothing answers it.
 */
import type { CoverageGap, WhatCanAnswer } from '../../core/access/answers.ts'
import type { AccessIndex } from '../../core/access/build-index.ts'
import type { AppError } from '../../core/fault.ts'
import { parseContext } from '../access/context.ts'
import type { CallerIdentity } from '../ports/aws.ts'
import type { AccountTarget, Connection, ReadsAs } from '../ports/connections.ts'

/** `administrator` also of the root user; `unknown`: not read yet, or not whole. */
export type DirectPower = 'administrator' | 'more' | 'read' | 'unknown'

export interface ReadsAsView extends ReadsAs {
  readonly power: DirectPower
  /** What to beware of, one sentence each. */
  readonly warnings: readonly string[]
}

export const readsAsOf = ({ arn, trustPrincipalArn, session = null }: CallerIdentity): ReadsAs => ({
  principal: trustPrincipalArn ?? arn,
  isRoot: arn.endsWith(':root'),
  session,
})

/** Undefined: no index stands. */
export function viewReadsAs({ readsAs }: Connection, index: AccessIndex | undefined, now: string): ReadsAsView | null {
  if (readsAs === undefined) return null
  const { power, warning } = powerOf(readsAs, index)
  const ended = endedSession(readsAs, now)
  return { ...readsAs, power, warnings: [ended, warning].filter((one) => one !== undefined) }
}

/** What a check can say before anything was read. */
export function directNote(caller: CallerIdentity): string {
  const { isRoot, session, ...readsAs } = readsAsOf(caller)
  const power = isRoot
    ? rootWarning
    : `Whether ${readsAs.principal} may do more than read is said after the first reading.`
  if (session === null) return power
  if (session.ends === null) {
    return `${power} These are credentials of a session whose end is not told: when it is over, or the sign-in that renews it, nothing is read until somebody signs in to AWS again.`
  }
  return `${power} These are credentials of a session, which ends at ${session.ends}: from then on nothing is read until somebody signs in to AWS again.`
}

const enough =
  'Nothing here needs more than to read: use a role or user that has SecurityAudit, or connect the account by a role.'
const rootWarning = `These are the credentials of the root user, which may do everything. ${enough}`

function endedSession({ session }: ReadsAs, now: string): string | undefined {
  if (!session || session.ends === null || session.ends > now) return undefined
  return 'The AWS session of these credentials has ended: nothing is read until somebody signs in to AWS again. What was read before stands.'
}

interface Judged {
  readonly power: DirectPower
  readonly warning?: string
}

/** One principal over one snapshot is judged once, however often its card is looked at. */
const judged = new WeakMap<AccessIndex, Map<string, Judged>>()

function powerOf({ principal, isRoot }: ReadsAs, index: AccessIndex | undefined): Judged {
  if (isRoot) return { power: 'administrator', warning: rootWarning }
  if (!index) return { power: 'unknown', warning: `Whether ${principal} may do more than read is not judged yet.` }
  const known = judged.get(index) ?? new Map<string, Judged>()
  judged.set(index, known)
  const judgement = known.get(principal) ?? judge(index, principal)
  known.set(principal, judgement)
  return judgement
}

function judge(index: AccessIndex, principal: string): Judged {
  const admin = index.administrator(principal)
  if (admin.ok && admin.value === 'yes') {
    return { power: 'administrator', warning: `${principal} is an administrator: it may change everything. ${enough}` }
  }
  const asked = index.whatCan({ principal, context: parseContext([]) })
  if (!asked.ok) {
    return { power: 'unknown', warning: `Whether ${principal} may do more than read is not known: it was not read.` }
  }
  const { actions, services } = changesIn(asked.value)
  if (actions > 0) {
    const many = `${actions} ${actions === 1 ? 'action' : 'actions'} of ${services} ${services === 1 ? 'service' : 'services'}`
    return { power: 'more', warning: `${principal} may do more than read: ${many} that change something. ${enough}` }
  }
  const [gap] = asked.value.gaps.filter(mayGrant)
  if (gap === undefined) return { power: 'read' }
  const why = `what decides it was not read whole (${gap.reason})`
  return { power: 'unknown', warning: `Whether ${principal} may do more than read is not known: ${why}.` }
}

/** SCPs and RCPs, the only gaps of Organizations, take away alone: a member account, which cannot read them, may be judged all the same. */
const mayGrant = ({ service }: CoverageGap): boolean => service !== 'organizations'

/** By the access levels of the catalogue. */
function changesIn({ services }: WhatCanAnswer): { readonly actions: number; readonly services: number } {
  const changes = services.map(({ levels }) => levels.Write + levels['Permissions management'] + levels.Tagging)
  return {
    actions: changes.reduce((sum, count) => sum + count, 0),
    services: changes.filter((count) => count > 0).length,
  }
}

/** For a card: what has ended, and what begins it again. */
export const sessionOverReason = ({ message, details }: AppError): string => `${message} ${details.fix ?? ''}`.trim()

/** The role of a direct connection and its ExternalId are nothing that AWS could refuse. */
const notAsked: ReadonlySet<string> = new Set(['role', 'external_id', 'trust'])

/** Credentials that may do nothing at all are no connection; undefined where something may be read. */
export function whyNothing({ method }: Pick<Connection, 'method'>, targets: readonly Tried[]): string | undefined {
  if (method !== 'direct') return undefined
  const tried = targets
    .flatMap(({ probes }) => probes)
    .filter(({ capability, result }) => !notAsked.has(capability) && result !== 'not_applicable')
  if (tried.length === 0 || tried.some(({ result }) => result !== 'denied')) return undefined
  return `These credentials may read nothing: AWS refused all that was tried, first ${tried[0]?.action ?? 'an action'}. Nothing new is known of the account. Give them SecurityAudit, or sign in with others.`
}

type Tried = Pick<AccountTarget, 'probes'>
