/** Folds probes (account × capability) into the table people read. Pure, tested beside. */
import type { AccountTarget, Probe } from '../../api/schema.ts'

export type ProbeMark = 'ok' | 'refused' | 'waiting' | 'none'

export interface ProbeColumn {
  readonly key: string
  readonly name: string
}

const names: Readonly<Record<string, string>> = {
  role: 'Role',
  external_id: 'External\u00adId',
  trust: 'Trust',
  identities: 'Identi\u00adties',
  credentials: 'Creden\u00adtials',
  organization: 'Organi\u00adzation',
  identity_center: 'Identity Center',
  resources: 'Resour\u00adces',
}
const order = Object.keys(names)

/** `resources:s3`, `resources:kms`, … stand in one column. */
const columnOf = (capability: string): string => capability.split(':')[0] ?? capability

export function probeColumns(targets: readonly AccountTarget[]): readonly ProbeColumn[] {
  const present = new Set(targets.flatMap((target) => target.probes.map((probe) => columnOf(probe.capability))))
  if (present.size === 0) present.add('role')
  const keys = [
    ...order.filter((key) => present.has(key)),
    ...[...present].filter((key) => !order.includes(key)).sort(),
  ]
  return keys.map((key) => ({ key, name: names[key] ?? key }))
}

export const isTrouble = (probe: Probe): boolean => probe.result === 'denied' || probe.result === 'failed'

const entered: readonly AccountTarget['state'][] = ['reachable', 'ready', 'missing_permissions', 'blocked_by_scp']
const closed: readonly AccountTarget['state'][] = ['role_missing', 'external_id_mismatch', 'not_trusted']

export function probeMark(target: AccountTarget, column: string): ProbeMark {
  const own = target.probes.filter((probe) => columnOf(probe.capability) === column)
  if (own.some(isTrouble)) return 'refused'
  if (own.some((probe) => probe.result === 'ok')) return 'ok'
  if (own.length > 0) return 'none'
  if (target.probes.length > 0) return 'none'
  // Nobody has checked yet, but a reading may have shown whether the role is there.
  if (column === 'role' && entered.includes(target.state)) return 'ok'
  if (column === 'role' && closed.includes(target.state)) return 'refused'
  return 'waiting'
}

const effects: Readonly<Record<string, string>> = {
  role: 'Nothing in this account can be read; answers about it are unknown, not “no”.',
  identities: 'Users, roles and policies of this account stay unknown.',
  organization: 'SCPs, RCPs and the list of accounts stay unknown, and answers say so.',
  identity_center:
    'Who is assigned to which account stays unknown. Everything else goes on; the Identity Center card waits.',
  resources: 'Policies of these resources stay unknown, and answers about them say so.',
}
export const probeEffect = (probe: Probe): string =>
  effects[columnOf(probe.capability)] ?? 'What this would have shown stays unknown.'

export function probeFix(probe: Probe): string {
  if (probe.attach !== undefined && probe.statement !== undefined)
    return 'Attach the AWS policy, or paste this one statement into the role.'
  if (probe.attach !== undefined) return `Attach ${probe.attach.split('/').at(-1)} to the role.`
  if (probe.statement !== undefined) return 'Paste this one statement into the role.'
  if (columnOf(probe.capability) === 'role') return 'Install the role as shown above, then check again.'
  return 'Check again in a while.'
}

const nothingRead = 'Nothing in this account can be read; answers about it are unknown, not “no”.'
const partUnknown = 'Part of this account stays unknown; the coverage grid says which.'

/** What follows from the state of an account, and what to do, when no probe says it more precisely. */
export function stateAdvice(state: AccountTarget['state']): { readonly effect: string; readonly fix: string } {
  switch (state) {
    case 'role_missing':
    case 'not_trusted':
    case 'external_id_mismatch':
      return {
        effect: nothingRead,
        fix: 'Install the role there again, with the external id of this integration; then check again.',
      }
    case 'missing_permissions':
      return { effect: partUnknown, fix: 'Attach SecurityAudit to the role, or allow what is named here; then sync.' }
    case 'blocked_by_scp':
      return { effect: partUnknown, fix: 'Except the role from the SCP, or leave it: answers name the gap.' }
    case 'account_suspended':
    case 'account_left':
    case 'excluded':
      return { effect: nothingRead, fix: 'Nothing, as long as that is what you want.' }
    case 'pending':
    case 'reachable':
    case 'ready':
      return { effect: partUnknown, fix: 'Check again; if it stays, the coverage grid says what was refused.' }
  }
}

export const attachCommand = (roleName: string, policyArn: string): string =>
  `aws iam attach-role-policy --role-name ${roleName} --policy-arn ${policyArn}`

/** One statement for everything of this account that is missing a permission. */
export function missingStatement(probes: readonly Probe[]): object | undefined {
  const actions = [
    ...new Set(
      probes.flatMap((probe) => probe.statement?.Action ?? (probe.action === undefined ? [] : [probe.action])),
    ),
  ].sort()
  return actions.length === 0 ? undefined : { Effect: 'Allow', Action: actions, Resource: '*' }
}
