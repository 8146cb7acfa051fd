/**
 * Rows of a credential report, whether AWS was asked for it or somebody saved it (IAM User Guide, "Generate credential
 * reports"): `N/A`, `no_information` and `not_supported` stand where there is no value. Cutting the text into cells is the
 * reader's task.
 */
import type { AccountId } from '../ids.ts'
import { parseAccountId } from '../ids.ts'
import { isJsonObject } from './content-key.ts'
import type { CredentialKey, Json, ObjectOfKind } from './objects.ts'

/** Columns by their names in the header. */
export type ReportRow = Readonly<Record<string, string | undefined>>

/** The volatile facts of a `credentials` object; dates in ISO 8601. */
type CredentialFacts = {
  readonly passwordLastUsed?: string
  /** In the order of the body's `accessKeys`; null: never used, or not since AWS keeps count. */
  readonly keysLastUsed: readonly (KeyUse | null)[]
}

export interface KeyUse {
  readonly at: string
  readonly region?: string
  readonly service?: string
}

/** Undefined for a row that names no user of an account. */
export function credentialsOf(row: ReportRow): ObjectOfKind<'credentials'> | undefined {
  const userArn = row['arn'] ?? ''
  const accountId = parseAccountId(userArn.split(':')[4] ?? '')
  if (accountId === undefined) return undefined
  const keys = [keyOf(row, 'access_key_1'), keyOf(row, 'access_key_2')].filter((key) => key !== undefined)
  return credentialsObject({
    accountId,
    userArn,
    createdAt: dateIn(row['user_creation_time']),
    passwordEnabled: flagIn(row['password_enabled']),
    passwordChangedAt: dateIn(row['password_last_changed']),
    passwordLastUsed: dateIn(row['password_last_used']),
    mfa: flagIn(row['mfa_active']),
    keys,
    certificates: ['cert_1_active', 'cert_2_active'].filter((column) => flagIn(row[column]) === true).length,
  })
}

/** The report was made before the user, or leaves the keys open: then others have to be asked. */
export const isIncomplete = (row: ReportRow): boolean =>
  ['access_key_1_active', 'access_key_2_active'].some((column) => flagIn(row[column]) === null)

export interface KeyFacts extends CredentialKey {
  readonly lastUsed: KeyUse | null
}

export function credentialsObject(known: {
  readonly accountId: AccountId
  readonly userArn: string
  readonly createdAt: string | undefined
  readonly passwordEnabled: boolean | null
  readonly passwordChangedAt?: string | undefined
  readonly passwordLastUsed?: string | undefined
  readonly mfa: boolean | null
  readonly keys: readonly KeyFacts[]
  readonly certificates: number | null
}): ObjectOfKind<'credentials'> {
  const { accountId, userArn, createdAt, passwordEnabled, passwordChangedAt, passwordLastUsed, mfa } = known
  const isRoot = userArn.endsWith(':root')
  return {
    kind: 'credentials',
    // A user made again under an old name is another one. To the second, which is all that a report knows.
    nativeId: isRoot || createdAt === undefined ? userArn : `${userArn} ${createdAt.slice(0, 19)}Z`,
    arn: userArn,
    accountId,
    region: 'global',
    cell: 'credentials',
    body: {
      userArn,
      passwordEnabled,
      ...(passwordChangedAt !== undefined && { passwordChangedAt }),
      mfa,
      accessKeys: known.keys.map(({ lastUsed: _, ...key }) => key),
      certificates: known.certificates,
    },
    facts: {
      ...(passwordLastUsed !== undefined && { passwordLastUsed }),
      keysLastUsed: known.keys.map(({ lastUsed }) => lastUsed && { ...lastUsed }),
    } satisfies CredentialFacts,
  }
}

/** Undefined: the user has no key in this place. */
function keyOf(row: ReportRow, prefix: 'access_key_1' | 'access_key_2'): KeyFacts | undefined {
  const active = flagIn(row[`${prefix}_active`]) ?? false
  const rotatedAt = dateIn(row[`${prefix}_last_rotated`])
  // The root user's keys have no date.
  if (!active && rotatedAt === undefined) return undefined
  const at = dateIn(row[`${prefix}_last_used_date`])
  const region = textIn(row[`${prefix}_last_used_region`])
  const service = textIn(row[`${prefix}_last_used_service`])
  return {
    active,
    ...(rotatedAt !== undefined && { rotatedAt }),
    lastUsed: at === undefined ? null : { at, ...(region && { region }), ...(service && { service }) },
  }
}

const noValue: ReadonlySet<string> = new Set(['', 'N/A', 'no_information', 'not_supported'])

const textIn = (cell: string | undefined): string | undefined =>
  cell === undefined || noValue.has(cell) ? undefined : cell

function flagIn(cell: string | undefined): boolean | null {
  const text = cell?.toLowerCase()
  return text === 'true' ? true : text === 'false' ? false : null
}

/** The report writes the offset out (`2026-01-02T03:04:05+00:00`). */
function dateIn(cell: string | undefined): string | undefined {
  const text = textIn(cell)
  const moment = text === undefined ? Number.NaN : Date.parse(text)
  return Number.isNaN(moment) ? undefined : new Date(moment).toISOString()
}

/** The latest moment that the facts of a user's credentials tell; undefined when they tell none. */
export function lastUseOfCredentials(facts: { readonly [fact: string]: Json } | undefined): string | undefined {
  const keys = facts?.['keysLastUsed']
  const uses = Array.isArray(keys) ? keys.map(momentOf) : []
  return [facts?.['passwordLastUsed'], ...uses]
    .filter((at) => typeof at === 'string')
    .sort()
    .at(-1)
}

const momentOf = (use: Json): Json | undefined => (isJsonObject(use) ? use['at'] : undefined)
