/** What IAM says of the account as a whole: its alias, its root user, its password policy, its devices and certificates. */
import type { PasswordPolicy as AwsPasswordPolicy, IAMClient } from '@aws-sdk/client-iam'
import { sdk } from '../../aws/sdk.ts'
import type { InventoryObject, PasswordPolicy } from '../../core/inventory/objects.ts'
import type { CellContext } from '../collector.ts'
import { all, pages } from '../paging.ts'
import { arnOf, dates, required } from '../shapes.ts'

/** Of IAM. */
export const largestPage = 1_000

export const rootArn = ({ partition, accountId }: CellContext): string => `arn:${partition}:iam::${accountId}:root`

const ofAccount = (cell: CellContext) =>
  ({
    nativeId: cell.accountId,
    arn: rootArn(cell),
    accountId: cell.accountId,
    region: 'global',
    cell: 'iam',
  }) as const

/** What could not be read is left as it was known: it is an object of its own. */
export async function* posture(cell: CellContext, client: IAMClient): AsyncIterable<readonly InventoryObject[]> {
  yield await accountSettings(cell, client)
  yield await passwordPolicy(cell, client)
  yield await mfaDevices(cell, client)
  yield await serverCertificates(cell, client)
}

async function accountSettings(cell: CellContext, client: IAMClient): Promise<readonly InventoryObject[]> {
  const aliases = await cell.read('iam:ListAccountAliases', () =>
    all(
      sdk.iam.paginateListAccountAliases(pages(cell, client, largestPage), {}, cell.options),
      (page) => page.AccountAliases,
    ),
  )
  if (aliases.state !== 'read') return []
  const [alias] = aliases.value
  return [{ ...ofAccount(cell), kind: 'accountSettings', body: { ...(alias && { alias }) } }]
}

async function passwordPolicy(cell: CellContext, client: IAMClient): Promise<readonly InventoryObject[]> {
  const reading = await cell.read(
    'iam:GetAccountPasswordPolicy',
    () => client.send(new sdk.iam.GetAccountPasswordPolicyCommand({}), cell.options),
    { none: ['NoSuchEntity', 'NoSuchEntityException'] },
  )
  if (reading.state === 'unread') return []
  const policy = reading.state === 'read' ? toPasswordPolicy(reading.value.PasswordPolicy) : null
  return [{ ...ofAccount(cell), kind: 'passwordPolicy', body: { policy } }]
}

const toPasswordPolicy = (policy: AwsPasswordPolicy | undefined): PasswordPolicy => ({
  minimumLength: policy?.MinimumPasswordLength ?? null,
  requireSymbols: policy?.RequireSymbols ?? false,
  requireNumbers: policy?.RequireNumbers ?? false,
  requireUppercase: policy?.RequireUppercaseCharacters ?? false,
  requireLowercase: policy?.RequireLowercaseCharacters ?? false,
  usersMayChange: policy?.AllowUsersToChangePassword ?? false,
  maxAgeDays: policy?.MaxPasswordAge ?? null,
  reusePrevention: policy?.PasswordReusePrevention ?? null,
  hardExpiry: policy?.HardExpiry ?? false,
})

async function mfaDevices(cell: CellContext, client: IAMClient): Promise<readonly InventoryObject[]> {
  const devices = await cell.read('iam:ListVirtualMFADevices', () =>
    all(
      sdk.iam.paginateListVirtualMFADevices(pages(cell, client, largestPage), {}, cell.options),
      (page) => page.VirtualMFADevices,
    ),
  )
  return cell.objects({
    items: devices.state === 'read' ? devices.value : [],
    name: (device) => device.SerialNumber,
    toObject: (device) => {
      const serialNumber = required(device.SerialNumber, 'SerialNumber')
      const userArn = device.User?.Arn
      return {
        ...ofAccount(cell),
        nativeId: serialNumber,
        arn: serialNumber,
        kind: 'mfaDevice',
        body: { serialNumber, ...(userArn && { userArn }), ...dates({ enabledAt: device.EnableDate }) },
      }
    },
  })
}

async function serverCertificates(cell: CellContext, client: IAMClient): Promise<readonly InventoryObject[]> {
  const certificates = await cell.read('iam:ListServerCertificates', () =>
    all(
      sdk.iam.paginateListServerCertificates(pages(cell, client, largestPage), {}, cell.options),
      (page) => page.ServerCertificateMetadataList,
    ),
  )
  return cell.objects({
    items: certificates.state === 'read' ? certificates.value : [],
    name: (certificate) => certificate.Arn,
    toObject: (certificate) => ({
      ...ofAccount(cell),
      nativeId: required(certificate.ServerCertificateId, 'ServerCertificateId'),
      arn: arnOf(certificate.Arn, 'Arn'),
      kind: 'serverCertificate',
      body: {
        name: required(certificate.ServerCertificateName, 'ServerCertificateName'),
        path: certificate.Path ?? '/',
        ...dates({ uploadedAt: certificate.UploadDate, expiresAt: certificate.Expiration }),
      },
    }),
  })
}
