/** Tries each capability once per account and says precisely what is missing (connection.md §7). */
import type { AccountTarget, AccountTargetState, Clock, Connection, Probe } from '../app/ports.ts'
import type { AccountAccess, AwsAccess } from '../aws/access.ts'
import { roleArnOf } from '../aws/credentials.ts'
import type { DenialCause } from '../aws/denial.ts'
import type { Failure } from '../aws/failure.ts'
import { failureOf } from '../aws/failure.ts'
import { sdkErrorFacts } from '../aws/sdk-error.ts'
import type { AccountId } from '../core/ids.ts'
import { openCell } from './cell-context.ts'
import type { Capability, CellContext } from './collector.ts'
import type { RoleFailure } from './enter-account.ts'
import { suspendedGap, tryRole } from './enter-account.ts'
import { findInstanceRegion, instanceRegionOf } from './identity-center-stage.ts'
import { runAll } from './pool.ts'
import { isWider, probeTrust, trustReads } from './probe-trust.ts'
import { capabilities } from './registry.ts'
import { accountsAtOnce } from './run.ts'
import { describeOrganization, listAccounts, organizations } from './services/organizations.ts'

export interface VerifyRun {
  readonly connection: Connection
  readonly access: AwsAccess
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly ownAccountId: AccountId
  readonly onTarget: (target: Omit<AccountTarget, 'connectionId'>) => Promise<void>
}

interface Candidate {
  readonly accountId: AccountId
  readonly name: string | null
  readonly status: string
}

type Unchecked = Omit<Probe, 'checkedAt'>

export async function verifyConnection(run: VerifyRun): Promise<void> {
  const named = namedAccounts(run)
  const members = await membersOf(run)
  const known = new Map([...named, ...members].map((candidate) => [candidate.accountId, candidate]))
  await runAll(
    [...known.values()].map((candidate) => () => verifyAccount(run, candidate)),
    accountsAtOnce,
  )
}

function namedAccounts({ connection, ownAccountId }: VerifyRun): readonly Candidate[] {
  const { accounts, managementAccountId, method } = connection
  const ids =
    method === 'direct' ? [ownAccountId] : [...(managementAccountId === null ? [] : [managementAccountId]), ...accounts]
  return ids.map((accountId) => ({ accountId, name: null, status: 'ACTIVE' }))
}

/** The accounts of the organization; none when they cannot be listed, which the probe of the management account tells. */
async function membersOf(run: VerifyRun): Promise<readonly Candidate[]> {
  const { connection, signal } = run
  const { managementAccountId: management } = connection
  if (!connection.organization || connection.method === 'direct' || management === null) return []
  const members: Candidate[] = []
  try {
    const cell = cellFor(run, organizations, management, run.access.throughRole(management))
    for await (const page of listAccounts(cell)) {
      members.push(...page.map(({ body }) => ({ accountId: body.id, name: body.name, status: body.status })))
    }
  } catch {
    signal.throwIfAborted()
  }
  return members
}

async function verifyAccount(run: VerifyRun, candidate: Candidate): Promise<void> {
  const { connection, signal } = run
  const { accountId, name } = candidate
  signal.throwIfAborted()
  const report = (state: AccountTargetState, reason: string | null, probes: readonly Unchecked[]) =>
    run.onTarget({
      accountId,
      name,
      state,
      reason,
      probes: probes.map((probe) => ({ ...probe, checkedAt: run.clock.now() })),
    })
  if (candidate.status === 'SUSPENDED' || candidate.status === 'CLOSED') {
    return report('account_suspended', suspendedGap.reason, [])
  }

  const access = connection.method === 'direct' ? run.access.own(accountId) : run.access.throughRole(accountId)
  const refused =
    connection.method === 'direct'
      ? undefined
      : await tryRole(access, roleArnOf(connection, accountId), connection.homeRegion)
  const enforcement = await probeExternalId(run, accountId, refused)
  if (refused) {
    const mismatch = enforcement.accepted
    const reason = mismatch
      ? 'The role is there, but it does not accept the ExternalId of this integration.'
      : refused.reason
    return report(mismatch ? 'external_id_mismatch' : refused.trouble, reason, [roleProbe(refused), enforcement.probe])
  }

  const entered: readonly Unchecked[] = [{ capability: 'role', result: 'ok' }, enforcement.probe]
  await report('reachable', null, entered)
  const [trust, ...tried] = await Promise.all([
    refusable({ capability: 'trust', reads: trustReads }, run, () => probeTrust(connection, access, signal)),
    ...capabilities.map((one) => probeCapability(run, one, accountId, access)),
  ])
  signal.throwIfAborted()
  const probes = [...entered, trust, ...tried]
  const lacking = probes.find((probe) => probe.result === 'denied')
  if (lacking) return report('missing_permissions', lacking.reason ?? null, probes)
  // Others come in by this role: it is reached, but not as it should be (connection.md §15).
  if (isWider(trust)) return report('reachable', trust.reason ?? null, probes)
  return report('ready', enforcement.probe.result === 'failed' ? (enforcement.probe.reason ?? null) : null, probes)
}

/* ------------------------------------------------------------------ the role */

function roleProbe(failure: RoleFailure): Unchecked {
  return {
    capability: 'role',
    result: failure.state === 'denied' || failure.state === 'blocked_by_scp' ? 'denied' : 'failed',
    action: failure.action,
    ...(failure.cause && { cause: failure.cause }),
    reason: failure.reason,
  }
}

/** A role that can be assumed without the ExternalId can be reached through us by whoever knows its name. */
async function probeExternalId(
  { connection, access, signal }: VerifyRun,
  accountId: AccountId,
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
  return { accepted: true, probe: { capability, result: 'failed', action: 'sts:AssumeRole', reason } }
}

/* ------------------------------------------------------------------ capabilities */

/** What AWS refuses becomes the answer. */
async function refusable(
  asked: Pick<Capability, 'capability' | 'reads'>,
  { signal, connection }: VerifyRun,
  probe: () => Promise<Unchecked>,
): Promise<Unchecked> {
  try {
    return await probe()
  } catch (error) {
    signal.throwIfAborted()
    const action = asked.reads[0]?.action ?? asked.capability
    return refusal(asked, failureOf(error, { action, region: connection.homeRegion }))
  }
}

async function probeCapability(
  run: VerifyRun,
  collector: Capability,
  accountId: AccountId,
  access: AccountAccess,
): Promise<Unchecked> {
  const { capability } = collector
  if (collector.scope === 'organization' && !concernsOrganization(run, collector, accountId)) {
    return { capability, result: 'not_applicable' }
  }
  return refusable(collector, run, async () => {
    if (collector.scope === 'organization') {
      const told = await tellMember(run, accountId, access)
      if (told) return { capability, ...told }
    }
    if (collector.type === 'identity_center') return probeIdentityCenter(run, collector, accountId, access)
    await collector.probe(cellFor(run, collector, accountId, access))
    return { capability, result: 'ok' }
  })
}

/** The instance has one Region, and it need not be the one that was typed. */
async function probeIdentityCenter(
  run: VerifyRun,
  collector: Capability,
  accountId: AccountId,
  access: AccountAccess,
): Promise<Unchecked> {
  const { capability } = collector
  const expected = instanceRegionOf(run.connection)
  const region = await findInstanceRegion(run.connection, access, run.signal)
  if (region === undefined && !run.connection.identityCenter) return { capability, result: 'not_applicable' }
  if (region === undefined) {
    return { capability, result: 'failed', reason: 'IAM Identity Center has no instance in any enabled Region.' }
  }
  await collector.probe(cellFor(run, collector, accountId, access, region))
  const elsewhere = `The instance is in ${region}, not in ${expected}.`
  return { capability, result: 'ok', ...(region !== expected && { reason: elsewhere }) }
}

function concernsOrganization({ connection }: VerifyRun, collector: Capability, accountId: AccountId): boolean {
  if (connection.method === 'direct') return true
  return (
    accountId === connection.managementAccountId && (collector.type === 'organization' || connection.identityCenter)
  )
}

/** What an account that is not the management account of an organization answers; undefined for the management account. */
async function tellMember(
  { connection, signal }: VerifyRun,
  accountId: AccountId,
  access: AccountAccess,
): Promise<Pick<Unchecked, 'result' | 'reason'> | undefined> {
  const client = access.client('organizations', connection.homeRegion)
  const facts = await describeOrganization(client, { abortSignal: signal }).catch((error: unknown) => {
    if (sdkErrorFacts(error).name === 'AWSOrganizationsNotInUseException') return undefined
    throw error
  })
  if (facts?.managementAccountId === accountId) return undefined
  if (connection.method === 'direct') return { result: 'not_applicable' }
  const reason = facts
    ? `${accountId} is a member. The management account of ${facts.id} is ${facts.managementAccountId}.`
    : `${accountId} belongs to no organization.`
  return { result: 'failed', reason }
}

/** Of these, a statement in the role's own policies does not help. */
const beyondTheRole: ReadonlySet<DenialCause | undefined> = new Set([
  'scp',
  'rcp',
  'boundary',
  'session_policy',
  'resource_policy',
])

function refusal(asked: Pick<Capability, 'capability' | 'reads'>, failure: Failure): Unchecked {
  const { action, cause, reason, state } = failure
  const { capability } = asked
  if (state !== 'denied' && state !== 'blocked_by_scp') return { capability, result: 'failed', action, reason }
  const attach = asked.reads.find((read) => read.action === action)?.attach
  return {
    capability,
    result: 'denied',
    action,
    cause: cause ?? 'not_stated',
    reason,
    ...(!beyondTheRole.has(cause) && {
      statement: { Effect: 'Allow', Action: [action], Resource: '*' },
      ...(attach && { attach }),
    }),
  }
}

function cellFor(
  { connection, signal }: VerifyRun,
  collector: Capability,
  accountId: AccountId,
  access: AccountAccess,
  region = connection.homeRegion,
): CellContext {
  return openCell({
    key: { accountId, region, type: collector.type },
    accountId,
    partition: connection.partition,
    region,
    access,
    organizationAccounts: [],
    pageSize: undefined,
    signal,
  })
}
