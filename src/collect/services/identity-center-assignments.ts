import type { AccountAssignment, SSOAdminClient } from '@aws-sdk/client-sso-admin'
import {
  paginateListAccountAssignments,
  paginateListAccountsForProvisionedPermissionSet,
} from '@aws-sdk/client-sso-admin'
import pLimit from 'p-limit'
import { requestLimits } from '../../aws/budget.ts'
import type { AccountId } from '../../core/ids.ts'
import { parseAccountId } from '../../core/ids.ts'
import type { InventoryObject } from '../../core/inventory/objects.ts'
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

/** Pairs whose assignments make a page of ours. */
const pairsAtOnce = 100

/**
 * Who has a permission set where, a pair of set and account at a time (connection.md §8.2, *pair mode*). The accounts in
 * which a set is provisioned narrow the pairs down. As many calls are under way as the budget lets through: one after the
 * other, the way to AWS and back would be slower than the rate.
 */
export async function* assignmentsOf(
  cell: CellContext,
  client: SSOAdminClient,
  InstanceArn: string,
  sets: readonly string[],
): AsyncIterable<readonly InventoryObject[]> {
  const limit = pLimit(requestLimits.identityCenter)
  const pairs = (await limit.map(sets, (set) => pairsOf(cell, client, InstanceArn, set))).flat()
  for (let from = 0; from < pairs.length; from += pairsAtOnce) {
    const page = await limit.map(pairs.slice(from, from + pairsAtOnce), (pair) =>
      assignmentsOfPair(cell, client, InstanceArn, pair),
    )
    yield page.flat()
  }
}

async function pairsOf(
  cell: CellContext,
  client: SSOAdminClient,
  InstanceArn: string,
  PermissionSetArn: string,
): Promise<readonly Pair[]> {
  const provisioned = await cell.read('sso:ListAccountsForProvisionedPermissionSet', () =>
    all(
      paginateListAccountsForProvisionedPermissionSet(
        pages(cell, client, largestPage),
        { InstanceArn, PermissionSetArn },
        cell.options,
      ),
      (page) => page.AccountIds,
    ),
  )
  const named = provisioned.state === 'read' ? provisioned.value : []
  return (named.length > 0 ? named : doubtedAccounts(cell)).map((AccountId) => ({ PermissionSetArn, AccountId }))
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
        paginateListAccountAssignments(pages(cell, client, largestPage), { InstanceArn, ...pair }, cell.options),
        (page) => page.AccountAssignments,
      ),
    { none: gone },
  )
  return cell.objects({
    items: assignments.state === 'read' ? assignments.value : [],
    name: (assignment) => assignment.PrincipalId,
    toObject: (assignment) => toAssignment(cell, assignment, pair),
  })
}

/** So many more calls a set are worth the certainty; in larger organizations an empty answer is taken as it is. */
const accountsWorthAsking = 50

/** `ListAccountsForProvisionedPermissionSet` was seen to answer nothing for sets that are assigned: then every account is asked. */
const doubtedAccounts = (cell: CellContext): readonly AccountId[] =>
  cell.organizationAccounts.length <= accountsWorthAsking ? cell.organizationAccounts : []

function toAssignment(cell: CellContext, assignment: AccountAssignment, pair: Pair): InventoryObject {
  const permissionSetArn = arnOf(assignment.PermissionSetArn ?? pair.PermissionSetArn, 'PermissionSetArn')
  const accountId = required(parseAccountId(assignment.AccountId ?? pair.AccountId), 'AccountId')
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
