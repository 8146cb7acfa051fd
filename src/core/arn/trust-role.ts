/** The role through which a connection reads an account. */
import type { AccountId } from '../ids.ts'

/** Of a connection. */
export interface TrustRoles {
  readonly partition: string
  /** `/`, or with a slash at both ends. */
  readonly rolePath: string
  readonly roleName: string
  readonly managementAccountId?: AccountId | null
  readonly managementRoleArn?: string | null
}

/**
 * The management account's role may bear another name (connection.md §5, "Management account role ARN"). One of another account, as an
 * earlier version could store it, is never used: it would be entered, and read as if it were this account.
 */
export function roleArnOf(connection: TrustRoles, accountId: AccountId): string {
  const { managementAccountId, managementRoleArn } = connection
  const isThere = accountId === managementAccountId && managementRoleArn?.split(':')[4] === accountId
  if (managementRoleArn && isThere) return managementRoleArn
  return `arn:${connection.partition}:iam::${accountId}:role${connection.rolePath}${connection.roleName}`
}

/** The same as the commands of IAM want it. */
export function roleIn(connection: TrustRoles, accountId: AccountId): Pick<TrustRoles, 'rolePath' | 'roleName'> {
  const [, place = ''] = roleArnOf(connection, accountId).split(':role')
  const start = place.lastIndexOf('/') + 1
  return { rolePath: place.slice(0, start), roleName: place.slice(start) }
}
