import type {
  Account,
  OrganizationalUnit,
  OrganizationsClient,
  PolicySummary,
  Root,
} from '@aws-sdk/client-organizations'
import { failureOf } from '../../aws/failure.ts'
import { sdk } from '../../aws/sdk.ts'
import type { AccountId } from '../../core/ids.ts'
import { parseAccountId } from '../../core/ids.ts'
import { readPolicyDocument } from '../../core/inventory/authorization-details.ts'
import { memberAccount } from '../../core/inventory/coverage.ts'
import type { InventoryObject } from '../../core/inventory/objects.ts'
import type { CallOptions, CellContext, Collector } from '../collector.ts'
import { securityAudit } from '../collector.ts'
import type { Gap } from '../gaps.ts'
import { all, pages } from '../paging.ts'
import { arnOf, required } from '../shapes.ts'
import {
  accountTags,
  accountTagsBefore,
  governance,
  governanceReads,
  identityOf,
  largestPage,
} from './organization-governance.ts'

/** Read in the management account; where that cannot be, in one that is delegated administrator of anything. */
export const organizations: Collector = {
  type: 'organization',
  capability: 'organization',
  scope: 'organization',
  reads: [
    ...securityAudit(
      'organizations:DescribeOrganization',
      'organizations:ListRoots',
      'organizations:ListOrganizationalUnitsForParent',
      'organizations:ListAccountsForParent',
      'organizations:ListPolicies',
      'organizations:DescribePolicy',
      'organizations:ListTargetsForPolicy',
    ),
    ...governanceReads,
  ],
  async probe(cell) {
    const client = cell.client('organizations')
    await cell.read('organizations:DescribeOrganization', () =>
      client.send(new sdk.organizations.DescribeOrganizationCommand({}), cell.options),
    )
    const roots = await cell.read('organizations:ListRoots', () =>
      client.send(new sdk.organizations.ListRootsCommand({ MaxResults: 1 }), cell.options),
    )
    const ParentId = roots.state === 'read' ? roots.value.Roots?.[0]?.Id : undefined
    if (ParentId !== undefined) {
      const first = { ParentId, MaxResults: 1 }
      await cell.read('organizations:ListOrganizationalUnitsForParent', () =>
        client.send(new sdk.organizations.ListOrganizationalUnitsForParentCommand(first), cell.options),
      )
      await cell.read('organizations:ListAccountsForParent', () =>
        client.send(new sdk.organizations.ListAccountsForParentCommand(first), cell.options),
      )
    }
    const Filter = 'SERVICE_CONTROL_POLICY'
    await cell.read('organizations:ListPolicies', () =>
      client.send(new sdk.organizations.ListPoliciesCommand({ Filter, MaxResults: 1 }), cell.options),
    )
  },
  async *collect(cell) {
    const client = cell.client('organizations')
    const organization = await cell.read(
      'organizations:DescribeOrganization',
      () => describeOrganization(client, cell.options),
      { none: ['AWSOrganizationsNotInUseException'] },
    )
    if (organization.state !== 'read') {
      yield organization.state === 'none'
        ? [accountAlone(cell)]
        : await aloneUnlessKnown(cell, cell.managementAccountId)
      return
    }
    const facts = organization.value
    const root = await rootOf(cell, client, facts)
    if (!root) {
      cell.gap(memberGap(cell.accountId, facts))
      yield await aloneUnlessKnown(cell, facts.managementAccountId)
      return
    }
    if (isDelegate(cell, facts)) cell.remark('delegated_administrator', delegateRemark(cell.accountId, facts))
    yield [toOrganization(cell, facts, root), toUnit(facts, { ...root }, null)]
    yield* tree(cell, client, facts, required(root.Id, 'Id of the root'))
    for (const type of ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'] as const) {
      yield await policies(cell, client, facts, type)
    }
    yield* governance(cell, client, facts)
  },
}

const isDelegate = ({ accountId }: Pick<CellContext, 'accountId'>, facts: OrganizationFacts): boolean =>
  facts.managementAccountId !== accountId

/**
 * Undefined in a member that may not see the tree. Organizations API Reference, *ListRoots*: it answers the management account
 * and every account that is delegated administrator of a service. What refuses any other member is its place, not its role.
 */
async function rootOf(
  cell: CellContext,
  client: OrganizationsClient,
  facts: OrganizationFacts,
): Promise<Root | undefined> {
  try {
    const [root] = await all(
      sdk.organizations.paginateListRoots(pages(cell, client, largestPage), {}, cell.options),
      (page) => page.Roots,
    )
    return isDelegate(cell, facts) ? root : required(root, 'root of the organization')
  } catch (error) {
    if (isDelegate(cell, facts) && isRefusal(cell, error)) return undefined
    throw error
  }
}

function isRefusal({ region }: CellContext, error: unknown): boolean {
  const { state } = failureOf(error, { action: 'organizations:ListRoots', region })
  return state === 'denied' || state === 'blocked_by_scp'
}

const delegateRemark = (accountId: AccountId, { id, managementAccountId }: OrganizationFacts): string =>
  `${id} was read through ${accountId}, a delegated administrator, because its management account ${managementAccountId} was not read.`

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
  const { Organization } = await client.send(new sdk.organizations.DescribeOrganizationCommand({}), options)
  const managementAccountId = parseAccountId(required(Organization?.MasterAccountId, 'MasterAccountId'))
  return {
    id: required(Organization?.Id, 'Id of the organization'),
    arn: required(Organization?.Arn, 'Arn of the organization'),
    managementAccountId: required(managementAccountId, 'MasterAccountId of 12 digits'),
    featureSet: Organization?.FeatureSet ?? 'ALL',
  }
}

/** Organizations API Reference, *ListRoots*: for the management account, and members that are delegated administrators. */
export async function seesTree(client: OrganizationsClient, options: CallOptions): Promise<boolean> {
  const answer = await client
    .send(new sdk.organizations.ListRootsCommand({ MaxResults: 1 }), options)
    .catch(() => undefined)
  return (answer?.Roots ?? []).length > 0
}

/** The policies above a member cannot be read from within it: what they take away stays unknown. */
const memberGap = (accountId: AccountId, organization: OrganizationFacts): Gap => ({
  state: 'not_collected',
  code: memberAccount,
  reason: `${accountId} is a member. The management account of ${organization.id} is ${organization.managementAccountId}.`,
})

/** An account whose organization is not read, or that has none. */
const accountAlone = (cell: CellContext): InventoryObject => ({
  ...identityOf(cell.accountId, `arn:${cell.partition}:iam::${cell.accountId}:root`, cell.accountId),
  kind: 'account',
  body: { id: cell.accountId, name: cell.accountId, status: 'ACTIVE', parentId: null },
})

/** The same while it is not known whether it has one: what an organization told of it before stands. */
async function aloneUnlessKnown(
  cell: CellContext,
  managementAccountId: AccountId | null,
): Promise<readonly InventoryObject[]> {
  for (const accountId of new Set([cell.accountId, managementAccountId ?? cell.accountId])) {
    const known = await cell.known({ ...cell.key, accountId }, ['account'])
    if (known.some(({ nativeId }) => nativeId === cell.accountId)) return []
  }
  return [accountAlone(cell)]
}

/** The organization, its units and accounts, for who wants to know whom to ask. Throws what AWS answers when it refuses. */
export async function listTree(cell: CellContext): Promise<readonly InventoryObject[]> {
  const client = cell.client('organizations')
  const facts = await describeOrganization(client, cell.options)
  const roots = await all(
    sdk.organizations.paginateListRoots(pages(cell, client, largestPage), {}, cell.options),
    (page) => page.Roots,
  )
  const root = required(roots[0], 'root of the organization')
  const found: InventoryObject[] = [toOrganization(cell, facts, root), toUnit(facts, { ...root }, null)]
  for await (const page of tree(cell, client, facts, required(root.Id, 'Id of the root'))) found.push(...page)
  return found
}

/** Accounts and units below a parent, breadth first, a page at a time. */
async function* tree(
  cell: CellContext,
  client: OrganizationsClient,
  facts: OrganizationFacts,
  rootId: string,
): AsyncIterable<readonly InventoryObject[]> {
  const tagsBefore = accountTagsBefore(cell)
  const parents = [rootId]
  for (let ParentId = parents.shift(); ParentId !== undefined; ParentId = parents.shift()) {
    const parentId = ParentId
    for await (const page of sdk.organizations.paginateListAccountsForParent(
      pages(cell, client, largestPage),
      { ParentId },
      cell.options,
    )) {
      yield await cell.objects({
        items: page.Accounts,
        name: (account) => account.Id,
        toObject: (account) => toAccount(cell, client, account, { parentId, tagsBefore }),
      })
    }
    for await (const page of sdk.organizations.paginateListOrganizationalUnitsForParent(
      pages(cell, client, largestPage),
      { ParentId },
      cell.options,
    )) {
      const units = await cell.objects({
        items: page.OrganizationalUnits,
        name: (unit) => unit.Id,
        toObject: (unit) => toUnit(facts, unit, parentId),
      })
      parents.push(...units.map((unit) => unit.nativeId))
      yield units
    }
  }
}

/** A list of policies does not tell which were changed since the last one, so each is described each time. */
async function policies(
  cell: CellContext,
  client: OrganizationsClient,
  facts: OrganizationFacts,
  Filter: 'SERVICE_CONTROL_POLICY' | 'RESOURCE_CONTROL_POLICY',
): Promise<readonly InventoryObject[]> {
  const summaries = await cell.read('organizations:ListPolicies', () =>
    all(
      sdk.organizations.paginateListPolicies(pages(cell, client, largestPage), { Filter }, cell.options),
      (page) => page.Policies,
    ),
  )
  return cell.objects({
    items: summaries.state === 'read' ? summaries.value : [],
    name: (policy) => policy.Id,
    toObject: (policy) => toPolicy(cell, client, facts, policy, Filter),
  })
}

/* ------------------------------------------------------------------ objects */

/** What belongs to the organization belongs to its management account, whoever read it. */
function toOrganization(cell: CellContext, organization: OrganizationFacts, root: Root): InventoryObject {
  const { id, arn, managementAccountId, featureSet } = organization
  const enabled = (root.PolicyTypes ?? []).filter((type) => type.Status === 'ENABLED')
  return {
    ...identityOf(id, arn, managementAccountId),
    kind: 'organization',
    body: {
      id,
      rootId: required(root.Id, 'Id of the root'),
      managementAccountId,
      featureSet,
      policyTypes: enabled.flatMap(({ Type }) => (Type === undefined ? [] : [Type])),
      ...(isDelegate(cell, organization) && { readThrough: cell.accountId }),
    },
  }
}

function toUnit(facts: OrganizationFacts, unit: OrganizationalUnit, parentId: string | null): InventoryObject {
  const id = required(unit.Id, 'Id')
  return {
    ...identityOf(id, arnOf(unit.Arn, 'Arn'), facts.managementAccountId),
    kind: 'organizationalUnit',
    body: { id, name: required(unit.Name, 'Name'), parentId },
  }
}

async function toAccount(
  cell: CellContext,
  client: OrganizationsClient,
  account: Account,
  { parentId, tagsBefore }: { readonly parentId: string; readonly tagsBefore: ReturnType<typeof accountTagsBefore> },
): Promise<InventoryObject> {
  const id = required(parseAccountId(required(account.Id, 'Id')), 'Id of 12 digits')
  const tags = await accountTags(cell, client, id, tagsBefore)
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
      ...(tags && { tags }),
    },
  }
}

async function toPolicy(
  cell: CellContext,
  client: OrganizationsClient,
  { managementAccountId }: OrganizationFacts,
  summary: PolicySummary,
  filter: 'SERVICE_CONTROL_POLICY' | 'RESOURCE_CONTROL_POLICY',
): Promise<InventoryObject | undefined> {
  const id = required(summary.Id, 'Id')
  const gone = ['PolicyNotFoundException']
  const policy = await cell.read(
    'organizations:DescribePolicy',
    () => client.send(new sdk.organizations.DescribePolicyCommand({ PolicyId: id }), cell.options),
    { gone },
  )
  const targets = await cell.read(
    'organizations:ListTargetsForPolicy',
    () =>
      all(
        sdk.organizations.paginateListTargetsForPolicy(
          pages(cell, client, largestPage),
          { PolicyId: id },
          cell.options,
        ),
        (page) => page.Targets,
      ),
    { gone },
  )
  if (policy.state !== 'read' || targets.state !== 'read') return undefined
  return {
    ...identityOf(id, arnOf(summary.Arn, 'Arn'), managementAccountId),
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
