/** Folds probes (account × capability) into the table people read. Pure, tested beside. */
import type { AccountTarget, Integration, Probe } from '../../api/schema.ts'

type ProbeStatement = NonNullable<Probe['statement']>

export type ProbeMark = 'ok' | 'refused' | 'failed' | 'waiting' | 'none'

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
  cloudtrail: 'Cloud\u00adTrail',
  configuration: 'Config\u00aduration',
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

const entered: readonly AccountTarget['state'][] = ['reachable', 'ready', 'missing_permissions']
const closed: readonly AccountTarget['state'][] = [
  'role_missing',
  'external_id_mismatch',
  'not_trusted',
  'blocked_by_scp',
]

export function probeMark(target: AccountTarget, column: string): ProbeMark {
  const own = target.probes.filter((probe) => columnOf(probe.capability) === column)
  if (own.some((probe) => probe.result === 'denied')) return 'refused'
  if (own.some((probe) => probe.result === 'failed')) return 'failed'
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
  external_id: 'Whoever may use the trusted principal could enter without the external id.',
  trust: 'Others than Bailiwick may enter through this role.',
  credentials: 'Age and last use of keys and passwords stay unknown.',
  identities: 'Users, roles and policies of this account stay unknown.',
  organization: 'SCPs, RCPs and the list of accounts stay unknown, and answers say so.',
  identity_center:
    'Who is assigned to which account stays unknown. Everything else goes on; the Identity Center card waits.',
  resources: 'Policies of these resources stay unknown, and answers about them say so.',
  cloudtrail: 'What is used is known only from LookupEvents, for 90 days.',
  configuration: 'Whether AWS Config records is unknown.',
}
/** Of a trust policy: there is none, or not for us. Nobody else comes in by it. */
const closedToUs: ReadonlySet<string | undefined> = new Set(['role_gone', 'external_id'])

const probeEffect = ({ capability, cause }: Probe): string =>
  (capability === 'trust' && closedToUs.has(cause) ? effects['role'] : effects[columnOf(capability)]) ??
  'What this would have shown stays unknown.'

/** What to do, a line for each thing to look at: AWS gives one answer for several causes. */
export function probeFix(probe: Probe): readonly string[] {
  if (probe.fix?.text !== undefined) return probe.fix.text.split('\n')
  const attach = probe.fix?.attach ?? probe.attach
  const statement = probe.fix?.statement ?? probe.statement
  if (attach !== undefined && statement !== undefined)
    return ['Attach the AWS policy, or paste this one statement into the role.']
  if (attach !== undefined) return [`Attach ${attach.split('/').at(-1)} to the role.`]
  if (statement !== undefined) return ['Paste this one statement into the role.']
  if (columnOf(probe.capability) === 'role') return ['Install the role, then check again.']
  return ['Check again in a while.']
}

export interface Trouble {
  readonly causes: readonly string[]
  readonly effect: string
  readonly fix: readonly string[]
}

/** What has the same effect and the same remedy is told once, with each of its causes. */
export function troublesOf(probes: readonly Probe[], account: string): readonly Trouble[] {
  const troubles = probes.map((probe) => ({
    causes: [causeOf(probe, account)],
    effect: probeEffect(probe),
    fix: probeFix(probe),
  }))
  const same = Map.groupBy(troubles, ({ effect, fix }) => JSON.stringify([effect, fix]))
  return [...same.values()].flatMap((own) => {
    const [first] = own
    return first === undefined ? [] : [{ ...first, causes: [...new Set(own.flatMap(({ causes }) => causes))] }]
  })
}

const causeOf = (probe: Probe, account: string): string =>
  probe.reason ??
  (probe.action === undefined
    ? `Reading failed in ${account}.`
    : `The role in ${account} may not call ${probe.action}.`)

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

/** Who reads an account, and is given what is missing there: the role of that account, or whose credentials read directly. */
export function readerOf(
  of: Pick<Integration, 'method' | 'readsAs' | 'roleName' | 'managementAccount' | 'managementRoleArn'>,
  accountId: string,
): string {
  // Nobody was seen yet where it was last read by an earlier version.
  if (of.method === 'direct') return of.readsAs?.principal ?? 'the credentials that read directly'
  const apart = accountId === of.managementAccount ? of.managementRoleArn : null
  return `the role ${apart?.split(':role/')[1] ?? of.roleName}`
}

/** One statement for each set of resources, with everything of this account that is missing a permission. */
export function missingStatements(probes: readonly Probe[]): readonly ProbeStatement[] {
  const statements = probes.flatMap((probe): readonly ProbeStatement[] => {
    const own = probe.fix?.statement ?? probe.statement
    // What an SCP forbids, or a trust policy, no statement of the role mends.
    return own === undefined ? [] : [own]
  })
  return [...Map.groupBy(statements, (one) => JSON.stringify(one.Resource)).values()].flatMap((same) => {
    const [first] = same
    if (first === undefined) return []
    return [
      { Effect: 'Allow', Action: [...new Set(same.flatMap((one) => one.Action))].sort(), Resource: first.Resource },
    ]
  })
}

const linesOf = (texts: readonly (string | undefined)[]): string =>
  [...new Set(texts.flatMap((text) => (text === undefined ? [] : [text])))].join('\n')

/** The commands that bring the statements, and those that attach AWS's own policies. */
export const statementCommands = (probes: readonly Probe[]): string => linesOf(probes.map((probe) => probe.fix?.cli))
export const attachCommands = (probes: readonly Probe[]): string => linesOf(probes.map((probe) => probe.fix?.attachCli))

/** Every probe as a row of a file. */
export const probeRows = (targets: readonly AccountTarget[]): readonly (readonly string[])[] => [
  ['account', 'name', 'state', 'capability', 'result', 'action', 'cause', 'reason', 'checked_at'],
  ...targets.flatMap((target) =>
    target.probes.map((probe) => [
      target.accountId,
      target.name ?? '',
      target.state,
      probe.capability,
      probe.result,
      probe.action ?? '',
      probe.cause ?? '',
      probe.reason ?? '',
      probe.checkedAt,
    ]),
  ),
]
