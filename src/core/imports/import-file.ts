/**
 * Files that people bring: recognized by content, read whole, never half. What a file proves complete is a cell in state
 * `ok`; everything else of its accounts is `not_collected` (connection.md §12).
 */
import type { AccountId } from '../ids.ts'
import type { EntryProblem } from '../inventory/authorization-details.ts'
import { authorizationLists } from '../inventory/authorization-details.ts'
import { isJsonObject } from '../inventory/content-key.ts'
import { cellTypes } from '../inventory/coverage.ts'
import type { InventoryObject, Json } from '../inventory/objects.ts'
import type { DuplicateKey, JsonDocument, JsonPath } from '../json.ts'
import { parseJsonSequence } from '../json.ts'
import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'
import type { Page, PageEntry } from './authorization-pages.ts'
import { isAuthorizationPage, nearestPlace, pagesOf, startReading } from './authorization-pages.ts'
import type { FileReport, ImportError, ImportedFile, ImportOptions } from './imported-file.ts'
import { nameOf, notCollected } from './imported-file.ts'
import { isResourcePolicyLine, readResourcePolicyLines } from './resource-policy-lines.ts'

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

function readAuthorizationPages(pages: readonly Page[], options: ImportOptions): Result<ImportedFile, ImportError> {
  const reading = startReading(pages, options)
  if (!reading.ok) return reading
  const objects: InventoryObject[] = []
  for (const [index, page] of pages.entries()) {
    for (const entry of entriesOf(page)) {
      const object = reading.value.take({ ...entry, page: index })
      if (object) objects.push(object)
    }
  }
  const report = reading.value.end()
  return report.ok ? ok({ ...report.value, objects }) : report
}

function* entriesOf({ value, path, document }: Page): Iterable<Omit<PageEntry, 'page'>> {
  const twice = duplicatesIn(document, path)
  for (const list of authorizationLists) {
    const entries = isJsonObject(value) ? value[list] : undefined
    for (const [index, entry] of (isList(entries) ? entries : []).entries()) {
      const place = [...path, list, index]
      yield {
        list,
        index,
        value: entry,
        twice: twice.get(`${list}[${index}]`),
        placeOf: (inside) => nearestPlace(document, [...place, ...inside]),
      }
    }
  }
}

/** By entry of the page; of several the last. */
function duplicatesIn(document: JsonDocument, page: JsonPath): ReadonlyMap<string, DuplicateKey> {
  const inside = document.duplicateKeys.filter(({ path }) => page.every((segment, at) => path[at] === segment))
  return new Map(
    inside.map((duplicate) => {
      const [list, index] = duplicate.path.slice(page.length)
      return [`${list}[${index}]`, duplicate]
    }),
  )
}

/* ------------------------------------------------------------------ resource policies */

function readPolicyLines(
  documents: readonly JsonDocument[],
  options: ImportOptions,
): Result<ImportedFile, ImportError> {
  const { objects, problems } = readResourcePolicyLines(
    documents.map((document) => document.value),
    options.account,
  )
  const owners = new Set(objects.map((object) => object.accountId))
  const report = reportOfLines({ owners, problems, resources: objects.length }, options)
  return report.ok ? ok({ ...report.value, objects }) : report
}

export interface PolicyLines {
  readonly owners: ReadonlySet<AccountId>
  readonly problems: readonly EntryProblem[]
  readonly resources: number
}

export function reportOfLines(
  { owners, problems, resources }: PolicyLines,
  options: ImportOptions,
): Result<FileReport, ImportError> {
  const accounts = [...owners].sort()
  const [account] = accounts
  const [unusable] = problems
  if (!account) {
    const message = `${nameOf(options)}: ${unusable?.path} ${unusable?.message}`
    return err({ code: 'bad_input', message, path: unusable?.path ?? '' })
  }
  return ok({
    account,
    accounts,
    cells: accounts.flatMap((owner) => cellTypes.map((type) => notCollected(owner, type))),
    skipped: problems.map(({ path, message }) => ({ path, reason: message })),
    counts: { users: 0, groups: 0, roles: 0, policies: 0, resources },
  })
}

/* ------------------------------------------------------------------ words */

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

function notRecognized(page: Page, options: ImportOptions): ImportError {
  const found = isJsonObject(page.value)
    ? `an object with the keys ${Object.keys(page.value).slice(0, 5).join(', ') || '(none)'}`
    : isList(page.value)
      ? 'a list inside a list'
      : 'no object'
  const message =
    `${nameOf(options)} is none of the exports Bailiwick knows: it holds ${found}, ` +
    `and the output of "aws iam get-account-authorization-details" has ${authorizationLists.join(', ')}`
  return { code: 'not_recognized', message, ...page.document.locate(page.path) }
}

const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value)
