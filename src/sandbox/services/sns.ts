/** SNS: topics and their policies. Subscriptions and messages are not simulated. */
import {
  CreateTopicCommand,
  GetTopicAttributesCommand,
  InvalidParameterException$,
  ListTagsForResourceCommand,
  ListTopicsCommand,
  NotFoundException$,
  ResourceNotFoundException$,
  SetTopicAttributesCommand,
  SNSClient,
} from '@aws-sdk/client-sns'
import { type AwsError, modelled } from '../aws-error.ts'
import { paginate } from '../paging.ts'
import { type Call, defineService, operation, type Target } from '../service.ts'
import { defaultTopicPolicy } from '../world/documents.ts'
import type { Topic } from '../world/model.ts'
import { editHere, editThere, here, type Named, named, regionIn } from './owner.ts'
import { policyText, readPolicyText } from './policy-text.ts'

/** Fixed: the request cannot ask for another. SNS API Reference, ListTopics. */
const pageSize = 100

interface OwnedTopic extends Named {
  readonly topic: Topic
}

const invalid = (message: string) => modelled(InvalidParameterException$, `Invalid parameter: ${message}`)
const missing = () => modelled(NotFoundException$, 'Topic does not exist')

function topicOf(call: Call, arn: string | undefined, refusal: () => AwsError = missing): OwnedTopic {
  if (!/^arn:aws:sns:[a-z0-9-]+:\d{12}:[\w.-]+$/.test(arn ?? '')) throw invalid('TopicArn')
  const at = named(call, arn ?? '')
  const topic = at && regionIn(at.account, at.region).topics.get(at.rest)
  if (at === undefined || topic === undefined || at.region !== call.region) throw refusal()
  return { ...at, topic }
}

const targetOf = ({ account, topic }: OwnedTopic): Target => ({
  arn: topic.arn,
  accountId: account.id,
  policy: topic.policy,
  tags: topic.tags,
})

const attributesOf = ({ account, topic }: OwnedTopic): Record<string, string> => ({
  TopicArn: topic.arn,
  Owner: account.id,
  Policy: policyText(topic.policy),
  DisplayName: '',
  SubscriptionsPending: '0',
  SubscriptionsConfirmed: '0',
  SubscriptionsDeleted: '0',
  ...(topic.kmsKeyId !== undefined && { KmsMasterKeyId: topic.kmsKeyId }),
})

const malformed = (message: string) => invalid(`Policy Error: ${message}`)

const byName = (one: Topic, other: Topic) => (one.name < other.name ? -1 : 1)

export const sns = defineService({
  client: SNSClient,
  signingName: 'sns',
  operations: [
    operation(ListTopicsCommand, {
      run(call, input) {
        const all = [...here(call).topics.values()].sort(byName)
        const page = paginate(call, all, { token: input.NextToken, size: undefined, default: pageSize, max: pageSize })
        return { Topics: page.items.map(({ arn }) => ({ TopicArn: arn })), NextToken: page.next }
      },
    }),
    operation(GetTopicAttributesCommand, {
      target: (call, input) => targetOf(topicOf(call, input.TopicArn)),
      run: (call, input) => ({ Attributes: attributesOf(topicOf(call, input.TopicArn)) }),
    }),
    operation(ListTagsForResourceCommand, {
      target: (call, input) => targetOf(topicOf(call, input.ResourceArn, noResource)),
      run: (call, input) => ({
        Tags: Object.entries(topicOf(call, input.ResourceArn, noResource).topic.tags).map(([Key, Value]) => ({
          Key,
          Value,
        })),
      }),
    }),
    operation(CreateTopicCommand, {
      target: (call, input) => ({ arn: `arn:aws:sns:${call.region}:${call.account.id}:${input.Name}` }),
      run(call, input) {
        const name = input.Name ?? ''
        if (!/^[\w-]{1,256}(?:\.fifo)?$/.test(name)) throw invalid('Topic Name')
        const arn = `arn:aws:sns:${call.region}:${call.account.id}:${name}`
        const { topics } = editHere(call)
        // Asked twice, SNS gives the topic that is there.
        if (topics.has(name)) return { TopicArn: arn }
        const given = input.Attributes?.['Policy']
        topics.set(name, {
          name,
          arn,
          policy:
            given === undefined ? defaultTopicPolicy(call.account.id, arn) : readPolicyText(call, given, malformed),
          tags: Object.fromEntries((input.Tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? ''])),
        })
        return { TopicArn: arn }
      },
    }),
    operation(SetTopicAttributesCommand, {
      target: (call, input) => targetOf(topicOf(call, input.TopicArn)),
      run(call, input) {
        const at = topicOf(call, input.TopicArn)
        const topic = editThere(call, at).topics.get(at.topic.name) ?? at.topic
        const value = input.AttributeValue ?? ''
        switch (input.AttributeName) {
          case 'Policy':
            topic.policy = readPolicyText(call, value, malformed)
            return {}
          case 'KmsMasterKeyId':
            topic.kmsKeyId = value
            return {}
          default:
            throw invalid(`AttributeName ${input.AttributeName} is not simulated`)
        }
      },
    }),
  ],
  invalidToken: () => invalid('nextToken'),
  invalidInput: invalid,
})

function noResource(): AwsError {
  return modelled(ResourceNotFoundException$, 'Resource does not exist')
}
