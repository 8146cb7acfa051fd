/** Tries one capability in one account. Every call of a probe is made, so that all that is missing is told at once. */
import type { InstanceMetadata } from '@aws-sdk/client-sso-admin'
import type { Failure } from '../aws/failure.ts'
import { failureOf } from '../aws/failure.ts'
import { isSdkError, sdkErrorFacts } from '../aws/sdk-error.ts'
import { isSessionEnd } from '../aws/session-end.ts'
import { isOptionalRefusal, openCell } from './cell-context.ts'
import type { Capability, CellContext, Reading } from './collector.ts'
import { surpriseGap } from './gaps.ts'
import { findInstanceRegion } from './identity-center-stage.ts'
import { fixOf } from './probe-fix.ts'
import type { ProbedBucket } from './probe-trail-bucket.ts'
import { probeTrailBucket } from './probe-trail-bucket.ts'
import type { ProbedAccount, Unchecked } from './probed-account.ts'
import { ownerOfInstance } from './services/identity-center.ts'
import { describeOrganization } from './services/organizations.ts'

export async function probeCapability(account: ProbedAccount, asked: Capability): Promise<Unchecked> {
  const { capability } = asked
  if (asked.scope === 'organization' && !concernsOrganization(account, asked)) {
    return { capability, result: 'not_applicable' }
  }
  return refusable(account, asked, async (failures) => {
    if (asked.scope === 'organization') {
      const told = await tellMember(account)
      if (told) return { capability, ...told }
    }
    switch (asked.type) {
      case 'identity_center':
        return probeIdentityCenter(account, asked, failures)
      case 'cloudtrail':
        return probeTrail(account, asked, failures)
      default:
        await asked.probe(probedCell(account, asked, failures))
        return outcome(account, asked, failures)
    }
  })
}

/** What AWS refuses becomes the answer: what the probe gathered, and what it threw. */
export async function refusable(
  account: ProbedAccount,
  asked: Pick<Capability, 'capability' | 'reads'>,
  probe: (failures: Failure[]) => Promise<Unchecked>,
): Promise<Unchecked> {
  const failures: Failure[] = []
  try {
    return await probe(failures)
  } catch (error) {
    account.signal.throwIfAborted()
    if (!isSdkError(error)) {
      return { capability: asked.capability, result: 'failed', reason: surpriseGap(error, undefined).reason }
    }
    const action = asked.reads[0]?.action ?? asked.capability
    failures.push(failureOf(error, { action, region: account.connection.homeRegion }))
    return outcome(account, asked, failures)
  }
}

/* ------------------------------------------------------------------ from failures to a probe */

/** Nobody can mend it but the service; the connection is as ready as it can be. */
export const serviceFault = 'service_fault'

const isDenial = ({ state }: Failure): boolean => state === 'denied' || state === 'blocked_by_scp'

/** Neither the role nor anybody in the account can change that. */
const isNotOffered = ({ state }: Failure): boolean => state === 'unsupported' || state === 'region_disabled'

function outcome(
  { connection, accountId, principal }: ProbedAccount,
  asked: Pick<Capability, 'capability' | 'reads'>,
  failures: readonly Failure[],
): Unchecked {
  const { capability } = asked
  const grave = failures.filter((failure) => !isOptionalRefusal(failure, asked.reads))
  const denials = (grave.length > 0 ? grave : failures).filter(isDenial)
  const [first] = denials.length > 0 ? denials : grave
  if (!first) return { capability, result: 'ok' }
  if (grave.length > 0 && grave.every(isNotOffered)) {
    return { capability, result: 'not_applicable', action: first.action, reason: first.reason }
  }
  const others = [...new Set(failures.map(({ action }) => action))].filter((action) => action !== first.action)
  const reason = others.length > 0 ? `${first.reason} Also: ${others.join(', ')}.` : first.reason
  if (denials.length === 0) {
    const cause = grave.every(({ ofService }) => ofService) ? { cause: serviceFault } : {}
    return { capability, result: 'failed', action: first.action, ...cause, reason }
  }
  const fix = fixOf({ connection, accountId, principal, asked, denials })
  return {
    capability,
    // Nobody is expected to allow an optional action (connection.md §2.3); who wants to finds the statement here.
    result: grave.length > 0 ? 'denied' : 'not_applicable',
    action: first.action,
    cause: first.cause ?? 'not_stated',
    reason,
    ...(fix.statement && { statement: fix.statement }),
    ...(fix.attach && { attach: fix.attach }),
    fix,
  }
}

/** As the cell of a reading, but that what could not be read is kept whole. */
function probedCell(
  { connection, accountId, access, clock, signal }: ProbedAccount,
  asked: Capability,
  failures: Failure[],
  region = connection.homeRegion,
): CellContext {
  const cell = openCell({
    key: { accountId, region, type: asked.type },
    accountId,
    partition: connection.partition,
    region,
    access,
    organizationAccounts: [],
    pageSize: undefined,
    settings: connection.settings,
    clock,
    signal,
  })
  return {
    ...cell,
    async read<T>(action: string, call: () => Promise<T>): Promise<Reading<T>> {
      try {
        return { state: 'read', value: await call() }
      } catch (error) {
        if (signal.aborted || isSessionEnd(error) || !isSdkError(error)) throw error
        const failure = failureOf(error, { action, region })
        failures.push(failure)
        return { state: 'unread', code: failure.code, reason: failure.reason, action: failure.action }
      }
    },
  }
}

/* ------------------------------------------------------------------ the organization and Identity Center */

function concernsOrganization({ connection, accountId }: ProbedAccount, { type }: Capability): boolean {
  if (connection.method === 'direct') return true
  return accountId === connection.managementAccountId && (type === 'organization' || connection.identityCenter)
}

/** What an account that is not the management account of an organization answers; undefined for the management account. */
async function tellMember({
  connection,
  signal,
  accountId,
  access,
}: ProbedAccount): Promise<Pick<Unchecked, 'result' | 'cause' | 'reason'> | undefined> {
  const client = access.client('organizations', connection.homeRegion)
  const facts = await describeOrganization(client, { abortSignal: signal }).catch((error: unknown) => {
    if (sdkErrorFacts(error).name === 'AWSOrganizationsNotInUseException') return undefined
    signal.throwIfAborted()
    // The probe itself meets the refusal again, and tells all that is missing.
    if (isSdkError(error)) return { managementAccountId: accountId, id: '' }
    throw error
  })
  if (facts?.managementAccountId === accountId) return undefined
  if (connection.method === 'direct') return { result: 'not_applicable' }
  const reason = facts
    ? `${accountId} is a member. The management account of ${facts.id} is ${facts.managementAccountId}.`
    : `${accountId} belongs to no organization.`
  return { result: 'failed', cause: notManagement, reason }
}

/** The account that was given as the management account is none. */
const notManagement = 'not_management'

/** The instance has one Region, and it need not be the one that was typed. */
async function probeIdentityCenter(account: ProbedAccount, asked: Capability, failures: Failure[]): Promise<Unchecked> {
  const { connection, access, signal, accountId } = account
  const { capability } = asked
  const isSought = (instance: InstanceMetadata): boolean => ownerOfInstance(instance, accountId) === accountId
  const region = await findInstanceRegion(connection, access, signal, { isSought })
  if (region === undefined && !connection.identityCenter) return { capability, result: 'not_applicable' }
  if (region === undefined) {
    return { capability, result: 'failed', reason: 'IAM Identity Center has no instance in any enabled Region.' }
  }
  await asked.probe(probedCell(account, asked, failures, region))
  const probe = outcome(account, asked, failures)
  const typed = connection.identityCenterRegion
  if (probe.result !== 'ok' || typed === null || typed === region) return probe
  return { ...probe, reason: `The instance is in ${region}, not in ${typed}: SSO Region should be ${region}.` }
}

/* ------------------------------------------------------------------ CloudTrail */

/** The trails, and where they deliver, when the settings name a bucket. */
async function probeTrail(account: ProbedAccount, asked: Capability, failures: Failure[]): Promise<Unchecked> {
  const cell = probedCell(account, asked, failures)
  await asked.probe(cell)
  const trails = outcome(account, asked, failures)
  const bucket = bucketOf(account)
  if (trails.result !== 'ok' || !bucket) return trails
  return refusable(account, asked, () => probeTrailBucket(cell, account, bucket, failures))
}

/** One account reads the delivered logs: the management account, or else the first that was named. */
function bucketOf({ connection, accountId }: ProbedAccount): ProbedBucket | undefined {
  const { bucketArn, prefix, keyArn } = connection.settings.cloudTrail
  const reader = connection.managementAccountId ?? connection.accounts[0]
  return bucketArn !== null && accountId === reader ? { bucketArn, prefix: prefix ?? '', keyArn } : undefined
}
