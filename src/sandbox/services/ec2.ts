/** EC2: Regions, and instances with the roles that they run as. */
import {
  DescribeIamInstanceProfileAssociationsCommand,
  DescribeInstancesCommand,
  DescribeRegionsCommand,
  EC2Client,
  type Filter,
  type Instance as InstanceAnswer,
  type Region,
} from '@aws-sdk/client-ec2'
import { unmodelled } from '../aws-error.ts'
import { defineService, operation } from '../service.ts'
import type { AccountState, Instance } from '../world/model.ts'
import { defaultRegions, optInRegions } from '../world/regions.ts'
import { ec2Estate } from './ec2-estate.ts'
import { invalidValue, page } from './ec2-pages.ts'
import { here } from './owner.ts'

/* ------------------------------------------------------------------ Regions */

function regionsOf({
  enabledRegions,
}: AccountState): readonly (Region & { RegionName: string; OptInStatus: string })[] {
  const entry = (RegionName: string, OptInStatus: string) => ({
    RegionName,
    OptInStatus,
    Endpoint: `ec2.${RegionName}.amazonaws.com`,
  })
  return [
    ...defaultRegions.map((name) => entry(name, 'opt-in-not-required')),
    ...optInRegions.map((name) => entry(name, enabledRegions.has(name) ? 'opted-in' : 'not-opted-in')),
  ]
}

/** `region-name`, `opt-in-status`, `endpoint`, as the API reference lists them. */
function passes(region: Region, { Name, Values = [] }: Filter): boolean {
  switch (Name) {
    case 'region-name':
      return Values.includes(region.RegionName ?? '')
    case 'opt-in-status':
      return Values.includes(region.OptInStatus ?? '')
    case 'endpoint':
      return Values.includes(region.Endpoint ?? '')
    default:
      throw invalidValue(`The filter '${Name}' is invalid`)
  }
}

/* ------------------------------------------------------------------ instances */

const stateCodes = { running: 16, stopped: 80, terminated: 48 } as const

const instanceAnswer = (instance: Instance): InstanceAnswer => ({
  InstanceId: instance.id,
  ImageId: instance.imageId,
  InstanceType: instance.type,
  LaunchTime: instance.launchedAt,
  State: { Code: stateCodes[instance.state], Name: instance.state },
  Placement: { AvailabilityZone: instance.availabilityZone, Tenancy: 'default' },
  PrivateIpAddress: instance.privateIp,
  PublicIpAddress: instance.publicIp,
  MetadataOptions: {
    HttpTokens: instance.imdsv2Required ? 'required' : 'optional',
    HttpEndpoint: 'enabled',
    State: 'applied',
  },
  ...(instance.instanceProfileArn !== undefined && { IamInstanceProfile: profileOf(instance.instanceProfileArn) }),
  ...(instance.network && placeOf(instance.network, instance)),
  Tags: Object.entries(instance.tags).map(([Key, Value]) => ({ Key, Value })),
})

/** The address stands at the instance and at its interface. */
const placeOf = (
  { vpcId, subnetId, groupIds, interfaceId }: NonNullable<Instance['network']>,
  { privateIp, publicIp }: Instance,
): Pick<InstanceAnswer, 'VpcId' | 'SubnetId' | 'SecurityGroups' | 'NetworkInterfaces'> => {
  const groups = groupIds.map((GroupId) => ({ GroupId }))
  return {
    VpcId: vpcId,
    SubnetId: subnetId,
    SecurityGroups: groups,
    NetworkInterfaces: [
      {
        NetworkInterfaceId: interfaceId,
        VpcId: vpcId,
        SubnetId: subnetId,
        Groups: groups,
        PrivateIpAddress: privateIp,
        ...(publicIp !== undefined && { Association: { PublicIp: publicIp, IpOwnerId: 'amazon' } }),
      },
    ],
  }
}

/** EC2 tells the profile's unique id too; ours is looked up by whoever needs it through IAM. */
const profileOf = (arn: string) => ({ Arn: arn })

function refuseFilters(filters: readonly Filter[] | undefined): void {
  if (filters !== undefined && filters.length > 0) throw invalidValue('The simulated AWS does not filter instances.')
}

export const ec2 = defineService({
  client: EC2Client,
  signingName: 'ec2',
  operations: [
    operation(DescribeRegionsCommand, {
      run(call, input) {
        const { AllRegions, RegionNames, Filters = [] } = input
        const all = regionsOf(call.account)
        const unknown = RegionNames?.find((name) => !all.some(({ RegionName }) => RegionName === name))
        if (unknown !== undefined) throw invalidValue(`Invalid region provided: ${unknown}`)
        return {
          Regions: all
            .filter(({ OptInStatus }) => AllRegions === true || OptInStatus !== 'not-opted-in')
            .filter(({ RegionName }) => RegionNames?.includes(RegionName) ?? true)
            .filter((region) => Filters.every((filter) => passes(region, filter))),
        }
      },
    }),
    operation(DescribeInstancesCommand, {
      run(call, input) {
        refuseFilters(input.Filters)
        const known = here(call).instances
        const missing = input.InstanceIds?.find((id) => !known.has(id))
        if (missing !== undefined) {
          throw unmodelled('InvalidInstanceID.NotFound', 400, `The instance ID '${missing}' does not exist`)
        }
        const wanted = [...known.values()].filter(({ id }) => input.InstanceIds?.includes(id) ?? true)
        const found = page(call, wanted, input, input.InstanceIds)
        return {
          Reservations: found.items.map((instance) => ({
            ReservationId: `r-${instance.id.slice(2)}`,
            OwnerId: call.account.id,
            Instances: [instanceAnswer(instance)],
          })),
          NextToken: found.next,
        }
      },
    }),
    operation(DescribeIamInstanceProfileAssociationsCommand, {
      run(call, input) {
        refuseFilters(input.Filters)
        const all = [...here(call).instances.values()].filter(
          ({ associationId }) => associationId !== undefined && (input.AssociationIds?.includes(associationId) ?? true),
        )
        const found = page(call, all, input, input.AssociationIds)
        return {
          IamInstanceProfileAssociations: found.items.map(({ id, associationId, instanceProfileArn = '' }) => ({
            AssociationId: associationId,
            InstanceId: id,
            IamInstanceProfile: { ...profileOf(instanceProfileArn) },
            State: 'associated' as const,
          })),
          NextToken: found.next,
        }
      },
    }),
    ...ec2Estate,
  ],
  invalidToken: () => unmodelled('InvalidNextToken', 400, 'The token is invalid.'),
  invalidInput: invalidValue,
})
