/** EKS: clusters, the principals that their access entries let in, and their pods' roles. What happens inside is not simulated. */
import {
  DescribeClusterCommand,
  DescribePodIdentityAssociationCommand,
  EKSClient,
  InvalidParameterException$,
  InvalidRequestException$,
  ListAccessEntriesCommand,
  ListAssociatedAccessPoliciesCommand,
  ListClustersCommand,
  ListPodIdentityAssociationsCommand,
  ResourceNotFoundException$,
} from '@aws-sdk/client-eks'
import { modelled } from '../aws-error.ts'
import { type Page, paginate } from '../paging.ts'
import { type Call, defineService, operation } from '../service.ts'
import type { EksState } from '../world/estate.ts'
import { arnHere, estateHere } from './estate.ts'

function clusterOf(call: Call, name: string | undefined): EksState {
  const found = estateHere(call).clusters.get(name ?? '')
  if (found === undefined) throw modelled(ResourceNotFoundException$, `No cluster found for name: ${name}.`)
  return found
}

/** EKS User Guide, "Grant IAM users access with access entries": the mode must allow them. */
function entriesOf(call: Call, name: string | undefined): EksState['accessEntries'] {
  const { cluster, accessEntries } = clusterOf(call, name)
  if (cluster.accessConfig?.authenticationMode === 'CONFIG_MAP') {
    throw modelled(
      InvalidRequestException$,
      "The cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP] to perform this operation.",
    )
  }
  return accessEntries
}

interface Paged {
  readonly maxResults?: number | undefined
  readonly nextToken?: string | undefined
}

const page = <T>(call: Call, all: readonly T[], input: Paged, of: readonly unknown[] = []): Page<T> =>
  paginate(call, all, { token: input.nextToken, size: input.maxResults, default: 100, max: 100, of })

export const eks = defineService({
  client: EKSClient,
  signingName: 'eks',
  operations: [
    operation(ListClustersCommand, {
      run(call, input) {
        const { items, next } = page(call, [...estateHere(call).clusters.keys()], input)
        return { clusters: [...items], nextToken: next }
      },
    }),
    operation(DescribeClusterCommand, {
      target: (call, input) => ({ arn: arnHere(call, `cluster/${input.name}`) }),
      run: (call, input) => ({ cluster: clusterOf(call, input.name).cluster }),
    }),
    operation(ListAccessEntriesCommand, {
      target: (call, input) => ({ arn: arnHere(call, `cluster/${input.clusterName}`) }),
      run(call, input) {
        const { items, next } = page(call, [...entriesOf(call, input.clusterName).keys()], input, [input.clusterName])
        return { accessEntries: [...items], nextToken: next }
      },
    }),
    operation(ListAssociatedAccessPoliciesCommand, {
      target: (call, input) => ({ arn: arnHere(call, `access-entry/${input.clusterName}/*`) }),
      run(call, { clusterName, principalArn = '', ...input }) {
        const policies = entriesOf(call, clusterName).get(principalArn)
        if (policies === undefined) {
          throw modelled(ResourceNotFoundException$, `The specified principalArn could not be found: ${principalArn}.`)
        }
        const { items, next } = page(call, policies, input, [clusterName, principalArn])
        return { clusterName, principalArn, associatedAccessPolicies: [...items], nextToken: next }
      },
    }),
    operation(ListPodIdentityAssociationsCommand, {
      target: (call, input) => ({ arn: arnHere(call, `cluster/${input.clusterName}`) }),
      run(call, { clusterName, namespace, serviceAccount, ...input }) {
        const wanted = clusterOf(call, clusterName).podIdentities.filter(
          (one) =>
            (namespace === undefined || one.namespace === namespace) &&
            (serviceAccount === undefined || one.serviceAccount === serviceAccount),
        )
        const { items, next } = page(call, wanted, input, [clusterName, namespace, serviceAccount])
        // A summary does not name the role.
        return { associations: items.map(({ roleArn: _, targetRoleArn: __, ...summary }) => summary), nextToken: next }
      },
    }),
    operation(DescribePodIdentityAssociationCommand, {
      target: (call, input) => ({
        arn: arnHere(call, `podidentityassociation/${input.clusterName}/${input.associationId}`),
      }),
      run(call, { clusterName, associationId }) {
        const association = clusterOf(call, clusterName).podIdentities.find(
          (one) => one.associationId === associationId,
        )
        if (association === undefined) {
          throw modelled(ResourceNotFoundException$, `The association could not be found: ${associationId}.`)
        }
        return { association }
      },
    }),
  ],
  invalidToken: (message) => modelled(InvalidParameterException$, message),
  invalidInput: (message) => modelled(InvalidParameterException$, message),
})
