/**
 * Answers of the AWS CLI that somebody has kept: one call each, with the account and Region that were asked. A collector reads
 * them as it reads AWS itself, so an import knows what a sync knows (docs/guides/import.md).
 */
import type { AccountId } from '../ids.ts'
import type { Json } from '../inventory/objects.ts'

export type JsonObject = { readonly [key: string]: Json }

export interface RecordedCall {
  /** Null: the file does not say. */
  readonly accountId: AccountId | null
  readonly region: string | null
  /** As the CLI names it: `iam`, `s3api`, `sso-admin`. */
  readonly service: string
  /** As `operationKey` makes it of either spelling. */
  readonly operation: string
  /** Those that tell it from other calls of the operation, as the API names them. */
  readonly arguments: JsonObject
  readonly answer:
    | { readonly kind: 'output'; readonly output: JsonObject }
    | { readonly kind: 'error'; readonly code: string; readonly message: string }
  /** For messages. */
  readonly file: string
}

/** `list-saml-providers`, `ListSAMLProviders` → `listsamlproviders`: where the CLI puts hyphens no rule tells. */
export const operationKey = (name: string): string => name.replaceAll(/[^A-Za-z0-9]/g, '').toLowerCase()

/** Fields of an answer that name its next page, over all services that we read. */
const nextPageFields = [
  'NextToken',
  'nextToken',
  'Marker',
  'NextMarker',
  'marker',
  'ContinuationToken',
  'nextPageToken',
]

/** What to ask the next page with; undefined: it is the last one. */
export function nextPageOf(output: JsonObject): string | undefined {
  if (output['IsTruncated'] === false) return undefined
  for (const field of nextPageFields) {
    const token = output[field]
    if (typeof token === 'string' && token !== '') return token
  }
  return undefined
}

/** An answer that says that more follows, with or without saying how to ask for it. */
export const isCutOff = (output: JsonObject): boolean =>
  output['IsTruncated'] === true || output['Truncated'] === true || nextPageOf(output) !== undefined
