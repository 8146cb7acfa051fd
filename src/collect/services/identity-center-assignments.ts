import type { AccountAssignment, SSOAdminClient } from '@aws-sdk/client-sso-admin'
import pLimit from 'p-limit'
import { requestLimits } from '../../aws/budget.ts'
import { sdk } from '../../aws/sdk.ts'
import { chunksOf } from '../../core/chunks.ts'
import type { AccountId } from '../../core/ids.ts'
import { parseAccountId } from '../../core/ids.ts'
import { accountsWorthAsking } from '../../core/inventory/accounts-to-read.ts'
import type { InventoryObject, ObjectOfKind } from '../../core/inventory/objects.ts'
import type { CellContext } from '../collector.ts'
import { all, pages } from '../paging.ts'
import { arnOf, required } from '../shapes.ts'

const largestPage = 100
const gone = ['ResourceNotFoundException']

/** A permission set in an account. */
interface Pair {
  readonly PermissionSetArn: string
  readonly AccountId: string
}

/** An instance, and everything in it that an assignment may name. */
interface AssignmentScope {
  readonly instanceArn: string
  readonly sets: readonly string[]
  readonly users: readonly string[]
  readonly groups: readonly string[]
  /** SSO Admin API Reference, *ListAccountAssignmentsForPrincipal*: only the management account may ask. */
  readonly mayAskPrincipals: boolean
}

/**
 * Who has a permission set where. Asked for each pair of set and account, or for each principal, whichever are fewer
 * (connection.md §8.2): the accounts in which a set is provisioned tell how many pairs there are.
 */
export async function* assignmentsOf(
  cell: CellContext,
  client: SSOAdminClient,
  scope: AssignmentScope,
): AsyncIterable<readonly InventoryObject[]> {
  const pairs = await pairsIn(cell, client, scope)
  if (asksPrincipals(scope, pairs.length)) yield* assignmentsByPrincipal(cell, client, scope)
  else yield* assignmentsByPair(cell, client, scope.instanceArn, pairs)
}

const asksPrincipals = (
  { users, groups, mayAskPrincipals }: Pick<AssignmentScope, 'users' | 'groups' | 'mayAskPrincipals'>,
  pairs: number,
): boolean => mayAskPrincipals && users.length + groups.length < pairs

/** As many calls are under way as the budget lets through: one after the other, the way to AWS and back would be slower than the rate. */
const createLimit = () => pLimit(requestLimits.identityCenter)

async function pairsIn(
  cell: CellContext,
  client: SSOAdminClient,
  { instanceArn, sets }: Pick<AssignmentScope, 'instanceArn' | 'sets'>,
): Promise<readonly Pair[]> {
  const before = accountsBySet(await cell.known(cell.key, ['accountAssignment']))
  const pairs = await createLimit().map(sets, (set) => pairsOf(cell, client, instanceArn, set, before.get(set) ?? []))
  return pairs.flat()
}

async function* assignmentsByPair(
  cell: CellContext,
  client: SSOAdminClient,
  InstanceArn: string,
  pairs: readonly Pair[],
): AsyncIterable<readonly InventoryObject[]> {
  const limit = createLimit()
  for (const some of chunksOf(pairs, askedAtOnce)) {
    yield (await limit.map(some, (pair) => assignmentsOfPair(cell, client, InstanceArn, pair))).flat()
  }
}

async function* assignmentsByPrincipal(
  cell: CellContext,
  client: SSOAdminClient,
  { instanceArn, users, groups }: AssignmentScope,
): AsyncIterable<readonly InventoryObject[]> {
  const limit = createLimit()
  const principals = [
    ...groups.map((id) => ({ PrincipalType: 'GROUP', PrincipalId: id }) as const),
    ...users.map((id) => ({ PrincipalType: 'USER', PrincipalId: id }) as const),
  ]
  for (const some of chunksOf(principals, askedAtOnce)) {
    const page = await limit.map(some, (principal) => assignmentsOfPrincipal(cell, client, instanceArn, principal))
    yield page.flat()
  }
}

/** Pairs or principals whose assignments make a page of ours. */
const askedAtOnce = 100

function accountsBySet(assignments: readonly ObjectOfKind<'accountAssignment'>[]): ReadonlyMap<string, AccountId[]> {
  const accounts = new Map<string, AccountId[]>()
  for (const { body } of assignments) {
    const known = accounts.get(body.permissionSetArn) ?? []
    accounts.set(body.permissionSetArn, known.includes(body.accountId) ? known : [...known, body.accountId])
  }
  return accounts
}

/**
 * *ListAccountsForProvisionedPermissionSet* was seen to answer nothing for sets that are assigned. Then the accounts are asked
 * in which the set was assigned before, and in a small organization all of them.
 */
async function pairsOf(
  cell: CellContext,
  client: SSOAdminClient,
  InstanceArn: string,
  PermissionSetArn: string,
  before: readonly AccountId[],
): Promise<readonly Pair[]> {
  const provisioned = await cell.read('sso:ListAccountsForProvisionedPermissionSet', () =>
    all(
      sdk.ssoAdmin.paginateListAccountsForProvisionedPermissionSet(
        pages(cell, client, largestPage),
        { InstanceArn, PermissionSetArn },
        cell.options,
      ),
      (page) => page.AccountIds,
    ),
  )
  const named = provisioned.state === 'read' ? provisioned.value : []
  const accounts = named.length > 0 ? named : new Set([...before, ...doubtedAccounts(cell)])
  return [...accounts].map((AccountId) => ({ PermissionSetArn, AccountId }))
}

const doubtedAccounts = (cell: CellContext): readonly AccountId[] =>
  cell.organizationAccounts.length <= accountsWorthAsking ? cell.organizationAccounts : []

/** AWS also tells what a user has through groups; that is the group's. */
async function assignmentsOfPrincipal(
  cell: CellContext,
  client: SSOAdminClient,
  InstanceArn: string,
  principal: { readonly PrincipalType: 'USER' | 'GROUP'; readonly PrincipalId: string },
): Promise<readonly InventoryObject[]> {
  const assignments = await cell.read(
    'sso:ListAccountAssignmentsForPrincipal',
    () =>
      all(
        sdk.ssoAdmin.paginateListAccountAssignmentsForPrincipal(
          pages(cell, client, largestPage),
          { InstanceArn, ...principal },
          cell.options,
        ),
        (page) => page.AccountAssignments,
      ),
    { none: gone },
  )
  const told = assignments.state === 'read' ? assignments.value : []
  return cell.objects({
    items: told.filter(({ PrincipalId = principal.PrincipalId }) => PrincipalId === principal.PrincipalId),
    name: ({ PrincipalId }) => PrincipalId,
    toObject: (assignment) => toAssignment(cell, { ...assignment, ...principal }),
  })
}

async function assignmentsOfPair(
  cell: CellContext,
  client: SSOAdminClient,
  InstanceArn: string,
  pair: Pair,
): Promise<readonly InventoryObject[]> {
  const assignments = await cell.read(
    'sso:ListAccountAssignments',
    () =>
      all(
        sdk.ssoAdmin.paginateListAccountAssignments(
          pages(cell, client, largestPage),
          { InstanceArn, ...pair },
          cell.options,
        ),
        (page) => page.AccountAssignments,
      ),
    { none: gone },
  )
  return cell.objects({
    items: assignments.state === 'read' ? assignments.value : [],
    name: (assignment) => assignment.PrincipalId,
    toObject: (assignment) => toAssignment(cell, { ...pair, ...assignment }),
  })
}

function toAssignment(cell: CellContext, assignment: AccountAssignment): InventoryObject {
  const permissionSetArn = arnOf(assignment.PermissionSetArn, 'PermissionSetArn')
  const accountId = required(parseAccountId(assignment.AccountId ?? ''), 'AccountId')
  const principalId = required(assignment.PrincipalId, 'PrincipalId')
  const principalType = assignment.PrincipalType === 'GROUP' ? 'GROUP' : 'USER'
  return {
    kind: 'accountAssignment',
    nativeId: `${permissionSetArn} ${accountId} ${principalType} ${principalId}`,
    arn: permissionSetArn,
    accountId: cell.accountId,
    region: cell.region,
    cell: 'identity_center',
    body: { permissionSetArn, accountId, principalType, principalId },
  }
}
