/** EKS: clusters, how their API is reached, whom their access entries let in, and the roles that their pods run as. */
import type { Cluster, EKSClient } from '@aws-sdk/client-eks'
import { sdk } from '../../aws/sdk.ts'
import type { InventoryObject, Json } from '../../core/inventory/objects.ts'
import type { CellContext, Collector, Reading } from '../collector.ts'
import { optional, securityAudit } from '../collector.ts'
import { all, pages } from '../paging.ts'
import { inOneOrder, inOrder, namesUnread, resourceOf, someOf } from '../resource.ts'
import { required } from '../shapes.ts'

/** EKS API Reference, `maxResults` of each list. */
const largestPage = 100

export const eks: Collector = {
  type: 'eks',
  capability: 'resources:eks',
  scope: 'region',
  reads: [
    ...securityAudit(
      'eks:ListClusters',
      'eks:DescribeCluster',
      'eks:ListAccessEntries',
      'eks:ListAssociatedAccessPolicies',
    ),
    // Which role a pod has the association alone tells; a list of them names only the service account.
    ...optional('eks:ListPodIdentityAssociations', 'eks:DescribePodIdentityAssociation'),
  ],
  async probe(cell) {
    await cell.client('eks').send(new sdk.eks.ListClustersCommand({ maxResults: 1 }), cell.options)
  },
  async *collect(cell) {
    const client = cell.client('eks')
    for await (const page of sdk.eks.paginateListClusters(pages(cell, client, largestPage), {}, cell.options)) {
      yield await cell.objects({
        items: page.clusters,
        name: (name) => name,
        toObject: (name) => toCluster(cell, client, name),
      })
    }
  },
}

const gone = ['ResourceNotFoundException']

async function toCluster(cell: CellContext, client: EKSClient, name: string): Promise<InventoryObject> {
  const asked = await cell.read(
    'eks:DescribeCluster',
    () => client.send(new sdk.eks.DescribeClusterCommand({ name }), cell.options),
    { gone },
  )
  const cluster: Cluster = (asked.state === 'read' ? asked.value.cluster : undefined) ?? {}
  const network = cluster.resourcesVpcConfig
  const mode = cluster.accessConfig?.authenticationMode
  // Where only the cluster's own config map lets in, entries are refused as a question.
  const entries: Reading<readonly AccessEntry[]> =
    mode === 'CONFIG_MAP' ? { state: 'read', value: [] } : await accessEntries(cell, client, name)
  const pods = await podIdentities(cell, client, name)
  return resourceOf(cell, {
    type: 'eks:cluster',
    arn: cluster.arn ?? `arn:${cell.partition}:eks:${cell.region}:${cell.accountId}:cluster/${name}`,
    name,
    tags: cluster.tags ?? {},
    createdAt: cluster.createdAt,
    facts: {
      // The control plane's own, which nobody's code runs as.
      clusterRole: cluster.roleArn,
      // Roles that trust it may be assumed by whoever makes pods here (EKS User Guide, "IAM roles for service accounts").
      oidcIssuer: cluster.identity?.oidc?.issuer,
      publicEndpoint: network?.endpointPublicAccess,
      publicAccessCidrs: network?.endpointPublicAccess ? inOrder(network.publicAccessCidrs) : undefined,
      vpc: network?.vpcId,
      subnets: someOf(network?.subnetIds),
      securityGroups: someOf([network?.clusterSecurityGroupId, ...(network?.securityGroupIds ?? [])]),
      authenticationMode: mode,
      accessEntries: valueIn(entries),
      podIdentities: valueIn(pods),
    },
    unread: [
      ...namesUnread({
        clusterRole: asked,
        oidcIssuer: asked,
        publicEndpoint: asked,
        publicAccessCidrs: asked,
        vpc: asked,
        subnets: asked,
        securityGroups: asked,
        authenticationMode: asked,
        tags: asked,
        createdAt: asked,
        accessEntries: entries,
        podIdentities: pods,
      }),
      // Of these it is known that they are there; what they may do stands from before.
      ...(valueIn(entries)?.some(({ policies }) => policies === null) ? ['accessEntries'] : []),
    ],
  })
}

/** `policies` null: not read. An entry without any may still belong to groups that the cluster's own RBAC knows. */
type AccessEntry = { readonly principal: string; readonly policies: readonly Json[] | null }

const valueIn = <T>(reading: Reading<T>): T | undefined => (reading.state === 'read' ? reading.value : undefined)

async function accessEntries(
  cell: CellContext,
  client: EKSClient,
  clusterName: string,
): Promise<Reading<readonly AccessEntry[]>> {
  const entries = await cell.read(
    'eks:ListAccessEntries',
    () =>
      all(
        sdk.eks.paginateListAccessEntries(pages(cell, client, largestPage), { clusterName }, cell.options),
        (page) => page.accessEntries,
      ),
    { gone },
  )
  if (entries.state !== 'read') return entries
  const known: AccessEntry[] = []
  for (const principal of inOrder(entries.value)) {
    known.push({ principal, policies: await accessPolicies(cell, client, clusterName, principal) })
  }
  return { state: 'read', value: known }
}

async function accessPolicies(
  cell: CellContext,
  client: EKSClient,
  clusterName: string,
  principalArn: string,
): Promise<AccessEntry['policies']> {
  const policies = await cell.read(
    'eks:ListAssociatedAccessPolicies',
    () =>
      all(
        sdk.eks.paginateListAssociatedAccessPolicies(
          pages(cell, client, largestPage),
          { clusterName, principalArn },
          cell.options,
        ),
        (page) => page.associatedAccessPolicies,
      ),
    { none: gone },
  )
  if (policies.state === 'unread') return null
  if (policies.state === 'none') return []
  return inOneOrder(
    policies.value.map(({ policyArn, accessScope }) => ({
      policy: required(policyArn, 'policyArn'),
      // Of the whole cluster where none is named.
      ...(accessScope?.type === 'namespace' && { namespaces: inOrder(accessScope.namespaces) }),
    })),
  )
}

/** EKS User Guide, "Learn how EKS Pod Identity grants pods access": pods with this service account run as the role. */
async function podIdentities(
  cell: CellContext,
  client: EKSClient,
  clusterName: string,
): Promise<Reading<readonly Json[]>> {
  const associations = await cell.read(
    'eks:ListPodIdentityAssociations',
    () =>
      all(
        sdk.eks.paginateListPodIdentityAssociations(pages(cell, client, largestPage), { clusterName }, cell.options),
        (page) => page.associations,
      ),
    { gone },
  )
  if (associations.state !== 'read') return associations
  const known: Json[] = []
  for (const { associationId } of associations.value) {
    const asked = await cell.read(
      'eks:DescribePodIdentityAssociation',
      () =>
        client.send(new sdk.eks.DescribePodIdentityAssociationCommand({ clusterName, associationId }), cell.options),
      { none: gone },
    )
    if (asked.state === 'unread') return asked
    // It was taken away since it was listed.
    if (asked.state === 'none') continue
    const { namespace, serviceAccount, roleArn, targetRoleArn } = asked.value.association ?? {}
    known.push({
      namespace: required(namespace, 'namespace'),
      serviceAccount: required(serviceAccount, 'serviceAccount'),
      role: required(roleArn, 'roleArn'),
      // Taken on by way of the role (EKS User Guide, "Access AWS resources using EKS Pod Identity target IAM roles").
      ...(targetRoleArn && { targetRole: targetRoleArn }),
    })
  }
  return { state: 'read', value: inOneOrder(known) }
}
