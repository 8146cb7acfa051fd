/** What the customer's StackSet says of an account that cannot be entered, asked of the management account (connection.md §7). */
import type { CloudFormationClient, Parameter, StackInstanceSummary } from '@aws-sdk/client-cloudformation'
import type { AccountAccess } from '../aws/access.ts'
import { sdk } from '../aws/sdk.ts'
import type { AccountId } from '../core/ids.ts'
import type { CallOptions } from './collector.ts'
import { stackSetName } from './install/installable.ts'
import { all } from './paging.ts'

export type StackFacts = { readonly stackSet: string } & (
  | { readonly stack: 'absent' | 'pending' }
  | { readonly stack: 'failed'; readonly reason: string }
  | { readonly stack: 'created'; readonly parameters: ReadonlyMap<string, string> }
)

/** Undefined where there is no such StackSet, or it may not be read: then nothing more is known. */
export type StackInstances = (accountId: AccountId) => Promise<StackFacts | undefined>

/** Largest page of `ListStackInstances`. */
const pageSize = 100

/** Asked once, at the first account that is refused. */
export function stackInstancesOf(management: AccountAccess, homeRegion: string, signal: AbortSignal): StackInstances {
  const client = management.client('cloudformation', homeRegion)
  const options: CallOptions = { abortSignal: signal }
  let listed: Promise<Listed | undefined> | undefined
  return async (accountId) => {
    listed ??= list(client, options).catch(() => undefined)
    const known = await listed
    signal.throwIfAborted()
    return known && factsOf(client, known, accountId, options)
  }
}

interface Listed {
  readonly instances: ReadonlyMap<string, StackInstanceSummary>
  /** Of the StackSet; a stack may have its own. */
  readonly parameters: ReadonlyMap<string, string>
}

async function list(client: CloudFormationClient, options: CallOptions): Promise<Listed> {
  const { StackSet } = await client.send(
    new sdk.cloudformation.DescribeStackSetCommand({ StackSetName: stackSetName }),
    options,
  )
  const summaries = await all(
    sdk.cloudformation.paginateListStackInstances({ client, pageSize }, { StackSetName: stackSetName }, options),
    (page) => page.Summaries,
  )
  return {
    instances: new Map(summaries.map((one) => [one.Account ?? '', one])),
    parameters: parametersOf(StackSet?.Parameters),
  }
}

const parametersOf = (parameters: readonly Parameter[] = []): ReadonlyMap<string, string> =>
  new Map(parameters.map(({ ParameterKey = '', ParameterValue = '' }) => [ParameterKey, ParameterValue]))

async function factsOf(
  client: CloudFormationClient,
  { instances, parameters }: Listed,
  accountId: AccountId,
  options: CallOptions,
): Promise<StackFacts> {
  const stackSet = stackSetName
  const instance = instances.get(accountId)
  if (!instance) return { stackSet, stack: 'absent' }
  // CloudFormation API Reference, StackInstanceComprehensiveStatus.
  switch (instance.StackInstanceStatus?.DetailedStatus) {
    case 'PENDING':
    case 'RUNNING':
      return { stackSet, stack: 'pending' }
    case 'SUCCEEDED':
      return { stackSet, stack: 'created', parameters: await ownParameters(client, instance, parameters, options) }
    default:
      return { stackSet, stack: 'failed', reason: instance.StatusReason ?? 'AWS gives no reason.' }
  }
}

async function ownParameters(
  client: CloudFormationClient,
  { Account: account, Region: region }: StackInstanceSummary,
  ofSet: ReadonlyMap<string, string>,
  options: CallOptions,
): Promise<ReadonlyMap<string, string>> {
  const asked = { StackSetName: stackSetName, StackInstanceAccount: account, StackInstanceRegion: region }
  const own = await client
    .send(new sdk.cloudformation.DescribeStackInstanceCommand(asked), options)
    .then(({ StackInstance }) => parametersOf(StackInstance?.ParameterOverrides))
    .catch(() => parametersOf(undefined))
  return new Map([...ofSet, ...own])
}
