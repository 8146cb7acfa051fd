/** SQS: queues and their policies. Messages are not simulated. */
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  InvalidAttributeName$,
  InvalidAttributeValue$,
  ListQueuesCommand,
  ListQueueTagsCommand,
  QueueDoesNotExist$,
  QueueNameExists$,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { parseAccountId } from '../../core/ids.ts'
import { modelled, unmodelled } from '../aws-error.ts'
import { paginate } from '../paging.ts'
import { type Call, defineService, operation, type Target } from '../service.ts'
import type { AccountState, Queue } from '../world/model.ts'
import { editHere, editThere, here, regionIn } from './owner.ts'
import { policyText, readPolicyText } from './policy-text.ts'

interface OwnedQueue {
  readonly account: AccountState
  readonly region: string
  readonly rest: string
  readonly queue: Queue
}

const missing = () => modelled(QueueDoesNotExist$, 'The specified queue does not exist.')

/** The URL ends in account and name; its host does not matter to us, as the request is already here. */
function queueAt(call: Call, url: string | undefined): OwnedQueue {
  const [owner = '', name = ''] = (url ?? '').split('/').slice(-2)
  return queueNamed(call, name, owner)
}

function queueNamed(call: Call, name: string, owner: string | undefined): OwnedQueue {
  const id = owner === undefined ? call.account.id : parseAccountId(owner)
  const account = id && call.world.accounts.get(id)
  const queue = account && regionIn(account, call.region).queues.get(name)
  if (account === undefined || queue === undefined) throw missing()
  return { account, region: call.region, rest: name, queue }
}

const targetOf = ({ account, queue }: OwnedQueue): Target => ({
  arn: queue.arn,
  accountId: account.id,
  policy: queue.policy,
  tags: queue.tags,
})

/** Every attribute that SQS returns for a standard queue without messages. */
const attributesOf = (queue: Queue): Readonly<Record<string, string>> => {
  const created = String(Math.floor(queue.createdAt.getTime() / 1000))
  return {
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: '0',
    ApproximateNumberOfMessagesNotVisible: '0',
    ApproximateNumberOfMessagesDelayed: '0',
    CreatedTimestamp: created,
    LastModifiedTimestamp: created,
    VisibilityTimeout: '30',
    MaximumMessageSize: '262144',
    MessageRetentionPeriod: '345600',
    DelaySeconds: '0',
    ReceiveMessageWaitTimeSeconds: '0',
    ...(queue.policy !== undefined && { Policy: policyText(queue.policy) }),
    ...(queue.kmsKeyId === undefined
      ? { SqsManagedSseEnabled: 'true' }
      : { KmsMasterKeyId: queue.kmsKeyId, SqsManagedSseEnabled: 'false' }),
  }
}

/** Attributes that a queue may have and ours do not. */
const otherAttributes = new Set([
  'RedrivePolicy',
  'RedriveAllowPolicy',
  'FifoQueue',
  'ContentBasedDeduplication',
  'KmsDataKeyReusePeriodSeconds',
  'DeduplicationScope',
  'FifoThroughputLimit',
  'Policy',
  'KmsMasterKeyId',
  'SqsManagedSseEnabled',
])

function chosen(queue: Queue, names: readonly string[]): Record<string, string> {
  const all = attributesOf(queue)
  if (names.includes('All')) return { ...all }
  for (const name of names) {
    if (!(name in all) && !otherAttributes.has(name))
      throw modelled(InvalidAttributeName$, `Unknown Attribute ${name}.`)
  }
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)))
}

const invalidPolicy = () => modelled(InvalidAttributeValue$, 'Invalid value for the parameter Policy.')

function setAttributes(call: Call, queue: Queue, attributes: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'Policy') {
      if (value === '') delete queue.policy
      else queue.policy = readPolicyText(call, value, invalidPolicy)
    } else if (name === 'KmsMasterKeyId') {
      queue.kmsKeyId = value
    } else if (!(name in attributesOf(queue)) && !otherAttributes.has(name)) {
      throw modelled(InvalidAttributeName$, `Unknown Attribute ${name}.`)
    }
  }
}

const byName = (one: Queue, other: Queue) => (one.name < other.name ? -1 : 1)

export const sqs = defineService({
  client: SQSClient,
  signingName: 'sqs',
  operations: [
    operation(ListQueuesCommand, {
      run(call, input) {
        const all = [...here(call).queues.values()]
          .filter(({ name }) => name.startsWith(input.QueueNamePrefix ?? ''))
          .sort(byName)
        const { MaxResults, NextToken } = input
        const page = paginate(call, all, {
          token: NextToken,
          size: MaxResults,
          default: 1000,
          max: 1000,
          of: [input.QueueNamePrefix],
        })
        // "You must set MaxResults to receive a value for NextToken", and an empty list is left out.
        return {
          ...(page.items.length > 0 && { QueueUrls: page.items.map(({ url }) => url) }),
          ...(MaxResults !== undefined && { NextToken: page.next }),
        }
      },
    }),
    operation(GetQueueUrlCommand, {
      target: (call, input) => targetOf(queueNamed(call, input.QueueName ?? '', input.QueueOwnerAWSAccountId)),
      run: (call, input) => ({
        QueueUrl: queueNamed(call, input.QueueName ?? '', input.QueueOwnerAWSAccountId).queue.url,
      }),
    }),
    operation(GetQueueAttributesCommand, {
      target: (call, input) => targetOf(queueAt(call, input.QueueUrl)),
      run: (call, input) => ({ Attributes: chosen(queueAt(call, input.QueueUrl).queue, input.AttributeNames ?? []) }),
    }),
    operation(ListQueueTagsCommand, {
      target: (call, input) => targetOf(queueAt(call, input.QueueUrl)),
      run: (call, input) => ({ Tags: { ...queueAt(call, input.QueueUrl).queue.tags } }),
    }),
    operation(CreateQueueCommand, {
      target: (call, input) => ({ arn: `arn:aws:sqs:${call.region}:${call.account.id}:${input.QueueName}` }),
      run(call, input) {
        const name = input.QueueName ?? ''
        if (!/^[\w-]{1,80}(?:\.fifo)?$/.test(name)) {
          throw unmodelled(
            'InvalidParameterValue',
            400,
            'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length',
          )
        }
        const { queues } = editHere(call)
        if (queues.has(name))
          throw modelled(
            QueueNameExists$,
            'A queue already exists with the same name and a different value for attribute',
          )
        const queue: Queue = {
          name,
          arn: `arn:aws:sqs:${call.region}:${call.account.id}:${name}`,
          url: `https://sqs.${call.region}.amazonaws.com/${call.account.id}/${name}`,
          createdAt: new Date(call.now),
          tags: { ...input.tags },
        }
        setAttributes(call, queue, input.Attributes ?? {})
        queues.set(name, queue)
        return { QueueUrl: queue.url }
      },
    }),
    operation(SetQueueAttributesCommand, {
      target: (call, input) => targetOf(queueAt(call, input.QueueUrl)),
      run(call, input) {
        const at = queueAt(call, input.QueueUrl)
        const queue = editThere(call, at).queues.get(at.queue.name) ?? at.queue
        setAttributes(call, queue, input.Attributes ?? {})
        return {}
      },
    }),
  ],
  invalidToken: () => unmodelled('InvalidParameterValue', 400, 'Invalid NextToken'),
  invalidInput: (message) => unmodelled('InvalidParameterValue', 400, message),
})
