/** EventBridge: event buses and who may put events on them. Events and rules are not simulated. */
import {
  CreateEventBusCommand,
  DescribeEventBusCommand,
  EventBridgeClient,
  ListEventBusesCommand,
  ListTagsForResourceCommand,
  PutPermissionCommand,
  ResourceAlreadyExistsException$,
  ResourceNotFoundException$,
} from '@aws-sdk/client-eventbridge'
import type { Json } from '../../core/inventory/objects.ts'
import { modelled, unmodelled } from '../aws-error.ts'
import { paginate } from '../paging.ts'
import { type Call, defineService, operation } from '../service.ts'
import type { DataStore } from '../world/data-stores.ts'
import type { AccountState, RegionState } from '../world/model.ts'
import { arnHere, byName, makeStore, newTarget, type OwnedStore, tagList, tagMap, targetOfStore } from './data-store.ts'
import { editHere, editThere, here, named, regionIn } from './owner.ts'
import { joinedPolicies, policyText, readPolicyText } from './policy-text.ts'

const invalid = (message: string) => unmodelled('ValidationException', 400, message)

const defaultName = 'default'

/** Every account has it in every Region from the start. */
const defaultBus = ({ world }: Call, { id }: Pick<AccountState, 'id'>, region: string): DataStore => ({
  name: defaultName,
  arn: `arn:aws:events:${region}:${id}:event-bus/${defaultName}`,
  createdAt: new Date(world.start.getTime() - 1_000 * 86_400_000),
  tags: {},
})

function busOf(call: Call, text: string = defaultName): OwnedStore<DataStore> {
  const at = named(call, text)
  const name = at?.rest.replace(/^event-bus\//, '') ?? ''
  const kept = at && regionIn(at.account, at.region).buses.get(name)
  const store = kept ?? (at && name === defaultName ? defaultBus(call, at.account, at.region) : undefined)
  if (at === undefined || store === undefined) {
    throw modelled(ResourceNotFoundException$, `Event bus ${name} does not exist.`)
  }
  return { ...at, store }
}

function editBus(call: Call, at: OwnedStore<DataStore>): DataStore {
  const { buses } = editThere(call, at)
  const bus = buses.get(at.store.name) ?? at.store
  buses.set(bus.name, bus)
  return bus
}

function busesIn(call: Call, { buses }: RegionState): readonly DataStore[] {
  const all = buses.has(defaultName) ? [] : [defaultBus(call, call.account, call.region)]
  return [...all, ...buses.values()].sort(byName)
}

const describe = ({ name, arn, createdAt, policy, kmsKeyId }: DataStore) => ({
  Name: name,
  Arn: arn,
  KmsKeyIdentifier: kmsKeyId,
  Policy: policy === undefined ? undefined : policyText(policy),
  CreationTime: createdAt,
  LastModifiedTime: createdAt,
})

/** EventBridge API Reference, PutPermission: the parts that older callers give make a statement. */
function statementOf(bus: DataStore, input: { readonly [part: string]: unknown }): Json {
  const { Action, Principal, StatementId } = input
  const principal = String(Principal)
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: String(StatementId),
        Effect: 'Allow',
        Principal: principal === '*' ? '*' : { AWS: `arn:aws:iam::${principal}:root` },
        Action: String(Action),
        Resource: bus.arn,
      },
    ],
  }
}

export const eventBridge = defineService({
  client: EventBridgeClient,
  signingName: 'events',
  operations: [
    operation(ListEventBusesCommand, {
      run(call, input) {
        const all = busesIn(call, here(call)).filter(({ name }) => name.startsWith(input.NamePrefix ?? ''))
        const { NextToken: token, Limit: size } = input
        const page = paginate(call, all, { token, size, default: 100, max: 100, of: [input.NamePrefix] })
        return { EventBuses: page.items.map(describe), NextToken: page.next }
      },
    }),
    operation(DescribeEventBusCommand, {
      target: (call, input) => targetOfStore(busOf(call, input.Name)),
      run: (call, input) => describe(busOf(call, input.Name).store),
    }),
    operation(ListTagsForResourceCommand, {
      target: (call, input) => targetOfStore(busOf(call, input.ResourceARN)),
      run: (call, input) => ({ Tags: tagList(busOf(call, input.ResourceARN).store.tags) }),
    }),
    operation(CreateEventBusCommand, {
      target: (call, input) => newTarget(call, 'events', `event-bus/${input.Name}`),
      run(call, input) {
        const name = input.Name ?? ''
        if (!/^[\w./-]{1,256}$/.test(name)) throw invalid(`${name} is no name for an event bus`)
        const made = editHere(call).buses
        if (made.has(name) || name === defaultName) {
          throw modelled(ResourceAlreadyExistsException$, `Event bus ${name} already exists.`)
        }
        const arn = arnHere(call, 'events', `event-bus/${name}`)
        const bus = makeStore(call, { name, arn, tags: tagMap(input.Tags), kmsKeyId: input.KmsKeyIdentifier })
        made.set(name, bus)
        return { EventBusArn: bus.arn }
      },
    }),
    operation(PutPermissionCommand, {
      target: (call, input) => targetOfStore(busOf(call, input.EventBusName)),
      run(call, input) {
        const bus = editBus(call, busOf(call, input.EventBusName))
        bus.policy =
          input.Policy === undefined
            ? (joinedPolicies(bus.policy, statementOf(bus, { ...input })) ?? {})
            : readPolicyText(call, input.Policy, invalid)
        return {}
      },
    }),
  ],
  invalidToken: invalid,
  invalidInput: invalid,
})
