/** Lambda: functions, what they run as, and who may call them. Nothing is run here. */
import {
  AddPermissionCommand,
  CreateFunctionCommand,
  type FunctionConfiguration,
  GetPolicyCommand,
  InvalidParameterValueException$,
  LambdaClient,
  ListFunctionsCommand,
  ListFunctionUrlConfigsCommand,
  ListTagsCommand,
  ResourceConflictException$,
  ResourceNotFoundException$,
} from '@aws-sdk/client-lambda'
import type { Json } from '../../core/inventory/objects.ts'
import { modelled } from '../aws-error.ts'
import { paginate } from '../paging.ts'
import { type Call, defineService, operation, type Target } from '../service.ts'
import { hex } from '../world/ids.ts'
import type { LambdaFunction, PolicyJson } from '../world/model.ts'
import { layerOperations } from './lambda-layers.ts'
import { editHere, editThere, here, type Named, named, regionIn } from './owner.ts'
import { policyText } from './policy-text.ts'

/** AWS sends 50 at most, whatever is asked. Lambda API Reference, ListFunctions, `MaxItems`. */
const pageSize = 50

interface OwnedFunction extends Named {
  readonly lambda: LambdaFunction
}

function functionOf(call: Call, name: string | undefined): OwnedFunction {
  const at = named(call, name ?? '')
  const bare = at?.rest.replace(/^function:/, '').split(':')[0] ?? ''
  const lambda = at && regionIn(at.account, at.region).functions.get(bare)
  if (at !== undefined && lambda !== undefined) return { ...at, lambda }
  const arn = name?.startsWith('arn:') ? name : `arn:aws:lambda:${call.region}:${call.account.id}:function:${name}`
  throw modelled(ResourceNotFoundException$, `Function not found: ${arn}`, { Type: 'User' })
}

function targetOf(call: Call, name: string | undefined): Target {
  const { account, lambda } = functionOf(call, name)
  return { arn: lambda.arn, accountId: account.id, policy: lambda.policy, tags: lambda.tags }
}

const configurationOf = (lambda: LambdaFunction): FunctionConfiguration => ({
  FunctionName: lambda.name,
  FunctionArn: lambda.arn,
  Runtime: lambda.runtime,
  Role: lambda.roleArn,
  Handler: lambda.handler,
  CodeSize: 1024,
  Timeout: 30,
  MemorySize: 256,
  LastModified: lambda.modifiedAt.toISOString().replace('Z', '+0000'),
  Version: '$LATEST',
  PackageType: 'Zip',
  Architectures: ['arm64'],
  Environment: { Variables: { ...lambda.environment } },
})

const byName = (one: LambdaFunction, other: LambdaFunction) => (one.name < other.name ? -1 : 1)

const reads = [
  operation(ListFunctionsCommand, {
    run(call, input) {
      const all = [...here(call).functions.values()].sort(byName)
      const found = paginate(call, all, {
        token: input.Marker,
        size: input.MaxItems,
        default: pageSize,
        max: pageSize,
        clamp: true,
      })
      return { Functions: found.items.map(configurationOf), NextMarker: found.next }
    },
  }),
  operation(GetPolicyCommand, {
    target: (call, input) => targetOf(call, input.FunctionName),
    run(call, input) {
      const { policy } = functionOf(call, input.FunctionName).lambda
      if (policy === undefined) {
        throw modelled(ResourceNotFoundException$, 'The resource you requested does not exist.', { Type: 'User' })
      }
      const text = policyText(policy)
      return { Policy: text, RevisionId: hex(32, text) }
    },
  }),
  operation(ListFunctionUrlConfigsCommand, {
    target: (call, input) => targetOf(call, input.FunctionName),
    run(call, input) {
      const { lambda } = functionOf(call, input.FunctionName)
      const all = lambda.url === undefined ? [] : [lambda.url]
      const found = paginate(call, all, {
        token: input.Marker,
        size: input.MaxItems,
        default: pageSize,
        max: pageSize,
        of: [lambda.arn],
      })
      return {
        FunctionUrlConfigs: found.items.map(({ url, authType, createdAt }) => ({
          FunctionUrl: url,
          FunctionArn: lambda.arn,
          AuthType: authType,
          CreationTime: createdAt.toISOString(),
          LastModifiedTime: createdAt.toISOString(),
          InvokeMode: 'BUFFERED' as const,
        })),
        NextMarker: found.next,
      }
    },
  }),
  operation(ListTagsCommand, {
    target: (call, input) => targetOf(call, input.Resource),
    run: (call, input) => ({ Tags: { ...functionOf(call, input.Resource).lambda.tags } }),
  }),
]

/** Statement in the form that Lambda itself writes from the parts of the request. */
function statementFrom(lambda: LambdaFunction, input: { [part: string]: unknown }): Json {
  const text = (name: string) => (typeof input[name] === 'string' ? input[name] : undefined)
  const principal = text('Principal') ?? ''
  const condition = {
    ...(text('SourceAccount') !== undefined && { StringEquals: { 'AWS:SourceAccount': text('SourceAccount') ?? '' } }),
    ...(text('SourceArn') !== undefined && { ArnLike: { 'AWS:SourceArn': text('SourceArn') ?? '' } }),
  }
  return {
    Sid: text('StatementId') ?? '',
    Effect: 'Allow',
    Principal: principalFrom(principal),
    Action: text('Action') ?? '',
    Resource: lambda.arn,
    ...(Object.keys(condition).length > 0 && { Condition: condition }),
  }
}

function principalFrom(text: string): Json {
  if (text === '*') return '*'
  if (/^\d{12}$/.test(text)) return { AWS: `arn:aws:iam::${text}:root` }
  return text.startsWith('arn:') ? { AWS: text } : { Service: text }
}

const statementsOf = (policy: PolicyJson | undefined): readonly Json[] => {
  if (typeof policy !== 'object' || policy === null || !('Statement' in policy)) return []
  const { Statement } = policy
  return Array.isArray(Statement) ? Statement : [Statement]
}

const sidOf = (statement: Json): Json | undefined =>
  typeof statement === 'object' && statement !== null && 'Sid' in statement ? statement['Sid'] : undefined

const writes = [
  operation(CreateFunctionCommand, {
    target: (call, input) => [
      { arn: `arn:aws:lambda:${call.region}:${call.account.id}:function:${input.FunctionName}` },
      { arn: input.Role ?? '*', action: 'iam:PassRole', context: { 'iam:PassedToService': 'lambda.amazonaws.com' } },
    ],
    run(call, input) {
      const name = input.FunctionName ?? ''
      const { functions } = editHere(call)
      if (functions.has(name))
        throw modelled(ResourceConflictException$, `Function already exist: ${name}`, { Type: 'User' })
      const role = [...call.account.iam.roles.values()].find(({ arn }) => arn === input.Role)
      if (role === undefined) {
        throw modelled(
          InvalidParameterValueException$,
          'The role defined for the function cannot be assumed by Lambda.',
          { Type: 'User' },
        )
      }
      const lambda: LambdaFunction = {
        name,
        arn: `arn:aws:lambda:${call.region}:${call.account.id}:function:${name}`,
        runtime: input.Runtime ?? 'nodejs22.x',
        handler: input.Handler ?? 'index.handler',
        roleArn: role.arn,
        modifiedAt: new Date(call.now),
        environment: { ...input.Environment?.Variables },
        tags: { ...input.Tags },
      }
      functions.set(name, lambda)
      return configurationOf(lambda)
    },
  }),
  operation(AddPermissionCommand, {
    target: (call, input) => targetOf(call, input.FunctionName),
    run(call, input) {
      const at = functionOf(call, input.FunctionName)
      const lambda = editThere(call, at).functions.get(at.lambda.name) ?? at.lambda
      const statements = statementsOf(lambda.policy)
      if (statements.some((each) => sidOf(each) === input.StatementId)) {
        throw modelled(ResourceConflictException$, `The statement id (${input.StatementId}) provided already exists.`, {
          Type: 'User',
        })
      }
      const statement = statementFrom(lambda, { ...input })
      lambda.policy = { Version: '2012-10-17', Id: 'default', Statement: [...statements, statement] }
      return { Statement: JSON.stringify(statement) }
    },
  }),
]

export const lambda = defineService({
  client: LambdaClient,
  signingName: 'lambda',
  operations: [...reads, ...writes, ...layerOperations],
  invalidToken: (message) => modelled(InvalidParameterValueException$, message, { Type: 'User' }),
  invalidInput: (message) => modelled(InvalidParameterValueException$, message, { Type: 'User' }),
})
