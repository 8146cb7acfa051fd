import type {
  Account,
  OrganizationalUnit,
  OrganizationsClient,
  PolicySummary,
  Root,
} from '@aws-sdk/client-organizations'
import {
  DescribeOrganizationCommand,
  DescribePolicyCommand,
  paginateListAccountsForParent,
  paginateListOrganizationalUnitsForParent,
  paginateListPolicies,
  paginateListRoots,
  paginateListTargetsForPolicy,
} from '@aws-sdk/client-organizations'
import type { AccountId } from '../../core/ids.ts'
import { parseAccountId } from '../../core/ids.ts'
import { readPolicyDocument } from '../../core/inventory/authorization-details.ts'
import type { InventoryObject, ObjectOfKind } from '../../core/inventory/objects.ts'
import type { CallOptions, CellContext, Collector } from '../collector.ts'
import { securityAudit } from '../collector.ts'
import type { Gap } from '../gaps.ts'
import { all, pages } from '../paging.ts'
import { arnOf, required } from '../shapes.ts'

/** Read in the management account. */
export const organizations: Collector = {
  type: 'organization',
  capability: 'organization',
  scope: 'organization',
  reads: securityAudit(
    'organizations:DescribeOrganization',
    'organizations:ListRoots',
    'organizations:ListOrganizationalUnitsForParent',
    'organizations:ListAccountsForParent',
    'organizations:ListPolicies',
    'organizations:DescribePolicy',
    'organizations:ListTargetsForPolicy',
  ),
  async probe(cell) {
    const client = cell.client('organizations')
    await client.send(new DescribeOrganizationCommand({}), cell.options)
    await all(paginateListRoots(pages(cell, client, largestPage), {}, cell.options), (page) => page.Roots)
    for await (const _ of paginateListPolicies(
      { client, pageSize: 1 },
      { Filter: 'SERVICE_CONTROL_POLICY' },
      cell.options,
    ))
      break
  },
  async *collect(cell) {
    const client = cell.client('organizations')
    const organization = await cell.read(
      'organizations:DescribeOrganization',
      () => describeOrganization(client, cell.options),
      { none: ['AWSOrganizationsNotInUseException'] },
    )
    const facts = organization.state === 'read' ? organization.value : undefined
    if (facts?.managementAccountId !== cell.accountId) {
      if (facts) cell.gap(memberGap(cell.accountId, facts))
      yield [accountAlone(cell)]
      return
    }
    const roots = await all(paginateListRoots(pages(cell, client, largestPage), {}, cell.options), (page) => page.Roots)
    const root = required(roots[0], 'root of the organization')
    yield [toOrganization(cell, facts, root), toUnit(cell, { ...root }, null)]
    yield* tree(cell, client, required(root.Id, 'Id of the root'))
    for (const type of ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'] as const) {
      yield await policies(cell, client, type)
    }
  },
}

/** The service's largest page. */
const largestPage = 20

export interface OrganizationFacts {
  readonly id: string
  readonly arn: string
  readonly managementAccountId: AccountId
  readonly featureSet: string
}

/** Answers in every account of an organization; throws `AWSOrganizationsNotInUseException` outside one. */
export async function describeOrganization(
  client: OrganizationsClient,
  options: CallOptions,
): Promise<OrganizationFacts> {
  const { Organization } = await client.send(new DescribeOrganizationCommand({}), options)
  const managementAccountId = parseAccountId(required(Organization?.MasterAccountId, 'MasterAccountId'))
  return {
    id: required(Organization?.Id, 'Id of the organization'),
    arn: required(Organization?.Arn, 'Arn of the organization'),
    managementAccountId: required(managementAccountId, 'MasterAccountId of 12 digits'),
    featureSet: Organization?.FeatureSet ?? 'ALL',
  }
}

/** The policies above a member cannot be read from within it: what they take away stays unknown. */
const memberGap = (accountId: AccountId, organization: OrganizationFacts): Gap => ({
  state: 'not_collected',
  code: 'member_account',
  reason: `${accountId} is a member. The management account of ${organization.id} is ${organization.managementAccountId}.`,
})

/** An account whose organization is not read, or that has none. */
const accountAlone = (cell: CellContext): InventoryObject => ({
  ...identityOf(cell.accountId, `arn:${cell.partition}:iam::${cell.accountId}:root`, cell.accountId),
  kind: 'account',
  body: { id: cell.accountId, name: cell.accountId, status: 'ACTIVE', parentId: null },
})

/** Only the accounts, for who wants to know whom to ask. */
export async function* listAccounts(cell: CellContext): AsyncIterable<readonly ObjectOfKind<'account'>[]> {
  const client = cell.client('organizations')
  const [root] = await all(paginateListRoots(pages(cell, client, largestPage), {}, cell.options), (page) => page.Roots)
  for await (const page of tree(cell, client, required(root?.Id, 'Id of the root'))) {
    yield page.filter((object) => object.kind === 'account')
  }
}

/** Accounts and units below a parent, breadth first, a page at a time. */
async function* tree(
  cell: CellContext,
  client: OrganizationsClient,
  rootId: string,
): AsyncIterable<readonly InventoryObject[]> {
  const parents = [rootId]
  for (let ParentId = parents.shift(); ParentId !== undefined; ParentId = parents.shift()) {
    const parentId = ParentId
    for await (const page of paginateListAccountsForParent(
      pages(cell, client, largestPage),
      { ParentId },
      cell.options,
    )) {
      yield await cell.objects({
        items: page.Accounts,
        name: (account) => account.Id,
        toObject: (account) => toAccount(account, parentId),
      })
    }
    for await (const page of paginateListOrganizationalUnitsForParent(
      pages(cell, client, largestPage),
      { ParentId },
      cell.options,
    )) {
      const units = await cell.objects({
        items: page.OrganizationalUnits,
        name: (unit) => unit.Id,
        toObject: (unit) => toUnit(cell, unit, parentId),
      })
      parents.push(...units.map((unit) => unit.nativeId))
      yield units
    }
  }
}

async function policies(
  cell: CellContext,
  client: OrganizationsClient,
  Filter: 'SERVICE_CONTROL_POLICY' | 'RESOURCE_CONTROL_POLICY',
): Promise<readonly InventoryObject[]> {
  const summaries = await cell.read('organizations:ListPolicies', () =>
    all(paginateListPolicies(pages(cell, client, largestPage), { Filter }, cell.options), (page) => page.Policies),
  )
  return cell.objects({
    items: summaries.state === 'read' ? summaries.value : [],
    name: (policy) => policy.Id,
    toObject: (policy) => toPolicy(cell, client, policy, Filter),
  })
}

/* ------------------------------------------------------------------ objects */

const identityOf = (nativeId: string, arn: string, accountId: AccountId) =>
  ({ nativeId, arn, accountId, region: 'global', cell: 'organization' }) as const

function toOrganization(cell: CellContext, organization: OrganizationFacts, root: Root): InventoryObject {
  const { id, arn, managementAccountId, featureSet } = organization
  const enabled = (root.PolicyTypes ?? []).filter((type) => type.Status === 'ENABLED')
  return {
    ...identityOf(id, arn, cell.accountId),
    kind: 'organization',
    body: {
      id,
      rootId: required(root.Id, 'Id of the root'),
      managementAccountId,
      featureSet,
      policyTypes: enabled.flatMap(({ Type }) => (Type === undefined ? [] : [Type])),
    },
  }
}

function toUnit(cell: CellContext, unit: OrganizationalUnit, parentId: string | null): InventoryObject {
  const id = required(unit.Id, 'Id')
  return {
    ...identityOf(id, arnOf(unit.Arn, 'Arn'), cell.accountId),
    kind: 'organizationalUnit',
    body: { id, name: required(unit.Name, 'Name'), parentId },
  }
}

function toAccount(account: Account, parentId: string): InventoryObject {
  const id = required(parseAccountId(required(account.Id, 'Id')), 'Id of 12 digits')
  return {
    ...identityOf(id, arnOf(account.Arn, 'Arn'), id),
    kind: 'account',
    body: {
      id,
      name: account.Name ?? id,
      ...(account.Email && { email: account.Email }),
      // `Status` was retired on 9 September 2026 in favour of `State` (Organizations API Reference, Account).
      status: account.State ?? account.Status ?? 'ACTIVE',
      parentId,
    },
  }
}

async function toPolicy(
  cell: CellContext,
  client: OrganizationsClient,
  summary: PolicySummary,
  filter: 'SERVICE_CONTROL_POLICY' | 'RESOURCE_CONTROL_POLICY',
): Promise<InventoryObject | undefined> {
  const id = required(summary.Id, 'Id')
  const gone = ['PolicyNotFoundException']
  const policy = await cell.read(
    'organizations:DescribePolicy',
    () => client.send(new DescribePolicyCommand({ PolicyId: id }), cell.options),
    { gone },
  )
  const targets = await cell.read(
    'organizations:ListTargetsForPolicy',
    () =>
      all(
        paginateListTargetsForPolicy(pages(cell, client, largestPage), { PolicyId: id }, cell.options),
        (page) => page.Targets,
      ),
    { gone },
  )
  if (policy.state !== 'read' || targets.state !== 'read') return undefined
  return {
    ...identityOf(id, arnOf(summary.Arn, 'Arn'), cell.accountId),
    kind: 'organizationPolicy',
    body: {
      id,
      name: required(summary.Name, 'Name'),
      type: filter === 'SERVICE_CONTROL_POLICY' ? 'serviceControl' : 'resourceControl',
      awsManaged: summary.AwsManaged ?? false,
      document: readPolicyDocument(required(policy.value.Policy?.Content, 'Content')),
      targets: targets.value.flatMap(({ TargetId }) => (TargetId === undefined ? [] : [TargetId])),
    },
  }
}
