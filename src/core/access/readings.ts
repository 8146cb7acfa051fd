/**
 * When what an answer rests on was read (connection.md §10.5). It rests on the cells whose gaps it would name, each with its last
 * whole reading (`wholeTimeOf`), whether it could be read again since or not:
 *
 * - of a principal: IAM of its account, but of a root user, which has no policies; the organization that lays SCPs over it, but of a
 *   service-linked role; of a role of Identity Center its directory, which says who stands behind it;
 * - of everybody: IAM, Identity Center and the organization of every account that is not closed (coverage-gaps.ts);
 * - of a resource: the cell of its account and Region that brings it and its policy, of a role IAM; the organization that lays RCPs
 *   over its account; where nobody knows whose it is, that cell of every account, because it lies in none that was read;
 * - of paths: of everybody, and all resources, because whoever changes code acts as the role that it runs as.
 *
 * What lies over all accounts is worked out once for each world.
 */
import { splitArn } from '../arn/arn.ts'
import { memo } from '../evaluate/memo.ts'
import { type CellSpan, joinedSpan, spanOf } from '../inventory/cell-table.ts'
import { type CellType, cellTypes, typesOfStages } from '../inventory/coverage.ts'
import type { SnapshotResource } from '../inventory/snapshot.ts'
import type { CanAnswer } from './answers.ts'
import { bindsScps } from './assess.ts'
import { isClosed } from './coverage-gaps.ts'
import { knownResource } from './policy-carrier.ts'
import { cellOfArn, type Question } from './question.ts'
import { atOnce, awaited, mappedInSteps, type Steps, stepwise } from './stepwise.ts'
import type { CompiledAccount, CompiledPrincipal, World } from './world.ts'

type WithReadings = Pick<CanAnswer, 'readings'>

type Subject = CompiledPrincipal | 'everybody'

/** Of a question about a principal or everybody, on what it asks about and on whatever else it needs (`also`, by ARN). */
export function readingsOf(world: World, who: Subject, on?: Question, also: readonly string[] = []): WithReadings {
  return told(world, [
    who === 'everybody' ? spansOf(world).everybody.value() : ofPrincipal(world, who),
    on && ofQuestion(world, on),
    ...also.map((arn) => ofKnown(world, arn)),
  ])
}

/** Of a principal, and of what runs as it. */
export const readingsOfPrincipal = (world: World, one: CompiledPrincipal): WithReadings =>
  told(world, [
    ofPrincipal(world, one),
    // What runs as a role lies in its account.
    one.principal.type === 'role'
      ? world.snapshot.cells.span(one.principal.account, resourceCells, world.snapshot.isPast)
      : undefined,
  ])

export const readingsOfResource = (world: World, resource: SnapshotResource): WithReadings =>
  told(world, [cellOf(world, resource.account, resource.cell, resource.region)])

export const readingsOfPaths = (world: World): WithReadings => told(world, [spansOf(world).paths.value()])

/* ------------------------------------------------------------------ by what is asked about */

function ofPrincipal(world: World, one: CompiledPrincipal): CellSpan | undefined {
  const { principal, account } = one
  return joinedSpan([
    principal.type === 'root' ? undefined : cellOf(world, principal.account, 'iam'),
    bindsScps(one) ? ofOrganization(world, account) : undefined,
    principal.type === 'permission-set-role' ? spansOf(world).directory(account.account.organizationId) : undefined,
  ])
}

const ofOrganization = (world: World, { account: { organizationIn } }: CompiledAccount): CellSpan | undefined =>
  organizationIn === undefined ? undefined : cellOf(world, organizationIn, 'organization')

function ofQuestion(world: World, question: Question): CellSpan | undefined {
  const { resource, resourceAccount, exemptFromRcps, service } = question
  if (resource === '*') return undefined
  const known = knownResource(world, resource)
  const owner = resourceAccount === undefined ? undefined : world.accounts.get(resourceAccount)
  const isUnderRcps = !exemptFromRcps && world.catalogue.rcpSupportedServices.has(service)
  return joinedSpan([
    known ? ofResource(world, known) : ofUnknown(world, question),
    owner && isUnderRcps ? ofOrganization(world, owner) : undefined,
  ])
}

const ofResource = (world: World, { account, cell, region }: SnapshotResource): CellSpan | undefined =>
  cellOf(world, account, cell, region)

/** A principal, or what was looked for and is not there. */
function ofUnknown(world: World, { resource, resourceAccount }: Question): CellSpan | undefined {
  const fields = splitArn(resource)
  if (!fields) return undefined
  if (fields.service === 'iam') return resourceAccount && cellOf(world, resourceAccount, 'iam')
  const cell = cellOfArn(fields)
  if (cell === undefined) return undefined
  const region = fields.region === '' ? 'global' : fields.region
  return resourceAccount === undefined
    ? spansOf(world).anywhere(cell, region)
    : cellOf(world, resourceAccount, cell, region)
}

function ofKnown(world: World, arn: string): CellSpan | undefined {
  const resource = world.resourceByArn.get(arn)
  if (resource) return ofResource(world, resource)
  const one = world.principalByArn.get(arn)
  return one && cellOf(world, one.principal.account, 'iam')
}

function cellOf({ coverage, snapshot }: World, account: string, type: CellType, region?: string): CellSpan | undefined {
  const cell = coverage.find(account, type, region)
  return cell && spanOf(cell, snapshot.isPast)
}

/* ------------------------------------------------------------------ over all accounts */

const resourceCells = new Set(typesOfStages(['resources']))
const directoryCells = new Set(typesOfStages(['identity_center']))
const identityCells = new Set(typesOfStages(['organization', 'identity_center', 'iam']))
const pathCells = new Set([...identityCells, ...resourceCells])

const knownSpans = new WeakMap<World, ReturnType<typeof createSpans>>()

function spansOf(world: World): ReturnType<typeof createSpans> {
  const known = knownSpans.get(world) ?? createSpans(world)
  knownSpans.set(world, known)
  return known
}

/** All cells of a large organization take a tenth of a second: the first question is not to wait for that. */
export function* readingsInSteps(world: World): Steps<void> {
  const { everybody, paths } = spansOf(world)
  yield* awaited(everybody)
  yield* awaited(paths)
}

/** Each is worked out when it is first asked for, where nobody did before; a thousand finds take a millisecond. */
function createSpans(world: World) {
  const { cells, isPast } = world.snapshot
  const open = [...world.accounts.values()].flatMap(({ account }) => (isClosed(account) ? [] : [account]))
  function* over(types: ReadonlySet<CellType>, accounts = open): Steps<CellSpan | undefined> {
    return joinedSpan(yield* mappedInSteps(accounts, ({ id }) => cells.span(id, types, isPast)))
  }
  const directories = memo((organization) => ({
    span: atOnce(
      over(
        directoryCells,
        open.filter(({ organizationId = '' }) => organizationId === organization),
      ),
    ),
  }))
  const anywhere = new Map(
    cellTypes.map((type) => [
      type,
      memo((region) => ({ span: joinedSpan(open.map(({ id }) => cellOf(world, id, type, region))) })),
    ]),
  )
  return {
    everybody: stepwise(() => over(identityCells)),
    paths: stepwise(() => over(pathCells)),
    directory: (organizationId = '') => directories(organizationId).span,
    anywhere: (type: CellType, region: string) => anywhere.get(type)?.(region).span,
  }
}

/* ------------------------------------------------------------------ in the answer */

function told({ snapshot, accounts }: World, spans: readonly (CellSpan | undefined)[]): WithReadings {
  const span = joinedSpan(spans)
  if (!span) return {}
  const { oldest, newest } = span
  const { accountId: account, region, type } = oldest.cell
  const accountName = accounts.get(account)?.account.name
  return {
    readings: {
      oldest: new Date(oldest.at).toISOString(),
      newest: new Date(newest.at).toISOString(),
      oldestIn: {
        account,
        ...(accountName !== undefined && { accountName }),
        ...(region !== 'global' && { region }),
        service: type,
      },
      ...(snapshot.isPast && { orLater: true }),
    },
  }
}
