/**
 * Pages of `iam get-account-authorization-details` in a file: whose they are, which of their entries can be used, and whether they
 * are all there. Where the entries come from is another's business: from a text that was read whole, or one by one.
 */

import { detached } from '../detached.ts'
import type { AccountId } from '../ids.ts'
import { parseAccountId } from '../ids.ts'
import type { AuthorizationList, EntryProblem } from '../inventory/authorization-details.ts'
import { authorizationLists, readAuthorizationEntry } from '../inventory/authorization-details.ts'
import { isJsonObject } from '../inventory/content-key.ts'
import type { CellState } from '../inventory/coverage.ts'
import { cellTypes } from '../inventory/coverage.ts'
import type { InventoryObject, Json } from '../inventory/objects.ts'
import type { DuplicateKey, JsonDocument, JsonPath, JsonPlace } from '../json.ts'
import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'
import type { FileReport, ImportError, ImportedCell, ImportOptions } from './imported-file.ts'
import { nameOf, notCollected } from './imported-file.ts'

export interface Page {
  readonly value: Json
  readonly path: JsonPath
  readonly document: JsonDocument
}

/** One answer, a list of pages, or an object from account id to answer, as scripts over many accounts write them. */
export function pagesOf(document: JsonDocument): readonly Page[] {
  const { value } = document
  if (isList(value)) return value.map((page, index) => ({ value: page, path: [index], document }))
  const entries = isJsonObject(value) ? Object.entries(value) : []
  if (entries.length > 0 && entries.every(([key, page]) => parseAccountId(key) && isAuthorizationPage(page))) {
    return entries.map(([key, page]) => ({ value: page, path: [key], document }))
  }
  return [{ value, path: [], document }]
}

/** `Policies` alone may also be `organizations list-policies`; IAM's entries carry their versions. */
export function isAuthorizationPage(value: Json): value is { readonly [key: string]: Json } {
  if (!isJsonObject(value)) return false
  if (authorizationLists.some((name) => name !== 'Policies' && Object.hasOwn(value, name))) return true
  const policies = value['Policies']
  return (
    isList(policies) && policies.some((policy) => isJsonObject(policy) && Object.hasOwn(policy, 'PolicyVersionList'))
  )
}

/** An entry, and what its file says of it beside its value. */
export interface PageEntry {
  readonly page: number
  readonly list: AuthorizationList
  readonly index: number
  readonly value: Json
  /** JSON parsers disagree about which of two equal keys counts; an entry that holds such a pair could mean two things. */
  readonly twice: DuplicateKey | undefined
  /** Of what stands at a path inside the entry, or of what should hold it. */
  placeOf(path: JsonPath): JsonPlace | undefined
}

export interface PagesReading {
  /** Undefined: it cannot be used, or it was there before. */
  take(entry: PageEntry): InventoryObject | undefined
  end(): Result<FileReport, ImportError>
}

/** Of pages only what stands outside their entries is looked at, and in the entries `Arn` and whether there are versions. */
export function startReading(pages: readonly Page[], options: ImportOptions): Result<PagesReading, ImportError> {
  const accounts = accountsIn(pages)
  const account = options.account ?? accounts[0]
  const wrong = keyTwice(pages, options) ?? wrongList(pages, options)
  if (wrong) return err(wrong)
  if (!account) {
    const message = `${nameOf(options)} names no account: none of its entries has an ARN`
    return err({ code: 'bad_input', message, line: 1, column: 1 })
  }
  if (options.account && accounts.length > 0 && !accounts.includes(options.account)) {
    const message = `${nameOf(options)} is about account ${accounts.join(', ')}, not ${options.account}`
    return err({ code: 'bad_input', message })
  }
  return ok(createReading(pages, [account, ...accounts.filter((other) => other !== account)], options))
}

function createReading(
  pages: readonly Page[],
  accounts: readonly [AccountId, ...AccountId[]],
  options: ImportOptions,
): PagesReading {
  const [account] = accounts
  const owners = pages.map(({ path: [key] }) => ({
    account: (typeof key === 'string' ? parseAccountId(key) : undefined) ?? account,
    prefix: key === undefined ? '' : `[${key}].`,
  }))
  const counts = { users: 0, groups: 0, roles: 0, policies: 0, resources: 0 }
  /** ARNs by id: pages that overlap repeat entries. */
  const kept = new Map<string, string>()
  const problems: Unused[] = []
  const repeated: Unused[] = []
  let first: { readonly problem: Unused; readonly place: JsonPlace | undefined } | undefined

  function refuse(entry: PageEntry, { path, message }: EntryProblem, prefix: string): undefined {
    const problem = { entry: orderOf(entry), path, reason: message }
    problems.push(problem)
    if (first && compareOrder(problem, first.problem) > 0) return
    first = { problem, place: entry.placeOf(segmentsOf(path.slice(prefix.length)).slice(2)) }
  }

  return {
    take(entry) {
      const { list, index, twice, value } = entry
      const { account: owner = account, prefix = '' } = owners[entry.page] ?? {}
      const path = `${prefix}${list}[${index}]`
      if (twice) {
        const message = `holds the key ${twice.path.at(-1)} twice in one object (line ${twice.line}, column ${twice.column})`
        return refuse(entry, { path, message }, prefix)
      }
      const read = readAuthorizationEntry(list, value, { path, account: owner })
      if (!read.ok) return refuse(entry, read.error, prefix)
      const object = read.value
      const key = `${object.kind} ${object.accountId} ${object.nativeId}`
      const before = kept.get(key)
      if (before === undefined) {
        kept.set(detached(key), detached(object.arn))
        counts[countedAs[list]] += 1
        return object
      }
      // Two entries with one id that differ are a contradiction, and the first is kept.
      if (before === object.arn) return
      repeated.push({
        entry: orderOf(entry),
        path: object.arn,
        reason: `has the same id ${object.nativeId} as ${before}`,
      })
      return
    },
    end() {
      if (kept.size === 0 && first) {
        const { problem, place } = first
        const message = `${nameOf(options)}: ${problem.path} ${problem.reason}`
        return err({ code: 'bad_input', message, path: problem.path, ...place })
      }
      const skipped = [...problems.sort(compareOrder), ...repeated.sort(compareOrder)].map(({ path, reason }) => ({
        path,
        reason,
      }))
      const incomplete =
        whyIncomplete(pages) ?? (skipped.length > 0 ? `${skipped.length} of its entries could not be read` : undefined)
      const cells = accounts.flatMap((owner) => cellsOf(owner, incomplete))
      return ok({ account, accounts, cells, skipped, counts })
    },
  }
}

const countedAs = {
  UserDetailList: 'users',
  GroupDetailList: 'groups',
  RoleDetailList: 'roles',
  Policies: 'policies',
} as const

interface Unused {
  /** Page, list and index. */
  readonly entry: readonly [number, number, number]
  readonly path: string
  readonly reason: string
}

const orderOf = ({ page, list, index }: PageEntry): Unused['entry'] => [page, authorizationLists.indexOf(list), index]

/** Page by page, list by list, however the lists stand in the file. */
const compareOrder = ({ entry: a }: Unused, { entry: b }: Unused): number => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]

/* ------------------------------------------------------------------ what the pages say as a whole */

/** Of two lists with one name nobody knows which one counts. */
function keyTwice(pages: readonly Page[], options: ImportOptions): ImportError | undefined {
  for (const { document, path } of pages) {
    const twice = document.duplicateKeys.find((duplicate) => duplicate.path.length <= path.length + 1)
    if (!twice) continue
    const { line, column } = twice
    const message = `${nameOf(options)} holds the key ${twice.path.at(-1)} twice in one object`
    return { code: 'bad_input', message, line, column }
  }
  return undefined
}

function wrongList(pages: readonly Page[], options: ImportOptions): ImportError | undefined {
  for (const { value, path, document } of pages) {
    for (const name of authorizationLists) {
      const list = isJsonObject(value) ? value[name] : undefined
      if (list === undefined || list === null || isList(list)) continue
      const message = `${nameOf(options)}: ${name} must be a list`
      return { code: 'bad_input', message, path: name, ...nearestPlace(document, [...path, name]) }
    }
  }
  return undefined
}

/** By number of entries, most first; equal numbers by id. Looks at ARNs only, before anything is trusted. */
function accountsIn(pages: readonly Page[]): readonly AccountId[] {
  const counts = new Map<AccountId, number>()
  for (const { value } of pages) {
    for (const name of authorizationLists) {
      const entries = isJsonObject(value) ? value[name] : undefined
      for (const entry of isList(entries) ? entries : []) {
        const arn = isJsonObject(entry) ? entry['Arn'] : undefined
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
  const objects = pages.map((page) => page.value).filter(isJsonObject)
  if (isJsonObject(last) && last['IsTruncated'] === true)
    return 'The last page says that more pages follow (IsTruncated)'
  const truncated = objects.filter((page) => page['IsTruncated'] === true).length
  const finished = objects.length - truncated
  if (truncated > 0 && finished > 1) return 'Some pages say that more pages follow (IsTruncated)'
  const missing = authorizationLists.filter((name) => !objects.some((page) => isList(page[name])))
  return missing.length > 0 ? `The file has no ${missing.join(', no ')}` : undefined
}

function cellsOf(accountId: AccountId, incomplete: string | undefined): readonly ImportedCell[] {
  return cellTypes.map((type) => {
    if (type !== 'iam') return notCollected(accountId, type)
    const state: CellState = incomplete === undefined ? 'ok' : 'suspect'
    return { accountId, region: 'global', type, state, ...(incomplete !== undefined && { reason: incomplete }) }
  })
}

/* ------------------------------------------------------------------ places */

/** What is missing has no place; what should hold it has. */
export function nearestPlace(document: Pick<JsonDocument, 'locate'>, path: JsonPath): JsonPlace | undefined {
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

const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value)
