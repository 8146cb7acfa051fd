/** What signs its people in through Identity Center, whose tokens it trusts, and which attributes of people become session tags. */
import type { Application, SSOAdminClient } from '@aws-sdk/client-sso-admin'
import { sdk } from '../../aws/sdk.ts'
import type { Arn } from '../../core/ids.ts'
import { applicationsUnread } from '../../core/inventory/coverage.ts'
import type { InventoryObject, ObjectBodies } from '../../core/inventory/objects.ts'
import { readAside } from '../aside.ts'
import type { CellContext, Reading } from '../collector.ts'
import { all, pages } from '../paging.ts'
import { arnOf, dates, required } from '../shapes.ts'

const largestPage = 100
const gone = ['ResourceNotFoundException']

const readBeside = <T>(
  cell: CellContext,
  action: string,
  call: () => Promise<T>,
  none: readonly string[] = [],
): Promise<Reading<T>> => readAside(cell, { code: applicationsUnread, action, none }, call)

const identityOf = (cell: CellContext, nativeId: string, arn: string) =>
  ({ nativeId, arn, accountId: cell.accountId, region: cell.region, cell: 'identity_center' }) as const

export async function* applicationsOf(
  cell: CellContext,
  client: SSOAdminClient,
  instanceArn: Arn,
): AsyncIterable<readonly InventoryObject[]> {
  const applications = await readBeside(cell, 'sso:ListApplications', () =>
    all(
      sdk.ssoAdmin.paginateListApplications(
        pages(cell, client, largestPage),
        { InstanceArn: instanceArn },
        cell.options,
      ),
      (page) => page.Applications,
    ),
  )
  const known = applications.state === 'read' ? applications.value : []
  yield await cell.objects({
    items: known,
    name: ({ ApplicationArn }) => ApplicationArn,
    toObject: (application) => toApplication(cell, client, instanceArn, application),
  })
  for (const { ApplicationArn } of known) yield await assignmentsOfApplication(cell, client, ApplicationArn)
  yield await tokenIssuers(cell, client, instanceArn)
  yield await accessControlAttributes(cell, client, instanceArn)
}

async function toApplication(
  cell: CellContext,
  client: SSOAdminClient,
  instanceArn: Arn,
  application: Application,
): Promise<InventoryObject> {
  const ApplicationArn = arnOf(application.ApplicationArn, 'ApplicationArn')
  const configuration = await readBeside(
    cell,
    'sso:GetApplicationAssignmentConfiguration',
    () => client.send(new sdk.ssoAdmin.GetApplicationAssignmentConfigurationCommand({ ApplicationArn }), cell.options),
    gone,
  )
  const { ApplicationProviderArn, Description, ApplicationAccount } = application
  const before = configuration.state === 'unread' ? await knownApplication(cell, ApplicationArn) : undefined
  const assignmentRequired =
    configuration.state === 'read' ? configuration.value.AssignmentRequired : before?.assignmentRequired
  return {
    ...identityOf(cell, ApplicationArn, ApplicationArn),
    kind: 'identityCenterApplication',
    body: {
      name: required(application.Name, 'Name'),
      instanceArn,
      ...(ApplicationProviderArn && { providerArn: ApplicationProviderArn }),
      ...(Description && { description: Description }),
      enabled: application.Status !== 'DISABLED',
      ...(ApplicationAccount && { applicationAccount: ApplicationAccount }),
      ...(assignmentRequired !== undefined && { assignmentRequired }),
      ...dates({ createdAt: application.CreatedDate }),
    },
  }
}

/** As it was read last: what could not be read this time stands. */
async function knownApplication(
  cell: CellContext,
  arn: Arn,
): Promise<ObjectBodies['identityCenterApplication'] | undefined> {
  const known = await cell.known(cell.key, ['identityCenterApplication'])
  return known.find(({ nativeId }) => nativeId === arn)?.body
}

async function assignmentsOfApplication(
  cell: CellContext,
  client: SSOAdminClient,
  ApplicationArn: string | undefined,
): Promise<readonly InventoryObject[]> {
  const assignments = await readBeside(
    cell,
    'sso:ListApplicationAssignments',
    () =>
      all(
        sdk.ssoAdmin.paginateListApplicationAssignments(
          pages(cell, client, largestPage),
          { ApplicationArn },
          cell.options,
        ),
        (page) => page.ApplicationAssignments,
      ),
    gone,
  )
  return cell.objects({
    items: assignments.state === 'read' ? assignments.value : [],
    name: ({ PrincipalId }) => PrincipalId,
    toObject: ({ PrincipalId, PrincipalType }) => {
      const applicationArn = arnOf(ApplicationArn, 'ApplicationArn')
      const principalId = required(PrincipalId, 'PrincipalId')
      const principalType = PrincipalType === 'GROUP' ? 'GROUP' : 'USER'
      return {
        ...identityOf(cell, `${applicationArn} ${principalType} ${principalId}`, applicationArn),
        kind: 'applicationAssignment',
        body: { applicationArn, principalType, principalId },
      }
    },
  })
}

async function tokenIssuers(
  cell: CellContext,
  client: SSOAdminClient,
  instanceArn: Arn,
): Promise<readonly InventoryObject[]> {
  const issuers = await readBeside(cell, 'sso:ListTrustedTokenIssuers', () =>
    all(
      sdk.ssoAdmin.paginateListTrustedTokenIssuers(
        pages(cell, client, largestPage),
        { InstanceArn: instanceArn },
        cell.options,
      ),
      (page) => page.TrustedTokenIssuers,
    ),
  )
  return cell.objects({
    items: issuers.state === 'read' ? issuers.value : [],
    name: ({ TrustedTokenIssuerArn }) => TrustedTokenIssuerArn,
    toObject: ({ TrustedTokenIssuerArn, Name, TrustedTokenIssuerType }) => {
      const arn = arnOf(TrustedTokenIssuerArn, 'TrustedTokenIssuerArn')
      return {
        ...identityOf(cell, arn, arn),
        kind: 'tokenIssuer',
        body: {
          name: required(Name, 'Name'),
          ...(TrustedTokenIssuerType && { type: TrustedTokenIssuerType }),
          instanceArn,
        },
      }
    },
  })
}

async function accessControlAttributes(
  cell: CellContext,
  client: SSOAdminClient,
  instanceArn: Arn,
): Promise<readonly InventoryObject[]> {
  const reading = await readBeside(
    cell,
    'sso:DescribeInstanceAccessControlAttributeConfiguration',
    () =>
      client.send(
        new sdk.ssoAdmin.DescribeInstanceAccessControlAttributeConfigurationCommand({ InstanceArn: instanceArn }),
        cell.options,
      ),
    // Attributes for access control were never turned on.
    gone,
  )
  if (reading.state !== 'read') return []
  const attributes = reading.value.InstanceAccessControlAttributeConfiguration?.AccessControlAttributes ?? []
  return [
    {
      ...identityOf(cell, instanceArn, instanceArn),
      kind: 'accessControlAttributes',
      body: {
        instanceArn,
        attributes: attributes.map(({ Key, Value }) => ({ key: required(Key, 'Key'), source: Value?.Source ?? [] })),
      },
    },
  ]
}
