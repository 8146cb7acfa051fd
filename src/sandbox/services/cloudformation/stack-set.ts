/**
 * StackSets: one template in many accounts. CloudFormation User Guide, "StackSets concepts": with service-managed permissions the
 * targets are OUs, the management account is never among them, and CloudFormation enters each account through a role of its own.
 */

import { StackSetNotFoundException$ } from '@aws-sdk/client-cloudformation'
import type { AccountId } from '../../../core/ids.ts'
import { modelled } from '../../aws-error.ts'
import type { Caller } from '../../callers.ts'
import type { Call, MemorySlot } from '../../service.ts'
import { hex, uniqueId, uuid } from '../../world/ids.ts'
import type { AccountState, IamRole, Organization, World } from '../../world/model.ts'
import { iam } from '../iam/service.ts'
import { build, newStack, rebuild, remove, type Stack } from './stack.ts'
import type { ParameterValues, Template } from './template.ts'

/** Trusted access of StackSets. CloudFormation User Guide, "Activate trusted access". */
export const trustedService = 'member.org.stacksets.cloudformation.amazonaws.com'

export interface StackSet {
  readonly id: string
  readonly name: string
  /** The management account's for service-managed ones, whoever called. */
  readonly accountId: AccountId
  readonly permissionModel: 'SERVICE_MANAGED' | 'SELF_MANAGED'
  readonly autoDeployment: { readonly enabled: boolean; readonly retain: boolean }
  readonly executionRole: string
  readonly administrationRole: string
  description: string | undefined
  status: 'ACTIVE' | 'DELETED'
  template: Template
  values: ParameterValues
  capabilities: readonly string[]
  /** By account and Region. */
  readonly instances: Map<string, StackInstance>
  /** Units and Regions that were deployed to as a whole: where automatic deployment follows the accounts. */
  readonly units: Map<string, Set<string>>
  /** Newest last. */
  readonly operations: StackSetWork[]
}

export interface StackInstance {
  readonly accountId: AccountId
  readonly region: string
  readonly unitId: string | undefined
  status: 'CURRENT' | 'OUTDATED' | 'INOPERABLE'
  detailed: 'PENDING' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED' | 'INOPERABLE'
  reason: string | undefined
  stack: Stack | undefined
  lastOperationId: string
}

export interface StackSetWork {
  readonly id: string
  readonly action: 'CREATE' | 'UPDATE' | 'DELETE'
  readonly createdAt: Date
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED'
  endedAt: Date | undefined
  readonly results: {
    readonly instance: StackInstance
    status: StackInstance['detailed']
    reason: string | undefined
  }[]
}

const allSets: MemorySlot<StackSet[]> = { make: () => [] }

export const stackSetsOf = (call: Pick<Call, 'memory'>, owner: AccountId): StackSet[] =>
  call.memory.of(allSets).filter((one) => one.accountId === owner)

export function stackSetOf(call: Pick<Call, 'memory'>, owner: AccountId, name: string | undefined): StackSet {
  const found = stackSetsOf(call, owner).find(
    (one) => one.status === 'ACTIVE' && (one.name === name || one.id === name),
  )
  if (found) return found
  throw modelled(StackSetNotFoundException$, `StackSet ${name} not found`)
}

export function addStackSet(
  call: Call,
  parts: Omit<StackSet, 'id' | 'status' | 'instances' | 'units' | 'operations'>,
): StackSet {
  call.world.serial += 1
  const id = `${parts.name}:${uuid('stack set', call.world.seed, String(call.world.serial))}`
  const made: StackSet = { ...parts, id, status: 'ACTIVE', instances: new Map(), units: new Map(), operations: [] }
  call.memory.of(allSets).push(made)
  return made
}

/* ------------------------------------------------------------------ targets */

export interface Targets {
  readonly units: readonly string[]
  readonly accounts: readonly string[]
  /** Of accounts named beside units. */
  readonly filter: 'NONE' | 'INTERSECTION' | 'DIFFERENCE' | 'UNION'
}

/** The unit itself, those above it, and the root. */
export function unitsAbove({ ous }: Pick<Organization, 'ous'>, unitId: string): readonly string[] {
  const above: string[] = []
  for (let id: string | undefined = unitId; id !== undefined; id = ous.get(id)?.parentId) above.push(id)
  return above
}

export interface TargetAccount {
  readonly accountId: AccountId
  readonly unitId: string | undefined
}

/** Members of the units and of those below them; never the management account, never a suspended one. */
export function accountsUnder({ organization }: World, { units, accounts, filter }: Targets): readonly TargetAccount[] {
  const under = (parentId: string): string | undefined =>
    unitsAbove(organization, parentId).find((id) => units.includes(id))
  return [...organization.members.values()]
    .filter(({ id, status }) => status === 'ACTIVE' && id !== organization.managementAccountId)
    .flatMap(({ id, parentId }) => {
      const unitId = under(parentId)
      const named = accounts.includes(id)
      if (unitId === undefined) return filter === 'UNION' && named ? [{ accountId: id, unitId: parentId }] : []
      if ((filter === 'INTERSECTION' && !named) || (filter === 'DIFFERENCE' && named)) return []
      return [{ accountId: id, unitId }]
    })
    .sort((a, b) => (a.accountId < b.accountId ? -1 : 1))
}

/** The instance there, made when there is none. */
export function instanceAt(set: StackSet, { accountId, unitId }: TargetAccount, region: string): StackInstance {
  const key = instanceKey({ accountId, region })
  const known = set.instances.get(key)
  if (known) return known
  const made: StackInstance = {
    accountId,
    region,
    unitId,
    status: 'OUTDATED',
    detailed: 'PENDING',
    reason: undefined,
    stack: undefined,
    lastOperationId: '',
  }
  set.instances.set(key, made)
  return made
}

/* ------------------------------------------------------------------ work */

/** How many accounts may fail before the rest is cancelled. CloudFormation API Reference, StackSetOperationPreferences. */
export interface Tolerance {
  readonly count: number | undefined
  readonly percentage: number | undefined
}

const toleratedOf = ({ count, percentage }: Tolerance, accounts: number): number =>
  count ?? Math.floor(((percentage ?? 0) / 100) * accounts)

function openWork(call: Call, set: StackSet, action: StackSetWork['action']): StackSetWork {
  call.world.serial += 1
  const work: StackSetWork = {
    id: uuid('stack set operation', call.world.seed, String(call.world.serial)),
    action,
    createdAt: new Date(call.now),
    status: 'RUNNING',
    endedAt: undefined,
    results: [],
  }
  set.operations.push(work)
  return work
}

/** How long AWS takes is documented nowhere; two seconds make every client poll at least once. */
const workMs = 2_000

export function begin(
  call: Call,
  set: StackSet,
  action: StackSetWork['action'],
  instances: readonly StackInstance[],
  tolerance: Tolerance,
): StackSetWork {
  const work = openWork(call, set, action)
  for (const instance of instances) instance.detailed = 'PENDING'
  call.later(workMs, (now) => void runWork(call, set, work, instances, tolerance, now))
  return work
}

/** One account after the other; once more have failed than is tolerated, the others are cancelled. */
async function runWork(
  call: Call,
  set: StackSet,
  work: StackSetWork,
  instances: readonly StackInstance[],
  tolerance: Tolerance,
  now: number,
): Promise<void> {
  const tolerated = toleratedOf(tolerance, new Set(instances.map(({ accountId }) => accountId)).size)
  let failed = 0
  for (const instance of instances) {
    instance.lastOperationId = work.id
    if (failed > tolerated) {
      finish(work, instance, 'CANCELLED', 'Cancelled since failure tolerance has exceeded')
      continue
    }
    const reason = call.asyncFailure ?? (await workOn(call, set, work, instance, now))
    if (reason !== undefined) failed += 1
    finish(work, instance, reason === undefined ? 'SUCCEEDED' : 'FAILED', reason)
    if (work.action === 'DELETE' && reason === undefined) set.instances.delete(instanceKey(instance))
  }
  work.status = failed > tolerated ? 'FAILED' : 'SUCCEEDED'
  work.endedAt = new Date(now)
}

const instanceKey = ({ accountId, region }: Pick<StackInstance, 'accountId' | 'region'>): string =>
  `${accountId} ${region}`

function finish(
  work: StackSetWork,
  instance: StackInstance,
  detailed: StackInstance['detailed'],
  reason: string | undefined,
): void {
  instance.detailed = detailed
  instance.status = detailed === 'SUCCEEDED' ? 'CURRENT' : 'OUTDATED'
  instance.reason = reason
  work.results.push({ instance, status: detailed, reason })
}

/** The reason of its failure; undefined when it succeeded. */
async function workOn(
  call: Call,
  set: StackSet,
  { action }: StackSetWork,
  instance: StackInstance,
  now: number,
): Promise<string | undefined> {
  const { world } = call
  const entered = enter(world, set, instance.accountId, now)
  if (typeof entered === 'string') return entered
  const work = { world, now, iam: (name: string, input: object) => call.perform(iam, name, input, entered) }
  if (action === 'DELETE') {
    if (instance.stack) await remove(instance.stack, work)
    return instance.stack?.status === 'DELETE_FAILED' ? instance.stack.reason : undefined
  }
  const { template, values, capabilities } = set
  // A stack whose making failed is made anew, as `UpdateStackSet` does with it.
  if (instance.stack && action === 'UPDATE' && instance.stack.status !== 'ROLLBACK_COMPLETE') {
    await rebuild(instance.stack, { template, values, capabilities }, work)
    return instance.stack.status === 'UPDATE_COMPLETE' ? undefined : instance.stack.reason
  }
  const stack = newStack(call, {
    name: `StackSet-${set.name}-${hex(32, set.id, instanceKey(instance))}`.slice(0, 128),
    accountId: instance.accountId,
    region: instance.region,
    template,
    values,
    capabilities,
    stackSetId: set.id,
  })
  instance.stack = stack
  await build(stack, work)
  return stack.status === 'CREATE_COMPLETE' ? undefined : `ResourceLogicalId:, ${stack.reason}`
}

/** As whom CloudFormation works in an account; the reason when it cannot get in. */
function enter(world: World, set: StackSet, accountId: AccountId, now: number): Caller | string {
  if (world.organization.members.get(accountId)?.status === 'SUSPENDED') return `Account ${accountId} is suspended.`
  const account = world.accounts.edit(accountId)
  if (account === undefined) return `Account ${accountId} was not found.`
  const role =
    set.permissionModel === 'SERVICE_MANAGED'
      ? serviceRole(world, account, now)
      : account.iam.roles.get(set.executionRole)
  if (role === undefined) {
    const { administrationRole } = set
    return `Account ${accountId} should have '${set.executionRole}' role with trust relationship to Role '${administrationRole}'.`
  }
  const session = 'AWSCloudFormation'
  return {
    kind: 'role',
    accountId,
    roleName: role.name,
    arn: `arn:aws:sts::${accountId}:assumed-role/${role.name}/${session}`,
    userId: `${role.id}:${session}`,
    session: {
      issuedAt: now,
      expiresAt: now + 3_600_000,
      policies: [],
      managedPolicyArns: [],
      tags: {},
      transitiveTagKeys: [],
      mfa: false,
    },
  }
}

/** CloudFormation User Guide, "Service-managed permissions": `stacksets-exec-*`, made in each member account. */
function serviceRole(world: World, { id, iam: { roles } }: AccountState, now: number): IamRole {
  const name = `stacksets-exec-${hex(32, world.seed, id)}`
  const known = roles.get(name)
  if (known) return known
  const made: IamRole = {
    name,
    path: '/',
    id: uniqueId('AROA', world.seed, id, name),
    arn: `arn:aws:iam::${id}:role/${name}`,
    createdAt: new Date(now),
    attachedPolicies: ['arn:aws:iam::aws:policy/AdministratorAccess'],
    inlinePolicies: new Map(),
    trustPolicy: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: {
            AWS: `arn:aws:iam::${world.organization.managementAccountId}:role/aws-service-role/stacksets.cloudformation.amazonaws.com/AWSServiceRoleForCloudFormationStackSetsOrgAdmin`,
          },
          Action: 'sts:AssumeRole',
        },
      ],
    },
    maxSessionSeconds: 3_600,
    tags: {},
  }
  roles.set(name, made)
  return made
}
