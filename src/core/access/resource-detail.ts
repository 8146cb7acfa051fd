/** One resource from the side of what it is: its policies, what it is connected to, what its tags and facts say. */
import type { Json } from '../inventory/objects.ts'
import type { PolicyEntry, Reading, SnapshotResource } from '../inventory/snapshot.ts'
import { compareText } from '../order.ts'
import type { AnswerReadings, ResourceSummary } from './answers.ts'
import { openingOf } from './exposure.ts'
import { originIn, othersOf } from './joined-policy.ts'
import { encryptsWith, keyOf } from './needs.ts'
import { type Owner, ownerIn } from './owner.ts'
import { readingsOfResource } from './readings.ts'
import { shortResource } from './words.ts'
import type { World } from './world.ts'

export interface ResourceDetail extends ResourceSummary {
  readonly tags: SnapshotResource['tags']
  /** What was read of it beside policy and tags, by the names of its type. */
  readonly facts: SnapshotResource['facts']
  readonly owner?: Owner
  readonly policy: Reading['state']
  /** Why its policy was not read. */
  readonly policyReason?: string
  /** Its own policy first, then those of its Region and its grants. */
  readonly policies: readonly ResourcePolicy[]
  /** The statement that lets anybody in, or would under a condition. */
  readonly opening?: { readonly ref: string; readonly statement: number }
  /** All four settings, of the bucket and the account together; absent where the type has none. */
  readonly blockPublicAccess?: boolean
  readonly connections: readonly Connection[]
  /** Further connections that are not listed. */
  readonly moreConnections: number
  /** Of itself. */
  readonly readings?: AnswerReadings
  readonly at: string
  readonly snapshot: string
}

export interface ResourcePolicy {
  readonly ref: string
  readonly name: string
}

export interface Connection {
  /** Field of the facts: `kmsKey`, `executionRole`, `instanceProfile`, `vpc`, … */
  readonly fact: string
  /** `to`: it names the other; `from`: the other names it. */
  readonly direction: 'to' | 'from'
  /** ARN where there is one, else what AWS names. */
  readonly id: string
  readonly name: string
  /** Of what the snapshot holds. */
  readonly known?: 'principal' | 'resource'
  /** Type of a known resource: `kms:key`. */
  readonly type?: string
}

/** A key may encrypt all of an account. */
const shownConnections = 60

export function resourceDetail(world: World, summary: ResourceSummary, resource: SnapshotResource): ResourceDetail {
  const { policy, policyEntry, tags, facts } = resource
  const connections = [...connectionsTo(world, resource), ...connectionsFrom(world, resource)]
  const owner = ownerIn(tags)
  const opening = openingStatement(world, resource)
  const block = blocksPublicAccess(resource)
  return {
    ...summary,
    tags,
    facts,
    ...(owner && { owner }),
    policy: policy.state,
    ...('reason' in policy && { policyReason: policy.reason }),
    policies: [...(policyEntry ? [policyEntry] : []), ...othersOf(resource)].map(({ ref, name }) => ({ ref, name })),
    ...(opening && { opening }),
    ...(block !== undefined && { blockPublicAccess: block }),
    connections: connections.slice(0, shownConnections),
    moreConnections: Math.max(0, connections.length - shownConnections),
    ...readingsOfResource(world, resource),
    at: world.snapshot.at,
    snapshot: world.snapshot.id,
  }
}

function openingStatement(world: World, resource: SnapshotResource): ResourceDetail['opening'] {
  const { statement } = openingOf(world, resource)
  const whole: PolicyEntry | undefined = world.withGrants(resource)
  if (statement === undefined || !whole) return undefined
  const origin = originIn(whole, othersOf(resource), statement)
  return { ref: origin.entry.ref, statement: origin.statement }
}

function blocksPublicAccess({ s3BlockPublicAccess: block }: SnapshotResource): boolean | undefined {
  if (!block) return undefined
  return block.restrictPublicBuckets && block.ignorePublicAcls && block.blockPublicAcls && block.blockPublicPolicy
}

/* ------------------------------------------------------------------ connections */

const textsIn = (value: Json | undefined): readonly string[] =>
  typeof value === 'string' ? [value] : Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []

/** Facts that name something else though not by its ARN. */
const namingFacts: ReadonlySet<string> = new Set(['kmsKey', 'vpc', 'subnets', 'securityGroups', 'bucket'])

function connectionsTo(world: World, resource: SnapshotResource): readonly Connection[] {
  return Object.entries(resource.facts).flatMap(([fact, value]) =>
    textsIn(value)
      .filter((text) => namingFacts.has(fact) || text.startsWith('arn:'))
      .map((text): Connection => ({ fact, direction: 'to', ...namedThing(world, resource, fact, text) })),
  )
}

type Thing = Pick<Connection, 'id' | 'name' | 'known' | 'type'>

function namedThing(world: World, resource: SnapshotResource, fact: string, text: string): Thing {
  const one = world.principalByArn.get(text)?.principal
  if (one) return { id: one.arn, name: one.name, known: 'principal' }
  const other = fact === 'kmsKey' ? keyOf(world, resource) : world.resourceByArn.get(text)
  if (other) return thingOf(other)
  return { id: text, name: text.startsWith('arn:') ? shortResource(text) : text }
}

const thingOf = ({ arn, name, type }: SnapshotResource): Thing => ({ id: arn, name, known: 'resource', type })

/** Whatever names it in turn: what a key encrypts, the access points of a bucket. */
function connectionsFrom(world: World, resource: SnapshotResource): readonly Connection[] {
  const { arn, name } = resource
  const isKey = resource.type === 'kms:key'
  const isBucket = resource.type === 's3:bucket'
  return world.snapshot.resources
    .flatMap((other): readonly Connection[] => {
      if (other === resource) return []
      if (isKey) {
        // The same key is named by id, alias or ARN.
        return encryptsWith(resource, other) ? [{ fact: 'kmsKey', direction: 'from', ...thingOf(other) }] : []
      }
      return Object.entries(other.facts).flatMap(([fact, value]): readonly Connection[] =>
        textsIn(value).some((text) => text === arn || (isBucket && fact === 'bucket' && text === name))
          ? [{ fact, direction: 'from', ...thingOf(other) }]
          : [],
      )
    })
    .sort((a, b) => compareText(a.fact, b.fact) || compareText(a.name, b.name))
}
