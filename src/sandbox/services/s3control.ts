/** S3 of an account as a whole. It signs with S3's name, so its operations answer beside those of buckets. */
import {
  CreateAccessGrantsInstanceCommand,
  CreateAccessPointCommand,
  GetAccessGrantsInstanceResourcePolicyCommand,
  GetAccessPointPolicyCommand,
  GetPublicAccessBlockCommand,
  ListAccessGrantsCommand,
  ListAccessGrantsInstancesCommand,
  ListAccessPointsCommand,
  PutAccessGrantsInstanceResourcePolicyCommand,
  PutAccessPointPolicyCommand,
} from '@aws-sdk/client-s3-control'
import { unmodelled } from '../aws-error.ts'
import { paginate } from '../paging.ts'
import { type Call, type Operation, operation, type Target } from '../service.ts'
import { findBucket } from '../world/buckets.ts'
import type { AccessGrants, AccessPoint } from '../world/data-stores.ts'
import { hex } from '../world/ids.ts'
import { arnHere, sortedStores } from './data-store.ts'
import { editHere, here } from './owner.ts'
import { policyText, readPolicyText } from './policy-text.ts'

const accessDenied = () => unmodelled('AccessDenied', 403, 'Access Denied')
const malformedPolicy = (message: string) => unmodelled('MalformedPolicy', 400, message)
const notFound = (code: string, message: string) => unmodelled(code, 404, message)

interface OfAccount {
  readonly AccountId?: string | undefined
}

/** Everything here is about the caller's own account. */
function requireOwn({ account }: Call, { AccountId }: OfAccount): void {
  if (AccountId !== account.id) throw accessDenied()
}

/* ------------------------------------------------------------------ access points */

const pointArn = (call: Call, name: string | undefined): string => arnHere(call, 's3', `accesspoint/${name}`)

function pointOf(call: Call, input: OfAccount & { readonly Name?: string | undefined }): AccessPoint {
  requireOwn(call, input)
  const point = here(call).accessPoints.get(input.Name ?? '')
  if (point === undefined) throw notFound('NoSuchAccessPoint', 'The specified accesspoint does not exist')
  return point
}

const pointTarget = (call: Call, input: OfAccount & { readonly Name?: string | undefined }): Target => {
  const { arn, policy } = pointOf(call, input)
  return { arn, policy }
}

const accessPoints: readonly Operation[] = [
  operation(ListAccessPointsCommand, {
    run(call, input) {
      requireOwn(call, input)
      const all = sortedStores(here(call).accessPoints).filter(({ bucket }) => (input.Bucket ?? bucket) === bucket)
      const { NextToken: token, MaxResults: size } = input
      const page = paginate(call, all, { token, size, default: 1000, max: 1000, of: [input.Bucket] })
      return {
        AccessPointList: page.items.map(({ name, arn, alias, bucket, vpcId }) => ({
          Name: name,
          NetworkOrigin: vpcId === undefined ? ('Internet' as const) : ('VPC' as const),
          ...(vpcId !== undefined && { VpcConfiguration: { VpcId: vpcId } }),
          Bucket: bucket,
          AccessPointArn: arn,
          Alias: alias,
          BucketAccountId: call.account.id,
        })),
        NextToken: page.next,
      }
    },
  }),
  operation(GetAccessPointPolicyCommand, {
    target: pointTarget,
    run(call, input) {
      const { policy } = pointOf(call, input)
      if (policy === undefined)
        throw notFound('NoSuchAccessPointPolicy', 'The specified accesspoint policy does not exist')
      return { Policy: policyText(policy) }
    },
  }),
  operation(CreateAccessPointCommand, {
    target: (call, input) => ({ arn: pointArn(call, input.Name) }),
    run(call, input) {
      requireOwn(call, input)
      const name = input.Name ?? ''
      const { accessPoints: made } = editHere(call)
      if (made.has(name)) {
        throw unmodelled(
          'AccessPointAlreadyOwnedByYou',
          409,
          'Your previous request to create the named accesspoint succeeded and you already own it.',
        )
      }
      const bucket = input.Bucket ?? ''
      if (findBucket(call.world, bucket) === undefined)
        throw notFound('NoSuchBucket', 'The specified bucket does not exist')
      const point: AccessPoint = {
        name,
        arn: pointArn(call, name),
        alias: `${name}-${hex(31, call.world.seed, call.account.id, call.region, name)}-s3alias`,
        bucket,
        ...(input.VpcConfiguration?.VpcId !== undefined && { vpcId: input.VpcConfiguration.VpcId }),
      }
      made.set(name, point)
      return { AccessPointArn: point.arn, Alias: point.alias }
    },
  }),
  operation(PutAccessPointPolicyCommand, {
    target: pointTarget,
    run(call, input) {
      const { name } = pointOf(call, input)
      const point = editHere(call).accessPoints.get(name)
      if (point) point.policy = readPolicyText(call, input.Policy ?? '', malformedPolicy)
      return {}
    },
  }),
]

/* ------------------------------------------------------------------ access grants */

function grantsOf(call: Call, input: OfAccount): AccessGrants {
  requireOwn(call, input)
  const { accessGrants } = here(call)
  if (accessGrants === undefined) {
    throw notFound('AccessGrantsInstanceNotExistsError', 'Access Grants Instance does not exist')
  }
  return accessGrants
}

const grantsTarget = (call: Call, input: OfAccount): Target => {
  const { arn, policy } = grantsOf(call, input)
  return { arn, policy }
}

const accessGrants: readonly Operation[] = [
  operation(ListAccessGrantsInstancesCommand, {
    run(call, input) {
      requireOwn(call, input)
      const { accessGrants: instance } = here(call)
      const { NextToken: token, MaxResults: size } = input
      const page = paginate(call, instance ? [instance] : [], { token, size, default: 1000, max: 1000 })
      return {
        AccessGrantsInstancesList: page.items.map(({ id, arn, createdAt }) => ({
          AccessGrantsInstanceId: id,
          AccessGrantsInstanceArn: arn,
          CreatedAt: createdAt,
        })),
        NextToken: page.next,
      }
    },
  }),
  operation(ListAccessGrantsCommand, {
    target: grantsTarget,
    run(call, input) {
      const { NextToken: token, MaxResults: size } = input
      const page = paginate(call, grantsOf(call, input).grants, { token, size, default: 1000, max: 1000 })
      return {
        AccessGrantsList: page.items.map(({ id, arn, createdAt, granteeType, grantee, permission, scope }) => ({
          CreatedAt: createdAt,
          AccessGrantId: id,
          AccessGrantArn: arn,
          Grantee: { GranteeType: granteeType, GranteeIdentifier: grantee },
          Permission: permission,
          AccessGrantsLocationId: 'default',
          GrantScope: scope,
        })),
        NextToken: page.next,
      }
    },
  }),
  operation(GetAccessGrantsInstanceResourcePolicyCommand, {
    target: grantsTarget,
    run(call, input) {
      const { policy, createdAt } = grantsOf(call, input)
      if (policy === undefined) {
        throw notFound('AccessGrantsInstanceResourcePolicyNotExists', 'The resource policy does not exist')
      }
      return { Policy: policyText(policy), CreatedAt: createdAt }
    },
  }),
  operation(CreateAccessGrantsInstanceCommand, {
    target: (call) => ({ arn: arnHere(call, 's3', 'access-grants/default') }),
    run(call, input) {
      requireOwn(call, input)
      const region = editHere(call)
      if (region.accessGrants !== undefined) {
        throw unmodelled('AccessGrantsInstanceAlreadyExists', 409, 'Access Grants Instance already exists')
      }
      const arn = arnHere(call, 's3', 'access-grants/default')
      const createdAt = new Date(call.now)
      region.accessGrants = { id: 'default', arn, createdAt, grants: [] }
      return { AccessGrantsInstanceId: 'default', AccessGrantsInstanceArn: arn, CreatedAt: createdAt }
    },
  }),
  operation(PutAccessGrantsInstanceResourcePolicyCommand, {
    target: grantsTarget,
    run(call, input) {
      grantsOf(call, input)
      const policy = readPolicyText(call, input.Policy ?? '', malformedPolicy)
      const instance = editHere(call).accessGrants
      if (instance) instance.policy = policy
      return { Policy: policyText(policy) }
    },
  }),
]

/* ------------------------------------------------------------------ Block Public Access */
export const s3AccountOperations: readonly Operation[] = [
  ...accessPoints,
  ...accessGrants,
  {
    ...operation(GetPublicAccessBlockCommand, {
      action: 's3:GetAccountPublicAccessBlock',
      run(call, input) {
        requireOwn(call, input)
        const block = call.account.s3.publicAccessBlock
        if (block === undefined) {
          throw notFound('NoSuchPublicAccessBlockConfiguration', 'The public access block configuration was not found')
        }
        return {
          PublicAccessBlockConfiguration: {
            BlockPublicAcls: block.blockPublicAcls,
            IgnorePublicAcls: block.ignorePublicAcls,
            BlockPublicPolicy: block.blockPublicPolicy,
            RestrictPublicBuckets: block.restrictPublicBuckets,
          },
        }
      },
    }),
    // The operation of a bucket has the same name; IAM tells the two apart, and so do fault plans and counts.
    name: 'GetAccountPublicAccessBlock',
  },
]
