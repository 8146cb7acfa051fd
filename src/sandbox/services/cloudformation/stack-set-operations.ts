import {
  ActivateOrganizationsAccessCommand,
  CreateStackInstancesCommand,
  CreateStackSetCommand,
  DeleteStackInstancesCommand,
  DeleteStackSetCommand,
  DescribeOrganizationsAccessCommand,
  DescribeStackInstanceCommand,
  DescribeStackSetCommand,
  DescribeStackSetOperationCommand,
  ListStackInstancesCommand,
  ListStackSetOperationResultsCommand,
  ListStackSetOperationsCommand,
  ListStackSetsCommand,
  NameAlreadyExistsException$,
  OperationInProgressException$,
  OperationNotFoundException$,
  StackInstanceNotFoundException$,
  StackSetNotEmptyException$,
  UpdateStackSetCommand,
} from '@aws-sdk/client-cloudformation'
import type { AccountId } from '../../../core/ids.ts'
import { parseAccountId } from '../../../core/ids.ts'
import { modelled } from '../../aws-error.ts'
import { paginate } from '../../paging.ts'
import { type Call, operation, type Target } from '../../service.ts'
import { requireCapability, requireSupported } from './stack.ts'
import { insufficient, isCapability, templateOf } from './stack-operations.ts'
import {
  accountsUnder,
  addStackSet,
  begin,
  instanceAt,
  type StackInstance,
  type StackSet,
  type StackSetWork,
  stackSetOf,
  stackSetsOf,
  type TargetAccount,
  type Tolerance,
  trustedService,
} from './stack-set.ts'
import { parameterValues, validationError } from './template.ts'

/* ------------------------------------------------------------------ whose StackSets */

interface CallsAs {
  readonly CallAs?: 'SELF' | 'DELEGATED_ADMIN' | undefined
}

/** The account whose StackSets a call means: one's own, or those of the management account for its delegated administrator. */
function ownerOf(call: Call, { CallAs }: CallsAs): AccountId {
  const { organization } = call.world
  if (CallAs !== 'DELEGATED_ADMIN') return call.account.id
  const delegated = organization.delegatedAdministrators.some(
    ({ accountId, service }) => accountId === call.account.id && service === trustedService,
  )
  if (delegated) return organization.managementAccountId
  throw validationError(`Account used is not a delegated administrator`)
}

const isActivated = (call: Call): boolean => call.world.organization.trustedServices.has(trustedService)

function setTarget(call: Call, name: string | undefined): Target {
  const set = stackSetsOf(call, call.account.id).find((one) => one.name === name || one.id === name)
  return { arn: `arn:aws:cloudformation:*:${call.account.id}:stackset/${set?.id ?? `${name}:*`}` }
}

interface Sized {
  readonly NextToken?: string | undefined
  readonly MaxResults?: number | undefined
}

/** CloudFormation API Reference, any list of StackSets: at most 100. */
const setPage = <T>(call: Call, all: readonly T[], { NextToken, MaxResults }: Sized, ...of: unknown[]) =>
  paginate(call, all, { token: NextToken, size: MaxResults, default: 100, max: 100, of })

function requireIdle(set: StackSet): void {
  const running = set.operations.find(({ status }) => status === 'RUNNING')
  if (running === undefined) return
  throw modelled(OperationInProgressException$, `Another Operation on StackSet ${set.id} is in progress: ${running.id}`)
}

function workOf(set: StackSet, id: string | undefined): StackSetWork {
  const work = set.operations.find((one) => one.id === id)
  if (work) return work
  throw modelled(OperationNotFoundException$, `Operation ${id} not found`)
}

/* ------------------------------------------------------------------ instances */

interface InstancesInput {
  readonly Accounts?: readonly string[] | undefined
  readonly Regions?: readonly string[] | undefined
  readonly DeploymentTargets?:
    | {
        readonly OrganizationalUnitIds?: readonly string[] | undefined
        readonly Accounts?: readonly string[] | undefined
        readonly AccountFilterType?: 'NONE' | 'INTERSECTION' | 'DIFFERENCE' | 'UNION' | undefined
      }
    | undefined
  readonly OperationPreferences?:
    | { readonly FailureToleranceCount?: number | undefined; readonly FailureTolerancePercentage?: number | undefined }
    | undefined
}

function targetsOf(call: Call, set: StackSet, input: InstancesInput): readonly TargetAccount[] {
  if ((input.Regions ?? []).length === 0) throw validationError('Regions is required')
  const { OrganizationalUnitIds: units = [], Accounts: named = [], AccountFilterType } = input.DeploymentTargets ?? {}
  if (set.permissionModel === 'SELF_MANAGED') {
    const accounts = [...(input.Accounts ?? []), ...named].flatMap((text) => parseAccountId(text) ?? [])
    if (accounts.length === 0) throw validationError('Accounts or DeploymentTargets is required')
    return accounts.map((accountId) => ({ accountId, unitId: undefined }))
  }
  if (units.length === 0)
    throw validationError('OrganizationalUnitIds are required for StackSets with service-managed permissions')
  const { organization } = call.world
  const unknown = units.find((id) => id !== organization.rootId && !organization.ous.has(id))
  if (unknown !== undefined) throw validationError(`OrganizationalUnit ${unknown} not found`)
  const filter = AccountFilterType ?? 'NONE'
  return accountsUnder(call.world, { units, accounts: named, filter })
}

const toleranceOf = ({ OperationPreferences }: InstancesInput): Tolerance => ({
  count: OperationPreferences?.FailureToleranceCount,
  percentage: OperationPreferences?.FailureTolerancePercentage,
})

/** Whole units are followed by automatic deployment; a choice of accounts among them is not. */
function followUnits(set: StackSet, { DeploymentTargets, Regions = [] }: InstancesInput): void {
  if ((DeploymentTargets?.AccountFilterType ?? 'NONE') !== 'NONE') return
  for (const unit of DeploymentTargets?.OrganizationalUnitIds ?? []) {
    const regions = set.units.get(unit) ?? new Set()
    for (const region of Regions) regions.add(region)
    set.units.set(unit, regions)
  }
}

const summaryOf = (set: StackSet, instance: StackInstance) => ({
  StackSetId: set.id,
  Region: instance.region,
  Account: instance.accountId,
  StackId: instance.stack?.id,
  Status: instance.status,
  StatusReason: instance.reason,
  StackInstanceStatus: { DetailedStatus: instance.detailed },
  OrganizationalUnitId: instance.unitId,
  LastOperationId: instance.lastOperationId,
})

const parametersOf = (set: StackSet) =>
  [...set.values].map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue }))

const modelOf = (set: StackSet) => ({
  PermissionModel: set.permissionModel,
  ...(set.permissionModel === 'SERVICE_MANAGED' && {
    AutoDeployment: { Enabled: set.autoDeployment.enabled, RetainStacksOnAccountRemoval: set.autoDeployment.retain },
  }),
})

/* ------------------------------------------------------------------ operations */

const access = [
  operation(ActivateOrganizationsAccessCommand, {
    run(call) {
      const { organization } = call.world
      if (call.account.id !== organization.managementAccountId)
        throw validationError('Only the management account may activate organizations access')
      organization.trustedServices.set(trustedService, new Date(call.now))
      return {}
    },
  }),
  operation(DescribeOrganizationsAccessCommand, {
    run: (call) => ({ Status: isActivated(call) ? ('ENABLED' as const) : ('DISABLED' as const) }),
  }),
]

const sets = [
  operation(CreateStackSetCommand, {
    target: (call, input) => setTarget(call, input.StackSetName),
    run(call, input) {
      const owner = ownerOf(call, input)
      const { StackSetName: name = '', PermissionModel: permissionModel = 'SELF_MANAGED' } = input
      if (!/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/.test(name)) throw validationError(`Invalid StackSet name: ${name}`)
      if (permissionModel === 'SERVICE_MANAGED') {
        if (!isActivated(call))
          throw validationError('You must enable organizations access to operate a service managed stack set')
        if (owner !== call.world.organization.managementAccountId)
          throw validationError('StackSets with service-managed permissions belong to the management account')
      }
      const isTaken = stackSetsOf(call, owner).some((one) => one.name === name && one.status === 'ACTIVE')
      if (isTaken) throw modelled(NameAlreadyExistsException$, `StackSet with name ${name} already exists`)
      const template = templateOf(input)
      requireSupported(template)
      requireCapability(template, input.Capabilities ?? [], insufficient)
      const set = addStackSet(call, {
        name,
        accountId: owner,
        permissionModel,
        autoDeployment: {
          enabled: input.AutoDeployment?.Enabled ?? false,
          retain: input.AutoDeployment?.RetainStacksOnAccountRemoval ?? false,
        },
        executionRole: input.ExecutionRoleName ?? 'AWSCloudFormationStackSetExecutionRole',
        administrationRole:
          input.AdministrationRoleARN ?? `arn:aws:iam::${owner}:role/AWSCloudFormationStackSetAdministrationRole`,
        description: input.Description,
        template,
        values: parameterValues(template, input.Parameters ?? []),
        capabilities: input.Capabilities ?? [],
      })
      return { StackSetId: set.id }
    },
  }),
  operation(UpdateStackSetCommand, {
    target: (call, input) => setTarget(call, input.StackSetName),
    run(call, input) {
      const set = stackSetOf(call, ownerOf(call, input), input.StackSetName)
      requireIdle(set)
      const template = input.UsePreviousTemplate === true ? set.template : templateOf(input)
      requireCapability(template, input.Capabilities ?? [], insufficient)
      set.values = parameterValues(template, input.Parameters ?? [], set.values)
      set.template = template
      set.capabilities = input.Capabilities ?? []
      set.description = input.Description ?? set.description
      return { OperationId: begin(call, set, 'UPDATE', [...set.instances.values()], toleranceOf(input)).id }
    },
  }),
  operation(DeleteStackSetCommand, {
    target: (call, input) => setTarget(call, input.StackSetName),
    run(call, input) {
      const set = stackSetOf(call, ownerOf(call, input), input.StackSetName)
      requireIdle(set)
      if (set.instances.size > 0) throw modelled(StackSetNotEmptyException$, 'StackSet is not empty')
      set.status = 'DELETED'
      return {}
    },
  }),
  operation(DescribeStackSetCommand, {
    target: (call, input) => setTarget(call, input.StackSetName),
    run(call, input) {
      const set = stackSetOf(call, ownerOf(call, input), input.StackSetName)
      return {
        StackSet: {
          StackSetName: set.name,
          StackSetId: set.id,
          Description: set.description,
          Status: set.status,
          TemplateBody: set.template.text,
          Parameters: parametersOf(set),
          Capabilities: set.capabilities.flatMap((one) => (isCapability(one) ? [one] : [])),
          ...modelOf(set),
          OrganizationalUnitIds: [...new Set([...set.instances.values()].flatMap(({ unitId }) => unitId ?? []))],
        },
      }
    },
  }),
  operation(ListStackSetsCommand, {
    run(call, input) {
      const wanted = stackSetsOf(call, ownerOf(call, input)).filter(
        ({ status }) => input.Status === undefined || status === input.Status,
      )
      const { items, next } = setPage(call, wanted, input, input.Status)
      return {
        Summaries: items.map((set) => ({
          StackSetName: set.name,
          StackSetId: set.id,
          Description: set.description,
          Status: set.status,
          ...modelOf(set),
        })),
        NextToken: next,
      }
    },
  }),
]

const instances = [
  operation(CreateStackInstancesCommand, {
    target: (call, input) => setTarget(call, input.StackSetName),
    run(call, input) {
      const set = stackSetOf(call, ownerOf(call, input), input.StackSetName)
      requireIdle(set)
      const made = targetsOf(call, set, input).flatMap((target) =>
        (input.Regions ?? []).map((region) => instanceAt(set, target, region)),
      )
      followUnits(set, input)
      return { OperationId: begin(call, set, 'CREATE', made, toleranceOf(input)).id }
    },
  }),
  operation(DeleteStackInstancesCommand, {
    target: (call, input) => setTarget(call, input.StackSetName),
    run(call, input) {
      const set = stackSetOf(call, ownerOf(call, input), input.StackSetName)
      requireIdle(set)
      for (const unit of input.DeploymentTargets?.OrganizationalUnitIds ?? []) set.units.delete(unit)
      const targets = new Set(targetsOf(call, set, input).map(({ accountId }) => accountId))
      const gone = [...set.instances.values()].filter(
        ({ accountId, region }) => targets.has(accountId) && input.Regions?.includes(region),
      )
      if (input.RetainStacks === true) for (const instance of gone) instance.stack = undefined
      return { OperationId: begin(call, set, 'DELETE', gone, toleranceOf(input)).id }
    },
  }),
  operation(ListStackInstancesCommand, {
    target: (call, input) => setTarget(call, input.StackSetName),
    run(call, input) {
      const set = stackSetOf(call, ownerOf(call, input), input.StackSetName)
      const { StackInstanceAccount: account, StackInstanceRegion: region } = input
      const chosen = [...set.instances.values()].filter(
        (one) => (account ?? one.accountId) === one.accountId && (region ?? one.region) === one.region,
      )
      const { items, next } = setPage(call, chosen, input, set.id, account, region)
      return { Summaries: items.map((instance) => summaryOf(set, instance)), NextToken: next }
    },
  }),
  operation(DescribeStackInstanceCommand, {
    target: (call, input) => setTarget(call, input.StackSetName),
    run(call, input) {
      const set = stackSetOf(call, ownerOf(call, input), input.StackSetName)
      const { StackInstanceAccount = '', StackInstanceRegion: region = '' } = input
      const instance = set.instances.get(`${StackInstanceAccount} ${region}`)
      if (instance) return { StackInstance: summaryOf(set, instance) }
      throw modelled(
        StackInstanceNotFoundException$,
        `Stack instance ${StackInstanceAccount},${region} not found in StackSet ${set.name}`,
      )
    },
  }),
]

const works = [
  operation(DescribeStackSetOperationCommand, {
    target: (call, input) => setTarget(call, input.StackSetName),
    run(call, input) {
      const set = stackSetOf(call, ownerOf(call, input), input.StackSetName)
      const work = workOf(set, input.OperationId)
      const failed = work.results.filter(({ status }) => status === 'FAILED').length
      return {
        StackSetOperation: {
          OperationId: work.id,
          StackSetId: set.id,
          Action: work.action,
          Status: work.status,
          CreationTimestamp: work.createdAt,
          EndTimestamp: work.endedAt,
          StatusDetails: { FailedStackInstancesCount: failed },
        },
      }
    },
  }),
  operation(ListStackSetOperationsCommand, {
    target: (call, input) => setTarget(call, input.StackSetName),
    run(call, input) {
      const set = stackSetOf(call, ownerOf(call, input), input.StackSetName)
      const { items, next } = setPage(call, [...set.operations].reverse(), input, set.id)
      return {
        Summaries: items.map((work) => ({
          OperationId: work.id,
          Action: work.action,
          Status: work.status,
          CreationTimestamp: work.createdAt,
          EndTimestamp: work.endedAt,
        })),
        NextToken: next,
      }
    },
  }),
  operation(ListStackSetOperationResultsCommand, {
    target: (call, input) => setTarget(call, input.StackSetName),
    run(call, input) {
      const set = stackSetOf(call, ownerOf(call, input), input.StackSetName)
      const work = workOf(set, input.OperationId)
      const { items, next } = setPage(call, work.results, input, work.id)
      return {
        Summaries: items.map(({ instance, status, reason }) => ({
          Account: instance.accountId,
          Region: instance.region,
          Status: status === 'INOPERABLE' ? 'FAILED' : status,
          StatusReason: reason,
          OrganizationalUnitId: instance.unitId,
        })),
        NextToken: next,
      }
    },
  }),
]

export const stackSetOperations = [...access, ...sets, ...instances, ...works]
