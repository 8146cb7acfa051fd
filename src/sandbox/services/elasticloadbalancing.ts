/** Elastic Load Balancing: load balancers and where they stand. No traffic passes. */
import {
  AccessPointNotFoundException$,
  DescribeLoadBalancersCommand as DescribeClassicLoadBalancersCommand,
  ElasticLoadBalancingClient,
} from '@aws-sdk/client-elastic-load-balancing'
import {
  DescribeLoadBalancersCommand,
  ElasticLoadBalancingV2Client,
  LoadBalancerNotFoundException$,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { type AwsError, modelled, unmodelled } from '../aws-error.ts'
import { type Page, paginate } from '../paging.ts'
import { type Call, defineService, operation } from '../service.ts'
import { estateHere } from './estate.ts'

const invalid = (message: string) => unmodelled('ValidationError', 400, message)

interface Asked {
  readonly names: readonly string[] | undefined
  readonly Marker?: string | undefined
  readonly PageSize?: number | undefined
}

/** Those of the names, page by page; `missing` where one of them is nobody's. */
function balancers<T extends { readonly LoadBalancerName?: string | undefined }>(
  call: Call,
  known: readonly T[],
  { names, Marker, PageSize }: Asked,
  missing: () => AwsError,
): Page<T> {
  const wanted = known.filter(({ LoadBalancerName = '' }) => names?.includes(LoadBalancerName) ?? true)
  if (names !== undefined && wanted.length < names.length) throw missing()
  return paginate(call, wanted, { token: Marker, size: PageSize, default: 400, max: 400, of: names ?? [] })
}

/** Of Classic Load Balancers, version 2012-06-01. */
const classic = defineService({
  client: ElasticLoadBalancingClient,
  signingName: 'elasticloadbalancing',
  operations: [
    operation(DescribeClassicLoadBalancersCommand, {
      run(call, { LoadBalancerNames: names, ...input }) {
        const known = estateHere(call).classicBalancers
        const missing = () => modelled(AccessPointNotFoundException$, 'There is no ACTIVE Load Balancer of that name')
        const { items, next } = balancers(call, known, { names, ...input }, missing)
        return { LoadBalancerDescriptions: [...items], NextMarker: next }
      },
    }),
  ],
  invalidToken: invalid,
  invalidInput: invalid,
})

export const elasticLoadBalancing = defineService({
  client: ElasticLoadBalancingV2Client,
  signingName: 'elasticloadbalancing',
  operations: [
    operation(DescribeLoadBalancersCommand, {
      run(call, { Names: names, ...input }) {
        const known = estateHere(call).loadBalancers
        const missing = () => modelled(LoadBalancerNotFoundException$, 'One or more load balancers not found')
        const { items, next } = balancers(call, known, { names, ...input }, missing)
        return { LoadBalancers: [...items], NextMarker: next }
      },
    }),
  ],
  invalidToken: invalid,
  invalidInput: invalid,
  earlier: classic,
})
