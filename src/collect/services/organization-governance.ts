/** Who else governs an organization: delegated administrators, trusted services, the delegation policy, central root access. */
import type { OrganizationsClient } from '@aws-sdk/client-organizations'
import { sdk } from '../../aws/sdk.ts'
import { sdkErrorFacts } from '../../aws/sdk-error.ts'
import { lazily } from '../../core/access/lazily.ts'
import type { AccountId } from '../../core/ids.ts'
import { parseAccountId } from '../../core/ids.ts'
import { readPolicyDocument } from '../../core/inventory/authorization-details.ts'
import { governanceUnread } from '../../core/inventory/coverage.ts'
import type { InventoryObject, Tags } from '../../core/inventory/objects.ts'
import { readAside } from '../aside.ts'
import type { CellContext, Reading } from '../collector.ts'
import { securityAudit } from '../collector.ts'
import { all, pages } from '../paging.ts'
import { arnOf, dates, required, tagsOf } from '../shapes.ts'

export const governanceReads = securityAudit(
  'organizations:ListDelegatedAdministrators',
  'organizations:ListDelegatedServicesForAccount',
  'organizations:ListAWSServiceAccessForOrganization',
  'organizations:DescribeResourcePolicy',
  'organizations:ListTagsForResource',
  'iam:ListOrganizationsFeatures',
)

/** Of Organizations. */
export const largestPage = 20

export const identityOf = (nativeId: string, arn: string, accountId: AccountId) =>
  ({ nativeId, arn, accountId, region: 'global', cell: 'organization' }) as const

/** Whose organization it is. */
interface Owner {
  readonly id: string
  readonly arn: string
  readonly managementAccountId: AccountId
}

export async function* governance(
  cell: CellContext,
  client: OrganizationsClient,
  owner: Owner,
): AsyncIterable<readonly InventoryObject[]> {
  yield await delegatedAdministrators(cell, client, owner)
  yield await trustedServices(cell, client, owner)
  yield await resourcePolicy(cell, client, owner)
  yield await organizationFeatures(cell, owner)
}

const readGovernance = <T>(
  cell: CellContext,
  action: string,
  call: () => Promise<T>,
  none: readonly string[] = [],
): Promise<Reading<T>> => readAside(cell, { code: governanceUnread, action, none }, call)

async function delegatedAdministrators(
  cell: CellContext,
  client: OrganizationsClient,
  owner: Owner,
): Promise<readonly InventoryObject[]> {
  const administrators = await readGovernance(cell, 'organizations:ListDelegatedAdministrators', () =>
    all(
      sdk.organizations.paginateListDelegatedAdministrators(pages(cell, client, largestPage), {}, cell.options),
      (page) => page.DelegatedAdministrators,
    ),
  )
  const accounts = administrators.state === 'read' ? administrators.value : []
  const lists: InventoryObject[][] = []
  for (const { Id } of accounts) lists.push(await delegatedServices(cell, client, owner, required(Id, 'Id')))
  return lists.flat()
}

async function delegatedServices(
  cell: CellContext,
  client: OrganizationsClient,
  owner: Owner,
  AccountId: string,
): Promise<InventoryObject[]> {
  const accountId = required(parseAccountId(AccountId), 'Id of 12 digits')
  const reading = await readGovernance(
    cell,
    'organizations:ListDelegatedServicesForAccount',
    () =>
      all(
        sdk.organizations.paginateListDelegatedServicesForAccount(
          pages(cell, client, largestPage),
          { AccountId },
          cell.options,
        ),
        (page) => page.DelegatedServices,
      ),
    // It was deregistered, or closed, since it was listed.
    ['AccountNotRegisteredException', 'AccountNotFoundException'],
  )
  const services = reading.state === 'read' ? reading.value : []
  return services.map(({ ServicePrincipal, DelegationEnabledDate }) => {
    const service = required(ServicePrincipal, 'ServicePrincipal')
    return {
      ...identityOf(`${accountId} ${service}`, owner.arn, owner.managementAccountId),
      kind: 'delegatedAdministrator',
      body: { accountId, service, ...dates({ enabledAt: DelegationEnabledDate }) },
    }
  })
}

async function trustedServices(
  cell: CellContext,
  client: OrganizationsClient,
  owner: Owner,
): Promise<readonly InventoryObject[]> {
  const reading = await readGovernance(cell, 'organizations:ListAWSServiceAccessForOrganization', () =>
    all(
      sdk.organizations.paginateListAWSServiceAccessForOrganization(pages(cell, client, largestPage), {}, cell.options),
      (page) => page.EnabledServicePrincipals,
    ),
  )
  return cell.objects({
    items: reading.state === 'read' ? reading.value : [],
    name: ({ ServicePrincipal }) => ServicePrincipal,
    toObject: ({ ServicePrincipal, DateEnabled }) => {
      const service = required(ServicePrincipal, 'ServicePrincipal')
      return {
        ...identityOf(service, owner.arn, owner.managementAccountId),
        kind: 'trustedService',
        body: { service, ...dates({ enabledAt: DateEnabled }) },
      }
    },
  })
}

async function resourcePolicy(
  cell: CellContext,
  client: OrganizationsClient,
  owner: Owner,
): Promise<readonly InventoryObject[]> {
  const reading = await readGovernance(
    cell,
    'organizations:DescribeResourcePolicy',
    () => client.send(new sdk.organizations.DescribeResourcePolicyCommand({}), cell.options),
    ['ResourcePolicyNotFoundException'],
  )
  return cell.objects({
    items: reading.state === 'read' ? [reading.value.ResourcePolicy] : [],
    name: () => 'the resource policy',
    toObject: (policy) => {
      const id = required(policy?.ResourcePolicySummary?.Id, 'Id of the resource policy')
      return {
        ...identityOf(id, arnOf(policy?.ResourcePolicySummary?.Arn, 'Arn'), owner.managementAccountId),
        kind: 'organizationResourcePolicy',
        body: { id, document: readPolicyDocument(required(policy?.Content, 'Content')) },
      }
    },
  })
}

/** Where IAM is no trusted service, no feature is on. */
async function organizationFeatures(cell: CellContext, owner: Owner): Promise<readonly InventoryObject[]> {
  const reading = await readGovernance(cell, 'iam:ListOrganizationsFeatures', () => enabledFeatures(cell), [
    'ServiceAccessNotEnabledException',
    'OrganizationNotInAllFeaturesModeException',
    'OrganizationNotFoundException',
  ])
  const features = reading.state === 'none' ? [] : reading.state === 'read' ? reading.value : undefined
  // Whichever account told of them: what this one may not see is no less so.
  if (features === undefined) {
    return (await cell.known(null, ['organizationFeatures'])).filter(({ nativeId }) => nativeId === owner.id)
  }
  return [
    {
      ...identityOf(owner.id, owner.arn, owner.managementAccountId),
      kind: 'organizationFeatures',
      body: { features: [...features].sort() },
    },
  ]
}

/** Undefined: IAM tells a delegated administrator of another service nothing, whatever its role allows. */
async function enabledFeatures(cell: CellContext): Promise<readonly string[] | undefined> {
  try {
    const answer = await cell.client('iam').send(new sdk.iam.ListOrganizationsFeaturesCommand({}), cell.options)
    return answer.EnabledFeatures ?? []
  } catch (error) {
    if (sdkErrorFacts(error).name === 'AccountNotManagementOrDelegatedAdministratorException') return undefined
    throw error
  }
}

/** Asked only where a tag names the owners of things: it is a call for each account. */
export async function accountTags(
  cell: CellContext,
  client: OrganizationsClient,
  accountId: AccountId,
  before: ReturnType<typeof accountTagsBefore>,
): Promise<Tags | undefined> {
  if (cell.settings.resourceOwner === null) return undefined
  const reading = await cell.read('organizations:ListTagsForResource', () =>
    all(
      sdk.organizations.paginateListTagsForResource({ client }, { ResourceId: accountId }, cell.options),
      (page) => page.Tags,
    ),
  )
  if (reading.state === 'read') return tagsOf(reading.value)
  // What could not be read this time stands from before, whichever account told it.
  return (await before()).get(accountId)
}

/** Tags of accounts as they were known, asked for when the first is needed. */
export const accountTagsBefore = (cell: CellContext): (() => Promise<ReadonlyMap<string, Tags>>) =>
  lazily(async () => {
    const known = await cell.known(null, ['account'])
    return new Map(known.flatMap(({ nativeId, body: { tags } }) => (tags ? [[nativeId, tags] as const] : [])))
  })
