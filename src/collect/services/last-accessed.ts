/**
 * Which principal last used which service and which tracked action (IAM User Guide, "Refine permissions using last accessed
 * information"). AWS makes a report for each principal by itself, so they are asked about in turn: some in each run, privileged
 * ones first, nobody twice a day.
 */
import type { GetServiceLastAccessedDetailsResponse, IAMClient, ServiceLastAccessed } from '@aws-sdk/client-iam'
import { sdk } from '../../aws/sdk.ts'
import { chunksOf } from '../../core/chunks.ts'
import type { Askable } from '../../core/inventory/asking-order.ts'
import { whoseTurn } from '../../core/inventory/asking-order.ts'
import type { InventoryObject, Json, ObjectOfKind } from '../../core/inventory/objects.ts'
import { untilDone } from '../background.ts'
import type { CellContext, Collector } from '../collector.ts'
import { securityAudit } from '../collector.ts'
import { isoDate, required } from '../shapes.ts'
import { largestPage } from './iam-posture.ts'

export const lastAccessed: Collector = {
  type: 'last_accessed',
  capability: 'credentials',
  scope: 'account',
  reads: securityAudit('iam:GenerateServiceLastAccessedDetails', 'iam:GetServiceLastAccessedDetails'),
  async probe(cell) {
    const Arn = `arn:${cell.partition}:iam::aws:policy/SecurityAudit`
    await cell.client('iam').send(new sdk.iam.GenerateServiceLastAccessedDetailsCommand({ Arn }), cell.options)
  },
  async *collect(cell) {
    const { principals, groups, policies } = await knownIdentities(cell)
    const before = new Map((await cell.known(cell.key, ['lastAccessed'])).map((object) => [object.nativeId, object]))
    const turn = whoseTurn({
      principals,
      groups,
      policies,
      askedAt: new Map([...before.values()].map((object) => [object.nativeId, askedAtOf(object)])),
      since: new Date(Date.parse(cell.clock.now()) - askedAgainAfterMs).toISOString(),
      atMost: cell.jobsPerRun,
    })
    const asked = new Set<string>()
    for await (const page of askAbout(cell, cell.client('iam'), turn)) {
      for (const { nativeId } of page) asked.add(nativeId)
      yield page
    }
    const kept = principals.flatMap(({ nativeId }) => (asked.has(nativeId) ? [] : (before.get(nativeId) ?? [])))
    yield kept
    tellHowMany(cell, { all: principals.length, asked: asked.size, kept: kept.length })
  },
}

/** Somewhat less than a day, so that a run a little early still finds everybody due. */
const askedAgainAfterMs = 20 * 3_600_000

const askedAtOf = ({ facts }: ObjectOfKind<'lastAccessed'>): string => {
  const at = facts?.['askedAt']
  return typeof at === 'string' ? at : ''
}

/** AWS itself acts through service-linked roles; nobody can take anything away from them. */
const isAsked = ({ body }: Askable): boolean => !body.path.startsWith('/aws-service-role/')

async function knownIdentities(cell: CellContext) {
  const known = await cell.known({ ...cell.key, type: 'iam' }, ['user', 'role', 'group', 'managedPolicy'])
  return {
    principals: known.filter((object) => object.kind === 'user' || object.kind === 'role').filter(isAsked),
    groups: known.filter((object) => object.kind === 'group'),
    policies: known.filter((object) => object.kind === 'managedPolicy'),
  }
}

function tellHowMany(
  cell: CellContext,
  counts: { readonly all: number; readonly asked: number; readonly kept: number },
) {
  const never = counts.all - counts.asked - counts.kept
  const said = `Last access was asked of ${counts.asked} of ${counts.all} principals in this run`
  if (never > 0) {
    const reason = `${said}; ${never} were not asked about yet and follow in later runs.`
    // Planned, and no hole in what was to be read: each principal's facts tell when it was asked about, or that it never was.
    cell.remark('asked_in_turn', reason)
  } else if (counts.kept > 0) {
    cell.remark('asked_in_turn', `${said}; of the other ${counts.kept} it was asked in an earlier one.`)
  }
}

/* ------------------------------------------------------------------ jobs */

/** connection.md §8.3. */
const jobsAtOnce = 5
/** One principal's report takes less time than that of an account, and there are many of them. */
const firstLookMs = 250

async function* askAbout(
  cell: CellContext,
  client: IAMClient,
  principals: readonly Askable[],
): AsyncIterable<readonly InventoryObject[]> {
  for (const some of chunksOf(principals, jobsAtOnce)) {
    const answers = await Promise.all(some.map((principal) => askOne(cell, client, principal)))
    yield answers.filter((object) => object !== undefined)
  }
}

const gone = ['NoSuchEntity', 'NoSuchEntityException']

/** Undefined when it is gone, or AWS could not say; the cell has the gap then. */
async function askOne(
  cell: CellContext,
  client: IAMClient,
  principal: Askable,
): Promise<ObjectOfKind<'lastAccessed'> | undefined> {
  const begun = await cell.read(
    'iam:GenerateServiceLastAccessedDetails',
    () =>
      client.send(
        new sdk.iam.GenerateServiceLastAccessedDetailsCommand({ Arn: principal.arn, Granularity: 'ACTION_LEVEL' }),
        cell.options,
      ),
    { none: gone },
  )
  if (begun.state !== 'read') return undefined
  const JobId = required(begun.value.JobId, 'JobId')
  const finished = await cell.read(
    'iam:GetServiceLastAccessedDetails',
    () => untilDone(cell, () => finishedJob(cell, client, JobId), firstLookMs),
    { none: gone },
  )
  if (finished.state !== 'read') return undefined
  if (!finished.value) {
    cell.gap({
      state: 'failed',
      code: 'last_accessed_not_made',
      action: 'iam:GetServiceLastAccessedDetails',
      reason: `AWS did not finish the report about the last access of ${principal.arn}.`,
    })
    return undefined
  }
  return toLastAccessed(cell, principal, finished.value)
}

/** Undefined while it goes on, null when it failed. */
async function finishedJob(
  cell: CellContext,
  client: IAMClient,
  JobId: string,
): Promise<readonly ServiceLastAccessed[] | null | undefined> {
  const services: ServiceLastAccessed[] = []
  let Marker: string | undefined
  do {
    const page: GetServiceLastAccessedDetailsResponse = await client.send(
      new sdk.iam.GetServiceLastAccessedDetailsCommand({ JobId, MaxItems: cell.pageSize(largestPage), Marker }),
      cell.options,
    )
    if (page.JobStatus === 'FAILED') return null
    if (page.JobStatus !== 'COMPLETED') return undefined
    services.push(...(page.ServicesLastAccessed ?? []))
    Marker = page.IsTruncated ? page.Marker : undefined
  } while (Marker !== undefined)
  return services
}

/** Dates in ISO 8601. */
type LastAccessedFacts = {
  readonly askedAt: string
  /** Of all services together; absent: nothing was used in AWS's tracking period. */
  readonly lastUsed?: string
  /** How many services the policies reach. Those that `services` does not name were not used. */
  readonly reachable: number
  /** By service prefix. */
  readonly services: { readonly [service: string]: Json }
  /** By IAM action, of the few that AWS tracks: when it was last used. */
  readonly actions: { readonly [action: string]: Json }
}

/**
 * Only what was used is kept: the report lists every service that the policies reach, hundreds for an administrator, and what
 * it does not name as used was not used in AWS's tracking period.
 */
function toLastAccessed(
  cell: CellContext,
  principal: Askable,
  services: readonly ServiceLastAccessed[],
): ObjectOfKind<'lastAccessed'> {
  const used: Record<string, Json> = {}
  const actions: Record<string, Json> = {}
  for (const { ServiceNamespace, LastAuthenticated, LastAuthenticatedRegion, TrackedActionsLastAccessed } of services) {
    const service = required(ServiceNamespace, 'ServiceNamespace')
    const at = isoDate(LastAuthenticated)
    if (at !== undefined) used[service] = { at, ...(LastAuthenticatedRegion && { region: LastAuthenticatedRegion }) }
    for (const { ActionName, LastAccessedTime } of TrackedActionsLastAccessed ?? []) {
      const action = isoDate(LastAccessedTime)
      if (ActionName && action !== undefined) actions[`${service}:${ActionName}`] = action
    }
  }
  const lastUsed = services
    .flatMap(({ LastAuthenticated }) => isoDate(LastAuthenticated) ?? [])
    .sort()
    .at(-1)
  return {
    kind: 'lastAccessed',
    nativeId: principal.nativeId,
    arn: principal.arn,
    accountId: cell.accountId,
    region: 'global',
    cell: 'last_accessed',
    body: { principalArn: principal.arn },
    facts: {
      askedAt: cell.clock.now(),
      ...(lastUsed !== undefined && { lastUsed }),
      reachable: services.length,
      services: used,
      actions,
    } satisfies LastAccessedFacts,
  }
}
