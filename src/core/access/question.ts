/**
 * What is asked, made definite: the action as AWS writes it, one resource, who owns it, and what is known of the policy on it.
 * A bucket may be named alone; an object action asked about a bucket means the objects in it.
 */
import { type ArnFields, splitArn } from '../arn/arn.ts'
import type { Catalogue, CatalogueAction } from '../catalogue.ts'
import type { S3BlockPublicAccess } from '../evaluate/types.ts'
import type { FaultCode } from '../fault.ts'
import { type AccountId, parseAccountId } from '../ids.ts'
import { type CellType, policyCellOf } from '../inventory/coverage.ts'
import type { Tags } from '../inventory/objects.ts'
import type { KeyGrants, PolicyEntry, Reading, SnapshotAccount, SnapshotResource } from '../inventory/snapshot.ts'
import { nearest } from '../nearest.ts'
import { err, ok, type Result } from '../result.ts'
import { namedBy } from './named-by.ts'
import { hasUnreadPolicy, knownResource, logPoliciesIn } from './policy-carrier.ts'
import { shortResource, words } from './words.ts'
import type { World } from './world.ts'

export interface AccessFault {
  readonly code: Extract<FaultCode, 'unknown_action' | 'unknown_principal' | 'ambiguous_principal' | 'bad_input'>
  readonly message: string
  /** Nearest names, or the candidates of an ambiguous one. */
  readonly suggestions: readonly string[]
  /** What to do about it, one sentence. */
  readonly fix?: string
}

export interface Question {
  readonly action: string
  readonly actionLowerCase: string
  /** Lower-case prefix. */
  readonly service: string
  readonly info: CatalogueAction
  /** The action has no resource-level permissions. */
  readonly wildcardOnly: boolean
  /** One ARN, perhaps with `*` for "some object in it", or `*`. */
  readonly resource: string
  /** Undefined when the owner is not known: the engine then takes the caller's account. */
  readonly resourceAccount: AccountId | undefined
  readonly owner: SnapshotAccount | undefined
  /** Of a known resource; otherwise the ARN says, or the service. */
  readonly region: string | undefined
  /** Undefined: not known. */
  readonly tags: Tags | undefined
  readonly resourcePolicy: ResourcePolicyLayer
  readonly s3BlockPublicAccess: S3BlockPublicAccess | undefined
  /** Of an access point: the bucket behind it. */
  readonly behind?: string
  /** AWS managed keys (KMS DG "Resource control policies"). */
  readonly exemptFromRcps: boolean
  /** What was read into the question, for people. */
  readonly notes: readonly string[]
}

export interface ResourcePolicyLayer {
  readonly reading: Reading
  /** What is evaluated: the policy of the resource, and behind its statements the grants of a key. */
  readonly entry: PolicyEntry | undefined
  readonly grants?: KeyGrants
  /** Policies of the Region that bear on it too. */
  readonly beside?: readonly PolicyEntry[]
  /** Where a gap lies. */
  readonly account: string
  readonly service: string
  readonly region?: string
}

export function resolveQuestion(
  world: World,
  action: string,
  resource: string | undefined,
): Result<Question, AccessFault> {
  const id = world.catalogue.actionId(action.trim())
  if (id < 0) return err(unknownAction(world.catalogue, action))
  const info = world.catalogue.action(id)
  const named =
    resource === undefined || resource.trim() === '' ? ok('*') : resolveResource(world, info, resource.trim())
  return named.ok ? ok(questionOf(world, info, named.value)) : named
}

/** For callers that have the action and a definite resource already. */
export function questionOf(world: World, info: CatalogueAction, named: string): Question {
  const wildcardOnly = info.resourceTypes.length === 0
  const asked = wildcardOnly ? '*' : named
  const resource = isObjectAction(info) && isBucketArn(asked) ? `${asked}/*` : asked
  const known = knownResource(world, resource)
  const role = known ? undefined : world.principalByArn.get(resource)
  const fields = splitArn(resource)
  const resourceAccount = known?.account ?? role?.principal.account ?? parseAccountId(fields?.account ?? '')
  const tags = known && untagged.has(known.type) ? undefined : (known?.tags ?? role?.principal.tags)
  return {
    action: info.name,
    actionLowerCase: info.name.toLowerCase(),
    service: info.service,
    info,
    wildcardOnly,
    resource,
    resourceAccount,
    owner: resourceAccount && world.accounts.get(resourceAccount)?.account,
    // S3 ARNs name no Region, though buckets lie in one.
    region: known && known.region !== 'global' ? known.region : undefined,
    tags,
    resourcePolicy: resourcePolicyOf(world, { info, resource, resourceAccount, known }),
    s3BlockPublicAccess: known?.s3BlockPublicAccess,
    ...bucketBehind(known),
    exemptFromRcps: known?.type === 'kms:key' && known.facts['keyManager'] === 'AWS',
    notes: [
      ...notesOn({ info, named, asked, resource, isOwned: resourceAccount !== undefined }),
      ...(known || role ? [] : notesOnAbsent(world, resource)),
    ],
  }
}

/** Objects have tags of their own, and those of access points are not read. */
const untagged: ReadonlySet<string> = new Set(['s3:bucket', 's3:access-point', 's3:access-grants-instance'])

function bucketBehind(known: SnapshotResource | undefined): Pick<Question, 'behind'> {
  const bucket = known?.type === 's3:access-point' ? known.facts['bucket'] : undefined
  return typeof bucket === 'string' ? { behind: bucket } : {}
}

/** What was read into the question. */
function notesOn(read: {
  readonly info: CatalogueAction
  readonly named: string
  readonly asked: string
  readonly resource: string
  readonly isOwned: boolean
}): readonly string[] {
  const { info, named, asked, resource, isOwned } = read
  if (asked === '*') {
    if (named !== '*') return [words.noResourceLevel(info.name)]
    return info.resourceTypes.length === 0 ? [] : [words.everyResource]
  }
  return [
    ...(resource === asked ? [] : [words.objectsOfBucket(shortResource(asked), info.name)]),
    ...(isOwned ? [] : [isOneResource(asked) ? words.notRead(withoutKey(asked)) : words.ownerUnknown(asked)]),
  ]
}

/** Objects are never read one by one: the bucket was not. */
const withoutKey = (arn: string): string => (splitArn(arn)?.service === 's3' ? (arn.split('/')[0] ?? arn) : arn)

/** Not several at once. */
const isOneResource = (arn: string): boolean => splitArn(arn) !== undefined && !/[*?]/.test(withoutKey(arn))

/** A role under another path is easily named wrongly, and then nobody seems to reach it. */
function notesOnAbsent(world: World, arn: string): readonly string[] {
  const [, account = '', name = ''] = /^arn:[^:]+:iam::(\d{12}):role\/(?:[^*?]*\/)?([^/*?]+)$/.exec(arn) ?? []
  const owner = parseAccountId(account)
  if (owner === undefined || !world.accounts.has(owner)) return []
  return [words.notAmongRead(arn, world.roleByName.get(`${account}/${name}`)?.principal.arn)]
}

/* ------------------------------------------------------------------ actions */

function unknownAction(catalogue: Catalogue, action: string): AccessFault {
  const [service = '', name] = action.trim().split(':')
  if (name === undefined) return { code: 'unknown_action', message: words.noAction(service), suggestions: [] }
  const range = catalogue.actionRange(service.toLowerCase())
  if (!range) {
    const suggestions = nearest(service, catalogue.services, 5)
    return { code: 'unknown_action', message: words.unknownService(service), suggestions }
  }
  const names = Array.from({ length: range[1] - range[0] }, (_, index) => catalogue.action(range[0] + index).name)
  const prefix = `${service.toLowerCase()}:`
  const suggestions = nearest(
    name,
    names.map((full) => full.slice(prefix.length)),
    5,
  )
  return {
    code: 'unknown_action',
    message: /[*?]/.test(name) ? words.severalActions(action) : words.unknownAction(action),
    suggestions: suggestions.map((one) => prefix + one),
  }
}

/* ------------------------------------------------------------------ resources */

const isObjectAction = (info: CatalogueAction): boolean =>
  info.service === 's3' &&
  info.resourceTypes.some(({ type }) => type.name === 'object') &&
  !info.resourceTypes.some(({ type }) => type.name === 'bucket')

function isBucketArn(arn: string): boolean {
  const fields = splitArn(arn)
  return fields?.service === 's3' && fields.account === '' && !fields.resource.includes('/') && fields.resource !== '*'
}

function resolveResource(world: World, info: CatalogueAction, text: string): Result<string, AccessFault> {
  if (text === '*') return ok('*')
  if (text.startsWith('arn:')) {
    return splitArn(text) ? ok(text) : err({ code: 'bad_input', message: words.noArn(text), suggestions: [] })
  }
  const [bucket = '', ...key] = text.split('/')
  const named = world.resourcesByName.get(text) ?? []
  const ofService = named.filter((resource) => resource.type.startsWith(`${info.service}:`))
  const candidates = ofService.length > 0 ? ofService : named
  if (candidates.length > 1) {
    const suggestions = candidates.map((resource) => resource.arn)
    return err({ code: 'bad_input', message: words.ambiguousResource(text), suggestions })
  }
  const [only] = candidates
  if (only) return ok(only.arn)
  if (info.service === 's3') {
    const known = world.resourcesByName.get(bucket)?.find((resource) => resource.type === 's3:bucket')
    if (known) return ok([known.arn, ...key].join('/'))
  }
  const principals = info.service === 'iam' || info.service === 'sts' ? namedBy(world, text) : []
  const [principal] = principals
  if (principal && principals.length === 1) return ok(principal.principal.arn)
  if (info.service === 's3' && isBucketName(bucket)) return ok(`arn:aws:s3:::${text}`)
  const suggestions = nearest(text, new Set(world.resourcesByName.keys()), 5)
  return err({ code: 'bad_input', message: words.unknownResource(text), suggestions })
}

/** S3 UG "General purpose bucket naming rules". */
const isBucketName = (text: string): boolean => /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(text)

/* ------------------------------------------------------------------ the policy on the resource */

/**
 * Services whose resources may carry a policy (IAM UG "AWS services that work with IAM", column *Resource-based policies*)
 * and whose policies Bailiwick does not read yet. An answer about them can always be turned by that policy.
 */
const otherServicesWithPolicies: ReadonlySet<string> = new Set([
  'acm-pca',
  'apigateway',
  'aoss',
  'codebuild',
  'ecr-public',
  'execute-api',
  'glacier',
  'iot',
  'kafka',
  'kinesisvideo',
  'lex',
  'mediastore',
  'network-firewall',
  'redshift-serverless',
  'rekognition',
  's3-object-lambda',
  's3-outposts',
  's3express',
  's3tables',
  'schemas',
  'serverlessrepo',
  'ses',
  'signer',
  'ssm',
  'ssm-contacts',
  'ssm-incidents',
  'vpc-lattice',
  'xray',
])

/** Whether a resource like the one asked about can carry a policy at all. */
export function mayHavePolicy({ service, resource }: Question): boolean {
  const owner = splitArn(resource)?.service ?? service
  return (
    policyCellOf(owner) !== undefined || otherServicesWithPolicies.has(owner) || (service === 'sts' && owner === 'iam')
  )
}

interface Asked {
  readonly info: CatalogueAction
  readonly resource: string
  readonly resourceAccount: AccountId | undefined
  readonly known: SnapshotResource | undefined
}

function resourcePolicyOf(world: World, asked: Asked): ResourcePolicyLayer {
  const { info, resource, resourceAccount, known } = asked
  const fields = splitArn(resource)
  const base = { entry: undefined, account: resourceAccount ?? 'unknown', service: fields?.service ?? info.service }
  if (known) {
    const { policy, policyEntry, beside, grants, account, region } = known
    const [invalid] = world.layer([...(policyEntry ? [policyEntry] : []), ...(beside ?? [])], 'resource').holes
    const reading: Reading = invalid === undefined ? policy : { state: 'unread', reason: invalid }
    const entry = invalid === undefined ? world.withGrants(known) : grants?.entry
    return { ...base, reading, entry, ...(grants && { grants }), ...(beside && { beside }), account, region }
  }
  if (!fields) return { ...base, reading: { state: 'none' } }
  if (info.service === 'sts' && fields.service === 'iam')
    return { ...base, ...trustPolicyOf(world, resource, resourceAccount) }
  if (hasUnreadPolicy(fields)) {
    return { ...base, reading: { state: 'out_of_scope', reason: words.resourceOutside(resource) } }
  }
  const cell = cellOfArn(fields)
  if (cell === 'logs') return { ...base, ...logGroupPolicy(world, { ...fields, resourceAccount, resource }) }
  if (cell !== undefined) {
    return { ...base, reading: unknownResourceReading(world, cell, resourceAccount, fields.region, resource) }
  }
  if (otherServicesWithPolicies.has(fields.service)) {
    return { ...base, reading: { state: 'out_of_scope', reason: words.policiesNotCollected(fields.service) } }
  }
  return { ...base, reading: { state: 'none' } }
}

/** The cell that reads the policies of resources like this one; undefined where none does. */
export const cellOfArn = ({ service, resource }: Pick<ArnFields, 'service' | 'resource'>): CellType | undefined =>
  resource.startsWith('accesspoint/') ? 's3_access_points' : policyCellOf(service)

/**
 * A log group stands under every resource policy of its Region; each says by its ARNs whether it means it (CloudWatch Logs API
 * Reference, PutResourcePolicy). A policy may also be set on the group alone, and those are not read.
 */
function logGroupPolicy(
  world: World,
  { region, resource, resourceAccount }: { region: string; resource: string; resourceAccount: AccountId | undefined },
): Pick<ResourcePolicyLayer, 'reading' | 'entry' | 'beside'> {
  const list = unknownResourceReading(world, 'logs', resourceAccount, region, resource)
  if (list.state !== 'none' || resourceAccount === undefined) return { reading: list, entry: undefined }
  const { single, whole } = logPoliciesIn(world, resourceAccount, region)
  const [invalid] = world.layer(single, 'resource').holes
  if (invalid !== undefined) return { reading: { state: 'unread', reason: invalid }, entry: undefined }
  return { reading: { state: 'out_of_scope', reason: words.logGroupPolicies }, entry: whole, beside: single }
}

function trustPolicyOf(
  world: World,
  arn: string,
  account: AccountId | undefined,
): Pick<ResourcePolicyLayer, 'reading' | 'entry'> {
  const entry = world.principalByArn.get(arn)?.principal.trust
  if (entry) {
    const [invalid] = world.layer([entry], 'resource').holes
    if (invalid !== undefined) return { reading: { state: 'unread', reason: invalid }, entry: undefined }
    return { reading: { state: 'read' }, entry }
  }
  const owner = account && world.accounts.get(account)
  if (!owner) return { reading: { state: 'out_of_scope', reason: words.roleOutside(arn) }, entry: undefined }
  const { iam } = owner.account
  if (iam.state !== 'read') return { reading: iam, entry: undefined }
  if (iam.suspect !== undefined) return { reading: { state: 'unread', reason: iam.suspect }, entry: undefined }
  return { reading: { state: 'none' }, entry: undefined }
}

/** A resource that was not found: it may lie where nobody could look. */
function unknownResourceReading(
  world: World,
  type: CellType,
  account: AccountId | undefined,
  region: string,
  arn: string,
): Reading {
  if (account === undefined)
    return unreadAnywhere(world, type, region) ?? { state: 'out_of_scope', reason: words.resourceOutside(arn) }
  const reading = world.coverage.reading(account, type, region === '' ? undefined : region)
  if (reading.state === 'unread' || reading.state === 'suspect') return { state: 'unread', reason: reading.reason }
  // Read whole in the account that must own it, and not there: no policy stands in the way.
  return reading.state === 'read' ? { state: 'none' } : { state: 'out_of_scope', reason: words.resourceOutside(arn) }
}

const unreadByPlace = new WeakMap<World, Map<string, Reading | undefined>>()

/** Whose resource it is is not known, so any account may be where nobody could look; asked about very many resources. */
function unreadAnywhere(world: World, type: CellType, region: string): Reading | undefined {
  const known = unreadByPlace.get(world) ?? new Map<string, Reading | undefined>()
  unreadByPlace.set(world, known)
  const place = `${type} ${region}`
  if (!known.has(place)) {
    const unread = [...world.accounts.keys()]
      .map((owner) => world.coverage.reading(owner, type, region === '' ? undefined : region))
      .find(({ state }) => state === 'unread' || state === 'suspect')
    known.set(place, unread && 'reason' in unread ? { state: 'unread', reason: unread.reason } : undefined)
  }
  return known.get(place)
}
