import type { Connection } from '../app/ports/connections.ts'
import type { AccountId } from '../core/ids.ts'
import { isManagementApart } from './install/installable.ts'

/** Where an administrator tells that the role of an account has another name. */
export const whereToRename = (
  connection: Pick<Connection, 'managementAccountId' | 'accounts' | 'organization'>,
  accountId: AccountId | null,
): string =>
  accountId !== null && accountId === connection.managementAccountId && isManagementApart(connection)
    ? 'Was it renamed? Type its ARN in Management account role ARN.'
    : 'Was it renamed? Type its name in Assume role.'
