/** Branded identifiers, each with the one function that makes it from text. */

declare const brand: unique symbol
type Branded<Name extends string> = string & { readonly [brand]: Name }

/** Twelve digits. */
export type AccountId = Branded<'AccountId'>
/** An Amazon Resource Name of six colon-separated fields, the last of which may hold colons. */
export type Arn = Branded<'Arn'>
export type ConnectionId = Branded<'ConnectionId'>
export type IntegrationId = Branded<'IntegrationId'>
export type SyncRunId = Branded<'SyncRunId'>
export type SnapshotId = Branded<'SnapshotId'>
export type UserId = Branded<'UserId'>

/** The form alone: text that is twelve digits. */
export function parseAccountId(text: string): AccountId | undefined {
  return /^\d{12}$/.test(text) ? (text as AccountId) : undefined
}

/** The form alone: `arn:partition:service:region:account:rest` with nothing empty that must be there. */
export function parseArn(text: string): Arn | undefined {
  const fields = text.split(':')
  const [prefix, partition, service] = fields
  if (fields.length < 6 || prefix !== 'arn' || !partition || !service) return undefined
  return fields.slice(5).join(':') === '' ? undefined : (text as Arn)
}

const opaque =
  <T extends string>() =>
  (text: string): T => {
    if (text === '') throw new TypeError('an identifier is never empty')
    return text as T
  }

export const toConnectionId = opaque<ConnectionId>()
export const toIntegrationId = opaque<IntegrationId>()
export const toSyncRunId = opaque<SyncRunId>()
export const toSnapshotId = opaque<SnapshotId>()
export const toUserId = opaque<UserId>()
