/** Stacks of one account and Region. They are asynchronous: an answer names the stack, which is complete a little later. */
import {
  AlreadyExistsException$,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
  InsufficientCapabilitiesException$,
  ListStacksCommand,
  type Stack as StackAnswer,
  UpdateStackCommand,
  ValidateTemplateCommand,
} from '@aws-sdk/client-cloudformation'
import { type AwsError, modelled } from '../../aws-error.ts'
import { type Page, paginate } from '../../paging.ts'
import { type Call, operation, type Target } from '../../service.ts'
import { iam } from '../iam/service.ts'
import {
  begin,
  build,
  newStack,
  rebuild,
  remove,
  requireCapability,
  requireSupported,
  type Stack,
  stacksIn,
} from './stack.ts'
import { parameterValues, readTemplate, type Template, validationError, wantedResources } from './template.ts'

/** How long AWS takes is documented nowhere; two seconds make every client poll at least once. */
const workMs = 2_000

/** Amazon S3 holds templates of more than 51,200 bytes; the sandbox's buckets hold no objects. */
export function templateOf(input: {
  readonly TemplateBody?: string | undefined
  readonly TemplateURL?: string | undefined
}): Template {
  if (input.TemplateURL !== undefined) {
    throw validationError('S3 error: Access Denied. The simulated AWS reads templates from TemplateBody only.')
  }
  const template = readTemplate(input.TemplateBody)
  requireSupported(template)
  return template
}

export const insufficient = (message: string): AwsError => modelled(InsufficientCapabilitiesException$, message)

/** Lists give at most so many and take no wish. CloudFormation API Reference, DescribeStacks, `NextToken`: 1 MB. */
const pageOf = <T>(call: Call, all: readonly T[], token: string | undefined, ...of: unknown[]): Page<T> =>
  paginate(call, all, { token, size: undefined, default: 100, max: 100, of })

const notFound = (name: string | undefined): AwsError => validationError(`Stack with id ${name} does not exist`)

const own = (call: Call): Stack[] => stacksIn(call, call.account.id, call.region)

/** By name the one that is not deleted, by id any. */
function stackOf(call: Call, name: string | undefined): Stack {
  const stack = own(call).find((one) => one.id === name || (one.name === name && one.status !== 'DELETE_COMPLETE'))
  if (stack === undefined) throw notFound(name)
  return stack
}

function stackTarget(call: Call, name: string | undefined): Target {
  const stack = own(call).find((one) => one.id === name || (one.name === name && one.status !== 'DELETE_COMPLETE'))
  return { arn: stack?.id ?? `arn:aws:cloudformation:${call.region}:${call.account.id}:stack/${name}/*` }
}

/** Without a service role CloudFormation acts with the rights of who asked. */
const iamOfCaller =
  (call: Call) =>
  (name: string, input: object): Promise<object> =>
    call.perform(iam, name, input)

const answerOf = (stack: Stack): StackAnswer => ({
  StackId: stack.id,
  StackName: stack.name,
  Description: stack.template.description,
  Parameters: [...stack.values].map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
  CreationTime: stack.createdAt,
  LastUpdatedTime: stack.updatedAt,
  StackStatus: stack.status,
  StackStatusReason: stack.reason,
  DisableRollback: false,
  Capabilities: stack.capabilities.flatMap((one) => (isCapability(one) ? [one] : [])),
  Outputs: stack.outputs.map(({ key, value, description }) => ({
    OutputKey: key,
    OutputValue: value,
    Description: description,
  })),
})

const capabilities = ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'] as const
export const isCapability = (text: string): text is (typeof capabilities)[number] =>
  capabilities.some((one) => one === text)

/** Templates with macros would have a second one. */
const templateStage = 'Original' as const

const stackName = /^[a-zA-Z][-a-zA-Z0-9]{0,127}$/

function requireSameTypes(before: Template, { resources }: Template): void {
  const changed = [...resources].filter(([id, { type }]) => (before.resources.get(id)?.type ?? type) !== type)
  if (changed.length === 0) return
  const ids = changed.map(([id]) => id).join(', ')
  throw validationError(
    `Update of resource type is not permitted. The new template modifies resource type of the following resources: [${ids}]`,
  )
}

function requireIdle(stack: Stack, verb: string): void {
  if (!stack.status.endsWith('_IN_PROGRESS')) return
  throw validationError(`Stack:${stack.id} is in ${stack.status} state and can not be ${verb}.`)
}

export const stackOperations = [
  operation(ValidateTemplateCommand, {
    run(_call, input) {
      const template = templateOf(input)
      return {
        Description: template.description,
        Parameters: [...template.parameters].map(([ParameterKey, body]) => ({
          ParameterKey,
          DefaultValue: body['Default'] === undefined ? undefined : String(body['Default']),
          NoEcho: body['NoEcho'] === true,
          Description: typeof body['Description'] === 'string' ? body['Description'] : undefined,
        })),
        Capabilities: [capabilities[1]],
      }
    },
  }),
  operation(CreateStackCommand, {
    target: (call, input) => stackTarget(call, input.StackName),
    run(call, input) {
      const { StackName: name = '', Capabilities = [] } = input
      if (!stackName.test(name)) {
        throw validationError(
          `1 validation error detected: Value '${name}' at 'stackName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*`,
        )
      }
      const template = templateOf(input)
      const values = parameterValues(template, input.Parameters ?? [])
      requireCapability(template, Capabilities, insufficient)
      if (own(call).some((one) => one.name === name && one.status !== 'DELETE_COMPLETE'))
        throw modelled(AlreadyExistsException$, `Stack [${name}] already exists`)
      const place = { accountId: call.account.id, region: call.region }
      wantedResources(template, values, { ...place, stackId: '', stackName: name })
      const stack = newStack(call, { name, ...place, template, values, capabilities: Capabilities })
      const { world } = call
      call.later(workMs, (now) => void build(stack, { world, iam: iamOfCaller(call), now }))
      return { StackId: stack.id }
    },
  }),
  operation(UpdateStackCommand, {
    target: (call, input) => stackTarget(call, input.StackName),
    run(call, input) {
      const stack = stackOf(call, input.StackName)
      requireIdle(stack, 'updated')
      const template = input.UsePreviousTemplate === true ? stack.template : templateOf(input)
      const values = parameterValues(template, input.Parameters ?? [], stack.values)
      requireCapability(template, input.Capabilities ?? [], insufficient)
      requireSameTypes(stack.template, template)
      const isSame =
        template.text === stack.template.text && [...values].every(([key, value]) => stack.values.get(key) === value)
      if (isSame) throw validationError('No updates are to be performed.')
      const { world } = call
      begin(world, stack, call.now, 'UPDATE_IN_PROGRESS')
      const change = { template, values, capabilities: input.Capabilities ?? [] }
      call.later(workMs, (now) => void rebuild(stack, change, { world, iam: iamOfCaller(call), now }))
      return { StackId: stack.id }
    },
  }),
  operation(DeleteStackCommand, {
    target: (call, input) => stackTarget(call, input.StackName),
    run(call, input) {
      const stack = own(call).find((one) => one.id === input.StackName || one.name === input.StackName)
      // Deleting what does not exist succeeds.
      if (stack === undefined || stack.status === 'DELETE_COMPLETE') return {}
      requireIdle(stack, 'deleted')
      const { world } = call
      begin(world, stack, call.now, 'DELETE_IN_PROGRESS')
      call.later(workMs, (now) => void remove(stack, { world, iam: iamOfCaller(call), now }))
      return {}
    },
  }),
  operation(DescribeStacksCommand, {
    target: (call, input) => (input.StackName === undefined ? { arn: '*' } : stackTarget(call, input.StackName)),
    run(call, input) {
      if (input.StackName !== undefined) return { Stacks: [answerOf(stackOf(call, input.StackName))] }
      const live = own(call).filter((one) => one.status !== 'DELETE_COMPLETE')
      const { items, next } = pageOf(call, live, input.NextToken)
      return { Stacks: items.map(answerOf), NextToken: next }
    },
  }),
  operation(ListStacksCommand, {
    run(call, input) {
      const wanted: readonly string[] = input.StackStatusFilter ?? []
      const chosen = own(call).filter((one) => wanted.length === 0 || wanted.includes(one.status))
      const { items, next } = pageOf(call, chosen, input.NextToken, wanted)
      return {
        StackSummaries: items.map((stack) => ({
          StackId: stack.id,
          StackName: stack.name,
          TemplateDescription: stack.template.description,
          CreationTime: stack.createdAt,
          StackStatus: stack.status,
          StackStatusReason: stack.reason,
        })),
        NextToken: next,
      }
    },
  }),
  operation(DescribeStackEventsCommand, {
    target: (call, input) => stackTarget(call, input.StackName),
    run(call, input) {
      const stack = stackOf(call, input.StackName)
      const { items, next } = pageOf(call, stack.events, input.NextToken, stack.id)
      return {
        StackEvents: items.map((event) => ({
          StackId: stack.id,
          EventId: event.id,
          StackName: stack.name,
          LogicalResourceId: event.logicalId,
          PhysicalResourceId: event.physicalId,
          ResourceType: event.type,
          Timestamp: event.at,
          ResourceStatus: resourceStatusOf(event.status),
          ResourceStatusReason: event.reason,
        })),
        NextToken: next,
      }
    },
  }),
  operation(DescribeStackResourcesCommand, {
    target: (call, input) => stackTarget(call, input.StackName),
    run(call, input) {
      const stack = stackOf(call, input.StackName)
      return {
        StackResources: [...stack.resources].map(([LogicalResourceId, { physicalId, type }]) => ({
          StackName: stack.name,
          StackId: stack.id,
          LogicalResourceId,
          PhysicalResourceId: physicalId,
          ResourceType: type,
          Timestamp: stack.updatedAt ?? stack.createdAt,
          ResourceStatus: 'CREATE_COMPLETE',
        })),
      }
    },
  }),
  operation(GetTemplateCommand, {
    target: (call, input) => stackTarget(call, input.StackName),
    run: (call, input) => ({
      TemplateBody: stackOf(call, input.StackName).template.text,
      StagesAvailable: [templateStage],
    }),
  }),
]

/** Events of a stack and of its resources share a list, whose status is that of resources. */
function resourceStatusOf(status: string) {
  const known = [
    'CREATE_IN_PROGRESS',
    'CREATE_FAILED',
    'CREATE_COMPLETE',
    'ROLLBACK_IN_PROGRESS',
    'ROLLBACK_COMPLETE',
    'UPDATE_IN_PROGRESS',
    'UPDATE_COMPLETE',
    'UPDATE_ROLLBACK_COMPLETE',
    'DELETE_IN_PROGRESS',
    'DELETE_FAILED',
    'DELETE_COMPLETE',
  ] as const
  return known.find((one) => one === status)
}
