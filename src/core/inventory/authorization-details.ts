/**
 * What `iam get-account-authorization-details` says, as inventory objects. The live collector passes the SDK's answer, the
 * importer the parsed file: the field names are the same, dates and documents vary. Every entry stands alone: one that is
 * malformed is reported with its path and the others are kept.
 *
 * IAM API Reference, GetAccountAuthorizationDetails: documents are URL-encoded (RFC 3986); the CLI and most SDKs decode them.
 */
import { parsePrincipal } from '../arn/principal.ts'
import type { AccountId, Arn } from '../ids.ts'
import { parseAccountId, parseArn } from '../ids.ts'
import { parseJson } from '../json.ts'
import { compareText } from '../order.ts'
import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'
import type { InlinePolicy, InventoryObject, Json, PolicyDocument, PolicyVersion, Tags } from './objects.ts'

/** Any of the lists may be missing. Entries are checked one by one, so their type is open here. */
export interface AuthorizationDetails {
  readonly UserDetailList?: unknown
  readonly GroupDetailList?: unknown
  readonly RoleDetailList?: unknown
  readonly Policies?: unknown
}

/** `RoleDetailList[3].Arn` */
export interface EntryProblem {
  readonly path: string
  readonly message: string
}

export interface AuthorizationReading {
  readonly objects: readonly InventoryObject[]
  /** Entries that could not be used, in the order of the lists. */
  readonly problems: readonly EntryProblem[]
}

export interface AuthorizationOptions {
  /** Owner of what bears no account of its own: the AWS managed policies. */
  readonly account: AccountId
}

/**
 * One page of the answer, parsed or as the SDK returns it. Documents may be decoded, text or URL-encoded. Malformed entries are
 * `problems` with their paths (`RoleDetailList[3].Arn`); never throws.
 */
export function readAuthorizationDetails(
  details: AuthorizationDetails,
  options: AuthorizationOptions,
): AuthorizationReading {
  const objects: InventoryObject[] = []
  const problems: EntryProblem[] = []
  for (const list of authorizationLists) {
    const entries = details[list]
    if (entries === undefined || entries === null) continue
    if (!Array.isArray(entries)) {
      problems.push({ path: list, message: `must be a list, is ${nameOfType(entries)}` })
      continue
    }
    entries.forEach((entry: unknown, index) => {
      const result = readAuthorizationEntry(list, entry, { ...options, path: `${list}[${index}]` })
      if (result.ok) objects.push(result.value)
      else problems.push(result.error)
    })
  }
  return { objects, problems }
}

export type AuthorizationList = keyof AuthorizationDetails

/** In the order in which AWS writes them. */
export const authorizationLists: readonly AuthorizationList[] = [
  'UserDetailList',
  'GroupDetailList',
  'RoleDetailList',
  'Policies',
]

/** One entry of one of the lists; `path` names it in messages. */
export const readAuthorizationEntry = (
  list: AuthorizationList,
  entry: unknown,
  { path, account }: AuthorizationOptions & { readonly path: string },
): Result<InventoryObject, EntryProblem> => readEntry(entry, path, (fields) => readers[list](fields, account))

type EntryReader = (entry: Fields, account: AccountId) => InventoryObject

const readers: Readonly<Record<AuthorizationList, EntryReader>> = {
  UserDetailList: readUser,
  GroupDetailList: readGroup,
  RoleDetailList: readRole,
  Policies: readManagedPolicy,
}

function readUser(entry: Fields): InventoryObject {
  const boundary = readBoundary(entry)
  const passwordLastUsed = entry.optionalDate('PasswordLastUsed')
  return {
    ...identityOf(entry, 'UserId', 'user'),
    kind: 'user',
    body: {
      name: entry.text('UserName'),
      path: entry.optionalText('Path') ?? '/',
      createdAt: entry.date('CreateDate'),
      groups: entry.texts('GroupList'),
      attachedPolicies: readAttached(entry),
      inlinePolicies: readInline(entry, 'UserPolicyList'),
      ...(boundary && { boundary }),
      tags: readTags(entry),
    },
    ...(passwordLastUsed && { facts: { passwordLastUsed } }),
  }
}

function readGroup(entry: Fields): InventoryObject {
  return {
    ...identityOf(entry, 'GroupId'),
    kind: 'group',
    body: {
      name: entry.text('GroupName'),
      path: entry.optionalText('Path') ?? '/',
      createdAt: entry.date('CreateDate'),
      attachedPolicies: readAttached(entry),
      inlinePolicies: readInline(entry, 'GroupPolicyList'),
    },
  }
}

function readRole(entry: Fields): InventoryObject {
  const boundary = readBoundary(entry)
  const maxSessionSeconds = entry.optionalNumber('MaxSessionDuration')
  const lastUsed = entry.optionalRecord('RoleLastUsed')
  const lastUsedAt = lastUsed?.optionalDate('LastUsedDate')
  const lastUsedRegion = lastUsed?.optionalText('Region')
  return {
    ...identityOf(entry, 'RoleId', 'role'),
    kind: 'role',
    body: {
      name: entry.text('RoleName'),
      path: entry.optionalText('Path') ?? '/',
      createdAt: entry.date('CreateDate'),
      trustPolicy: entry.document('AssumeRolePolicyDocument'),
      attachedPolicies: readAttached(entry),
      inlinePolicies: readInline(entry, 'RolePolicyList'),
      ...(boundary && { boundary }),
      instanceProfiles: entry.records('InstanceProfileList').map((profile) => profile.arn('Arn')),
      tags: readTags(entry),
      ...(maxSessionSeconds !== undefined && { maxSessionSeconds }),
    },
    ...(lastUsedAt && { facts: { lastUsed: lastUsedAt, ...(lastUsedRegion && { lastUsedRegion }) } }),
  }
}

/** AWS managed policies bear `aws` where the account stands; their copy belongs to the account in which it was read. */
function readManagedPolicy(entry: Fields, account: AccountId): InventoryObject {
  const arn = entry.arn('Arn')
  const awsManaged = accountFieldOf(arn) === 'aws'
  const versions = entry.records('PolicyVersionList')
  const declared = entry.optionalText('DefaultVersionId')
  const version =
    versions.find((candidate) => candidate.optionalText('VersionId') === declared) ??
    versions.find((candidate) => candidate.optionalBoolean('IsDefaultVersion') === true)
  if (!version) throw new EntryFault(`${entry.path}.PolicyVersionList`, 'does not hold the default version')
  const others = awsManaged
    ? []
    : versions
        .filter((candidate) => candidate !== version)
        .map(readOtherVersion)
        .sort((a, b) => compareText(a.version, b.version))
  return {
    kind: 'managedPolicy',
    nativeId: entry.optionalText('PolicyId') ?? arn,
    arn,
    accountId: awsManaged ? account : accountOf(arn, `${entry.path}.Arn`),
    region: 'global',
    cell: 'iam',
    body: {
      name: entry.text('PolicyName'),
      path: entry.optionalText('Path') ?? '/',
      awsManaged,
      defaultVersion: version.text('VersionId'),
      document: version.document('Document'),
      ...(others.length > 0 && { otherVersions: others }),
    },
  }
}

/** The policy stands without it: a version whose document is missing is one that nobody can read. */
const readOtherVersion = (version: Fields): PolicyVersion => ({
  version: version.text('VersionId'),
  document: version.optionalDocument('Document') ?? null,
})

function identityOf(entry: Fields, idField: string, kind?: 'user' | 'role') {
  const arn = entry.arn('Arn')
  if (kind !== undefined) {
    const parsed = parsePrincipal(arn)
    if (!parsed.ok || parsed.value.kind !== kind) throw new EntryFault(`${entry.path}.Arn`, `is no ARN of a ${kind}`)
  }
  return {
    nativeId: entry.optionalText(idField) ?? arn,
    arn,
    accountId: accountOf(arn, `${entry.path}.Arn`),
    region: 'global',
    cell: 'iam',
  } as const
}

function readAttached(entry: Fields): readonly Arn[] {
  return entry.records('AttachedManagedPolicies').map((policy) => policy.arn('PolicyArn'))
}

function readInline(entry: Fields, field: string): readonly InlinePolicy[] {
  return entry
    .records(field)
    .map((policy) => ({ name: policy.text('PolicyName'), document: policy.document('PolicyDocument') }))
}

function readBoundary(entry: Fields): Arn | undefined {
  return entry.optionalRecord('PermissionsBoundary')?.arn('PermissionsBoundaryArn')
}

function readTags(entry: Fields): Tags {
  const tags: Record<string, string> = Object.create(null)
  for (const tag of entry.records('Tags')) tags[tag.text('Key')] = tag.optionalText('Value') ?? ''
  return tags
}

/**
 * A policy document as AWS or a tool gave it: decoded JSON, its text, or the text URL-encoded. A document that is no JSON
 * stays text: the engine refuses it later, and answers that rest on it are unknown.
 */
export function readPolicyDocument(value: Json): PolicyDocument {
  if (typeof value !== 'string') return value
  const text = value.startsWith('%') ? decodePercent(value) : value
  const parsed = parseJson(text)
  // Keep the text when keys repeat: the engine must see that, and a parsed object has lost it.
  return parsed.ok && parsed.value.duplicateKeys.length === 0 ? parsed.value.value : text
}

function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const accountFieldOf = (arn: string): string | undefined => arn.split(':')[4]

function accountOf(arn: string, path: string): AccountId {
  const account = parseAccountId(accountFieldOf(arn) ?? '')
  if (!account) throw new EntryFault(path, 'names no account')
  return account
}

/* ------------------------------------------------------------------ checked access to one entry */

/** Thrown and caught inside this file: an entry is either whole or a problem with a path. */
class EntryFault {
  readonly path: string
  readonly message: string

  constructor(path: string, message: string) {
    this.path = path
    this.message = message
  }
}

interface Fields {
  readonly path: string
  text(name: string): string
  optionalText(name: string): string | undefined
  optionalNumber(name: string): number | undefined
  optionalBoolean(name: string): boolean | undefined
  /** ISO 8601; the epoch when an old tool dropped the field. */
  date(name: string): string
  optionalDate(name: string): string | undefined
  texts(name: string): readonly string[]
  arn(name: string): Arn
  document(name: string): PolicyDocument
  optionalDocument(name: string): PolicyDocument | undefined
  records(name: string): readonly Fields[]
  optionalRecord(name: string): Fields | undefined
}

function readEntry<T>(entry: unknown, path: string, read: (fields: Fields) => T): Result<T, EntryProblem> {
  try {
    return ok(read(fieldsOf(entry, path)))
  } catch (thrown) {
    if (thrown instanceof EntryFault) return err({ path: thrown.path, message: thrown.message })
    throw thrown
  }
}

function fieldsOf(record: unknown, path: string): Fields {
  if (!isRecord(record)) throw new EntryFault(path, `must be an object, is ${nameOfType(record)}`)
  const at = (name: string): string => `${path}.${name}`
  const fieldOf = (name: string): unknown => (Object.hasOwn(record, name) ? record[name] : undefined)
  const optional = <T>(name: string, wanted: string, accepts: (value: unknown) => value is T): T | undefined => {
    const value = fieldOf(name)
    if (value === undefined || value === null) return undefined
    if (!accepts(value)) throw new EntryFault(at(name), `must be ${wanted}, is ${nameOfType(value)}`)
    return value
  }
  const listOf = (name: string): readonly unknown[] => optional(name, 'a list', isList) ?? []
  const required = <T>(name: string, value: T | undefined): T => {
    if (value === undefined) throw new EntryFault(at(name), 'is missing')
    return value
  }
  const optionalDate = (name: string): string | undefined => {
    const value = fieldOf(name)
    if (value === undefined || value === null || value === 'N/A') return undefined
    const date = toIsoDate(value)
    if (date === undefined) throw new EntryFault(at(name), 'is no date')
    return date
  }
  const optionalText = (name: string): string | undefined => optional(name, 'text', isText)
  const optionalDocument = (name: string): PolicyDocument | undefined => {
    const value = optional(name, 'a policy document', isJson)
    return value === undefined ? undefined : readPolicyDocument(value)
  }
  const nonEmpty = (name: string): string => {
    const text = required(name, optionalText(name))
    if (text === '') throw new EntryFault(at(name), 'is empty')
    return text
  }
  return {
    path,
    text: nonEmpty,
    optionalText,
    optionalNumber: (name) => optional(name, 'a number', isNumber),
    optionalBoolean: (name) => optional(name, 'true or false', isBoolean),
    date: (name) => optionalDate(name) ?? '1970-01-01T00:00:00.000Z',
    optionalDate,
    texts: (name) =>
      listOf(name).map((value, index) => {
        if (typeof value === 'string') return value
        throw new EntryFault(`${at(name)}[${index}]`, `must be text, is ${nameOfType(value)}`)
      }),
    arn: (name) => {
      const arn = parseArn(nonEmpty(name))
      if (!arn) throw new EntryFault(at(name), 'is no ARN')
      return arn
    },
    document: (name) => required(name, optionalDocument(name)),
    optionalDocument,
    records: (name) => listOf(name).map((value, index) => fieldsOf(value, `${at(name)}[${index}]`)),
    optionalRecord: (name) => {
      const value = fieldOf(name)
      return value === undefined || value === null ? undefined : fieldsOf(value, at(name))
    },
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value)
const isText = (value: unknown): value is string => typeof value === 'string'
const isNumber = (value: unknown): value is number => typeof value === 'number'
const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean'
/** What comes here was made by a JSON parser or by the SDK from one, so the inside needs no second look. */
const isJson = (value: unknown): value is Json => ['string', 'number', 'boolean', 'object'].includes(typeof value)

function nameOfType(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  return (
    { string: 'text', number: 'a number', boolean: 'true or false', object: 'an object' }[String(typeof value)] ??
    typeof value
  )
}

/** Above this, an epoch counts milliseconds: as seconds it would lie after the year 5000. */
const firstMillisecondEpoch = 1e11

/** ISO 8601 from what tools print: ISO text, `2023-03-09 10:41:45+00:00` (Python), epoch seconds or milliseconds, a `Date`. */
export function toIsoDate(value: unknown): string | undefined {
  if (value instanceof Date) return isoOf(value.getTime())
  if (typeof value === 'number') return isoOf(value < firstMillisecondEpoch ? value * 1000 : value)
  if (typeof value !== 'string') return undefined
  const text = value.trim()
  if (/^\d+(\.\d+)?$/.test(text)) return toIsoDate(Number(text))
  if (!/^\d{4}-\d{2}-\d{2}/.test(text)) return undefined
  const spaced = text.replace(/^(\d{4}-\d{2}-\d{2}) /, '$1T')
  // A date without zone is UTC, as everywhere in AWS; JavaScript would read it as local time.
  const hasZone = /(Z|[+-]\d{2}:?\d{2})$/i.test(spaced) || spaced.length === 10
  return isoOf(Date.parse(hasZone ? spaced : `${spaced}Z`))
}

function isoOf(milliseconds: number): string | undefined {
  const date = new Date(milliseconds)
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString()
}
