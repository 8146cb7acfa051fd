/** Names, values and the one trusted principal of what an administrator installs (connection.md §2). */
import type { Connection } from '../../app/ports/connections.ts'
import { roleIn } from '../../core/arn/trust-role.ts'
import { AppError } from '../../core/fault.ts'
import type { Json } from '../../core/inventory/objects.ts'

export type Installable = Pick<
  Connection,
  | 'partition'
  | 'method'
  | 'externalId'
  | 'roleName'
  | 'rolePath'
  | 'trustPrincipalArn'
  | 'identityCenter'
  | 'organization'
  | 'accounts'
  | 'managementAccountId'
  | 'managementRoleArn'
  | 'homeRegion'
  | 'settings'
>

export const stackName = 'Bailiwick-Trust-Role'
export const stackSetName = 'Bailiwick-Trust-Role-Org'
export const templateFile = 'bailiwick-trust-role.json'
export const roleDescription = 'Read-only access for Bailiwick'
export const maxSessionSeconds = 3_600

/** One role or user, spelled out: `arn:<partition>:iam::<account>:role/…`. */
const onePrincipal = /^arn:(aws|aws-us-gov|aws-cn):iam::\d{12}:(role|user)\/[\w+=,.@/-]+$/

/** Fault `wrong_state` when there is no principal to trust, or it is none that may be trusted. */
export function trustedPrincipal({ trustPrincipalArn, externalId, partition }: Installable): string {
  if (trustPrincipalArn === null || externalId === '') {
    throw new AppError('wrong_state', 'This connection has no principal to trust yet.', {
      fix: 'Give the server AWS credentials of a role or an IAM user, or set BAILIWICK_TRUST_PRINCIPAL_ARN.',
    })
  }
  if (onePrincipal.exec(trustPrincipalArn)?.[1] === partition) return trustPrincipalArn
  throw new AppError(
    'wrong_state',
    `${trustPrincipalArn} is not one role or user of the ${partition} partition, so no trust policy is made for it.`,
    { fix: 'Run Bailiwick with the credentials of a role or an IAM user of that partition.' },
  )
}

export function trustPolicyOf(principal: string, externalId: Json): Json {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: principal },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'sts:ExternalId': externalId } },
      },
    ],
  }
}

/** Where the management account is one of several its role holds more: Identity Center and the logs are read through it alone. */
export const isManagementApart = ({
  managementAccountId,
  accounts,
  organization,
}: Pick<Installable, 'managementAccountId' | 'accounts' | 'organization'>): boolean =>
  managementAccountId !== null && (organization || accounts.some((account) => account !== managementAccountId))

/** What the role is called in the management account; where that is not known, as everywhere. */
export const managementRole = (connection: Installable): Pick<Installable, 'roleName' | 'rolePath'> =>
  connection.managementAccountId === null ? connection : roleIn(connection, connection.managementAccountId)
