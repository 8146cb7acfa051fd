/**
 * How a simulated service declares its operations. One operation is a few lines:
 *
 *     operation(ListUsersCommand, {
 *       target: (call, input) => ({ arn: `arn:aws:iam::${call.account.id}:user${input.PathPrefix ?? '/'}` }),
 *       run(call, input) {
 *         const users = [...call.account.iam.users.values()]
 *         const { items, next } = paginate(call, users, { token: input.Marker, size: input.MaxItems, default: 100, max: 1000 })
 *         return { Users: items.map(toUser), IsTruncated: next !== undefined, Marker: next }
 *       },
 *     })
 *
 * Input and output are typed by the SDK's command and encoded by its schema; the call is authorized before `run` is entered.
 */
import type { Command } from '@smithy/core/client'
import type { PolicyType, S3BlockPublicAccess } from '../core/evaluate/types.ts'
import type { AccountId } from '../core/ids.ts'
import type { AwsError } from './aws-error.ts'
import type { Caller } from './callers.ts'
import type { PageTokens } from './paging.ts'
import type { Recorder } from './recording/recorder.ts'
import type { OperationSchema } from './wire/schema.ts'
import type { AccountState, PolicyJson, World } from './world/model.ts'

/** Condition keys and their values, beyond the global ones, which the frame adds. */
export type ContextKeys = Readonly<Record<string, string | readonly string[] | undefined>>

/** Something a call touches; the caller must be allowed the action on each. */
export interface Target {
  /** `*` for actions without resources. */
  readonly arn: string
  /** Owner; the caller's own account when absent. */
  readonly accountId?: AccountId
  /** Resource policy, trust policy or key policy. */
  readonly policy?: PolicyJson | undefined
  /** Become `aws:ResourceTag/…`. */
  readonly tags?: Readonly<Record<string, string>> | undefined
  readonly s3BlockPublicAccess?: S3BlockPublicAccess | undefined
  /** When the call needs another action on this target (`iam:PassRole`). */
  readonly action?: string
  /** Condition keys of this target only. */
  readonly context?: ContextKeys
}

export interface Call {
  readonly world: World
  /** The account that the access key belongs to, for reading. */
  readonly account: AccountState
  /** The same, for changing. */
  editAccount(): AccountState
  readonly caller: Caller
  /** From the credential scope; `us-east-1` for global services. */
  readonly region: string
  readonly requestId: string
  /** Milliseconds since the epoch on the sandbox's clock. */
  readonly now: number
  readonly service: ServiceDefinition
  readonly operation: string
  readonly tokens: PageTokens
  /** What the sandbox knows beyond the world: jobs, reports, sessions. */
  readonly memory: Memory
  /** The last calls, as CloudTrail keeps them. */
  readonly recorder: Recorder
  /** Does `act` once `afterMs` have passed on the sandbox's clock: for what AWS does asynchronously. */
  later(afterMs: number, act: (now: number) => void): void
  /** Why what the call begins in the background fails, whatever it is; absent: it goes its way. */
  readonly asyncFailure?: string
  /** Why a document is not a policy of this type, by the engine; undefined when it is. */
  problemOf(document: PolicyJson, type: PolicyType): string | undefined
  /**
   * A call that this service makes for somebody (CloudFormation makes a role): authorized as if `as` made it, the caller
   * when absent. Throws the other service's `AwsError`.
   */
  perform(service: ServiceDefinition, operation: string, input: object, as?: Caller): Promise<object>
}

/** State of one running sandbox that is not part of the world, one slot per service. */
export interface Memory {
  /** The slot's value, made at first need. */
  of<T>(slot: MemorySlot<T>): T
}

export interface MemorySlot<T> {
  readonly make: () => T
}

export function createMemory(): Memory {
  const slots = new Map<object, unknown>()
  return {
    of<T>(slot: MemorySlot<T>): T {
      if (!slots.has(slot)) slots.set(slot, slot.make())
      // A slot is its own key, so what it made is what comes back.
      return slots.get(slot) as T
    },
  }
}

export interface OperationDefinition<Input, Output> {
  /** Default: `<iamPrefix>:<operation>`; null for the few operations that need no permission. */
  readonly action?: string | null
  /** Default: `*`. An `AwsError` thrown here is answered before authorization, as AWS does for names that exist nowhere. */
  readonly target?: (call: Call, input: Input) => Target | readonly Target[]
  readonly context?: (call: Call, input: Input) => ContextKeys
  readonly run: (call: Call, input: Input) => Answer<Output> | Promise<Answer<Output>>
}

/** What an operation returns: the SDK's output without its metadata; a member may be spelled out as undefined. */
export type Answer<Output> = { readonly [Key in Exclude<keyof Output, '$metadata'>]?: Output[Key] | undefined }

export interface Operation {
  readonly name: string
  readonly schema: OperationSchema
  /** Undefined: the default of the service. */
  readonly action: string | null | undefined
  targets(call: Call, input: object): readonly Target[]
  context(call: Call, input: object): ContextKeys
  run(call: Call, input: object): object | Promise<object>
}

export interface ServiceDefinition {
  /** Name in the credential scope: `iam`, `sso`, `s3`. */
  readonly signingName: string
  /** Prefix of its IAM actions. */
  readonly iamPrefix: string
  readonly wire: ServiceWire
  /** An older API of the same name in the credential scope; a Query asks for it by its version. */
  readonly earlier?: ServiceDefinition
  readonly operations: ReadonlyMap<string, Operation>
  /** This service's answer to a page token that it did not issue for this call. */
  readonly invalidToken: (message: string) => AwsError
  /** This service's answer to input outside the documented range. */
  readonly invalidInput: (message: string) => AwsError
}

export const protocols = ['awsQuery', 'ec2Query', 'awsJson1_0', 'awsJson1_1', 'restXml', 'restJson1'] as const
export type Protocol = (typeof protocols)[number]

/** What the client package says about the protocol of its service. */
export interface ServiceWire {
  readonly protocol: Protocol
  /** Empty where the protocol has none. */
  readonly xmlNamespace: string
  /** Prefix of `X-Amz-Target`. */
  readonly serviceTarget: string
  readonly version: string
}

// biome-ignore-start lint/suspicious/noExplicitAny: parameters of the SDK's own types that do not matter here
type CommandClass<Input extends object, Output extends { $metadata: any }> = new (
  input: Input,
) => Command<Input, Output, any, any, any>
type ClientClass = new (config: { region: string }) => { readonly config: any }
// biome-ignore-end lint/suspicious/noExplicitAny: as above

const asList = (targets: Target | readonly Target[]): readonly Target[] => ('arn' in targets ? [targets] : targets)

export function operation<Input extends object, Output extends { $metadata: object }>(
  command: CommandClass<Input, Output>,
  definition: OperationDefinition<Input, Output>,
): Operation {
  const schema = operationSchemaOf(command)
  // The dispatcher hands in what `schema` decoded, which is what the command's type says.
  const typed = (input: object) => input as Input
  return {
    name: schema[2],
    schema,
    action: definition.action,
    targets: (call, input) => asList(definition.target?.(call, typed(input)) ?? { arn: '*' }),
    context: (call, input) => definition.context?.(call, typed(input)) ?? {},
    run: (call, input) => definition.run(call, typed(input)),
  }
}

/** A command's instance carries its schema; members of the input are not looked at by its constructor. */
function operationSchemaOf<Input extends object, Output extends { $metadata: object }>(
  command: CommandClass<Input, Output>,
): OperationSchema {
  const { schema } = new command({} as Input)
  if (!Array.isArray(schema) || schema[0] !== 9) throw new TypeError(`${command.name} carries no operation schema`)
  return schema as unknown as OperationSchema
}

export function defineService(definition: {
  readonly client: ClientClass
  readonly signingName: string
  /** Default: the signing name. */
  readonly iamPrefix?: string
  readonly operations: readonly Operation[]
  readonly invalidToken: (message: string) => AwsError
  readonly invalidInput: (message: string) => AwsError
  readonly earlier?: ServiceDefinition
}): ServiceDefinition {
  const { client, operations: all, iamPrefix = definition.signingName, ...named } = definition
  const operations = new Map(all.map((each) => [each.name, each]))
  return { ...named, iamPrefix, wire: wireOf(client), operations }
}

/** Read from the client, so that neither namespace, version nor target prefix is typed by hand. */
function wireOf(client: ClientClass): ServiceWire {
  const { protocol, protocolSettings } = new client({ region: 'us-east-1' }).config
  const shape: string = protocol.getShapeId()
  const name = protocols.find((known) => shape.endsWith(`#${known}`))
  if (name === undefined) throw new TypeError(`${client.name} speaks ${shape}, which the sandbox does not`)
  return {
    protocol: name,
    xmlNamespace: protocolSettings.xmlNamespace ?? '',
    serviceTarget: protocolSettings.serviceTarget ?? '',
    version: protocolSettings.version ?? '',
  }
}
