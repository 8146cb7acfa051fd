/** Kinesis Data Streams: streams and their policies. Records are not simulated. */
import {
  CreateStreamCommand,
  ExpiredNextTokenException$,
  GetResourcePolicyCommand,
  InvalidArgumentException$,
  KinesisClient,
  ListStreamsCommand,
  ListTagsForStreamCommand,
  PutResourcePolicyCommand,
  ResourceInUseException$,
  ResourceNotFoundException$,
} from '@aws-sdk/client-kinesis'
import { modelled } from '../aws-error.ts'
import { paginate } from '../paging.ts'
import { type Call, defineService, operation } from '../service.ts'
import type { DataStore } from '../world/data-stores.ts'
import {
  arnHere,
  editStore,
  findStore,
  makeStore,
  newTarget,
  type OwnedStore,
  type StoreKind,
  sortedStores,
  tagList,
  targetOfStore,
} from './data-store.ts'
import { editHere, here } from './owner.ts'
import { policyText, readPolicyText } from './policy-text.ts'

const streams: StoreKind<DataStore> = { prefix: 'stream/', of: (region) => region.streams }

const invalid = (message: string) => modelled(InvalidArgumentException$, message)

function streamOf(call: Call, text: string | undefined): OwnedStore<DataStore> {
  const found = findStore(call, text, streams)
  if (found === undefined) throw modelled(ResourceNotFoundException$, `Stream ${text} under account not found.`)
  return found
}

export const kinesis = defineService({
  client: KinesisClient,
  signingName: 'kinesis',
  operations: [
    operation(ListStreamsCommand, {
      run(call, input) {
        const { NextToken: token, Limit: size, ExclusiveStartStreamName: after = '' } = input
        const all = sortedStores(here(call).streams).filter(({ name }) => name > after)
        const page = paginate(call, all, { token, size, default: 100, max: 10_000, of: [after] })
        return {
          StreamNames: page.items.map(({ name }) => name),
          StreamSummaries: page.items.map(({ name, arn, createdAt }) => ({
            StreamName: name,
            StreamARN: arn,
            StreamStatus: 'ACTIVE' as const,
            StreamCreationTimestamp: createdAt,
          })),
          HasMoreStreams: page.next !== undefined,
          NextToken: page.next,
        }
      },
    }),
    operation(GetResourcePolicyCommand, {
      target: (call, input) => targetOfStore(streamOf(call, input.ResourceARN)),
      run(call, input) {
        const { policy } = streamOf(call, input.ResourceARN).store
        // A stream without a policy is no error: the answer is an empty object.
        return { Policy: policy === undefined ? '{}' : policyText(policy) }
      },
    }),
    operation(ListTagsForStreamCommand, {
      target: (call, input) => targetOfStore(streamOf(call, input.StreamARN ?? input.StreamName)),
      run(call, input) {
        const { store } = streamOf(call, input.StreamARN ?? input.StreamName)
        return { Tags: tagList(store.tags), HasMoreTags: false }
      },
    }),
    operation(CreateStreamCommand, {
      target: (call, input) => newTarget(call, 'kinesis', `stream/${input.StreamName}`),
      run(call, input) {
        const name = input.StreamName ?? ''
        if (!/^[\w.-]{1,128}$/.test(name)) throw invalid(`${name} is no name for a stream`)
        const made = editHere(call).streams
        if (made.has(name)) {
          throw modelled(ResourceInUseException$, `Stream ${name} under account ${call.account.id} already exists.`)
        }
        const arn = arnHere(call, 'kinesis', `stream/${name}`)
        made.set(name, makeStore(call, { name, arn, tags: { ...input.Tags } }))
        return {}
      },
    }),
    operation(PutResourcePolicyCommand, {
      target: (call, input) => targetOfStore(streamOf(call, input.ResourceARN)),
      run(call, input) {
        const stream = editStore(call, streamOf(call, input.ResourceARN), streams)
        stream.policy = readPolicyText(call, input.Policy ?? '', invalid)
        return {}
      },
    }),
  ],
  invalidToken: (message) => modelled(ExpiredNextTokenException$, message),
  invalidInput: invalid,
})
