/** Buckets are found by name alone, whoever owns them. */
import { parseAccountId } from '../../core/ids.ts'
import type { AccountState, Bucket, PublicAccessBlockState, World } from './model.ts'

export interface OwnedBucket {
  readonly account: AccountState
  readonly bucket: Bucket
}

export function findBucket(world: World, name: string): OwnedBucket | undefined {
  // Accounts of a large world that nobody has looked at yet are known by the end of their buckets' names.
  const id = world.bucketOwners.get(name) ?? parseAccountId(name.slice(-12))
  const account = id && world.accounts.get(id)
  const bucket = account?.s3.buckets.get(name)
  return account && bucket && { account, bucket }
}

/** The account's block and the bucket's add up. */
export function blockOf(account: AccountState, bucket: Bucket): PublicAccessBlockState {
  const sides = [account.s3.publicAccessBlock, bucket.publicAccessBlock]
  const either = (setting: keyof PublicAccessBlockState) => sides.some((side) => side?.[setting] === true)
  return {
    blockPublicAcls: either('blockPublicAcls'),
    ignorePublicAcls: either('ignorePublicAcls'),
    blockPublicPolicy: either('blockPublicPolicy'),
    restrictPublicBuckets: either('restrictPublicBuckets'),
  }
}
