/** Elastic Load Balancing: load balancers and where they stand. No traffic passes. */
import {
  DescribeLoadBalancersCommand,
  ElasticLoadBalancingV2Client,
  LoadBalancerNotFoundException$,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { modelled, unmodelled } from '../aws-error.ts'
import { paginate } from '../paging.ts'
import { defineService, operation } from '../service.ts'
import { estateHere } from './estate.ts'

const invalid = (message: string) => unmodelled('ValidationError', 400, message)

export const elasticLoadBalancing = defineService({
  client: ElasticLoadBalancingV2Client,
  signingName: 'elasticloadbalancing',
  operations: [
    operation(DescribeLoadBalancersCommand, {
      run(call, input) {
        const known = estateHere(call).loadBalancers
        const wanted = known.filter(({ LoadBalancerName = '' }) => input.Names?.includes(LoadBalancerName) ?? true)
        if (input.Names !== undefined && wanted.length < input.Names.length) {
          throw modelled(LoadBalancerNotFoundException$, 'One or more load balancers not found')
        }
        const { items, next } = paginate(call, wanted, {
          token: input.Marker,
          size: input.PageSize,
          default: 400,
          max: 400,
          of: input.Names ?? [],
        })
        return { LoadBalancers: [...items], NextMarker: next }
      },
    }),
  ],
  invalidToken: invalid,
  invalidInput: invalid,
})
