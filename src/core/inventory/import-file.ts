/**
 * Files that people bring: recognized by content, read whole, never half. What a file proves complete is a cell in state
 * `ok`; everything else of its accounts is `not_collected` (connection.md §12).
 */
import type { FaultCode } from '../fault.ts'
import type { AccountId } from '../ids.ts'
import { parseAccountId } from '../ids.ts'
import type { JsonDocument, JsonPath } from '../json.ts'
import { parseJsonSequence } from '../json.ts'
import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'
import type { AuthorizationDetails, EntryProblem } from './authorization-details.ts'
import { readAuthorizationDetails } from './authorization-details.ts'
import type { CellState, CellType, CoverageCell } from './coverage.ts'
import { cellTypes } from './coverage.ts'
import type { InventoryObject, Json } from './objects.ts'
import { isResourcePolicyLine, readResourcePolicyLines } from './resource-policy-lines.ts'

export interface ImportOptions {
  /** The account that the file is about, when it does not say. */
  readonly account?: AccountId
  /** For messages. */
  readonly fileName?: string
}

export type ImportedCell = Omit<CoverageCell, 'completeAt' | 'checkedAt' | 'objects'>

export interface ImportedFile {
  /** The account with most objects. */
  readonly account: AccountId
  /** All of them, that one first. */
  readonly accounts: readonly AccountId[]
  readonly objects: readonly InventoryObject[]
  readonly cells: readonly ImportedCell[]
  readonly skipped: readonly { readonly path: string; readonly reason: string }[]
  readonly counts: {
    readonly users: number
    readonly groups: number
    readonly roles: number
    readonly policies: number
    readonly resources: number
  }
}

export interface ImportError {
  readonly code: Extract<FaultCode, 'bad_input' | 'not_recognized'>
  readonly message: string
  readonly line?: number
  readonly column?: number
  readonly path?: string
}

/**
 * Reads an export by what it holds: the pages of `aws iam get-account-authorization-details`, or JSON lines of resource policies
 * with their ARNs. Entries that cannot be used are listed in `skipped` with their paths; a file that is neither is an error with
 * line and column. Linear in the text.
 */
export function recognizeAndRead(text: string, options: ImportOptions = {}): Result<ImportedFile, ImportError> {
  const parsed = parseJsonSequence(text)
  if (!parsed.ok) {
    const { line, column } = parsed.error
    return err({
      code: 'bad_input',
      message: `${nameOf(options)} is no complete JSON: ${parsed.error.message}`,
      line,
      column,
    })
  }
  return readDocuments(parsed.value, options)
}

/** Resource policies, or pages of account authorization details, whatever else may be wrong with them. */
export function isFileOfObjects(documents: readonly JsonDocument[]): boolean {
  if (documents.every((document) => isResourcePolicyLine(document.value))) return true
  const pages = documents.flatMap(pagesOf)
  return pages.length > 0 && pages.every((page) => isAuthorizationPage(page.value))
}

/** The rest of `recognizeAndRead`, of what was parsed. */
export function readDocuments(
  documents: readonly [JsonDocument, ...JsonDocument[]],
  options: ImportOptions,
): Result<ImportedFile, ImportError> {
  if (documents.every((document) => isResourcePolicyLine(document.value))) return readPolicyLines(documents, options)
  const pages = documents.flatMap(pagesOf)
  const foreign = pages.find((page) => !isAuthorizationPage(page.value))
  if (pages.length === 0 || foreign)
    return err(notRecognized(foreign ?? { value: null, path: [], document: documents[0] }, options))
  return readAuthorizationPages(pages, options)
}

/* ------------------------------------------------------------------ account authorization details */

interface Page {
  readonly value: Json
  readonly path: JsonPath
  readonly document: JsonDocument
}

const listNames = ['UserDetailList', 'GroupDetailList', 'RoleDetailList', 'Policies'] as const

/** One answer, a list of pages, or an object from account id to answer, as scripts over many accounts write them. */
function pagesOf(document: JsonDocument): readonly Page[] {
  const { value } = document
  if (isList(value)) return value.map((page, index) => ({ value: page, path: [index], document }))
  const entries = isObject(value) ? Object.entries(value) : []
  if (entries.length > 0 && entries.every(([key, page]) => parseAccountId(key) && isAuthorizationPage(page))) {
    return entries.map(([key, page]) => ({ value: page, path: [key], document }))
  }
  return [{ value, path: [], document }]
}

/** `Policies` alone may also be `organizations list-policies`; IAM's entries carry their versions. */
function isAuthorizationPage(value: Json): value is { readonly [key: string]: Json } {
  if (!isObject(value)) return false
  if (listNames.some((name) => name !== 'Policies' && Object.hasOwn(value, name))) return true
  const policies = value['Policies']
  return isList(policies) && policies.some((policy) => isObject(policy) && Object.hasOwn(policy, 'PolicyVersionList'))
}

function readAuthorizationPages(pages: readonly Page[], options: ImportOptions): Result<ImportedFile, ImportError> {
  const accounts = accountsIn(pages)
  const account = options.account ?? accounts[0]
  const noList = firstWrongList(pages)
  if (noList) return err(entryError(noList.problem, noList.page, options))
  if (!account) {
    const message = `${nameOf(options)} names no account: none of its entries has an ARN`
    return err({ code: 'bad_input', message, line: 1, column: 1 })
  }
  if (options.account && accounts.length > 0 && !accounts.includes(options.account)) {
    const message = `${nameOf(options)} is about account ${accounts.join(', ')}, not ${options.account}`
    return err({ code: 'bad_input', message })
  }

  const read = pages.map((page) => ({ page, ...readPage(page, account) }))
  const { objects, repeated } = withoutRepetition(read.flatMap((one) => one.objects))
  const problems = read.flatMap((one) => one.problems)
  const unusable = read.find((one) => one.problems.length > 0)
  if (objects.length === 0 && unusable?.problems[0])
    return err(entryError(unusable.problems[0], unusable.page, options))

  const ordered = [account, ...accounts.filter((other) => other !== account)]
  const skipped = [...problems.map(({ path, message }) => ({ path, reason: message })), ...repeated]
  const incomplete =
    whyIncomplete(pages) ?? (skipped.length > 0 ? `${skipped.length} of its entries could not be read` : undefined)
  return ok({
    account,
    accounts: ordered,
    objects,
    cells: ordered.flatMap((owner) => cellsOf(owner, incomplete)),
    skipped,
    counts: countsOf(objects),
  })
}

function firstWrongList(pages: readonly Page[]): { readonly page: Page; readonly problem: EntryProblem } | undefined {
  for (const page of pages) {
    for (const name of listNames) {
      const list = isObject(page.value) ? page.value[name] : undefined
      if (list === undefined || list === null || isList(list)) continue
      return { page, problem: { path: name, message: 'must be a list' } }
    }
  }
  return undefined
}

function readPage(page: Page, account: AccountId) {
  const details: AuthorizationDetails = isObject(page.value) ? page.value : {}
  const key = page.path.at(0)
  const owner = typeof key === 'string' ? parseAccountId(key) : undefined
  const pathPrefix = key === undefined ? '' : `[${key}].`
  return readAuthorizationDetails(details, { account: owner ?? account, pathPrefix, refused: refusedEntries(page) })
}

/** JSON parsers disagree about which of two equal keys counts; an entry that holds such a pair could mean two things. */
function refusedEntries(page: Page): ReadonlyMap<string, string> {
  const refused = new Map<string, string>()
  for (const { path, line, column } of page.document.duplicateKeys) {
    const [list, index] = path.slice(page.path.length)
    if (!page.path.every((segment, position) => path[position] === segment)) continue
    refused.set(
      `${list}[${index}]`,
      `holds the key ${path.at(-1)} twice in one object (line ${line}, column ${column})`,
    )
  }
  return refused
}

/** By number of entries, most first; equal numbers by id. Looks at ARNs only, before anything is trusted. */
function accountsIn(pages: readonly Page[]): readonly AccountId[] {
  const counts = new Map<AccountId, number>()
  for (const { value } of pages) {
    for (const name of listNames) {
      const entries = isObject(value) ? value[name] : undefined
      for (const entry of isList(entries) ? entries : []) {
        const arn = isObject(entry) ? entry['Arn'] : undefined
        const account = typeof arn === 'string' ? parseAccountId(arn.split(':')[4] ?? '') : undefined
        if (account) counts.set(account, (counts.get(account) ?? 0) + 1)
      }
    }
  }
  return [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([account]) => account)
}

/**
 * `IsTruncated` stands on every page but the last (IAM API Reference). AWS always writes all four lists; where one is
 * missing somebody took it out.
 */
function whyIncomplete(pages: readonly Page[]): string | undefined {
  const last = pages.at(-1)?.value
  const objects = pages.map((page) => page.value).filter(isObject)
  if (isObject(last) && last['IsTruncated'] === true) return 'The last page says that more pages follow (IsTruncated)'
  const truncated = objects.filter((page) => page['IsTruncated'] === true).length
  const finished = objects.length - truncated
  if (truncated > 0 && finished > 1) return 'Some pages say that more pages follow (IsTruncated)'
  const missing = listNames.filter((name) => !objects.some((page) => isList(page[name])))
  return missing.length > 0 ? `The file has no ${missing.join(', no ')}` : undefined
}

/** Pages that overlap repeat entries; two entries with one id that differ are a contradiction, and the first is kept. */
function withoutRepetition(objects: readonly InventoryObject[]) {
  const kept = new Map<string, InventoryObject>()
  const repeated: { path: string; reason: string }[] = []
  for (const object of objects) {
    const key = `${object.kind} ${object.accountId} ${object.nativeId}`
    const first = kept.get(key)
    if (!first) kept.set(key, object)
    else if (first.arn !== object.arn) {
      repeated.push({ path: object.arn, reason: `has the same id ${object.nativeId} as ${first.arn}` })
    }
  }
  return { objects: [...kept.values()], repeated }
}

function cellsOf(accountId: AccountId, incomplete: string | undefined): readonly ImportedCell[] {
  return cellTypes.map((type) => {
    if (type !== 'iam') return notCollected(accountId, type)
    const state: CellState = incomplete === undefined ? 'ok' : 'suspect'
    return { accountId, region: 'global', type, state, ...(incomplete !== undefined && { reason: incomplete }) }
  })
}

const notCollected = (accountId: AccountId, type: CellType): ImportedCell => ({
  accountId,
  region: 'global',
  type,
  state: 'not_collected',
  reason: 'Not part of the imported file',
})

/* ------------------------------------------------------------------ resource policies */

function readPolicyLines(
  documents: readonly JsonDocument[],
  options: ImportOptions,
): Result<ImportedFile, ImportError> {
  const { objects, problems } = readResourcePolicyLines(
    documents.map((document) => document.value),
    options.account,
  )
  const owners = [...new Set(objects.map((object) => object.accountId))].sort()
  const [account] = owners
  const [unusable] = problems
  if (!account) {
    return err({
      code: 'bad_input',
      message: `${nameOf(options)}: ${unusable?.path} ${unusable?.message}`,
      path: unusable?.path ?? '',
    })
  }
  return ok({
    account,
    accounts: owners,
    objects,
    cells: owners.flatMap((owner) => cellTypes.map((type) => notCollected(owner, type))),
    skipped: problems.map(({ path, message }) => ({ path, reason: message })),
    counts: countsOf(objects),
  })
}

/* ------------------------------------------------------------------ words and places */

export function countsOf(objects: readonly InventoryObject[]): ImportedFile['counts'] {
  const of = (kind: InventoryObject['kind']): number => objects.filter((object) => object.kind === kind).length
  return {
    users: of('user'),
    groups: of('group'),
    roles: of('role'),
    policies: of('managedPolicy'),
    resources: of('resource'),
  }
}

const nameOf = (options: ImportOptions): string => options.fileName ?? 'The file'

function notRecognized(page: Page, options: ImportOptions): ImportError {
  const found = isObject(page.value)
    ? `an object with the keys ${Object.keys(page.value).slice(0, 5).join(', ') || '(none)'}`
    : isList(page.value)
      ? 'a list inside a list'
      : 'no object'
  const message =
    `${nameOf(options)} is none of the exports Bailiwick knows: it holds ${found}, ` +
    `and the output of "aws iam get-account-authorization-details" has ${listNames.join(', ')}`
  return { code: 'not_recognized', message, ...page.document.locate(page.path) }
}

function entryError(problem: EntryProblem, page: Page, options: ImportOptions): ImportError {
  const own = problem.path.replace(/^\[\d+\]\./, '')
  const place = nearestPlace(page.document, [...page.path, ...segmentsOf(own)])
  return {
    code: 'bad_input',
    message: `${nameOf(options)}: ${problem.path} ${problem.message}`,
    path: problem.path,
    ...place,
  }
}

/** What is missing has no place; what should hold it has. */
function nearestPlace(document: JsonDocument, path: JsonPath) {
  for (let length = path.length; length >= 0; length -= 1) {
    const place = document.locate(path.slice(0, length))
    if (place) return place
  }
  return undefined
}

/** `RoleDetailList[3].Arn` → its segments. */
function segmentsOf(path: string): JsonPath {
  return path
    .split(/[.[\]]+/)
    .filter((segment) => segment !== '')
    .map((segment) => (/^\d+$/.test(segment) ? Number(segment) : segment))
}

const isObject = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value)
