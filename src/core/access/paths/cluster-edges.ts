/**
 * Whom the access entries of an EKS cluster let in. It takes no permission of IAM: whoever is the principal proves it to the
 * cluster by a signed request to STS (EKS User Guide, "Grant IAM users access to Kubernetes with EKS access entries").
 */
import type { Json } from '../../inventory/objects.ts'
import type { SnapshotResource } from '../../inventory/snapshot.ts'
import type { World } from '../world.ts'
import type { Edge } from './edge.ts'
import { words } from './words.ts'

export function clusterEdges(world: World, arn: string): readonly Edge[] {
  const cluster = world.resourceByArn.get(arn)
  const entries = cluster?.type === 'eks:cluster' ? cluster.facts['accessEntries'] : undefined
  if (!cluster || !isList(entries)) return []
  return entries.flatMap((entry) => (isObject(entry) ? edgeOf(cluster, entry) : []))
}

type JsonObject = { readonly [key: string]: Json }
const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value)
const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function edgeOf(cluster: SnapshotResource, { principal, policies }: JsonObject): readonly Edge[] {
  if (typeof principal !== 'string') return []
  const { arn, account, name } = cluster
  const edge = { kind: 'reaches', from: principal, to: arn } as const
  const doubtful = (reason: string): readonly Edge[] => [
    {
      ...edge,
      decision: 'Unknown',
      gaps: [{ account, service: 'eks', reason }],
      explain: () => ({ act: words.letInAsGroup(name), permissions: [] }),
    },
  ]
  if (!isList(policies)) return doubtful(words.entryUnread(name))
  if (policies.length === 0) return doubtful(words.clusterGroups(name))
  const held = policies.flatMap((policy) => (isObject(policy) ? policyText(policy) : []))
  return [
    { ...edge, decision: 'Allowed', gaps: [], explain: () => ({ act: words.letIn(name, held), permissions: [] }) },
  ]
}

/** `AmazonEKSEditPolicy in checkout` */
function policyText({ policy, namespaces }: JsonObject): string {
  const name = String(policy).split('/').at(-1) ?? ''
  return isList(namespaces) ? `${name} in ${namespaces.join(', ')}` : name
}
