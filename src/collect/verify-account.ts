/** One account of a check: the role first, then the ExternalId, the trust policy and every capability (connection.md §7). */
import type { AccountTarget, AccountTargetState, Connection } from '../app/ports/connections.ts'
import type { Clock } from '../app/ports/host.ts'
import type { AccountAccess, AwsAccess } from '../aws/access.ts'
import { failureOf } from '../aws/failure.ts'
import { defaultRegionsOf } from '../aws/partitions.ts'
import { roleArnOf } from '../core/arn/trust-role.ts'
import type { AccountId } from '../core/ids.ts'
import { isCellWanted } from '../core/inventory/coverage.ts'
import { enabledRegions } from './enabled-regions.ts'
import type { RoleFailure } from './enter-account.ts'
import { tryRole } from './enter-account.ts'
import { probeCapability, refusable, serviceFault } from './probe-capability.ts'
import { trustFix } from './probe-fix.ts'
import { anotherExternalId, isWider, probeTrust, roleGone, trustReads } from './probe-trust.ts'
import type { ProbedAccount, Unchecked } from './probed-account.ts'
import { capabilities } from './registry.ts'
import type { RefusedRole } from './role-refused.ts'
import { diagnose } from './role-refused.ts'
import type { StackInstances } from './stack-instances.ts'

type Target = Omit<AccountTarget, 'connectionId'>

export interface AccountCheck {
  readonly connection: Connection
  readonly access: AwsAccess
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly accountId: AccountId
  readonly name: string | null
  /** Only these; undefined: all. */
  readonly wanted: ReadonlySet<string> | undefined
  /** What the last check said. */
  readonly before: Target | undefined
  readonly stackInstances: StackInstances | undefined
  readonly recreated: RefusedRole['recreated']
  readonly principal: ProbedAccount['principal']
  readonly report: (target: Target) => Promise<void>
}

export async function verifyAccount(check: AccountCheck): Promise<void> {
  const { connection, access, accountId, signal } = check
  signal.throwIfAborted()
  const direct = connection.method === 'direct'
  const account = direct ? access.own(accountId) : access.throughRole(accountId)
  const refused = direct ? undefined : await tryRole(account, roleArnOf(connection, accountId), connection.homeRegion)
  const enforcement = await probeExternalId(check, refused)
  if (refused) {
    const { state, probe } = diagnose({
      connection,
      accountId,
      failure: refused,
      opensWithout: enforcement.accepted,
      stack: await check.stackInstances?.(accountId),
      recreated: check.recreated,
    })
    return tell(check, state, probe.reason ?? null, [probe, enforcement.probe])
  }

  const entered: readonly Unchecked[] = [roleProbe(check), enforcement.probe]
  await tell(check, 'reachable', null, entered)
  const place: ProbedAccount = {
    connection,
    accountId,
    access: account,
    principal: check.principal,
    clock: check.clock,
    signal,
  }
  const off = await regionsOff(check, account)
  const tried = await Promise.all([
    ...(isWanted(check, 'trust') ? [probeTrustOf(place)] : []),
    ...capabilities
      .filter((one) => isWanted(check, one.capability) && isCellWanted(one.type, connection.settings.resourceTypes))
      .map((one) => probeCapability(place, one)),
  ])
  signal.throwIfAborted()
  const kept = check.before?.probes.filter(({ capability }) => !isWanted(check, capability) && !always.has(capability))
  const trust = tried.find(({ capability }) => capability === 'trust')
  const probes = [roleProbe(check, off), butAsked(enforcement.probe, trust), ...tried, ...(kept ?? [])]
  const { state, reason } = conclude(probes)
  await tell(check, state, reason, probes)
}

/** Tried whatever was asked for: without them nothing else can be. */
const always: ReadonlySet<string> = new Set(['role', 'external_id'])

const isWanted = ({ wanted }: AccountCheck, capability: string): boolean =>
  wanted === undefined || wanted.has(capability)

function tell(
  { accountId, name, clock, report }: AccountCheck,
  state: AccountTargetState,
  reason: string | null,
  probes: readonly (Unchecked & { readonly checkedAt?: string })[],
): Promise<void> {
  const checkedAt = clock.now()
  return report({ accountId, name, state, reason, probes: probes.map((probe) => ({ checkedAt, ...probe })) })
}

function conclude(probes: readonly Unchecked[]): { state: AccountTargetState; reason: string | null } {
  const gone = probes.find(({ cause }) => cause === roleGone)
  if (gone) return { state: 'role_missing', reason: gone.reason ?? null }
  const foreign = probes.find(({ capability, cause }) => capability === 'trust' && cause === anotherExternalId)
  if (foreign) return { state: 'external_id_mismatch', reason: foreign.reason ?? null }
  const lacking = probes.find((probe) => probe.result === 'denied')
  if (lacking) return { state: 'missing_permissions', reason: lacking.reason ?? null }
  const failed = probes.filter((probe) => probe.result === 'failed')
  // A role that asks nobody for the ExternalId can be read through all the same; others are told of it as an incident.
  const unready = failed.find(({ capability, cause }) => capability !== 'external_id' && cause !== serviceFault)
  return { state: unready ? 'reachable' : 'ready', reason: (unready ?? failed[0])?.reason ?? null }
}

/* ------------------------------------------------------------------ the role, its ExternalId, its trust policy */

function roleProbe({ access, accountId, connection }: AccountCheck, off: readonly string[] = []): Unchecked {
  const region = access.otherStsRegion(accountId)
  const notes = off.map((one) => `${one} is not enabled in this account; it will be skipped here.`)
  if (region !== undefined) {
    notes.push(`STS is off in ${connection.homeRegion} for this account; its sessions come from ${region}.`)
  }
  return {
    capability: 'role',
    result: 'ok',
    ...(notes.length > 0 && { reason: notes.join(' ') }),
    ...(off.length > 0 && { regionsOff: off }),
  }
}

/** Regions that were typed and are off there. Asked only where one of them needs an opt-in; where AWS would not say, of none. */
async function regionsOff({ connection, signal }: AccountCheck, account: AccountAccess): Promise<readonly string[]> {
  const onByDefault = defaultRegionsOf(connection.partition)
  if (connection.regions.every((region) => onByDefault.includes(region))) return []
  return (await enabledRegions(connection, account, signal)).regions.disabled
}

/** A role that can be assumed without the ExternalId can be reached through us by whoever knows its name. */
async function probeExternalId(
  { connection, access, signal, accountId }: AccountCheck,
  refusedWith: RoleFailure | undefined,
): Promise<{ readonly accepted: boolean; readonly probe: Unchecked }> {
  const capability = 'external_id'
  if (connection.method === 'direct' || connection.externalId === '') {
    return { accepted: false, probe: { capability, result: 'not_applicable' } }
  }
  try {
    await access.tryWithoutExternalId(accountId, signal)
  } catch (error) {
    signal.throwIfAborted()
    const failure = failureOf(error, { action: 'sts:AssumeRole', region: connection.homeRegion })
    if (failure.state !== 'denied' && failure.state !== 'blocked_by_scp') {
      return {
        accepted: false,
        probe: { capability, result: 'failed', action: failure.action, reason: failure.reason },
      }
    }
    // Refused either way proves nothing about the condition.
    return { accepted: false, probe: { capability, result: refusedWith ? 'not_applicable' : 'ok' } }
  }
  const reason = refusedWith
    ? 'The role accepts Bailiwick without an ExternalId and refuses ours: its trust policy has no or another condition.'
    : 'The role can be assumed without the ExternalId: its trust policy lacks the condition on sts:ExternalId.'
  const fix = trustFix(connection, accountId)
  return { accepted: true, probe: { capability, result: 'failed', action: 'sts:AssumeRole', reason, fix } }
}

/** IAM User Guide, "Troubleshoot IAM": changes are not everywhere at once. There is then nothing to replace. */
function butAsked(enforcement: Unchecked, trust: Unchecked | undefined): Unchecked {
  if (trust?.cause === roleGone) return { capability: enforcement.capability, result: 'not_applicable' }
  const isAsked = trust?.cause === anotherExternalId || (trust?.result === 'ok' && trust.reason === undefined)
  if (enforcement.result !== 'failed' || enforcement.fix === undefined || !isAsked) return enforcement
  const { fix: _, ...probe } = enforcement
  const reason = 'The role can be assumed without the ExternalId, although its trust policy asks for it.'
  return {
    ...probe,
    reason,
    fix: {
      text: 'A change takes a while to reach all of IAM: check again. If it stays, what answers here is not AWS.',
    },
  }
}

async function probeTrustOf(account: ProbedAccount): Promise<Unchecked> {
  const { connection, accountId, access, signal } = account
  const trust = await refusable(account, { capability: 'trust', reads: trustReads }, () =>
    probeTrust(connection, access, signal),
  )
  return isWider(trust) ? { ...trust, fix: trustFix(connection, accountId) } : trust
}
