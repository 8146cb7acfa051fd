/** Resources, each with every policy that bears on it: its own, the registry's, the grants of a key. */
import { drained, eachInSteps, type Steps } from '../access/stepwise.ts'
import type { AccountId } from '../ids.ts'
import type { Entries, Kinds } from './assemble.ts'
import type { CellCoverage } from './cell-lookup.ts'
import { togetherRead } from './companion-policies.ts'
import { isJsonObject, isSameContent } from './content-key.ts'
import { grantsAsPolicy } from './kms-grants.ts'
import { stalePolicyFact } from './merge.ts'
import type { ObjectOfKind, PublicAccessBlock, ResourceBody } from './objects.ts'
import { publicAccessBlockOf, strictest } from './public-access-block.ts'
import type { KeyGrants, PolicyEntry, Reading, SnapshotResource } from './snapshot.ts'

export interface ResourcesInput {
  readonly resources: Kinds['resource']
  readonly coverage: CellCoverage
  readonly entries: Entries
  /** Public access blocks by account. */
  readonly blocks: ReadonlyMap<AccountId, PublicAccessBlock | undefined>
  /** As an earlier snapshot had it: what is as it was stays the same record, so that two snapshots of a large estate are hardly more than one. */
  readonly before: ((arn: string) => SnapshotResource | undefined) | undefined
}

const assembledAtOnce = 25

export function* assembleResources(input: ResourcesInput): Steps<SnapshotResource[]> {
  const { resources, coverage, entries, blocks, before } = input
  const companionOf = yield* registryLookup(resources, coverage, entries)
  const assembled: SnapshotResource[] = []
  for (const object of drained(resources)) {
    const surroundings = { block: blocks.get(object.accountId), companion: companionOf(object) }
    const made = assembleResource(object, entries, surroundings)
    const known = before?.(made.arn)
    assembled.push(known && isSameContent(known, made) ? known : made)
    if (assembled.length % assembledAtOnce === 0) yield
  }
  return assembled
}

/** The policy of the registry, which bears on every repository of its Region. */
interface Companion {
  readonly reading: Reading
  readonly entry?: PolicyEntry
}

/** What lies around a resource: the public access block of its account, the policy of its registry. */
interface Surroundings {
  readonly block: PublicAccessBlock | undefined
  readonly companion: Companion | undefined
}

function assembleResource(
  object: ObjectOfKind<'resource'>,
  entries: Entries,
  { block: accountBlock, companion }: Surroundings,
): SnapshotResource {
  const { body } = object
  const block = strictest(accountBlock, publicAccessBlockOf(body.facts['publicAccessBlock']))
  const own = policyReading(object)
  const policyEntry = resourceEntry(object, entries)
  return {
    arn: object.arn,
    ...(object.content !== undefined && { content: object.content }),
    name: body.name,
    type: body.type,
    account: object.accountId,
    region: object.region,
    cell: object.cell,
    tags: body.tags,
    policy: companion ? togetherRead([own, companion.reading]) : own,
    ...(policyEntry && { policyEntry }),
    ...(companion?.entry && { beside: [companion.entry] }),
    ...(body.type === 's3:bucket' && block && { s3BlockPublicAccess: block }),
    ...(body.type === 'kms:key' && { grants: keyGrants(object, entries) }),
    ...(body.type === 'glue:catalog' && { grants: catalogShares(object, entries) }),
    facts: body.facts,
  }
}

/**
 * The object that a record was made of, as far as anything is made of it, for a snapshot in which it is as it was. It is the record under
 * another face: of an estate that has hardly changed, objects of their own would take more memory than the snapshot. Undefined
 * where the record does not tell: what a registry says is in it too, its policy was not read, or its object did not come out of the store.
 */
export const objectBehind = (record: SnapshotResource): ObjectOfKind<'resource'> | undefined =>
  record.content !== undefined && bodyBehind(record) ? new UnchangedResource(record) : undefined

class UnchangedResource implements ObjectOfKind<'resource'> {
  readonly #record: SnapshotResource
  constructor(record: SnapshotResource) {
    this.#record = record
  }
  get kind() {
    return 'resource' as const
  }
  get nativeId() {
    return this.#record.arn
  }
  get arn() {
    return this.#record.arn
  }
  get accountId() {
    return this.#record.account
  }
  get region() {
    return this.#record.region
  }
  get cell() {
    return this.#record.cell
  }
  get content() {
    return this.#record.content ?? ''
  }
  get body(): ResourceBody {
    const body = bodyBehind(this.#record)
    if (!body) throw new TypeError(`the record of ${this.arn} does not tell its body`)
    return body
  }
}

function bodyBehind({ name, type, tags, policy, policyEntry, facts }: SnapshotResource): ResourceBody | undefined {
  if (type === 'ecr:repository') return undefined
  const document = policyEntry?.document
  if (policy.state === 'read' && document !== undefined)
    return { name, type, tags, policy: { state: 'read', document }, facts }
  return policy.state === 'none' ? { name, type, tags, policy: { state: 'none' }, facts } : undefined
}

function resourceEntry(object: ObjectOfKind<'resource'>, entries: Entries): PolicyEntry | undefined {
  const { body, accountId: account, arn } = object
  if (body.policy.state !== 'read') return undefined
  const { document } = body.policy
  const name = resourcePolicyName(body.type, body.name)
  // The policy of a registry is that of its repositories too.
  const made = body.type === 'ecr:registry' ? entries.shared : entries.own
  return made(`resource ${account} ${arn}`, { name, kind: 'resource', arn, account, document })
}

/**
 * Amazon ECR UG "Private registry permissions": the registry's policy is enforced in every request. A repository in a Region whose
 * registry is not among what was read has a policy that is not known whole.
 */
function* registryLookup(
  resources: Kinds['resource'],
  coverage: CellCoverage,
  entries: Entries,
): Steps<(object: ObjectOfKind<'resource'>) => Companion | undefined> {
  const place = ({ accountId, region }: ObjectOfKind<'resource'>): string => `${accountId} ${region}`
  const registries = new Map<string, ObjectOfKind<'resource'>>()
  yield* eachInSteps(resources, (resource) => {
    if (resource.body.type === 'ecr:registry') registries.set(place(resource), resource)
  })
  return (object) => {
    if (object.body.type !== 'ecr:repository') return undefined
    const registry = registries.get(place(object))
    if (!registry) return { reading: withoutRegistry(object, coverage) }
    const entry = resourceEntry(registry, entries)
    return { reading: policyReading(registry), ...(entry && { entry }) }
  }
}

function withoutRegistry({ accountId, region }: ObjectOfKind<'resource'>, coverage: CellCoverage): Reading {
  const cell = coverage.reading(accountId, 'ecr', region)
  const reason = `The policy of the registry in ${region} was not read`
  if (cell.state === 'read') return { state: 'none' }
  return { state: cell.state === 'out_of_scope' ? 'out_of_scope' : 'unread', reason }
}

/** Policies that AWS RAM made for what the account shares of its catalog; without the fact they were not read. */
function catalogShares({ body, accountId: account, arn }: ObjectOfKind<'resource'>, entries: Entries): KeyGrants {
  const shared = body.facts['sharedPolicies']
  if (!Array.isArray(shared)) {
    return { reading: { state: 'unread', reason: `What AWS RAM shares of the ${body.name} was not read` } }
  }
  const statements = shared
    .filter(isJsonObject)
    .flatMap(({ Statement: own }) => (Array.isArray(own) ? own : [own ?? []]))
  if (statements.length === 0) return { reading: { state: 'none' } }
  const document = { Version: '2012-10-17', Statement: statements }
  const name = `shares of the ${body.name}`
  return {
    reading: { state: 'read' },
    entry: entries.own(`shares ${account} ${arn}`, { name, kind: 'resource', arn, account, document }),
  }
}

function keyGrants(object: ObjectOfKind<'resource'>, entries: Entries): KeyGrants {
  const { name, facts } = object.body
  const grants = grantsAsPolicy(facts['grants'])
  if (!grants) return { reading: { state: 'unread', reason: `The grants of ${name} were not read` } }
  const { document, complete } = grants
  return {
    reading: complete ? { state: 'read' } : { state: 'unread', reason: `${name} has more grants than are looked at` },
    ...(document !== undefined && {
      entry: entries.own(`grants ${object.accountId} ${object.arn}`, {
        name: `a grant of ${name}`,
        kind: 'resource',
        arn: object.arn,
        account: object.accountId,
        document,
      }),
    }),
  }
}

function policyReading(object: ObjectOfKind<'resource'>): Reading {
  const { policy, name } = object.body
  if (policy.state === 'unread')
    return { state: 'unread', reason: `The policy of ${name} was not read: ${policy.reason}` }
  if (object.facts?.[stalePolicyFact] !== undefined) {
    return {
      state: 'unread',
      reason: `The policy of ${name} stands from an earlier reading; it was not seen this time`,
    }
  }
  return settled[policy.state]
}

/** One for all of them: each of hundreds of thousands with its own would be as many objects more. */
const settled = { read: { state: 'read' }, none: { state: 'none' } } as const

/** `bucket policy of lake` */
export const resourcePolicyName = (type: string, name: string): string => `${policyWord(type)} of ${name}`

function policyWord(type: string): string {
  switch (type) {
    case 's3:bucket':
      return 'bucket policy'
    case 'kms:key':
      return 'key policy'
    case 'sqs:queue':
      return 'queue policy'
    case 'sns:topic':
      return 'topic policy'
    case 'ecr:repository':
      return 'repository policy'
    case 'ecr:registry':
      return 'registry policy'
    case 'dynamodb:table':
      return 'table policy'
    case 'events:event-bus':
      return 'event bus policy'
    case 'backup:backup-vault':
      return 'vault policy'
    case 'elasticfilesystem:file-system':
      return 'file system policy'
    case 'kinesis:stream':
      return 'stream policy'
    case 'es:domain':
      return 'access policy'
    case 'codeartifact:domain':
      return 'domain policy'
    case 's3:access-point':
      return 'access point policy'
    default:
      return 'resource policy'
  }
}
