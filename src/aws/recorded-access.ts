/**
 * Accounts as kept answers tell them: clients of the SDK that never send anything. What a collector asks is looked up; the answer
 * is brought into the form in which the SDK gives it, by the SDK's own schema of the operation.
 */
import { NormalizedSchema } from '@smithy/core/schema'
import type { InitializeHandler, MiddlewareStack } from '@smithy/types'
import { SMITHY_CONTEXT_KEY } from '@smithy/types'
import type { AccountId } from '../core/ids.ts'
import type { RecordedCall } from '../core/imports/recorded-calls.ts'
import { toIsoDate } from '../core/inventory/authorization-details.ts'
import type { AccountAccess, AwsAccess } from './access.ts'
import type { Clients } from './clients.ts'
import { unconnectedClient } from './clients.ts'
import { notRecorded, rememberCallSite } from './failure.ts'
import { createLedger } from './ledger.ts'
import type { ServiceName } from './operations.ts'
import { iamActionOf, operationOfCommand } from './operations.ts'
import type { RecordedAnswers } from './recorded-answers.ts'
import { commandOf, recordedAnswers } from './recorded-answers.ts'

/** Code of a call whose answer the recording holds in part. */
export const cutOff = 'CutOff'

/** `own` is the account whose credentials the server would have. */
export function recordedAccess(calls: readonly RecordedCall[]): AwsAccess {
  const byAccount = Map.groupBy(calls, ({ accountId }) => accountId)
  const accounts = new Map<AccountId | null, AccountAccess>()
  const accessTo = (accountId: AccountId | null): AccountAccess => {
    const known = accounts.get(accountId) ?? accountAccess(accountId, byAccount.get(accountId) ?? [])
    accounts.set(accountId, known)
    return known
  }
  const access: AwsAccess = {
    own: accessTo,
    throughRole: accessTo,
    otherStsRegion: () => undefined,
    tryWithoutExternalId: async () => undefined,
    ledger: createLedger(),
    counting: () => access,
    close: () => undefined,
  }
  return access
}

type KnownClients = { [S in ServiceName]?: Clients[S] }

/** Nothing is signed with them. */
const credentials = async () => ({ accessKeyId: 'none', secretAccessKey: 'none' })

function accountAccess(accountId: AccountId | null, calls: readonly RecordedCall[]): AccountAccess {
  const answers = recordedAnswers(calls)
  const byRegion = new Map<string, KnownClients>()
  return {
    accountId,
    credentials,
    client<S extends ServiceName>(service: S, region: string): Clients[S] {
      const clients: KnownClients = byRegion.get(region) ?? {}
      byRegion.set(region, clients)
      const client: Clients[S] = clients[service] ?? answeredFrom(answers, service, region)
      clients[service] = client
      return client
    },
  }
}

/** What all clients' stacks have in common. */
interface AnyStack {
  add(middleware: object, options: object): void
}

function answeredFrom<S extends ServiceName>(answers: RecordedAnswers, service: S, region: string): Clients[S] {
  const client = unconnectedClient(service, region)
  const stack: AnyStack = client.middlewareStack
  const middleware: Middleware = (_next, context) => async (args) => {
    const operation = operationOfCommand(context.commandName ?? '')
    const found = answers.find({ service, operation, region, input: args.input })
    if (typeof found === 'object' && found.kind === 'output') {
      const output = shaped(outputSchemaOf(context), found.output)
      return { response: {}, output: { ...(isRecord(output) && output), $metadata: {} } }
    }
    const error =
      typeof found === 'object'
        ? answeredError(found.code, found.message)
        : found === 'missing'
          ? answeredError(notRecorded, `Not part of the import: ${commandOf(service, operation)}.`)
          : answeredError(cutOff, `${service} ${operation} says that more pages follow`)
    rememberCallSite(error, { action: iamActionOf(service, operation), region })
    throw error
  }
  // Before everything else, so that no input is checked, no endpoint looked for, nothing signed and nothing sent.
  stack.add(middleware, { name: 'bailiwickRecorded', step: 'initialize', priority: 'high' })
  return client
}

type Context = Parameters<Parameters<MiddlewareStack<Input, object>['add']>[0]>[1]
type Input = Readonly<Record<string, unknown>>
type Middleware = (next: InitializeHandler<Input, object>, context: Context) => InitializeHandler<Input, object>

/** AWS's errors as the SDK throws them; what is refused has the status by which we know refusals. */
function answeredError(code: string, message: string): Error {
  const status = /denied|unauthorized|forbidden/i.test(code) ? 403 : undefined
  return Object.assign(new Error(message), {
    name: code,
    $fault: 'client',
    $metadata: status === undefined ? {} : { httpStatusCode: status },
  })
}

/** Operation schemas are tuples: [9, namespace, name, traits, input, output]. */
function outputSchemaOf(context: Context): NormalizedSchema | undefined {
  const facts: unknown = context[SMITHY_CONTEXT_KEY]
  const command = isRecord(facts) ? facts['commandInstance'] : undefined
  const operation = isRecord(command) ? command['schema'] : undefined
  return Array.isArray(operation) ? NormalizedSchema.of(operation[5]) : undefined
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * The CLI prints the members of an answer by their names, times as text and bytes as base64 (AWS CLI User Guide, "JSON output
 * format"). A value of another type than the schema says is passed on: the collector finds it and says so.
 */
function shaped(schema: NormalizedSchema | undefined, value: unknown): unknown {
  if (!schema || value === null || value === undefined) return value ?? undefined
  if (schema.isStructSchema() && isRecord(value)) {
    const members: Record<string, unknown> = {}
    for (const [name, member] of schema.structIterator()) {
      if (Object.hasOwn(value, name)) members[name] = shaped(member, value[name])
    }
    return members
  }
  if (schema.isListSchema() && Array.isArray(value)) {
    const item = schema.getValueSchema()
    return value.map((one) => shaped(item, one))
  }
  if (schema.isMapSchema() && isRecord(value)) {
    const of = schema.getValueSchema()
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, shaped(of, one)]))
  }
  if (schema.isTimestampSchema()) {
    const time = toIsoDate(value)
    return time === undefined ? value : new Date(time)
  }
  if (schema.isBlobSchema() && typeof value === 'string') return new Uint8Array(Buffer.from(value, 'base64'))
  return value
}
