/**
 * Account assignments. They are asynchronous: a request answers `IN_PROGRESS`, and a little later the role of the permission
 * set stands in the account or is gone from it.
 */
import {
  AccessDeniedException$,
  type AccountAssignmentOperationStatus,
  ConflictException$,
  CreateAccountAssignmentCommand,
  DeleteAccountAssignmentCommand,
  DescribeAccountAssignmentCreationStatusCommand,
  DescribeAccountAssignmentDeletionStatusCommand,
  DescribePermissionSetProvisioningStatusCommand,
  ListAccountAssignmentCreationStatusCommand,
  ListAccountAssignmentDeletionStatusCommand,
  ListAccountAssignmentsCommand,
  ListAccountAssignmentsForPrincipalCommand,
  ListAccountsForProvisionedPermissionSetCommand,
  ListPermissionSetsProvisionedToAccountCommand,
  ProvisionPermissionSetCommand,
} from '@aws-sdk/client-sso-admin'
import type { AccountId } from '../../../core/ids.ts'
import { parseAccountId } from '../../../core/ids.ts'
import { modelled } from '../../aws-error.ts'
import { type Call, type MemorySlot, operation, type Target } from '../../service.ts'
import { uuid } from '../../world/ids.ts'
import type { AccountAssignment, AccountState, PermissionSet, World } from '../../world/model.ts'
import { putReservedRole, reservedRoleName } from '../../world/reserved-roles.ts'
import {
  instanceTarget,
  invalid,
  notFound,
  permissionSetOf,
  permissionSetTargets,
  requireInstance,
  ssoPage,
} from './instance.ts'

/** How long AWS takes is documented nowhere; two seconds make every client poll at least once. */
const workMs = 2000

/** So many operations are completed in a minute; AWS documents no figure. Those beyond wait for their minute. */
const completedPerMinute = 20

function nextCompletion(earlier: readonly Request[], now: number): number {
  const times = earlier.map(({ doneAt }) => doneAt).sort((a, b) => a - b)
  const before = times.at(-completedPerMinute)
  return Math.max(now + workMs, before === undefined ? 0 : before + 60_000)
}

interface Request {
  readonly id: string
  readonly act: 'create' | 'delete' | 'provision'
  readonly assignment: AccountAssignment
  /** In which the permission set is worked on. */
  readonly accounts: readonly AccountId[]
  readonly createdAt: number
  readonly doneAt: number
  status: 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED'
  failureReason?: string
}

const requests: MemorySlot<Map<string, Request>> = { make: () => new Map() }

const same = (a: AccountAssignment, b: AccountAssignment): boolean =>
  a.accountId === b.accountId &&
  a.permissionSetArn === b.permissionSetArn &&
  a.principalType === b.principalType &&
  a.principalId === b.principalId

const isProvisioned = (account: AccountState | undefined, set: PermissionSet): boolean =>
  account?.iam.roles.has(reservedRoleName(account.id, set)) ?? false

/* ------------------------------------------------------------------ input */

interface AssignmentInput {
  readonly InstanceArn: string | undefined
  readonly PermissionSetArn: string | undefined
  readonly TargetId: string | undefined
  readonly TargetType: string | undefined
  readonly PrincipalType: 'USER' | 'GROUP' | undefined
  readonly PrincipalId: string | undefined
}

const assignmentTargets = (call: Call, input: AssignmentInput): Target[] => [
  ...permissionSetTargets(call, input),
  { arn: `arn:aws:sso:::account/${input.TargetId}` },
]

function memberAccount({ world }: Call, id: string | undefined): AccountId {
  const accountId = parseAccountId(id ?? '')
  if (accountId !== undefined && world.organization.members.has(accountId)) return accountId
  throw notFound(`Account ${id} is not in the organization.`)
}

function assignmentOf(call: Call, input: AssignmentInput): AccountAssignment {
  const { arn } = permissionSetOf(call, input)
  const { users, groups } = call.world.identityCenter
  const { PrincipalType: principalType, PrincipalId: principalId = '' } = input
  if (principalType !== 'USER' && principalType !== 'GROUP') throw invalid('PrincipalType must be USER or GROUP.')
  if (input.TargetType !== 'AWS_ACCOUNT') throw invalid('TargetType must be AWS_ACCOUNT.')
  if (!(principalType === 'USER' ? users : groups).has(principalId))
    throw notFound(`${principalType} ${principalId} was not found.`)
  return { accountId: memberAccount(call, input.TargetId), permissionSetArn: arn, principalType, principalId }
}

/** SSO Admin API Reference, *ListAccountAssignmentsForPrincipal*: no delegated administrator may ask. */
function requireManagement({ world, account }: Call): void {
  if (account.id === world.organization.managementAccountId) return
  throw modelled(AccessDeniedException$, 'You do not have sufficient access to perform this action.')
}

/* ------------------------------------------------------------------ work */

function open(
  call: Call,
  act: Request['act'],
  assignment: AccountAssignment,
  work: () => string | undefined,
  accounts: readonly AccountId[] = [assignment.accountId],
): Request {
  const all = call.memory.of(requests)
  for (const other of all.values()) {
    const sameTarget =
      other.assignment.permissionSetArn === assignment.permissionSetArn &&
      other.accounts.some((accountId) => accounts.includes(accountId))
    if (other.status === 'IN_PROGRESS' && sameTarget) {
      throw modelled(ConflictException$, 'There is already an ongoing operation on this account and permission set.')
    }
  }
  call.world.serial += 1
  const id = uuid('assignment', call.world.seed, String(call.world.serial))
  const doneAt = nextCompletion([...all.values()], call.now)
  const request: Request = { id, act, assignment, accounts, createdAt: call.now, doneAt, status: 'IN_PROGRESS' }
  all.set(id, request)
  call.later(doneAt - call.now, () => {
    const failure = call.asyncFailure ?? work()
    request.status = failure === undefined ? 'SUCCEEDED' : 'FAILED'
    if (failure !== undefined) request.failureReason = failure
  })
  return request
}

/** Makes or mends the role; the reason when it can not be done. */
function provision(world: World, accountId: AccountId, set: PermissionSet, now: number): string | undefined {
  const { identityCenter, organization } = world
  if (organization.members.get(accountId)?.status !== 'ACTIVE') return `Account ${accountId} is suspended.`
  const account = world.accounts.edit(accountId)
  if (account === undefined) return `Account ${accountId} was not found.`
  const absent = set.customerManagedPolicies.find(
    ({ name, path }) => !account.iam.policies.has(`arn:aws:iam::${accountId}:policy${path}${name}`),
  )
  if (absent !== undefined) {
    return `Received a 404 status error: Policy arn:aws:iam::${accountId}:policy${absent.path}${absent.name} does not exist or is not attachable.`
  }
  putReservedRole(account, identityCenter, set, new Date(now))
  return undefined
}

function createAssignment(call: Call, assignment: AccountAssignment, set: PermissionSet): Request {
  const { world, now } = call
  return open(call, 'create', assignment, () => {
    const failure = provision(world, assignment.accountId, set, now + workMs)
    const { assignments } = world.identityCenter
    if (failure === undefined && !assignments.some((other) => same(other, assignment))) assignments.push(assignment)
    return failure
  })
}

function deleteAssignment(call: Call, assignment: AccountAssignment, set: PermissionSet): Request {
  const { world } = call
  return open(call, 'delete', assignment, () => {
    const { assignments } = world.identityCenter
    const at = assignments.findIndex((other) => same(other, assignment))
    if (at === -1) return 'Received a 404 status error: Not supported account assignment.'
    assignments.splice(at, 1)
    const isLast = !assignments.some(
      (other) => other.accountId === assignment.accountId && other.permissionSetArn === assignment.permissionSetArn,
    )
    if (isLast) world.accounts.edit(assignment.accountId)?.iam.roles.delete(reservedRoleName(assignment.accountId, set))
    return undefined
  })
}

function statusAnswer({ id, status, failureReason, assignment, createdAt }: Request): AccountAssignmentOperationStatus {
  return {
    Status: status,
    RequestId: id,
    ...(failureReason !== undefined && { FailureReason: failureReason }),
    TargetId: assignment.accountId,
    TargetType: 'AWS_ACCOUNT',
    PermissionSetArn: assignment.permissionSetArn,
    PrincipalType: assignment.principalType,
    PrincipalId: assignment.principalId,
    CreatedDate: new Date(createdAt),
  }
}

function requestOf(call: Call, act: Request['act'], id = ''): Request {
  const request = call.memory.of(requests).get(id)
  if (request?.act !== act) throw notFound(`Request ${id} was not found.`)
  return request
}

function requestPage(
  call: Call,
  act: Request['act'],
  input: {
    NextToken?: string | undefined
    MaxResults?: number | undefined
    Filter?: { Status?: string | undefined } | undefined
  },
) {
  const wanted = input.Filter?.Status
  const all = [...call.memory.of(requests).values()].filter(
    (each) => each.act === act && (wanted ?? each.status) === each.status,
  )
  const { items, next } = ssoPage(call, all, input, wanted)
  const facts = items.map(({ id, status, createdAt }) => ({
    RequestId: id,
    Status: status,
    CreatedDate: new Date(createdAt),
  }))
  return { facts, next }
}

/* ------------------------------------------------------------------ operations */

const writes = [
  operation(CreateAccountAssignmentCommand, {
    target: assignmentTargets,
    run(call, input) {
      const request = createAssignment(call, assignmentOf(call, input), permissionSetOf(call, input))
      return { AccountAssignmentCreationStatus: statusAnswer(request) }
    },
  }),
  operation(DeleteAccountAssignmentCommand, {
    target: assignmentTargets,
    run(call, input) {
      const request = deleteAssignment(call, assignmentOf(call, input), permissionSetOf(call, input))
      return { AccountAssignmentDeletionStatus: statusAnswer(request) }
    },
  }),
  operation(ProvisionPermissionSetCommand, {
    target: permissionSetTargets,
    run(call, input) {
      const set = permissionSetOf(call, input)
      const { world } = call
      const everywhere = [
        ...new Set(
          world.identityCenter.assignments
            .filter((each) => each.permissionSetArn === set.arn)
            .map((each) => each.accountId),
        ),
      ]
      const accounts = input.TargetType === 'AWS_ACCOUNT' ? [memberAccount(call, input.TargetId)] : everywhere
      const [first = world.identityCenter.ownerAccountId] = accounts
      const assignment = {
        accountId: first,
        permissionSetArn: set.arn,
        principalType: 'GROUP',
        principalId: '',
      } as const
      const work = () =>
        accounts.map((id) => provision(world, id, set, call.now + workMs)).find((failure) => failure !== undefined)
      const request = open(call, 'provision', assignment, work, accounts)
      return { PermissionSetProvisioningStatus: provisioningAnswer(request) }
    },
  }),
]

const provisioningAnswer = ({ id, status, failureReason, assignment, createdAt }: Request) => ({
  Status: status,
  RequestId: id,
  AccountId: assignment.accountId,
  PermissionSetArn: assignment.permissionSetArn,
  CreatedDate: new Date(createdAt),
  ...(failureReason !== undefined && { FailureReason: failureReason }),
})

const statuses = [
  operation(DescribeAccountAssignmentCreationStatusCommand, {
    target: instanceTarget,
    run(call, input) {
      requireInstance(call, input)
      return {
        AccountAssignmentCreationStatus: statusAnswer(
          requestOf(call, 'create', input.AccountAssignmentCreationRequestId),
        ),
      }
    },
  }),
  operation(DescribeAccountAssignmentDeletionStatusCommand, {
    target: instanceTarget,
    run(call, input) {
      requireInstance(call, input)
      return {
        AccountAssignmentDeletionStatus: statusAnswer(
          requestOf(call, 'delete', input.AccountAssignmentDeletionRequestId),
        ),
      }
    },
  }),
  operation(DescribePermissionSetProvisioningStatusCommand, {
    target: instanceTarget,
    run(call, input) {
      requireInstance(call, input)
      const request = requestOf(call, 'provision', input.ProvisionPermissionSetRequestId)
      return { PermissionSetProvisioningStatus: provisioningAnswer(request) }
    },
  }),
  operation(ListAccountAssignmentCreationStatusCommand, {
    target: instanceTarget,
    run(call, input) {
      requireInstance(call, input)
      const { facts, next } = requestPage(call, 'create', input)
      return { AccountAssignmentsCreationStatus: facts, NextToken: next }
    },
  }),
  operation(ListAccountAssignmentDeletionStatusCommand, {
    target: instanceTarget,
    run(call, input) {
      requireInstance(call, input)
      const { facts, next } = requestPage(call, 'delete', input)
      return { AccountAssignmentsDeletionStatus: facts, NextToken: next }
    },
  }),
]

const reads = [
  operation(ListAccountsForProvisionedPermissionSetCommand, {
    target: permissionSetTargets,
    run(call, input) {
      const set = permissionSetOf(call, input)
      const assigned = call.world.identityCenter.assignments.filter((each) => each.permissionSetArn === set.arn)
      const accounts = [...new Set(assigned.map(({ accountId }) => accountId))]
      const { items, next } = ssoPage(call, accounts, input, set.arn)
      return { AccountIds: [...items], NextToken: next }
    },
  }),
  operation(ListPermissionSetsProvisionedToAccountCommand, {
    target: (call, input) => [instanceTarget(call, input), { arn: `arn:aws:sso:::account/${input.AccountId}` }],
    run(call, input) {
      requireInstance(call, input)
      const id = memberAccount(call, input.AccountId)
      const account = call.world.accounts.get(id)
      const sets = [...call.world.identityCenter.permissionSets.values()].filter((set) => isProvisioned(account, set))
      const { items, next } = ssoPage(call, sets, input, id)
      return { PermissionSets: items.map(({ arn }) => arn), NextToken: next }
    },
  }),
  operation(ListAccountAssignmentsCommand, {
    target: (call, input) => [
      ...permissionSetTargets(call, input),
      { arn: `arn:aws:sso:::account/${input.AccountId}` },
    ],
    run(call, input) {
      const set = permissionSetOf(call, input)
      const id = memberAccount(call, input.AccountId)
      const found = call.world.identityCenter.assignments.filter(
        (each) => each.accountId === id && each.permissionSetArn === set.arn,
      )
      const { items, next } = ssoPage(call, found, input, id, set.arn)
      return { AccountAssignments: items.map(assignmentAnswer), NextToken: next }
    },
  }),
  operation(ListAccountAssignmentsForPrincipalCommand, {
    target: instanceTarget,
    run(call, input) {
      requireInstance(call, input)
      requireManagement(call)
      const { PrincipalId, PrincipalType } = input
      const { assignments, memberships } = call.world.identityCenter
      const groups =
        PrincipalType === 'USER'
          ? [...memberships.values()].filter(({ userId }) => userId === PrincipalId).map(({ groupId }) => groupId)
          : []
      const found = assignments.filter(
        ({ principalType, principalId }) =>
          (principalType === PrincipalType && principalId === PrincipalId) ||
          (principalType === 'GROUP' && groups.includes(principalId)),
      )
      const wanted = found.filter(({ accountId }) => (input.Filter?.AccountId ?? accountId) === accountId)
      const { items, next } = ssoPage(call, wanted, input, PrincipalId, PrincipalType, input.Filter)
      return { AccountAssignments: items.map(assignmentAnswer), NextToken: next }
    },
  }),
]

const assignmentAnswer = (assignment: AccountAssignment) => ({
  AccountId: assignment.accountId,
  PermissionSetArn: assignment.permissionSetArn,
  PrincipalType: assignment.principalType,
  PrincipalId: assignment.principalId,
})

export const assignmentOperations = [...writes, ...statuses, ...reads]
