/** An integration in words, for `integrations` and `connect`. */
import type { Output } from './output.ts'

export interface ProbeView {
  readonly capability: string
  readonly result: 'ok' | 'denied' | 'failed' | 'not_applicable'
  readonly action?: string
  readonly reason?: string
  readonly statement?: unknown
  readonly attach?: string
  readonly fix?: { readonly cli?: string; readonly attachCli?: string; readonly text?: string }
}

export interface IntegrationView {
  readonly id: string
  readonly name: string
  readonly kind: 'aws' | 'aws_identity_center' | 'discovered'
  readonly method: string
  readonly partition: string
  readonly identityCenter: boolean
  readonly state: string
  readonly reason: string | null
  readonly externalId: string
  readonly trustPrincipal: string | null
  readonly roleName: string
  readonly managementAccount?: string | null
  readonly managementRoleArn?: string | null
  readonly readsAs?: {
    readonly principal: string
    readonly session: { readonly ends: string | null } | null
    readonly warnings: readonly string[]
  } | null
  readonly lastSyncAt: string | null
  readonly nextRunAt?: string | null
  readonly sharedWith: readonly string[]
  readonly counts: { readonly accounts: number; readonly principals: number; readonly resources: number }
  readonly accounts: readonly {
    readonly accountId: string
    readonly name: string | null
    readonly state: string
    readonly reason: string | null
    readonly probes: readonly ProbeView[]
  }[]
}

/** connection.md §6. */
export const stateLabels: Readonly<Record<string, string>> = {
  draft: 'Draft',
  awaiting_trust: 'Waiting for AWS',
  verifying: 'Verifying',
  fetching: 'Fetching',
  active: 'Active',
  degraded: 'Degraded',
  error: 'Error',
  paused: 'Paused',
}

export const methodLabels: Readonly<Record<string, string>> = {
  cloudformation: 'CloudFormation',
  stackset: 'StackSets',
  manual: 'by hand',
  legacy: 'access key',
  direct: 'own credentials',
  import: 'imported',
  sample: 'sample',
}

export function printIntegration(out: Output, view: IntegrationView): void {
  const { colours } = out
  out.line(
    `${colours.bold(view.name)}  ${stateLabels[view.state] ?? view.state}${view.reason ? `: ${view.reason}` : ''}`,
  )
  if (view.externalId) out.line(`External id      ${view.externalId}`)
  if (view.trustPrincipal) out.line(`Trusts           ${view.trustPrincipal}`)
  if (view.externalId) out.line(`Role             ${view.roleName}`)
  if (view.managementAccount && view.managementRoleArn)
    out.line(`In ${view.managementAccount}  ${view.managementRoleArn}`)
  if (view.readsAs) printReadsAs(out, view.readsAs)
  if (view.nextRunAt) out.line(`Read next        ${view.nextRunAt}`)
  for (const account of view.accounts) for (const line of accountLines(account, colours)) out.line(line)
}

/** What the last look found in an account, and what mends it. */
export function* accountLines(account: IntegrationView['accounts'][number], colours: Output['colours']) {
  const { accountId, name, state, reason, probes } = account
  const mark = state === 'ready' ? colours.green('✓') : '·'
  const found = state === 'pending' ? 'not looked at yet' : state.replaceAll('_', ' ')
  yield `${mark} ${accountId}  ${name ?? ''}  ${found}${reason && state !== 'ready' ? `: ${reason}` : ''}`
  for (const probe of probes) {
    if (probe.result === 'ok' && probe.reason !== undefined) yield `    ${probe.capability}: ${probe.reason}`
    if (probe.result === 'ok' || probe.result === 'not_applicable') continue
    yield `    ${probe.capability}: ${probe.reason ?? probe.action ?? probe.result}${probe.attach ? ` Attach ${probe.attach}.` : ''}`
    if (probe.statement) yield `    ${JSON.stringify(probe.statement)}`
    for (const line of probe.fix?.text?.split('\n') ?? []) yield `      ${line}`
    for (const line of [probe.fix?.attachCli, probe.fix?.cli]) if (line) yield `      ${colours.dim(line)}`
  }
}

function printReadsAs(out: Output, { principal, session, warnings }: NonNullable<IntegrationView['readsAs']>): void {
  out.line(`Reads as         ${principal}`)
  if (session) out.line(`Session ends     ${session.ends ?? 'not told by AWS'}`)
  for (const warning of warnings) out.line(out.colours.yellow(warning))
}
