/** A stack: a template with parameters in one account and Region, and what it made. */
import { AwsError } from '../../aws-error.ts'
import type { Call, MemorySlot } from '../../service.ts'
import { hex, uuid } from '../../world/ids.ts'
import type { World } from '../../world/model.ts'
import { inlinePolicyResource, managedPolicyResource } from './policy-resources.ts'
import type { Iam, Made, Planned, ResourceType } from './resource-type.ts'
import { roleResource } from './role-resource.ts'
import {
  type Attributes,
  type ParameterValues,
  type StackOutput,
  stackOutputs,
  type Template,
  validationError,
  type Wanted,
  wantedResources,
} from './template.ts'

export type StackStatus =
  | 'CREATE_IN_PROGRESS'
  | 'CREATE_COMPLETE'
  | 'ROLLBACK_IN_PROGRESS'
  | 'ROLLBACK_COMPLETE'
  | 'UPDATE_IN_PROGRESS'
  | 'UPDATE_COMPLETE'
  | 'UPDATE_ROLLBACK_COMPLETE'
  | 'DELETE_IN_PROGRESS'
  | 'DELETE_COMPLETE'
  | 'DELETE_FAILED'

export interface StackEvent {
  readonly id: string
  readonly at: Date
  readonly logicalId: string
  readonly physicalId: string
  readonly type: string
  readonly status: string
  readonly reason: string | undefined
}

interface MadeOfType extends Made {
  readonly type: string
}

export interface Stack {
  readonly id: string
  readonly name: string
  readonly accountId: string
  readonly region: string
  readonly createdAt: Date
  readonly stackSetId: string | undefined
  updatedAt: Date | undefined
  template: Template
  values: ParameterValues
  capabilities: readonly string[]
  status: StackStatus
  reason: string | undefined
  outputs: readonly StackOutput[]
  /** By logical id, in the order of making. */
  readonly resources: Map<string, MadeOfType>
  /** Newest first, as CloudFormation lists them. */
  readonly events: StackEvent[]
}

/** Of one account and Region, in order of making; deleted ones stay listed by their id. */
const allStacks: MemorySlot<Map<string, Stack[]>> = { make: () => new Map() }

export function stacksIn(call: Pick<Call, 'memory'>, accountId: string, region: string): Stack[] {
  const all = call.memory.of(allStacks)
  const key = `${accountId} ${region}`
  const known = all.get(key) ?? []
  all.set(key, known)
  return known
}

export interface StackParts {
  readonly name: string
  readonly accountId: string
  readonly region: string
  readonly template: Template
  readonly values: ParameterValues
  readonly capabilities: readonly string[]
  readonly stackSetId?: string
}

/** Those that Bailiwick's template has. */
const resourceTypes: ReadonlyMap<string, ResourceType> = new Map([
  ['AWS::IAM::Role', roleResource],
  ['AWS::IAM::Policy', inlinePolicyResource],
  ['AWS::IAM::ManagedPolicy', managedPolicyResource],
])

function typeOf({ type }: { readonly type: string }): ResourceType {
  const known = resourceTypes.get(type)
  if (known === undefined) throw validationError(`Template format error: Unrecognized resource types: [${type}]`)
  return known
}

/** What CloudFormation refuses before it begins. */
export function requireSupported({ resources }: Template): void {
  const types = new Set([...resources.values()].map(({ type }) => type))
  const others = [...types].filter((type) => !resourceTypes.has(type))
  if (others.length > 0)
    throw validationError(`Template format error: Unrecognized resource types: [${others.join(', ')}]`)
}

export function newStack(call: Call, parts: StackParts): Stack {
  const { world, now, memory } = call
  world.serial += 1
  const suffix = uuid('stack', world.seed, String(world.serial))
  const stack: Stack = {
    id: `arn:aws:cloudformation:${parts.region}:${parts.accountId}:stack/${parts.name}/${suffix}`,
    name: parts.name,
    accountId: parts.accountId,
    region: parts.region,
    createdAt: new Date(now),
    stackSetId: parts.stackSetId,
    updatedAt: undefined,
    template: parts.template,
    values: parts.values,
    capabilities: parts.capabilities,
    status: 'CREATE_IN_PROGRESS',
    reason: 'User Initiated',
    outputs: [],
    resources: new Map(),
    events: [],
  }
  stacksIn({ memory }, parts.accountId, parts.region).push(stack)
  tell(world, stack, now)
  return stack
}

/** The stack's own event, for a change of its state. */
function tell(world: World, stack: Stack, now: number): void {
  tellOf(world, stack, now, { logicalId: stack.name, physicalId: stack.id, type: 'AWS::CloudFormation::Stack' }, stack)
}

function tellOf(
  world: World,
  stack: Stack,
  now: number,
  of: Pick<StackEvent, 'logicalId' | 'physicalId' | 'type'>,
  { status, reason }: { readonly status: string; readonly reason: string | undefined },
): void {
  world.serial += 1
  const id = uuid('stack event', world.seed, String(world.serial))
  stack.events.unshift({ id, at: new Date(now), ...of, status, reason })
}

function settle(world: World, stack: Stack, now: number, status: StackStatus, reason?: string): void {
  stack.status = status
  stack.reason = reason
  tell(world, stack, now)
}

/** The reason of a failure, as CloudFormation puts an answer of another service. */
function reasonOf(error: unknown): string {
  // A bug of the sandbox must be seen by whoever reads the stack.
  if (!(error instanceof AwsError)) return `Internal Failure: ${error instanceof Error ? error.stack : String(error)}`
  const exists = error.code === 'EntityAlreadyExists' || error.code === 'EntityAlreadyExistsException'
  const code = exists ? 'AlreadyExists' : error.status === 403 ? 'AccessDenied' : 'GeneralServiceException'
  return `Resource handler returned message: "${error.message}" (HandlerErrorCode: ${code})`
}

const attributesOf = (stack: Stack): Attributes =>
  new Map([...stack.resources].map(([id, { attributes }]) => [id, attributes]))

const wantedOf = (stack: Stack): readonly Wanted[] =>
  wantedResources(stack.template, stack.values, { ...stack, stackId: stack.id, stackName: stack.name })

const outputsOf = (stack: Stack): readonly StackOutput[] =>
  stackOutputs(
    stack.template,
    stack.values,
    { ...stack, stackId: stack.id, stackName: stack.name },
    attributesOf(stack),
  )

interface Work {
  readonly world: World
  readonly iam: Iam
  readonly now: number
}

function plannedOf(stack: Stack, { logicalId, properties }: Wanted): Planned {
  const suffix = hex(12, stack.id).toUpperCase()
  return {
    logicalId,
    properties: properties(attributesOf(stack)),
    generatedName: `${stack.name}-${logicalId}-${suffix}`.slice(0, 64),
  }
}

async function make(stack: Stack, wanted: Wanted, iam: Iam): Promise<MadeOfType> {
  const made = { ...(await typeOf(wanted).create(iam, plannedOf(stack, wanted))), type: wanted.type }
  stack.resources.set(wanted.logicalId, made)
  return made
}

/** The last that was made goes first, since it may refer to those before. */
async function removeAll(stack: Stack, iam: Iam, isWanted = (_logicalId: string): boolean => false): Promise<void> {
  for (const [logicalId, made] of [...stack.resources].toReversed()) {
    if (isWanted(logicalId)) continue
    await typeOf(made).remove(iam, made)
    stack.resources.delete(logicalId)
  }
}

/** Makes what the template wants, or nothing: a stack that fails takes back what it made. */
export async function build(stack: Stack, { world, iam, now }: Work): Promise<void> {
  for (const wanted of wantedOf(stack)) {
    const of = { logicalId: wanted.logicalId, physicalId: '', type: wanted.type }
    tellOf(world, stack, now, of, { status: 'CREATE_IN_PROGRESS', reason: undefined })
    try {
      const { physicalId } = await make(stack, wanted, iam)
      tellOf(world, stack, now, { ...of, physicalId }, { status: 'CREATE_COMPLETE', reason: undefined })
    } catch (error) {
      const reason = reasonOf(error)
      tellOf(world, stack, now, of, { status: 'CREATE_FAILED', reason })
      const failed = `The following resource(s) failed to create: [${wanted.logicalId}]. `
      settle(world, stack, now, 'ROLLBACK_IN_PROGRESS', `${failed}Rollback requested by user.`)
      await removeAll(stack, iam)
      // The reason of the whole stack is what an administrator reads first.
      return settle(world, stack, now, 'ROLLBACK_COMPLETE', `${failed}${reason}`)
    }
  }
  stack.outputs = outputsOf(stack)
  settle(world, stack, now, 'CREATE_COMPLETE')
}

export async function rebuild(
  stack: Stack,
  change: Pick<Stack, 'template' | 'values' | 'capabilities'>,
  { world, iam, now }: Work,
): Promise<void> {
  const before = { template: stack.template, values: stack.values, capabilities: stack.capabilities }
  Object.assign(stack, change)
  const undo: (() => Promise<unknown>)[] = []
  try {
    const wanted = wantedOf(stack)
    const replaced: MadeOfType[] = []
    for (const one of wanted) {
      const { logicalId, type } = one
      const known = stack.resources.get(logicalId)
      const planned = plannedOf(stack, one)
      if (known && !typeOf(one).isReplaced(known, planned)) {
        const made = { ...(await typeOf(one).update(iam, known, planned)), type }
        stack.resources.set(logicalId, made)
        undo.push(async () => {
          await typeOf(one).update(iam, made, { ...planned, properties: known.properties })
          stack.resources.set(logicalId, known)
        })
      } else {
        const made = await make(stack, one, iam)
        undo.push(async () => {
          if (known) stack.resources.set(logicalId, known)
          else stack.resources.delete(logicalId)
          await typeOf(one).remove(iam, made)
        })
        if (known) replaced.push(known)
      }
    }
    const outputs = outputsOf(stack)
    // CloudFormation cleans up last, when nothing refers to what goes, and is done even when something stays.
    await removeAll(stack, iam, (logicalId) => wanted.some((one) => one.logicalId === logicalId)).catch(() => undefined)
    for (const made of replaced.toReversed())
      await typeOf(made)
        .remove(iam, made)
        .catch(() => undefined)
    stack.outputs = outputs
    stack.updatedAt = new Date(now)
    settle(world, stack, now, 'UPDATE_COMPLETE')
  } catch (error) {
    const reason = reasonOf(error)
    for (const back of undo.toReversed()) await back().catch(() => undefined)
    Object.assign(stack, before)
    settle(world, stack, now, 'UPDATE_ROLLBACK_COMPLETE', reason)
  }
}

export async function remove(stack: Stack, { world, iam, now }: Work): Promise<void> {
  try {
    await removeAll(stack, iam)
    settle(world, stack, now, 'DELETE_COMPLETE')
  } catch (error) {
    settle(world, stack, now, 'DELETE_FAILED', reasonOf(error))
  }
}

export function begin(world: World, stack: Stack, now: number, status: StackStatus): void {
  settle(world, stack, now, status, 'User Initiated')
}

/** CloudFormation API Reference, CreateStack, `Capabilities`: a template that names IAM resources needs the larger one. */
export function requireCapability(
  { resources }: Template,
  given: readonly string[],
  refuse: (message: string) => AwsError,
): void {
  const named = [...resources.values()].some(({ body }) => {
    const properties = body['Properties']
    const names = ['RoleName', 'ManagedPolicyName']
    return typeof properties === 'object' && properties !== null && names.some((name) => name in properties)
  })
  // Every type that is made here is IAM's.
  const needed = named ? 'CAPABILITY_NAMED_IAM' : 'CAPABILITY_IAM'
  if (!given.includes('CAPABILITY_NAMED_IAM') && !given.includes(needed)) {
    throw refuse(`Requires capabilities : [${needed}]`)
  }
}
