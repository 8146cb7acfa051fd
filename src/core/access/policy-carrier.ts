/**
 * Which known resource a question is about, and whose policy governs it: a part (an object, an index, a rule) stands under the
 * policy of the whole, and CloudWatch Logs keeps its policies by the Region.
 */
import { splitArn } from '../arn/arn.ts'
import type { PolicyEntry, SnapshotResource } from '../inventory/snapshot.ts'
import { joined } from './joined-policy.ts'
import type { World } from './world.ts'

/** ARN of the whole; undefined for what is part of nothing. */
type WholeOf = (resource: string) => string | undefined

const upTo =
  (separator: string, fields: number): WholeOf =>
  (resource) =>
    resource.split(separator).slice(0, fields).join(separator)

/**
 * By service, on the last field of the ARN. DynamoDB DG "Resource-based policies" (a table's policy covers its indexes); Lambda
 * DG (versions and aliases); OpenSearch Service DG (paths of a domain); EventBridge UG "Permissions for event buses" (a bus's
 * policy lets others manage its rules); AWS Glue DG "Resource-based policies" (Data Catalog resources, nothing else).
 */
const wholes: ReadonlyMap<string, WholeOf> = new Map([
  ['s3', (resource) => upTo('/', resource.startsWith('accesspoint/') ? 2 : 1)(resource)],
  ['lambda', (resource) => (resource.startsWith('function:') ? upTo(':', 2)(resource) : undefined)],
  ['dynamodb', (resource) => (/^table\/[^/]+\/index\//.test(resource) ? upTo('/', 2)(resource) : undefined)],
  ['es', (resource) => (resource.startsWith('domain/') ? upTo('/', 2)(resource) : undefined)],
  ['events', busOfRule],
  [
    'glue',
    (resource) =>
      /^(database|table|tableVersion|userDefinedFunction|connection)\//.test(resource) ? 'catalog' : undefined,
  ],
])

function busOfRule(resource: string): string | undefined {
  const [kind, first, second] = resource.split('/')
  if (kind !== 'rule') return undefined
  return `event-bus/${second === undefined ? 'default' : first}`
}

export function knownResource(world: World, arn: string): SnapshotResource | undefined {
  const exact = world.resourceByArn.get(arn)
  if (exact) return exact
  const fields = splitArn(arn)
  const whole = fields && wholes.get(fields.service)?.(fields.resource)
  if (!fields || whole === undefined) return undefined
  return world.resourceByArn.get(arn.slice(0, arn.length - fields.resource.length) + whole)
}

/**
 * Parts with a policy of their own that is not read, or of which it is not known what they lie in: streams of DynamoDB,
 * consumers of Kinesis, repositories of CodeArtifact, older versions of a layer, recovery points, destinations of logs, catalogs
 * within Glue's.
 */
const unreadParts: ReadonlyMap<string, RegExp> = new Map([
  ['dynamodb', /^table\/[^/]+\/stream\//],
  ['kinesis', /\/consumer\//],
  ['codeartifact', /^(repository|package|package-group)\//],
  ['lambda', /^layer:/],
  ['backup', /^recovery-point:/],
  ['logs', /^(destination|delivery-destination):/],
  ['glue', /^catalog\//],
])

export const hasUnreadPolicy = ({
  service,
  resource,
}: {
  readonly service: string
  readonly resource: string
}): boolean => unreadParts.get(service)?.test(resource) ?? false

/** `whole`: all of them as one; the same object each time, so that it is compiled once. */
interface LogPolicies {
  readonly single: readonly PolicyEntry[]
  readonly whole: PolicyEntry | undefined
}

const logPolicies = new WeakMap<World, ReadonlyMap<string, LogPolicies>>()

/** The resource policies of CloudWatch Logs in a Region, each of which may speak of any log group there. */
export function logPoliciesIn(world: World, account: string, region: string): LogPolicies {
  const known = logPolicies.get(world) ?? logPoliciesByPlace(world)
  logPolicies.set(world, known)
  return known.get(`${account} ${region}`) ?? { single: [], whole: undefined }
}

function logPoliciesByPlace({ snapshot }: World): ReadonlyMap<string, LogPolicies> {
  const all = snapshot.resources.filter(({ type }) => type === 'logs:resource-policy')
  const byPlace = Map.groupBy(all, ({ account, region }) => `${account} ${region}`)
  return new Map(
    [...byPlace].map(([place, resources]) => {
      const single = resources.flatMap(({ policyEntry }) => policyEntry ?? [])
      return [place, { single, whole: joined(single) }]
    }),
  )
}
